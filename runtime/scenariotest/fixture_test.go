package scenariotest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
	"github.com/orchestrix-go/orchestrix-gen/runtime/scenariotest"
)

// A counter, as a generated context would be.

type counter struct {
	ID   string
	N    int
	Last time.Time
	By   string
}

func (c counter) AppendJSON(b []byte) ([]byte, error) {
	data, err := json.Marshal(map[string]any{"id": c.ID, "n": c.N, "last": c.Last, "by": c.By})
	return append(b, data...), err
}

type counted struct {
	ID string `json:"id"`
	By int    `json:"by"`
}

func (counted) EventType() string  { return "counters.Counted" }
func (counted) SchemaVersion() int { return 1 }
func (e counted) AppendJSON(b []byte) ([]byte, error) {
	data, err := json.Marshal(e)
	return append(b, data...), err
}

type named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func (named) EventType() string  { return "counters.Named" }
func (named) SchemaVersion() int { return 1 }
func (e named) AppendJSON(b []byte) ([]byte, error) {
	data, err := json.Marshal(e)
	return append(b, data...), err
}

// count raises the event as often as Times says; name one with a new id.
type (
	count struct {
		ID        string
		By, Times int
	}
	name struct{ ID string }
)

func (count) CommandType() string { return "counters.Count" }
func (name) CommandType() string  { return "counters.Name" }

var counters = &orchestrix.Aggregate[counter, orchestrix.Event]{
	Category: "counters.Counter",
	New:      func(id string) counter { return counter{ID: id} },
	Apply: func(c *counter, event orchestrix.Event, meta orchestrix.Meta) error {
		if e, ok := event.(counted); ok {
			c.N += e.By
		}
		c.Last, c.By = meta.Time, meta.Actor
		return nil
	},
	Decode: func(r orchestrix.Recorded) (orchestrix.Event, error) {
		if r.Type == "counters.Named" {
			var e named
			return e, json.Unmarshal(r.Data, &e)
		}
		var e counted
		return e, json.Unmarshal(r.Data, &e)
	},
}

func stream(event orchestrix.Event) (orchestrix.StreamID, error) {
	switch e := event.(type) {
	case counted:
		return orchestrix.StreamID{Category: "counters.Counter", ID: e.ID}, nil
	case named:
		return orchestrix.StreamID{Category: "counters.Counter", ID: e.ID}, nil
	}
	return orchestrix.StreamID{}, fmt.Errorf("not an event of counters")
}

type fixture struct{ *scenariotest.Fixture }

func newFixture(t testing.TB) fixture {
	var f fixture
	f.Fixture = scenariotest.New(t, memory.New(), stream,
		func(ctx context.Context, command scenariotest.Command, options ...orchestrix.Option) (orchestrix.Receipt, error) {
			return carryOut(ctx, f.Engine(), command, options)
		})
	return f
}

func carryOut(ctx context.Context, engine *orchestrix.Engine, command scenariotest.Command, options []orchestrix.Option) (orchestrix.Receipt, error) {
	h := orchestrix.Handling[counter, orchestrix.Event]{
		Aggregate: counters, Command: command.CommandType(), IDField: "id", Creates: orchestrix.IfMissing,
	}
	switch c := command.(type) {
	case name:
		h.ID = c.ID
		h.Decide = func(_ context.Context, d *orchestrix.Decision[counter], raise func(orchestrix.Event) error) error {
			return raise(named{c.ID, d.NewID()})
		}
	case count:
		h.ID = c.ID
		h.Validate = func(time.Time) error {
			var v orchestrix.Violations
			if c.By < 0 {
				v.Add("by", "min", "must be at least 0")
			}
			if c.Times > 9 {
				v.Add("", "patience", "is too often")
			}
			return v.Err("counters.Count")
		}
		h.Refuses = func(d *orchestrix.Decision[counter]) error {
			if c.By > 100 {
				return &orchestrix.RejectionError{Command: "counters.Count", ID: "too_much"}
			}
			if c.By == 99 {
				return errors.New("bad luck")
			}
			return nil
		}
		if c.By == 50 {
			h.Creates = orchestrix.MustExist
		}
		h.Decide = func(_ context.Context, _ *orchestrix.Decision[counter], raise func(orchestrix.Event) error) error {
			for range c.Times {
				if err := raise(counted{c.ID, c.By}); err != nil {
					return err
				}
			}
			return nil
		}
	}
	return orchestrix.Execute(ctx, engine, h, options...)
}

func (f fixture) state(id string) counter {
	f.T().Helper()
	c, err := orchestrix.LoadAt(f.Context(), f.Engine(), counters, id, f.Version("counters.Counter", id))
	if err != nil {
		f.T().Fatal(err)
	}
	return c
}

// recorder is a test that notes how it fails.
type recorder struct {
	testing.TB
	failures []string
	cleanups []func()
}

func (r *recorder) Helper() {}
func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}
func (r *recorder) Cleanup(f func())  { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Fatal(args ...any) { r.Fatalf("%s", fmt.Sprint(args...)) }
func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

// failures runs a test to its end and gives all it complained of.
func failures(t *testing.T, test func(f fixture)) string {
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			for _, cleanup := range r.cleanups {
				cleanup()
			}
		}()
		test(newFixture(r))
	}()
	<-done
	return strings.Join(r.failures, "\n")
}

func TestExpectationsThatHold(t *testing.T) {
	tests := map[string]func(f fixture){
		"events": func(f fixture) { f.When(count{"a", 2, 2}); f.Then(counted{"a", 2}, counted{"a", 2}) },
		"events in part": func(f fixture) {
			f.When(count{"a", 2, 1})
			f.ThenLike(scenariotest.Like[counted](scenariotest.Fields{"by": 2}))
		},
		"nothing":           func(f fixture) { f.When(count{"a", 2, 0}); f.Then() },
		"a refusal":         func(f fixture) { f.When(count{"a", 101, 1}); f.Rejected("too_much") },
		"not found":         func(f fixture) { f.When(count{"a", 50, 1}); f.Rejected("not_found") },
		"a path":            func(f fixture) { f.When(count{"a", -1, 1}); f.Invalid("by") },
		"a rule":            func(f fixture) { f.When(count{"a", 1, 10}); f.Invalid("patience") },
		"both":              func(f fixture) { f.When(count{"a", -1, 10}); f.Invalid("patience", "by") },
		"a bad id":          func(f fixture) { f.When(count{"", 1, 1}); f.Invalid("id") },
		"an error":          func(f fixture) { f.When(count{"a", 99, 1}); _ = f.Err() },
		"repeated":          func(f fixture) { f.WhenRepeated(count{"a", 1, 2}); f.Then(counted{"a", 1}, counted{"a", 1}) },
		"repeated refusal":  func(f fixture) { f.WhenRepeated(count{"a", 101, 1}); f.Rejected("too_much") },
		"repeated nothing":  func(f fixture) { f.WhenRepeated(count{"a", 1, 0}); f.Then() },
		"ids":               func(f fixture) { f.IDs("x"); f.When(name{"a"}); f.Then(named{"a", "x"}) },
		"ids of no script":  func(f fixture) { f.When(name{"a"}); f.Then(named{"a", "00000000-0000-7000-8000-000000000001"}) },
		"ids once more":     func(f fixture) { f.IDs("x"); f.When(name{"a"}); f.IDs("y"); f.When(name{"a"}); f.Then(named{"a", "y"}) },
		"the second of two": func(f fixture) { f.When(count{"a", 1, 1}); f.When(count{"b", 2, 1}); f.Then(counted{"b", 2}) },
		"the state": func(f fixture) {
			f.Given(counted{"a", 1}, counted{"b", 5})
			f.When(count{"a", 2, 1})
			f.StateIs(f.state("a"), scenariotest.Fields{"n": 3})
			f.StateIs(f.state("b"), scenariotest.Fields{"n": 5})
		},
		"a beginning a second before now": func(f fixture) {
			f.Given(counted{"a", 1}, counted{"b", 5})
			f.StateIs(f.state("a"), scenariotest.Fields{"last": scenariotest.DefaultNow.Add(-2 * time.Second), "by": ""})
			f.StateIs(f.state("b"), scenariotest.Fields{"last": scenariotest.DefaultNow.Add(-time.Second)})
		},
		"a beginning of its own time and sender": func(f fixture) {
			at := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
			f.As(scenariotest.Meta{Actor: "new"})
			f.Given(scenariotest.Past{Event: counted{"a", 1}, At: at, Meta: scenariotest.Meta{Actor: "old"}})
			f.StateIs(f.state("a"), scenariotest.Fields{"last": at, "by": "old"})
		},
		"the clock and the sender": func(f fixture) {
			now := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
			f.Now(now)
			f.Advance(time.Hour)
			f.As(scenariotest.Meta{Actor: "me"})
			f.When(count{"a", 1, 1})
			f.StateIs(f.state("a"), scenariotest.Fields{"last": now.Add(time.Hour), "by": "me"})
		},
		"a tenant's": func(f fixture) {
			f.Given(counted{"a", 1})
			f.As(scenariotest.Meta{Tenant: "t"})
			f.Given(counted{"a", 7})
			f.StateIs(f.state("a"), scenariotest.Fields{"n": 7})
		},
		"the receipt": func(f fixture) {
			f.When(count{"a", 1, 2})
			if f.Receipt().Events != 2 {
				f.T().Errorf("receipt is %+v", f.Receipt())
			}
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := failures(t, test); got != "" {
				t.Error(got)
			}
		})
	}
}

func TestExpectationsThatDoNotHold(t *testing.T) {
	tests := map[string]struct {
		test func(f fixture)
		want []string // parts of what the test says
	}{
		"another value": {
			func(f fixture) { f.When(count{"a", 2, 1}); f.Then(counted{"a", 3}) },
			[]string{`event 1, counters.Counted, differs`, `by: want 3, got 2`, `{"id":"a","by":2}`},
		},
		"another value in part": {
			func(f fixture) {
				f.When(count{"a", 2, 1})
				f.ThenLike(scenariotest.Like[counted](scenariotest.Fields{"by": 3}))
			},
			[]string{`by: want 3, got 2`, `{"id":"a","by":2}`},
		},
		"another event": {
			func(f fixture) { f.When(count{"a", 2, 1}); f.ThenLike(scenariotest.Like[named](nil)) },
			[]string{"event 1 is counters.Counted, want counters.Named"},
		},
		"one too many": {
			func(f fixture) { f.When(count{"a", 2, 2}); f.Then(counted{"a", 2}) },
			[]string{"wrote 2 events, want counters.Counted", `got counters.Counted {"id":"a","by":2}`},
		},
		"one too few": {
			func(f fixture) { f.When(count{"a", 2, 0}); f.Then(counted{"a", 2}) },
			[]string{"wrote no event, want counters.Counted"},
		},
		"something": {
			func(f fixture) { f.When(count{"a", 2, 1}); f.Then() },
			[]string{"wrote 1 event, want none"},
		},
		"refused where events are wanted": {
			func(f fixture) { f.When(count{"a", 101, 1}); f.Then(counted{"a", 101}) },
			[]string{"counters.Count failed, want counters.Counted", "too_much"},
		},
		"refused where nothing is wanted": {
			func(f fixture) { f.When(count{"a", 101, 1}); f.Then() },
			[]string{"failed, want none"},
		},
		"accepted": {
			func(f fixture) { f.When(count{"a", 1, 1}); f.Rejected("too_much") },
			[]string{"counters.Count succeeded, want it refused by too_much"},
		},
		"another refusal": {
			func(f fixture) { f.When(count{"a", 101, 1}); f.Rejected("too_little") },
			[]string{"was refused by too_much, want too_little"},
		},
		"a failure instead of a refusal": {
			func(f fixture) { f.When(count{"a", 99, 1}); f.Rejected("too_much") },
			[]string{"wasn't refused by too_much but failed: bad luck"},
		},
		"valid": {
			func(f fixture) { f.When(count{"a", 1, 1}); f.Invalid("by") },
			[]string{"succeeded, want it invalid: by"},
		},
		"refused instead of invalid": {
			func(f fixture) { f.When(count{"a", 101, 1}); f.Invalid("by") },
			[]string{"wasn't invalid but failed"},
		},
		"another path": {
			func(f fixture) { f.When(count{"a", -1, 1}); f.Invalid("times") },
			[]string{"want a violation of times, there is none", "unexpected violation of by (rule min): must be at least 0"},
		},
		"one violation more": {
			func(f fixture) { f.When(count{"a", -1, 10}); f.Invalid("by") },
			[]string{"unexpected violation of the whole command (rule patience)"},
		},
		"one violation less": {
			func(f fixture) { f.When(count{"a", -1, 1}); f.Invalid("by", "patience") },
			[]string{"want a violation of patience"},
		},
		"another state": {
			func(f fixture) { f.Given(counted{"a", 1}); f.StateIs(f.state("a"), scenariotest.Fields{"n": 2}) },
			[]string{"the state differs", "n: want 2, got 1", `"n":1`},
		},
		"a failure nobody looks at": {
			func(f fixture) { f.When(count{"a", 101, 1}) },
			[]string{"counters.Count failed", "too_much"},
		},
		"a failure before the state": {
			func(f fixture) {
				f.Given(counted{"a", 1})
				f.When(count{"a", 101, 1})
				f.StateIs(f.state("a"), scenariotest.Fields{"n": 1})
			},
			[]string{"counters.Count failed"},
		},
		"a failure before the next command": {
			func(f fixture) { f.When(count{"a", 101, 1}); f.When(count{"a", 1, 1}); f.Then(counted{"a", 1}) },
			[]string{"counters.Count failed"},
		},
		"expecting before sending": {
			func(f fixture) { f.Then() },
			[]string{"When comes before"},
		},
		"a foreign event": {
			func(f fixture) { f.Given(scenariotest.Past{Event: foreign{}}) },
			[]string{"given event 1, other.Foreign: not an event of counters"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := failures(t, tt.test)
			if got == "" {
				t.Fatal("the test passed")
			}
			for _, want := range tt.want {
				if !strings.Contains(got, want) {
					t.Errorf("the failure doesn't say %q:\n%s", want, got)
				}
			}
		})
	}
}

type foreign struct{ counted }

func (foreign) EventType() string { return "other.Foreign" }

// forgetful is a store that doesn't know commands again.
type forgetful struct{ *memory.Store }

func (s forgetful) Append(ctx context.Context, batches ...orchestrix.Batch) (orchestrix.Appended, error) {
	for i := range batches {
		for j := range batches[i].Events {
			event := &batches[i].Events[j]
			event.Metadata.CommandID += orchestrix.CommandID(fmt.Sprint(time.Now().UnixNano()))
		}
	}
	return s.Store.Append(ctx, batches...)
}

func TestARepeatedCommandThatWritesTwiceFails(t *testing.T) {
	got := failures(t, func(f fixture) {
		var g fixture
		g.Fixture = scenariotest.New(f.T(), forgetful{memory.New()}, stream,
			func(ctx context.Context, command scenariotest.Command, options ...orchestrix.Option) (orchestrix.Receipt, error) {
				return carryOut(ctx, g.Engine(), command, options)
			})
		g.WhenRepeated(count{"a", 1, 1})
		g.Then(counted{"a", 1})
	})
	for _, want := range []string{"sent again with its command id, wrote more", "the receipt says duplicate: false", "has another receipt"} {
		if !strings.Contains(got, want) {
			t.Errorf("the failure doesn't say %q:\n%s", want, got)
		}
	}
}

func TestARepeatedCommandThatEndsOtherwiseFails(t *testing.T) {
	got := failures(t, func(f fixture) {
		sent := 0
		g := scenariotest.New(f.T(), memory.New(), stream,
			func(context.Context, scenariotest.Command, ...orchestrix.Option) (orchestrix.Receipt, error) {
				if sent++; sent == 2 {
					return orchestrix.Receipt{}, &orchestrix.NotFoundError{}
				}
				return orchestrix.Receipt{}, nil
			})
		g.WhenRepeated(count{"a", 1, 1})
	})
	if want := "ended in a refusal: not_found, at first in success"; !strings.Contains(got, want) {
		t.Errorf("the failure doesn't say %q:\n%s", want, got)
	}
}

func TestAStoreIsRegisteredOnce(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a second store called memory was registered")
		}
	}()
	scenariotest.Register("memory", nil)
}
