package syntax

import "github.com/orchestrix-go/orchestrix-gen/schema/diag"

// Style is how a scalar is written.
type Style int

// The styles of YAML scalars.
const (
	Plain Style = iota
	SingleQuoted
	DoubleQuoted
	Literal
	Folded
)

// Scalar is a piece of text and where it stands. The zero Scalar is an absent one.
type Scalar struct {
	Text  string // the value as YAML reads it, always a string: `on`, `07:00`, `null` stay as written
	Style Style
	Span  diag.Span // of the whole scalar as written, with its quotes
	// places maps the text to where it stands in the file.
	places *places
}

// Present says that the scalar was written.
func (s Scalar) Present() bool { return s.Span.Start.Line > 0 }

// Null says that the scalar is YAML's plain absence: `null`, `~` or nothing.
func (s Scalar) Null() bool {
	return s.Style == Plain && (s.Text == "" || s.Text == "null" || s.Text == "~")
}

// Part is the span of Text[from:to] (bytes) in the file, through quotes,
// escapes and folded lines.
func (s Scalar) Part(from, to int) diag.Span { panic("contract only") }

type places struct{}
