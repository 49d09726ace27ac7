package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// owned is an expression for a field of the state that is written in place
// later on: a list or map that something else holds, such as the event, isn't
// shared with it.
func (fr *frame) owned(a *model.Aggregate, field *model.Field, n model.Node) jen.Code {
	n = simplify(n)
	if elems := appendedTo(n, field); elems != nil {
		// The field's own list has the room behind it to itself.
		return fr.appended(fr.operand(n.(*model.Arith).X), elems).code
	}
	code := fr.operand(n).code
	if isFresh(n) || !writtenInPlace(a, field) {
		return code
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
	arith, ok := n.(*model.Arith)
	return ok && arith.Op == "+"
}

// writtenInPlace says that an event appends to a list or writes a key of a map
// in place; of hand-written code it must be assumed.
func writtenInPlace(a *model.Aggregate, field *model.Field) bool {
	for _, e := range a.Events {
		if e.ApplyGo {
			return true
		}
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
	return appendedTo(n, field) != nil
}

// appendedTo are the elements of state.x + […], where x is the field; nil for
// other expressions.
func appendedTo(n model.Node, field *model.Field) *model.MakeList {
	sum, ok := n.(*model.Arith)
	if !ok || sum.Op != "+" || sum.T.Kind != model.List || !isStateField(sum.X, field) {
		return nil
	}
	list, ok := sum.Y.(*model.MakeList)
	if !ok || len(list.Elems) == 0 {
		return nil
	}
	return list
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
	if w, ok := n.(*model.With); ok && isStateField(w.X, s.Field) {
		return []jen.Code{fr.setFields(fr.state+"."+s.Field.GoName, w.Fields)}
	}
	return []jen.Code{target.Op("=").Add(fr.owned(a, s.Field, n))}
}

// ownedBranches is frame.branches for a field of the state.
func (fr *frame) ownedBranches(a *model.Aggregate, field *model.Field, target *jen.Statement, c *model.Cond) *jen.Statement {
	branch := fr.branchFrame(c)
	give := func(n model.Node) jen.Code {
		if next, ok := n.(*model.Cond); ok {
			if _, short := branch.condOperand(next); !short {
				return branch.ownedBranches(a, field, target, next)
			}
		}
		return target.Clone().Op("=").Add(branch.owned(a, field, n))
	}
	// A field that keeps its value needs no branch.
	if isStateField(c.Else, field) {
		return jen.If(fr.operand(c.If).code).Block(give(c.Then))
	}
	if isStateField(c.Then, field) {
		return jen.If(fr.negation(c.If).code).Block(give(c.Else))
	}
	s := jen.If(fr.operand(c.If).code).Block(give(c.Then)).Else()
	if next, ok := c.Else.(*model.Cond); ok {
		if _, short := branch.condOperand(next); !short {
			return s.Add(give(next))
		}
	}
	return s.Block(give(c.Else))
}

// setPath writes below a field. A map that is the field itself is written in
// place; whatever lies deeper may be held by an event too, and is copied on
// its way.
func (fr *frame) setPath(target *jen.Statement, s *model.Set) []jen.Code {
	n := simplify(s.Value.Node)
	var before []jen.Code
	value := fr.operand(n).code
	if !isSimple(n) && len(s.Steps) > 1 || !isSimple(n) && s.Steps[0].Where != nil {
		before = fr.define(fr.local("value"), n)
		name := fr.claim("value")
		value = jen.Id(name)
	}
	return append(before, fr.write(target, s.Field.Type, s.Steps, value, true)...)
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
// same block.
func (fr *frame) claim(name string) string {
	id := fr.local(name)
	fr.taken = append(fr.taken[:len(fr.taken):len(fr.taken)], id)
	return id
}

// holding is the frame where one more Go identifier is taken.
func (fr *frame) holding(name string) *frame {
	inner := *fr
	inner.taken = append(fr.taken[:len(fr.taken):len(fr.taken)], name)
	return &inner
}
