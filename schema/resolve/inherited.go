package resolve

import (
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// written is a field, and something that is written into it or into a part of it.
type written struct {
	field *model.Field
	value model.Node
}

// inherit makes fields as sensitive as what is written into them, which may come
// from fields that become so only here.
func (r *resolver) inherit(all []written) {
	into := map[*model.Field][]*model.Field{}
	var todo []*model.Field
	raise := func(f *model.Field, to model.Sensitivity) {
		if to > f.Sensitivity {
			f.Sensitivity = to
			todo = append(todo, f)
		}
	}
	for _, w := range all {
		raise(w.field, r.sensitivityWithin(w.value.Type()))
		for from := range expr.GivenAway(w.value) {
			into[from] = append(into[from], w.field)
			raise(w.field, from.Sensitivity)
		}
	}
	for len(todo) > 0 {
		from := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, f := range into[from] {
			raise(f, from.Sensitivity)
		}
	}
}

// writtenBySets are the fields of a state that `sets` writes, also by the keys of
// maps on the left.
func writtenBySets(sets []*model.Set) []written {
	var all []written
	for _, set := range sets {
		all = append(all, written{set.Field, set.Value.Node})
		for _, step := range set.Steps {
			if step.Key != nil {
				all = append(all, written{set.Field, step.Key.Node})
			}
		}
	}
	return all
}

// inheritSensitivity marks what an aggregate's state holds of events. What
// hand-written Go puts there isn't seen.
func (a *aggregate) inheritSensitivity() {
	var all []written
	for _, e := range a.m.Events {
		for _, c := range e.Copies {
			all = append(all, written{c.State, &model.Select{Field: c.Event}})
		}
		all = append(all, writtenBySets(e.Sets)...)
	}
	a.context.inherit(all)
}

// inheritSensitivity marks what a process's state holds of events.
func (p *process) inheritSensitivity() {
	var all []written
	for _, r := range p.m.Reactions {
		all = append(all, writtenBySets(r.Sets)...)
	}
	p.context.inherit(all)
}

// inheritSensitivity marks what rows hold of events.
func (m *readModel) inheritSensitivity() {
	var all []written
	for _, p := range m.m.Projections {
		for i, key := range p.Key {
			all = append(all, written{m.m.Key[i], key.Node})
		}
		for _, set := range p.Sets {
			all = append(all, written{set.Field, set.Value.Node})
		}
	}
	m.context.inherit(all)
}
