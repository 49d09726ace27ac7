package scenario

import (
	"slices"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// What refuses a command without being declared by a name of its own.
const (
	notFound      = "not_found"
	alreadyExists = "already_exists"
	forbidden     = "forbidden"
)

// rejected reads by what the command is refused.
func (c *checker) rejected(id syntax.Scalar, step *model.Step) {
	step.Rejected = id.Text
	possible := c.refusals(step.Command)
	switch {
	case slices.Contains(possible, id.Text):
	case c.foundWrong(step.Command, id.Text):
		c.silent = true
	case id.Text == notFound, id.Text == alreadyExists, id.Text == forbidden, c.knows(id.Text), c.declared.outcomes[id.Text]:
		c.found.Errorf(id.Span, diag.ScenarioOutcome, "%s is never refused by %s", step.Command.Name, id.Text).
			Suggestf("%s", c.instead(step.Command, id.Text, possible))
	default:
		c.found.Errorf(id.Span, diag.UnknownRejection, "nothing refuses %s by %s", step.Command.Name, diag.Quote(id.Text)).
			DidYouMean(id.Text, possible)
	}
}

// foundWrong says that a command would be refused by an id if something hadn't
// been found wrong before: the refusal itself, what it reads, or an event that is
// refused.
func (c *checker) foundWrong(command *model.Command, id string) bool {
	written := c.declared.commands[command.Name]
	if written == nil {
		return false
	}
	halfRead, ofEvents := len(written.Emits) != len(command.Emits), c.ofEvents(id)
	return slices.ContainsFunc(written.Refuses, func(r *syntax.Refusal) bool { return r.ID.Text == id }) ||
		slices.ContainsFunc(written.Rejects, func(name syntax.Scalar) bool { return name.Text == id }) ||
		id == notFound && len(written.Reads) != len(command.Reads) ||
		halfRead && ofEvents || c.declared.ofEvents[id] && !ofEvents
}

// ofEvents says that commands are refused by an id for the events they raise.
func (c *checker) ofEvents(id string) bool {
	return slices.ContainsFunc(c.a.Context.Aggregates, func(a *model.Aggregate) bool {
		return slices.ContainsFunc(a.Events, func(e *model.Event) bool { return e.From != nil && e.FromID == id }) ||
			slices.Contains(afterEvents(a), id)
	})
}

// afterEvents are the ids by which any event of an aggregate may be refused.
func afterEvents(a *model.Aggregate) []string {
	var ids []string
	for _, invariant := range a.Invariants {
		ids = append(ids, invariant.ID)
	}
	for _, unique := range a.Unique {
		ids = append(ids, unique.ID)
	}
	return ids
}

// refusals are the ids by which a command can be refused.
func (c *checker) refusals(command *model.Command) []string {
	var ids []string
	if command.Creates == model.MustExist || slices.ContainsFunc(command.Reads, func(r *model.Read) bool { return !r.Optional }) {
		ids = append(ids, notFound)
	}
	// The id of an aggregate that has ended isn't used again.
	ends := slices.ContainsFunc(c.a.Events, func(e *model.Event) bool { return e.Ends })
	if command.Creates == model.MustNotExist || command.Creates != model.MustExist && ends {
		ids = append(ids, alreadyExists)
	}
	if command.Allowed != nil {
		ids = append(ids, forbidden)
	}
	for _, refusal := range command.Refuses {
		ids = append(ids, refusal.ID)
	}
	for _, rejection := range command.Rejects {
		ids = append(ids, rejection.Name)
	}
	var raisedOn []*model.Aggregate
	for _, emit := range command.Emits {
		if emit.Event == nil {
			continue
		}
		if emit.Event.From != nil && !slices.Contains(ids, emit.Event.FromID) {
			ids = append(ids, emit.Event.FromID)
		}
		if !slices.Contains(raisedOn, emit.Event.Aggregate) {
			raisedOn = append(raisedOn, emit.Event.Aggregate)
		}
	}
	for _, a := range raisedOn {
		ids = append(ids, afterEvents(a)...)
	}
	return ids
}

// knows says that some command of the aggregate can be refused by an id.
func (c *checker) knows(id string) bool {
	for _, command := range c.a.Commands {
		if slices.Contains(c.refusals(command), id) {
			return true
		}
	}
	return false
}

func (c *checker) instead(command *model.Command, id string, possible []string) string {
	switch {
	case id == notFound:
		return "it may be sent where there is no " + c.a.Name
	case id == alreadyExists:
		return "it may be sent where there is a " + c.a.Name
	case id == forbidden:
		return "add `allowed` to the command"
	case len(possible) == 0:
		return "nothing refuses it"
	}
	text := "it can be refused by "
	for i, p := range possible {
		if i > 0 {
			text += ", "
		}
		text += p
	}
	return text
}
