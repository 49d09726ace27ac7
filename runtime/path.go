package orchestrix

import "strconv"

// Path is where in a command or value a rule was broken: items[2].quantity.
// The zero Path is the whole.
//
// A Path is a link to the Path above it, not text, so that a validator can hand
// one down for nothing: it stays on the stack, and only a violation turns it
// into a string. That is why the methods want a variable to point to:
//
//	items := path.Field("items")
//	for i := range c.Items {
//		c.Items[i].validate(v, items.Index(i), now)
//	}
type Path struct {
	parent *Path
	name   string // of a field, or the key of a map
	index  int    // in a list, or what name is
}

const (
	pathField = -1
	pathKey   = -2
)

// Field is the path of a field.
func (p *Path) Field(name string) Path { return Path{parent: p, name: name, index: pathField} }

// Index is the path of a list's element.
func (p *Path) Index(i int) Path { return Path{parent: p, index: i} }

// Key is the path of a map's value.
func (p *Path) Key(key string) Path { return Path{parent: p, name: key, index: pathKey} }

// String writes the path as violations have it: tags["a"].sizes[0].
func (p *Path) String() string {
	if p.parent == nil {
		return ""
	}
	return string(p.append(nil))
}

func (p *Path) append(b []byte) []byte {
	if p.parent == nil {
		return b
	}
	b = p.parent.append(b)
	switch p.index {
	case pathField:
		if len(b) > 0 {
			b = append(b, '.')
		}
		return append(b, p.name...)
	case pathKey:
		b = append(b, '[')
		b = strconv.AppendQuote(b, p.name)
	default:
		b = append(b, '[')
		b = strconv.AppendInt(b, int64(p.index), 10)
	}
	return append(b, ']')
}
