package resolve

import (
	"slices"
	"strconv"
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// event is an event on its way into the model.
type event struct {
	context   *context
	aggregate *aggregate // nil in an external context
	m         *model.Event
	s         *syntax.Event
	in        *structPlace
	likeness  readState
}

func (e *event) name() syntax.Scalar       { return e.s.Name }
func (e *event) like() syntax.Scalar       { return e.s.Like }
func (e *event) fieldsAt() *[]*model.Field { return &e.m.Fields }
func (e *event) place() *structPlace       { return e.in }
func (e *event) progress() *readState      { return &e.likeness }
func (e *event) key(name string) bool      { return e.keyAt(name).Present() }
func (e *event) record() *model.Var {
	return expr.Record(model.ScopeEvent, "event", e.what(), e.m.Fields)
}
func (e *event) what() string { return "the event " + e.m.Name }
func (e *event) spanOf(f *model.Field) diag.Span {
	if name := fieldName(e.s.Fields, f.Name); name.Present() {
		return name.Span
	}
	return e.s.Like.Span
}

func (e *event) newPlace() *structPlace {
	e.in = &structPlace{place: inEvent, what: e.what()}
	return e.in
}

// keyAt is one of the event's keys as written.
func (e *event) keyAt(name string) syntax.Scalar {
	for _, key := range e.s.Keys {
		if key.Text == name {
			return key
		}
	}
	return syntax.Scalar{}
}

// resolve checks one event of an aggregate, but for what refuses it.
func (e *event) resolve() {
	e.resolveVersion()
	e.resolveTo()
	e.checkSensitivity()
	s := e.context.scopeOf(e.context.m.Name+"."+e.m.Name, e.aggregate.state(model.ScopeState, "state"), e.record(), expr.Meta)
	s = s.lets(e.s.Let, nil)
	e.resolveCopies()
	e.m.Sets = s.sets(e.s.Sets, e.aggregate.m.State)
	e.checkApply()
}

// resolveVersion refuses what old versions need.
func (e *event) resolveVersion() {
	c := e.context
	if n, err := strconv.Atoi(e.s.Version.Text); err == nil {
		e.m.Version = n
	}
	for _, name := range []string{"upcast", "writes"} {
		if key := e.keyAt(name); key.Present() {
			c.errorf(key.Span, diag.NotYet, "`%s` isn't there yet", name).Suggestf(notYet)
		}
	}
	if e.m.Version > 1 && !e.key("upcast") {
		c.errorf(e.s.Version.Span, diag.BadUpcast, "nothing makes version %d of %s from version %d", e.m.Version, e.m.Name, e.m.Version-1).
			Suggestf("say how under `upcast`, or leave `version` out while nothing is stored")
	}
}

// resolveFrom finds the states in which the event may happen.
func (e *event) resolveFrom() {
	from, a := e.s.From, e.aggregate
	if from == nil {
		return
	}
	if !e.hasLifecycle(from.Key, "from") {
		return
	}
	if len(from.States) == 0 {
		e.context.errorf(from.Key.Span, diag.Lifecycle, "`from` names no state, so %s could never happen", e.m.Name).
			Suggestf("name the states, or leave `from` out: then it may happen in all of them")
		return
	}
	seen := map[string]syntax.Scalar{}
	for _, s := range from.States {
		if first, twice := seen[s.Text]; twice {
			e.context.errorf(s.Span, diag.DuplicateName, "%s stands here twice", s.Text).Relate(first.Span, "the first is here")
			continue
		}
		seen[s.Text] = s
		if m := e.member(s); m != nil {
			e.m.From = append(e.m.From, m)
		}
	}
	id := fromID(from, a.s.Lifecycle)
	e.m.FromID, e.m.FromGoName = id.Text, a.refusals[id.Text]
	if from.ID.Present() {
		s := e.context.scopeOf(a.rule())
		s.refusalID(from.ID, map[string]syntax.Scalar{})
	}
	if from.Message.Present() {
		s := e.context.scopeOf(a.rule(), a.state(model.ScopeState, "state"), expr.Meta)
		e.m.FromMessage = from.Message.Text
		e.m.FromText = s.message(from.Message, id.Text)
	}
}

func (e *event) hasLifecycle(key syntax.Scalar, name string) bool {
	a := e.aggregate
	if a.m.Lifecycle != nil {
		return true
	}
	if !a.s.Lifecycle.Present() {
		e.context.errorf(key.Span, diag.Lifecycle, "`%s` needs a lifecycle, and %s has none", name, a.m.Name).
			Suggestf("name the enum field that its events move: lifecycle: status")
	}
	return false
}

// member is a state of the lifecycle.
func (e *event) member(s syntax.Scalar) *model.EnumMember {
	enum := e.aggregate.m.Lifecycle.Type.Enum
	for _, m := range enum.Members {
		if m.Name == s.Text {
			return m
		}
	}
	if !e.context.broken[s.Text] {
		f := e.context.errorf(s.Span, diag.UnknownEnumMember, "%s isn't a word of %s", diag.Quote(s.Text), enum.Name)
		e.context.meant(f, s.Text, namesOf(enum.Members, func(m *model.EnumMember) string { return m.Name }))
	}
	return nil
}

func (e *event) resolveTo() {
	if e.s.To.Present() && e.hasLifecycle(e.s.To, "to") {
		e.m.To = e.member(e.s.To)
	}
}

// resolveCopies finds the fields of one name in event and state.
func (e *event) resolveCopies() {
	c, a := e.context, e.aggregate
	seen := map[string]syntax.Scalar{}
	for _, name := range e.s.Copies {
		if first, twice := seen[name.Text]; twice {
			c.errorf(name.Span, diag.DuplicateName, "%s is copied already", name.Text).Relate(first.Span, "the first is here")
			continue
		}
		seen[name.Text] = name
		from, to := findField(e.m.Fields, name.Text), findField(a.m.State, name.Text)
		switch {
		case c.broken[name.Text]:
		case from == nil:
			c.unknownField(name, e.m.Fields, e.what())
		case to == nil:
			c.unknownField(name, a.m.State, "the state of "+a.m.Name)
		case to.AggregateID:
			c.errorf(name.Span, diag.BadTarget, "%s never changes", name.Text).Suggestf("leave it out")
		case !fitsInto(from.Type, to.Type):
			c.errorf(name.Span, diag.ExprType, "%s is %s in the event and %s in the state", name.Text,
				typeText(from.Type), typeText(to.Type)).
				Suggestf("give them one type, or say under `sets` how one is made of the other")
		default:
			e.m.Copies = append(e.m.Copies, model.Copy{State: to, Event: from})
		}
	}
}

// fitsInto says whether a field can be filled from another one as it is: T fits
// optional T.
func fitsInto(from, to *model.Type) bool {
	return sameType(from, to) || to.Kind == model.Optional && sameType(from, to.Elem)
}

// checkApply looks at who changes the state, and that somebody does or says that
// nobody has to.
func (e *event) checkApply() {
	c := e.context
	switch e.s.Apply.Text {
	case "go":
		e.m.ApplyGo = true
		e.refuseBeside("go", "a hand-written function applies it")
		return
	case "none":
		e.refuseBeside("none", "it changes no state")
		return
	}
	says := []string{"to", "copies", "sets", "ends", "retired", "apply"}
	if !slices.ContainsFunc(says, e.key) {
		c.errorf(e.s.Name.Span, diag.EventForgotten, "%s changes no state and doesn't say so", e.m.Name).
			Suggestf("say what it changes with `to`, `copies` or `sets`, or write `apply: none`")
	}
}

func (e *event) refuseBeside(apply, why string) {
	for _, name := range []string{"to", "copies", "sets"} {
		if key := e.keyAt(name); key.Present() {
			e.context.errorf(key.Span, diag.KeyConflict, "`%s` doesn't go with `apply: %s`: %s", name, apply, why).
				Suggestf("leave one of them out").Relate(e.s.Apply.Span, "apply")
		}
	}
}

// externalKeys are what an event of an external context may say: what it is,
// not what it does to a state that isn't ours.
var externalKeys = []string{"doc", "fields", "like", "version", "was", "retired", "published"}

func (e *event) resolveExternal() {
	for _, key := range e.s.Keys {
		if !slices.Contains(externalKeys, key.Text) && !strings.HasPrefix(key.Text, "x-") {
			e.context.errorf(key.Span, diag.ExternalContent, "`%s` is for events of an aggregate, and this one is another system's", key.Text)
		}
	}
	if s := e.s.Published; s.Present() && !isTrue(s) {
		e.context.errorf(s.Span, diag.ExternalContent, "what another system does is known to all, and %s can't be kept from them", e.m.Name).Suggestf("leave `published` out")
	}
	e.checkSensitivity()
}

// checkStoredNames finds two events or aggregates that would be stored under one
// name.
func (c *context) checkStoredNames() {
	events, streams := map[string]syntax.Scalar{}, map[string]syntax.Scalar{}
	check := func(seen map[string]syntax.Scalar, stored string, name, written syntax.Scalar) {
		if other, twice := seen[stored]; twice {
			if other.Text == name.Text {
				c.errorf(written.Span, diag.WireClash, "%s is read anyway", written.Text).Suggestf("leave it out")
				return
			}
			c.errorf(written.Span, diag.WireClash, "%s and %s are both stored as %s", other.Text, name.Text, stored).Relate(other.Span, "the other one")
			return
		}
		seen[stored] = name
	}
	for _, e := range c.events {
		check(events, e.m.WireType, e.s.Name, e.s.Name)
	}
	for _, e := range c.events {
		for i, was := range e.m.Was {
			check(events, was, e.s.Name, e.s.Was[i])
		}
	}
	for _, a := range c.aggregates {
		written := a.s.Name
		if len(a.s.Was) > 0 {
			written = a.s.Was[0]
		}
		check(streams, a.m.Category, a.s.Name, written)
	}
}
