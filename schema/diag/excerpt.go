package diag

import (
	"bytes"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

const (
	// longest is how many characters of a line are shown.
	longest = 120
	// lead is how many of them stand before the place when the line is cut.
	lead        = 40
	tabStop     = 4
	toEndOfLine = math.MaxInt
)

// excerpts finds lines of one file. Files may be one line of megabytes with a
// thousand findings in it, so nothing walks a line from its start twice.
type excerpts struct {
	data   []byte
	starts []int // of each line, in bytes
	// the last column looked up, from which the next one is reached
	at struct{ line, column, offset int }
}

func newExcerpts(data []byte) *excerpts {
	e := &excerpts{data: data}
	if data == nil {
		return e
	}
	e.starts = append(e.starts, 0)
	for i := 0; ; {
		n := bytes.IndexByte(data[i:], '\n')
		if n < 0 {
			return e
		}
		i += n + 1
		e.starts = append(e.starts, i)
	}
}

// line returns a line without its break.
func (e *excerpts) line(number int) (text []byte, ok bool) {
	if number < 1 || number > len(e.starts) {
		return nil, false
	}
	end := len(e.data)
	if number < len(e.starts) {
		end = e.starts[number] - 1
	}
	return bytes.TrimSuffix(e.data[e.starts[number-1]:end], []byte("\r")), true
}

// offset is where a column of a line begins, in bytes from the line's start.
func (e *excerpts) offset(number, column int) int {
	line, _ := e.line(number)
	at := &e.at
	if at.line != number || at.column > column {
		at.line, at.column, at.offset = number, 1, 0
	}
	for at.column < column && at.offset < len(line) {
		_, n := utf8.DecodeRune(line[at.offset:])
		at.offset += n
		at.column++
	}
	return at.offset
}

// window is the piece of lines that an excerpt shows: all of a short line, else
// what stands around the place. Its first column is 1 where nothing is cut.
type window struct{ column, offset int }

func (e *excerpts) window(s Span) window {
	line, _ := e.line(s.Start.Line)
	if fits(line) {
		return window{1, 0}
	}
	column := max(1, s.Start.Column-lead)
	return window{column, e.offset(s.Start.Line, column)}
}

func fits(line []byte) bool {
	return len(line) <= longest || len(line) <= utf8.UTFMax*longest && utf8.RuneCount(line) <= longest
}

// cut renders the window's piece of a line. For carets from one column to
// another it tells how many cells stand before them and how many they cover.
func (win window) cut(line []byte, from, to int) (text string, indent, cells int) {
	var b strings.Builder
	cell, column := 0, win.column
	if column > 1 {
		b.WriteString("…")
		cell++
		line = line[skip(line, win):]
	}
	indent, end := -1, -1
	for shown := 0; ; shown++ {
		if indent < 0 && column >= from {
			indent = cell
		}
		if end < 0 && column >= to {
			end = cell
		}
		if len(line) == 0 {
			break
		}
		if shown == longest {
			b.WriteString("…")
			break
		}
		r, n := utf8.DecodeRune(line)
		line = line[n:]
		column++
		if r == '\t' {
			n := tabStop - cell%tabStop
			b.WriteString(strings.Repeat(" ", n))
			cell += n
			continue
		}
		b.WriteString(visible(r))
		cell += cellsOf(r)
	}
	if indent < 0 {
		indent = cell
	}
	if end < 0 {
		end = cell
	}
	return strings.TrimRight(b.String(), " "), indent, end - indent
}

// skip is where the window begins in a line, which may be another than the one
// that the window was made for.
func skip(line []byte, win window) int {
	if len(line) <= win.offset {
		n := 0
		for column := 1; column < win.column && n < len(line); column++ {
			_, size := utf8.DecodeRune(line[n:])
			n += size
		}
		return n
	}
	n := win.offset
	for n < len(line) && !utf8.RuneStart(line[n]) {
		n++
	}
	return n
}

// visible is the character as it is printed: what would move the cursor, drive
// the terminal or turn the direction of the text gives way to a sign for it.
func visible(r rune) string {
	switch {
	case r == '\n' || r == '\r' || r == '\t':
		return " "
	case r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == utf8.RuneError:
		return "\ufffd"
	case r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Bidi_Control, r) || r == '\ufeff':
		return "\ufffd"
	}
	return string(r)
}

// cellsOf is how many cells of a terminal a character takes.
func cellsOf(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me) || r == '\u200d' || r == '\u200b' || r == '\u200c' {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}
