package scenario

import (
	"time"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/literal"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// instant is `now` or `at`; zero when it isn't told.
func (c *beginnings) instant(s syntax.Scalar) time.Time {
	if !s.Present() {
		return time.Time{}
	}
	v := &syntax.Value{Kind: syntax.ScalarValue, Span: s.Span, Scalar: s}
	l, findings := literal.Check(v, &model.Type{Kind: model.Timestamp}, literal.Options{BadValue: diag.ScenarioValue})
	c.found.Add(findings...)
	if l == nil {
		return time.Time{}
	}
	t := l.Value.(time.Time)
	switch {
	case t.Nanosecond()%1000 != 0:
		c.found.Errorf(s.Span, diag.ScenarioValue, "%s is finer than a microsecond, which is as fine as events are kept", diag.Quote(s.Text))
	case t.IsZero():
		c.found.Errorf(s.Span, diag.ScenarioValue, "%s is no time at all in Go", diag.Quote(s.Text))
	}
	return t
}

// metaKeys are what a scenario may say of `meta`.
var metaKeys = []string{"actor", "tenant", "correlation_id", "causation_id"}

// meta is who sends, or sent.
func (c *beginnings) meta(pairs []syntax.Pair) model.ScenarioMeta {
	var m model.ScenarioMeta
	for _, pair := range pairs {
		switch key := pair.Key.Text; key {
		case "actor":
			m.Actor = pair.Value.Text
		case "tenant":
			m.Tenant = pair.Value.Text
		case "correlation_id":
			m.CorrelationID = pair.Value.Text
		case "causation_id":
			m.CausationID = pair.Value.Text
		case "time":
			c.found.Errorf(pair.Key.Span, diag.UnknownKey, "the time isn't told under `meta`").
				Suggestf("write `now` for a command, `at` for a given event")
		case "event_id", "version":
			c.found.Errorf(pair.Key.Span, diag.UnknownKey, "%s comes by itself and can't be told", key)
		default:
			c.found.Errorf(pair.Key.Span, diag.UnknownKey, "%s isn't a part of `meta`", diag.Quote(key)).DidYouMean(key, metaKeys)
		}
	}
	return m
}

// answers are what the outside says.
func (c *checker) answers(pairs []syntax.ValuePair) []model.Answer {
	var out []model.Answer
	for _, pair := range pairs {
		ask := c.ask(pair.Key)
		if ask == nil {
			continue
		}
		l, findings := literal.Check(pair.Value, ask.Type, literal.Options{BadValue: diag.ScenarioValue, Missing: diag.ScenarioIncomplete})
		c.found.Add(findings...)
		out = append(out, model.Answer{Ask: ask, Value: l})
	}
	return out
}

func (c *checker) ask(name syntax.Scalar) *model.Ask {
	var names []string
	for _, ask := range c.a.Context.Asks {
		if ask.Name == name.Text && ask.Type != nil {
			return ask
		}
		names = append(names, ask.Name)
	}
	if c.declared.asks[name.Text] {
		c.silent = true
		return nil
	}
	c.found.Errorf(name.Span, diag.ScenarioUnknown, "no command asks %s", diag.Quote(name.Text)).DidYouMean(name.Text, names)
	return nil
}

// answered reports a question that a command surely asks, as it raises events,
// and that nobody answers.
func (c *checker) answered(s *syntax.Step, step *model.Step, answers []model.Answer) {
	if step.Command == nil || len(s.Then) == 0 || s.Rejected.Present() {
		return
	}
	for _, ask := range step.Command.Asks {
		if !hasAnswer(answers, ask.Ask) && !c.silent {
			c.found.Errorf(s.When.Name.Span, diag.ScenarioIncomplete, "%s asks %s, which nobody answers", step.Command.Name, ask.Ask.Name).
				Suggestf("add asks: {%s: …}", ask.Ask.Name)
		}
	}
}

func hasAnswer(answers []model.Answer, ask *model.Ask) bool {
	for _, a := range answers {
		if a.Ask == ask {
			return true
		}
	}
	return false
}
