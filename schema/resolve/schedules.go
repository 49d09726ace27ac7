package resolve

import (
	"strings"
	"time"

	"github.com/adhocore/gronx"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// schedule is what a policy does by itself, again and again; nil when it is wrong
// when.
func (p *policy) schedule() *model.Reaction {
	every := p.times()
	if every == nil {
		return nil
	}
	m := &model.Reaction{Trigger: model.Trigger{Every: every}, Doc: p.m.Doc, Pos: at(p.s.Every.Span)}
	s := p.context.scopeOf(p.rule(), expr.Now, expr.Meta)
	s.beyond = beyondReactions("")
	s.beyond["event"] = "nothing has happened but that it is time: `now` is the time"
	p.send(s, m, nil)
	return m
}

// times reads when a policy acts by itself.
func (p *policy) times() *model.Schedule {
	c, x := p.context, p.s.Every
	switch {
	case x.Cron.Present():
		fields := strings.Fields(x.Cron.Text)
		switch {
		case len(fields) != 5 || !isCron(fields):
			c.errorf(x.Cron.Span, diag.BadValue, "%s isn't a cron expression of five fields", diag.Quote(x.Cron.Text)).
				Suggestf(`write minute, hour, day, month and weekday, as in "0 3 * * *": at three every night, in UTC`)
			return nil
		case never(x.Cron.Text):
			c.errorf(x.Cron.Span, diag.BadValue, "%s names a day that there isn't", diag.Quote(x.Cron.Text))
			return nil
		}
		return &model.Schedule{Cron: strings.Join(fields, " ")}
	case x.Interval.Present():
		d := c.duration(x.Interval, "interval")
		if d >= time.Second {
			return &model.Schedule{Interval: d}
		}
		if d > 0 {
			c.errorf(x.Interval.Span, diag.BadValue, "an interval of %s is too short: each of its times is kept as an event", d).
				Suggestf("give at least a second")
		}
	}
	return nil
}

// isCron says whether fields are cron's, as package cron does: each part of a list
// by itself.
func isCron(fields []string) bool {
	for i, field := range fields {
		for part := range strings.SplitSeq(field, ",") {
			alone := []string{"*", "*", "*", "*", "*"}
			if alone[i] = part; !gronx.IsValid(strings.Join(alone, " ")) {
				return false
			}
		}
	}
	return true
}

// never says that a cron expression has no time.
func never(cron string) bool {
	_, err := gronx.NextTickAfter(cron, time.Unix(0, 0).UTC(), false)
	return err != nil
}
