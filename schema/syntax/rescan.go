package syntax

import (
	"strconv"
	"strings"
)

// yaml.v3 tells where a scalar begins, not where it ends nor which character of
// its text stands where. A rescan walks the source and the text side by side:
// it is told the text, so it need not know what ends a scalar.

// unit is a piece of a scalar's text and the piece of source that it is written
// as: the same bytes, or else an escape or a fold.
type unit struct {
	text, textEnd, from, to int
	same                    bool
}

type rescan struct {
	data  []byte
	at    int // in data
	text  string
	done  int // of text
	units []unit
}

// rescanScalar returns the units of a scalar that begins at an offset, and where
// the scalar ends. It is not ok when source and text don't match.
func rescanScalar(data []byte, start int, style Style, text string) (units []unit, end int, ok bool) {
	r := rescan{data: data, at: start, text: text}
	switch style {
	case SingleQuoted, DoubleQuoted:
		ok = r.quoted(style)
	case Literal, Folded:
		ok = r.block(style)
	default:
		ok = r.plain()
	}
	return r.units, r.at, ok && r.done == len(text)
}

// add says that the next n bytes of text are written as the next m bytes.
func (r *rescan) add(n, m int, same bool) {
	next := unit{r.done, r.done + n, r.at, r.at + m, same}
	r.done, r.at = next.textEnd, next.to
	if last := len(r.units) - 1; same && last >= 0 && r.units[last].same && r.units[last].to == next.from {
		r.units[last].textEnd, r.units[last].to = next.textEnd, next.to
		return
	}
	r.units = append(r.units, next)
}

// same takes n bytes that text and source must share.
func (r *rescan) same(n int) bool {
	if r.at+n > len(r.data) || !strings.HasPrefix(r.text[r.done:], string(r.data[r.at:r.at+n])) {
		return false
	}
	r.add(n, n, true)
	return true
}

// as takes text that the next m bytes of source are written for.
func (r *rescan) as(text string, m int) bool {
	if !strings.HasPrefix(r.text[r.done:], text) {
		return false
	}
	r.add(len(text), m, false)
	return true
}

func (r *rescan) peek(ahead int) byte {
	if r.at+ahead >= len(r.data) {
		return 0
	}
	return r.data[r.at+ahead]
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }
func isBreak(c byte) bool { return c == '\n' || c == '\r' }

// spaces measures the blanks and line breaks ahead.
func (r *rescan) spaces() (length, breaks int) {
	for isBlank(r.peek(length)) || isBreak(r.peek(length)) {
		if r.peek(length) == '\n' {
			breaks++
		}
		length++
	}
	return length, breaks
}

// fold takes white space: blanks as they are, a line break as a space, more of
// them as one less.
func (r *rescan) fold() bool {
	length, breaks := r.spaces()
	switch breaks {
	case 0:
		return r.same(length)
	case 1:
		return r.as(" ", length)
	default:
		return r.as(strings.Repeat("\n", breaks-1), length)
	}
}

func (r *rescan) plain() bool {
	for r.done < len(r.text) {
		c := r.peek(0)
		if isBlank(c) || isBreak(c) {
			if !r.fold() {
				return false
			}
		} else if !r.same(1) {
			return false
		}
	}
	return true
}

func (r *rescan) quoted(style Style) bool {
	quote := byte('"')
	if style == SingleQuoted {
		quote = '\''
	}
	if r.peek(0) != quote {
		return false
	}
	r.at++
	for {
		ok := true
		switch c := r.peek(0); {
		case r.at >= len(r.data):
			return false
		case c == '\'' && c == quote && r.peek(1) == quote:
			ok = r.as("'", 2)
		case c == quote:
			r.at++
			return true
		case c == '\\' && quote == '"':
			ok = r.escape()
		case isBlank(c) || isBreak(c):
			ok = r.fold()
		default:
			ok = r.same(1)
		}
		if !ok {
			return false
		}
	}
}

// escapes are those of one letter; the code points of x, u and U follow them.
var escapes = map[byte]string{
	'0': "\x00", 'a': "\a", 'b': "\b", 't': "\t", '\t': "\t", 'n': "\n", 'v': "\v", 'f': "\f", 'r': "\r", 'e': "\x1b",
	' ': " ", '"': `"`, '\'': "'", '/': "/", '\\': `\`, 'N': "\u0085", '_': "\u00a0", 'L': "\u2028", 'P': "\u2029",
}

var hexEscapes = map[byte]int{'x': 2, 'u': 4, 'U': 8}

func (r *rescan) escape() bool {
	c := r.peek(1)
	if isBreak(c) { // the line goes on; further breaks are kept
		r.at++
		length, breaks := r.spaces()
		if breaks == 1 {
			r.at += length
			return true
		}
		return r.as(strings.Repeat("\n", breaks-1), length)
	}
	if digits := hexEscapes[c]; digits > 0 {
		if r.at+2+digits > len(r.data) {
			return false
		}
		code, err := strconv.ParseUint(string(r.data[r.at+2:r.at+2+digits]), 16, 32)
		return err == nil && r.as(string(rune(code)), 2+digits)
	}
	text, ok := escapes[c]
	return ok && r.as(text, 2)
}

// block takes a literal or folded block. Its end is that of its last text: line
// breaks after it are no part of what is marked in a finding.
func (r *rescan) block(style Style) bool {
	if c := r.peek(0); c != '|' && c != '>' {
		return false
	}
	r.endOfLine()
	end := r.at
	r.nextLine()
	indent := r.indent()
	for r.done < len(r.text) {
		if r.at >= len(r.data) {
			return false
		}
		r.at += r.margin(indent)
		if n := r.lineLength(); n > 0 {
			if !r.same(n) {
				return false
			}
			end = r.at
		}
		if r.done == len(r.text) {
			break
		}
		if !r.blockBreak(style, indent) {
			return false
		}
	}
	r.at = end
	return true
}

// blockBreak takes a line break, and in folded blocks the empty lines after it.
func (r *rescan) blockBreak(style Style, indent int) bool {
	if style == Literal || r.text[r.done] == '\n' {
		return r.blockBreaks(style, indent)
	}
	from := r.at
	r.nextLine()
	length := r.at + r.margin(indent) - from
	r.at = from
	return r.as(" ", length)
}

func (r *rescan) blockBreaks(style Style, indent int) bool {
	from, breaks := r.at, 0
	for {
		if !r.nextLine() {
			break
		}
		breaks++
		margin := r.margin(indent)
		if style == Literal || !isBreak(r.peek(margin)) {
			break
		}
		r.at += margin
	}
	length := r.at - from
	r.at = from
	want := 0
	for r.done+want < len(r.text) && r.text[r.done+want] == '\n' && want < max(breaks, 1) {
		want++
	}
	return want > 0 && r.as(strings.Repeat("\n", want), length)
}

// indent is how many spaces before the lines of a block don't belong to them:
// those of its first line with text, less those that the text has there.
func (r *rescan) indent() int {
	at := r.at
	defer func() { r.at = at }()
	written := 0
	for {
		written = r.margin(len(r.data))
		if c := r.peek(written); c != 0 && !isBreak(c) || !r.endOfLine() || !r.nextLine() {
			break
		}
	}
	for line := range strings.Lines(r.text) {
		if text := strings.TrimLeft(line, " "); text != "\n" && text != "" {
			return max(written-(len(line)-len(text)), 0)
		}
	}
	return len(r.data) // only empty lines, however they are indented
}

// margin counts the spaces ahead, up to limit.
func (r *rescan) margin(limit int) int {
	n := 0
	for n < limit && r.peek(n) == ' ' {
		n++
	}
	return n
}

// lineLength is what is left of the line.
func (r *rescan) lineLength() int {
	n := 0
	for r.at+n < len(r.data) && !isBreak(r.data[r.at+n]) {
		n++
	}
	return n
}

func (r *rescan) endOfLine() bool {
	r.at += r.lineLength()
	return r.at < len(r.data)
}

// nextLine steps over a line break.
func (r *rescan) nextLine() bool {
	if r.peek(0) == '\r' {
		r.at++
	}
	if r.peek(0) != '\n' {
		return false
	}
	r.at++
	return true
}
