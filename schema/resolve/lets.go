package resolve

import (
	"slices"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// letReader reads the names under one `let`. They may speak of each other in any
// order, but not in a circle.
type letReader struct {
	scope
	written map[string]*syntax.Assign
	state   map[string]readState
	vars    map[string]*model.Var
	all     *[]*model.Let
}

// lets gives the scope with the names under `let` in it; those are added to all,
// each after the ones it needs.
func (s scope) lets(assigns []*syntax.Assign, all *[]*model.Let) scope {
	if all == nil {
		all = new([]*model.Let)
	}
	r := &letReader{s, map[string]*syntax.Assign{}, map[string]readState{}, map[string]*model.Var{}, all}
	var names []string
	for _, let := range assigns {
		if !s.newName(let.Target, "a name under `let`") {
			s.breaks(let.Target)
			continue
		}
		r.written[let.Target.Text] = let
		names = append(names, let.Target.Text)
	}
	for _, name := range names {
		r.read(name)
	}
	var vars []*model.Var
	for _, name := range names {
		if v := r.vars[name]; v != nil {
			vars = append(vars, v)
		}
	}
	return s.with(vars...)
}

// read reads one name after those that it speaks of.
func (r *letReader) read(name string) {
	if r.state[name] != untouched {
		return
	}
	r.state[name] = underway
	let := r.written[name]
	inner := r.scope.deferred()
	for _, needed := range r.needs(let) {
		if r.state[needed] == underway {
			r.cycle(let, needed)
			r.breaks(let.Target)
			r.state[name] = done
			return
		}
		r.read(needed)
		if v := r.vars[needed]; v != nil {
			inner = inner.with(v)
		}
	}
	r.state[name] = done
	value := inner.value(let.Value, name, nil)
	if value == nil {
		r.breaks(let.Target)
		return
	}
	if !isValue(value.Type()) {
		r.errorf(let.Value.Span, diag.ExprType, "%s would name no value", name).Suggestf("name a part of it that is one")
		r.breaks(let.Target)
		return
	}
	m := &model.Let{Name: name, GoName: r.namer.Unexported(name), Value: value, Pos: at(let.Target.Span)}
	*r.all = append(*r.all, m)
	r.vars[name] = &model.Var{Scope: model.ScopeLet, Name: name, T: value.Type(), Let: m}
}

// cycle reports a name that is needed by another that it needs.
func (r *letReader) cycle(let *syntax.Assign, needed string) {
	name := let.Target.Text
	if name == needed {
		r.errorf(let.Target.Span, diag.LetCycle, "%s needs itself", name)
		return
	}
	r.errorf(let.Target.Span, diag.LetCycle, "%s and %s need each other", name, needed).Relate(r.written[needed].Target.Span, needed+" is here")
}

// needs are the names under the same `let` that one speaks of.
func (r *letReader) needs(let *syntax.Assign) []string {
	var names []string
	for _, scalar := range scalarsOf(let.Value) {
		for _, name := range expr.Names(scalar) {
			if r.written[name] != nil && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}
