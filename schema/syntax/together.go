package syntax

import (
	"gopkg.in/yaml.v3"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

// eitherOf wants exactly one of two keys in a mapping.
func (r *reader) eitherOf(n *yaml.Node, at diag.Span, name string, one bool, first string, other bool, second string) {
	switch {
	case n.Kind != yaml.MappingNode:
	case one && other:
		r.errorf(at, diag.KeyConflict, "%s has either `%s` or `%s`, not both", name, first, second)
	case !one && !other && !hasKey(n, first) && !hasKey(n, second):
		r.errorf(at, diag.MissingKey, "%s needs the key `%s` or `%s`", name, first, second)
	}
}

// together wants two keys both or neither.
func (r *reader) together(n *yaml.Node, one Scalar, first string, other Scalar, second string) {
	switch {
	case one.Present() && !other.Present() && !hasKey(n, second):
		r.errorf(one.Span, diag.MissingKey, "`%s` needs the key `%s` beside it", first, second)
	case other.Present() && !one.Present() && !hasKey(n, first):
		r.errorf(other.Span, diag.MissingKey, "`%s` needs the key `%s` beside it", second, first)
	}
}

func hasKey(n *yaml.Node, name string) bool {
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return true
		}
	}
	return false
}
