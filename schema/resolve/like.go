package resolve

import (
	"iter"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// message is an event or a command: what may be `like` another one.
type message interface {
	name() syntax.Scalar
	like() syntax.Scalar
	fieldsAt() *[]*model.Field
	place() *structPlace
	progress() *readState
}

// readState is how far something is that others may need before.
type readState int

const (
	untouched readState = iota
	underway
	done
)

// resolveLike gives commands and events the fields of those they are like,
// before their own.
func (c *context) resolveLike() {
	for _, e := range c.events {
		c.resolveLikeOf(e)
	}
	for _, cmd := range c.commands {
		c.resolveLikeOf(cmd)
	}
}

func (c *context) resolveLikeOf(m message) {
	if *m.progress() != untouched {
		return
	}
	*m.progress() = underway
	defer func() { *m.progress() = done }()
	like := m.like()
	if !like.Present() {
		return
	}
	other := c.messageNamed(like.Text)
	switch {
	case other == nil && c.broken[like.Text]:
		c.breaks(m.name())
		return
	case other == nil:
		f := c.errorf(like.Span, diag.UnknownCommand, "no command or event of context %s is named %s", c.m.Name, diag.Quote(like.Text))
		c.meant(f, like.Text, c.messageNames())
		c.breaks(m.name())
		return
	}
	if *other.progress() == underway {
		c.errorf(like.Span, diag.LikeCycle, "%s is like %s, which is like it", m.name().Text, like.Text).Relate(other.name().Span, like.Text+" is here")
		return
	}
	c.resolveLikeOf(other)
	c.copyFields(m, other)
}

// copyFields puts the other's fields between the aggregate's id and the own
// ones. They are fields of their own: another struct has them.
func (c *context) copyFields(m, other message) {
	own := *m.fieldsAt()
	var id, rest []*model.Field
	for _, f := range own {
		if f.AggregateID {
			id = append(id, f)
			continue
		}
		rest = append(rest, f)
	}
	var copied []*model.Field
	for _, f := range *other.fieldsAt() {
		if f.AggregateID {
			continue
		}
		name := syntax.Scalar{Text: f.Name, Span: m.like().Span}
		if first, twice := m.place().names.names[f.Name]; twice {
			c.errorf(first.Span, diag.DuplicateName, "%s has the field %s by `like: %s` already", m.name().Text, f.Name, m.like().Text).
				Suggestf("leave it out here, or write the fields out").Relate(m.like().Span, "where it comes from")
			continue
		}
		if _, ok := c.fieldName(name, m.place()); !ok {
			continue
		}
		key := syntax.Scalar{Text: f.Wire, Span: m.like().Span}
		c.wire(key, name, m.place())
		twin := *f
		copied = append(copied, &twin)
	}
	*m.fieldsAt() = append(append(id, copied...), rest...)
}

func (c *context) messageNamed(name string) message {
	if cmd := c.byCommand[name]; cmd != nil {
		return cmd
	}
	if e := c.byEvent[name]; e != nil {
		return e
	}
	return nil
}

func (c *context) messageNames() iter.Seq[string] {
	return func(yield func(string) bool) {
		for name := range commandNames(c.commands) {
			if !yield(name) {
				return
			}
		}
		for name := range eventNames(c.events) {
			if !yield(name) {
				return
			}
		}
	}
}

func commandNames(commands []*command) iter.Seq[string] {
	return namesOf(commands, func(cmd *command) string { return cmd.m.Name })
}
