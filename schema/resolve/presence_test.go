package resolve_test

import "testing"

// TestPresenceFromOnePlaceToAnother has has() at one place of a command and the
// use of what it asks for at another.
func TestPresenceFromOnePlaceToAnother(t *testing.T) {
	const schema = `context: a
values: {Item: {fields: {sku: string, note: optional string}}}
unions: {Pay: {cash: {}, card: {fields: {last4: string, note: optional string}}}}
aggregates:
  A:
    state: {note: optional string, items: list of Item, more: optional list of Item, pay: Pay, stock: map of string to int}
    invariants: [%invariant]
    events:
      Done: {fields: {text: string}, apply: none}
      Set: {fields: {sku: optional string, note: optional string}, sets: {%sets}}
    commands:
      Do:
        fields: {note: optional string}
        %keys
`
	command := func(keys string) string {
		return replaced(schema, "%invariant", "{id: i, check: size(state.items) < 9, message: x}", "%sets", "note: event.note", "%keys", keys)
	}
	refusal := func(condition, message string) string {
		return command("refuses: [{id: r, if: '" + condition + "', message: '" + message + "'}]\n        emits: [{event: Done, with: {text: '\"\"'}}]")
	}
	emit := func(keys string) string { return command("emits: [{event: Done, " + keys + "}]") }
	invariant := func(check, message string) string {
		return replaced(schema, "%invariant", "{id: i, check: '"+check+"', message: '"+message+"'}", "%sets", "note: event.note", "%keys", "emits: [{event: Done, with: {text: '\"\"'}}]")
	}
	sets := func(entry string) string {
		return replaced(schema, "%invariant", "{id: i, check: size(state.items) < 9, message: x}", "%sets", entry, "%keys", "emits: [{event: Done, with: {text: '\"\"'}}]")
	}
	absent := []string{"EXPR_ABSENT"}
	for _, w := range []wrong{
		{"when, with", emit("when: has(state.note), with: {text: state.note}"), nil},
		{"when in part, with", emit("when: 'has(state.note) && state.note != \"\"', with: {text: state.note}"), nil},
		{"when of a variant, with", emit("when: has(state.pay.card), with: {text: state.pay.card.last4}"), nil},
		{"when of an entry, with", emit("when: '\"a\" in state.stock', with: {text: 'string(state.stock.a)'}"), nil},
		{"when it isn't, with", emit("when: '!has(state.note)', with: {text: ▸state.note}"), absent},
		{"when either, with", emit("when: 'has(state.note) || exists', with: {text: ▸state.note}"), absent},
		{"when another, with", emit("when: has(cmd.note), with: {text: ▸state.note}"), absent},
		{"no when, with", emit("with: {text: ▸state.note}"), absent},
		{"with of a variant", emit("with: {text: ▸state.pay.card.last4}"), absent},
		{"with of an optional part of a variant", emit("when: has(state.pay.card), with: {text: ▸state.pay.card.note}"), absent},

		{"each, when, with", emit("for_each: state.items, as: i, when: has(i.note), with: {text: i.note}"), nil},
		{"each, with", emit("for_each: state.items, as: i, with: {text: ▸i.note}"), absent},
		{"each of those chosen, with", emit("for_each: 'state.items.filter(i, has(i.note))', as: i, with: {text: i.note}"), nil},
		{"each of those chosen by a let, with", command("let: {chosen: 'state.items.filter(i, has(i.note))'}\n        emits: [{event: Done, for_each: chosen, as: i, with: {text: i.note}}]"), nil},
		{"each of those turned, with", emit("for_each: 'state.items.reverse()', as: i, with: {text: ▸i.note}"), absent},
		{"each of what may be absent", emit("for_each: ▸state.more, as: i, with: {text: i.sku}"), absent},
		{"each of what may be absent, when", emit("for_each: ▸state.more, as: i, when: has(state.more), with: {text: i.sku}"), absent},
		{"each of what may be absent, or none", emit("for_each: 'has(state.more) ? state.more : []', as: i, with: {text: i.sku}"), nil},
		{"each, by a name that a loop takes over", emit("for_each: state.items, as: i, when: has(i.note), with: {text: 'state.items.map(i, ▸i.note)[0]'}"), absent},
		{"an event before, with", command("emits: [{event: Done, when: has(state.note), with: {text: state.note}}, {event: Done, with: {text: ▸state.note}}]"), absent},

		{"a let, used anywhere", command("let: {t: state.note + \"!\"}\n        emits: [{event: Done, when: has(state.note), with: {text: t}}]"), nil},
		{"a let that asks, when, with", command("let: {noted: has(state.note)}\n        emits: [{event: Done, when: noted, with: {text: state.note}}]"), nil},
		{"a let that asks, not when, with", command("let: {noted: has(state.note)}\n        emits: [{event: Done, when: exists, with: {text: ▸state.note}}]"), absent},
		{"a let that may be absent", command("let: {n: state.note}\n        emits: [{event: Done, with: {text: ▸n}}]"), absent},
		{"a let that may be absent, when", command("let: {n: state.note}\n        emits: [{event: Done, when: has(n), with: {text: n}}]"), nil},

		{"a refusal and its message", refusal(`has(state.note) && state.note != ""`, "{state.note}"), nil},
		{"a refusal, not its message", refusal("!has(state.note)", "{▸state.note}"), absent},
		{"a refusal, and the next", command("refuses: [{id: r, if: '!has(state.note)', message: x}]\n        emits: [{event: Done, with: {text: ▸state.note}}]"), absent},
		{"a skip, and the next", command("skips: ['!has(state.note)']\n        emits: [{event: Done, with: {text: ▸state.note}}]"), absent},
		{"an invariant and its message", invariant(`!has(state.note) || state.note != ""`, "{state.note}"), nil},
		{"an invariant, not its message", invariant("has(state.note)", "{▸state.note}"), absent},
		{"an invariant in part, not its message", invariant(`has(state.note) && state.note != ""`, "{▸state.note}"), absent},
		{"a question that takes what may be absent", command("asks: {q: {args: [state.note], type: int}}\n        emits: [{event: Done, with: {text: '\"\"'}}]"), nil},
		{"a question, or something else", command("asks: {q: {args: ['has(state.note) ? state.note : \"\"'], type: int}}\n        emits: [{event: Done, with: {text: '\"\"'}}]"), nil},

		{"sets, passed on", sets("note: event.note"), nil},
		{"sets, used", sets("note: ▸event.note + \"!\""), absent},
		{"sets, asked before", sets("note: 'has(event.note) ? event.note + \"!\" : null'"), nil},
		{"sets, on the left", sets("'stock[▸event.sku]': 1"), absent},
		{"sets, on the left, asked before", sets("'stock[has(event.sku) ? event.sku : \"\"]': 1"), nil},
		{"sets, of elements", sets("'items[▸note == \"a\"].sku': '\"b\"'"), absent},
		{"sets, of elements asked before", sets("'items[has(note) && note == \"a\"].sku': '\"b\"'"), nil},
		{"sets, asked on the left", sets("'items[has(event.note) && sku == event.note].sku': ▸event.note"), absent},
	} {
		w.run(t)
	}
}
