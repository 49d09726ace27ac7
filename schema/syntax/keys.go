package syntax

import (
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

// The kinds of keys that forms are made of. Each takes where in the tree its
// value goes.

// text is a key with a scalar of any style: a name, an expression, a sentence.
func text[T any](at func(*T) *Scalar) key[T] {
	return func(r *reader, t *T, e entry) {
		if s, ok := r.text(keyName(e.key), e.value); ok {
			*at(t) = s
		}
	}
}

// word is a key that takes one of a few words.
func word[T any](at func(*T) *Scalar, words ...string) key[T] {
	return func(r *reader, t *T, e entry) {
		s, ok := r.text(keyName(e.key), e.value)
		if !ok {
			return
		}
		if !slices.Contains(words, s.Text) {
			r.errorf(s.Span, diag.BadValue, "%s takes %s, not %s", keyName(e.key), oneOf(words), diag.Quote(s.Text)).
				DidYouMean(s.Text, words)
			return
		}
		*at(t) = s
	}
}

// flag is a key that takes true or false.
func flag[T any](at func(*T) *Scalar) key[T] {
	return func(r *reader, t *T, e entry) {
		s, ok := r.text(keyName(e.key), e.value)
		if !ok {
			return
		}
		if s.Style != Plain || s.Text != "true" && s.Text != "false" {
			r.errorf(s.Span, diag.BadValue, "%s takes true or false, not %s", keyName(e.key), diag.Quote(s.Text))
			return
		}
		*at(t) = s
	}
}

// number is a key that takes a whole number from least up.
func number[T any](at func(*T) *Scalar, least int) key[T] {
	return func(r *reader, t *T, e entry) {
		s, ok := r.text(keyName(e.key), e.value)
		if !ok {
			return
		}
		if n, ok := wholeNumber(s); !ok || n < least {
			r.errorf(s.Span, diag.BadValue, "%s takes a whole number from %d up, not %s", keyName(e.key), least, diag.Quote(s.Text))
			return
		}
		*at(t) = s
	}
}

// wholeNumber reads decimal digits, without a sign, leading zeros or quotes.
func wholeNumber(s Scalar) (int, bool) {
	n, err := strconv.ParseUint(s.Text, 10, 31)
	return int(n), err == nil && s.Style == Plain && strconv.FormatUint(n, 10) == s.Text
}

// texts is a key that takes a list of scalars.
func texts[T any](at func(*T) *[]Scalar) key[T] {
	return func(r *reader, t *T, e entry) {
		if e.value.Kind != yaml.SequenceNode {
			r.wrongShape(keyName(e.key), e.value, "a list")
			return
		}
		*at(t) = r.texts(keyName(e.key), e.value)
	}
}

// oneOrMore is a key that takes a scalar or a list of them.
func oneOrMore[T any](at func(*T) *[]Scalar) key[T] {
	return func(r *reader, t *T, e entry) {
		if e.value.Kind == yaml.SequenceNode {
			*at(t) = r.texts(keyName(e.key), e.value)
		} else if s, ok := r.text(keyName(e.key), e.value); ok {
			*at(t) = []Scalar{s}
		}
	}
}

// value is a key that takes any value.
func value[T any](at func(*T) **Value) key[T] {
	return func(r *reader, t *T, e entry) { *at(t) = r.value(e.value) }
}

// mappingValue is a key that takes a mapping of values.
func mappingValue[T any](at func(*T) **Value) key[T] {
	return func(r *reader, t *T, e entry) {
		if e.value.Kind != yaml.MappingNode {
			r.wrongShape(keyName(e.key), e.value, "a mapping")
			return
		}
		*at(t) = r.value(e.value)
	}
}

// listValue is a key that takes a list of values.
func listValue[T any](at func(*T) **Value) key[T] {
	return func(r *reader, t *T, e entry) {
		if e.value.Kind != yaml.SequenceNode {
			r.wrongShape(keyName(e.key), e.value, "a list")
			return
		}
		*at(t) = r.value(e.value)
	}
}

// list is a key that takes a list of parts; read returns nil for one that is
// wrong and reported.
func list[T, X any](at func(*T) *[]*X, read func(*reader, *yaml.Node) *X) key[T] {
	return func(r *reader, t *T, e entry) {
		if e.value.Kind != yaml.SequenceNode {
			r.wrongShape(keyName(e.key), e.value, "a list")
			return
		}
		*at(t) = readList(r, e.value, read)
	}
}

// parts is a key that takes a mapping from names to parts.
func parts[T, X any](at func(*T) *[]*X, read func(*reader, entry) *X) key[T] {
	return func(r *reader, t *T, e entry) { *at(t) = readParts(r, keyName(e.key), e.value, read) }
}

// mapped is a key that takes one part that is a mapping of keys.
func mapped[T, X any](at func(*T) **X, read func(*reader, entry) *X) key[T] {
	return func(r *reader, t *T, e entry) {
		if e.value.Kind != yaml.MappingNode {
			r.wrongShape(keyName(e.key), e.value, "a mapping of keys")
			return
		}
		*at(t) = read(r, e)
	}
}

// part is a key that takes one part of any shape that read knows.
func part[T, X any](at func(*T) **X, read func(*reader, entry) *X) key[T] {
	return func(r *reader, t *T, e entry) { *at(t) = read(r, e) }
}

// pairs is a key that takes a mapping from words to scalars.
func pairs[T any](at func(*T) *[]Pair) key[T] {
	return func(r *reader, t *T, e entry) {
		for _, p := range r.named(keyName(e.key), e.value) {
			if s, ok := r.text(keyName(p.key), p.value); ok {
				*at(t) = append(*at(t), Pair{p.key, s})
			}
		}
	}
}

// valuePairs is a key that takes a mapping from words to values.
func valuePairs[T any](at func(*T) *[]ValuePair) key[T] {
	return func(r *reader, t *T, e entry) {
		for _, p := range r.named(keyName(e.key), e.value) {
			if v := r.value(p.value); v != nil {
				*at(t) = append(*at(t), ValuePair{p.key, v})
			}
		}
	}
}

// assigns is a key that takes a mapping from targets to expressions or literals.
func assigns[T any](at func(*T) *[]*Assign) key[T] { return parts(at, readAssign) }

func readAssign(r *reader, e entry) *Assign {
	v := r.value(e.value)
	if v == nil {
		return nil
	}
	return &Assign{Target: e.key, Value: v}
}

// nested is a key that takes a mapping of keys, whose values go into T itself.
func nested[T any](inner *form[T]) key[T] {
	return func(r *reader, t *T, e entry) {
		if empty(e.value) {
			r.wrongShape(keyName(e.key), e.value, "a mapping of keys")
			return
		}
		inner.read(r, e.value, t, e.key.Span)
	}
}

// text reads a scalar that must be there; name is what it belongs to.
func (r *reader) text(name string, n *yaml.Node) (Scalar, bool) {
	if n.Kind != yaml.ScalarNode || empty(n) {
		r.wrongShape(name, n, "a single value")
		return Scalar{}, false
	}
	return r.scalar(n), true
}

// texts reads the scalars of a list. In brackets, entries between one that opens
// a parenthesis and the one that closes it are one text, cut at a comma.
func (r *reader) texts(name string, n *yaml.Node) []Scalar {
	all := make([]Scalar, 0, len(n.Content))
	open := 0
	for _, c := range n.Content {
		s, ok := r.text("an entry of "+name, c)
		if !ok {
			continue
		}
		depth := 0
		if n.Style&yaml.FlowStyle != 0 && s.Style == Plain {
			depth = strings.Count(s.Text, "(") - strings.Count(s.Text, ")")
		}
		if open > 0 {
			open += depth
			continue
		}
		if depth > 0 {
			open = depth
			r.errorf(s.Span, diag.BadValue, "%s is a piece of a text, cut at the comma", diag.Quote(s.Text)).
				Suggestf("quote the whole text: '%s, …'", brief(s.Text))
			continue
		}
		all = append(all, s)
	}
	return all
}

// named lists the entries of a mapping whose keys are names, without the user's
// own keys.
func (r *reader) named(name string, n *yaml.Node) []entry {
	if n.Kind != yaml.MappingNode {
		r.wrongShape(name, n, "a mapping")
		return nil
	}
	return slices.DeleteFunc(r.entries(n, extension), func(e entry) bool { return extension(e.key.Text) })
}

func readParts[X any](r *reader, name string, n *yaml.Node, read func(*reader, entry) *X) []*X {
	var all []*X
	for _, e := range r.named(name, n) {
		r.inside(e.key.Span.Start, func() {
			if x := read(r, e); x != nil {
				all = append(all, x)
			}
		})
	}
	return all
}

func readList[X any](r *reader, n *yaml.Node, read func(*reader, *yaml.Node) *X) []*X {
	all := make([]*X, 0, len(n.Content))
	for _, c := range n.Content {
		if c.Kind == skipped {
			r.faults++
			continue
		}
		r.inside(diag.Pos{Line: c.Line, Column: c.Column}, func() {
			if x := read(r, c); x != nil {
				all = append(all, x)
			}
		})
	}
	return all
}

// value reads anything; it is nil for what was reported already.
func (r *reader) value(n *yaml.Node) *Value {
	v := &Value{}
	switch n.Kind {
	case yaml.ScalarNode:
		v.Scalar = r.scalar(n)
		v.Span = v.Scalar.Span
		return v
	case yaml.SequenceNode:
		v.Kind = ListValue
		v.Items = readList(r, n, (*reader).value)
	case yaml.MappingNode:
		v.Kind = MapValue
		for _, e := range r.entries(n, func(string) bool { return false }) {
			if inner := r.value(e.value); inner != nil {
				v.Pairs = append(v.Pairs, ValuePair{e.key, inner})
			}
		}
	default:
		r.faults++
		return nil
	}
	v.Span = r.point(n)
	return v
}

func keyName(key Scalar) string { return "`" + brief(key.Text) + "`" }

// oneOf lists words for a message: "a, b or c".
func oneOf(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
