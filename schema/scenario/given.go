package scenario

import (
	"maps"
	"slices"
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// fixture is a named beginning, checked when it is first needed.
type fixture struct {
	syntax *syntax.Fixture
	state  fixtureState
	events []*model.Given
	// silent says that one of its events was found wrong before.
	silent bool
}

type fixtureState int

const (
	unchecked fixtureState = iota
	checking
	checked
)

// collectFixtures finds fixtures by name: the thing's own, then those of the
// context.
func (c *beginnings) collectFixtures(own, shared []*syntax.Fixture) {
	c.fixtures = map[string]*fixture{}
	for _, f := range slices.Concat(own, shared) {
		if first, again := c.fixtures[f.Name.Text]; again {
			c.found.Errorf(f.Name.Span, diag.DuplicateName, "a fixture is called %s already", diag.Quote(f.Name.Text)).
				Relate(first.syntax.Name.Span, "the first is here")
			continue
		}
		c.fixtures[f.Name.Text] = &fixture{syntax: f}
	}
}

// checkFixtures checks the thing's own fixtures, used or not, and gives those
// that are right.
func (c *beginnings) checkFixtures(own []*syntax.Fixture) (right []*model.Fixture) {
	for _, f := range own {
		known := c.fixtures[f.Name.Text]
		if known.syntax != f {
			continue
		}
		before := c.found.Len()
		c.silent = false
		events := c.expand(known)
		if c.found.Len() == before && !c.silent {
			right = append(right, &model.Fixture{Name: f.Name.Text, Events: events})
		}
	}
	return right
}

// expand gives all events of a fixture.
func (c *beginnings) expand(f *fixture) []*model.Given {
	if f.state == unchecked {
		f.state = checking
		before := c.silent
		c.silent = false
		f.events = c.given(f.syntax.Events)
		f.silent, c.silent = c.silent, before
		f.state = checked
	}
	c.silent = c.silent || f.silent
	return f.events
}

// maxGiven bounds what fixtures that begin with one another twice grow to.
const maxGiven = 10_000

// given are the events of a beginning.
func (c *beginnings) given(entries []*syntax.Given) []*model.Given {
	var out []*model.Given
	for _, entry := range entries {
		if entry.Fixture.Present() {
			out = append(out, c.begin(entry.Fixture)...)
		} else if g := c.givenEvent(entry); g != nil {
			out = append(out, g)
		}
		if len(out) > maxGiven {
			c.found.Errorf(entry.Span, diag.ScenarioShape, "a beginning of more than %d events", maxGiven)
			return nil
		}
	}
	return out
}

// begin gives the events of the fixture that an entry names.
func (c *beginnings) begin(name syntax.Scalar) []*model.Given {
	f, ok := c.fixtures[name.Text]
	switch {
	case !ok:
		finding := c.found.Errorf(name.Span, diag.ScenarioUnknown, "there is no fixture %s", diag.Quote(name.Text))
		if _, isEvent := c.declared.events[name.Text]; isEvent {
			finding.Suggestf("an event is written {%s: {}}", name.Text)
		} else {
			finding.DidYouMean(name.Text, c.fixtureNames())
		}
		return nil
	case f.state == checking:
		c.found.Errorf(name.Span, diag.FixtureCycle, "the fixture %s begins with itself", name.Text).
			Relate(f.syntax.Name.Span, "it is declared here")
		return nil
	}
	return c.expand(f)
}

func (c *beginnings) fixtureNames() []string {
	var names []string
	for name := range c.fixtures {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (c *beginnings) givenEvent(entry *syntax.Given) *model.Given {
	g := &model.Given{At: c.instant(entry.At), Meta: c.meta(entry.Meta), Pos: pos(entry.Span)}
	if c.foreign != nil && c.isForeign(entry.Event) {
		return c.foreignEvent(entry.Event, entry.Value, g)
	}
	if g.Event = c.event(entry.Event); g.Event == nil {
		return nil
	}
	if g.Event.Aggregate.ID == nil {
		c.silent = true
		return nil
	}
	value := c.complete(entry.Event, entry.Value, g.Event.Fields, "the event "+g.Event.Name, nil)
	if value == nil {
		return nil
	}
	g.ID = fillID(value, g.Event.Aggregate, g.Event.Fields)
	g.Value = value
	return g
}

func (c *beginnings) isForeign(name syntax.Scalar) bool {
	context, _, qualified := strings.Cut(name.Text, ".")
	return qualified && context != c.context.Name
}

// foreignEvent reads an event of another context, with exactly the fields that are
// used of it.
func (c *beginnings) foreignEvent(name syntax.Scalar, value *syntax.Value, g *model.Given) *model.Given {
	f := c.foreign[name.Text]
	switch {
	case f == nil && c.halfKnown(), f != nil && f.view == nil:
		c.silent = true // found wrong where it is reacted to
		return nil
	case f == nil:
		c.found.Errorf(name.Span, diag.ScenarioUnknown, "%s doesn't react to %s, so it makes no difference here", c.of, name.Text).
			DidYouMean(name.Text, slices.Sorted(maps.Keys(c.foreign)))
		return nil
	}
	g.View = f.view
	if g.Value = c.complete(name, value, f.fields, "the event "+name.Text+" as `uses` has it", nil); g.Value == nil {
		return nil
	}
	return g
}

// event finds an event of the context by its name.
func (c *beginnings) event(name syntax.Scalar) *model.Event {
	text, version, versioned := strings.Cut(name.Text, "@")
	if context, rest, qualified := strings.Cut(text, "."); qualified {
		if context != c.context.Name {
			c.found.Errorf(name.Span, diag.ScenarioUnknown, "%s is an event of another context: an aggregate begins with events of its own", diag.Quote(text))
			return nil
		}
		text = rest
	}
	event, names := c.findEvent(text)
	switch _, declared := c.declared.events[text]; {
	case event == nil && declared:
		c.silent = true
		return nil
	case event == nil:
		c.found.Errorf(name.Span, diag.UnknownEvent, "no event is named %s", diag.Quote(text)).DidYouMean(text, names)
		return nil
	case versioned:
		c.found.Errorf(name.Part(len(name.Text)-len(version)-1, len(name.Text)), diag.NotYet, "events of an earlier version can't be given yet").
			Suggestf("give the event as it is now")
		return nil
	}
	return event
}

// findEvent finds an event by its name. With nil it gives the names there are.
func (c *beginnings) findEvent(name string) (*model.Event, []string) {
	var names []string
	for _, a := range c.aggregates {
		for _, e := range a.Events {
			if e.Name == name {
				return e, nil
			}
			names = append(names, e.Name)
		}
	}
	return nil, names
}
