package diag

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Sources returns the text of a file that findings are about, or nil.
type Sources func(file string) []byte

// printers has one entry for each value of `--format`.
var printers = map[string]func(io.Writer, []Finding, Sources) error{
	"text": func(w io.Writer, f []Finding, s Sources) error { return Text(w, f, s, false) },
	"json": func(w io.Writer, f []Finding, _ Sources) error { return JSON(w, f) },
}

// Formats names the formats that Print knows, sorted.
func Formats() []string {
	var names []string
	for name := range printers {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Print writes findings in one of Formats. Text with colours is Text's.
func Print(w io.Writer, format string, findings []Finding, sources Sources) error {
	print, ok := printers[format]
	if !ok {
		return fmt.Errorf("unknown format %q: use one of %s", format, strings.Join(Formats(), ", "))
	}
	return print(w, findings, sources)
}

// jsonFinding is the shape that `--format json` promises.
type jsonFinding struct {
	File       string `json:"file"`
	Line       int    `json:"line"`
	Column     int    `json:"column"`
	EndLine    int    `json:"end_line"`
	EndColumn  int    `json:"end_column"`
	Rule       Rule   `json:"rule"`
	Severity   string `json:"severity"`
	Message    string `json:"message"`
	Suggestion string `json:"suggestion"`
}

// JSON writes the findings as one array, an empty one when there are none.
func JSON(w io.Writer, findings []Finding) error {
	out := make([]jsonFinding, len(findings))
	for i, f := range findings {
		out[i] = jsonFinding{
			File: f.Span.File,
			Line: f.Span.Start.Line, Column: f.Span.Start.Column,
			EndLine: f.Span.End.Line, EndColumn: f.Span.End.Column,
			Rule: f.Rule, Severity: f.Severity.String(),
			Message: f.Message, Suggestion: f.Suggestion,
		}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
