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

// inherit marks fields as personal or secret that something of the kind is written
// into. One may come from another one, so it goes on until nothing is new.
func inherit(all []written) {
	for again := true; again; {
		again = false
		for _, w := range all {
			if level := sensitivityOf(w.value); level > w.field.Sensitivity {
				w.field.Sensitivity = level
				again = true
			}
		}
	}
}

func sensitivityOf(n model.Node) model.Sensitivity {
	switch {
	case expr.SecretIn(n) != nil:
		return model.Secret
	case expr.PersonalIn(n) != nil:
		return model.PII
	}
	return model.Plain
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
	inherit(all)
}

// inheritSensitivity marks what a process's state holds of events.
func (p *process) inheritSensitivity() {
	var all []written
	for _, r := range p.m.Reactions {
		all = append(all, writtenBySets(r.Sets)...)
	}
	inherit(all)
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
	inherit(all)
}
