package expr

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// source is an expression's text, with the way back from cel-go's positions,
// which count code points, to the schema file.
type source struct {
	scalar syntax.Scalar
	text   string
	base   int   // where the text begins in the scalar's, in bytes
	bytes  []int // where each code point begins; nil where every one is a byte
}

func newSource(scalar syntax.Scalar, from, to int) *source {
	s := &source{scalar: scalar, text: scalar.Text[from:to], base: from}
	for i := range len(s.text) {
		if s.text[i] >= utf8.RuneSelf {
			for at := range s.text {
				s.bytes = append(s.bytes, at)
			}
			break
		}
	}
	return s
}

// at is the byte where a code point begins.
func (s *source) at(codePoint int) int {
	switch {
	case codePoint < 0:
		return 0
	case s.bytes == nil:
		return min(codePoint, len(s.text))
	case codePoint < len(s.bytes):
		return s.bytes[codePoint]
	}
	return len(s.text)
}

// location is the byte at cel-go's line and column.
func (s *source) location(l common.Location) int {
	start := 0
	for range l.Line() - 1 {
		next := strings.IndexByte(s.text[start:], '\n')
		if next < 0 {
			break
		}
		start += next + 1
	}
	for range l.Column() {
		_, size := utf8.DecodeRuneInString(s.text[start:])
		start += size
	}
	return start
}

func (s *source) span(from, to int) diag.Span { return s.scalar.Part(s.base+from, s.base+to) }

func (s *source) pos() model.Pos {
	start := s.span(0, len(s.text)).Start
	return model.Pos{File: s.scalar.Span.File, Line: start.Line}
}

// extent is a piece of an expression's text, in bytes.
type extent struct{ from, to int }

// word is the name, number or operator that begins at a byte.
func (s *source) word(from int) extent {
	to := from
	for to < len(s.text) && isWord(s.text[to]) {
		to++
	}
	if to == from && from < len(s.text) {
		_, size := utf8.DecodeRuneInString(s.text[from:])
		to = from + size
		if strings.IndexByte("=!<>&|", s.text[from]) >= 0 && to < len(s.text) && strings.IndexByte("=&|", s.text[to]) >= 0 {
			to++
		}
	}
	return extent{from, to}
}

// wordBefore is the name that ends before a byte, white space and comments apart.
func (s *source) wordBefore(to int) extent {
	for to > 0 && isSpace(s.text[to-1]) {
		to--
	}
	from := to
	for from > 0 && (isWord(s.text[from-1]) || s.text[from-1] == '.' || s.text[from-1] == '`') {
		from--
	}
	return extent{from, to}
}

// after is the first byte at or after one that is no white space.
func (s *source) after(from int) int {
	for from < len(s.text) && isSpace(s.text[from]) {
		from++
	}
	return from
}

func isWord(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= utf8.RuneSelf
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == '\f' }

// mark is where cel-go says that a node stands: a name, a literal, an operator,
// the dot of a selection or the opening bracket of a call.
func (l *lowering) mark(id int64) extent {
	r, ok := l.info.GetOffsetRange(id)
	if !ok {
		return extent{0, len(l.src.text)}
	}
	return extent{l.src.at(int(r.Start)), l.src.at(int(r.Stop))}
}

// extent is the whole of a sub-expression, from its first character to its last.
func (l *lowering) extent(e ast.Expr) extent {
	if whole, ok := l.extents[e.ID()]; ok {
		return whole
	}
	whole := l.mark(e.ID())
	cover := func(child ast.Expr) {
		x := l.extent(child)
		whole.from, whole.to = min(whole.from, x.from), max(whole.to, x.to)
	}
	closer := byte(0)
	switch e.Kind() {
	case ast.SelectKind:
		whole.to = l.src.word(l.src.after(whole.to)).to
		cover(e.AsSelect().Operand())
	case ast.CallKind:
		call := e.AsCall()
		if open := whole.from; open < len(l.src.text) && (l.src.text[open] == '(' || l.src.text[open] == '[') {
			closer = map[byte]byte{'(': ')', '[': ']'}[l.src.text[open]]
			if closer == ')' {
				whole.from = l.src.wordBefore(open).from
			}
		}
		if call.IsMemberFunction() {
			cover(call.Target())
		}
		for _, arg := range call.Args() {
			cover(arg)
		}
	case ast.ListKind:
		closer = ']'
		for _, elem := range e.AsList().Elements() {
			cover(elem)
		}
	case ast.MapKind:
		closer = '}'
		for _, entry := range e.AsMap().Entries() {
			cover(entry.AsMapEntry().Key())
			cover(entry.AsMapEntry().Value())
		}
	case ast.StructKind:
		closer = '}'
		whole.from = l.src.wordBefore(whole.from).from
		for _, field := range e.AsStruct().Fields() {
			cover(field.AsStructField().Value())
		}
	case ast.LiteralKind:
		if whole.to > whole.from && l.src.text[whole.from] == '-' && whole.to == whole.from+1 {
			whole.to = l.number(whole.to)
		}
	}
	if closer != 0 {
		if at := strings.IndexByte(l.src.text[whole.to:], closer); at >= 0 && strings.Trim(l.src.text[whole.to:whole.to+at], " \t\r\n,)") == "" {
			whole.to += at + 1
		}
	}
	if l.extents == nil {
		l.extents = map[int64]extent{}
	}
	l.extents[e.ID()] = whole
	return whole
}

// number is where the number that begins at a byte ends.
func (l *lowering) number(from int) int {
	to := l.src.after(from)
	for to < len(l.src.text) && (isWord(l.src.text[to]) || l.src.text[to] == '.') {
		to++
	}
	return to
}

// report records a mistake.
func (l *lowering) report(at extent, rule diag.Rule, suggestion, format string, args ...any) {
	l.findings = append(l.findings, diag.Finding{
		Span:       l.src.span(at.from, at.to),
		Rule:       rule,
		Message:    fmt.Sprintf(format, args...),
		Suggestion: suggestion,
	})
}

// didYouMean is the suggestion of a name, "" without a near one.
func didYouMean(word string, candidates []string) string {
	if near := diag.Suggest(word, candidates); near != "" {
		return "did you mean " + near + "?"
	}
	return ""
}
