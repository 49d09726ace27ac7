package resolve_test

import "testing"

// What is left out because it is wrong hides nothing but talk of itself.
func TestAMistakeHidesNoOther(t *testing.T) {
	for _, w := range []wrong{
		{"of an expression that speaks of another thing of that name", `
context: a
aggregates:
  Order:
    state: {lines: list of ▸Lin}
    commands:
      PlaceOrder:
        creates: true
        fields: {lines: list of string}
        refuses: [{id: empty, if: ▸size(cmd.lines), message: an order has lines}]
`, []string{"UNKNOWN_TYPE", "EXPR_TYPE"}},
		{"of what is written to it", `
context: a
aggregates:
  Order:
    state: {lines: list of ▸Lin}
    events:
      OrderPlaced: {fields: {lines: list of string}, sets: {lines: event.▸lnes}}
`, []string{"UNKNOWN_TYPE", "UNKNOWN_FIELD"}},
		{"beside a mention of it", `
context: a
aggregates:
  Order:
    state: {lines: list of ▸Lin, count: int}
    events:
      OrderPlaced: {fields: {n: int}, sets: {count: size(state.lines) + event.▸m}}
`, []string{"UNKNOWN_TYPE", "UNKNOWN_FIELD"}},
	} {
		w.run(t)
	}
}
