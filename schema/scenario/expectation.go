package scenario

import (
	"slices"
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// place is where a step stands: what findings about the whole of it point at,
// and whose state it is about if it sends nothing.
type place struct {
	span diag.Span
	id   string
}

// expectation is a command and what comes of it.
func (c *checker) expectation(s *syntax.Step, at place) *model.Step {
	step := &model.Step{Pos: pos(at.span), Repeat: s.Repeat.Text == "true", StateID: at.id}
	c.shape(s, at)
	var written *syntax.Command
	if s.When != nil {
		written = c.when(s, step)
	}
	if step.Command == nil {
		// Without its command nothing can be said of what comes of it.
		if s.State != nil {
			c.state(step, s.State, at.id)
		}
		return step
	}
	c.then(s, step, written)
	if s.Rejected.Present() {
		c.rejected(s.Rejected, step)
	}
	c.invalid(s, step)
	if s.State != nil {
		c.state(step, s.State, step.StateID)
	}
	return step
}

// shape looks at which keys stand together.
func (c *checker) shape(s *syntax.Step, at place) {
	refused, invalid := s.Rejected.Present(), s.Invalid != nil
	expects := s.HasThen || refused || invalid
	if misread(s) {
		c.silent = true
		return
	}
	switch {
	case s.When == nil && expects:
		c.found.Errorf(at.span, diag.ScenarioShape, "an outcome is expected of no command").Suggestf("add `when`")
	case s.When == nil && s.State == nil:
		c.found.Errorf(at.span, diag.ScenarioShape, "nothing is expected here").Suggestf("add `when` and what comes of it, or `state`")
	case s.When == nil && s.Repeat.Present():
		c.found.Errorf(s.Repeat.Span, diag.ScenarioShape, "`repeat` sends a command twice, and there is none").Suggestf("add `when`")
	case s.When != nil && !expects && s.State == nil:
		c.found.Errorf(s.When.Name.Span, diag.ScenarioShape, "nothing is expected of %s", s.When.Name.Text).
			Suggestf("add `then`, `rejected`, `invalid` or `state`")
	case invalid && (s.HasThen || refused):
		c.found.Errorf(at.span, diag.ScenarioShape, "an invalid command comes to nothing else").Suggestf("leave out `then` and `rejected`, or `invalid`")
	}
}

// misread says that a key which tells what is sent or expected was found wrong
// with the file's form, or is none of an aggregate's.
func misread(s *syntax.Step) bool {
	return s.Partly || slices.ContainsFunc(s.Keys, func(key syntax.Scalar) bool {
		switch key.Text {
		case "name", "now", "meta", "given", "ids", "asks", "repeat", "steps":
			return false
		case "when":
			return s.When == nil
		case "then":
			return !s.HasThen
		case "rejected":
			return !s.Rejected.Present()
		case "invalid":
			return s.Invalid == nil
		case "state":
			return s.State == nil
		}
		return !strings.HasPrefix(key.Text, "x-")
	})
}

// when reads the command that is sent; it stays nil when that can't be told.
func (c *checker) when(s *syntax.Step, step *model.Step) *syntax.Command {
	name := s.When.Name
	var command *model.Command
	var names []string
	for _, candidate := range c.a.Commands {
		if candidate.Name == name.Text {
			command = candidate
		}
		names = append(names, candidate.Name)
	}
	written := c.declared.commands[name.Text]
	switch {
	case command == nil && written != nil:
		c.silent = true
		return nil
	case command == nil:
		c.found.Errorf(name.Span, diag.UnknownCommand, "%s has no command %s", c.a.Name, diag.Quote(name.Text)).DidYouMean(name.Text, names)
		return nil
	}
	step.Value = c.complete(name, s.When.Value, command.Fields, "the command "+name.Text, c.freeIn(command, s.Invalid))
	if step.Value == nil {
		return nil
	}
	step.Command = command
	step.ID = fillID(step.Value, c.a, command.Fields)
	step.StateID = step.ID
	return written
}

// then reads the events that must come of the command.
func (c *checker) then(s *syntax.Step, step *model.Step, written *syntax.Command) {
	if s.HasThen && s.Rejected.Present() {
		c.recorded(s, step, written)
		return
	}
	step.HasThen = s.HasThen
	for _, message := range s.Then {
		if expected := c.expected(message, step.Command); expected != nil {
			step.Then = append(step.Then, expected)
		}
	}
}

// recorded reads the event that a refusal must be recorded as.
func (c *checker) recorded(s *syntax.Step, step *model.Step, written *syntax.Command) {
	by := step.Command.OnRejected
	switch {
	case by == nil && written != nil && written.OnRejected != nil:
		c.silent = true // found wrong where it stands
		return
	case by == nil:
		c.found.Errorf(s.Rejected.Span, diag.ScenarioShape, "a command that is refused raises no events").
			Suggestf("leave out `then`, or `rejected`")
		return
	case len(s.Then) == 0:
		c.found.Errorf(s.Rejected.Span, diag.ScenarioOutcome, "a refusal of %s is recorded as %s", step.Command.Name, by.Event.Name).
			Suggestf("expect it: then: [{%s: {}}], or leave `then` out", by.Event.Name)
		return
	}
	step.HasThen = true
	for i, message := range s.Then {
		event := c.event(message.Name)
		switch {
		case event == nil:
		case event != by.Event:
			c.found.Errorf(message.Name.Span, diag.ScenarioOutcome, "%s, refused, raises nothing but %s", step.Command.Name, by.Event.Name).
				DidYouMean(event.Name, []string{by.Event.Name})
		case i > 0:
			c.found.Errorf(message.Name.Span, diag.ScenarioOutcome, "a refusal is recorded once")
		default:
			value := c.partial(message.Name, message.Value, event.Fields, "the event "+event.Name)
			step.Then = append(step.Then, &model.Expected{Event: event, Value: value, Pos: pos(message.Name.Span)})
		}
	}
}

func (c *checker) expected(message *syntax.Message, command *model.Command) *model.Expected {
	event := c.event(message.Name)
	if event == nil {
		return nil
	}
	var names []string
	raised := false
	for _, emit := range command.Emits {
		if emit.Event != nil {
			raised = raised || emit.Event == event
			names = append(names, emit.Event.Name)
		}
	}
	switch {
	case !raised && c.declaredEmit(command.Name, event.Name):
		c.silent = true
		return nil
	case !raised && command.OnRejected != nil && command.OnRejected.Event == event:
		c.found.Errorf(message.Name.Span, diag.ScenarioOutcome, "%s raises %s only when it is refused", command.Name, event.Name).
			Suggestf("say by what it is: add `rejected`")
		return nil
	case !raised:
		c.found.Errorf(message.Name.Span, diag.ScenarioOutcome, "%s never raises %s", command.Name, event.Name).DidYouMean(event.Name, names)
		return nil
	}
	value := c.partial(message.Name, message.Value, event.Fields, "the event "+event.Name)
	return &model.Expected{Event: event, Value: value, Pos: pos(message.Name.Span)}
}

// declaredEmit says that the schema has the command raise the event, which was
// found wrong there.
func (c *checker) declaredEmit(command, event string) bool {
	written := c.declared.commands[command]
	if written == nil {
		return false
	}
	for _, emit := range written.Emits {
		if emit.Event.Text == event {
			return true
		}
	}
	return false
}

// state reads what the state must be, and of which aggregate.
func (c *checker) state(step *model.Step, v *syntax.Value, id string) {
	name := syntax.Scalar{Span: v.Span}
	step.State = c.partial(name, v, unsettable(c.a.State), "the state of "+c.a.Name)
	step.StateID = id
	if step.State == nil {
		return
	}
	if named, ok := namedID(step.State); ok {
		step.StateID = named
	}
}
