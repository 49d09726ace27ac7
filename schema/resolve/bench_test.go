package resolve_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/resolve"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// largeModel has a hundred messages for each ten aggregates.
func largeModel(aggregates int) string {
	var b strings.Builder
	b.WriteString("context: large\nenums: {Status: [open, done]}\nvalues:\n  Item: {fields: {sku: {type: string, pattern: '^[A-Z]+$'}, quantity: {type: int, min: 1}}}\naggregates:\n")
	for i := range aggregates {
		fmt.Fprintf(&b, `  Thing%[1]d:
    state: {status: {type: Status, initial: open}, items: list of Item, total: int, note: optional string}
    lifecycle: status
    guards: {shut: {if: state.status == done, message: "thing {state.thing%[1]d_id} is done"}}
    events:
`, i)
		for j := range 5 {
			fmt.Fprintf(&b, "      Thing%[1]dChanged%[2]d: {fields: {item: Item, note: optional string, total: int}, from: [open], copies: [note], sets: {items: 'state.items + [event.item]', total: state.total + event.total}}\n", i, j)
		}
		b.WriteString("    commands:\n")
		for j := range 5 {
			fmt.Fprintf(&b, "      ChangeThing%[1]dBy%[2]d: {creates: if_missing, fields: {item: Item, note: {type: string, min_len: 1}}, refuses: [shut, {id: too_many%[2]d, if: 'size(state.items) > 100', message: too many}], emits: [{event: Thing%[1]dChanged%[2]d, with: {total: cmd.item.quantity * 2}}]}\n", i, j)
		}
	}
	return b.String()
}

func BenchmarkResolve(b *testing.B) {
	tree, findings := syntax.Parse("a/a.orchestrix.yaml", []byte(largeModel(100)))
	if len(findings) > 0 {
		b.Fatal(findings)
	}
	for b.Loop() {
		ws, findings := resolve.Resolve(resolve.Input{Module: "example.org/m", Files: []*syntax.File{tree}})
		if ws == nil || diag.HasErrors(findings) {
			b.Fatal(found(findings, false))
		}
	}
}
