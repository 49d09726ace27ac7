package resolve

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// builtin are the types that the language has of itself.
var builtin = map[string]model.Kind{
	"string": model.String, "bool": model.Bool, "int": model.Int64, "int32": model.Int32, "int64": model.Int64,
	"uint32": model.Uint32, "uint64": model.Uint64, "float64": model.Float64, "bytes": model.Bytes, "json": model.JSON,
	"decimal": model.Decimal, "timestamp": model.Timestamp, "duration": model.Duration, "date": model.Date, "uuid": model.UUID,
}

// maxTypeWords bounds a type: what people write has ten at most.
const maxTypeWords = 40

// typeReader reads the words of one type.
type typeReader struct {
	*context
	src   syntax.Scalar
	words []word
}

type word struct {
	text     string
	from, to int // bytes of the scalar's text
}

// typeOf reads a type; nil when it is wrong and reported, or was before.
func (c *context) typeOf(src syntax.Scalar) *model.Type {
	if !src.Present() {
		return nil
	}
	r := &typeReader{context: c, src: src, words: wordsOf(src.Text)}
	switch {
	case len(r.words) == 0:
		r.bad(diag.BadType, 0, 0, "a type is missing here")
		return nil
	case len(r.words) > maxTypeWords:
		r.bad(diag.BadType, 0, len(r.words), "a type of more than %d words", maxTypeWords)
		return nil
	}
	t, rest := r.read(0)
	if t != nil && rest < len(r.words) {
		f := r.bad(diag.BadType, rest, len(r.words), "the type ends before %s", diag.Quote(src.Text[r.words[rest].from:]))
		if first := r.words[0].text; rest == 1 && (first == "list" || first == "map" || first == "optional") {
			f.Suggestf("types read like `list of T`, `map of K to T`, `optional T`")
		}
		return nil
	}
	return t
}

func wordsOf(text string) []word {
	var words []word
	start := -1
	for i, c := range text {
		switch {
		case unicode.IsSpace(c) && start >= 0:
			words = append(words, word{text[start:i], start, i})
			start = -1
		case !unicode.IsSpace(c) && start < 0:
			start = i
		}
	}
	if start >= 0 {
		words = append(words, word{text[start:], start, len(text)})
	}
	return words
}

func (r *typeReader) is(i int, text string) bool { return i < len(r.words) && r.words[i].text == text }

// bad reports the words from one to before another.
func (r *typeReader) bad(rule diag.Rule, from, to int, format string, args ...any) *diag.Finding {
	span := r.src.Span
	if from < len(r.words) && to > from {
		span = r.src.Part(r.words[from].from, r.words[to-1].to)
	}
	return r.errorf(span, rule, format, args...)
}

// read reads one type and tells the word after it; nil when it is wrong.
func (r *typeReader) read(i int) (*model.Type, int) {
	switch {
	case i >= len(r.words):
		last := len(r.words) - 1
		r.bad(diag.BadType, last, last+1, "a type is missing after %s", diag.Quote(r.words[last].text))
		return nil, i
	case r.is(i, "optional"):
		return r.optional(i)
	case r.is(i, "list") && r.is(i+1, "of"):
		return r.list(i)
	case r.is(i, "map") && r.is(i+1, "of"):
		return r.mapping(i)
	case r.is(i, "ref"):
		return r.ref(i)
	case (r.is(i, "list") || r.is(i, "map")) && !r.declares(r.words[i].text):
		f := r.bad(diag.BadType, i, i+1, "%s isn't a whole type", diag.Quote(r.words[i].text))
		if r.is(i, "list") {
			f.Suggestf("write `list of T`")
		} else {
			f.Suggestf("write `map of K to T`")
		}
		return nil, i
	}
	return r.named(i), i + 1
}

func (r *typeReader) declares(name string) bool { _, ok := r.declared[name]; return ok }

func (r *typeReader) optional(i int) (*model.Type, int) {
	elem, next := r.read(i + 1)
	if elem == nil {
		return nil, next
	}
	if elem.Kind == model.Optional {
		r.bad(diag.BadType, i, i+2, "optional twice says no more than once").Suggestf("leave one out")
		return nil, next
	}
	return &model.Type{Kind: model.Optional, Elem: elem}, next
}

func (r *typeReader) list(i int) (*model.Type, int) {
	elem, next := r.read(i + 2)
	if elem == nil {
		return nil, next
	}
	if elem.Kind == model.Optional {
		r.bad(diag.BadType, i+2, next, "the elements of a list are never absent").
			Suggestf("write `optional list of %s`, or leave absent elements out of the list", r.text(i+3, next))
		return nil, next
	}
	return &model.Type{Kind: model.List, Elem: elem}, next
}

func (r *typeReader) text(from, to int) string {
	if from >= to {
		return ""
	}
	return r.src.Text[r.words[from].from:r.words[to-1].to]
}

func (r *typeReader) mapping(i int) (*model.Type, int) {
	key, next := r.read(i + 2)
	if key == nil {
		return nil, next
	}
	if !isKey(key) {
		r.bad(diag.BadType, i+2, next, "the keys of a map are strings, enums or ids")
		return nil, next
	}
	if !r.is(next, "to") {
		r.bad(diag.BadType, i, min(next+1, len(r.words)), "a map says what its keys lead to").Suggestf("write `%s to T`", r.text(i, next))
		return nil, next
	}
	start := next + 1
	elem, next := r.read(start)
	if elem == nil {
		return nil, next
	}
	if elem.Kind == model.Optional {
		r.bad(diag.BadType, start, next, "the entries of a map are never absent").Suggestf("leave absent entries out of the map")
		return nil, next
	}
	return &model.Type{Kind: model.Map, Key: key, Elem: elem}, next
}

func isKey(t *model.Type) bool {
	return t.Kind == model.String || t.Kind == model.EnumRef || t.Kind == model.IDRef
}

// ref reads `ref Order` or `ref payments.Payment`.
func (r *typeReader) ref(i int) (*model.Type, int) {
	if i+1 >= len(r.words) {
		r.bad(diag.BadType, i, i+1, "`ref` needs the name of an aggregate")
		return nil, i + 1
	}
	w := r.words[i+1]
	owner, name, ok := r.owner(w)
	if !ok {
		return nil, i + 2
	}
	if a := owner.byAggregate[name]; a != nil {
		id := a.m.ID
		if owner != r.context {
			id = r.foreignID(a, r.src.Part(w.from, w.to))
		}
		return &model.Type{Kind: model.IDRef, ID: id}, i + 2
	}
	if r.broken[name] {
		return nil, i + 2
	}
	f := r.errorf(r.partOf(w, name), diag.UnknownAggregate, "no aggregate of context %s is named %s", owner.m.Name, diag.Quote(name))
	if d, ok := owner.declared[name]; ok {
		f.Suggestf("%s is %s: write it without `ref` if it can be a type", name, d.kind)
		return nil, i + 2
	}
	r.meant(f, name, namesOf(owner.aggregates, func(a *aggregate) string { return a.m.Name }))
	return nil, i + 2
}

// owner splits a name into its context, which is this one when none is
// written, and the name there.
func (r *typeReader) owner(w word) (*context, string, bool) {
	contextName, name, qualified := strings.Cut(w.text, ".")
	if !qualified {
		return r.context, w.text, true
	}
	owner := r.contexts[contextName]
	if owner == nil {
		r.unknownContext(r.src.Part(w.from, w.from+len(contextName)), contextName)
		return nil, "", false
	}
	return owner, name, true
}

// partOf is where a name stands that may have its context before it.
func (r *typeReader) partOf(w word, name string) diag.Span { return r.src.Part(w.to-len(name), w.to) }

func (r *resolver) unknownContext(span diag.Span, name string) {
	f := r.errorf(span, diag.UnknownContext, "no context is named %s", diag.Quote(name))
	r.meant(f, name, namesOf(r.order, func(c *context) string { return c.m.Name }))
}

// named reads a type of one word: the language's own, this context's or a
// kernel's.
func (r *typeReader) named(i int) *model.Type {
	w := r.words[i]
	if kind, ok := builtin[w.text]; ok {
		return &model.Type{Kind: kind}
	}
	owner, name, ok := r.owner(w)
	if !ok {
		return nil
	}
	t := owner.ownType(name)
	switch {
	case t == nil:
		r.unknown(w, owner, name)
		return nil
	case owner == r.context:
		return t
	case !owner.m.Kernel:
		r.bad(diag.BadType, i, i+1, "%s is of context %s, which is no kernel: its types are its own", name, owner.m.Name).
			Suggestf("declare a type in %s, or move %s to a kernel", r.m.Name, name)
		return nil
	}
	if _, ok := r.kernels[owner]; !ok {
		r.kernels[owner] = r.src.Part(w.from, w.to)
	}
	return t
}

func (c *context) ownType(name string) *model.Type {
	if e := c.enums[name]; e != nil {
		return &model.Type{Kind: model.EnumRef, Enum: e}
	}
	if v := c.values[name]; v != nil {
		return &model.Type{Kind: model.ValueRef, Value: v.m}
	}
	if u := c.unions[name]; u != nil {
		return &model.Type{Kind: model.UnionRef, Union: u}
	}
	return nil
}

// unknown says what a name that is no type was probably meant to be.
func (r *typeReader) unknown(w word, owner *context, name string) {
	if r.broken[name] {
		return
	}
	span := r.partOf(w, name)
	if d, ok := owner.declared[name]; ok {
		if d.kind == "an aggregate" {
			r.errorf(span, diag.AggregateAsType, "%s is an aggregate, and an aggregate is only referred to by its id", name).
				Suggestf("write `ref %s`", w.text)
			return
		}
		r.errorf(span, diag.BadType, "%s is %s, not a type", name, d.kind)
		return
	}
	where := ""
	if owner != r.context {
		where = " of context " + owner.m.Name
	}
	f := r.errorf(span, diag.UnknownType, "no type%s is named %s", where, diag.Quote(name))
	if meant := foreignWords[name]; meant != "" && owner == r.context {
		f.Suggestf("write %s", meant)
		return
	}
	r.meant(f, name, owner.typeNames(owner == r.context))
}

// foreignWords are what other languages call the types of this one.
var foreignWords = map[string]string{
	"integer": "int64", "long": "int64", "number": "int64 or decimal", "float": "float64", "double": "float64",
	"boolean": "bool", "text": "string", "datetime": "timestamp", "time": "timestamp", "money": "decimal, or a value of your own",
	"array": "list of T", "object": "a type under `values`, or map of string to T", "uint": "uint64", "any": "json", "guid": "uuid",
}

// typeNames are the context's own types and, within it, those of the language.
func (c *context) typeNames(within bool) iter.Seq[string] {
	return func(yield func(string) bool) {
		more := true
		name := func(s syntax.Scalar) { more = more && yield(s.Text) }
		for _, f := range c.files {
			for i := 0; more && i < len(f.Enums); i++ {
				name(f.Enums[i].Name)
			}
			for i := 0; more && i < len(f.Values); i++ {
				name(f.Values[i].Name)
			}
			for i := 0; more && i < len(f.Unions); i++ {
				name(f.Unions[i].Name)
			}
		}
		if !within {
			return
		}
		for _, word := range slices.Sorted(maps.Keys(builtin)) {
			more = more && yield(word)
		}
	}
}

// sameType says whether two types of one context are the same.
func sameType(a, b *model.Type) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Kind == b.Kind && a.ID == b.ID && a.Enum == b.Enum && a.Value == b.Value && a.Union == b.Union &&
		sameType(a.Elem, b.Elem) && sameType(a.Key, b.Key)
}

// underOptional is the type that an optional holds, or the type itself.
func underOptional(t *model.Type) *model.Type {
	if t.Kind == model.Optional {
		return t.Elem
	}
	return t
}
