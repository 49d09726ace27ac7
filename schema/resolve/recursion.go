package resolve

import (
	"cmp"
	"maps"
	"slices"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// checkRecursion finds values that hold themselves, which no Go struct does, and
// kernels that need each other, which no Go packages may.
func (r *resolver) checkRecursion() {
	state := map[*model.Value]readState{}
	for _, c := range r.order {
		for _, v := range c.m.Values {
			r.visitValue(v, state)
		}
	}
	r.checkKernelCycles()
}

// visitValue looks for a way from a value back to itself. A list, map, optional
// or union between is a pointer in Go, and ends somewhere.
func (r *resolver) visitValue(v *model.Value, state map[*model.Value]readState) {
	state[v] = underway
	finite := v.Fields[:0]
	for _, f := range v.Fields {
		if f.Type.Kind == model.ValueRef {
			switch state[f.Type.Value] {
			case untouched:
				r.visitValue(f.Type.Value, state)
			case underway:
				r.recursive(f)
				continue // left out, so that nothing after this goes round for ever
			}
		}
		finite = append(finite, f)
	}
	v.Fields = finite
	state[v] = done
}

func (r *resolver) recursive(f *model.Field) {
	s := r.states[f].s
	r.errorf(s.Type.Span, diag.RecursiveType, "%s would hold itself without end", f.Type.Value.Name).
		Suggestf("put optional, list or map between: `%s: optional %s`", f.Name, s.Type.Text)
	r.breaks(s.Name)
}

func (r *resolver) checkKernelCycles() {
	state := map[*context]readState{}
	var visit func(c *context)
	visit = func(c *context) {
		state[c] = underway
		used := slices.SortedFunc(maps.Keys(c.kernels), func(a, b *context) int { return cmp.Compare(a.m.Name, b.m.Name) })
		for _, k := range used {
			switch state[k] {
			case untouched:
				visit(k)
			case underway:
				r.errorf(c.kernels[k], diag.RecursiveType, "kernel %s uses kernel %s, which uses it: Go packages can't import each other", c.m.Name, k.m.Name).
					Suggestf("put the types into one kernel")
			}
		}
		state[c] = done
	}
	for _, c := range r.order {
		if state[c] == untouched {
			visit(c)
		}
	}
}
