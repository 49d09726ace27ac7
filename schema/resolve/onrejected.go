package resolve

import (
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// resolveOnRejected reads the event that a refusal is recorded as. It stands in a
// stream of its own, so it is one that changes no state and could happen always.
func (cmd *command) resolveOnRejected(s scope) {
	x := cmd.s.OnRejected
	if x == nil {
		return
	}
	e := cmd.eventNamed(x.Event, cmd.aggregate, func(e *event) string {
		return "it is an event of " + e.aggregate.m.Name + ", and a refusal is recorded as one of " + cmd.aggregate.m.Name
	})
	if e == nil || !cmd.recordsRefusals(x, e) {
		return
	}
	cmd.checkRecordedMessages(x)
	s = s.without("a refusal is recorded over rejection, cmd, state, exists, now and meta", func(v *model.Var) bool {
		switch v.Scope {
		case model.ScopeCmd, model.ScopeState, model.ScopeExists, model.ScopeNow, model.ScopeMeta:
			return false
		}
		return true
	}).with(expr.Rejection)
	s.rule += "." + e.m.Name
	p := &provenance{cmd: cmd, scope: s, x: &syntax.Emit{Event: x.Event, With: x.With}, event: e}
	if fields, complete := p.resolve(); complete {
		cmd.m.OnRejected = &model.OnRejected{Event: e.m, Fields: fields, Pos: at(x.Event.Span)}
	}
}

// checkRecordedMessages refuses personal data in what the command may be refused
// with: the message is recorded, and nothing says about whom it is.
func (cmd *command) checkRecordedMessages(x *syntax.OnRejected) {
	for _, said := range cmd.refusalMessages() {
		if said.message == nil {
			continue // "" or wrong
		}
		for _, part := range said.message.Parts {
			if part.Expr == nil {
				continue
			}
			if f := expr.PersonalIn(part.Expr.Node); f != nil {
				cmd.context.errorf(x.Event.Span, diag.PIIInEvent, "the message of %s tells %s, which is personal data, and is recorded without saying whose", said.id, f.Name).
					Suggestf("leave it out of the message, or don't record refusals of %s", cmd.m.Name)
				break
			}
		}
	}
}

type refusalMessage struct {
	id      string
	message *model.Message
}

// refusalMessages are those of all that the command may be refused by, each once.
func (cmd *command) refusalMessages() []refusalMessage {
	var all []refusalMessage
	seen := map[string]bool{}
	add := func(of, id string, m *model.Message) {
		if key := of + " " + id; !seen[key] {
			seen[key] = true
			all = append(all, refusalMessage{id, m})
		}
	}
	for _, r := range cmd.m.Refuses {
		add("", r.ID, r.Message)
	}
	for _, r := range cmd.m.Rejects {
		add("", r.Name, r.Message)
	}
	concerned := []*model.Aggregate{cmd.aggregate.m}
	for _, e := range cmd.m.Emits {
		if e.Event.From != nil {
			add(e.Event.Name, e.Event.FromID, e.Event.FromText)
		}
		if e.On != nil {
			concerned = append(concerned, e.On.Aggregate)
		}
	}
	for _, a := range concerned {
		for _, i := range a.Invariants {
			add(a.Name, i.ID, i.Message)
		}
		for _, u := range a.Unique {
			add(a.Name, u.ID, u.Message)
		}
	}
	return all
}

// recordsRefusals wants an event that says nothing of a state.
func (cmd *command) recordsRefusals(x *syntax.OnRejected, e *event) bool {
	c := cmd.context
	for _, key := range []string{"from", "to", "copies", "sets", "ends", "apply"} {
		written := e.keyAt(key)
		if !written.Present() || key == "ends" && !e.m.Ends || key == "apply" && e.s.Apply.Text != "go" {
			continue
		}
		c.errorf(x.Event.Span, diag.KeyConflict, "%s can't record a refusal: it speaks of a state that stays as it was", e.m.Name).
			Suggestf("record it as an event of its own, with `apply: none`").Relate(written.Span, "`"+key+"`")
		return false
	}
	if e.s.Apply.Text == "none" {
		return true
	}
	if e.key("apply") || !e.key("retired") && !e.key("ends") {
		return false // reported where it stands
	}
	c.errorf(x.Event.Span, diag.KeyConflict, "%s can't record a refusal: it doesn't say that it changes no state", e.m.Name).
		Suggestf("write `apply: none` at the event").Relate(e.s.Name.Span, "the event")
	return false
}
