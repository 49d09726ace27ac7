package golang

import (
	"slices"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// owned is an expression for a field of the state that is written in place
// later on: a list or map that something else holds, such as the event, isn't
// shared with it.
func (fr *frame) owned(a *model.Aggregate, field *model.Field, n model.Node) jen.Code {
	n = simplify(n)
	if list, elems := appendedTo(n, field); elems != nil {
		// The field's own list has the room behind it to itself.
		return fr.appended(fr.operand(list), elems).code
	}
	code := fr.operand(n).code
	if isFresh(n) || !writtenInPlace(a, field) {
		return code
	}
	if appliesInGo(a) && sharing(field.Type) {
		return fr.pkg.clone(field.Type, jen.Add(code)) // it may write into elements, too
	}
	switch collectionKind(field.Type) {
	case model.List:
		if isSum(n) {
			return code
		}
		return jen.Qual("slices", "Clip").Call(code)
	case model.Map:
		return jen.Qual("maps", "Clone").Call(code)
	}
	return code
}

// collectionKind is List or Map for such a type or an optional of it.
func collectionKind(t *model.Type) model.Kind {
	if t.Kind == model.Optional {
		t = t.Elem
	}
	return t.Kind
}

// isSum says that a list is one of concat's, which shares nothing.
func isSum(n model.Node) bool {
	if some, ok := n.(*model.Some); ok {
		n = some.X
	}
	arith, ok := n.(*model.Arith)
	return ok && arith.Op == "+"
}

// appliesInGo says that hand-written code applies an event of the aggregate, and
// may write to any part of the state.
func appliesInGo(a *model.Aggregate) bool {
	return slices.ContainsFunc(a.Events, func(e *model.Event) bool { return e.ApplyGo })
}

// writtenInPlace says that an event appends to a list or writes a key of a map
// in place; of hand-written code it must be assumed.
func writtenInPlace(a *model.Aggregate, field *model.Field) bool {
	if appliesInGo(a) {
		return true
	}
	for _, e := range a.Events {
		for _, s := range e.Sets {
			if s.Field != field {
				continue
			}
			if len(s.Steps) == 0 && appendsSomewhere(s.Value.Node, field) || len(s.Steps) > 0 && s.Steps[0].Key != nil {
				return true
			}
		}
	}
	return false
}

// appendsSomewhere says that an expression for a field, or a branch of it, is
// what appended finds.
func appendsSomewhere(n model.Node, field *model.Field) bool {
	if c, ok := n.(*model.Cond); ok {
		return appendsSomewhere(c.Then, field) || appendsSomewhere(c.Else, field)
	}
	_, elems := appendedTo(n, field)
	return elems != nil
}

// appendedTo are the list and the elements of state.x + […], where x is the
// field; nil for other expressions.
func appendedTo(n model.Node, field *model.Field) (model.Node, *model.MakeList) {
	if some, ok := n.(*model.Some); ok {
		n = some.X
	}
	elems := addedTo(n)
	if elems == nil {
		return nil, nil
	}
	list := n.(*model.Arith).X
	if deref, ok := list.(*model.Deref); ok && isStateField(deref.X, field) || isStateField(list, field) {
		return list, elems
	}
	return nil, nil
}

func isStateField(n model.Node, field *model.Field) bool {
	sel, ok := n.(*model.Select)
	if !ok || sel.Field != field {
		return false
	}
	v, ok := sel.X.(*model.Var)
	return ok && v.Scope == model.ScopeState
}

// set are the statements that write one of an event's sets to the state.
func (fr *frame) set(a *model.Aggregate, s *model.Set) []jen.Code {
	target := jen.Id(fr.state).Dot(s.Field.GoName)
	if len(s.Steps) > 0 {
		return fr.setPath(target, s)
	}
	n := simplify(s.Value.Node)
	if c, ok := n.(*model.Cond); ok {
		if _, short := fr.condOperand(c); !short {
			return []jen.Code{fr.ownedBranches(a, s.Field, target, c)}
		}
	}
	return fr.become(a, s.Field, target, n)
}

// ownedBranches is frame.branches for a field of the state.
func (fr *frame) ownedBranches(a *model.Aggregate, field *model.Field, target *jen.Statement, c *model.Cond) *jen.Statement {
	branch := fr.branchFrame(c)
	give := func(n model.Node) []jen.Code {
		inner := *branch
		if next, ok := n.(*model.Cond); ok {
			if _, short := inner.condOperand(next); !short {
				return []jen.Code{inner.ownedBranches(a, field, target, next)}
			}
		}
		return inner.become(a, field, target, n)
	}
	// A field that keeps its value needs no branch.
	if isStateField(c.Else, field) || isAbsent(c.Else) && sawPresent(c.If, field) {
		return jen.If(fr.operand(c.If).code).Block(give(c.Then)...)
	}
	if isStateField(c.Then, field) {
		return jen.If(fr.negation(c.If).code).Block(give(c.Else)...)
	}
	s := jen.If(fr.operand(c.If).code).Block(give(c.Then)...).Else()
	if next, ok := c.Else.(*model.Cond); ok {
		if _, short := branch.condOperand(next); !short {
			return s.Add(give(next)[0])
		}
	}
	return s.Block(give(c.Else)...)
}

func isAbsent(n model.Node) bool {
	_, none := n.(*model.None)
	return none
}

// sawPresent says that a condition is has() of a field of the state, and no
// more: where it doesn't hold the field is absent.
func sawPresent(n model.Node, field *model.Field) bool {
	present, ok := n.(*model.IsPresent)
	return ok && isStateField(present.X, field)
}

// become are the statements that give a field of the state a value that needs
// no branches. A changed copy of the field itself is changed in place, one of
// what an optional field holds is put in its place.
func (fr *frame) become(a *model.Aggregate, field *model.Field, target *jen.Statement, n model.Node) []jen.Code {
	target = target.Clone()
	if w, ok := n.(*model.With); ok && isStateField(w.X, field) {
		return []jen.Code{fr.setFields(target, w)}
	}
	if some, ok := n.(*model.Some); ok {
		if w, ok := some.X.(*model.With); ok {
			frame := *fr // the copy's expressions don't see its name
			name := fr.claim(copyName(w.Type()))
			copied := frame.define(name, w)
			return append(copied, target.Op("=").Op("&").Id(name))
		}
	}
	return []jen.Code{target.Op("=").Add(fr.owned(a, field, n))}
}

// setPath writes below a field. A map that is the field itself is written in
// place; whatever lies deeper may be held by an event too, and is copied on
// its way.
func (fr *frame) setPath(target *jen.Statement, s *model.Set) []jen.Code {
	n := simplify(s.Value.Node)
	if w, ok := n.(*model.With); ok {
		if place := placeOf(s); place != nil && same(w.X, place) {
			for _, step := range s.Steps {
				target = target.Dot(step.Field.GoName)
			}
			return []jen.Code{fr.setFields(target, w)}
		}
	}
	var before []jen.Code
	value := fr.operand(n).code
	if !isSimple(n) && (len(s.Steps) > 1 || s.Steps[0].Where != nil || takesStatements(fr, n)) {
		frame := *fr // the value doesn't see its own name
		name := fr.claim("value")
		before = frame.define(name, n)
		value = jen.Id(name)
	}
	return append(before, fr.write(target, s.Field.Type, s.Steps, value, true)...)
}

// placeOf is what a path of nothing but fields leads to, or nil.
func placeOf(s *model.Set) model.Node {
	var place model.Node = &model.Select{X: &model.Var{Scope: model.ScopeState, Name: "state"}, Field: s.Field}
	for _, step := range s.Steps {
		if step.Field == nil {
			return nil
		}
		place = &model.Select{X: place, Field: step.Field}
	}
	return place
}

// write gives the place at the end of steps a value. Only the field itself is
// the state's own, top; it is a pointer's target or a local variable otherwise.
func (fr *frame) write(place *jen.Statement, t *model.Type, steps []model.PathStep, value jen.Code, top bool) []jen.Code {
	if len(steps) == 0 {
		return []jen.Code{place.Clone().Op("=").Add(value)}
	}
	step, rest := steps[0], steps[1:]
	if t.Kind == model.Optional && !nilIsAbsent(t.Elem) {
		return fr.writePresent(place, t.Elem, steps, value)
	}
	if t.Kind == model.Optional {
		t = t.Elem
	}
	switch {
	case step.Field != nil:
		return fr.write(place.Clone().Dot(step.Field.GoName), step.Field.Type, rest, value, false)
	case step.Key != nil:
		return fr.writeKey(place, t, step, rest, value, top)
	}
	return fr.writeWhere(place, t, step, rest, value)
}

// writePresent writes into a copy of what an optional holds, if it does.
func (fr *frame) writePresent(place *jen.Statement, t *model.Type, steps []model.PathStep, value jen.Code) []jen.Code {
	name := fr.claim(copyName(t))
	copied := jen.Id(name).Op(":=").Add(tryCall("Deref", place.Clone()).code)
	body := append([]jen.Code{copied}, fr.write(jen.Id(name), t, steps, value, false)...)
	return append(body, place.Clone().Op("=").Op("&").Id(name))
}

// writeKey writes a map's entry, or into a copy of it.
func (fr *frame) writeKey(place *jen.Statement, t *model.Type, step model.PathStep, rest []model.PathStep, value jen.Code, top bool) []jen.Code {
	key := fr.operand(simplify(step.Key.Node)).code
	put := func(v jen.Code) jen.Code {
		if top {
			return exprCall("Put", jen.Op("&").Add(place.Clone()), key, v).code
		}
		return place.Clone().Op("=").Add(exprCall("PutCopy", place.Clone(), key, v).code)
	}
	if len(rest) == 0 {
		return []jen.Code{put(value)}
	}
	name := fr.claim("entry")
	entry := jen.Id(name).Op(":=").Add(tryCall("Key", place.Clone(), key).code)
	body := append([]jen.Code{entry}, fr.write(jen.Id(name), t.Elem, rest, value, false)...)
	return append(body, put(jen.Id(name)))
}

// writeWhere writes into those elements of a copy of a list for which a
// condition holds.
func (fr *frame) writeWhere(place *jen.Statement, t *model.Type, step model.PathStep, rest []model.PathStep, value jen.Code) []jen.Code {
	index := fr.local("i")
	inner := fr.holding(index)
	elem := inner.local(copyName(t.Elem))
	inner = inner.holding(elem)
	inner.elem = elem
	condition := simplify(step.Where.Node)
	pointer := jen.Id(elem).Op(":=").Op("&").Add(place.Clone()).Index(jen.Id(index))
	place2 := jen.Id(elem)
	if len(rest) == 0 {
		place2 = jen.Op("*").Id(elem)
	}
	body := jen.If(pointer, inner.operand(condition).code).Block(inner.write(place2, t.Elem, rest, value, false)...)
	return []jen.Code{
		place.Clone().Op("=").Qual("slices", "Clone").Call(place.Clone()),
		jen.For(jen.Id(index).Op(":=").Range().Add(place.Clone())).Block(body),
	}
}

// claim is local for a variable that stays declared for all that follows in the
// same block: entry, and entry2 for one more.
func (fr *frame) claim(name string) string {
	id := fr.local(name)
	for n := 2; slices.Contains(fr.taken, camel(name)) && strings.HasSuffix(id, "_"); n++ {
		id = fr.local(name + strconv.Itoa(n))
	}
	fr.taken = append(fr.taken[:len(fr.taken):len(fr.taken)], id)
	return id
}

// holding is the frame where one more Go identifier is taken.
func (fr *frame) holding(name string) *frame {
	inner := *fr
	inner.taken = append(fr.taken[:len(fr.taken):len(fr.taken)], name)
	return &inner
}
