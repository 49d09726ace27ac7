package expr

import (
	"cel.dev/cel-go/common/ast"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// ordered are the kinds that < and its like compare.
var ordered = map[model.Kind]bool{
	model.Int64: true, model.Uint64: true, model.Float64: true, model.Decimal: true, model.String: true,
	model.Bytes: true, model.Timestamp: true, model.Duration: true, model.Date: true, model.Bool: true,
}

// compare is == != < <= > >=. Ids of one type are compared as they are, other
// ids as strings.
func (l *lowering) compare(e ast.Expr) model.Node {
	args := e.AsCall().Args()
	op := symbols[e.AsCall().FunctionName()]
	if null := nullSide(args[0], args[1]); null != nil {
		l.report(l.extent(null), diag.ExprType, "ask has(…) or !has(…)", "nothing is equal to null")
		return nil
	}
	x, y := l.pair(args[0], args[1], nil, typeOf)
	if x == nil || y == nil {
		return nil
	}
	t := join(x.Type(), y.Type())
	if t == nil {
		if n := compareNumbers(op, x, y); n != nil {
			return n
		}
		l.incomparable(e, args, x.Type(), y.Type())
		return nil
	}
	if op != "==" && op != "!=" {
		if !ordered[wide(t).Kind] {
			l.report(l.mark(e.ID()), diag.ExprType, "", "%s doesn't compare %s", op, a(t))
			return nil
		}
		if t.Kind == model.UUID {
			t = stringType
		}
	}
	if !comparable(t) {
		l.report(l.mark(e.ID()), diag.ExprType, "", "%s can't be compared", words(t))
		return nil
	}
	return &model.Compare{Op: op, X: convert(x, t), Y: convert(y, t)}
}

// compareNumbers is < and its like over numbers of two types, which CEL doesn't
// test for equality; nil for others. Beside a float64 an integer counts as one.
func compareNumbers(op string, x, y model.Node) model.Node {
	x, y = convert(x, wide(x.Type())), convert(y, wide(y.Type()))
	kinds := [2]model.Kind{x.Type().Kind, y.Type().Kind}
	switch {
	case op == "==" || op == "!=" || !celNumbers[kinds[0]] || !celNumbers[kinds[1]]:
		return nil
	case kinds[0] == model.Float64:
		y = &model.Convert{X: y, T: float64Type}
	case kinds[1] == model.Float64:
		x = &model.Convert{X: x, T: float64Type}
	}
	return &model.Compare{Op: op, X: x, Y: y}
}

var celNumbers = map[model.Kind]bool{model.Int64: true, model.Uint64: true, model.Float64: true}

func (l *lowering) incomparable(e ast.Expr, args []ast.Expr, x, y *model.Type) {
	for i, t := range []*model.Type{x, y} {
		other := args[1-i]
		if t.Kind == model.EnumRef && memberText(other) != "" {
			l.mismatch(other, t, stringType)
			return
		}
	}
	suggestion := ""
	if numeric(x) && numeric(y) {
		suggestion = "convert one side, as in " + conversionName[wide(x).Kind] + "(…)"
	}
	l.report(l.mark(e.ID()), diag.ExprType, suggestion, "%s can't be compared with %s", a(x), a(y))
}

func nullSide(x, y ast.Expr) ast.Expr {
	for _, e := range []ast.Expr{x, y} {
		if e.Kind() == ast.LiteralKind && e.AsLiteral().Type().TypeName() == "null_type" {
			return e
		}
	}
	return nil
}

// comparable says that equality is known for a type: raw JSON and the records
// of the roots have none.
func comparable(t *model.Type) bool {
	switch t.Kind {
	case model.JSON, model.Record, model.Null:
		return false
	case model.List, model.Map, model.Optional:
		return comparable(t.Elem)
	}
	return true
}
