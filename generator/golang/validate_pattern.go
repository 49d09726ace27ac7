package golang

import (
	"fmt"
	"math"
	"regexp/syntax"
	"slices"
	"unicode/utf8"

	"github.com/dave/jennifer/jen"
)

// match is the condition that a string matches its pattern. A pattern that can
// be written out as comparisons and loops is: a regexp takes ten times as long.
func (c *checker) match(s subject) *jen.Statement {
	pattern := s.rules.Pattern
	if match := matchText(pattern, s); match != nil {
		return match
	}
	body := matchWords(pattern)
	if parts, ok := segments(pattern); body == nil && ok {
		body = matcher(parts)
	}
	if body == nil {
		body = matchTail(pattern)
	}
	if body == nil {
		name := s.name("pattern")
		c.decls = append(c.decls, jen.Var().Id(name).Op("=").Qual("regexp", "MustCompile").Call(rawLiteral(pattern)))
		return jen.Id(name).Dot("MatchString").Call(s.value())
	}
	name := s.name("matches")
	c.decls = append(c.decls, commented(
		comment(name+" says whether s is of the form "+pattern+"."),
		jen.Func().Id(name).Params(jen.Id("s").String()).Bool().Block(body...)))
	return jen.Id(name).Call(s.value())
}

// matchText is the condition for a pattern of one text that may stand at the
// beginning, at the end or anywhere; nil for other patterns.
func matchText(pattern string, s subject) *jen.Statement {
	inner, begins, ends := anchored(pattern)
	all, ok := wordsOfAll(inner)
	if !ok || len(all) != 1 || all[0] == "" || begins && ends {
		return nil
	}
	text := textLiteral(all[0])
	switch {
	case begins:
		return jen.Qual("strings", "HasPrefix").Call(s.value(), text)
	case ends:
		return jen.Qual("strings", "HasSuffix").Call(s.value(), text)
	}
	return jen.Qual("strings", "Contains").Call(s.value(), text)
}

// matchWords is the body of a function for a pattern that matches a few words;
// nil for other patterns.
func matchWords(pattern string) []jen.Code {
	inner, begins, ends := anchored(pattern)
	all, ok := wordsOfAll(inner)
	if !ok || !begins || !ends {
		return nil
	}
	var cases []jen.Code
	for i, word := range all {
		if !slices.Contains(all[:i], word) {
			cases = append(cases, textLiteral(word))
		}
	}
	return []jen.Code{
		jen.Switch(jen.Id("s")).Block(jen.Case(cases...).Block(jen.Return(jen.True()))),
		jen.Return(jen.False()),
	}
}

// matcher is the body of a function that matches a pattern from the left.
func matcher(parts []segment) []jen.Code {
	body := []jen.Code{lengthCheck(parts)}
	offset := 0
	for len(parts) > 0 && parts[0].fixed() {
		end := offset + parts[0].size()
		body = append(body, fixedPart(parts[0], offset, end, len(parts) == 1 && offset == 0))
		offset, parts = end, parts[1:]
	}
	if len(parts) == 0 {
		return append(body, jen.Return(jen.True()))
	}
	if len(parts) == 1 {
		// What is left is a run to the end.
		rest := jen.Id("s")
		if offset > 0 {
			rest = jen.Id("s").Index(jen.Lit(offset).Op(":"))
		}
		return append(body, runTo(rest, parts[0]), jen.Return(jen.True()))
	}
	if offset > 0 {
		body = append(body, jen.Id("s").Op("=").Id("s").Index(jen.Lit(offset).Op(":")))
	}
	return append(body, varying(parts)...)
}

// lengthCheck refuses what is too short or too long to match.
func lengthCheck(parts []segment) jen.Code {
	least, most := lengths(parts)
	length := jen.Len(jen.Id("s"))
	switch {
	case least == most:
		return refuse(length.Op("!=").Lit(least))
	case most < 0 && least == 0:
		return jen.Null()
	case most < 0 && least == 1:
		return refuse(jen.Id("s").Op("==").Lit(""))
	case most < 0:
		return refuse(length.Op("<").Lit(least))
	case least == 0:
		return refuse(length.Op(">").Lit(most))
	}
	return refuse(length.Clone().Op("<").Lit(least).Op("||").Add(length.Clone()).Op(">").Lit(most))
}

func refuse(bad jen.Code) *jen.Statement { return jen.If(bad).Block(jen.Return(jen.False())) }

// maxUnrolled is up to how many comparisons a run of fixed length is written out
// without a loop, which is faster and no longer.
const maxUnrolled = 8

// fixedPart checks the bytes of s from begin to end.
func fixedPart(part segment, begin, end int, all bool) jen.Code {
	if part.text != "" {
		if len(part.text) == 1 {
			return refuse(jen.Id("s").Index(jen.Lit(begin)).Op("!=").LitRune(rune(part.text[0])))
		}
		return refuse(between(begin, end).Op("!=").Lit(part.text))
	}
	if end == begin+1 {
		return jen.If(jen.Id("c").Op(":=").Id("s").Index(jen.Lit(begin)), outside(jen.Id("c"), part.class)).Block(jen.Return(jen.False()))
	}
	if (end-begin)*len(part.class) <= maxUnrolled {
		bad := jen.Null()
		for i := begin; i < end; i++ {
			if i > begin {
				bad = bad.Op("||")
			}
			bad = bad.Add(outside(jen.Id("s").Index(jen.Lit(i)), part.class))
		}
		return refuse(bad)
	}
	if all {
		return runTo(jen.Id("s"), part)
	}
	return runTo(between(begin, end), part)
}

// between is a part of s.
func between(begin, end int) *jen.Statement {
	if begin == 0 {
		return jen.Id("s").Index(jen.Op(":").Lit(end))
	}
	return jen.Id("s").Index(jen.Lit(begin).Op(":").Lit(end))
}

// runTo refuses a text with a character that isn't of the run's class.
func runTo(text jen.Code, part segment) jen.Code {
	return jen.For(jen.List(jen.Id("_"), jen.Id("c")).Op(":=").Range().Index().Byte().Parens(text)).Block(
		refuse(outside(jen.Id("c"), part.class)))
}

// varying matches parts that begin with a run of varying length: each part is
// cut off the front of s.
func varying(parts []segment) []jen.Code {
	last := parts[len(parts)-1]
	body := cutting(parts[:len(parts)-1])
	if last.text != "" {
		return append(body, jen.Return(jen.Id("s").Op("==").Lit(last.text)))
	}
	if bad := runLength(jen.Len(jen.Id("s")), last); bad != nil {
		body = append(body, refuse(bad))
	}
	return append(body, runTo(jen.Id("s"), last), jen.Return(jen.True()))
}

// cutting cuts parts off the front of s.
func cutting(parts []segment) []jen.Code {
	var body []jen.Code
	counting := jen.Id("n").Op(":=").Lit(0)
	for _, part := range parts {
		switch {
		case part.text != "":
			body = append(body,
				refuse(jen.Op("!").Qual("strings", "HasPrefix").Call(jen.Id("s"), jen.Lit(part.text))),
				cut(jen.Lit(len(part.text))))
		case part.fixed():
			body = append(body,
				refuse(jen.Len(jen.Id("s")).Op("<").Lit(part.min)),
				fixedPart(part, 0, part.min, false),
				cut(jen.Lit(part.min)))
		default:
			body = append(body, counting,
				jen.For(jen.Id("n").Op("<").Len(jen.Id("s")).Op("&&").Add(inside(part.class))).Block(jen.Id("n").Op("++")))
			if bad := runLength(jen.Id("n"), part); bad != nil {
				body = append(body, refuse(bad))
			}
			body = append(body, cut(jen.Id("n")))
			counting = jen.Id("n").Op("=").Lit(0)
		}
	}
	return body
}

// matchTail is the body of a function for a pattern that ends in something that
// may be absent or repeated, such as ^[0-9]+(\.[0-9]{2})?$; nil for other patterns.
func matchTail(pattern string) []jen.Code {
	head, end, ok := tailed(pattern)
	if !ok {
		return nil
	}
	body := cutting(head)
	done := jen.Id("s").Op("==").Lit("")
	switch end.op {
	case syntax.OpQuest:
		body = append(body, jen.If(done).Block(jen.Return(jen.True())))
		if len(end.parts) == 1 || !end.parts[0].fixed() {
			return append(body, varying(end.parts)...)
		}
		return append(body, matcher(end.parts)...)
	case syntax.OpStar:
		return append(body, jen.For(jen.Id("s").Op("!=").Lit("")).Block(cutting(end.parts)...), jen.Return(jen.True()))
	}
	return append(body, jen.For().Block(append(cutting(end.parts), jen.If(done).Block(jen.Return(jen.True())))...))
}

func cut(n jen.Code) jen.Code {
	return jen.Id("s").Op("=").Id("s").Index(jen.Add(n).Op(":"))
}

// runLength is the condition that a run is too short or too long; nil if it
// can't be.
func runLength(n *jen.Statement, part segment) *jen.Statement {
	short := n.Clone().Op("<").Lit(part.min)
	if part.min == 1 {
		short = n.Clone().Op("==").Lit(0)
	}
	long := n.Clone().Op(">").Lit(part.max)
	switch {
	case part.min == part.max:
		return n.Clone().Op("!=").Lit(part.min)
	case part.max < 0 && part.min == 0:
		return nil
	case part.max < 0:
		return short
	case part.min == 0:
		return long
	}
	return short.Op("||").Add(long)
}

// outside is the condition that a byte isn't of a class.
func outside(c *jen.Statement, class []rune) *jen.Statement {
	var ranges []*jen.Statement
	for i := 0; i < len(class); i += 2 {
		ranges = append(ranges, without(c, class[i], class[i+1]))
	}
	if len(ranges) == 1 {
		return ranges[0]
	}
	s := jen.Null()
	for i, r := range ranges {
		if i > 0 {
			s = s.Op("&&")
		}
		if class[2*i] != class[2*i+1] && class[2*i] > 0 && class[2*i+1] < math.MaxUint8 {
			r = jen.Parens(r)
		}
		s = s.Add(r)
	}
	return s
}

// without is the condition that a byte isn't in a range.
func without(c *jen.Statement, first, last rune) *jen.Statement {
	switch {
	case first == last:
		return c.Clone().Op("!=").Add(byteLiteral(first))
	case first == 0:
		return c.Clone().Op(">").Add(byteLiteral(last))
	case last == math.MaxUint8:
		return c.Clone().Op("<").Add(byteLiteral(first))
	}
	return c.Clone().Op("<").Add(byteLiteral(first)).Op("||").Add(c.Clone()).Op(">").Add(byteLiteral(last))
}

func byteLiteral(c rune) *jen.Statement {
	if c < utf8.RuneSelf {
		return jen.LitRune(c)
	}
	return jen.Op(fmt.Sprintf("%#x", c))
}

// inside is the condition that s[n] is of a class.
func inside(class []rune) *jen.Statement {
	at := func() *jen.Statement { return jen.Id("s").Index(jen.Id("n")) }
	s := jen.Null()
	for i := 0; i < len(class); i += 2 {
		if i > 0 {
			s = s.Op("||")
		}
		first, last := class[i], class[i+1]
		switch {
		case first == last:
			s = s.Add(at()).Op("==").Add(byteLiteral(first))
		case first == 0:
			s = s.Add(at()).Op("<=").Add(byteLiteral(last))
		case last == math.MaxUint8:
			s = s.Add(at()).Op(">=").Add(byteLiteral(first))
		default:
			s = s.Add(at()).Op(">=").Add(byteLiteral(first)).Op("&&").Add(at()).Op("<=").Add(byteLiteral(last))
		}
	}
	if len(class) > 2 {
		return jen.Parens(s)
	}
	return s
}
