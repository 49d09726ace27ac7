package resolve

import (
	"time"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// checkStarts wants something that makes an instance.
func (p *process) checkStarts() {
	for _, r := range p.reactions {
		if isTrue(r.s.Starts) || r.trigger == nil && r.timeout == "" {
			return // one that is wrong may be meant to
		}
	}
	p.context.errorf(p.s.Name.Span, diag.MissingKey, "nothing starts the process %s, so there is never an instance of it", p.m.Name).
		Suggestf("write `starts: true` at the event that it begins with")
}

// checkTimeouts wants a reaction to each timeout.
func (p *process) checkTimeouts() {
	known := map[string]bool{}
	for _, r := range p.reactions {
		known[r.timeout] = true
	}
	for _, name := range p.m.Timeouts {
		if !known[name] {
			at := p.timeouts[name]
			p.context.errorf(at.Span, diag.UnknownTimeout, "nothing follows when the timeout %s is reached", name).
				Suggestf("say what does: under `whenever`, timeout.%s: {…}", name)
		}
	}
}

// checkTimeoutReaction refuses what only events have.
func (p *process) checkTimeoutReaction(r *reaction) {
	name := r.s.Event
	p.knownTimeout(name, name.Part(len("timeout."), len(name.Text)), r.timeout)
	for _, key := range r.s.Keys {
		why := ""
		switch key.Text {
		case "starts":
			why = "a timeout is of an instance that is there"
		case "uses":
			why = "a timeout is no event, and has no fields"
		case "key":
			why = "a timeout is of the instance that set it"
		default:
			continue
		}
		p.context.errorf(key.Span, diag.KeyConflict, "`%s` doesn't go with a timeout: %s", key.Text, why).Suggestf("leave it out")
	}
}

// checkAfter wants a time that is ahead, where that can be seen.
func (p *process) checkAfter(x *syntax.Timeout, after *model.Expr) {
	if after == nil {
		return
	}
	if lit, ok := after.Node.(*model.Lit); ok {
		if d, ok := lit.Value.Value.(time.Duration); ok && d <= 0 {
			p.context.errorf(x.After.Span, diag.BadValue, "a timeout after %s would be over before it began", d).Suggestf("give a duration above 0")
		}
	}
}
