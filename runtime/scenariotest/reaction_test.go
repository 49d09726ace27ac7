package scenariotest_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/reaction"
	"github.com/orchestrix-go/orchestrix-gen/runtime/scenariotest"
)

func (c count) AppendJSON(b []byte) ([]byte, error) {
	data, err := json.Marshal(map[string]any{"id": c.ID, "by": c.By})
	return append(b, data...), err
}

type (
	rung  struct{ Bell string }
	alarm struct{ Rings int }
)

func (e *rung) UnmarshalJSON(data []byte) error {
	type plain rung
	return json.Unmarshal(data, (*plain)(e))
}

var bell = scenariotest.Foreign{Type: "house.Rung", Category: "house.Bell", Fields: scenariotest.Fields{"Bell": "front"}}

// counting counts a bell when it rings; alarmed is a process that does so when it
// hasn't rung for an hour.
func counting(e rung, _ orchestrix.Meta, seed reaction.Seed) ([]reaction.Send, error) {
	return []reaction.Send{{Entry: "Count", Command: count{ID: e.Bell, By: 1}}, {Entry: "New", Command: count{ID: seed.NewID()(), By: 2}}}, nil
}

func alarmed() *reaction.Process[alarm] {
	return &reaction.Process[alarm]{
		Name: "counters.Alarm", Categories: []string{"house.Bell"},
		New: func() alarm { return alarm{} },
		AppendJSON: func(a alarm, b []byte) ([]byte, error) {
			data, err := json.Marshal(a)
			return append(b, data...), err
		},
		DecodeJSON: func(a *alarm, data []byte) error { return json.Unmarshal(data, a) },
		On: map[string]reaction.Trigger[alarm]{"house.Rung": reaction.When[alarm, rung]{
			Decode: reaction.View[rung](), Starts: true,
			Keys: func(e rung, _ orchestrix.Meta) ([]string, error) { return []string{e.Bell}, nil },
			Step: func(a *alarm, _ string, _ rung, meta orchestrix.Meta) (reaction.Step, error) {
				a.Rings++
				return reaction.Step{Sets: []reaction.Timer{{Name: "quiet", At: meta.Time.Add(time.Hour)}}}, nil
			},
		}},
		Timeouts: map[string]reaction.Timeout[alarm]{"quiet": {
			Step: func(*alarm, string, orchestrix.Meta) (reaction.Step, error) { return reaction.Step{Ends: true}, nil },
			Sends: func(_ *alarm, key string, _ orchestrix.Meta, _ reaction.Seed) ([]reaction.Send, error) {
				return []reaction.Send{{Entry: "Count", Command: count{ID: key, By: 9}}}, nil
			},
		}},
	}
}

func reacts(f fixture) fixture {
	f.Reacts(&reaction.Policy{
		Name: "counters.Counting", Categories: []string{"house.Bell"},
		On: map[string]reaction.React{"house.Rung": reaction.On(reaction.View[rung](), counting)},
	}, alarmed())
	return f
}

type fields = scenariotest.Fields

func TestWhatAPolicySends(t *testing.T) {
	f := reacts(newFixture(t))
	f.IDs("new-1")
	f.About("counters.Counting")
	f.Given(bell) // is the past to a policy
	f.Happens(bell)
	f.Sends(scenariotest.Sent[count](fields{"id": "front"}), scenariotest.Sent[count](fields{"id": "new-1", "by": 2}))
}

func TestWhatAProcessDoes(t *testing.T) {
	f := reacts(newFixture(t))
	f.About("counters.Alarm")
	f.Given(bell)
	f.Happens(scenariotest.Past{Event: bell, At: scenariotest.DefaultNow})
	f.Sends()
	f.Instance().Is(fields{"Rings": 2})
	f.Passes(59 * time.Minute)
	f.Sends()
	f.Instance("front").Ended(false)
	f.Passes(time.Hour)
	f.Sends(scenariotest.Sent[count](fields{"id": "front", "by": 9}))
	f.Instance().Ended(true)

	g := reacts(newFixture(t))
	g.About("counters.Alarm")
	g.Happens(bell)
	g.Instance().TimesOut("quiet")
	g.Sends(scenariotest.Sent[count](nil))
}

func TestReactionsThatFail(t *testing.T) {
	one := scenariotest.Sent[count](fields{"by": 1})
	for name, c := range map[string]struct {
		test func(f fixture)
		want string
	}{
		"another one":      {func(f fixture) { f.About("counters.None") }, "there is no policy or process counters.None"},
		"nothing is told":  {func(f fixture) { f.Happens(bell) }, "About comes before"},
		"nothing happened": {func(f fixture) { f.Sends() }, "come before what is sent"},
		"more":             {func(f fixture) { f.About("counters.Counting"); f.Happens(bell); f.Sends(one) }, "sent 2 commands"},
		"other fields":     {func(f fixture) { f.About("counters.Counting"); f.Happens(bell); f.Sends(one, one) }, "command 2, counters.Count, differs"},
		"another command": {func(f fixture) {
			f.About("counters.Counting")
			f.Happens(bell)
			f.Sends(one, scenariotest.Expected{Type: "counters.Name"})
		}, "want counters.Name"},
		"a policy's instance": {func(f fixture) { f.About("counters.Counting"); f.Instance() }, "is no process"},
		"no instance":         {func(f fixture) { f.About("counters.Alarm"); f.Instance() }, "say which one"},
		"another instance":    {func(f fixture) { f.About("counters.Alarm"); f.Instance("back").Ended(false) }, `has no instance "back"`},
		"another state":       {func(f fixture) { f.About("counters.Alarm"); f.Happens(bell); f.Instance().Is(fields{"Rings": 2}) }, "Rings: want 2, got 1"},
		"another end":         {func(f fixture) { f.About("counters.Alarm"); f.Happens(bell); f.Instance().Ended(true) }, "has ended: false, want true"},
		"another timeout":     {func(f fixture) { f.About("counters.Alarm"); f.Happens(bell); f.Instance().TimesOut("loud") }, "no timeout loud"},
		"an event it can't handle": {func(f fixture) {
			f.About("counters.Counting")
			f.Happens(scenariotest.Foreign{Type: "house.Rung", Category: "house.Bell", Fields: fields{"Bell": 1}})
		}, "can't handle house.Rung"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := failures(t, func(f fixture) { c.test(reacts(f)) }); !strings.Contains(got, c.want) {
				t.Errorf("it says %q, want %q", got, c.want)
			}
		})
	}
}
