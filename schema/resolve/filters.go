package resolve

import (
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// filter reads a condition that a database runs: comparisons of a row's fields with
// what doesn't depend on the row, joined by && || and !. It is nil when it is wrong.
// Instead is where to ask what isn't of the row.
func (s scope) filter(src syntax.Scalar, id, instead string) *model.Filter {
	if !src.Present() || s.full() {
		return nil
	}
	e, written, findings := expr.CheckParts(src, s.named(id), boolType)
	if e = s.take(e, findings, src); e == nil {
		return nil
	}
	f := &filterReader{scope: s, whole: e, written: written, instead: instead}
	filter := f.read(e.Node)
	if f.refused {
		return nil
	}
	return filter
}

type filterReader struct {
	scope
	whole   *model.Expr
	written func(model.Node) (diag.Span, string)
	instead string
	refused bool
}

// refuse reports a part that a database can't run.
func (f *filterReader) refuse(n model.Node, why, wayOut string) *model.Filter {
	span, _ := f.written(n)
	f.errorf(span, diag.ExprUnsupported, "a database can't run this: %s", why).Suggestf("%s", wayOut)
	f.refused = true
	return nil
}

// refuseConstant reports a part that isn't about the row.
func (f *filterReader) refuseConstant(n model.Node) *model.Filter {
	return f.refuse(n, "it doesn't depend on the row", f.instead)
}

const (
	keepIt   = "keep what is asked for in a field of its own, and compare that"
	workedOf = "it asks something that is worked out of the row"
)

func (f *filterReader) read(n model.Node) *model.Filter {
	if !f.ofRow(n) {
		return f.refuseConstant(n)
	}
	switch n := n.(type) {
	case *model.And:
		return &model.Filter{And: []*model.Filter{f.read(n.X), f.read(n.Y)}}
	case *model.Or:
		return &model.Filter{Or: []*model.Filter{f.read(n.X), f.read(n.Y)}}
	case *model.Not:
		return &model.Filter{Not: f.read(n.X)}
	case *model.Compare:
		return f.compare(n)
	case *model.In:
		return f.in(n)
	case *model.IsPresent:
		if field := column(n.X); field != nil {
			return &model.Filter{Field: field, Op: "has"}
		}
	default:
		if field := column(n); field != nil { // a bool by itself
			yes := &model.Lit{Value: &model.Literal{Type: boolType, Value: true, Pos: f.whole.Pos}}
			return &model.Filter{Field: field, Op: "==", Value: f.part(yes)}
		}
	}
	return f.refuse(n, workedOf, keepIt)
}

// flipped are the comparisons the other way round.
var flipped = map[string]string{"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

func (f *filterReader) compare(n *model.Compare) *model.Filter {
	field, value, op := column(n.X), n.Y, n.Op
	if field == nil || f.ofRow(value) {
		field, value, op = column(n.Y), n.X, flipped[n.Op]
	}
	switch {
	case field != nil && f.ofRow(value):
		return f.refuse(n, "both sides are of the row", keepIt)
	case field == nil:
		return f.refuse(n, workedOf, keepIt)
	}
	equality := op == "==" || op == "!="
	switch t := underOptional(field.Type); {
	case equality && !equated(t):
		return f.refuse(n, field.Name+" is "+typeText(t)+", which isn't compared there", keepIt)
	case !equality && !ordered(t):
		return f.refuse(n, field.Name+" is "+typeText(t)+", which has no order there", keepIt)
	case !sameType(wideType(value.Type()), wideType(t)):
		return f.refuse(n, field.Name+" is "+typeText(t)+", and what it is compared with is "+typeText(value.Type()), "convert that, as in int(…)")
	}
	return &model.Filter{Field: field, Op: op, Value: f.part(f.asColumn(value, field))}
}

func (f *filterReader) in(n *model.In) *model.Filter {
	field := column(n.X)
	switch {
	case field == nil || f.ofRow(n.Of):
		return f.refuse(n, "`in` has a field of the row on its left, and a list that isn't of the row on its right", keepIt)
	case !equated(underOptional(field.Type)):
		return f.refuse(n, field.Name+" is "+typeText(field.Type)+", which isn't compared there", keepIt)
	case n.Of.Type().Kind != model.List:
		return f.refuse(n, "`in` is for lists there", "give a list of the keys")
	}
	filter := &model.Filter{Field: field, Op: "in"}
	if list, ok := n.Of.(*model.MakeList); ok {
		for _, elem := range list.Elems {
			filter.Values = append(filter.Values, f.part(f.asColumn(elem, field)))
		}
		if len(filter.Values) > 0 {
			return filter
		}
	}
	filter.Value = f.part(n.Of)
	return filter
}

// asColumn is a value in the field's type where that can't fail; else it is in the
// type that both are compared in.
func (f *filterReader) asColumn(n model.Node, field *model.Field) model.Node {
	t := underOptional(field.Type)
	if c, ok := n.(*model.Convert); ok && sameType(c.X.Type(), t) {
		return c.X
	}
	if lit, ok := n.(*model.Lit); ok && t.Kind == model.IDRef {
		return &model.Lit{Value: &model.Literal{Type: t, Value: lit.Value.Value, Pos: lit.Value.Pos}}
	}
	return n
}

// part is a part of the condition as an expression of its own.
func (f *filterReader) part(n model.Node) *model.Expr {
	e := expr.Remade(f.whole, n)
	_, e.Source = f.written(n)
	return e
}

// ofRow says that something depends on the row.
func (f *filterReader) ofRow(n model.Node) bool {
	return usesScope(&model.Expr{Node: n}, model.ScopeRow)
}

// column is the field of the row that a node reads; nil for anything else.
func column(n model.Node) *model.Field {
	for {
		switch x := n.(type) {
		case *model.Convert:
			if !sameType(wideType(x.X.Type()), wideType(x.T)) {
				return nil
			}
			n = x.X
		case *model.Deref:
			n = x.X
		case *model.Select:
			if root, ok := x.X.(*model.Var); ok && root.Scope == model.ScopeRow {
				return x.Field
			}
			return nil
		default:
			return nil
		}
	}
}

// wideType is the type that values of a type are compared in.
func wideType(t *model.Type) *model.Type {
	switch t.Kind {
	case model.Int32:
		return &model.Type{Kind: model.Int64}
	case model.Uint32:
		return &model.Type{Kind: model.Uint64}
	case model.IDRef, model.UUID:
		return stringType
	}
	return t
}

// equated says that a column of a type can be looked for by a value.
func equated(t *model.Type) bool {
	t = underOptional(t)
	return keysRow(t) || t.Kind == model.Decimal || t.Kind == model.Bytes
}

// ordered says that a column of a type has the order that its values have.
func ordered(t *model.Type) bool {
	switch t.Kind {
	case model.EnumRef:
		return false // words would be in the order of the alphabet
	case model.Float64:
		return true
	}
	return keysRow(t)
}
