package golang

import (
	"regexp/syntax"
	"slices"
	"unicode"
	"unicode/utf8"
)

// segment is a part of a regular expression: a text, or a run of characters of
// a class.
type segment struct {
	text string // else a run
	// class are pairs of the first and last character of a range, all ASCII, so
	// that a character is a byte.
	class    []rune
	min, max int // how long the run is; max < 0 is any length
}

func (s segment) fixed() bool { return s.text != "" || s.min == s.max }

// size is the length of a segment that is fixed.
func (s segment) size() int {
	if s.text != "" {
		return len(s.text)
	}
	return s.min
}

// segments takes a pattern apart that matches a whole text and can be matched
// from the left without ever going back: texts and runs of ASCII classes, where
// no run of varying length is followed by what could belong to it. Other
// patterns are left to package regexp.
func segments(pattern string) ([]segment, bool) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, false
	}
	parts := flatten(re, nil)
	if len(parts) < 2 || parts[0].Op != syntax.OpBeginText || parts[len(parts)-1].Op != syntax.OpEndText {
		return nil, false
	}
	var found []segment
	for _, part := range parts[1 : len(parts)-1] {
		s, ok := segmentOf(part)
		if !ok {
			return nil, false
		}
		found = joined(found, s)
	}
	if len(found) == 0 || !decided(found) {
		return nil, false
	}
	return found, true
}

// flatten lists what a pattern is a sequence of.
func flatten(re *syntax.Regexp, parts []*syntax.Regexp) []*syntax.Regexp {
	switch re.Op {
	case syntax.OpConcat, syntax.OpCapture:
		for _, sub := range re.Sub {
			parts = flatten(sub, parts)
		}
		return parts
	case syntax.OpEmptyMatch:
		return parts
	}
	return append(parts, re)
}

func segmentOf(re *syntax.Regexp) (segment, bool) {
	switch re.Op {
	case syntax.OpLiteral:
		text := string(re.Rune)
		return segment{text: text}, re.Flags&syntax.FoldCase == 0 && utf8.ValidString(text)
	case syntax.OpCharClass:
		class, ok := classOf(re)
		return segment{class: class, min: 1, max: 1}, ok
	case syntax.OpStar:
		return runOf(re, 0, -1)
	case syntax.OpPlus:
		return runOf(re, 1, -1)
	case syntax.OpQuest:
		return runOf(re, 0, 1)
	case syntax.OpRepeat:
		return runOf(re, re.Min, re.Max)
	}
	return segment{}, false
}

func runOf(re *syntax.Regexp, least, most int) (segment, bool) {
	sub := re.Sub[0]
	for sub.Op == syntax.OpCapture {
		sub = sub.Sub[0]
	}
	class, ok := classOf(sub)
	return segment{class: class, min: least, max: most}, ok && most != 0
}

// classOf is the set of characters that a pattern of one character matches.
func classOf(re *syntax.Regexp) ([]rune, bool) {
	var class []rune
	switch {
	case re.Op == syntax.OpCharClass:
		class = re.Rune
	case re.Op == syntax.OpLiteral && len(re.Rune) == 1 && re.Flags&syntax.FoldCase == 0:
		class = []rune{re.Rune[0], re.Rune[0]}
	}
	return class, len(class) > 0 && class[len(class)-1] <= unicode.MaxASCII
}

// joined appends a segment, or lengthens the last one by it.
func joined(found []segment, s segment) []segment {
	if len(found) == 0 {
		return append(found, s)
	}
	last := &found[len(found)-1]
	switch {
	case s.text != "" && last.text != "":
		last.text += s.text
	case s.text == "" && last.text == "" && slices.Equal(s.class, last.class):
		last.min += s.min
		if last.max < 0 || s.max < 0 {
			last.max = -1
		} else {
			last.max += s.max
		}
	default:
		return append(found, s)
	}
	return found
}

// decided says that after each run of varying length, what may follow can't
// belong to it, so that the run ends where its class does.
func decided(found []segment) bool {
	for i, s := range found {
		if s.fixed() {
			continue
		}
		for _, next := range found[i+1:] {
			if overlap(s.class, next.firsts()) {
				return false
			}
			if next.text != "" || next.min > 0 {
				break
			}
		}
	}
	return true
}

// firsts is the class of what the segment can begin with.
func (s segment) firsts() []rune {
	if s.text == "" {
		return s.class
	}
	first, _ := utf8.DecodeRuneInString(s.text)
	return []rune{first, first}
}

func overlap(a, b []rune) bool {
	for i := 0; i < len(a); i += 2 {
		for j := 0; j < len(b); j += 2 {
			if a[i] <= b[j+1] && b[j] <= a[i+1] {
				return true
			}
		}
	}
	return false
}

// lengths are the least and the greatest length in bytes of what matches; the
// greatest is negative when there is none.
func lengths(found []segment) (least, most int) {
	for _, s := range found {
		shortest, longest := s.min, s.max
		if s.text != "" {
			shortest, longest = len(s.text), len(s.text)
		}
		least += shortest
		if longest < 0 || most < 0 {
			most = -1
		} else {
			most += longest
		}
	}
	return least, most
}
