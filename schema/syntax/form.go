package syntax

import (
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

// form is what may stand in one kind of mapping: a table with one line a key.
// T is the part of the tree that the keys fill.
type form[T any] struct {
	name     string // "a command", for messages
	keys     map[string]key[T]
	names    []string // of the keys, sorted
	required []string
	// others are keys that other forms of its kind have, each with what says it here.
	others map[string]string
	// left is told that a key isn't known, nor what it was meant to be.
	left func(*T)
}

// key reads what stands under one key into its part of the tree.
type key[T any] func(r *reader, t *T, e entry)

// keys is the table of a form.
type keys[T any] map[string]key[T]

func newForm[T any](name string, table keys[T], required ...string) *form[T] {
	f := &form[T]{name: name, keys: table, required: required}
	for name := range table {
		f.names = append(f.names, name)
	}
	slices.Sort(f.names)
	return f
}

func (f *form[T]) knows(name string) bool {
	_, ok := f.keys[name]
	return ok || extension(name)
}

// read fills t from a mapping and returns its keys as written. Nothing at all
// counts as an empty mapping. A missing key is reported at the given place.
func (f *form[T]) read(r *reader, n *yaml.Node, t *T, at diag.Span) (written []Scalar) {
	if n.Kind == skipped {
		r.faults++
		return nil
	}
	if n.Kind != yaml.MappingNode && !empty(n) {
		r.wrongShape(f.name, n, "a mapping of keys")
		return nil
	}
	entries := r.entries(n, f.knows)
	seen := make(map[string]bool, len(entries))
	for _, e := range entries {
		seen[e.key.Text] = true
	}
	complete := true
	for _, e := range entries {
		name := e.key.Text
		if !f.knows(name) {
			name = f.unknown(r, e.key)
			if name == "" {
				complete = false
				if f.left != nil {
					f.left(t)
				}
			}
			if name == "" || seen[name] {
				continue
			}
			seen[name] = true
		}
		written = append(written, e.key)
		if read, ok := f.keys[name]; ok {
			read(r, t, e)
		}
	}
	if complete {
		f.missing(r, seen, at)
	}
	return written
}

// unknown reports a key that the form doesn't have and returns the one that was
// probably meant: what stands there is read as if it said so, or one mistyped
// key would bring a finding for everything that needs it.
func (f *form[T]) unknown(r *reader, key Scalar) (meant string) {
	found := r.errorf(key.Span, diag.UnknownKey, "%s isn't a key of %s", diag.Quote(key.Text), f.name)
	if instead := f.others[key.Text]; instead != "" {
		found.Suggestf("%s", instead)
		return ""
	}
	found.DidYouMean(key.Text, f.names)
	return diag.Suggest(key.Text, f.names)
}

func (f *form[T]) missing(r *reader, seen map[string]bool, at diag.Span) {
	for _, name := range f.required {
		if !seen[name] {
			r.errorf(at, diag.MissingKey, "%s needs the key `%s`", f.name, name)
		}
	}
}
