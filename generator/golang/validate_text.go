package golang

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/forms"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// textChecks are the rules of a string. Lengths count characters; bytes are
// looked at first where they decide, because they cost nothing.
//
// That a string is valid UTF-8 isn't checked here: JSON that isn't is refused
// when it is decoded, and what a program puts in is refused when it is encoded.
func (c *checker) textChecks(s subject) []jen.Code {
	r := s.rules
	if r == nil {
		return nil
	}
	var codes []jen.Code
	add := func(bad jen.Code, rule string, message jen.Code) {
		codes = append(codes, jen.If(bad).Block(s.place.add(rule, message)))
	}
	if r.Len != nil {
		add(count(s).Op("!=").Lit(*r.Len), "len", c.counted(s, "must be %s long", *r.Len))
	}
	if r.MinLen != nil && *r.MinLen == 1 {
		add(s.value().Op("==").Lit(""), "min_len", jen.Lit("must not be empty"))
	} else if r.MinLen != nil && *r.MinLen > 1 {
		add(count(s).Op("<").Lit(*r.MinLen), "min_len", c.counted(s, "must be at least %s long", *r.MinLen))
	}
	if r.MaxLen != nil {
		add(jen.Len(s.value()).Op(">").Lit(*r.MaxLen).Op("&&").Add(count(s)).Op(">").Lit(*r.MaxLen),
			"max_len", c.counted(s, "must be at most %s long", *r.MaxLen))
	}
	if r.Pattern != "" {
		add(jen.Op("!").Add(c.match(s)), "pattern", textLiteral("must match "+r.Pattern))
	}
	if form, ok := forms.Named(r.Format); ok {
		add(jen.Op("!").Qual(pkgFormats, form.Function).Call(s.value()), "format", jen.Lit("must be "+form.Is))
	}
	if r.Prefix != "" {
		add(jen.Op("!").Qual("strings", "HasPrefix").Call(s.value(), jen.Lit(r.Prefix)),
			"prefix", textLiteral("must begin with "+strconv.Quote(r.Prefix)))
	}
	if r.Suffix != "" {
		add(jen.Op("!").Qual("strings", "HasSuffix").Call(s.value(), jen.Lit(r.Suffix)),
			"suffix", textLiteral("must end with "+strconv.Quote(r.Suffix)))
	}
	if r.Trimmed {
		add(jen.Qual("strings", "TrimSpace").Call(s.value()).Op("!=").Add(s.value()),
			"trimmed", jen.Lit("must not begin or end with white space"))
	}
	return append(codes, c.memberChecks(s)...)
}

// textLiteral is text in backquotes where that spares backslashes.
func textLiteral(s string) *jen.Statement {
	if strings.ContainsAny(s, "\"\\") {
		return rawLiteral(s)
	}
	return jen.Lit(s)
}

func count(s subject) *jen.Statement {
	return jen.Qual("unicode/utf8", "RuneCountInString").Call(s.value())
}

// counted is a message about a length, which tells the one there is.
func (c *checker) counted(s subject, must string, bound int) jen.Code {
	characters := strconv.Itoa(bound) + " characters"
	if bound == 1 {
		characters = "1 character"
	}
	text := fmt.Sprintf(must, characters)
	if s.hidden {
		return jen.Lit(text)
	}
	return jen.Lit(text + ", is ").Op("+").Add(decimalText(count(s)))
}

// memberChecks are `in` and `not_in`.
func (c *checker) memberChecks(s subject) []jen.Code {
	var codes []jen.Code
	if in := distinct(s.rules.In); len(in) > 0 {
		report := s.place.add("in", s.setMessage("must be ", in))
		codes = append(codes, c.memberCheck(s, in, report, true))
	}
	if not := distinct(s.rules.NotIn); len(not) > 0 {
		report := s.place.add("not_in", s.setMessage("must not be ", not))
		codes = append(codes, c.memberCheck(s, not, report, false))
	}
	return codes
}

// setMessage names the members of a set, unless what is in it must not be shown:
// of a thing that must not be one of few, that would say what it is.
func (s subject) setMessage(must string, set []*model.Literal) *jen.Statement {
	if s.hidden {
		return jen.Lit(must + "one of a set")
	}
	return textLiteral(must + orList(literalTexts(set)))
}

// memberCheck reports a thing that isn't, or is, one of a set: in a switch where
// Go can, else by comparing.
func (c *checker) memberCheck(s subject, set []*model.Literal, report jen.Code, must bool) jen.Code {
	if isComparable(s.t) && isConstant(s.t) {
		if len(set) == 1 {
			op := "=="
			if must {
				op = "!="
			}
			return jen.If(s.value().Op(op).Add(c.pkg.literal(set[0]))).Block(report)
		}
		var words []jen.Code
		for _, l := range set {
			words = append(words, c.pkg.literal(l))
		}
		if must {
			return jen.Switch(s.value()).Block(jen.Case(words...), jen.Default().Block(report))
		}
		return jen.Switch(s.value()).Block(jen.Case(words...).Block(report))
	}
	name := s.name("in")
	if !must {
		name = s.name("notIn")
	}
	var items []jen.Code
	for _, l := range set {
		items = append(items, c.pkg.literal(l))
	}
	list := &model.Type{Kind: model.List, Elem: s.t}
	c.decls = append(c.decls, jen.Var().Id(name).Op("=").Add(c.pkg.goType(list)).Values(items...))
	among := jen.Qual("slices", "Contains").Call(jen.Id(name), s.value())
	if !isComparable(s.t) {
		among = jen.Qual("slices", "ContainsFunc").Call(jen.Id(name), s.dot("Equal"))
	}
	if must {
		among = jen.Op("!").Add(among)
	}
	return jen.If(among).Block(report)
}

// distinct are a set's members once each: Go has no switch with a case twice.
func distinct(set []*model.Literal) []*model.Literal {
	var kept []*model.Literal
	seen := map[string]bool{}
	for _, l := range set {
		if text := literalText(l); !seen[text] {
			seen[text] = true
			kept = append(kept, l)
		}
	}
	return kept
}

func literalTexts(set []*model.Literal) []string {
	texts := make([]string, len(set))
	for i, l := range set {
		texts[i] = literalText(l)
	}
	return texts
}
