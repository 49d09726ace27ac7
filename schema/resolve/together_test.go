package resolve_test

import (
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/resolve"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

func TestOneMistakeGivesOneFinding(t *testing.T) {
	for _, w := range []wrong{
		{"a field's type", `
context: a
values: {Money: {fields: {amount: int}}}
aggregates:
  Order:
    state: {total: ▸Mony, items: list of string}
    invariants: [{id: some, check: state.total.amount > 0, message: "is {state.total}"}]
    events:
      OrderPlaced: {fields: {total: Money}, copies: [total]}
      OrderGrown: {sets: {total.amount: state.total.amount + 1}}
    commands:
      PlaceOrder: {creates: true, fields: {total: Money}, emits: [OrderPlaced]}
      GrowOrder: {emits: [OrderGrown, {event: OrderPlaced, from_state: [total]}]}
    scenarios:
      - {name: x, when: {PlaceOrder: {total: {amount: 1}}}, then: [{OrderPlaced: {}}], state: {total: {amount: 1}}}
`, []string{`UNKNOWN_TYPE no type is named "Mony"`}},
		{"a field of an event", `
context: a
aggregates:
  Order:
    state: {total: int}
    events:
      OrderPlaced: {fields: {total: ▸itn}, copies: [total]}
    commands:
      PlaceOrder: {creates: true, fields: {total: int}, emits: [OrderPlaced]}
      ReplaceOrder: {emits: [{event: OrderPlaced, with: {total: 1}}]}
    scenarios:
      - {name: x, when: {PlaceOrder: {total: 1}}, then: [{OrderPlaced: {total: 1}}]}
`, []string{"UNKNOWN_TYPE"}},
		{"a field of a command", `
context: a
aggregates:
  Order:
    state: {total: int}
    events:
      OrderPlaced: {fields: {total: int}, copies: [total]}
    commands:
      PlaceOrder: {creates: true, fields: {▸Total: int}, rules: [{id: r, check: cmd.Total > 1, message: x}], emits: [OrderPlaced, {event: OrderPlaced, with: {total: cmd.Total}}]}
`, []string{"NAME_STYLE"}},
		{"a name of a type", `
context: a
values: {▸money: {fields: {amount: int}}}
aggregates:
  Order:
    state: {total: money}
`, []string{"NAME_STYLE"}},
		{"a rejection, a guard and an event that are wrong", `
context: a
aggregates:
  Order:
    state: {n: int}
    guards: {shut: {if: state.▸m > 0, message: x}}
    rejections: {▸late: {message: x}}
    events: {▸done: {apply: none}, Over: {apply: none}}
    commands:
      Do: {refuses: [shut], decide: go, emits: [done], rejects: [late]}
    scenarios:
      - {name: x, given: [{Over: {}}], when: {Do: {}}, rejected: shut}
`, []string{"UNKNOWN_FIELD", "NAME_STYLE", "NAME_STYLE"}},
		{"a whole aggregate", `
context: a
aggregates:
  ▸order:
    commands: {Do: {emits: [Done]}}
values: {V: {fields: {x: ref order}}}
`, []string{"NAME_STYLE"}},
	} {
		w.run(t)
	}
}

func TestIndependentMistakesAreAllFound(t *testing.T) {
	wrong{"thirteen", `
context: a
enums: {Status: [draft, ▸draft]}
values:
  Money:
    fields: {amount: {type: int, min: 3, ▸max: 2}, currency: {type: string, pattern: ▸"[A"}}
    rules: [{id: some, check: ▸this.amount, message: x}]
aggregates:
  Order:
    state: {status: Status, total: Money, item: ▸Itm, buyer: ▸Order, ▸Note: string}
    lifecycle: status
    events:
      OrderPlaced: {fields: {total: Money}, from: [▸placed], copies: [total], sets: {▸totl: 1}}
      ▸OrderLost: {}
    commands:
      PlaceOrder: {creates: true, emits: [▸OrderPlaced]}
      LoseOrder: {refuses: [▸gone], emits: [OrderLost, ▸OrderFound]}
`, []string{
		"DUPLICATE_NAME", "RULE_CONTRADICTION", "BAD_PATTERN", "EXPR_TYPE", "UNKNOWN_TYPE", "AGGREGATE_AS_TYPE", "NAME_STYLE",
		"UNKNOWN_ENUM_MEMBER", "BAD_TARGET", "EVENT_FORGOTTEN", "FIELD_WITHOUT_SOURCE", "UNKNOWN_GUARD", "UNKNOWN_EVENT",
	}}.run(t)
}

// TestAnyPieceMayBeMissing takes lines and words out of a schema: whatever is
// left is answered.
func TestAnyPieceMayBeMissing(t *testing.T) {
	lines := strings.SplitAfter(order, "\n")
	try := func(text string) {
		tree, _ := syntax.Parse("a/a.orchestrix.yaml", []byte(text))
		if tree == nil {
			return
		}
		ws, findings := resolve.Resolve(resolve.Input{Module: "example.org/m", Files: []*syntax.File{tree}})
		if ws == nil && len(findings) == 0 {
			t.Errorf("no model and no finding:\n%s", text)
		}
	}
	for i, line := range lines {
		before, after := strings.Join(lines[:i], ""), strings.Join(lines[i+1:], "")
		try(before + after)
		words := strings.SplitAfter(line, " ")
		for w := range words {
			try(before + strings.Join(words[:w], "") + strings.Join(words[w+1:], "") + after)
			try(before + strings.Join(words[:w], "") + "x " + strings.Join(words[w+1:], "") + after)
		}
	}
}
