package syntax

import (
	"gopkg.in/yaml.v3"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

// policyForm is an entry of `policies`.
var policyForm = newForm("a policy", keys[Policy]{
	"doc":       text(func(p *Policy) *Scalar { return &p.Doc }),
	"was":       oneOrMore(func(p *Policy) *[]Scalar { return &p.Was }),
	"whenever":  oneOrMore(func(p *Policy) *[]Scalar { return &p.Whenever }),
	"every":     mapped(func(p *Policy) **Every { return &p.Every }, readEvery),
	"since":     word(func(p *Policy) *Scalar { return &p.Since }, "now", "beginning"),
	"uses":      texts(func(p *Policy) *[]Scalar { return &p.Uses }),
	"let":       assigns(func(p *Policy) *[]*Assign { return &p.Let }),
	"do":        word(func(p *Policy) *Scalar { return &p.Do }, "go"),
	"sends":     list(func(p *Policy) *[]*Send { return &p.Sends }, readSend),
	"fixtures":  parts(func(p *Policy) *[]*Fixture { return &p.Fixtures }, readFixture),
	"scenarios": list(func(p *Policy) *[]*Scenario { return &p.Scenarios }, reactionScenarios.read),
})

func readPolicy(r *reader, e entry) *Policy {
	p := &Policy{Name: e.key}
	p.Keys = policyForm.read(r, e.value, p, e.key.Span)
	r.eitherOf(e.value, e.key.Span, "a policy", len(p.Whenever) > 0, "whenever", p.Every != nil, "every")
	return p
}

var everyForm = newForm("`every`", keys[Every]{
	"cron":     text(func(x *Every) *Scalar { return &x.Cron }),
	"interval": text(func(x *Every) *Scalar { return &x.Interval }),
})

func readEvery(r *reader, e entry) *Every {
	x := &Every{Span: e.key.Span}
	everyForm.read(r, e.value, x, e.key.Span)
	r.eitherOf(e.value, e.key.Span, "`every`", x.Cron.Present(), "cron", x.Interval.Present(), "interval")
	return x
}

// sendForm is an entry of `sends`. It is made in init because what a refused
// command leads to may send commands again.
var sendForm *form[Send]

func init() {
	sendForm = newForm("an entry of `sends`", keys[Send]{
		"command":     text(func(x *Send) *Scalar { return &x.Command }),
		"id":          text(func(x *Send) *Scalar { return &x.ID }),
		"for_each":    text(func(x *Send) *Scalar { return &x.ForEach }),
		"as":          text(func(x *Send) *Scalar { return &x.As }),
		"when":        text(func(x *Send) *Scalar { return &x.When }),
		"with":        assigns(func(x *Send) *[]*Assign { return &x.With }),
		"retry":       mapped(func(x *Send) **Retry { return &x.Retry }, readRetry),
		"on_rejected": part(func(x *Send) **SendRejected { return &x.OnRejected }, readSendRejected),
	}, "command")
}

// readSend reads a command's name or a mapping that says how it is filled.
func readSend(r *reader, n *yaml.Node) *Send {
	if n.Kind == yaml.ScalarNode && !empty(n) {
		command := r.scalar(n)
		return &Send{Command: command, Span: command.Span}
	}
	if n.Kind != yaml.MappingNode {
		r.wrongShape("an entry of `sends`", n, "a command's name or a mapping with one")
		return nil
	}
	x := &Send{Span: r.point(n)}
	sendForm.read(r, n, x, x.Span)
	r.together(n, x.ForEach, "for_each", x.As, "as")
	return x
}

var retryForm = newForm("`retry`", keys[Retry]{
	"attempts": number(func(x *Retry) *Scalar { return &x.Attempts }, 1),
	"backoff":  text(func(x *Retry) *Scalar { return &x.Backoff }),
})

func readRetry(r *reader, e entry) *Retry {
	x := &Retry{Span: e.key.Span}
	retryForm.read(r, e.value, x, e.key.Span)
	return x
}

var sendRejectedForm = newForm("`on_rejected`", keys[SendRejected]{
	"sends": list(func(x *SendRejected) *[]*Send { return &x.Sends }, readSend),
}, "sends")

// readSendRejected reads park, skip, or a mapping with the commands to send.
func readSendRejected(r *reader, e entry) *SendRejected {
	x := &SendRejected{Span: e.key.Span}
	if e.value.Kind == yaml.MappingNode {
		sendRejectedForm.read(r, e.value, x, e.key.Span)
		return x
	}
	if e.value.Kind != yaml.ScalarNode || empty(e.value) {
		r.wrongShape("`on_rejected`", e.value, "park, skip or a mapping with `sends`")
		return nil
	}
	x.Action = r.scalar(e.value)
	if x.Action.Text != "park" && x.Action.Text != "skip" {
		r.errorf(x.Action.Span, diag.BadValue, "`on_rejected` takes park, skip or a mapping with `sends`, not %s", diag.Quote(x.Action.Text)).
			DidYouMean(x.Action.Text, []string{"park", "skip"})
		return nil
	}
	return x
}

// processForm is an entry of `processes`.
var processForm = newForm("a process", keys[Process]{
	"doc":       text(func(p *Process) *Scalar { return &p.Doc }),
	"was":       oneOrMore(func(p *Process) *[]Scalar { return &p.Was }),
	"key":       oneOrMore(func(p *Process) *[]Scalar { return &p.Key }),
	"since":     word(func(p *Process) *Scalar { return &p.Since }, "now", "beginning"),
	"state":     parts(func(p *Process) *[]*Field { return &p.State }, readField),
	"let":       assigns(func(p *Process) *[]*Assign { return &p.Let }),
	"whenever":  parts(func(p *Process) *[]*Reaction { return &p.Whenever }, readReaction),
	"fixtures":  parts(func(p *Process) *[]*Fixture { return &p.Fixtures }, readFixture),
	"scenarios": list(func(p *Process) *[]*Scenario { return &p.Scenarios }, reactionScenarios.read),
}, "key", "whenever")

func readProcess(r *reader, e entry) *Process {
	p := &Process{Name: e.key}
	p.Keys = processForm.read(r, e.value, p, e.key.Span)
	return p
}

// reactionForm is an entry of a process's `whenever`.
var reactionForm = newForm("a reaction", keys[Reaction]{
	"doc":     text(func(x *Reaction) *Scalar { return &x.Doc }),
	"starts":  flag(func(x *Reaction) *Scalar { return &x.Starts }),
	"uses":    texts(func(x *Reaction) *[]Scalar { return &x.Uses }),
	"key":     oneOrMore(func(x *Reaction) *[]Scalar { return &x.Key }),
	"let":     assigns(func(x *Reaction) *[]*Assign { return &x.Let }),
	"sets":    assigns(func(x *Reaction) *[]*Assign { return &x.Sets }),
	"timeout": readTimeouts,
	"cancels": texts(func(x *Reaction) *[]Scalar { return &x.Cancels }),
	"sends":   list(func(x *Reaction) *[]*Send { return &x.Sends }, readSend),
	"ends":    text(func(x *Reaction) *Scalar { return &x.Ends }),
})

func readReaction(r *reader, e entry) *Reaction {
	x := &Reaction{Event: e.key}
	x.Keys = reactionForm.read(r, e.value, x, e.key.Span)
	return x
}

var timeoutForm = newForm("a timeout", keys[Timeout]{
	"name":  text(func(x *Timeout) *Scalar { return &x.Name }),
	"after": text(func(x *Timeout) *Scalar { return &x.After }),
	"at":    text(func(x *Timeout) *Scalar { return &x.At }),
}, "name")

// readTimeouts reads one timeout or a list of them.
func readTimeouts(r *reader, x *Reaction, e entry) {
	if e.value.Kind == yaml.SequenceNode {
		x.Timeouts = readList(r, e.value, readTimeout)
	} else if e.value.Kind == yaml.MappingNode {
		x.Timeouts = []*Timeout{readTimeout(r, e.value)}
	} else {
		r.wrongShape("`timeout`", e.value, "a mapping with name and after or at")
	}
}

func readTimeout(r *reader, n *yaml.Node) *Timeout {
	x := &Timeout{Span: r.point(n)}
	timeoutForm.read(r, n, x, x.Span)
	r.eitherOf(n, x.Span, "a timeout", x.After.Present(), "after", x.At.Present(), "at")
	return x
}
