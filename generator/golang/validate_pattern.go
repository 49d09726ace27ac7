package golang

import (
	"github.com/dave/jennifer/jen"
)

// match is the condition that a string matches its pattern. A pattern that can
// be written out as comparisons and loops is: a regexp takes ten times as long.
func (c *checker) match(s subject) *jen.Statement {
	pattern := s.rules.Pattern
	parts, ok := segments(pattern)
	if !ok {
		name := s.name("pattern")
		c.decls = append(c.decls, jen.Var().Id(name).Op("=").Qual("regexp", "MustCompile").Call(rawLiteral(pattern)))
		return jen.Id(name).Dot("MatchString").Call(s.value())
	}
	name := s.name("matches")
	c.decls = append(c.decls, commented(
		comment(name+" says whether s is of the form "+pattern+"."),
		jen.Func().Id(name).Params(jen.Id("s").String()).Bool().Block(matcher(parts)...)))
	return jen.Id(name).Call(s.value())
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

// fixedPart checks the bytes of s from begin to end.
func fixedPart(part segment, begin, end int, all bool) jen.Code {
	if part.text != "" {
		if len(part.text) == 1 {
			return refuse(jen.Id("s").Index(jen.Lit(begin)).Op("!=").LitRune(rune(part.text[0])))
		}
		return refuse(between(begin, end).Op("!=").Lit(part.text))
	}
	if end == begin+1 {
		return jen.If(jen.Id("c").Op(":=").Id("s").Index(jen.Lit(begin)), outside(part.class)).Block(jen.Return(jen.False()))
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
		refuse(outside(part.class)))
}

// varying matches parts that begin with a run of varying length: each part is
// cut off the front of s.
func varying(parts []segment) []jen.Code {
	var body []jen.Code
	counting := jen.Id("n").Op(":=").Lit(0)
	for i, part := range parts {
		last := i == len(parts)-1
		switch {
		case last && part.text != "":
			return append(body, jen.Return(jen.Id("s").Op("==").Lit(part.text)))
		case last:
			if bad := runLength(jen.Len(jen.Id("s")), part); bad != nil {
				body = append(body, refuse(bad))
			}
			return append(body, runTo(jen.Id("s"), part), jen.Return(jen.True()))
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

// outside is the condition that the byte c isn't of a class.
func outside(class []rune) *jen.Statement {
	s := jen.Null()
	for i := 0; i < len(class); i += 2 {
		if i > 0 {
			s = s.Op("&&")
		}
		first, last := class[i], class[i+1]
		switch {
		case first == last:
			s = s.Id("c").Op("!=").LitRune(first)
		case len(class) == 2:
			s = s.Id("c").Op("<").LitRune(first).Op("||").Id("c").Op(">").LitRune(last)
		default:
			s = s.Parens(jen.Id("c").Op("<").LitRune(first).Op("||").Id("c").Op(">").LitRune(last))
		}
	}
	return s
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
		if first == last {
			s = s.Add(at()).Op("==").LitRune(first)
		} else {
			s = s.Add(at()).Op(">=").LitRune(first).Op("&&").Add(at()).Op("<=").LitRune(last)
		}
	}
	if len(class) > 2 {
		return jen.Parens(s)
	}
	return s
}
