package expr

import "github.com/orchestrix-go/orchestrix-gen/schema/model"

// SecretIn is a secret field whose value a node gives away; nil without one. To
// compare a secret with something, or to ask whether it is there, doesn't.
func SecretIn(n model.Node) *model.Field { return fieldIn(n, model.Secret) }

// PersonalIn is as SecretIn for what is personal, or secret.
func PersonalIn(n model.Node) *model.Field { return fieldIn(n, model.PII) }

func fieldIn(n model.Node, least model.Sensitivity) *model.Field {
	w := secrets{least: least, names: map[*model.Var]bool{}}
	w.look(n)
	if w.found == nil {
		w.found = w.within(n.Type(), map[any]bool{})
	}
	return w.found
}

type secrets struct {
	least model.Sensitivity
	names map[*model.Var]bool // looked behind
	found *model.Field
}

func (w *secrets) look(n model.Node) {
	model.Walk(n, func(n model.Node) bool {
		if w.found != nil {
			return false
		}
		switch n := n.(type) {
		case *model.Select:
			if n.Field.Sensitivity >= w.least {
				w.found = n.Field
			}
		case *model.Var:
			w.lookBehind(n)
		}
		return !isQuestion(n)
	})
}

// lookBehind looks at what a name stands for.
func (w *secrets) lookBehind(v *model.Var) {
	if w.names[v] {
		return
	}
	w.names[v] = true
	if v.Let != nil {
		w.look(v.Let.Value.Node)
	}
	for _, n := range v.From {
		w.look(n)
	}
}

// isQuestion says that a node tells no more of its parts than yes or no. Logic over
// what is yes or no itself tells it.
func isQuestion(n model.Node) bool {
	switch n := n.(type) {
	case *model.IsPresent, *model.IsVariant, *model.In:
		return true
	case *model.Compare:
		return n.X.Type().Kind != model.Bool
	case *model.Call, *model.Loop:
		return n.Type().Kind == model.Bool
	}
	return false
}

// within is such a field of a value or union that a type holds.
func (w *secrets) within(t *model.Type, seen map[any]bool) *model.Field {
	var fields []*model.Field
	switch t.Kind {
	case model.Optional, model.List, model.Map:
		return w.within(t.Elem, seen)
	case model.ValueRef:
		if !seen[t.Value] {
			fields = t.Value.Fields
		}
		seen[t.Value] = true
	case model.UnionRef:
		if !seen[t.Union] {
			for _, v := range t.Union.Variants {
				fields = append(fields, v.Fields...)
			}
		}
		seen[t.Union] = true
	}
	for _, f := range fields {
		if f.Sensitivity >= w.least {
			return f
		}
		if inner := w.within(f.Type, seen); inner != nil {
			return inner
		}
	}
	return nil
}
