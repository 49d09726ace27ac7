package golang

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// snapshotOf tells the runtime how states of an aggregate are kept, and after
// how many events; also of one whose model doesn't say so, since the program may.
func (p *pkg) snapshotOf(a *model.Aggregate) jen.Code {
	return jen.Qual(pkgOrchestrix, "SnapshotOf").Types(jen.Id(a.GoName)).Call(jen.Lit(a.SnapshotEvery), jen.Lit(p.stateShape(a)))
}

// stateShape is the fingerprint of what a state is made of, and of how events
// make it. Names and texts that mean nothing to a state don't change it.
func (p *pkg) stateShape(a *model.Aggregate) string {
	hash := sha256.New()
	s := shape{Writer: hash, pkg: p, seen: map[any]bool{}}
	for _, f := range a.State {
		s.field(f)
	}
	for _, e := range a.Events {
		s.event(e)
	}
	return hex.EncodeToString(hash.Sum(nil)[:8])
}

// shape writes what a fingerprint is of. What a name stands for is written where
// it occurs first.
type shape struct {
	io.Writer
	pkg  *pkg
	seen map[any]bool
}

func (s shape) event(e *model.Event) {
	fmt.Fprintf(s, "event %s ends %v go %v\n", e.WireType, e.Ends, e.ApplyGo)
	if e.To != nil {
		fmt.Fprintf(s, "to %s\n", e.To.Name)
	}
	for _, c := range e.Copies {
		fmt.Fprintf(s, "copies %s\n", c.State.Name)
		s.field(c.Event)
	}
	for _, set := range e.Sets {
		fmt.Fprintf(s, "sets %s", set.Field.Name)
		for _, step := range set.Steps {
			switch {
			case step.Field != nil:
				fmt.Fprintf(s, ".%s", step.Field.Name)
			case step.Key != nil:
				s.expr(step.Key)
			default:
				s.expr(step.Where)
			}
		}
		s.expr(set.Value)
	}
}

func (s shape) expr(e *model.Expr) {
	fmt.Fprintf(s, " %s\n", e.Source)
	model.Walk(e.Node, func(n model.Node) bool {
		if v, ok := n.(*model.Var); ok && v.Scope == model.ScopeLet {
			fmt.Fprintf(s, "let %s", v.Name)
			s.expr(v.Let.Value)
		}
		return true
	})
}

func (s shape) field(f *model.Field) {
	fmt.Fprintf(s, "field %s %s", f.Wire, f.Type)
	if f.Initial != nil && f.Initial.Value != nil {
		fmt.Fprintf(s, " initial %#v", s.pkg.literal(f.Initial))
	}
	io.WriteString(s, "\n")
	s.typ(f.Type)
}

func (s shape) typ(t *model.Type) {
	switch t.Kind {
	case model.List, model.Optional:
		s.typ(t.Elem)
	case model.Map:
		s.typ(t.Key)
		s.typ(t.Elem)
	case model.EnumRef:
		if s.first(t.Enum) {
			for _, m := range t.Enum.Members {
				fmt.Fprintf(s, "member %s\n", m.Name)
			}
		}
	case model.ValueRef:
		if s.first(t.Value) {
			s.fields(t.Value.Fields)
		}
	case model.UnionRef:
		if s.first(t.Union) {
			for _, v := range t.Union.Variants {
				fmt.Fprintf(s, "variant %s\n", v.Name)
				s.fields(v.Fields)
			}
		}
	}
}

// first says whether a type is met for the first time.
func (s shape) first(t any) bool {
	before := s.seen[t]
	s.seen[t] = true
	return !before
}

func (s shape) fields(fields []*model.Field) {
	for _, f := range fields {
		s.field(f)
	}
}
