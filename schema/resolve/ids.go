package resolve

import (
	"regexp"
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/naming"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// prefixForm is what TypeID takes as a prefix.
var prefixForm = regexp.MustCompile(`^[a-z](?:[a-z_]{0,61}[a-z])?$`)

// declareID makes the type of an aggregate's id.
func (c *context) declareID(a *aggregate) {
	id := &model.ID{Aggregate: a.m, Context: c.m, GoName: a.m.GoName + "ID"}
	a.m.ID = id
	c.m.IDs = append(c.m.IDs, id)
	what := "the id of " + a.m.Name
	c.take(id.GoName, a.s.Name, what)
	c.take("Parse"+id.GoName, a.s.Name, what+" (its parser)")
	a.idName = syntax.Scalar{Text: idNameOf(a.m.Name), Span: a.s.Name.Span}
	form := a.s.ID
	if form != nil && form.Name.Present() {
		if c.snake(form.Name, "an id") {
			a.idName = form.Name
		}
	}
	if form != nil && form.Format.Present() {
		if form.Prefix.Present() {
			c.errorf(form.Prefix.Span, diag.KeyConflict, "an id with `format: %s` has no prefix", form.Format.Text).
				Suggestf("leave one of them out")
		}
		id.Format = model.IDUUID
		if form.Format.Text == "natural" {
			id.Format = model.IDNatural
			return
		}
	}
	c.take("New"+id.GoName, a.s.Name, what+" (what makes new ones)")
	if id.Format != model.IDPrefix {
		return
	}
	id.Prefix = defaultPrefix(a.m.Name)
	if form != nil && form.Prefix.Present() {
		if !prefixForm.MatchString(form.Prefix.Text) {
			c.errorf(form.Prefix.Span, diag.BadValue, "%s can't be the prefix of ids", diag.Quote(form.Prefix.Text)).
				Suggestf("a prefix is of a to z, with underscores inside, at most 63")
			return
		}
		id.Prefix = form.Prefix.Text
	}
}

// defaultPrefix is the aggregate's name as a TypeID's prefix can be: no digits.
func defaultPrefix(name string) string {
	letters := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, naming.ToSnake(name))
	for strings.Contains(letters, "__") {
		letters = strings.ReplaceAll(letters, "__", "_")
	}
	return strings.Trim(letters[:min(len(letters), 63)], "_")
}

// idField is the aggregate's own id as the first field of a struct. Where it is
// named after the aggregate, its JSON key was another when the aggregate had
// another name.
func (a *aggregate) idField() *model.Field {
	id := &model.Field{
		Name: a.idName.Text, GoName: a.context.namer.Exported(a.idName.Text), Wire: a.idName.Text,
		Doc: "", Type: &model.Type{Kind: model.IDRef, ID: a.m.ID}, AggregateID: true, Pos: at(a.idName.Span),
	}
	if a.s.ID == nil || !a.s.ID.Name.Present() {
		for _, was := range a.s.Was {
			id.Was = append(id.Was, idNameOf(was.Text))
		}
	}
	return id
}

// idNameOf is how the id of an aggregate is named that doesn't say otherwise.
func idNameOf(aggregate string) string { return naming.ToSnake(aggregate) + "_id" }

// foreignID is this package's own type of the id of another context's
// aggregate. It is named like that one's, with its context before it where the
// name is taken.
func (c *context) foreignID(a *aggregate, span diag.Span) *model.ID {
	if id := c.foreign[a.m]; id != nil {
		return id
	}
	id := *a.m.ID
	id.Context = c.m
	what := "the id of " + a.context.m.Name + "." + a.m.Name
	if c.goNames.Has(id.GoName) || c.goNames.Has("Parse"+id.GoName) {
		id.GoName = c.namer.Exported(a.context.m.Name) + id.GoName
	}
	for _, goName := range []string{id.GoName, "Parse" + id.GoName} {
		if other, taken := c.goNames.Take(goName, naming.Claim{What: what, Span: span}); taken {
			c.errorf(span, diag.GoNameClash, "the Go name %s would be both of %s and of %s", goName, other.What, what).
				Suggestf("rename the other one").Relate(other.Span, "the other one")
		}
	}
	c.foreign[a.m] = &id
	c.m.IDs = append(c.m.IDs, &id)
	return &id
}
