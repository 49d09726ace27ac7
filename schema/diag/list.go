package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// List collects findings. The zero List is empty and ready.
type List struct{ findings []*Finding }

// Errorf adds an error. The finding is returned to be told its suggestion.
func (l *List) Errorf(span Span, rule Rule, format string, args ...any) *Finding {
	return l.add(span, rule, Error, format, args)
}

// Warnf adds a warning. The finding is returned to be told its suggestion.
func (l *List) Warnf(span Span, rule Rule, format string, args ...any) *Finding {
	return l.add(span, rule, Warning, format, args)
}

func (l *List) add(span Span, rule Rule, severity Severity, format string, args []any) *Finding {
	f := &Finding{Span: span, Rule: rule, Severity: severity, Message: fmt.Sprintf(format, args...)}
	l.findings = append(l.findings, f)
	return f
}

// Add adds findings made elsewhere.
func (l *List) Add(findings ...Finding) {
	for i := range findings {
		l.findings = append(l.findings, &findings[i])
	}
}

// Len counts the findings so far: what compares it before and after a piece of
// work knows whether the work found anything.
func (l *List) Len() int { return len(l.findings) }

// Once takes out of the findings after the first n those of places that have one
// before: of work that is done again for the same text.
func (l *List) Once(n int) {
	type place struct {
		file string
		pos  Pos
	}
	seen := map[place]bool{}
	for _, f := range l.findings[:n] {
		seen[place{f.Span.File, f.Span.Start}] = true
	}
	later := slices.DeleteFunc(l.findings[n:], func(f *Finding) bool { return seen[place{f.Span.File, f.Span.Start}] })
	l.findings = l.findings[:n+len(later)]
}

// Findings returns what was collected, sorted.
func (l *List) Findings() []Finding {
	all := make([]Finding, len(l.findings))
	for i, f := range l.findings {
		all[i] = *f
	}
	return Sort(all)
}

// Suggestf sets the way out.
func (f *Finding) Suggestf(format string, args ...any) *Finding {
	f.Suggestion = fmt.Sprintf(format, args...)
	return f
}

// DidYouMean suggests the candidate that the word was probably meant to be, if
// there is one.
func (f *Finding) DidYouMean(word string, candidates []string) *Finding {
	if s := Suggest(word, candidates); s != "" {
		f.Suggestf("did you mean %s?", s)
	}
	return f
}

// Relate adds another place.
func (f *Finding) Relate(span Span, message string) *Finding {
	f.Related = append(f.Related, Related{Span: span, Message: message})
	return f
}

// Sort orders findings by file, line, column and rule, and removes those that
// say the same of the same place.
func Sort(findings []Finding) []Finding {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(
			strings.Compare(a.Span.File, b.Span.File),
			a.Span.Start.Compare(b.Span.Start),
			cmp.Compare(a.Rule, b.Rule),
			strings.Compare(a.Message, b.Message),
		)
	})
	return slices.CompactFunc(findings, func(a, b Finding) bool {
		return a.Span.File == b.Span.File && a.Span.Start == b.Span.Start && a.Rule == b.Rule && a.Message == b.Message
	})
}

// HasErrors says whether any finding stops generation.
func HasErrors(findings []Finding) bool {
	return slices.ContainsFunc(findings, func(f Finding) bool { return f.Severity == Error })
}

// Compare orders places within a file.
func (p Pos) Compare(q Pos) int {
	return cmp.Or(cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column))
}

// String is `error` or `warning`.
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}
