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
// TestOneMistakeAmongAggregatesThatAreReadGivesOneFinding has mistakes in the
// bank that much else depends on.
func TestOneMistakeAmongAggregatesThatAreReadGivesOneFinding(t *testing.T) {
	for _, c := range []struct{ right, wrong, rule string }{
		{"  Account:\n", "  account:\n", "NAME_STYLE"},
		{"      balance: int", "      balance: itn", "UNKNOWN_TYPE"},
		{"      owner: string", "      Owner: string", "NAME_STYLE"},
		{"from: {aggregate: Account", "from: {aggregate: Acount", "UNKNOWN_AGGREGATE"},
		{"from: {aggregate: Account", "From: {aggregate: Account", "NAME_STYLE"},
		{"id: cmd.from", "id: cmd.fom", "UNKNOWN_FIELD"},
		{"ids: cmd.to}", "ids: cmd.too}", "UNKNOWN_FIELD"},
		{"ids: cmd.to}", "id: cmd.to}", "EXPR_TYPE"},
		{"to: list of ref Account", "to: list of ref Acount", "UNKNOWN_AGGREGATE"},
		{"MoneyTaken: {fields", "moneyTaken: {fields", "NAME_STYLE"},
		{"MoneyTaken: {fields: {amount: int", "MoneyTaken: {fields: {amount: in", "UNKNOWN_TYPE"},
		{"id: state.partner_id", "id: state.partner", "UNKNOWN_FIELD"},
		{"{enough: from.balance", "{enough: from.balnce", "UNKNOWN_FIELD"},
		{"args: [from.owner]", "args: [from.owned]", "UNKNOWN_FIELD"},
		{"by: state.number", "by: state.numbr", "UNKNOWN_FIELD"},
		{"id: number_taken", "id: NumberTaken", "NAME_STYLE"},
		{"OpeningRefused: {fields", "openingRefused: {fields", "NAME_STYLE"},
		{"{event: OpeningRefused", "{event: OpeningRefusd", "UNKNOWN_EVENT"},
		{"{owner: string, why: string, at", "{owner: string, why: strin, at", "UNKNOWN_TYPE"},
		{"on: partner, when: has(partner)", "on: partner, when: has(parter)", "EXPR_UNKNOWN"},
		{"on: partner, when: has(partner)", "on: parter, when: has(partner)", "UNKNOWN_READ"},
		{"for_each: \"to.map(id, id)\"", "for_each: \"too.map(id, id)\"", "EXPR_UNKNOWN"},
		{"{event: MoneyTaken, on: to}", "{event: MoneyTaken, on: too}", "UNKNOWN_READ"},
	} {
		t.Run(c.wrong, func(t *testing.T) {
			if !strings.Contains(bank, c.right) {
				t.Fatalf("%q isn't in the bank", c.right)
			}
			_, findings := resolveText(t, strings.Replace(bank, c.right, c.wrong, 1))
			if len(findings) != 1 || string(findings[0].Rule) != c.rule {
				t.Errorf("found\n%swant %s", found(findings, false), c.rule)
			}
		})
	}
}

func TestAnyPieceMayBeMissing(t *testing.T) {
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
	for _, schema := range []string{order, bank} {
		lines := strings.SplitAfter(schema, "\n")
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
}
