package syntax

import "gopkg.in/yaml.v3"

// fileForm is a context file.
var fileForm = newForm("a context file", keys[File]{
	"context":     text(func(f *File) *Scalar { return &f.Context }),
	"doc":         text(func(f *File) *Scalar { return &f.Doc }),
	"owner":       text(func(f *File) *Scalar { return &f.Owner }),
	"subdomain":   word(func(f *File) *Scalar { return &f.Subdomain }, "core", "supporting", "generic"),
	"kernel":      flag(func(f *File) *Scalar { return &f.Kernel }),
	"external":    flag(func(f *File) *Scalar { return &f.External }),
	"glossary":    pairs(func(f *File) *[]Pair { return &f.Glossary }),
	"enums":       parts(func(f *File) *[]*Enum { return &f.Enums }, readEnum),
	"values":      parts(func(f *File) *[]*Struct { return &f.Values }, readStruct(valueForm)),
	"unions":      parts(func(f *File) *[]*Union { return &f.Unions }, readUnion),
	"aggregates":  parts(func(f *File) *[]*Aggregate { return &f.Aggregates }, readAggregate),
	"events":      parts(func(f *File) *[]*Event { return &f.Events }, readEvent),
	"fixtures":    parts(func(f *File) *[]*Fixture { return &f.Fixtures }, readFixture),
	"policies":    parts(func(f *File) *[]*Policy { return &f.Policies }, readPolicy),
	"processes":   parts(func(f *File) *[]*Process { return &f.Processes }, readProcess),
	"read_models": parts(func(f *File) *[]*ReadModel { return &f.ReadModels }, readReadModel),
	"relations":   list(func(f *File) *[]*Relation { return &f.Relations }, readRelation),
}, "context")

// valueForm is an entry of `values`.
var valueForm = newForm("a value", keys[Struct]{
	"doc":    text(func(s *Struct) *Scalar { return &s.Doc }),
	"fields": parts(func(s *Struct) *[]*Field { return &s.Fields }, readField),
	"rules":  list(func(s *Struct) *[]*Rule { return &s.Rules }, readRule),
}, "fields")

// variantForm is a variant of a union; it may be without fields.
var variantForm = newForm("a variant", keys[Struct]{
	"doc":    text(func(s *Struct) *Scalar { return &s.Doc }),
	"fields": parts(func(s *Struct) *[]*Field { return &s.Fields }, readField),
	"rules":  list(func(s *Struct) *[]*Rule { return &s.Rules }, readRule),
})

// rejectionForm is an entry of `rejections`.
var rejectionForm = newForm("a rejection", keys[Struct]{
	"doc":     text(func(s *Struct) *Scalar { return &s.Doc }),
	"message": text(func(s *Struct) *Scalar { return &s.Message }),
	"fields":  parts(func(s *Struct) *[]*Field { return &s.Fields }, readField),
}, "message")

// readStruct reads values, variants and rejections. One of the wrong shape
// keeps its name, so that what refers to it finds it.
func readStruct(f *form[Struct]) func(*reader, entry) *Struct {
	return func(r *reader, e entry) *Struct {
		s := &Struct{Name: e.key}
		f.read(r, e.value, s, e.key.Span)
		return s
	}
}

var ruleForm = newForm("a rule", keys[Rule]{
	"id":      text(func(u *Rule) *Scalar { return &u.ID }),
	"check":   text(func(u *Rule) *Scalar { return &u.Check }),
	"message": text(func(u *Rule) *Scalar { return &u.Message }),
}, "id", "check", "message")

func readRule(r *reader, n *yaml.Node) *Rule {
	u := &Rule{}
	ruleForm.read(r, n, u, r.point(n))
	return u
}

var memberForm = newForm("an enum's member", keys[EnumMember]{
	"doc":        text(func(m *EnumMember) *Scalar { return &m.Doc }),
	"deprecated": text(func(m *EnumMember) *Scalar { return &m.Deprecated }),
})

// readEnum reads a list of members, or a mapping with what there is to say of
// each. A `doc` with a sentence is the enum's own, not a member.
func readEnum(r *reader, e entry) *Enum {
	enum := &Enum{Name: e.key}
	switch e.value.Kind {
	case yaml.SequenceNode:
		for _, name := range r.texts(keyName(e.key), e.value) {
			enum.Members = append(enum.Members, EnumMember{Name: name})
		}
	case yaml.MappingNode:
		for _, m := range r.named(keyName(e.key), e.value) {
			if m.key.Text == "doc" && m.value.Kind == yaml.ScalarNode && !empty(m.value) {
				enum.Doc = r.scalar(m.value)
				continue
			}
			member := EnumMember{Name: m.key}
			memberForm.read(r, m.value, &member, m.key.Span)
			enum.Members = append(enum.Members, member)
		}
	default:
		r.wrongShape(keyName(e.key), e.value, "a list of members or a mapping of them")
	}
	return enum
}

// readUnion reads the variants. A `doc` with a sentence is the union's own.
func readUnion(r *reader, e entry) *Union {
	union := &Union{Name: e.key}
	for _, v := range r.named(keyName(e.key), e.value) {
		if v.key.Text == "doc" && v.value.Kind == yaml.ScalarNode && !empty(v.value) {
			union.Doc = r.scalar(v.value)
			continue
		}
		union.Variants = append(union.Variants, readStruct(variantForm)(r, v))
	}
	return union
}

var relationForm = newForm("a relation", keys[Relation]{
	"upstream":      text(func(x *Relation) *Scalar { return &x.Upstream }),
	"with":          text(func(x *Relation) *Scalar { return &x.With }),
	"as":            oneOrMore(func(x *Relation) *[]Scalar { return &x.As }),
	"downstream_as": oneOrMore(func(x *Relation) *[]Scalar { return &x.DownstreamAs }),
})

func readRelation(r *reader, n *yaml.Node) *Relation {
	x := &Relation{Span: r.point(n)}
	relationForm.read(r, n, x, x.Span)
	r.eitherOf(n, x.Span, "a relation", x.Upstream.Present(), "upstream", x.With.Present(), "with")
	return x
}
