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
// been found wrong before: the refusal itself, or an event that is refused.
func (c *checker) foundWrong(command *model.Command, id string) bool {
	written := c.declared.commands[command.Name]
	if written == nil {
		return false
	}
	halfRead, ofEvents := len(written.Emits) != len(command.Emits), c.ofEvents(id)
	return c.declared.unique[id] ||
		slices.ContainsFunc(written.Refuses, func(r *syntax.Refusal) bool { return r.ID.Text == id }) ||
		slices.ContainsFunc(written.Rejects, func(name syntax.Scalar) bool { return name.Text == id }) ||
		halfRead && ofEvents || c.declared.ofEvents[id] && !ofEvents
}

// ofEvents says that commands are refused by an id for the events they raise.
func (c *checker) ofEvents(id string) bool {
	return slices.ContainsFunc(c.a.Events, func(e *model.Event) bool { return e.From != nil && e.FromID == id }) ||
		slices.ContainsFunc(c.a.Invariants, func(i *model.Invariant) bool { return i.ID == id })
}

// refusals are the ids by which a command can be refused.
func (c *checker) refusals(command *model.Command) []string {
	var ids []string
	switch command.Creates {
	case model.MustExist:
		ids = append(ids, notFound)
	default:
		// The id of an aggregate that has ended isn't used again.
		if command.Creates == model.MustNotExist || slices.ContainsFunc(c.a.Events, func(e *model.Event) bool { return e.Ends }) {
			ids = append(ids, alreadyExists)
		}
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
	for _, emit := range command.Emits {
		if emit.Event != nil && emit.Event.From != nil && !slices.Contains(ids, emit.Event.FromID) {
			ids = append(ids, emit.Event.FromID)
		}
	}
	if len(command.Emits) > 0 {
		for _, invariant := range c.a.Invariants {
			ids = append(ids, invariant.ID)
		}
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
