// Package diag holds findings: what is wrong in a schema, where, and the way out.
package diag

// Severity says whether a finding stops generation.
type Severity int

// Errors stop generation, warnings don't.
const (
	Error Severity = iota
	Warning
)

// Pos is a place in a file: line and column count from 1, the column in
// characters (runes).
type Pos struct{ Line, Column int }

// Span is a piece of a file; End is the place after its last character.
type Span struct {
	File       string // slash-separated, relative to the workspace root
	Start, End Pos
}

// Finding is one mistake.
type Finding struct {
	Span     Span
	Rule     Rule // UNKNOWN_TYPE
	Severity Severity
	// Message says what is wrong, in a sentence without a full stop.
	Message string
	// Suggestion is the way out, in the same form; "" without one.
	Suggestion string
	Related    []Related
}

// Related is another place that belongs to a finding.
type Related struct {
	Span    Span
	Message string
}

// Rule is a finding's id. Every rule is declared once, in rules.go.
type Rule string
