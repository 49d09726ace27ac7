package resolve_test

import (
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/resolve"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// FuzzResolve looks for schemas that aren't answered: by a model, or by findings
// that lie in the file.
func FuzzResolve(f *testing.F) {
	f.Add([]byte(order))
	f.Add([]byte(bank))
	f.Add([]byte(inValue("      x: {type: optional list of W, unique_by: n, each: {}, example: [{n: 1, s: x}], in: [*a, !x]}")))
	f.Add([]byte(withEvent("Happened: {let: {a: b, b: a}, from: {states: [draft], id: x}, sets: {'items[sku == 1].n': 2}, upcast: {1: go}}")))
	f.Add([]byte(withCommand("Do: {like: Filled, asks: {x: {args: [cmd.total], type: int}}, emits: [{event: Filled, for_each: state.items, as: i, with: {total: i.n}}]}")))
	f.Add([]byte("context: a\nexternal: true\nkernel: true\nevents: {E: {like: E}}\nrelations: [{with: a}]\n"))
	f.Add([]byte("context: a\nprocesses: {P: {key: x, whenever: {timeout.a: {cancels: [b]}, c.D: {sends: [E]}}}}\nread_models: {R: {key: [], from: {E: {insert: {x: 1}}}}}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		tree, _ := syntax.Parse("a/a.orchestrix.yaml", data)
		if tree == nil {
			return
		}
		ws, findings := resolve.Resolve(resolve.Input{Module: "example.org/m", Files: []*syntax.File{tree}})
		if (ws == nil) != diag.HasErrors(findings) {
			t.Errorf("model %v beside findings %v", ws != nil, findings)
		}
		for _, f := range findings {
			if f.Span.File != "a/a.orchestrix.yaml" || f.Message == "" || f.Rule == "" {
				t.Errorf("a finding of no place, rule or message: %+v", f)
			}
		}
	})
}
