package expr

import (
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// facts are what conditions have proved at one place of an expression: paths
// that are present, unions that are a variant. A list, newest first, that is
// never changed: each place has its own beginning of it.
type facts struct {
	path string
	// sure says that the condition can't have failed before it proved this, so
	// that what relies on it needs no check of its own when it runs.
	sure  bool
	outer *facts
}

// find says whether a path is proved, and whether surely.
func (f *facts) find(path string) (proved, sure bool) {
	for ; f != nil; f = f.outer {
		if f.path == path {
			proved = true
			if f.sure {
				return true, true
			}
		}
	}
	return proved, false
}

// maxProof bounds how many parts of a condition are looked at for what they
// prove, lets included.
const maxProof = 500

// when adds what a condition proves by being true, or false.
func (f *facts) when(n model.Node, truth, sure bool) *facts {
	p := proof{facts: f, sure: sure}
	p.of(n, truth)
	return p.facts
}

type proof struct {
	facts *facts
	sure  bool
	seen  int
}

func (p *proof) of(n model.Node, truth bool) {
	if p.seen++; p.seen > maxProof {
		return
	}
	switch n := n.(type) {
	case *model.IsPresent:
		p.add(truth, pathOf(n.X))
	case *model.IsVariant:
		if path := pathOf(n.X); path != "" {
			p.add(truth, variantPath(path, n.Variant))
		}
	case *model.In:
		if n.Of.Type().Kind == model.Map {
			p.add(truth, entryPath(n.Of, n.X))
		}
	case *model.Not:
		p.of(n.X, !truth)
	case *model.And:
		if truth {
			p.of(n.X, truth)
			p.of(n.Y, truth)
		}
	case *model.Or:
		if !truth {
			p.of(n.X, truth)
			p.of(n.Y, truth)
		}
	case *model.Cond:
		p.ofBranches(n, truth)
	case *model.Compare:
		if lit, ok := n.Y.(*model.Lit); ok && lit.Value.Type.Kind == model.Bool && (n.Op == "==" || n.Op == "!=") {
			p.of(n.X, truth == (lit.Value.Value == (n.Op == "==")))
		}
	case *model.Var:
		if n.Let != nil && n.Let.Value != nil {
			p.of(n.Let.Value.Node, truth)
		}
	}
}

// ofBranches is what `c ? a : b` proves where one of the branches is a constant
// that it can't have come to.
func (p *proof) ofBranches(n *model.Cond, truth bool) {
	if never(n.Else, truth) {
		p.of(n.If, true)
		p.of(n.Then, truth)
	}
	if never(n.Then, truth) {
		p.of(n.If, false)
		p.of(n.Else, truth)
	}
}

// never says that a node is the constant that is no such truth.
func never(n model.Node, truth bool) bool {
	lit, ok := n.(*model.Lit)
	return ok && lit.Value.Value == !truth
}

func (p *proof) add(truth bool, path string) {
	if truth && path != "" {
		p.facts = &facts{path: path, sure: p.sure, outer: p.facts}
	}
}

// without leaves out what is known of paths that speak of a loop's name, for
// where an inner loop gives the name another meaning.
func (f *facts) without(v *model.Var) *facts {
	if f == nil {
		return nil
	}
	outer := f.outer.without(v)
	switch {
	case speaksOf(f.path, v):
		return outer
	case outer == f.outer:
		return f
	}
	return &facts{path: f.path, sure: f.sure, outer: outer}
}

// speaksOf says that a loop's name stands in a path.
func speaksOf(path string, v *model.Var) bool {
	name := pathOf(v)
	for from := 0; ; {
		i := strings.Index(path[from:], name)
		if i < 0 {
			return false
		}
		if i += from; i == 0 || !isWord(path[i-1]) {
			return true
		}
		from = i + len(name)
	}
}

// pathOf is a text that two nodes share only if they come to the same at one
// place, so that has() of something and a later use are seen to be of one thing;
// "" for what has none. A loop's name is told from others by a sign that no name
// has.
func pathOf(n model.Node) string {
	switch n := n.(type) {
	case *model.Var:
		switch n.Scope {
		case model.ScopeLocal:
			return n.Name + "'"
		case model.ScopeElem:
			return "@"
		}
		return n.Name
	case *model.Select:
		return below(n.X, "."+n.Field.Name)
	case *model.SelectMeta:
		return below(n.X, "."+n.Name)
	case *model.AsVariant:
		return below(n.X, "<"+n.Variant.Name)
	case *model.Deref:
		return pathOf(n.X)
	case *model.Convert:
		return pathOf(n.X)
	case *model.Index:
		if k := pathOf(n.I); k != "" {
			return below(n.X, "["+k+"]")
		}
	case *model.Lit:
		if text := literalText(n.Value); text != "" {
			return "=" + text
		}
	case *model.Arith:
		if n.Y == nil {
			return joined(n.Op, n.X)
		}
		return joined(n.Op, n.X, n.Y)
	case *model.Cond:
		return joined("?", n.If, n.Then, n.Else)
	case *model.Call:
		if n.Name != "new_id" {
			return joined(n.Name, n.Args...)
		}
	}
	return ""
}

func joined(name string, parts ...model.Node) string {
	for i, part := range parts {
		path := pathOf(part)
		if path == "" {
			return ""
		}
		name += string("(,"[min(i, 1)]) + path
	}
	return name + ")"
}

func below(x model.Node, step string) string {
	if p := pathOf(x); p != "" {
		return p + step
	}
	return ""
}

// entryPath is the fact that a map has a key; "" where either isn't a path.
func entryPath(of, key model.Node) string {
	if k := pathOf(key); k != "" {
		return below(of, "["+k+"]?")
	}
	return ""
}

func variantPath(path string, v *model.Variant) string { return path + "<" + v.Name }

// rootOf is the variable that a path begins with, nil for what isn't a path.
func rootOf(n model.Node) *model.Var {
	for {
		switch x := n.(type) {
		case *model.Var:
			return x
		case *model.Select:
			n = x.X
		case *model.SelectMeta:
			n = x.X
		case *model.AsVariant:
			n = x.X
		case *model.Deref:
			n = x.X
		case *model.Convert:
			n = x.X
		case *model.Index:
			n = x.X
		default:
			return nil
		}
	}
}
