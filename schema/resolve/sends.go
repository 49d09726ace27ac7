package resolve

import (
	"strconv"
	"strings"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// sending is one reaction whose commands are read.
type sending struct {
	// origins are where fields come from that `with` doesn't name, in order.
	origins []origin
	// ids are those of the entries so far: ids of commands derive from them.
	ids map[string]syntax.Scalar
	// partly says that an origin is wrong.
	partly bool
}

// origin is a root of expressions whose fields fill a command's fields of the same
// name. Of an instance's key only names says how it is called.
type origin struct {
	root *model.Var
	name string // of the key; "" for a record
}

// sends reads the commands that a reaction sends.
func (r *sending) sends(s scope, entries []*syntax.Send) []*model.Send {
	var all []*model.Send
	for _, x := range entries {
		if m := r.send(s, x); m != nil {
			all = append(all, m)
		}
	}
	return all
}

// send reads one entry; nil when something in it is wrong.
func (r *sending) send(s scope, x *syntax.Send) *model.Send {
	cmd := s.sent(x.Command)
	if cmd == nil {
		s.breaks(x.As)
		return nil
	}
	m := &model.Send{Command: cmd.m, Pos: at(x.Command.Span)}
	whole := r.identify(s, x, m)
	s.rule += "." + cmd.m.Name
	inner, complete := s.repeated(x, m)
	if x.When.Present() && complete {
		m.When = inner.condition(x.When, "when")
		complete = m.When != nil
		inner = inner.holding(m.When)
	}
	f := &filling{sending: r, scope: inner.making(), x: x, cmd: cmd, m: m, lenient: !complete}
	filled := f.fill()
	handled := r.handle(inner, x, m)
	if !whole || !complete || !filled || !handled {
		return nil
	}
	return m
}

// identify takes what the ids of the entry's commands derive from.
func (r *sending) identify(s scope, x *syntax.Send, m *model.Send) bool {
	id := x.Command
	if x.ID.Present() {
		if !s.snake(x.ID, "an entry of `sends`") {
			return false
		}
		id = x.ID
	}
	m.ID = id.Text
	if !x.ID.Present() {
		m.ID = m.Command.Name
	}
	if first, twice := r.ids[m.ID]; twice {
		f := s.errorf(id.Span, diag.DuplicateName, "the ids of what is sent would be those of another entry").Relate(first.Span, "the other entry")
		if x.ID.Present() {
			f.Suggestf("choose another `id`")
		} else {
			f.Suggestf("a command that is sent twice says which it is: give one of them an `id`")
		}
		return false
	}
	r.ids[m.ID] = id
	return true
}

// repeated reads what an entry is repeated over: a list, or the rows of a query.
func (s scope) repeated(x *syntax.Send, m *model.Send) (inner scope, ok bool) {
	switch name, isQuery := queryName(x.ForEach); {
	case !x.ForEach.Present():
		return s, true
	case isQuery:
		return s.rowsOf(name, x.As, m)
	}
	m.ForEach, m.As, inner, ok = s.goThrough(x.ForEach, x.As)
	return inner, ok
}

// queryName is the name behind `query `, as in `query HabitList.active`.
func queryName(forEach syntax.Scalar) (syntax.Scalar, bool) {
	rest, ok := strings.CutPrefix(forEach.Text, "query ")
	if !ok {
		return forEach, false
	}
	name := forEach
	name.Text = strings.TrimSpace(rest)
	from := strings.Index(forEach.Text, name.Text)
	name.Span = forEach.Part(from, from+len(name.Text))
	return name, true
}

// rowsOf reads a query that an entry goes through.
func (s scope) rowsOf(name, as syntax.Scalar, m *model.Send) (scope, bool) {
	q := s.queryNamed(name)
	if q == nil || !as.Present() || !s.newName(as, "a row") {
		s.breaks(as)
		return s, false
	}
	m.Query = q
	m.As = expr.Record(model.ScopeLocal, as.Text, "a row of "+q.ReadModel.Name, q.ReadModel.Fields)
	return s.with(m.As), true
}

// handle reads how often a command is tried, and what comes of a refusal.
func (r *sending) handle(s scope, x *syntax.Send, m *model.Send) bool {
	whole := true
	if x.Retry != nil {
		if n, err := strconv.Atoi(x.Retry.Attempts.Text); err == nil {
			m.Attempts = n
		}
		if x.Retry.Backoff.Present() {
			m.Backoff = s.duration(x.Retry.Backoff, "backoff")
			whole = m.Backoff > 0
		}
	}
	if x.OnRejected == nil {
		return whole
	}
	switch x.OnRejected.Action.Text {
	case "skip":
		m.OnRejected = model.SkipCommand
	case "":
		m.OnRejected = model.SendOther
		m.Then = r.sends(s.with(expr.Rejection), x.OnRejected.Sends)
		if len(x.OnRejected.Sends) == 0 {
			s.errorf(x.OnRejected.Span, diag.BadValue, "nothing is sent instead").Suggestf("name a command, or write `on_rejected: skip`")
		}
		return whole && len(m.Then) == len(x.OnRejected.Sends)
	}
	return whole
}

// checkSends finds commands and fields that aren't there where what is reacted to
// isn't known.
func (c *context) checkSends(entries []*syntax.Send) {
	for _, x := range entries {
		if cmd := c.sent(x.Command); cmd != nil {
			for _, with := range x.With {
				if findField(cmd.m.Fields, with.Target.Text) == nil {
					c.unknownField(with.Target, cmd.m.Fields, cmd.what())
				}
			}
		}
		if x.OnRejected != nil {
			c.checkSends(x.OnRejected.Sends)
		}
	}
}

// duration reads a plain duration above nothing; 0 when it is wrong.
func (c *context) duration(src syntax.Scalar, key string) time.Duration {
	d, err := time.ParseDuration(src.Text)
	if err != nil || d <= 0 {
		c.errorf(src.Span, diag.BadValue, "`%s` takes a duration above 0, not %s", key, diag.Quote(src.Text)).Suggestf("write it as in 90s, 15m or 24h")
		return 0
	}
	return d
}

// sent finds a command of this context by its name.
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
