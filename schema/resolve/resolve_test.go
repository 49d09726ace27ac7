package resolve_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/resolve"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// resolveText resolves files that are written one after the other, each under a
// line `-- path --`; text without such a line is the file a/a.orchestrix.yaml.
func resolveText(t *testing.T, text string) (*model.Workspace, []diag.Finding) {
	t.Helper()
	files, findings := parsed(t, text)
	ws, found := resolve.Resolve(resolve.Input{Root: "/w", Module: "example.org/m", Files: files})
	if ws != nil && diag.HasErrors(found) {
		t.Error("there is a model beside an error")
	}
	return ws, diag.Sort(append(findings, found...))
}

// parsed are the files of a text.
func parsed(t *testing.T, text string) (files []*syntax.File, findings []diag.Finding) {
	t.Helper()
	files, findings = readable(text)
	if len(files) < len(splitFiles(text)) {
		t.Fatalf("a file can't be read: %v", findings)
	}
	return files, findings
}

// readable are those files of a text that are YAML.
func readable(text string) (files []*syntax.File, findings []diag.Finding) {
	for _, file := range splitFiles(text) {
		tree, found := syntax.Parse(file.path, []byte(file.text))
		findings = append(findings, found...)
		if tree != nil {
			files = append(files, tree)
		}
	}
	return files, findings
}

type textFile struct{ path, text string }

func splitFiles(text string) []textFile {
	text = strings.TrimPrefix(text, "\n")
	if !strings.HasPrefix(text, "-- ") {
		return []textFile{{"a/a.orchestrix.yaml", text}}
	}
	var files []textFile
	for _, part := range strings.Split("\n"+text, "\n-- ")[1:] {
		path, body, _ := strings.Cut(part, " --\n")
		files = append(files, textFile{path, body + "\n"})
	}
	return files
}

// found lists findings as `line:column RULE message`, the file before them where
// it isn't the only one.
func found(findings []diag.Finding, several bool) string {
	var b strings.Builder
	for _, f := range findings {
		if several {
			b.WriteString(f.Span.File + ":")
		}
		fmt.Fprintf(&b, "%d:%d %s %s", f.Span.Start.Line, f.Span.Start.Column, f.Rule, f.Message)
		if f.Suggestion != "" {
			b.WriteString(" (" + f.Suggestion + ")")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// mustResolve resolves text that is without mistakes.
func mustResolve(t *testing.T, text string) *model.Workspace {
	t.Helper()
	ws, findings := resolveText(t, text)
	if diag.HasErrors(findings) {
		t.Fatalf("findings:\n%s", found(findings, true))
	}
	if ws == nil {
		t.Fatal("there is no model, and no finding says why")
	}
	return ws
}

// wrong is one schema and what is found in it: the beginnings of lines as found
// gives them, in order. Where the text marks the places with ▸, they are left
// out of the lines.
type wrong struct {
	name string
	text string
	want []string
}

const marker = "▸"

// marked takes the marks out of a text and puts their places before the lines.
func (w wrong) marked() wrong {
	if !strings.Contains(w.text, marker) {
		return w
	}
	w.text = strings.TrimPrefix(w.text, "\n")
	var text strings.Builder
	var want []string
	line, column, file := 1, 1, ""
	for at, r := range w.text {
		if column == 1 && strings.HasPrefix(w.text[at:], "-- ") {
			file, _, _ = strings.Cut(w.text[at+len("-- "):], " ")
			file, line = file+":", 0
		}
		switch {
		case string(r) == marker:
			message := "a finding at a mark"
			if len(want) < len(w.want) {
				message = w.want[len(want)]
			}
			want = append(want, fmt.Sprintf("%s%d:%d %s", file, line, column, message))
			continue
		case r == '\n':
			line, column = line+1, 0
		}
		text.WriteRune(r)
		column++
	}
	return wrong{w.name, text.String(), append(want, w.want[min(len(want), len(w.want)):]...)}
}

func (w wrong) run(t *testing.T) {
	w = w.marked()
	t.Run(w.name, func(t *testing.T) {
		ws, findings := resolveText(t, w.text)
		if ws != nil {
			files, _ := parsed(t, w.text)
			noScenarioIsLost(t, files, ws)
		}
		got := strings.Split(strings.TrimSuffix(found(findings, strings.HasPrefix(strings.TrimPrefix(w.text, "\n"), "-- ")), "\n"), "\n")
		if len(findings) == 0 {
			got = nil
		}
		same := len(got) == len(w.want)
		for i := range got {
			same = same && i < len(w.want) && strings.HasPrefix(got[i], w.want[i])
		}
		if !same {
			t.Errorf("found\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(w.want, "\n\t"))
		}
	})
}
