package resolve

import (
	"maps"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// outcomeWords are how commands end besides being refused: no refusal is called so.
var outcomeWords = map[string]bool{
	"invalid": true, "forbidden": true, "not_found": true, "already_exists": true, "conflict": true, "fault": true,
}

// refusalID checks the id of a refusal among those it must differ from.
func (s scope) refusalID(id syntax.Scalar, seen map[string]syntax.Scalar) bool {
	if outcomeWords[id.Text] && id.Present() {
		s.errorf(id.Span, diag.DuplicateName, "the id %s is taken: commands end like that by themselves", id.Text).
			Suggestf("choose another id")
		return false
	}
	return s.ruleID(id, "a refusal", seen)
}

// guard is a refusal that several commands share.
type guard struct {
	s *syntax.Refusal
	m *model.Refusal // nil when it is wrong
}

// resolveGuards reads an aggregate's guards. They know no command: they are over
// the state.
func (a *aggregate) resolveGuards() {
	a.guards = map[string]*guard{}
	s := a.context.scopeOf(a.rule(), a.state(model.ScopeState, "state"), expr.Now, expr.Exists, expr.Meta)
	for _, g := range a.s.Guards {
		known := &guard{s: g}
		if s.refusalID(g.ID, maps.Clone(a.outcomes)) {
			known.m = s.refusal(g, a)
		}
		a.guards[g.ID.Text] = known
		if known.m != nil {
			known.m.Guard = true
		}
	}
}

// refusal reads one refusal; nil when it is wrong.
func (s scope) refusal(x *syntax.Refusal, a *aggregate) *model.Refusal {
	condition := s.condition(x.If, x.ID.Text)
	message := s.holding(condition).message(x.Message, x.ID.Text)
	if condition == nil || message == nil {
		return nil
	}
	return &model.Refusal{ID: x.ID.Text, GoName: a.refusals[x.ID.Text], If: condition, Message: message, Pos: at(x.ID.Span)}
}

// resolveRefusals reads what refuses a command, in order: guards by name and
// refusals of its own, each id once.
func (cmd *command) resolveRefusals(s scope) {
	a := cmd.aggregate
	seen := maps.Clone(a.outcomes)
	for _, x := range cmd.s.Refuses {
		if !x.Guard {
			if g := a.guards[x.ID.Text]; g != nil && x.ID.Present() {
				s.errorf(x.ID.Span, diag.DuplicateName, "the id %s is that of a guard", x.ID.Text).
					Suggestf("name the guard alone, or choose another id").Relate(g.s.ID.Span, "the guard")
				continue
			}
			if s.refusalID(x.ID, seen) {
				if refusal := s.refusal(x, a); refusal != nil {
					cmd.m.Refuses = append(cmd.m.Refuses, refusal)
				}
			}
			continue
		}
		g := a.guards[x.ID.Text]
		if g == nil {
			f := s.errorf(x.ID.Span, diag.UnknownGuard, "%s has no guard named %s", a.m.Name, diag.Quote(x.ID.Text))
			s.meant(f, x.ID.Text, namesOf(a.s.Guards, func(g *syntax.Refusal) string { return g.ID.Text }))
			continue
		}
		if s.ruleID(x.ID, "a refusal", seen) && g.m != nil {
			cmd.m.Refuses = append(cmd.m.Refuses, g.m)
		}
	}
}
