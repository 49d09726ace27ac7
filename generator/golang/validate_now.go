package golang

import "github.com/orchestrix-go/orchestrix-gen/schema/model"

// takesNow says that the method that does a validator's work is told the time:
// it, or one that it calls, looks at it, or is called by a name that always is.
func (p *pkg) takesNow(fields []*model.Field, rules []*model.Rule, seen map[*model.Value]bool) bool {
	if fieldsNeedNow(fields) || rulesNeedNow(rules) {
		return true
	}
	for _, f := range fields {
		if p.typeTakesNow(f.Type, f.Sensitivity != model.Plain, seen) {
			return true
		}
	}
	return false
}

func (p *pkg) typeTakesNow(t *model.Type, hidden bool, seen map[*model.Value]bool) bool {
	switch t.Kind {
	case model.UnionRef:
		return true
	case model.ValueRef:
		if !p.appends(t.Value, hidden) {
			return len(t.Value.Fields)+len(t.Value.Rules) > 0
		}
		if seen[t.Value] {
			return false
		}
		seen[t.Value] = true
		return p.takesNow(t.Value.Fields, t.Value.Rules, seen)
	case model.List, model.Map, model.Optional:
		return p.typeTakesNow(t.Elem, hidden, seen)
	}
	return false
}

// appends says that a value's violations are appended by its own method: it is
// of this package, and what is in it isn't hidden.
func (p *pkg) appends(v *model.Value, hidden bool) bool { return v.Context == p.ctx && !hidden }

// needsNow says that a validator looks at the time.
func needsNow(fields []*model.Field, rules []*model.Rule) bool {
	if fieldsNeedNow(fields) || rulesNeedNow(rules) {
		return true
	}
	needs := func(t *model.Type) bool {
		switch t.Kind {
		case model.ValueRef:
			return fieldsNeedNow(t.Value.Fields) || rulesNeedNow(t.Value.Rules)
		case model.UnionRef:
			for _, v := range t.Union.Variants {
				if fieldsNeedNow(v.Fields) || rulesNeedNow(v.Rules) {
					return true
				}
			}
		}
		return false
	}
	return fieldsHold(fields, needs, map[any]bool{})
}

func fieldsNeedNow(fields []*model.Field) bool {
	for _, f := range fields {
		if fieldRulesNeedNow(&f.Rules) {
			return true
		}
	}
	return false
}

func fieldRulesNeedNow(r *model.FieldRules) bool {
	return r != nil && (r.Past || r.Future || fieldRulesNeedNow(r.Each) || fieldRulesNeedNow(r.Keys))
}

func rulesNeedNow(rules []*model.Rule) bool {
	for _, r := range rules {
		if looksAt(r.Check.Node, model.ScopeNow) {
			return true
		}
		for _, part := range r.Message.Parts {
			if part.Expr != nil && looksAt(part.Expr.Node, model.ScopeNow) {
				return true
			}
		}
	}
	return false
}
