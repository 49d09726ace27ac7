package literal

import (
	"slices"
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// list reads the elements of a list; all of them, so that every mistake is found.
func (c *checker) list(v *syntax.Value, p place) any {
	if v.Kind != syntax.ListValue {
		c.shape(v, "a list")
		return nil
	}
	var each *model.FieldRules
	if p.rules != nil {
		each = p.rules.Each
	}
	items, complete := make([]*model.Literal, 0, len(v.Items)), true
	for i, item := range v.Items {
		l := c.check(item, place{p.t.Elem, each, itemPath(p.path, i)})
		complete = complete && l != nil
		items = append(items, l)
	}
	if !complete {
		return nil
	}
	return items
}

// entries reads the entries of a map, which are then in the order of their keys.
func (c *checker) entries(v *syntax.Value, p place) any {
	if v.Kind != syntax.MapValue {
		c.shape(v, "a mapping")
		return nil
	}
	var keys, each *model.FieldRules
	if p.rules != nil {
		keys, each = p.rules.Keys, p.rules.Each
	}
	entries, complete := make([]model.MapEntry, 0, len(v.Pairs)), true
	for _, pair := range v.Pairs {
		path := entryPath(p.path, pair.Key.Text)
		key := c.key(pair.Key, place{p.t.Key, keys, path})
		value := c.check(pair.Value, place{p.t.Elem, each, path})
		complete = complete && key != nil && value != nil
		entries = append(entries, model.MapEntry{Key: key, Value: value})
	}
	if !complete {
		return nil
	}
	slices.SortFunc(entries, func(a, b model.MapEntry) int { return strings.Compare(Text(a.Key), Text(b.Key)) })
	return entries
}

// key reads a key, which is never absent: `null` is the text.
func (c *checker) key(s syntax.Scalar, p place) *model.Literal {
	v := &syntax.Value{Span: s.Span, Scalar: s}
	value := c.scalar(v, p)
	if value == nil {
		return nil
	}
	l := c.lit(v, p.t, value)
	if c.opts.Rules && p.rules != nil && !c.free(p.path) {
		c.rules(v, l, p.rules)
	}
	return l
}

func (c *checker) value(v *syntax.Value, p place) any {
	if v.Kind != syntax.MapValue {
		c.shape(v, "a mapping with the fields of "+p.t.Value.Name)
		return nil
	}
	return c.fields(v, p.t.Value.Name, p.t.Value.Fields, p.path, "")
}

// typeKey tells which variant a union is.
const typeKey = "type"

func (c *checker) union(v *syntax.Value, p place) any {
	u := p.t.Union
	if v.Kind != syntax.MapValue {
		c.shape(v, "a mapping with a `type` and the fields of a variant of "+u.Name)
		return nil
	}
	var words []string
	for _, variant := range u.Variants {
		words = append(words, variant.Name)
	}
	for _, pair := range v.Pairs {
		if pair.Key.Text != typeKey {
			continue
		}
		if pair.Value.Kind != syntax.ScalarValue {
			c.shape(pair.Value, "the name of a variant of "+u.Name)
			return nil
		}
		word := pair.Value.Scalar.Text
		for _, variant := range u.Variants {
			if variant.Name == word {
				s := c.fields(v, u.Name+"."+word, variant.Fields, p.path, typeKey)
				s.Variant = variant
				return s
			}
		}
		c.findings.Errorf(pair.Value.Span, or(c.opts.Unknown, diag.UnknownVariant), "%s isn't a variant of %s", diag.Quote(word), u.Name).
			DidYouMean(word, words)
		return nil
	}
	c.findings.Errorf(v.Span, or(c.opts.Missing, diag.MissingKey), "a value of %s needs the key `type`", u.Name).
		Suggestf("type is one of %s", strings.Join(words, ", "))
	return nil
}

// fields reads what is given of a struct, in the order of its fields. What is
// wrong is reported and left out: the caller gives nothing back then.
func (c *checker) fields(v *syntax.Value, name string, fields []*model.Field, path, besides string) *model.StructLiteral {
	given := make(map[string]syntax.ValuePair, len(v.Pairs))
	for _, pair := range v.Pairs {
		key := pair.Key.Text
		if key == besides && besides != "" {
			continue
		}
		if !slices.ContainsFunc(fields, func(f *model.Field) bool { return f.Name == key }) {
			c.findings.Errorf(pair.Key.Span, or(c.opts.Unknown, diag.UnknownField), "%s isn't a field of %s", diag.Quote(key), name).
				DidYouMean(key, FieldNames(fields))
			// It was meant to be some field: that one isn't missing, too.
			if meant := diag.Suggest(key, FieldNames(fields)); meant != "" {
				if _, there := given[meant]; !there {
					given[meant] = syntax.ValuePair{}
				}
			}
			continue
		}
		given[key] = pair
	}
	s := &model.StructLiteral{}
	for _, f := range fields {
		pair, ok := given[f.Name]
		at := fieldPath(path, f.Name)
		switch {
		case ok && pair.Value == nil:
		case ok && c.opts.Partial && isNull(pair.Value) && f.Type.Kind != model.Optional && f.Type.Kind != model.JSON,
			!ok && c.mustBeGiven(f, at):
			c.missing(v, pair, f, name)
		case ok:
			if l := c.check(pair.Value, place{f.Type, &f.Rules, at}); l != nil {
				s.Fields = append(s.Fields, model.FieldLiteral{Field: f, Value: l})
			}
		case !c.opts.Partial && f.Default != nil:
			s.Fields = append(s.Fields, model.FieldLiteral{Field: f, Value: f.Default})
		}
	}
	return s
}

func (c *checker) mustBeGiven(f *model.Field, path string) bool {
	return !c.opts.Partial && !f.AggregateID && f.Type.Kind != model.Optional && f.Default == nil && !c.free(path)
}

func (c *checker) missing(v *syntax.Value, pair syntax.ValuePair, f *model.Field, name string) {
	if pair.Value != nil {
		c.bad(pair.Value, "%s of %s is never absent", f.Name, name).Suggestf("only an optional field can be null")
		return
	}
	c.findings.Errorf(v.Span, or(c.opts.Missing, diag.MissingKey), "%s of %s is missing", f.Name, name)
}

// FieldNames lists fields by their names, to suggest one.
func FieldNames(fields []*model.Field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}
