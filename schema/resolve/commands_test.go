package resolve_test

import (
	"strings"
	"testing"
)

// withCommand is a schema with one command, written from line 16 on.
func withCommand(command string) string {
	return `context: a
values: {Item: {fields: {sku: string, n: int}}}
aggregates:
  Other:
    events: {OtherDone: {apply: none}}
  Order:
    state: {items: list of Item, stock: map of string to int, note: optional string, total: int}
    guards:
      shut: {if: state.total > 9, message: it is shut}
    rejections: {Late: {message: it is late}}
    events:
      Done: {apply: none}
      Filled: {fields: {total: int, note: optional string}, apply: none}
      Gone: {retired: true}
    commands:
      ` + strings.ReplaceAll(command, "\n", "\n      ") + "\n"
}

func TestCommands(t *testing.T) {
	for _, w := range []wrong{
		{"with a rule over the state", withCommand("Do: {fields: {n: int}, rules: [{id: r, check: ▸state.total > 0, message: x}], emits: [Done]}"), []string{"EXPR_UNKNOWN"}},
		{"with two rules of one id", withCommand("Do: {fields: {n: int}, rules: [{id: r, check: cmd.n > 0, message: x}, {id: ▸r, check: cmd.n > 1, message: x}], emits: [Done]}"), []string{"DUPLICATE_NAME the id r is taken"}},
		{"sent by a role", withCommand("Do: {actor: clerk at the desk, emits: [Done]}"), nil},
		{"sent by a role without a name", withCommand("Do: {actor: ▸' ', emits: [Done]}"), []string{"BAD_VALUE an actor is named, and this one isn't (name the role, or leave `actor` out"}},
		{"allowed by no condition", withCommand("Do: {allowed: ▸meta.actor, emits: [Done]}"), []string{"EXPR_TYPE"}},
		{"refused by an unknown guard", withCommand("Do: {refuses: [▸shutt], emits: [Done]}"), []string{`UNKNOWN_GUARD Order has no guard named "shutt" (did you mean shut?)`}},
		{"refused by a guard twice", withCommand("Do: {refuses: [shut, ▸shut], emits: [Done]}"), []string{"DUPLICATE_NAME the id shut is taken"}},
		{"refused by a guard's id", withCommand("Do: {refuses: [{id: ▸shut, if: exists, message: x}], emits: [Done]}"), []string{"DUPLICATE_NAME the id shut is that of a guard"}},
		{"refused by one id twice", withCommand("Do: {refuses: [{id: r, if: exists, message: x}, {id: ▸r, if: exists, message: x}], emits: [Done]}"), []string{"DUPLICATE_NAME the id r is taken"}},
		{"refused like commands end", withCommand("Do: {refuses: [{id: ▸conflict, if: exists, message: x}], emits: [Done]}"), []string{"DUPLICATE_NAME the id conflict is taken"}},
		{"refused with a message about what the condition proves", withCommand(`Do: {refuses: [{id: r, if: "has(state.note) && state.note != ''", message: "{state.note}"}], emits: [Done]}`), nil},
		{"refused with a message about what it doesn't prove", withCommand(`Do: {refuses: [{id: r, if: "has(state.note) || exists", message: "{▸state.note}"}], emits: [Done]}`), []string{"EXPR_ABSENT"}},
		{"with a message about what a broken rule proves", withCommand(`Do: {like: Filled, rules: [{id: r, check: "!has(cmd.note) || cmd.note != ''", message: "{cmd.note}"}], emits: [Filled]}`), nil},
		{"with a message about what it disproves", withCommand(`Do: {like: Filled, rules: [{id: r, check: has(cmd.note), message: "{▸cmd.note}"}], emits: [Filled]}`), []string{"EXPR_ABSENT"}},
		{"with a rule that makes an id", withCommand("Do: {like: Filled, rules: [{id: r, check: string(cmd.order_id) != ▸new_id(), message: x}], emits: [Filled]}"), []string{"EXPR_UNSUPPORTED new_id() would give another id each time"}},
		{"that make an id", withCommand("Do: {fields: {total: int}, emits: [{event: Filled, with: {note: new_id()}}]}"), nil},
		{"skipped by no condition", withCommand("Do: {skips: [▸state.total], emits: [Done]}"), []string{"EXPR_TYPE"}},
		{"that raise an unknown event", withCommand("Do: {emits: [▸Dne]}"), []string{`UNKNOWN_EVENT Order has no event named "Dne" (did you mean Done?)`}},
		{"that raise another aggregate's event", withCommand("Do: {emits: [▸OtherDone]}"), []string{`UNKNOWN_EVENT Order has no event named "OtherDone" (it is an event of Other`}},
		{"that raise a retired event", withCommand("Do: {emits: [▸Gone]}"), []string{"KEY_CONFLICT Gone is retired"}},
		{"like an event", withCommand("Do: {like: Filled, emits: [Filled]}"), nil},
		{"like an unknown one", withCommand("Do: {like: ▸Fill, emits: [Filled]}"), []string{"UNKNOWN_COMMAND"}},
	} {
		w.run(t)
	}
}

func TestDecisionsInGo(t *testing.T) {
	for _, w := range []wrong{
		{"raise and reject", withCommand("Do: {decide: go, emits: [Done, Filled], rejects: [Late]}"), nil},
		{"fill their events themselves", withCommand("Do: {decide: go, emits: [{event: Filled, when: ▸exists, with: {▸total: 1}}]}"),
			[]string{"DECIDE_CONFLICT `when` doesn't go with `decide: go`", "DECIDE_CONFLICT `with` doesn't go with `decide: go`"}},
		{"go through lists themselves", withCommand("Do: {decide: go, emits: [{event: Filled, for_each: ▸state.items, as: i, from_state: [▸total]}]}"),
			[]string{"DECIDE_CONFLICT `for_each`", "DECIDE_CONFLICT `from_state`"}},
		{"in another language", withCommand("Do: {decide: ▸rust, emits: [Filled], rejects: [Late]}"), []string{"BAD_VALUE `decide` takes go"}},
		{"name an event once", withCommand("Do: {decide: go, emits: [Done, ▸Done]}"), []string{"DUPLICATE_NAME Done stands here twice"}},
		{"reject by what is there", withCommand("Do: {decide: go, emits: [Done], rejects: [▸Lat, Late, ▸Late]}"),
			[]string{`UNKNOWN_REJECTION Order has no rejection named "Lat" (did you mean Late?)`, "DUPLICATE_NAME Late stands here twice"}},
		{"alone reject", withCommand("Do: {emits: [Done], rejects: [▸Late]}"), []string{"DECIDE_CONFLICT `rejects` is for decisions in Go"}},
	} {
		w.run(t)
	}
}

func TestProvenance(t *testing.T) {
	for _, w := range []wrong{
		{"from the command", withCommand("Do: {fields: {total: int, note: string}, emits: [Filled]}"), nil},
		{"from with", withCommand("Do: {emits: [{event: Filled, with: {total: 1 + 2, note: null}}]}"), nil},
		{"from the state", withCommand("Do: {emits: [{event: Filled, from_state: [total, note]}]}"), nil},
		{"nowhere", withCommand("Do: {fields: {note: string}, emits: [▸Filled]}"),
			[]string{"FIELD_WITHOUT_SOURCE nothing fills the field total of Filled (take it from the state with `from_state: [total]`"}},
		{"an optional is filled, too", withCommand("Do: {fields: {total: int}, emits: [{event: ▸Filled}]}"), []string{"FIELD_WITHOUT_SOURCE nothing fills the field note of Filled"}},
		{"the command's type doesn't fit", withCommand("Do: {fields: {total: string, note: string}, emits: [▸Filled]}"),
			[]string{"FIELD_WITHOUT_SOURCE nothing fills the field total of Filled (the command's total is a string, the event's an int64"}},
		{"an optional doesn't fit", withCommand("Do: {fields: {total: optional int, note: string}, emits: [▸Filled]}"), []string{"FIELD_WITHOUT_SOURCE"}},
		{"with for no field", withCommand("Do: {fields: {total: int, note: string}, emits: [{event: Filled, with: {▸totl: 1}}]}"), []string{`UNKNOWN_FIELD "totl" isn't a field of the event Filled (did you mean total?)`}},
		{"a misspelt name for a field that has no other source", withCommand("Do: {fields: {note: string}, emits: [{event: Filled, from_state: [▸totle]}]}"), []string{`UNKNOWN_FIELD "totle"`}},
		{"with for the id", withCommand("Do: {emits: [{event: Done, with: {▸order_id: cmd.order_id}}]}"), []string{"KEY_CONFLICT order_id is the id of Order"}},
		{"with of another type", withCommand("Do: {fields: {note: string}, emits: [{event: Filled, with: {total: ▸cmd.note}}]}"), []string{"EXPR_TYPE"}},
		{"an optional without has", withCommand("Do: {fields: {total: int, of: optional int}, emits: [{event: Filled, with: {note: null, total: ▸cmd.of}}]}"), []string{"EXPR_ABSENT"}},
		{"an optional that when knows", withCommand("Do: {fields: {of: optional int}, emits: [{event: Filled, when: has(cmd.of), with: {note: null, total: cmd.of}}]}"), nil},
		{"from_state and with", withCommand("Do: {fields: {note: string}, emits: [{event: Filled, with: {total: 1}, from_state: [▸total]}]}"), []string{"KEY_CONFLICT total comes from `with` already"}},
		{"from_state twice", withCommand("Do: {fields: {note: string}, emits: [{event: Filled, from_state: [total, ▸total]}]}"), []string{"DUPLICATE_NAME total stands here twice"}},
		{"from_state of what isn't a field", withCommand("Do: {fields: {note: string, total: int}, emits: [{event: Filled, from_state: [▸items]}]}"), []string{"UNKNOWN_FIELD"}},
		{"for_each over a map", withCommand("Do: {emits: [{event: Done, for_each: ▸state.stock, as: s}]}"), []string{"EXPR_TYPE `for_each` goes through a list, and this is a map of string to int64"}},
		{"for_each with a taken name", withCommand("Do: {emits: [{event: Done, for_each: state.items, as: ▸state}]}"), []string{"DUPLICATE_NAME an element can't be named state"}},
		{"for_each with a word of CEL", withCommand("Do: {emits: [{event: Done, for_each: state.items, as: ▸in}]}"), []string{"GO_RESERVED an element can't be named in"}},
		{"for_each that is wrong", withCommand("Do: {emits: [{event: Filled, for_each: state.▸itms, as: i, with: {total: i.n, note: i.sku}}]}"), []string{"UNKNOWN_FIELD"}},
		{"new ids", withCommand("Do: {fields: {total: int}, emits: [{event: Filled, with: {note: new_id()}}]}"), nil},
		{"after the events before", withCommand("Do: {emits: [Done, {event: Filled, when: size(after.items) > 0, from_state: [total, note]}]}"), nil},
	} {
		w.run(t)
	}
}

func TestLets(t *testing.T) {
	for _, w := range []wrong{
		{"in any order", withCommand("Do: {let: {a: b + 1, b: state.total}, skips: [a > 0], emits: [Done]}"), nil},
		{"in a circle", withCommand("Do: {let: {b: a + 1, ▸a: b + 1}, skips: [a > 0], emits: [Done]}"), []string{"LET_CYCLE"}},
		{"that need themselves", withCommand("Do: {let: {▸a: a + 1}, skips: [a > 0], emits: [Done]}"), []string{"LET_CYCLE a needs itself"}},
		{"of a word that is quoted, a field or a loop's own", withCommand(`Do: {let: {why: '"why not "+ string(i) + ".why"', i: "size(state.items.filter(item, item.n > 0))", n: "state.items[0].n"}, skips: [why == "", n > 0], emits: [Done]}`), nil},
		{"with a name of the language", withCommand("Do: {let: {▸cmd: '1'}, emits: [Done]}"), []string{"DUPLICATE_NAME a name under `let` can't be named cmd"}},
		{"with a question's name", withCommand("Do: {asks: {rate: {type: int}}, let: {▸rate: '1'}, emits: [Done]}"), []string{"DUPLICATE_NAME rate is in scope here already"}},
		{"that are wrong are reported once", withCommand("Do: {let: {a: state.▸totl, b: a}, skips: [a > 0, b > 0], emits: [{event: Filled, with: {total: b, note: null}}]}"), []string{"UNKNOWN_FIELD"}},
		{"that name no value", withCommand("Do: {let: {a: ▸state}, emits: [Done]}"), []string{"EXPR_TYPE"}},
		{"a field of the same name is no let", withCommand("Do: {let: {total: state.total}, skips: [total > 0], emits: [Done]}"), nil},
	} {
		w.run(t)
	}
}

func TestAsks(t *testing.T) {
	for _, w := range []wrong{
		{"one way in two commands", withCommand("Do: {asks: {rate: {args: [state.total], type: int}}, emits: [Done]}\nRedo: {asks: {rate: {args: [state.total], type: int}}, emits: [Done]}"), nil},
		{"two ways in two commands", withCommand("Do: {asks: {rate: {args: [state.total], type: int}}, emits: [Done]}\nRedo: {asks: {▸rate: {type: int}}, emits: [Done]}"), []string{"DUPLICATE_NAME rate is asked in another way already"}},
		{"an unknown type", withCommand("Do: {asks: {rate: {type: ▸itn}}, skips: [rate > 0], emits: [Done]}"), []string{"UNKNOWN_TYPE"}},
		{"an argument that is wrong", withCommand("Do: {asks: {rate: {args: [cmd.▸n], type: int}}, skips: [rate > 0], emits: [Done]}"), []string{"UNKNOWN_FIELD"}},
		{"an argument that is no value", withCommand("Do: {asks: {rate: {args: [▸cmd], type: int}}, emits: [Done]}"), []string{"EXPR_TYPE"}},
		{"the name of a function of the language", withCommand("Do: {asks: {▸new_id: {type: int}}, emits: [Done]}"), []string{"DUPLICATE_NAME a question can't be named new_id"}},
		{"two of one Go name", withCommand("Do: {asks: {rate_1: {type: int}, ▸rate1: {type: int}}, emits: [Done]}"), []string{"GO_NAME_CLASH the questions rate_1 and rate1 are both Rate1 in Go"}},
	} {
		w.run(t)
	}
}
