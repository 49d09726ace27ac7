package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// subject is one thing that a validator checks: a field, or what is in it.
type subject struct {
	// x is the thing in Go, or a pointer to it.
	x       *jen.Statement
	pointer bool
	t       *model.Type
	rules   *model.FieldRules
	place   place
	// stem and level name what is declared for it: minOrderTotal is a field's
	// least value, eachMinOrderTotals that of its elements.
	stem, level string
	// hidden says that no message may show it.
	hidden bool
	// depth is how many loops are around it.
	depth int
}

func (c *checker) fieldSubject(f *model.Field) subject {
	return subject{
		x:      jen.Id(c.recv).Dot(f.GoName),
		t:      f.Type,
		rules:  &f.Rules,
		place:  place{field: f.Name},
		stem:   c.pkg.stems[stemKey{c.goName, f}],
		hidden: f.Sensitivity != model.Plain,
	}
}

// value is the thing in Go.
func (s subject) value() *jen.Statement {
	if s.pointer {
		return jen.Op("*").Add(s.x.Clone())
	}
	return s.x.Clone()
}

// dot selects a method of the thing; Go goes through a pointer by itself.
func (s subject) dot(name string) *jen.Statement { return s.x.Clone().Dot(name) }

// more are v and what the thing's own validator finds.
func (c *checker) more(s subject) *jen.Statement {
	if s.t.Kind == model.ValueRef && c.pkg.appends(s.t.Value, s.hidden) {
		args := []jen.Code{jen.Id("v")}
		if c.pkg.takesNow(s.t.Value.Fields, s.t.Value.Rules, map[*model.Value]bool{}) {
			args = append(args, jen.Id("now"))
		}
		return s.dot(appendViolations).Call(args...)
	}
	found := s.dot("Violations").Call(jen.Id("now"))
	if s.hidden {
		found = found.Dot("Hidden").Call()
	}
	return jen.Append(jen.Id("v"), found.Op("..."))
}

// name is an identifier of the package for something about the thing.
func (s subject) name(what string) string {
	if s.level == "" {
		return what + s.stem
	}
	return s.level + upperFirst(what) + s.stem
}

// deeper is the level of what is in the thing: "each" elements, "key"s.
func (s subject) deeper(level string) string {
	if s.level == "" {
		return level
	}
	return s.level + upperFirst(level)
}

// inside are the rules for what is in the thing; nil without any.
func (s subject) inside(of func(*model.FieldRules) *model.FieldRules) *model.FieldRules {
	if s.rules == nil {
		return nil
	}
	return of(s.rules)
}

// place is where a violation points.
type place struct {
	field string
	// parent is the list or map that this is an element of; nil for a field.
	parent     *place
	index, key *jen.Statement // exactly one with a parent: an int, a string
}

func (p *place) item(index jen.Code) place { return place{parent: p, index: jen.Add(index)} }
func (p *place) entry(key jen.Code) place  { return place{parent: p, key: jen.Add(key)} }

// path is the place in Go, as text.
func (p *place) path() *jen.Statement {
	switch {
	case p.parent == nil:
		return jen.Lit(p.field)
	case p.index != nil:
		return jen.Qual(pkgOrchestrix, "ItemPath").Call(p.parent.path(), p.index.Clone())
	}
	return jen.Qual(pkgOrchestrix, "EntryPath").Call(p.parent.path(), p.key.Clone())
}

// add notes a violation of one rule.
func (p *place) add(rule string, message jen.Code) jen.Code {
	return found("With", p.path(), jen.Lit(rule), message)
}

// found adds to the violations by one of their methods.
func found(method string, args ...jen.Code) jen.Code {
	return jen.Id("v").Op("=").Id("v").Dot(method).Call(args...)
}

// nested takes over what the thing's own validator found. Deep in collections
// the path to it is only put together when that was something.
func (p *place) nested(more jen.Code) jen.Code {
	if p.parent == nil {
		return found("In", jen.Lit(p.field), more)
	}
	within := func(more jen.Code) jen.Code {
		if p.index != nil {
			return found("InItem", p.parent.path(), p.index.Clone(), more)
		}
		return found("InEntry", p.parent.path(), p.key.Clone(), more)
	}
	if p.parent.parent == nil {
		return within(more)
	}
	return jen.If(jen.Id("more").Op(":=").Add(more), jen.Len(jen.Id("more")).Op(">").Len(jen.Id("v"))).Block(
		within(jen.Id("more")))
}
