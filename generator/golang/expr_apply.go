package golang

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// apply are the statements that change the state by an event: copies, then the
// lifecycle, then sets. Every expression sees the state as it was before.
// Errors are noted where applyFails says so; the caller declares and looks.
func (fr *frame) apply(e *model.Event) []jen.Code {
	kept, statements := fr.keep(e)
	for _, c := range e.Copies {
		target := jen.Id(fr.state).Dot(c.State.GoName)
		statements = append(statements, target.Op("=").Add(kept.owned(e.Aggregate, c.State, copied(c))))
	}
	if e.To != nil {
		lifecycle := e.Aggregate.Lifecycle
		statements = append(statements, jen.Id(fr.state).Dot(lifecycle.GoName).Op("=").
			Qual(lifecycle.Type.Enum.Context.Import, e.To.GoName))
	}
	for _, s := range e.Sets {
		if s := keptSet(s, kept.kept); !setsItself(s) {
			statements = append(statements, kept.set(e.Aggregate, s)...)
		}
	}
	return statements
}

// setsItself says that a field is to stay as it is, which a read model says of one
// that the event has, too.
func setsItself(s *model.Set) bool {
	return len(s.Steps) == 0 && stateField(simplify(s.Value.Node)) == s.Field
}

// applyFails says that changing the state by the event can end in an
// evaluation error.
func (fr *frame) applyFails(e *model.Event) bool {
	for _, s := range e.Sets {
		if setFails(s) {
			return true
		}
	}
	return false
}

func setFails(s *model.Set) bool {
	if simplify(s.Value.Node).Fails() {
		return true
	}
	t := s.Field.Type
	for i, step := range s.Steps {
		if t.Kind == model.Optional {
			if !nilIsAbsent(t.Elem) {
				return true // it may be absent
			}
			t = t.Elem
		}
		switch {
		case step.Field != nil:
			t = step.Field.Type
			continue
		case step.Key != nil:
			if i < len(s.Steps)-1 || simplify(step.Key.Node).Fails() {
				return true // there may be no such key
			}
		case simplify(step.Where.Node).Fails():
			return true
		}
		t = t.Elem
	}
	return false
}

// copied is the event's field as the state's field takes it.
func copied(c model.Copy) model.Node {
	var n model.Node = &model.Select{
		X:     &model.Var{Scope: model.ScopeEvent, Name: "event"},
		Field: c.Event,
	}
	if c.State.Type.Kind == model.Optional && c.Event.Type.Kind != model.Optional {
		n = &model.Some{X: &model.Convert{X: n, T: c.State.Type.Elem}}
	} else {
		n = &model.Convert{X: n, T: c.State.Type}
	}
	return n
}

// keep declares local variables for fields of the state that are read after
// they are written, and gives the frame that knows them.
func (fr *frame) keep(e *model.Event) (*frame, []jen.Code) {
	kept := *fr
	kept.kept = make(map[*model.Field]*model.Var)
	var declarations []jen.Code
	for _, field := range readAfterWrite(e) {
		v := &model.Var{Scope: model.ScopeLocal, Name: "state " + field.Name, T: field.Type}
		name := kept.local(field.Name)
		before := jen.Id(fr.state).Dot(field.GoName)
		if collectionKind(field.Type) == model.Map && writtenInPlace(e.Aggregate, field) {
			before = jen.Qual("maps", "Clone").Call(before)
		}
		declarations = append(declarations, jen.Id(name).Op(":=").Add(before))
		inner := kept.spell(v.Name, name)
		inner.kept = kept.kept
		inner.kept[field] = v
		kept = *inner
	}
	return &kept, declarations
}

// readAfterWrite are the fields of the state that an event's sets read when
// copies, the lifecycle or an earlier set, or the set itself on its way down a
// path, have written them.
func readAfterWrite(e *model.Event) []*model.Field {
	written := map[*model.Field]bool{}
	for _, c := range e.Copies {
		written[c.State] = true
	}
	if e.To != nil {
		written[e.Aggregate.Lifecycle] = true
	}
	reads := map[*model.Field]bool{}
	for _, s := range e.Sets {
		own := written[s.Field]
		// A list's elements are written one after another; all else is written
		// when everything has been worked out.
		written[s.Field] = own || slices.ContainsFunc(s.Steps, func(step model.PathStep) bool { return step.Where != nil })
		for _, n := range expressionsOf(s) {
			anyNode(n, func(n model.Node) bool {
				if field := stateField(n); field != nil && written[field] {
					reads[field] = true
				}
				return false
			})
		}
		written[s.Field] = true
	}
	var ordered []*model.Field
	for _, field := range e.Aggregate.State {
		if reads[field] {
			ordered = append(ordered, field)
		}
	}
	return ordered
}

// expressionsOf are the value and the path's conditions and keys.
func expressionsOf(s *model.Set) []model.Node {
	nodes := []model.Node{s.Value.Node}
	for _, step := range s.Steps {
		switch {
		case step.Key != nil:
			nodes = append(nodes, step.Key.Node)
		case step.Where != nil:
			nodes = append(nodes, step.Where.Node)
		}
	}
	return nodes
}

// stateField is the field that a node reads of the state, or nil.
func stateField(n model.Node) *model.Field {
	sel, ok := n.(*model.Select)
	if !ok {
		return nil
	}
	if v, ok := sel.X.(*model.Var); !ok || v.Scope != model.ScopeState {
		return nil
	}
	return sel.Field
}

// keptSet is a set that reads kept fields from their local variables.
func keptSet(s *model.Set, kept map[*model.Field]*model.Var) *model.Set {
	if len(kept) == 0 {
		return s
	}
	expr := func(e *model.Expr) *model.Expr {
		if e == nil {
			return nil
		}
		read := *e
		read.Node = readNode(e.Node, kept)
		return &read
	}
	replaced := *s
	replaced.Value = expr(s.Value)
	replaced.Steps = nil
	for _, step := range s.Steps {
		step.Key, step.Where = expr(step.Key), expr(step.Where)
		replaced.Steps = append(replaced.Steps, step)
	}
	return &replaced
}

// readNode is an expression that reads kept fields from their local variables.
func readNode(n model.Node, kept map[*model.Field]*model.Var) model.Node {
	if field := stateField(n); field != nil && kept[field] != nil {
		return kept[field]
	}
	return mapChildren(n, func(child model.Node) model.Node { return readNode(child, kept) })
}
