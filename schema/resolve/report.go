package resolve

import (
	"iter"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// Bounds on what a model costs, however large or wrong it is.
const (
	maxFindings   = 1000   // of a workspace, besides those of its files' form
	maxSuggested  = 200    // of them, that are looked into for what was meant
	maxCandidates = 1000   // that a mistyped name is compared with
	maxParts      = 5000   // words of an enum, fields of a struct
	maxRepeated   = 50_000 // texts that are read again for each event of a policy or process
)

// errorf adds an error, up to the bound of what one workspace may have.
func (r *resolver) errorf(span diag.Span, rule diag.Rule, format string, args ...any) *diag.Finding {
	if r.full() {
		return new(diag.Finding)
	}
	f := r.findings.Errorf(span, rule, format, args...)
	r.checkFull(span)
	return f
}

// add takes over findings made elsewhere.
func (r *resolver) add(findings []diag.Finding) {
	for _, f := range findings {
		if r.full() {
			return
		}
		r.findings.Add(f)
		r.checkFull(f.Span)
	}
}

// once does some work that reads a text again, for another event say: a mistake
// that was found before isn't found again.
func (r *resolver) once(again bool, work func()) {
	n := r.findings.Len()
	work()
	if again && r.findings.Len() > n {
		r.findings.Once(n)
	}
}

// full says that no more is reported: nothing more need be looked for.
func (r *resolver) full() bool { return r.findings.Len() >= maxFindings }

func (r *resolver) checkFull(span diag.Span) {
	if r.findings.Len() == maxFindings-1 {
		r.findings.Errorf(diag.Span{File: span.File}, diag.TooMany, "the model has more than %d mistakes: the rest isn't listed", maxFindings-1)
	}
}

// meant suggests the name that a word was probably meant to be.
func (r *resolver) meant(f *diag.Finding, word string, names iter.Seq[string]) {
	if r.findings.Len() > maxSuggested {
		return
	}
	var candidates []string
	for name := range names {
		if candidates = append(candidates, name); len(candidates) == maxCandidates {
			break
		}
	}
	f.DidYouMean(word, candidates)
}

// namesOf are the names of some things.
func namesOf[T any](things []T, name func(T) string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, thing := range things {
			if !yield(name(thing)) {
				return
			}
		}
	}
}

func fieldNamesOf(fields []*model.Field) iter.Seq[string] {
	return namesOf(fields, func(f *model.Field) string { return f.Name })
}

// tooMany reports the first of more parts than something may have.
func (r *resolver) tooMany(span diag.Span, what string) {
	r.errorf(span, diag.BadValue, "%s has more than %d", what, maxParts).Suggestf("split it")
}
