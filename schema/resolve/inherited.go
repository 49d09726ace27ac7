package resolve

import (
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// written is a field with something that is written into it.
type written struct {
	field *model.Field
	value *model.Expr
}

// inherit marks the fields as personal that something personal is written into. One
// may come from another one, so it goes on until nothing is new.
func inherit(all []written) {
	for again := true; again; {
		again = false
		for _, w := range all {
			if w.field.Sensitivity == model.Plain && expr.PersonalIn(w.value.Node) != nil {
				w.field.Sensitivity = model.PII
				again = true
			}
		}
	}
}

// inheritSensitivity marks what rows hold of events.
func (m *readModel) inheritSensitivity() {
	var all []written
	for _, p := range m.m.Projections {
		for i, key := range p.Key {
			all = append(all, written{m.m.Key[i], key})
		}
		for _, set := range p.Sets {
			all = append(all, written{set.Field, set.Value})
		}
	}
	inherit(all)
}

// inheritSensitivity marks what a process's state holds of events.
func (p *process) inheritSensitivity() {
	var all []written
	for _, r := range p.m.Reactions {
		for _, set := range r.Sets {
			all = append(all, written{set.Field, set.Value})
		}
	}
	inherit(all)
}
