package resolve

import (
	"fmt"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/naming"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// declaration is who has a PascalCase name of a context.
type declaration struct {
	kind string // "an event", for messages
	name syntax.Scalar
}

// declare makes everything of a context that has a name, without what is in it,
// and claims the Go names that generated code declares for it.
func (c *context) declare() {
	for _, f := range c.files {
		for _, s := range f.Enums {
			c.declareEnum(s)
		}
		for _, s := range f.Values {
			c.declareValue(s)
		}
		for _, s := range f.Unions {
			c.declareUnion(s)
		}
		for _, s := range f.Aggregates {
			c.declareAggregate(s)
		}
		for _, s := range f.Events {
			c.declareEvent(s, nil)
		}
		for _, s := range f.Policies {
			c.declarePolicy(s)
		}
		for _, s := range f.Processes {
			c.declareProcess(s)
		}
		for _, s := range f.ReadModels {
			c.declareReadModel(s)
		}
	}
	c.checkModuleMethods()
}

// kitMethod claims a method of the context's test kit.
func (c *context) kitMethod(goName string, name syntax.Scalar, what string) bool {
	other, taken := c.kitMethods.Take(goName, naming.Claim{What: what, Span: name.Span})
	if taken {
		c.errorf(name.Span, diag.GoNameClash, "the test kit's method %s would be both of %s and of %s", goName, other.What, what).
			Suggestf("choose another name for one of them").Relate(other.Span, "the other one")
	}
	return !taken
}

// declareName claims a name among those of the context. One that another has
// is reported, and its owner left out.
func (c *context) declareName(name syntax.Scalar, kind string) bool {
	if !c.pascal(name, kind) {
		c.breaks(name)
		return false
	}
	if other, taken := c.declared[name.Text]; taken {
		c.errorf(name.Span, diag.DuplicateName, "%s is the name of %s of context %s already", name.Text, other.kind, c.m.Name).
			Suggestf("names of types, aggregates, events, commands and the like are unique in their context").
			Relate(other.name.Span, "the first is here")
		return false
	}
	c.declared[name.Text] = declaration{kind, name}
	return true
}

func (c *context) declareEnum(s *syntax.Enum) {
	if !c.declareName(s.Name, "an enum") {
		return
	}
	e := &model.Enum{Context: c.m, Name: s.Name.Text, GoName: s.Name.Text, Doc: s.Doc.Text}
	what := "the enum " + e.Name
	c.take(e.GoName, s.Name, what)
	c.take(e.GoName+"Members", s.Name, what+" (its list of words)")
	c.take("Parse"+e.GoName, s.Name, what+" (its parser)")
	seen := map[string]syntax.Scalar{}
	for i, m := range s.Members {
		if i == maxParts {
			c.tooMany(m.Name.Span, "the enum "+e.Name)
			break
		}
		if first, twice := seen[m.Name.Text]; twice {
			c.errorf(m.Name.Span, diag.DuplicateName, "%s has the word %s already", e.Name, diag.Quote(m.Name.Text)).Relate(first.Span, "the first is here")
			continue
		}
		seen[m.Name.Text] = m.Name
		if !c.snake(m.Name, "a word of an enum") {
			c.breaks(m.Name)
			continue
		}
		goName := e.GoName + c.namer.Exported(m.Name.Text)
		c.take(goName, m.Name, fmt.Sprintf("the word %s of %s", m.Name.Text, e.Name))
		e.Members = append(e.Members, &model.EnumMember{Name: m.Name.Text, GoName: goName, Doc: m.Doc.Text, Deprecated: deprecation(m.Deprecated)})
	}
	if len(s.Members) == 0 {
		c.errorf(s.Name.Span, diag.BadValue, "the enum %s has no words", e.Name).Suggestf("give it some: %s: [first, second]", e.Name)
	}
	c.enums[e.Name] = e
	c.m.Enums = append(c.m.Enums, e)
}

func (c *context) declareValue(s *syntax.Struct) {
	if !c.declareName(s.Name, "a value") {
		return
	}
	v := &model.Value{Context: c.m, Name: s.Name.Text, GoName: s.Name.Text, Doc: s.Doc.Text}
	c.take(v.GoName, s.Name, "the value "+v.Name)
	c.values[v.Name] = &structState[model.Value]{m: v, s: s}
	c.m.Values = append(c.m.Values, v)
}

func (c *context) declareUnion(s *syntax.Union) {
	if !c.declareName(s.Name, "a union") {
		return
	}
	u := &model.Union{Context: c.m, Name: s.Name.Text, GoName: s.Name.Text, Doc: s.Doc.Text}
	what := "the union " + u.Name
	c.take(u.GoName, s.Name, what)
	for _, goName := range unionFunctions(u.GoName) {
		c.take(goName, s.Name, what+" (a function of it)")
	}
	for i, variant := range s.Variants {
		if i == maxParts {
			c.tooMany(variant.Name.Span, "the union "+u.Name)
			break
		}
		if !c.snake(variant.Name, "a variant") {
			c.breaks(variant.Name)
			continue
		}
		v := &model.Variant{Union: u, Name: variant.Name.Text, GoName: u.GoName + c.namer.Exported(variant.Name.Text), Doc: variant.Doc.Text}
		c.take(v.GoName, variant.Name, fmt.Sprintf("the variant %s of %s", v.Name, u.Name))
		c.variants[v] = &structState[model.Variant]{m: v, s: variant}
		u.Variants = append(u.Variants, v)
	}
	if len(s.Variants) == 0 {
		c.errorf(s.Name.Span, diag.BadValue, "the union %s has no variants", u.Name)
	}
	c.unions[u.Name] = u
	c.m.Unions = append(c.m.Unions, u)
}

// unionFunctions are the Go functions that a union has.
func unionFunctions(union string) []string {
	return []string{"Equal" + union, "Clone" + union, "Decode" + union}
}

func (c *context) declareAggregate(s *syntax.Aggregate) {
	if !c.declareName(s.Name, "an aggregate") {
		for _, e := range s.Events {
			c.breaks(e.Name)
		}
		for _, cmd := range s.Commands {
			c.breaks(cmd.Name)
		}
		return
	}
	a := &aggregate{context: c, s: s, m: &model.Aggregate{
		Context: c.m, Name: s.Name.Text, GoName: s.Name.Text, Doc: s.Doc.Text,
		Category: c.m.Name + "." + firstName(s.Name, s.Was), Pos: at(s.Name.Span),
	}}
	what := "the aggregate " + a.m.Name
	if c.takeFiles(s.Name, what) {
		c.takeOwn(a)
	}
	c.take(a.m.GoName, s.Name, what)
	c.take(a.m.GoName+"Event", s.Name, what+" (the set of its events)")
	c.take("Decode"+a.m.GoName+"Event", s.Name, what+" (the decoder of its events)")
	c.take(a.m.GoName+"Decider", s.Name, what+" (its decisions)")
	c.take("New"+a.m.GoName+"Decider", s.Name, what+" (its decisions)")
	c.declareID(a)
	c.aggregates = append(c.aggregates, a)
	c.byAggregate[a.m.Name] = a
	c.m.Aggregates = append(c.m.Aggregates, a.m)
	for _, e := range s.Events {
		c.declareEvent(e, a)
	}
	for _, cmd := range s.Commands {
		c.declareCommand(cmd, a)
	}
	for _, x := range s.Rejections {
		c.declareRejection(x, a)
	}
	c.declareRefusals(a)
}

// takeFiles claims what the names of something's files begin with.
func (c *context) takeFiles(name syntax.Scalar, what string) bool {
	other, taken := c.fileNames.Take(naming.ToSnake(name.Text), naming.Claim{What: what, Span: name.Span})
	if taken {
		c.errorf(name.Span, diag.GoNameClash, "%s and %s would be written to the same files", other.What, what).
			Suggestf("choose another name for one of them").Relate(other.Span, "the other one")
	}
	return !taken
}

// takeOwn claims the names that are an aggregate's own. Aggregates that differ in
// capitals only would share all of them, as they would their files.
func (c *context) takeOwn(a *aggregate) {
	what := "the aggregate " + a.m.Name
	for _, goName := range []string{
		"new" + a.m.GoName, "decode" + a.m.GoName + "Event", "validate" + a.m.GoName + "Event", "ends" + a.m.GoName,
		naming.LowerFirst(a.m.GoName) + "Aggregate", naming.LowerFirst(a.m.GoName + "Decider"),
	} {
		c.take(goName, a.s.Name, what)
	}
}

func (c *context) declareEvent(s *syntax.Event, a *aggregate) {
	if !c.declareName(s.Name, "an event") {
		return
	}
	e := &event{context: c, aggregate: a, s: s, m: &model.Event{
		Context: c.m, Name: s.Name.Text, GoName: s.Name.Text, Doc: s.Doc.Text, WireType: c.m.Name + "." + s.Name.Text,
		Published: isTrue(s.Published) || a == nil, Version: 1, Retired: isTrue(s.Retired), Ends: isTrue(s.Ends), Pos: at(s.Name.Span),
	}}
	for _, was := range s.Was {
		e.m.Was = append(e.m.Was, c.m.Name+"."+was.Text)
	}
	c.events = append(c.events, e)
	c.byEvent[e.m.Name] = e
	if a == nil {
		c.m.Events = append(c.m.Events, e.m)
		return // of an external context, of which no Go is made
	}
	c.take(e.m.GoName, s.Name, "the event "+e.m.Name)
	e.m.Aggregate = a.m
	a.events = append(a.events, e)
	a.m.Events = append(a.m.Events, e.m)
}

func (c *context) declareCommand(s *syntax.Command, a *aggregate) {
	if !c.declareName(s.Name, "a command") {
		return
	}
	cmd := &command{context: c, aggregate: a, s: s, m: &model.Command{
		Aggregate: a.m, Name: s.Name.Text, GoName: s.Name.Text, WireType: c.m.Name + "." + s.Name.Text,
		Doc: s.Doc.Text, Actor: s.Actor.Text, DecideGo: s.Decide.Text == "go", Pos: at(s.Name.Span),
	}}
	what := "the command " + cmd.m.Name
	c.take(cmd.m.GoName, s.Name, what)
	if cmd.m.DecideGo || len(s.Asks) > 0 || len(s.Reads) > 0 {
		c.take(naming.LowerFirst(cmd.m.GoName)+"Handling", s.Name, what)
	}
	if cmd.m.DecideGo {
		c.take(cmd.m.GoName+"Event", s.Name, what+" (the events it may raise)")
		c.take(cmd.m.GoName+"Input", s.Name, what+" (what its decision looks at)")
	}
	c.commands = append(c.commands, cmd)
	c.byCommand[cmd.m.Name] = cmd
	a.commands = append(a.commands, cmd)
	a.m.Commands = append(a.m.Commands, cmd.m)
}

func (c *context) declareRejection(s *syntax.Struct, a *aggregate) {
	if !c.declareName(s.Name, "a rejection") {
		return
	}
	x := &model.Rejection{Name: s.Name.Text, GoName: s.Name.Text, Doc: s.Doc.Text, Pos: at(s.Name.Span)}
	c.take(x.GoName, s.Name, "the rejection "+x.Name)
	a.rejections = append(a.rejections, &structState[model.Rejection]{m: x, s: s})
	a.m.Rejections = append(a.m.Rejections, x)
}

// declareRefusals chooses the constants of the ids that the aggregate's
// commands may be refused with: one for each id, however often it is used.
func (c *context) declareRefusals(a *aggregate) {
	a.refusals = map[string]string{}
	declare := func(id syntax.Scalar) {
		if !id.Present() || a.refusals[id.Text] != "" {
			return
		}
		goName := a.m.GoName + "Refusal" + c.namer.Exported(id.Text)
		a.refusals[id.Text] = goName
		if c.snake(id, "a refusal") {
			c.take(goName, id, "the refusal "+id.Text+" of "+a.m.Name)
		}
	}
	for _, guard := range a.s.Guards {
		declare(guard.ID)
	}
	for _, rule := range a.s.Invariants {
		declare(rule.ID)
	}
	for _, unique := range a.s.Unique {
		declare(unique.ID)
	}
	for _, e := range a.s.Events {
		if e.From != nil {
			declare(fromID(e.From, a.s.Lifecycle))
		}
	}
	for _, cmd := range a.s.Commands {
		for _, refusal := range cmd.Refuses {
			if !refusal.Guard {
				declare(refusal.ID)
			}
		}
	}
}

// fromID is the id that a wrong `from` refuses with: its own, or one that is
// made from the lifecycle's field.
func fromID(from *syntax.From, lifecycle syntax.Scalar) syntax.Scalar {
	if from.ID.Present() || !lifecycle.Present() {
		return from.ID
	}
	id := lifecycle
	id.Text = "wrong_" + lifecycle.Text
	return id
}

// firstName is the name that what is stored has: the one it had first.
func firstName(name syntax.Scalar, was []syntax.Scalar) string {
	if len(was) > 0 {
		return was[0].Text
	}
	return name.Text
}
