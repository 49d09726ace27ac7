package syntax

import (
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

// reader turns the nodes of one file into its tree and collects what is wrong.
// A part that is wrong is reported and left out; the rest is read.
type reader struct {
	src      *source
	findings diag.List
	// faults counts what was left out, whoever reported it; damaged are the
	// names of the innermost parts that it was left out of.
	faults  int
	damaged []diag.Pos
}

// inside reads a part and notes its name if something was left out of it.
func (r *reader) inside(name diag.Pos, read func()) {
	faults, damaged := r.faults, len(r.damaged)
	read()
	if r.faults > faults && len(r.damaged) == damaged {
		r.damaged = append(r.damaged, name)
	}
}

// errorf adds an error, up to the bound of what one file may have.
func (r *reader) errorf(span diag.Span, rule diag.Rule, format string, args ...any) *diag.Finding {
	r.faults++
	switch n := r.findings.Len(); {
	case n < maxFindings:
		return r.findings.Errorf(span, rule, format, args...)
	case n == maxFindings:
		r.findings.Errorf(diag.Span{File: r.src.path}, diag.TooMany, "more than %d mistakes: the rest isn't listed", maxFindings)
	}
	return new(diag.Finding)
}

// start is where a node is written. yaml.v3 puts the absent value of a last key
// on the line after it, which a file that doesn't end its last line hasn't.
func (r *reader) start(n *yaml.Node) place {
	if n.Line > len(r.src.starts) {
		return place{r.src.pos(len(r.src.data)), len(r.src.data)}
	}
	p := diag.Pos{Line: n.Line, Column: n.Column}
	return place{p, r.src.offset(p)}
}

// point is a node's first character; a scalar's whole extent takes scalar.
func (r *reader) point(n *yaml.Node) diag.Span {
	p := r.start(n).Pos
	return diag.Span{File: r.src.path, Start: p, End: diag.Pos{Line: p.Line, Column: p.Column + 1}}
}

// word is the node's text up to the next blank or bracket.
func (r *reader) word(n *yaml.Node) diag.Span {
	start := r.start(n)
	return r.src.span(start, start.offset, start.offset+wordLength(r.src, start.offset))
}

// where is the place of a finding about a value: all of a scalar, the beginning
// of a list or mapping.
func (r *reader) where(n *yaml.Node) diag.Span {
	if n.Kind == yaml.ScalarNode {
		return r.scalar(n).Span
	}
	return r.point(n)
}

// scalar reads a scalar node with its places.
func (r *reader) scalar(n *yaml.Node) Scalar {
	start := r.start(n)
	if r.src.byteAt(start.offset) == '!' {
		start = r.afterTag(start)
	}
	s := Scalar{Text: n.Value, Style: styleOf(n), places: &places{src: r.src, start: start}}
	end := start.offset + len(n.Value)
	if s.Style == Plain && strings.HasPrefix(string(r.src.data[start.offset:min(end, len(r.src.data))]), n.Value) {
		s.places.verbatim = true
	} else if _, rescanned, ok := rescanScalar(r.src.data, start.offset, s.Style, s.Text); ok {
		end = rescanned
	} else {
		end = endOfText(r.src, start.offset)
	}
	s.Span = r.src.span(start, start.offset, end)
	return s
}

// afterTag is where the scalar behind a tag begins.
func (r *reader) afterTag(p place) place {
	at := p.offset + wordLength(r.src, p.offset)
	for isBlank(r.src.byteAt(at)) || isBreak(r.src.byteAt(at)) {
		at++
	}
	return place{r.src.after(p, at), at}
}

func styleOf(n *yaml.Node) Style {
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		return DoubleQuoted
	case n.Style&yaml.SingleQuotedStyle != 0:
		return SingleQuoted
	case n.Style&yaml.LiteralStyle != 0:
		return Literal
	case n.Style&yaml.FoldedStyle != 0:
		return Folded
	}
	return Plain
}

// empty says that nothing is written where a value could stand.
func empty(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Value == "" && styleOf(n) == Plain
}

// shape names what a node is, for messages.
func shape(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	return "a single value"
}

// wrongShape reports that a value isn't what its key takes, unless it was
// reported already.
func (r *reader) wrongShape(name string, n *yaml.Node, want string) {
	switch {
	case n.Kind == skipped:
		r.faults++
	case empty(n):
		r.errorf(r.where(n), diag.WrongShape, "%s has no value", name).Suggestf("it takes %s", want)
	default:
		r.errorf(r.where(n), diag.WrongShape, "%s takes %s, not %s", name, want, shape(n))
	}
}

// entry is a key of a mapping with its value.
type entry struct {
	key   Scalar
	value *yaml.Node
}

// entries lists a mapping's keys in order. In braces, a key without a colon
// after unquoted text is a piece of that text, cut at a comma: it is reported,
// once for all pieces, and the text is left out.
func (r *reader) entries(n *yaml.Node, known func(string) bool) []entry {
	list := make([]entry, 0, len(n.Content)/2)
	cut := false
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Kind == skipped {
			r.faults++
			continue
		}
		e := entry{r.scalar(n.Content[i]), n.Content[i+1]}
		if last := len(list) - 1; n.Style&yaml.FlowStyle != 0 && last >= 0 && !known(e.key.Text) && r.loose(e) {
			if cut || list[last].value.Kind == skipped {
				continue
			}
			if v := list[last].value; v.Kind == yaml.ScalarNode && styleOf(v) == Plain && v.Value != "" {
				cut = true
				r.cutAtComma(list[last].key.Text, v, e.key)
				list[last].value = &yaml.Node{Kind: skipped, Line: v.Line, Column: v.Column}
				continue
			}
		}
		cut = false
		list = append(list, e)
	}
	return list
}

// loose says that a key stands without a colon and a value.
func (r *reader) loose(e entry) bool {
	if !empty(e.value) || e.key.Style != Plain {
		return false
	}
	at := e.key.places.start.offset + len(e.key.Text)
	for isBlank(r.src.byteAt(at)) || isBreak(r.src.byteAt(at)) {
		at++
	}
	return r.src.byteAt(at) != ':'
}

func (r *reader) cutAtComma(key string, text *yaml.Node, piece Scalar) {
	r.errorf(piece.Span, diag.UnknownKey, "%s is a piece of the text of %s, cut at the comma", diag.Quote(piece.Text), diag.Quote(key)).
		Suggestf("quote the whole text: %s: '%s, %s…'", key, brief(text.Value), brief(piece.Text))
}

// brief is text that is short enough to be repeated in a suggestion.
func brief(s string) string {
	const most = 40
	if r := []rune(s[:min(len(s), 4*most)]); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// extension says that a key is the user's own and carried along untouched.
func extension(key string) bool { return strings.HasPrefix(key, "x-") }
