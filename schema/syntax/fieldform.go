package syntax

import (
	"maps"

	"gopkg.in/yaml.v3"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

// fieldForm is a field that is written as a mapping.
var fieldForm = newForm("a field", withRules(keys[Field]{
	"type":        text(func(f *Field) *Scalar { return &f.Type }),
	"doc":         text(func(f *Field) *Scalar { return &f.Doc }),
	"example":     value(func(f *Field) **Value { return &f.Example }),
	"default":     value(func(f *Field) **Value { return &f.Default }),
	"initial":     value(func(f *Field) **Value { return &f.Initial }),
	"deprecated":  text(func(f *Field) *Scalar { return &f.Deprecated }),
	"was":         oneOrMore(func(f *Field) *[]Scalar { return &f.Was }),
	"wire":        text(func(f *Field) *Scalar { return &f.Wire }),
	"sensitivity": word(func(f *Field) *Scalar { return &f.Sensitivity }, "pii", "secret"),
	"subject":     text(func(f *Field) *Scalar { return &f.Subject }),
}), "type")

// fieldRules are the rules that a field may have, each with the shape of its
// value. Whether a rule fits the field's type is no matter of form.
var fieldRules = map[string]ruleShape{
	"min_len":     countRule,
	"max_len":     countRule,
	"len":         countRule,
	"pattern":     scalarRule,
	"format":      scalarRule,
	"in":          listRule,
	"not_in":      listRule,
	"prefix":      scalarRule,
	"suffix":      scalarRule,
	"trimmed":     flagRule,
	"min":         scalarRule,
	"max":         scalarRule,
	"gt":          scalarRule,
	"lt":          scalarRule,
	"multiple_of": scalarRule,
	"min_items":   countRule,
	"max_items":   countRule,
	"unique":      flagRule,
	"unique_by":   scalarRule,
	"each":        nestedRule,
	"keys":        nestedRule,
	"past":        flagRule,
	"future":      flagRule,
}

// ruleShape is what a field rule's value looks like.
type ruleShape int

const (
	scalarRule ruleShape = iota
	countRule            // a whole number from 0
	flagRule
	listRule
	nestedRule // rules of the elements or keys
)

// readField reads `name: type` or a mapping with the type and more.
func readField(r *reader, e entry) *Field {
	f := &Field{Name: e.key, Span: e.key.Span}
	if e.value.Kind == yaml.ScalarNode && !empty(e.value) {
		f.Type = r.scalar(e.value)
		return f
	}
	if e.value.Kind != yaml.MappingNode {
		r.wrongShape(keyName(e.key), e.value, "a type or a mapping with one")
		return f
	}
	fieldForm.read(r, e.value, f, e.key.Span)
	return f
}

// withRules adds every field rule to a form's keys.
func withRules(table keys[Field]) keys[Field] {
	for name := range maps.Keys(fieldRules) {
		table[name] = func(r *reader, f *Field, e entry) { readFieldRule(r, &f.Rules, name, e) }
	}
	return table
}

// elementForm is what stands under `each` and `keys`: rules only. It is made in
// init because rules hold rules.
var elementForm *form[FieldRules]

func init() {
	table := keys[FieldRules]{}
	for name := range maps.Keys(fieldRules) {
		table[name] = func(r *reader, rules *FieldRules, e entry) { readFieldRule(r, rules, name, e) }
	}
	elementForm = newForm("the rules of elements", table)
}

// readFieldRule adds a rule to the others of its field if it has the right
// shape. The name is the key as it was meant.
func readFieldRule(r *reader, rules *FieldRules, name string, e entry) {
	key := e.key
	key.Text = name
	var rule FieldRule
	switch fieldRules[name] {
	case nestedRule:
		if e.value.Kind != yaml.MappingNode {
			r.wrongShape(keyName(key), e.value, "a mapping of rules")
			return
		}
		rule = FieldRule{Key: key, Nested: &FieldRules{}}
		elementForm.read(r, e.value, rule.Nested, key.Span)
	case listRule:
		if e.value.Kind != yaml.SequenceNode {
			r.wrongShape(keyName(key), e.value, "a list")
			return
		}
		rule = FieldRule{Key: key, Value: r.value(e.value)}
	default:
		s, ok := r.ruleValue(name, key, e.value)
		if !ok {
			return
		}
		rule = FieldRule{Key: key, Value: &Value{Span: s.Span, Scalar: s}}
	}
	rules.Rules = append(rules.Rules, rule)
}

func (r *reader) ruleValue(name string, key Scalar, n *yaml.Node) (Scalar, bool) {
	s, ok := r.text(keyName(key), n)
	if !ok {
		return s, false
	}
	switch fieldRules[name] {
	case countRule:
		if _, ok := wholeNumber(s); !ok {
			r.errorf(s.Span, diag.BadValue, "%s takes a whole number from 0 up, not %s", keyName(key), diag.Quote(s.Text))
			return s, false
		}
	case flagRule:
		if s.Style != Plain || s.Text != "true" && s.Text != "false" {
			r.errorf(s.Span, diag.BadValue, "%s takes true or false, not %s", keyName(key), diag.Quote(s.Text))
			return s, false
		}
	}
	return s, true
}
