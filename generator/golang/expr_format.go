package golang

import (
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// emitFormat is a value as a clause of format() has it: %s, %.2f, …
func emitFormat(fr *frame, n *model.Call) operand {
	clause := n.Args[0].(*model.Lit).Value.Value.(string)
	t := n.Args[1].Type()
	x := fr.operand(n.Args[1])
	switch verb := clause[len(clause)-1]; verb {
	case 'b':
		if t.Kind == model.Bool {
			return exprCall("If", x.code, jen.Lit("1"), jen.Lit("0"))
		}
		return fr.integerText(t, x, 2)
	case 'o':
		return fr.integerText(t, x, 8)
	case 'x':
		return fr.hexText(t, x)
	case 'X':
		return call("strings", "ToUpper", fr.hexText(t, x).code)
	case 'e':
		return exprCall("FormatScientific", fr.float64Of(t, x).code, jen.Lit(precision(clause)))
	case 'f':
		if t.Kind == model.Decimal {
			return primary(x.dot("StringFixedBank").Call(jen.Lit(precision(clause))))
		}
		return exprCall("FormatFixed", fr.float64Of(t, x).code, jen.Lit(precision(clause)))
	}
	return fr.formatted(t, x)
}

// precision is how many digits after the point a clause asks for.
func precision(clause string) int {
	const unless = 6
	digits, ok := strings.CutPrefix(clause, "%.")
	if !ok {
		return unless
	}
	number, err := strconv.Atoi(digits[:len(digits)-1])
	if err != nil {
		panic(bug("the clause %q", clause))
	}
	return number
}

func (fr *frame) integerText(t *model.Type, x operand, base int) operand {
	switch t.Kind {
	case model.Uint32, model.Uint64:
		return call("strconv", "FormatUint", fr.uint64Of(t, x).code, jen.Lit(base))
	}
	return call("strconv", "FormatInt", fr.int64Of(t, x).code, jen.Lit(base))
}

func (fr *frame) hexText(t *model.Type, x operand) operand {
	switch t.Kind {
	case model.String, model.IDRef, model.UUID:
		return exprCall("HexText", fr.text(t, x).code)
	case model.Bytes:
		return exprCall("HexText", x.code)
	}
	return fr.integerText(t, x, 16)
}

func (fr *frame) float64Of(t *model.Type, x operand) operand {
	if t.Kind == model.Float64 {
		return x
	}
	return primary(jen.Float64().Call(x.code))
}

// formatted is a value as %s has it. That isn't string(x) for all types.
func (fr *frame) formatted(t *model.Type, x operand) operand {
	switch t.Kind {
	case model.Float64:
		return exprCall("FormatFloat", x.code)
	case model.Bytes:
		return primary(jen.String().Call(x.code))
	case model.List:
		return exprCall("FormatList", x.code, fr.formatter(t.Elem))
	case model.Map:
		return exprCall("FormatMap", x.code, fr.formatter(t.Key), fr.formatter(t.Elem))
	}
	return fr.text(t, x)
}

// formatter is a function that formats values of a type.
func (fr *frame) formatter(t *model.Type) jen.Code {
	switch t.Kind {
	case model.Float64:
		return jen.Qual(pkgExpr, "FormatFloat")
	case model.Timestamp:
		return jen.Qual(pkgExpr, "TimeText")
	case model.Duration:
		return jen.Qual(pkgExpr, "DurationText")
	case model.Decimal:
		return jen.Qual(pkgDecimals, "Text")
	case model.Bool:
		return jen.Qual("strconv", "FormatBool")
	}
	v := &model.Var{Scope: model.ScopeLocal, Name: fr.fresh("v"), T: t}
	inner, name := fr.bind(v)
	param := jen.Id(name).Add(fr.pkg.goType(t))
	text := inner.formatted(t, primary(jen.Id(name)))
	return fr.function([]jen.Code{param}, &model.Type{Kind: model.String}, []jen.Code{jen.Return(text.code)})
}
