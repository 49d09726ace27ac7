package syntax

import (
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

// message reads `{Name: {fields}}`: one name, whose fields may be left out. What
// may stand beside the name is taken by beside.
func (r *reader) message(name string, n *yaml.Node, beside func(entry) bool) *Message {
	const want = "one message: `{Name: {…}}`"
	if n.Kind == yaml.ScalarNode && !empty(n) {
		s := r.scalar(n)
		r.errorf(s.Span, diag.WrongShape, "%s takes %s, not a single value", name, want).Suggestf("write {%s: {}}", brief(s.Text))
		return nil
	}
	if n.Kind != yaml.MappingNode {
		r.wrongShape(name, n, want)
		return nil
	}
	var m *Message
	for _, e := range r.entries(n, extension) {
		switch {
		case extension(e.key.Text) || beside != nil && beside(e):
		case m == nil:
			m = &Message{Name: e.key, Span: e.key.Span, Value: r.body(e)}
		default:
			r.errorf(e.key.Span, diag.WrongShape, "%s takes %s, and %s is another", name, want, diag.Quote(e.key.Text)).
				Relate(m.Name.Span, "the first is here")
		}
	}
	if m == nil && !hasSkipped(n) {
		r.errorf(r.point(n), diag.WrongShape, "%s takes %s", name, want)
	}
	return m
}

// body reads a message's fields; nil where nothing is written.
func (r *reader) body(e entry) *Value {
	switch {
	case e.value.Kind == yaml.MappingNode:
		return r.value(e.value)
	case e.value.Kind == yaml.ScalarNode && r.scalar(e.value).Null():
		return nil
	}
	r.wrongShape(keyName(e.key), e.value, "a mapping of fields")
	return nil
}

func hasSkipped(n *yaml.Node) bool {
	return slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return c.Kind == skipped })
}
