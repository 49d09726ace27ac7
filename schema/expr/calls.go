package expr

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// call is everything that CEL writes as a function: operators, macros,
// conversions to an enum, and functions.
func (l *lowering) call(e ast.Expr, want *model.Type) model.Node {
	call := e.AsCall()
	name := call.FunctionName()
	switch name {
	case operators.LogicalAnd, operators.LogicalOr:
		return l.chain(e)
	case operators.LogicalNot:
		return l.not(e)
	case operators.Conditional:
		return l.conditional(e, want)
	case operators.Add, operators.Subtract, operators.Multiply, operators.Divide, operators.Modulo:
		return l.arith(e, want)
	case operators.Negate:
		return l.negate(e, computed(want))
	case operators.Equals, operators.NotEquals, operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals:
		return l.compare(e)
	case operators.In:
		return l.in(e)
	case operators.Index:
		return l.index(e)
	}
	if call.IsMemberFunction() {
		return l.method(e, want)
	}
	switch name {
	case "has":
		return l.has(e)
	case "with":
		return l.with(e)
	}
	if enum := l.env.Types.enums[name]; enum != nil {
		return l.toEnum(e, name, enum)
	}
	return l.apply(e, name, nil, call.Args(), want)
}

// method is `x.f(…)`: a loop, a function in a namespace (`math.abs`), a
// conversion to a kernel's enum, or a function of x.
func (l *lowering) method(e ast.Expr, want *model.Type) model.Node {
	call := e.AsCall()
	name, target := call.FunctionName(), call.Target()
	if target.Kind() == ast.IdentKind && !l.inScope(target.AsIdent()) {
		full := target.AsIdent() + "." + name
		if enum := l.env.Types.enums[full]; enum != nil {
			return l.toEnum(e, full, enum)
		}
		if _, ok := namespaces[target.AsIdent()]; ok {
			return l.apply(e, full, nil, call.Args(), want)
		}
	}
	if form, ok := loops[name]; ok {
		return l.loop(e, name, form, want)
	}
	return l.apply(e, name, target, call.Args(), want)
}

// toEnum is OrderStatus(text), which fails where the text is no member.
func (l *lowering) toEnum(e ast.Expr, name string, enum *model.Enum) model.Node {
	args := e.AsCall().Args()
	if len(args) != 1 {
		l.report(l.callName(e), diag.ExprType, "", "%s takes one text: %s(text)", name, name)
		return nil
	}
	t := &model.Type{Kind: model.EnumRef, Enum: enum}
	x := l.as(args[0], stringType)
	if x == nil {
		return nil
	}
	text, constant := stringConstant(x)
	if !constant {
		return &model.Convert{X: x, T: t}
	}
	m := findMember(enum, text)
	if m == nil {
		l.report(l.extent(args[0]), diag.UnknownEnumMember, didYouMean(text, memberNames(enum)), "%s has no member %s", enum.Name, diag.Quote(text))
		return nil
	}
	return l.lit(t, m)
}

// callName is where the name of a called function stands.
func (l *lowering) callName(e ast.Expr) extent {
	name := l.src.wordBefore(l.mark(e.ID()).from)
	if call := e.AsCall(); call.IsMemberFunction() {
		name.from = max(name.from, name.to-len(call.FunctionName()))
	}
	return name
}
