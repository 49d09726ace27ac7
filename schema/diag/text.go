package diag

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Text writes findings for people: a header, the line before, the line, and
// carets under the place with the suggestion beside them. Related places follow.
func Text(w io.Writer, findings []Finding, sources Sources, colour bool) error {
	p := textPrinter{w: bufio.NewWriter(w), sources: sources, files: map[string]*excerpts{}}
	if colour {
		p.paint = ansi
	}
	for _, f := range findings {
		p.finding(f)
	}
	return p.w.Flush()
}

type textPrinter struct {
	w       *bufio.Writer
	sources Sources
	files   map[string]*excerpts
	paint   palette
}

// palette holds the escape sequences of a terminal; the zero palette has none.
type palette struct{ bold, err, warn, note, gutter, reset string }

var ansi = palette{
	bold: "\x1b[1m", err: "\x1b[1;31m", warn: "\x1b[1;33m", note: "\x1b[1;36m", gutter: "\x1b[34m", reset: "\x1b[0m",
}

func (p *textPrinter) finding(f Finding) {
	tint := p.paint.err
	if f.Severity == Warning {
		tint = p.paint.warn
	}
	label := fmt.Sprintf("%s[%s]", f.Severity, f.Rule)
	p.place(f.Span, label, f.Message, tint)
	p.excerpt(f.Span, f.Suggestion, tint, true)
	for _, r := range f.Related {
		p.place(r.Span, "note", r.Message, p.paint.note)
		p.excerpt(r.Span, "", p.paint.note, false)
	}
}

func (p *textPrinter) place(s Span, label, message, tint string) {
	p.printf("%s%s%s: %s%s%s: %s\n", p.paint.bold, position(s), p.paint.reset, tint, label, p.paint.reset, oneLine(message))
}

// position is `file:line:column`; a finding about a whole file has no line.
func position(s Span) string {
	if s.Start.Line == 0 {
		return oneLine(s.File)
	}
	return fmt.Sprintf("%s:%d:%d", oneLine(s.File), s.Start.Line, s.Start.Column)
}

// excerpt writes the line, the one before it if that is asked for, and the
// carets. Without a source only the suggestion is left to write.
func (p *textPrinter) excerpt(s Span, suggestion, tint string, before bool) {
	suggestion = oneLine(suggestion)
	src := p.file(s.File)
	line, ok := src.line(s.Start.Line)
	if !ok {
		if suggestion != "" {
			p.printf("%s      |%s %s\n", p.paint.gutter, p.paint.reset, suggestion)
		}
		return
	}
	win := src.window(s)
	if before {
		if previous, ok := src.line(s.Start.Line - 1); ok {
			text, _, _ := win.cut(previous, 0, 0)
			p.numbered(s.Start.Line-1, text)
		}
	}
	text, indent, width := win.cut(line, s.Start.Column, endColumn(s))
	p.numbered(s.Start.Line, text)
	carets := strings.Repeat("^", max(width, 1))
	if suggestion != "" {
		carets += " " + suggestion
	}
	p.printf("%s%*s |%s %s%s%s%s\n", p.paint.gutter, gutterWidth(s.Start.Line), "", p.paint.reset,
		strings.Repeat(" ", indent), tint, carets, p.paint.reset)
}

// endColumn is where the carets end on the first line of the span.
func endColumn(s Span) int {
	if s.End.Line > s.Start.Line {
		return toEndOfLine
	}
	return s.End.Column
}

func (p *textPrinter) numbered(number int, text string) {
	p.printf("%s%*d |%s", p.paint.gutter, gutterWidth(number), number, p.paint.reset)
	if text != "" {
		p.printf(" %s", text)
	}
	p.printf("\n")
}

func gutterWidth(line int) int { return max(5, len(fmt.Sprint(line))) }

func (p *textPrinter) file(name string) *excerpts {
	e, ok := p.files[name]
	if !ok {
		var data []byte
		if p.sources != nil {
			data = p.sources(name)
		}
		e = newExcerpts(data)
		p.files[name] = e
	}
	return e
}

// printf leaves errors to the writer, which keeps the first for Flush.
func (p *textPrinter) printf(format string, args ...any) { fmt.Fprintf(p.w, format, args...) }

// oneLine keeps a message from breaking the layout or driving the terminal.
func oneLine(s string) string {
	const most = 2000
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n++; n > most {
			b.WriteString("…")
			break
		}
		b.WriteString(visible(r))
	}
	return b.String()
}
