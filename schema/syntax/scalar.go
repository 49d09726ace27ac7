package syntax

import (
	"sort"
	"sync"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

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

// Scalar is a piece of text and where it stands. The zero Scalar is an absent
// one: not written, or written wrongly and reported already.
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
// escapes and folded lines. Offsets outside of the text are taken as its ends;
// where the text can't be found in the file, the part is the whole scalar.
func (s Scalar) Part(from, to int) diag.Span {
	p := s.places
	if p == nil {
		return s.Span
	}
	from = min(max(from, 0), len(s.Text))
	to = min(max(to, from), len(s.Text))
	if p.verbatim {
		return p.src.span(p.start, p.start.offset+from, p.start.offset+to)
	}
	p.once.Do(func() {
		if units, _, ok := rescanScalar(p.src.data, p.start.offset, s.Style, s.Text); ok {
			p.units = units
		}
	})
	if len(p.units) == 0 {
		return s.Span
	}
	start := unitsAt(p.units, from).start(from)
	end := start
	if to > from {
		end = unitsAt(p.units, to-1).end(to)
	}
	return p.src.span(p.start, start, end)
}

// places says where a scalar's text stands. Most are verbatim: one plain line.
type places struct {
	src      *source
	start    place // of the text; of a quote or block indicator where there is one
	verbatim bool
	once     sync.Once
	units    []unit
}

// unitsAt finds the unit of a byte of text; past the end it is the last one.
func unitsAt(units []unit, at int) unit {
	i := sort.Search(len(units), func(i int) bool { return units[i].textEnd > at })
	return units[min(i, len(units)-1)]
}

// start is where a byte of the unit's text is written.
func (u unit) start(at int) int {
	switch {
	case u.same:
		return u.from + at - u.text
	case at >= u.textEnd:
		return u.to
	default:
		return u.from
	}
}

// end is where what is written for the text before a byte ends.
func (u unit) end(at int) int {
	if u.same {
		return u.from + at - u.text
	}
	return u.to
}
