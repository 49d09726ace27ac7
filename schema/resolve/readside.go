package resolve

import (
	"slices"
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/literal"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// Policies, processes and read models are checked here for what they refer to.
// Nothing is generated of them yet, and a warning says so.

// resolveReadSideTypes reads the types of fields of processes and read models,
// so that mistakes in them are found.
func (c *context) resolveReadSideTypes() {
	c.processState = map[*syntax.Process][]*model.Field{}
	c.rows = map[*syntax.ReadModel][]*model.Field{}
	for _, f := range c.files {
		for _, s := range f.Processes {
			c.processState[s] = c.readFields(s.State, &structPlace{place: inProcess, what: "the process " + s.Name.Text}, nil)
		}
		for _, s := range f.ReadModels {
			c.rows[s] = c.readFields(s.Fields, &structPlace{place: inReadModel, what: "the read model " + s.Name.Text}, nil)
		}
	}
}

// resolveReferences checks what policies, processes, read models and relations
// refer to, and notes what isn't generated.
func (c *context) resolveReferences() {
	for _, f := range c.files {
		for _, s := range f.Policies {
			c.m.Policies = append(c.m.Policies, &model.Policy{Context: c.m, Name: s.Name.Text})
			c.notGenerated(s.Name, "policies", len(c.m.Policies))
			c.checkPolicy(s)
		}
		for _, s := range f.Processes {
			c.m.Processes = append(c.m.Processes, &model.Process{Context: c.m, Name: s.Name.Text})
			c.notGenerated(s.Name, "processes", len(c.m.Processes))
			c.checkProcess(s)
		}
		for _, s := range f.ReadModels {
			c.m.ReadModels = append(c.m.ReadModels, &model.ReadModel{Context: c.m, Name: s.Name.Text})
			c.notGenerated(s.Name, "read models", len(c.m.ReadModels))
			c.checkReadModel(s)
		}
		for _, s := range f.Relations {
			c.checkRelation(s)
		}
	}
}

// notGenerated warns at the first one of a kind in a context.
func (c *context) notGenerated(name syntax.Scalar, kind string, count int) {
	if count == 1 {
		c.findings.Warnf(name.Span, diag.NotGenerated, "%s aren't generated yet: those of context %s are checked and left out", kind, c.m.Name)
	}
}

func (c *context) checkPolicy(s *syntax.Policy) {
	for _, name := range s.Whenever {
		if e := c.reacted(name, len(s.Uses) > 0); e != nil && len(s.Whenever) == 1 {
			c.checkUses(s.Uses, e)
		}
	}
	c.checkSends(s.Sends)
}

func (c *context) checkProcess(s *syntax.Process) {
	timeouts := map[string]bool{}
	var names []string
	for _, r := range s.Whenever {
		for _, t := range r.Timeouts {
			timeouts[t.Name.Text] = true
			names = append(names, t.Name.Text)
		}
	}
	timeout := func(name syntax.Scalar, text string, span diag.Span) {
		if name.Present() && !timeouts[text] {
			f := c.errorf(span, diag.UnknownTimeout, "%s sets no timeout %s", s.Name.Text, diag.Quote(text))
			c.meant(f, text, slices.Values(names))
		}
	}
	for _, r := range s.Whenever {
		if text, ok := strings.CutPrefix(r.Event.Text, "timeout."); ok {
			timeout(r.Event, text, r.Event.Part(len("timeout."), len(r.Event.Text)))
		} else if e := c.reacted(r.Event, len(r.Uses) > 0); e != nil {
			c.checkUses(r.Uses, e)
		}
		for _, name := range r.Cancels {
			timeout(name, name.Text, name.Span)
		}
		for _, set := range r.Sets {
			c.checkColumn(set.Target, c.processState[s], "the process "+s.Name.Text)
		}
		c.checkSends(r.Sends)
	}
}

func (c *context) checkReadModel(s *syntax.ReadModel) {
	what, rows := "the read model "+s.Name.Text, c.rows[s]
	for _, key := range s.Key {
		if key.Text != "tenant" {
			c.checkColumn(key, rows, what)
		}
	}
	for _, from := range s.From {
		if e := c.reacted(from.Event, len(from.Uses) > 0); e != nil {
			c.checkUses(from.Uses, e)
		}
		for _, row := range []*syntax.Row{from.Insert, from.Update, from.Upsert} {
			if row == nil {
				continue
			}
			for _, set := range row.Sets {
				c.checkColumn(set.Target, rows, what)
			}
		}
	}
	for _, q := range s.Queries {
		for _, where := range q.Where {
			c.checkColumn(where, rows, what)
		}
	}
}

// checkColumn wants a plain name to be one of some fields; paths are looked at
// when they are generated.
func (c *context) checkColumn(name syntax.Scalar, fields []*model.Field, of string) {
	for _, r := range name.Text {
		if notOfName(r) {
			return
		}
	}
	if name.Present() && findField(fields, name.Text) == nil {
		c.unknownField(name, fields, of)
	}
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
	case !e.m.Published:
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

func (c *context) checkUses(uses []syntax.Scalar, e *event) {
	for _, name := range uses {
		if findField(e.m.Fields, name.Text) == nil && !c.broken[name.Text] {
			f := c.errorf(name.Span, diag.UnknownField, "%s isn't a field of %s", diag.Quote(name.Text), e.what())
			c.meant(f, name.Text, fieldNamesOf(e.m.Fields))
		}
	}
}

// checkSends wants commands of this context, and fields of theirs.
func (c *context) checkSends(sends []*syntax.Send) {
	for _, s := range sends {
		if cmd := c.sent(s.Command); cmd != nil {
			for _, with := range s.With {
				if findField(cmd.m.Fields, with.Target.Text) == nil && !c.broken[with.Target.Text] {
					f := c.errorf(with.Target.Span, diag.UnknownField, "%s isn't a field of %s", diag.Quote(with.Target.Text), cmd.what())
					c.meant(f, with.Target.Text, fieldNamesOf(cmd.m.Fields))
				}
			}
		}
		if s.OnRejected != nil {
			c.checkSends(s.OnRejected.Sends)
		}
	}
}

func (c *context) sent(name syntax.Scalar) *command {
	owner, bare, ok := c.qualified(name)
	if !ok {
		return nil
	}
	if owner != c {
		c.foreignCommand(name, owner)
		return nil
	}
	if cmd := c.byCommand[bare]; cmd != nil || c.broken[bare] {
		return cmd
	}
	for _, other := range c.order {
		if other.byCommand[bare] != nil {
			c.foreignCommand(name, other)
			return nil
		}
	}
	f := c.errorf(name.Span, diag.UnknownCommand, "context %s has no command named %s", c.m.Name, diag.Quote(bare))
	c.meant(f, bare, commandNames(c.commands))
	return nil
}

func (c *context) foreignCommand(name syntax.Scalar, owner *context) {
	c.errorf(name.Span, diag.ForeignCommand, "%s is a command of context %s, which decides by itself what it does", name.Text, owner.m.Name).
		Suggestf("publish an event here, and let a policy of %s send its own command", owner.m.Name)
}

// qualified splits a name into its context, which is this one when none is
// written, and the name there.
func (c *context) qualified(name syntax.Scalar) (owner *context, bare string, ok bool) {
	if !name.Present() {
		return nil, "", false
	}
	contextName, bare, found := strings.Cut(name.Text, ".")
	if !found {
		return c, name.Text, true
	}
	owner = c.contexts[contextName]
	if owner == nil {
		c.unknownContext(name.Part(0, len(contextName)), contextName)
		return nil, "", false
	}
	return owner, bare, true
}
