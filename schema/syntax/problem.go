package syntax

import (
	"bytes"
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

// problem is what yaml.v3 says of a syntax error.
type problem struct {
	text    string   // libyaml's words
	context string   // what was being read
	at      diag.Pos // where the reading stopped
	begin   diag.Pos // where what was being read begins; zero if unknown
	event   diag.Pos // the last thing read without error
}

// problemOf finds out what went wrong and where. yaml.v3's error has a line
// only, which is wrong by one for half of the errors; the parser behind the
// decoder has the marks, read here by reflection. Should a later yaml.v3 keep
// them elsewhere, findings fall back to the top of the file.
func problemOf(dec *yaml.Decoder, err error) (p problem) {
	p = problem{text: strings.TrimPrefix(err.Error(), "yaml: ")}
	top := diag.Pos{Line: 1, Column: 1}
	defer func() {
		if recover() != nil {
			p.at, p.begin, p.event = top, diag.Pos{}, top
		}
	}()
	parser := reflect.ValueOf(dec).Elem().FieldByName("parser").Elem()
	p.event = markOf(parser.FieldByName("event").FieldByName("start_mark"))
	state := parser.FieldByName("parser")
	if text := state.FieldByName("problem").String(); text != "" {
		p.text = text
		p.context = state.FieldByName("context").String()
		p.at = markOf(state.FieldByName("problem_mark"))
		if p.context != "" {
			p.begin = markOf(state.FieldByName("context_mark"))
		}
		return p
	}
	p.at = p.event
	if err == errPanic {
		p.at = markOf(state.FieldByName("mark"))
	}
	return p
}

// markOf reads a mark, which counts from 0.
func markOf(v reflect.Value) diag.Pos {
	return diag.Pos{Line: int(v.FieldByName("line").Int()) + 1, Column: int(v.FieldByName("column").Int()) + 1}
}

const quoteIt = "quote the whole text, in single quotes if it holds double ones"

// explain turns a parser's problem into a finding with a way out.
func explain(src *source, p problem) *diag.Finding {
	at := src.offset(p.at)
	begin := -1
	if p.begin.Line > 0 {
		begin = src.offset(p.begin)
	}
	atEnd := len(bytes.TrimSpace(src.data[at:])) == 0
	c := src.byteAt(at)
	switch {
	case strings.Contains(p.text, "exceeded max depth"):
		return syntaxFinding(src, at, at, tooDeep, "")
	case strings.HasPrefix(p.text, "unknown anchor"):
		at = src.offset(p.event)
		return syntaxFinding(src, at, at+wordLength(src, at), "aliases (`*name`) aren't part of the language", "if it is text, quote it")
	case strings.Contains(p.context, "anchor") || strings.Contains(p.context, "alias"):
		return syntaxFinding(src, begin, begin+1, "an unquoted `"+string(src.byteAt(begin))+"` begins a YAML anchor or alias", quoteIt)
	case strings.Contains(p.context, "directive") || p.text == "found incompatible YAML document" || strings.Contains(p.text, "directive"):
		return syntaxFinding(src, at, endOfText(src, at), "directives (`%YAML`) aren't part of the language", "leave the line out")
	case p.text == "did not find expected <document start>":
		return syntaxFinding(src, at, at, secondDocument, "move it to a file of its own")
	case p.context == "while scanning a quoted scalar":
		return syntaxFinding(src, begin, begin+1, "the quote is never closed", "close it, or double it inside of single quotes")
	case p.context == "while parsing a quoted scalar":
		if src.byteAt(at) != '\\' {
			at -= len(`\x`) // the mark is behind it
		}
		return syntaxFinding(src, at, at+2, "an escape that YAML doesn't know", `write a backslash as \\, or use single quotes`)
	case p.context == "while parsing a flow mapping" || p.context == "while parsing a flow sequence":
		return explainFlow(src, p, at, begin, atEnd)
	case p.context == "while scanning a tag" || p.context == "while parsing a tag" || strings.Contains(p.text, "tag handle"):
		if begin < 0 || src.byteAt(begin) != '!' {
			begin = at
		}
		return syntaxFinding(src, begin, begin+wordLength(src, begin), "an unquoted `!` begins a YAML tag", quoteIt)
	case p.context == "while scanning a block scalar" && strings.Contains(p.text, "comment or line break"):
		return syntaxFinding(src, begin, begin+1, "an unquoted `"+string(src.byteAt(begin))+"` begins a block of text", quoteIt)
	case strings.HasPrefix(p.text, "found character that cannot start any token") && c == '\t':
		return syntaxFinding(src, at, at+1, "a tab can't indent", "indent with spaces")
	case strings.Contains(p.text, "tab character"):
		return syntaxFinding(src, at, at+1, "a tab can't indent", "indent with spaces")
	case strings.HasPrefix(p.text, "found character that cannot start any token"):
		return syntaxFinding(src, at, at+1, "unquoted text can't begin with `"+string(c)+"`", quoteIt)
	case p.text == "mapping values are not allowed in this context":
		return explainColon(src, p, at)
	case p.text == "block sequence entries are not allowed in this context":
		return syntaxFinding(src, at, at+1, "a list begins on a line of its own", "move it to the next line, or quote the text")
	case strings.HasPrefix(p.text, "could not find expected ':'"):
		if begin < 0 {
			begin = at
		}
		return syntaxFinding(src, begin, endOfText(src, begin), "this is no `key: value`", "write a `:` with a space after it, or indent text that goes on")
	case p.text == "did not find expected node content":
		if atEnd {
			return syntaxFinding(src, at, at, "the file ends within a list or mapping", "close its bracket")
		}
		return syntaxFinding(src, at, at+1, "a value is missing before this", "write one, or quote the text")
	case p.context == "while parsing a block mapping" || p.context == "while parsing a block collection":
		return explainBlock(src, p, at)
	case p.text == errPanic.Error():
		return syntaxFinding(src, at, at, errPanic.Error(), "look for odd indentation or an unclosed bracket here")
	}
	return syntaxFinding(src, at, at, p.text, "")
}

// explainFlow is about braces and brackets: not closed, or with text in them
// that they can't hold unquoted.
func explainFlow(src *source, p problem, at, begin int, atEnd bool) *diag.Finding {
	open := string(src.byteAt(begin))
	if atEnd {
		return syntaxFinding(src, begin, begin+1, "the `"+open+"` is never closed", "")
	}
	from := startOfText(src, at)
	if p.at.Line > p.begin.Line && len(bytes.TrimSpace(src.data[src.starts[p.at.Line-1]:from])) == 0 {
		return syntaxFinding(src, begin, begin+1, "the `"+open+"` isn't closed before the next line", "close it, or separate its parts with commas")
	}
	what := "a `,` is missing, or the text can't stand here unquoted"
	switch src.byteAt(at) {
	case '?', '[', '{', ']', '}', ':':
		what = "unquoted text in braces or brackets can't hold `" + string(src.byteAt(at)) + "`"
	}
	return syntaxFinding(src, from, max(at+1, from+1), what, quoteIt)
}

// explainColon is about a key where none can stand: in the middle of unquoted
// text, or below a key that has its value already.
func explainColon(src *source, p problem, at int) *diag.Finding {
	start := src.starts[p.at.Line-1]
	if bytes.Contains(src.data[start:at], []byte(": ")) {
		return syntaxFinding(src, at, at+1, "a second `: ` in one line of unquoted text", quoteIt)
	}
	for isBlank(src.byteAt(start)) {
		start++
	}
	return syntaxFinding(src, start, at+1, "a key can't stand here: the one above has its value already", "indent it as deep as the keys beside it")
}

// explainBlock is about a line that doesn't go on with what stands before it.
func explainBlock(src *source, p problem, at int) *diag.Finding {
	before := src.data[src.starts[p.at.Line-1]:at]
	if c := src.byteAt(at); c == '}' || c == ']' {
		return syntaxFinding(src, at, at+1, "a `"+string(c)+"` that nothing opens", "leave it out; if it is text, quote the whole text")
	}
	if text := bytes.TrimSpace(before); len(text) > 0 {
		from := at
		if i := bytes.LastIndex(before, []byte(": ")); i >= 0 {
			from = src.starts[p.at.Line-1] + i + 1
			for isBlank(src.byteAt(from)) {
				from++
			}
		}
		return syntaxFinding(src, from, endOfText(src, at), "text goes on after its quote or bracket is closed", quoteIt)
	}
	return syntaxFinding(src, at, endOfText(src, at), "the indentation fits nothing above", "indent a key as deep as the keys beside it")
}

// wordLength is the length of the text up to the next blank, break or bracket.
func wordLength(src *source, at int) int {
	n := bytes.IndexAny(src.data[at:], " \t\r\n,[]{}")
	if n < 0 {
		return len(src.data) - at
	}
	return max(n, 1)
}

// endOfText is the end of the line's text.
func endOfText(src *source, at int) int {
	line, _, _ := bytes.Cut(src.data[at:], []byte("\n"))
	return at + len(bytes.TrimRight(line, " \t\r"))
}

// startOfText goes back to where the value at hand begins: behind the last
// bracket, comma or `: `.
func startOfText(src *source, at int) int {
	from := at
	for from > 0 {
		c := src.data[from-1]
		if c == '\n' || c == ',' || c == '{' || c == '[' || isBlank(c) && from > 1 && src.data[from-2] == ':' {
			break
		}
		from--
	}
	for from < at && isBlank(src.data[from]) {
		from++
	}
	return from
}
