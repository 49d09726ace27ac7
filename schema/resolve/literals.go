package resolve

import (
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/literal"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// resolveLiterals reads the defaults, examples and initial values of all fields
// of a context.
func (c *context) resolveLiterals() {
	for _, f := range c.fields {
		c.readLiterals(f)
	}
}

// readLiterals reads those of one field, after the defaults of what is in it:
// a literal that leaves a field out holds that field's default.
func (r *resolver) readLiterals(f *fieldState) {
	if f.read != untouched {
		return
	}
	f.read = underway
	r.readWithin(f.m.Type)
	f.checkKeys()
	f.m.Default = r.literalOf(f, f.s.Default)
	f.m.Example = r.literalOf(f, f.s.Example)
	f.m.Initial = r.literalOf(f, f.s.Initial)
	f.read = done
}

func (r *resolver) readWithin(t *model.Type) {
	switch t.Kind {
	case model.Optional, model.List, model.Map:
		r.readWithin(t.Elem)
	case model.ValueRef:
		r.readFieldsWithin(t.Value.Fields)
	case model.UnionRef:
		for _, v := range t.Union.Variants {
			r.readFieldsWithin(v.Fields)
		}
	}
}

func (r *resolver) readFieldsWithin(fields []*model.Field) {
	for _, f := range fields {
		if state := r.states[f]; state != nil {
			r.readLiterals(state)
		}
	}
}

func (r *resolver) literalOf(f *fieldState, v *syntax.Value) *model.Literal {
	if v == nil || r.full() || r.dependsOnBroken(f.m.Type, v) {
		return nil
	}
	l, findings := literal.Field(v, f.m, literal.Options{Rules: true, RuleAt: r.ruleAt})
	r.add(findings)
	return l
}

// dependsOnBroken says that a value names a field or word that was left out.
func (r *resolver) dependsOnBroken(t *model.Type, v *syntax.Value) bool {
	if len(r.broken) == 0 {
		return false
	}
	switch v.Kind {
	case syntax.ListValue:
		for _, item := range v.Items {
			if r.dependsOnBroken(t, item) {
				return true
			}
		}
	case syntax.MapValue:
		for _, pair := range v.Pairs {
			if r.broken[pair.Key.Text] || r.dependsOnBroken(t, pair.Value) {
				return true
			}
		}
	default:
		return r.broken[v.Scalar.Text]
	}
	return false
}

// checkKeys refuses `default` and `initial` where they say nothing.
func (f *fieldState) checkKeys() {
	c := f.context
	if v := f.s.Initial; v != nil && f.in.place != inState && f.in.place != inProcess {
		c.errorf(v.Span, diag.KeyConflict, "`initial` is for fields of a state").Suggestf("an absent key of JSON gets `default`")
		f.s = withoutLiterals(f.s, nil, f.s.Default)
	}
	v := f.s.Default
	if v == nil {
		return
	}
	switch {
	case f.m.Type.Kind == model.Optional:
		c.errorf(v.Span, diag.KeyConflict, "an optional field has no default: when it is absent, it is absent").
			Suggestf("leave out either `optional` or `default`")
	case f.in.place == inState || f.in.place == inProcess:
		c.errorf(v.Span, diag.KeyConflict, "a field of a state has no default: nothing reads it from JSON").
			Suggestf("write `initial`, which it has before the first event")
	case f.in.place == inRejection:
		c.errorf(v.Span, diag.KeyConflict, "a field of a rejection has no default: nothing reads it from JSON")
	default:
		return
	}
	f.s = withoutLiterals(f.s, f.s.Initial, nil)
}

// withoutLiterals is a field as written but for some literals.
func withoutLiterals(s *syntax.Field, initial, byDefault *syntax.Value) *syntax.Field {
	twin := *s
	twin.Initial, twin.Default = initial, byDefault
	return &twin
}
