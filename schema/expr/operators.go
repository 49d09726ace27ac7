package expr

import (
	"math"
	"math/bits"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// arithmetic says which operators a pair of kinds has, and what they give. An
// operator that another type gets is an entry here.
var arithmetic = func() map[arithKey]model.Kind {
	table := map[arithKey]model.Kind{}
	same := func(ops string, kinds ...model.Kind) {
		for _, k := range kinds {
			for _, op := range ops {
				table[arithKey{string(op), k, k}] = k
			}
		}
	}
	same("+", model.String, model.Bytes, model.List)
	same("+-*/%", model.Int64, model.Uint64)
	same("+-*/", model.Float64)
	same("+-*", model.Decimal)
	same("+-", model.Duration)
	table[arithKey{"+", model.Timestamp, model.Duration}] = model.Timestamp
	table[arithKey{"+", model.Duration, model.Timestamp}] = model.Timestamp
	table[arithKey{"-", model.Timestamp, model.Duration}] = model.Timestamp
	table[arithKey{"-", model.Timestamp, model.Timestamp}] = model.Duration
	return table
}()

type arithKey struct {
	op   string
	x, y model.Kind
}

// symbols are cel-go's names of the operators, as they are written.
var symbols = map[string]string{
	operators.Add: "+", operators.Subtract: "-", operators.Multiply: "*", operators.Divide: "/", operators.Modulo: "%",
	operators.Equals: "==", operators.NotEquals: "!=", operators.Less: "<", operators.LessEquals: "<=",
	operators.Greater: ">", operators.GreaterEquals: ">=",
}

// pair lowers two operands, first the one that has a type of its own; beside says
// what that suggests to the other.
func (l *lowering) pair(x, y ast.Expr, want *model.Type, beside func(model.Node) *model.Type) (nx, ny model.Node) {
	if l.needy(x) && !l.needy(y) || isEmpty(x) && !isEmpty(y) {
		ny = l.present(l.lower(y, nil), y)
		if ny == nil && l.bareName(x) {
			return nil, nil // what x means depends on y
		}
		nx = l.present(l.lower(x, beside(ny)), x)
		return nx, ny
	}
	hint := want
	if !l.needy(x) {
		hint = nil
		if want != nil && (want.Kind == model.List || want.Kind == model.Map) {
			hint = want
		}
	}
	nx = l.present(l.lower(x, hint), x)
	if nx == nil && l.bareName(y) {
		return nil, nil
	}
	hint = beside(nx)
	if hint == nil {
		hint = want
	}
	return nx, l.present(l.lower(y, hint), y)
}

// isEmpty says that an expression is `[]` or `{}`, which tells nothing of a type.
func isEmpty(e ast.Expr) bool {
	return e.Kind() == ast.ListKind && e.AsList().Size() == 0 || e.Kind() == ast.MapKind && e.AsMap().Size() == 0
}

func (l *lowering) bareName(e ast.Expr) bool {
	return e.Kind() == ast.IdentKind && !l.inScope(e.AsIdent())
}

// computed is the type of what is computed where a type is wanted; nil for none.
func computed(want *model.Type) *model.Type {
	if want == nil {
		return nil
	}
	return wide(plain(want))
}

// arith is + - * / %.
func (l *lowering) arith(e ast.Expr, want *model.Type) model.Node {
	args := e.AsCall().Args()
	op := symbols[e.AsCall().FunctionName()]
	x, y := l.pair(args[0], args[1], computed(want), func(n model.Node) *model.Type { return computed(typeOf(n)) })
	if x == nil || y == nil {
		return nil
	}
	if x.Type().Kind == model.List && y.Type().Kind == model.List && op == "+" {
		return l.concat(e, x, y)
	}
	x, y = convert(x, wide(x.Type())), convert(y, wide(y.Type()))
	kind, ok := arithmetic[arithKey{op, x.Type().Kind, y.Type().Kind}]
	if !ok {
		l.noOperator(e, op, x.Type(), y.Type())
		return nil
	}
	n := &model.Arith{Op: op, X: x, Y: y, T: &model.Type{Kind: kind}}
	if !l.constantsFit(n, e) {
		return nil
	}
	return n
}

// concat joins lists; ids stay ids where both sides hold the same.
func (l *lowering) concat(e ast.Expr, x, y model.Node) model.Node {
	t := join(x.Type(), y.Type())
	if t == nil {
		l.noOperator(e, "+", x.Type(), y.Type())
		return nil
	}
	return &model.Arith{Op: "+", X: convert(x, t), Y: convert(y, t), T: t}
}

func (l *lowering) noOperator(e ast.Expr, op string, x, y *model.Type) {
	suggestion := ""
	switch {
	case op == "/" && x.Kind == model.Decimal && y.Kind == model.Decimal:
		suggestion = "write div(a, b, scale), which rounds half-even"
	case numeric(x) && numeric(y):
		if same(x, y) {
			break
		}
		suggestion = "convert one side, as in " + conversionName[x.Kind] + "(…)"
		if x.Kind == model.Decimal || y.Kind == model.Decimal {
			suggestion = "convert one side with decimal(…)"
		}
	case op == "+" && x.Kind == model.String && textual(y), op == "+" && y.Kind == model.String && textual(x):
		suggestion = "write string(…) around what isn't a string"
	}
	l.report(l.mark(e.ID()), diag.ExprType, suggestion, "%s doesn't take %s and %s", op, a(x), a(y))
}

// constantsFit refuses what constants alone show to fail.
func (l *lowering) constantsFit(n *model.Arith, e ast.Expr) bool {
	y, ok := n.Y.(*model.Lit)
	if !ok {
		return true
	}
	if n.Op == "/" || n.Op == "%" {
		switch y.Value.Value {
		case int64(0), uint64(0):
			l.report(l.extent(e.AsCall().Args()[1]), diag.ExprType, "", "this divides by zero")
			return false
		}
	}
	x, ok := n.X.(*model.Lit)
	if ok && overflows(n.Op, x.Value.Value, y.Value.Value) {
		l.report(l.extent(e), diag.ExprType, "", "this is out of the range of %s", words(n.T))
		return false
	}
	return true
}

// overflows says that an operation on two constants leaves 64 bits.
func overflows(op string, x, y any) bool {
	switch x := x.(type) {
	case int64:
		y, ok := y.(int64)
		if !ok {
			return false
		}
		switch op {
		case "+":
			return y > 0 && x > math.MaxInt64-y || y < 0 && x < math.MinInt64-y
		case "-":
			return y < 0 && x > math.MaxInt64+y || y > 0 && x < math.MinInt64+y
		case "*":
			return x != 0 && y != 0 && (x*y/y != x || x == -1 && y == math.MinInt64 || y == -1 && x == math.MinInt64)
		case "/":
			return x == math.MinInt64 && y == -1
		}
	case uint64:
		y, ok := y.(uint64)
		if !ok {
			return false
		}
		switch op {
		case "+":
			return x > math.MaxUint64-y
		case "-":
			return x < y
		case "*":
			high, _ := bits.Mul64(x, y)
			return high != 0
		}
	}
	return false
}

// negate is unary minus.
func (l *lowering) negate(e ast.Expr, want *model.Type) model.Node {
	arg := e.AsCall().Args()[0]
	x := l.operand(arg, want)
	if x == nil {
		return nil
	}
	switch x.Type().Kind {
	case model.Int64, model.Float64, model.Decimal:
		return &model.Arith{Op: "neg", X: x, T: x.Type()}
	}
	l.report(l.mark(e.ID()), diag.ExprType, "", "- doesn't take %s", a(x.Type()))
	return nil
}

// in is membership in a list or of a key in a map.
func (l *lowering) in(e ast.Expr) model.Node {
	args := e.AsCall().Args()
	var x, of model.Node
	if l.needy(args[1]) {
		// The elements take the type of what is looked for.
		if x = l.present(l.lower(args[0], nil), args[0]); x != nil {
			of = l.lower(args[1], listOf(x.Type()))
		}
	} else if of = l.present(l.lower(args[1], nil), args[1]); of != nil {
		x = l.present(l.lower(args[0], memberType(of.Type())), args[0])
	}
	if x == nil || of == nil {
		return nil
	}
	t := of.Type()
	member := memberType(t)
	switch {
	case member == nil:
		l.report(l.extent(args[1]), diag.ExprType, "", "in looks into a list or a map, and this is %s", a(t))
		return nil
	case !converts(x.Type(), member):
		l.report(l.extent(args[0]), diag.ExprType, "", "%s holds %s, and this is %s", words(t), a(member), a(x.Type()))
		return nil
	case !comparable(member):
		l.report(l.mark(e.ID()), diag.ExprType, "", "%s can't be compared", words(member))
		return nil
	}
	if t.Kind == model.List && narrowing(x.Type(), member) {
		// What doesn't fit the elements' type is none of them, and no error.
		member = join(x.Type(), member)
		of = convert(of, listOf(member))
	}
	return &model.In{X: convert(x, member), Of: of}
}

// memberType is what `in` looks for in a list or map.
func memberType(t *model.Type) *model.Type {
	switch t.Kind {
	case model.List:
		return t.Elem
	case model.Map:
		return t.Key
	}
	return nil
}

// index is `list[i]` and `map[key]`.
func (l *lowering) index(e ast.Expr) model.Node {
	args := e.AsCall().Args()
	x := l.present(l.lower(args[0], nil), args[0])
	if x == nil {
		return nil
	}
	switch t := x.Type(); t.Kind {
	case model.List:
		i := l.as(args[1], int64Type)
		if i == nil {
			return nil
		}
		if lit, ok := i.(*model.Lit); ok && lit.Value.Value.(int64) < 0 {
			l.report(l.extent(args[1]), diag.ExprType, "", "a list has no element before its first")
			return nil
		}
		return &model.Index{X: x, I: i}
	case model.Map:
		key := l.as(args[1], t.Key)
		if key == nil {
			return nil
		}
		return l.entry(x, key)
	}
	l.report(l.mark(e.ID()), diag.ExprType, "", "%s has no elements", a(x.Type()))
	return nil
}

// entry is a map's entry; it can't fail where the key was seen to be in the map.
func (l *lowering) entry(x, key model.Node) model.Node {
	_, sure := l.facts.find(entryPath(x, key))
	return &model.Index{X: x, I: key, Safe: sure && entryPath(x, key) != ""}
}
