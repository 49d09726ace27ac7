package expr

import (
	"iter"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// SecretIn is a secret field whose value a node gives away; nil without one. To
// compare a secret with something, or to ask whether it is there, doesn't.
func SecretIn(n model.Node) *model.Field { return fieldIn(n, model.Secret) }

// PersonalIn is as SecretIn for what is personal, or secret.
func PersonalIn(n model.Node) *model.Field { return fieldIn(n, model.PII) }

func fieldIn(n model.Node, least model.Sensitivity) *model.Field {
	for f := range GivenAway(n) {
		if f.Sensitivity >= least {
			return f
		}
	}
	return within(n.Type(), least, map[any]bool{})
}

// GivenAway are the fields whose values a node gives away, through names, too. Of a
// whole value they aren't its own ones.
func GivenAway(n model.Node) iter.Seq[*model.Field] {
	return func(yield func(*model.Field) bool) {
		w := walk{yield: yield, names: map[*model.Var]bool{}}
		w.look(n)
	}
}

type walk struct {
	yield func(*model.Field) bool
	names map[*model.Var]bool // looked behind
	over  bool
}

func (w *walk) look(n model.Node) {
	model.Walk(n, func(n model.Node) bool {
		if w.over {
			return false
		}
		switch n := n.(type) {
		case *model.Select:
			w.over = !w.yield(n.Field)
		case *model.Var:
			w.lookBehind(n)
		}
		return !w.over && !isQuestion(n)
	})
}

// lookBehind looks at what a name stands for.
func (w *walk) lookBehind(v *model.Var) {
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
func within(t *model.Type, least model.Sensitivity, seen map[any]bool) *model.Field {
	var fields []*model.Field
	switch t.Kind {
	case model.Optional, model.List, model.Map:
		return within(t.Elem, least, seen)
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
		if f.Sensitivity >= least {
			return f
		}
		if inner := within(f.Type, least, seen); inner != nil {
			return inner
		}
	}
	return nil
}
