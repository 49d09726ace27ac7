package resolve

import (
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// resolveOnRejected reads the event that a refusal is recorded as. It stands in a
// stream of its own, so it is one that changes no state.
func (cmd *command) resolveOnRejected() {
	x := cmd.s.OnRejected
	if x == nil {
		return
	}
	e := cmd.eventNamed(x.Event, cmd.aggregate)
	if e == nil {
		return
	}
	if e.s.Apply.Text != "none" {
		cmd.context.errorf(x.Event.Span, diag.KeyConflict, "%s can't record a refusal: it isn't said to change no state", e.m.Name).
			Suggestf("write `apply: none` at the event: it is kept beside the stream of %s, which is as it was", cmd.aggregate.m.Name).
			Relate(e.s.Name.Span, "the event")
		return
	}
	s := cmd.context.scopeOf(cmd.rule()+"."+e.m.Name,
		expr.Rejection, cmd.cmd, cmd.aggregate.state(model.ScopeState, "state"), expr.Now, expr.Meta)
	p := &provenance{cmd: cmd, scope: s, x: &syntax.Emit{Event: x.Event, With: x.With}, event: e}
	fields, complete := p.resolve()
	if complete {
		cmd.m.OnRejected = &model.OnRejected{Event: e.m, Fields: fields, Pos: at(x.Event.Span)}
	}
}
