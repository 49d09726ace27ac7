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

// count raises the event as often as Times says; name one with a new id; share
// counts 1, 2, 3, … on its own counter and others in turn.
type (
	count struct {
		ID        string
		By, Times int
	}
	name  struct{ ID string }
	share struct {
		ID     string
		Others []string
	}
)

func (count) CommandType() string { return "counters.Count" }
func (name) CommandType() string  { return "counters.Name" }
func (share) CommandType() string { return "counters.Share" }

func (name) AppendJSON(b []byte) ([]byte, error)  { return append(b, "{}"...), nil }
func (share) AppendJSON(b []byte) ([]byte, error) { return append(b, "{}"...), nil }

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
	f.Fixture = scenariotest.New(t, memory.New(), stream)
	f.CarriesOut(countersModule{f.Engine()})
	return f
}

// countersModule is what carries out their commands.
type countersModule struct{ engine *orchestrix.Engine }

func (m countersModule) Send(ctx context.Context, command orchestrix.Command, options ...orchestrix.Option) (orchestrix.Receipt, error) {
	return carryOut(ctx, m.engine, command, options)
}

func carryOut(ctx context.Context, engine *orchestrix.Engine, command orchestrix.Command, options []orchestrix.Option) (orchestrix.Receipt, error) {
	h := orchestrix.Handling[counter, orchestrix.Event]{
		Aggregate: counters, Command: command.CommandType(), IDField: "id", Creates: orchestrix.IfMissing,
	}
	switch c := command.(type) {
	case name:
		h.ID = c.ID
		h.Decide = func(_ context.Context, d *orchestrix.Decision[counter], raise func(orchestrix.Event) error) error {
			return raise(named{c.ID, d.NewID()})
		}
	case share:
		h.ID = c.ID
		var others *orchestrix.Others[counter, orchestrix.Event, string]
		h.Read = func(ctx context.Context, _ *orchestrix.Decision[counter], r *orchestrix.Reading) (err error) {
			others, err = orchestrix.ReadOthers(ctx, r, counters, c.Others, true)
			return err
		}
		h.Decide = func(_ context.Context, _ *orchestrix.Decision[counter], raise func(orchestrix.Event) error) error {
			by := 0
			for _, other := range c.Others {
				by += 2
				if err := errors.Join(raise(counted{c.ID, by - 1}), others.At(other).Raise(counted{other, by})); err != nil {
					return err
				}
			}
			return nil
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
		if c.Times == 0 {
			h.OnRejected = func(_ *orchestrix.Decision[counter], rejection orchestrix.Rejected) (orchestrix.Event, error) {
				return named{c.ID, rejection.ID}, nil
			}
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
		g.Fixture = scenariotest.New(f.T(), forgetful{memory.New()}, stream)
		g.CarriesOut(countersModule{g.Engine()})
		g.WhenRepeated(count{"a", 1, 1})
		g.Then(counted{"a", 1})
	})
	for _, want := range []string{"sent again with its command id, wrote more", "the receipt says duplicate: false", "has another receipt"} {
		if !strings.Contains(got, want) {
			t.Errorf("the failure doesn't say %q:\n%s", want, got)
		}
	}
}

// fickle is a module that doesn't find what it found before.
type fickle struct{ sent int }

func (m *fickle) Send(context.Context, orchestrix.Command, ...orchestrix.Option) (orchestrix.Receipt, error) {
	if m.sent++; m.sent == 2 {
		return orchestrix.Receipt{}, &orchestrix.NotFoundError{}
	}
	return orchestrix.Receipt{}, nil
}

func TestARepeatedCommandThatEndsOtherwiseFails(t *testing.T) {
	got := failures(t, func(f fixture) {
		g := scenariotest.New(f.T(), memory.New(), stream)
		g.CarriesOut(&fickle{})
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

func TestGivenEventsClaim(t *testing.T) {
	f := newFixture(t)
	claimed := 0
	f.Claims(func(ctx context.Context) ([]orchestrix.SharedClaim, error) {
		claimed++
		if version := f.Version("counters.Counter", "a"); version != orchestrix.Version(claimed) {
			t.Errorf("claims are made at version %d", version)
		}
		return nil, nil
	})
	f.Given(counted{"a", 1})
	f.When(count{"a", 2, 1})
	if claimed != 1 {
		t.Errorf("claims were made %d times", claimed)
	}
	f.Claims(nil)
	f.Given(counted{"a", 1})
}
