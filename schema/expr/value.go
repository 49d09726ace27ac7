package expr

import (
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// CheckValue reads what stands beside a field under `sets`, `with` and the
// like: an expression, or a literal as YAML writes it (null, a date, a list or
// mapping whose scalars are expressions).
func CheckValue(v *syntax.Value, env *Env, want *model.Type) (*model.Expr, []diag.Finding) {
	if v == nil {
		return nil, nil
	}
	r := &valueReader{env: env}
	n := r.value(v, want)
	if n == nil || len(r.findings) > 0 {
		return nil, r.findings
	}
	return newExpr(n, written(v), model.Pos{File: v.Span.File, Line: v.Span.Start.Line}, env), nil
}

// maxWritten bounds how deep a YAML value is read.
const maxWritten = 50

type valueReader struct {
	env      *Env
	depth    int
	findings []diag.Finding
}

func (r *valueReader) report(at diag.Span, rule diag.Rule, suggestion, message string) {
	r.findings = append(r.findings, diag.Finding{Span: at, Rule: rule, Message: message, Suggestion: suggestion})
}

func (r *valueReader) value(v *syntax.Value, want *model.Type) model.Node {
	if r.depth++; r.depth > maxWritten {
		r.report(v.Span, diag.ExprTooLarge, "", "the value is nested too deep")
		return nil
	}
	defer func() { r.depth-- }()
	if v.Kind == syntax.ScalarValue {
		return r.scalar(v.Scalar, v.Span, want)
	}
	expected := plain(want)
	var n model.Node
	switch {
	case expected == nil:
		r.report(v.Span, diag.ExprType, "", "an expression is wanted here")
	case v.Kind == syntax.ListValue && expected.Kind == model.List:
		n = r.list(v, expected)
	case v.Kind == syntax.MapValue && expected.Kind == model.Map:
		n = r.mapping(v, expected)
	case v.Kind == syntax.MapValue && expected.Kind == model.ValueRef:
		n = r.fields(v, v.Pairs, expected.Value.Name, expected.Value.Fields, &model.MakeValue{T: expected})
	case v.Kind == syntax.MapValue && expected.Kind == model.UnionRef:
		n = r.union(v, expected)
	case v.Kind == syntax.ListValue:
		r.report(v.Span, diag.ExprType, "", "this is a list, and "+a(want)+" is wanted")
	default:
		r.report(v.Span, diag.ExprType, "an expression that begins with a brace is quoted", "this is a mapping, and "+a(want)+" is wanted")
	}
	if n == nil {
		return nil
	}
	return convert(n, want)
}

func (r *valueReader) scalar(s syntax.Scalar, span diag.Span, want *model.Type) model.Node {
	if s.Null() {
		switch {
		case want != nil && want.Kind == model.Optional:
			return &model.None{T: want}
		case want != nil:
			r.report(span, diag.ExprType, "", "null can only be given to what is optional, this is "+a(want))
		default:
			r.report(span, diag.ExprSyntax, "", "an expression is missing here")
		}
		return nil
	}
	if lit := bareLiteral(s, plain(want)); lit != nil {
		return convert(&model.Lit{Value: lit}, want)
	}
	x, findings := Check(s, r.env, want)
	r.findings = append(r.findings, findings...)
	if x == nil {
		return nil
	}
	return x.Node
}

// bareLiteral is a scalar that YAML writes without quotes and that isn't CEL,
// or is something else in CEL: a date, a time, a duration, a decimal.
func bareLiteral(s syntax.Scalar, want *model.Type) *model.Literal {
	if s.Style != syntax.Plain || want == nil {
		return nil
	}
	var read func([]any) (any, string)
	switch want.Kind {
	case model.Bool:
		switch s.Text {
		case "True", "TRUE":
			return &model.Literal{Type: want, Value: true, Pos: posOf(s)}
		case "False", "FALSE":
			return &model.Literal{Type: want, Value: false, Pos: posOf(s)}
		}
		return nil
	case model.Timestamp:
		read = timestampConstant
	case model.Duration:
		read = durationConstant
	case model.Date:
		read = dateConstant
	case model.Decimal:
		read = decimalConstant
	default:
		return nil
	}
	v, wrong := read([]any{s.Text})
	if wrong != "" {
		return nil
	}
	return &model.Literal{Type: want, Value: v, Pos: posOf(s)}
}

func posOf(s syntax.Scalar) model.Pos {
	return model.Pos{File: s.Span.File, Line: s.Span.Start.Line}
}

func (r *valueReader) list(v *syntax.Value, t *model.Type) model.Node {
	n := &model.MakeList{T: t}
	whole := true
	for _, item := range v.Items {
		elem := r.value(item, t.Elem)
		whole = whole && elem != nil
		n.Elems = append(n.Elems, elem)
	}
	if !whole {
		return nil
	}
	return n
}

// mapping is a map whose keys are written as they are, its values expressions.
func (r *valueReader) mapping(v *syntax.Value, t *model.Type) model.Node {
	n := &model.MakeMap{T: t}
	whole := true
	for _, pair := range v.Pairs {
		key := &model.Literal{Type: t.Key, Value: pair.Key.Text, Pos: posOf(pair.Key)}
		if t.Key.Kind == model.EnumRef {
			m := findMember(t.Key.Enum, pair.Key.Text)
			if m == nil {
				r.report(pair.Key.Span, diag.UnknownEnumMember, didYouMean(pair.Key.Text, memberNames(t.Key.Enum)),
					t.Key.Enum.Name+" has no member "+diag.Quote(pair.Key.Text))
				whole = false
				continue
			}
			key.Value = m
		}
		elem := r.value(pair.Value, t.Elem)
		whole = whole && elem != nil
		n.Keys = append(n.Keys, &model.Lit{Value: key})
		n.Values = append(n.Values, elem)
	}
	if !whole {
		return nil
	}
	return n
}

// union is a mapping that names its variant by `type`.
func (r *valueReader) union(v *syntax.Value, t *model.Type) model.Node {
	var rest []syntax.ValuePair
	var variant *model.Variant
	for _, pair := range v.Pairs {
		if pair.Key.Text != "type" || pair.Value == nil {
			rest = append(rest, pair)
			continue
		}
		name := pair.Value.Scalar.Text
		if variant = findVariant(t.Union, name); variant == nil {
			r.report(pair.Value.Span, diag.UnknownVariant, didYouMean(name, variantNames(t.Union)), t.Union.Name+" has no variant "+diag.Quote(name))
			return nil
		}
	}
	if variant == nil {
		r.report(v.Span, diag.ExprType, "say which: type: "+t.Union.Variants[0].Name, t.Union.Name+" is one of "+strings.Join(variantNames(t.Union), ", "))
		return nil
	}
	return r.fields(v, rest, t.Union.Name+"."+variant.Name, variant.Fields, &model.MakeValue{T: t, Variant: variant})
}

func (r *valueReader) fields(v *syntax.Value, pairs []syntax.ValuePair, name string, fields []*model.Field, n *model.MakeValue) model.Node {
	whole := true
	seen := map[string]bool{}
	for _, pair := range pairs {
		f := findField(fields, pair.Key.Text)
		if f == nil {
			r.report(pair.Key.Span, diag.UnknownField, didYouMean(pair.Key.Text, fieldNames(fields)), name+" has no field "+diag.Quote(pair.Key.Text))
			whole = false
			continue
		}
		seen[f.Name] = true
		x := r.value(pair.Value, f.Type)
		whole = whole && x != nil
		n.Fields = append(n.Fields, model.FieldNode{Field: f, X: x})
	}
	all, missing := complete(n.Fields, fields, seen)
	if whole && len(missing) > 0 {
		r.report(v.Span, diag.ExprType, "", name+" isn't given: "+strings.Join(missing, ", "))
		whole = false
	}
	if !whole {
		return nil
	}
	n.Fields = all
	return n
}

// written is a value on one line, for comments and faults.
func written(v *syntax.Value) string {
	if v == nil {
		return ""
	}
	switch v.Kind {
	case syntax.ListValue:
		items := make([]string, len(v.Items))
		for i, item := range v.Items {
			items[i] = written(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case syntax.MapValue:
		pairs := make([]string, len(v.Pairs))
		for i, pair := range v.Pairs {
			pairs[i] = pair.Key.Text + ": " + written(pair.Value)
		}
		return "{" + strings.Join(pairs, ", ") + "}"
	}
	return v.Scalar.Text
}
