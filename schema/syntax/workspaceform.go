package syntax

import "github.com/orchestrix-go/orchestrix-gen/schema/diag"

// workspaceForm is orchestrix.yaml. It may be empty: then it marks the root.
var workspaceForm = newForm("the workspace file", keys[Workspace]{
	"version": readVersion,
	"schemas": texts(func(w *Workspace) *[]Scalar { return &w.Schemas }),
	"go": nested(newForm("`go`", keys[Workspace]{
		"initialisms": texts(func(w *Workspace) *[]Scalar { return &w.Initialisms }),
	})),
	"lint": nested(newForm("`lint`", keys[Workspace]{
		"disable": readDisabled,
	})),
	"breaking": nested(newForm("`breaking`", keys[Workspace]{
		"against": text(func(w *Workspace) *Scalar { return &w.BreakingAgainst }),
	})),
	"docs": nested(newForm("`docs`", keys[Workspace]{
		"out": text(func(w *Workspace) *Scalar { return &w.DocsOut }),
	})),
})

func readVersion(r *reader, w *Workspace, e entry) {
	s, ok := r.text("`version`", e.value)
	if !ok {
		return
	}
	if n, ok := wholeNumber(s); !ok || n != 1 {
		r.errorf(s.Span, diag.BadValue, "this tool reads version 1 of the language, not %s", diag.Quote(s.Text))
		return
	}
	w.Version = s
}

func readDisabled(r *reader, w *Workspace, e entry) {
	texts(func(w *Workspace) *[]Scalar { return &w.LintDisable })(r, w, e)
	var names []string
	for _, rule := range diag.Rules() {
		names = append(names, string(rule))
	}
	for _, s := range w.LintDisable {
		if diag.Rule(s.Text).Meaning() == "" {
			r.errorf(s.Span, diag.UnknownRule, "no rule is named %s", diag.Quote(s.Text)).DidYouMean(s.Text, names)
		}
	}
}
