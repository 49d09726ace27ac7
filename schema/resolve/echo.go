package resolve

import (
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// withoutEchoes are an expression's findings but those that only repeat that
// something was left out because it is wrong: that its name isn't known, that it
// would be the way out, and, where one is missing, other names that it would have
// explained.
func (r *resolver) withoutEchoes(findings []diag.Finding, texts ...syntax.Scalar) []diag.Finding {
	if len(findings) == 0 || len(r.broken) == 0 {
		return findings
	}
	broken := map[diag.Span]bool{}
	for _, text := range texts {
		for from, to := range words(text.Text) {
			if r.broken[text.Text[from:to]] {
				broken[text.Part(from, to)] = true
			}
		}
	}
	var own []diag.Finding
	for _, f := range findings {
		if !broken[f.Span] && (len(broken) == 0 || f.Rule != diag.ExprUnknown) && (f.Rule != diag.ExprType || !r.speaksOfBroken(f.Suggestion)) {
			own = append(own, f)
		}
	}
	return own
}

// lookThrough looks at an expression whose wanted type isn't known, because it
// is of something that was left out. Of its findings only those count that any
// type would have.
func (s scope) lookThrough(v *syntax.Value) {
	_, findings := expr.CheckValue(v, s.env, nil)
	for _, f := range s.withoutEchoes(findings, scalarsOf(v)...) {
		if f.Rule == diag.UnknownField {
			s.add([]diag.Finding{f})
		}
	}
}

// words are the beginnings and ends of the names in a text.
func words(text string) func(yield func(from, to int) bool) {
	return func(yield func(from, to int) bool) {
		from := -1
		for i, c := range text + " " {
			switch {
			case !notOfName(c) && from < 0:
				from = i
			case notOfName(c) && from >= 0:
				if !yield(from, i) {
					return
				}
				from = -1
			}
		}
	}
}

// scalarsOf are all scalars of a value.
func scalarsOf(v *syntax.Value) []syntax.Scalar {
	switch v.Kind {
	case syntax.ListValue:
		var all []syntax.Scalar
		for _, item := range v.Items {
			all = append(all, scalarsOf(item)...)
		}
		return all
	case syntax.MapValue:
		var all []syntax.Scalar
		for _, pair := range v.Pairs {
			all = append(append(all, pair.Key), scalarsOf(pair.Value)...)
		}
		return all
	}
	return []syntax.Scalar{v.Scalar}
}

// valueText is all text of a value, to be looked through for names.
func valueText(v *syntax.Value) string {
	var text strings.Builder
	for _, scalar := range scalarsOf(v) {
		text.WriteString(scalar.Text)
		text.WriteByte(' ')
	}
	return text.String()
}
