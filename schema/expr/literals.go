package expr

import (
	"math"
	"strconv"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"github.com/google/uuid"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// literal is a constant; an integer takes the type that is expected, a text
// that of an id or uuid.
func (l *lowering) literal(e ast.Expr, want *model.Type) model.Node {
	expected := plain(want)
	switch v := e.AsLiteral().(type) {
	case types.Bool:
		return l.lit(boolType, bool(v))
	case types.String:
		return l.textLiteral(e, string(v), expected)
	case types.Bytes:
		return l.lit(bytesType, []byte(v))
	case types.Double:
		return l.lit(float64Type, float64(v))
	case types.Uint:
		if expected != nil && expected.Kind == model.Uint32 && v <= math.MaxUint32 {
			return l.lit(uint32Type, uint64(v))
		}
		return l.lit(uint64Type, uint64(v))
	case types.Int:
		return l.intLiteral(e, int64(v), expected)
	case types.Null:
		if want != nil && want.Kind == model.Optional {
			l.rewrite(e, celFactory.NewCall(e.ID(), celNone))
			return &model.None{T: want}
		}
		if want == nil {
			l.report(l.extent(e), diag.ExprType, "ask has(…) whether something is there", "null has no type here")
			return nil
		}
		l.mismatch(e, want, nullType)
		return nil
	}
	l.report(l.extent(e), diag.ExprUnsupported, "", "this kind of literal isn't part of the language")
	return nil
}

func (l *lowering) textLiteral(e ast.Expr, text string, expected *model.Type) model.Node {
	if expected == nil {
		return l.lit(stringType, text)
	}
	switch expected.Kind {
	case model.IDRef:
		return l.lit(expected, text)
	case model.UUID:
		id, err := uuid.Parse(text)
		if err != nil || id.String() != strings.ToLower(text) {
			l.report(l.extent(e), diag.ExprType, "", "%s isn't a uuid", diag.Quote(text))
			return nil
		}
		return l.lit(expected, id.String())
	}
	return l.lit(stringType, text)
}

func (l *lowering) intLiteral(e ast.Expr, v int64, expected *model.Type) model.Node {
	if expected == nil {
		return l.lit(int64Type, v)
	}
	fits := true
	switch expected.Kind {
	case model.Int32:
		fits = v >= math.MinInt32 && v <= math.MaxInt32
	case model.Uint32:
		fits = v >= 0 && v <= math.MaxUint32
	case model.Uint64:
		fits = v >= 0
	}
	if !fits {
		l.report(l.extent(e), diag.ExprType, "", "%d is out of the range of %s", v, words(expected))
		return nil
	}
	switch expected.Kind {
	case model.Int32:
		return l.lit(int32Type, v)
	case model.Uint32, model.Uint64:
		l.rewrite(e, celFactory.NewLiteral(e.ID(), types.Uint(v)))
		return l.lit(expected, uint64(v))
	case model.Float64:
		l.rewrite(e, celFactory.NewLiteral(e.ID(), types.Double(v)))
		return l.lit(expected, float64(v))
	case model.Decimal:
		l.wrapCall(e, "decimal")
		return l.lit(expected, strconv.FormatInt(v, 10))
	}
	return l.lit(int64Type, v)
}

// literalText is a constant as a part of a path; "" for what isn't a simple one.
func literalText(v *model.Literal) string {
	switch x := v.Value.(type) {
	case string:
		return strconv.Quote(x)
	case int64:
		return strconv.FormatInt(x, 10)
	case uint64:
		return strconv.FormatUint(x, 10)
	case bool:
		return strconv.FormatBool(x)
	case *model.EnumMember:
		return x.Name
	}
	return ""
}

// memberText is the text of a string literal that may be meant as a bare member.
func memberText(e ast.Expr) string {
	text, _ := textWritten(e)
	return text
}

// textWritten is the text of a string literal.
func textWritten(e ast.Expr) (string, bool) {
	if e.Kind() != ast.LiteralKind {
		return "", false
	}
	text, ok := e.AsLiteral().(types.String)
	return string(text), ok
}

// stringConstant is the value of a string literal.
func stringConstant(n model.Node) (string, bool) {
	lit, ok := n.(*model.Lit)
	if !ok {
		return "", false
	}
	s, ok := lit.Value.Value.(string)
	return s, ok && lit.Value.Type.Kind == model.String
}
