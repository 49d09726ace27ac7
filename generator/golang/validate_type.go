package golang

import (
	"fmt"
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// checks are the checks of a thing by its type: what it must be whatever the
// field says, and the field's own rules.
func (c *checker) checks(s subject) []jen.Code {
	switch s.t.Kind {
	case model.String:
		return c.textChecks(s)
	case model.Int32, model.Int64, model.Uint32, model.Uint64, model.Float64, model.Duration:
		return c.numberChecks(s)
	case model.Decimal:
		return c.decimalChecks(s)
	case model.Timestamp, model.Date:
		return c.timeChecks(s)
	case model.JSON:
		return []jen.Code{jen.If(jen.Len(s.value()).Op("==").Lit(0)).Block(s.place.add("required", jen.Lit("must be set")))}
	case model.IDRef:
		return []jen.Code{c.idCheck(s)}
	case model.EnumRef:
		return []jen.Code{jen.If(jen.Op("!").Add(s.dot("Valid")).Call()).Block(
			found("WithEnum", s.place.path(), jen.String().Call(s.value())))}
	case model.ValueRef:
		if len(s.t.Value.Fields)+len(s.t.Value.Rules) == 0 {
			return nil
		}
		return []jen.Code{s.place.nested(c.more(s))}
	case model.UnionRef:
		return []jen.Code{jen.If(s.value().Op("==").Nil()).Block(
			s.place.add("required", jen.Lit("must be set"))).Else().Block(
			s.place.nested(c.more(s)))}
	case model.List:
		return c.listChecks(s)
	case model.Map:
		return c.mapChecks(s)
	case model.Optional:
		return c.optionalChecks(s)
	}
	return nil // bool, bytes, uuid: every value is one
}

// idCheck reports an id that is unset or malformed.
func (c *checker) idCheck(s subject) jen.Code {
	valid, add := "ValidID", "WithID"
	if s.t.ID.Format == model.IDUUID {
		valid, add = "ValidUUID", "WithUUID"
	}
	text := jen.String().Call(s.value())
	bad := jen.Op("!").Qual(pkgOrchestrix, valid).Call(text)
	if c.mayOmitID && s.place.parent == nil && s.place.field == c.fields[0].Name && c.fields[0].AggregateID {
		bad = s.value().Op("!=").Lit("").Op("&&").Add(bad)
	}
	return jen.If(bad).Block(found(add, s.place.path(), text.Clone()))
}

// optionalChecks look at an optional that is there.
func (c *checker) optionalChecks(s subject) []jen.Code {
	inner := s
	inner.t = s.t.Elem
	inner.pointer = !nilIsAbsent(s.t.Elem)
	present := s.value().Op("!=").Nil()
	if s.t.Elem.Kind == model.UnionRef {
		return []jen.Code{jen.If(present).Block(s.place.nested(c.more(s)))}
	}
	body := c.checks(inner)
	if s.t.Elem.Kind == model.JSON || len(body) == 0 {
		return nil
	}
	return []jen.Code{jen.If(present).Block(body...)}
}

// listChecks look at a list as a whole and at its elements.
func (c *checker) listChecks(s subject) []jen.Code {
	codes := c.countChecks(s)
	if unique := c.uniqueCheck(s); unique != nil {
		codes = append(codes, unique)
	}
	index := c.loopVar(s.depth)
	item := numbered("item", s.depth)
	element := subject{
		x:      jen.Id(item),
		t:      s.t.Elem,
		rules:  s.inside(func(r *model.FieldRules) *model.FieldRules { return r.Each }),
		place:  s.place.item(jen.Id(index)),
		stem:   s.stem,
		level:  s.deeper("each"),
		hidden: s.hidden,
		depth:  s.depth + 1,
	}
	if s.t.Elem.Kind == model.ValueRef {
		// Ranging over the values would copy each of them.
		element.x = s.value().Index(jen.Id(index))
		if body := c.checks(element); len(body) > 0 {
			codes = append(codes, jen.For(jen.Id(index).Op(":=").Range().Add(s.value())).Block(body...))
		}
		return codes
	}
	if body := c.checks(element); len(body) > 0 {
		codes = append(codes, jen.For(jen.List(jen.Id(index), jen.Id(item)).Op(":=").Range().Add(s.value())).Block(body...))
	}
	return codes
}

// mapChecks look at a map as a whole, its keys and its entries. Maps have no
// order, violations do.
func (c *checker) mapChecks(s subject) []jen.Code {
	codes := c.countChecks(s)
	key, entry := numbered("key", s.depth), numbered("entry", s.depth)
	keyText := jen.Id(key)
	if s.t.Key.Kind != model.String {
		keyText = jen.String().Call(jen.Id(key))
	}
	inner := s.place.entry(keyText)
	keys := c.checks(subject{
		x: jen.Id(key), t: s.t.Key, place: inner, stem: s.stem, level: s.deeper("key"), hidden: s.hidden, depth: s.depth + 1,
		rules: s.inside(func(r *model.FieldRules) *model.FieldRules { return r.Keys }),
	})
	entries := c.checks(subject{
		x: jen.Id(entry), t: s.t.Elem, place: inner, stem: s.stem, level: s.deeper("each"), hidden: s.hidden, depth: s.depth + 1,
		rules: s.inside(func(r *model.FieldRules) *model.FieldRules { return r.Each }),
	})
	if len(keys)+len(entries) == 0 {
		return codes
	}
	loop := jen.Id(key)
	if len(entries) > 0 {
		loop = jen.List(jen.Id(key), jen.Id(entry))
	}
	all := jen.For(loop.Op(":=").Range().Add(s.value())).Block(append(keys, entries...)...)
	if s.depth > 0 {
		return append(codes, all)
	}
	before := "before" + upperFirst(s.stem[len(c.goName):])
	return append(codes,
		jen.Id(before).Op(":=").Len(jen.Id("v")),
		all,
		jen.Id("v").Index(jen.Id(before).Op(":")).Dot("Sort").Call())
}

// countChecks are min_items and max_items.
func (c *checker) countChecks(s subject) []jen.Code {
	if s.rules == nil {
		return nil
	}
	what := "elements"
	if s.t.Kind == model.Map {
		what = "entries"
	}
	var codes []jen.Code
	if least := s.rules.MinItems; least != nil && *least == 1 {
		codes = append(codes, jen.If(jen.Len(s.value()).Op("==").Lit(0)).Block(
			s.place.add("min_items", jen.Lit("must not be empty"))))
	} else if least != nil && *least > 1 {
		codes = append(codes, c.countCheck(s, "<", *least, "min_items", "must have at least "+strconv.Itoa(*least)+" "+what))
	}
	if most := s.rules.MaxItems; most != nil {
		codes = append(codes, c.countCheck(s, ">", *most, "max_items", "must have at most "+strconv.Itoa(*most)+" "+what))
	}
	return codes
}

func (c *checker) countCheck(s subject, op string, bound int, rule, must string) jen.Code {
	message := jen.Lit(must)
	if !s.hidden {
		message = jen.Lit(must + ", has ").Op("+").Add(decimalText(jen.Len(s.value())))
	}
	return jen.If(jen.Len(s.value()).Op(op).Lit(bound)).Block(s.place.add(rule, message))
}

// decimalText is an int as text.
func decimalText(n jen.Code) *jen.Statement { return jen.Qual("strconv", "Itoa").Call(n) }

// loopVar is the index of a loop in so many others; it isn't the receiver.
func (c *checker) loopVar(depth int) string {
	for _, name := range []string{"i", "j", "k", "n"} {
		if name == c.recv {
			continue
		}
		if depth == 0 {
			return name
		}
		depth--
	}
	return numbered("index", depth)
}

// numbered tells names of nested loops apart: item, item2, item3.
func numbered(name string, depth int) string {
	if depth == 0 {
		return name
	}
	return fmt.Sprint(name, depth+1)
}
