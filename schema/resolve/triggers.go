package resolve

import (
	"slices"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/literal"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// trigger is the event that a reaction or projection is about.
type trigger struct {
	name  syntax.Scalar
	event *event
	view  *view    // nil of an event of this context
	uses  []string // fields of the view
}

// uses is what a schema says of the fields that are used of a foreign event.
type uses struct {
	names   []syntax.Scalar
	written bool
}

func usesOf(names []syntax.Scalar, keys []syntax.Scalar) uses {
	return uses{names, hasKey(keys, "uses")}
}

func hasKey(keys []syntax.Scalar, name string) bool {
	return slices.ContainsFunc(keys, func(key syntax.Scalar) bool { return key.Text == name })
}

// triggersOf finds what one thing reacts to, with what it uses of all of it. Those
// that are wrong are left out.
func (c *context) triggersOf(names []syntax.Scalar, used uses) []*trigger {
	var all []*trigger
	foreign := false
	reacted := map[*event]syntax.Scalar{}
	for _, name := range names {
		e := c.reacted(name, used.written)
		if e == nil {
			foreign = true // it may be
			continue
		}
		if first, twice := reacted[e]; twice {
			c.errorf(name.Span, diag.DuplicateName, "%s stands here twice", name.Text).Relate(first.Span, "the first is here")
			continue
		}
		reacted[e] = name
		t := &trigger{name: name, event: e}
		if e.context != c {
			foreign = true
			t.view = c.viewOf(e, name.Span)
		}
		all = append(all, t)
	}
	if used.written && !foreign && len(used.names) > 0 {
		c.errorf(used.names[0].Span, diag.KeyConflict, "`uses` is for events of other contexts, of this one's own all fields are there").
			Suggestf("leave it out")
		return all
	}
	c.useFields(used.names, all)
	return all
}

// useFields finds the fields under `uses` in the foreign events that they may be of.
func (c *context) useFields(names []syntax.Scalar, triggers []*trigger) {
	seen := map[string]syntax.Scalar{}
	for _, name := range names {
		if first, twice := seen[name.Text]; twice {
			c.errorf(name.Span, diag.DuplicateName, "%s stands here twice", name.Text).Relate(first.Span, "the first is here")
			continue
		}
		seen[name.Text] = name
	}
	var last *trigger
	found := map[string]bool{}
	for _, t := range triggers {
		if t.view == nil {
			continue
		}
		last = t
		for _, f := range t.event.m.Fields {
			if _, used := seen[f.Name]; used {
				found[f.Name] = true
				t.uses = append(t.uses, f.Name)
				t.view.used[f] = true
			}
		}
	}
	for _, name := range names {
		if last == nil || found[name.Text] || c.broken[name.Text] {
			continue
		}
		f := c.errorf(name.Span, diag.UnknownField, "%s isn't a field of %s", diag.Quote(name.Text), last.event.what())
		c.meant(f, name.Text, fieldNamesOf(last.event.m.Fields))
		last.useAll() // whichever it was meant to be
	}
}

func (t *trigger) useAll() {
	t.uses = slices.Collect(fieldNamesOf(t.event.m.Fields))
	for _, f := range t.event.m.Fields {
		t.view.used[f] = true
	}
}

// fields are those of the event that may be used.
func (t *trigger) fields() []*model.Field {
	if t.view == nil {
		return t.event.m.Fields
	}
	var used []*model.Field
	for _, f := range t.view.m.Fields {
		if slices.Contains(t.uses, f.Name) {
			used = append(used, f)
		}
	}
	return used
}

func (t *trigger) model() model.Trigger {
	if t.view == nil {
		return model.Trigger{Event: t.event.m}
	}
	return model.Trigger{View: t.view.m, Uses: t.fields()}
}

// what is the event for messages.
func (t *trigger) what() string {
	if t.view == nil {
		return t.event.what()
	}
	return "the event " + t.event.m.WireType
}

// record is the event as a root of expressions.
func (t *trigger) record() *model.Var {
	return expr.Record(model.ScopeEvent, "event", t.what(), t.fields())
}

// unused are the fields of a foreign event that aren't under `uses`, each with the
// way out.
func (t *trigger) unused() map[string]string {
	if t.view == nil {
		return nil
	}
	hints := map[string]string{}
	for _, f := range t.event.m.Fields {
		if !slices.Contains(t.uses, f.Name) {
			hints[f.Name] = "it is a field of " + t.event.m.WireType + " that isn't under `uses`: add it there"
		}
	}
	return hints
}

// reacted finds the event that something reacts to. Another context's must be
// published, and `uses` says what is used of it.
func (c *context) reacted(name syntax.Scalar, uses bool) *event {
	owner, bare, ok := c.qualified(name)
	if !ok {
		return nil
	}
	e := owner.byEvent[bare]
	switch {
	case e == nil && c.broken[bare]:
		return nil
	case e == nil:
		f := c.errorf(name.Part(len(name.Text)-len(bare), len(name.Text)), diag.UnknownEvent, "context %s has no event named %s", owner.m.Name, diag.Quote(bare))
		if c.meant(f, bare, eventNames(owner.events)); f.Suggestion == "" {
			f.Suggestion = c.elsewhere(bare)
		}
		return nil
	case owner == c:
		return e
	case !e.m.Published && c.refused[e]:
		return nil
	case !e.m.Published:
		c.refused[e] = true
		c.errorf(name.Span, diag.UnpublishedDependency, "%s is private to context %s", bare, owner.m.Name).
			Suggestf("write `published: true` at the event, if others may depend on it").Relate(e.s.Name.Span, "the event")
		return nil
	case !uses:
		c.errorf(name.Span, diag.MissingUses, "%s is of another context, and nothing says which of its fields are used", name.Text).
			Suggestf("name them: uses: [%s]", joined(literal.FieldNames(e.m.Fields[:min(len(e.m.Fields), 10)])))
		return nil
	}
	return e
}

// elsewhere suggests the context that has an event.
func (c *context) elsewhere(name string) string {
	for _, other := range c.order {
		if other.byEvent[name] != nil {
			return "did you mean " + other.m.Name + "." + name + "?"
		}
	}
	return ""
}
