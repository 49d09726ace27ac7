package main

import (
	"errors"

	"github.com/orchestrix-go/orchestrix-gen/generator/output"
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

// drift makes a finding of every planned change.
func drift(plan *output.Plan) []diag.Finding {
	var list diag.List
	for _, change := range plan.Changes {
		switch change.Action {
		case output.Create:
			list.Errorf(topOf(change.Path), diag.Missing, "%s is missing", change.Path).Suggestf("run orchestrix-gen generate")
		case output.Update:
			list.Errorf(topOf(change.Path), diag.Differs, "%s isn't what the model makes now", change.Path).Suggestf("run orchestrix-gen generate")
		case output.Remove:
			list.Errorf(topOf(change.Path), diag.Stale, "%s is made no more", change.Path).Suggestf("run orchestrix-gen generate, which removes it")
		}
	}
	return list.Findings()
}

// notOurs makes findings of the files that belong to people; ok is false for
// any other error.
func notOurs(err error) (findings []diag.Finding, ok bool) {
	var list diag.List
	for _, one := range each(err) {
		var taken *output.NotOursError
		if !errors.As(one, &taken) {
			return nil, false
		}
		list.Errorf(topOf(taken.Path), diag.NotOurs, "%s would be generated, but %s", taken.Path, taken.Reason).Suggestf("rename or remove it")
	}
	return list.Findings(), list.Len() > 0
}

// each takes a joined error apart.
func each(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}

func topOf(path string) diag.Span {
	top := diag.Pos{Line: 1, Column: 1}
	return diag.Span{File: path, Start: top, End: top}
}
