package golang

import (
	"math"
	"regexp/syntax"
	"slices"
	"unicode"
	"unicode/utf8"
)

// segment is a part of a regular expression: a text, or a run of characters of
// a class.
type segment struct {
	text string // else a run
	// class are pairs of the first and last byte of a range. Either all are ASCII,
	// so that a character is a byte; or every byte beyond belongs, and the run is
	// as long as it gets, so that it doesn't matter where characters begin.
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
	inner, begins, ends := anchored(pattern)
	if !begins || !ends {
		return nil, false
	}
	found, ok := segmentsOf(inner)
	if !ok || len(found) == 0 || !decided(found) {
		return nil, false
	}
	return found, true
}

func segmentsOf(parts []*syntax.Regexp) (found []segment, ok bool) {
	for _, part := range parts {
		s, ok := segmentOf(part)
		if !ok {
			return nil, false
		}
		found = joined(found, s)
	}
	for _, s := range found {
		if s.text == "" && !isASCII(s.class) && s.min > 1 {
			return nil, false // so many characters, not bytes
		}
	}
	return found, true
}

// tail is what a pattern ends in, once or not at all (OpQuest), as often as it
// comes (OpStar), or at least once (OpPlus).
type tail struct {
	op    syntax.Op
	parts []segment
}

// tailed takes a pattern apart that ends in a tail, and can be matched like
// [segments] whether the tail comes or not.
func tailed(pattern string) (head []segment, end tail, ok bool) {
	inner, begins, ends := anchored(pattern)
	if !begins || !ends || len(inner) == 0 {
		return nil, tail{}, false
	}
	last := inner[len(inner)-1]
	if last.Op != syntax.OpQuest && last.Op != syntax.OpStar && last.Op != syntax.OpPlus {
		return nil, tail{}, false
	}
	head, ok = segmentsOf(inner[:len(inner)-1])
	end.op = last.Op
	var whole bool
	end.parts, whole = segmentsOf(flatten(last.Sub[0], nil))
	if !ok || !whole || len(end.parts) == 0 || end.parts[0].text == "" && end.parts[0].min == 0 {
		return nil, tail{}, false
	}
	return head, end, decided(slices.Concat(head, end.parts, end.parts))
}

// anchored lists what a pattern is a sequence of between its anchors, and says
// whether it has them: whether what matches begins and ends where the text does.
func anchored(pattern string) (inner []*syntax.Regexp, begins, ends bool) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, false, false
	}
	inner = flatten(re, nil)
	if len(inner) > 0 && inner[0].Op == syntax.OpBeginText {
		inner, begins = inner[1:], true
	}
	if n := len(inner); n > 0 && inner[n-1].Op == syntax.OpEndText {
		inner, ends = inner[:n-1], true
	}
	return inner, begins, ends
}

// maxWords is up to how many words a pattern is written out as a switch.
const maxWords = 20

// wordsOf are the texts that a pattern matches, when they are a few: of literals,
// alternatives, what may be absent and small classes.
func wordsOf(re *syntax.Regexp) ([]string, bool) {
	switch re.Op {
	case syntax.OpEmptyMatch:
		return []string{""}, true
	case syntax.OpLiteral:
		text := string(re.Rune)
		return []string{text}, re.Flags&syntax.FoldCase == 0 && !slices.Contains(re.Rune, utf8.RuneError)
	case syntax.OpCharClass:
		var all []string
		for i := 0; i < len(re.Rune); i += 2 {
			if re.Rune[i+1]-re.Rune[i] >= maxWords || re.Rune[i+1] > unicode.MaxASCII {
				return nil, false
			}
			for c := re.Rune[i]; c <= re.Rune[i+1]; c++ {
				all = append(all, string(c))
			}
		}
		return all, len(all) <= maxWords
	case syntax.OpCapture:
		return wordsOf(re.Sub[0])
	case syntax.OpQuest:
		all, ok := wordsOf(re.Sub[0])
		return append(all, ""), ok
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			some, ok := wordsOf(sub)
			if all = append(all, some...); !ok || len(all) > maxWords {
				return nil, false
			}
		}
		return all, true
	case syntax.OpConcat:
		return wordsOfAll(re.Sub)
	}
	return nil, false
}

// wordsOfAll are the words of patterns one after the other.
func wordsOfAll(parts []*syntax.Regexp) ([]string, bool) {
	all := []string{""}
	for _, part := range parts {
		some, ok := wordsOf(part)
		if !ok || len(all)*len(some) > maxWords {
			return nil, false
		}
		var longer []string
		for _, begin := range all {
			for _, end := range some {
				longer = append(longer, begin+end)
			}
		}
		all = longer
	}
	return all, true
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
		// What isn't UTF-8 is read as the replacement character.
		return segment{text: text}, re.Flags&syntax.FoldCase == 0 && !slices.Contains(re.Rune, utf8.RuneError)
	case syntax.OpCharClass:
		class, ok := classOf(re)
		return segment{class: class, min: 1, max: 1}, ok && isASCII(class)
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
	long := most < 0 && least <= 1
	return segment{class: class, min: least, max: most}, ok && most != 0 && (isASCII(class) || long)
}

func isASCII(class []rune) bool { return class[len(class)-1] <= unicode.MaxASCII }

// classOf is the set of bytes that a pattern of one character matches: ASCII, or
// with all bytes that other characters are made of.
func classOf(re *syntax.Regexp) ([]rune, bool) {
	var class []rune
	switch {
	case re.Op == syntax.OpCharClass:
		class = re.Rune
	case re.Op == syntax.OpLiteral && len(re.Rune) == 1 && re.Flags&syntax.FoldCase == 0:
		class = []rune{re.Rune[0], re.Rune[0]}
	case re.Op == syntax.OpAnyCharNotNL:
		class = []rune{0, '\n' - 1, '\n' + 1, unicode.MaxRune}
	}
	n := len(class)
	if n == 0 || class[n-1] <= unicode.MaxASCII {
		return class, n > 0
	}
	if class[n-1] != unicode.MaxRune || class[n-2] > unicode.MaxASCII+1 || class[n-2] == 0 {
		return nil, false
	}
	return append(slices.Clone(class[:n-1]), math.MaxUint8), true
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
	first := rune(s.text[0])
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
