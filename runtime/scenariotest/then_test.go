package scenariotest_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/scenariotest"
)

func TestExpectationsThatHold(t *testing.T) {
	tests := map[string]func(f fixture){
		"events": func(f fixture) { f.When(count{"a", 2, 2}); f.Then(counted{"a", 2}, counted{"a", 2}) },
		"events in part": func(f fixture) {
			f.When(count{"a", 2, 1})
			f.ThenLike(scenariotest.Like[counted](scenariotest.Fields{"by": 2}))
		},
		"nothing":          func(f fixture) { f.When(count{"a", 2, 0}); f.Then() },
		"a refusal":        func(f fixture) { f.When(count{"a", 101, 1}); f.Rejected("too_much") },
		"not found":        func(f fixture) { f.When(count{"a", 50, 1}); f.Rejected("not_found") },
		"a path":           func(f fixture) { f.When(count{"a", -1, 1}); f.Invalid("by") },
		"a rule":           func(f fixture) { f.When(count{"a", 1, 10}); f.Invalid("patience") },
		"both":             func(f fixture) { f.When(count{"a", -1, 10}); f.Invalid("patience", "by") },
		"a bad id":         func(f fixture) { f.When(count{"", 1, 1}); f.Invalid("id") },
		"an error":         func(f fixture) { f.When(count{"a", 99, 1}); _ = f.Err() },
		"repeated":         func(f fixture) { f.WhenRepeated(count{"a", 1, 2}); f.Then(counted{"a", 1}, counted{"a", 1}) },
		"repeated refusal": func(f fixture) { f.WhenRepeated(count{"a", 101, 1}); f.Rejected("too_much") },
		"a recorded refusal": func(f fixture) {
			f.When(count{"a", 101, 0})
			f.Rejected("too_much")
			f.Then(named{"a", "too_much"})
		},
		"a recorded refusal, not looked at": func(f fixture) { f.When(count{"a", 101, 0}); f.Rejected("too_much") },
		"a recorded refusal, repeated": func(f fixture) {
			f.WhenRepeated(count{"a", 50, 0})
			f.Rejected("not_found")
			f.ThenLike(scenariotest.Like[named](scenariotest.Fields{"name": "not_found"}))
		},
		"a refusal that nobody is told of": func(f fixture) { f.When(count{"a", 101, 1}); f.Rejected("too_much"); f.Then() },
		"success after a recorded refusal": func(f fixture) {
			f.When(count{"a", 101, 0})
			f.Rejected("too_much")
			f.When(count{"a", 1, 1})
			f.Then(counted{"a", 1})
		},
		"several, as they were raised": func(f fixture) {
			f.Given(counted{"b", 1}, counted{"c", 1})
			f.When(share{"a", []string{"b", "c", "b"}})
			f.Then(counted{"a", 1}, counted{"b", 2}, counted{"a", 3}, counted{"c", 4}, counted{"a", 5}, counted{"b", 6})
		},
		"several, one after another": func(f fixture) {
			f.Given(counted{"b", 1}, counted{"c", 1})
			f.WhenRepeated(share{"a", []string{"b", "c", "b"}})
			f.Then(counted{"c", 4}, counted{"b", 2}, counted{"b", 6}, counted{"a", 1}, counted{"a", 3}, counted{"a", 5})
		},
		"several, hardly described": func(f fixture) {
			f.Given(counted{"b", 1}, counted{"c", 1})
			f.When(share{"a", []string{"b", "c"}})
			f.ThenLike(
				scenariotest.Like[counted](nil), scenariotest.Like[counted](scenariotest.Fields{"id": "c"}),
				scenariotest.Like[counted](scenariotest.Fields{"by": 3}), scenariotest.Like[counted](nil))
		},
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
		"several in the wrong order of one": {
			func(f fixture) {
				f.Given(counted{"b", 1})
				f.When(share{"a", []string{"b", "b"}})
				f.Then(counted{"a", 1}, counted{"b", 4}, counted{"a", 3}, counted{"b", 2})
			},
			[]string{"event 2, counters.Counted, differs", "event 4, counters.Counted, differs"},
		},
		"another of several": {
			func(f fixture) {
				f.Given(counted{"b", 1})
				f.When(share{"a", []string{"b"}})
				f.ThenLike(scenariotest.Like[named](nil), scenariotest.Like[counted](nil))
			},
			[]string{"event 1 is counters.Counted, want counters.Named"},
		},
		"another refusal recorded": {
			func(f fixture) {
				f.When(count{"a", 101, 0})
				f.Rejected("too_much")
				f.Then(named{"a", "too_little"})
			},
			[]string{`name: want "too_little", got "too_much"`},
		},
		"a refusal recorded where none is wanted": {
			func(f fixture) { f.When(count{"a", 101, 0}); f.Rejected("too_much"); f.Then() },
			[]string{"wrote 1 event, want none"},
		},
		"no refusal recorded where one is wanted": {
			func(f fixture) {
				f.When(count{"a", 101, 1})
				f.Rejected("too_much")
				f.Then(named{"a", "too_much"})
			},
			[]string{"wrote no event, want counters.Named"},
		},
		"a recorded refusal alone": {
			func(f fixture) { f.When(count{"a", 101, 0}); f.Then(named{"a", "too_much"}) },
			[]string{"counters.Count failed, want counters.Named"},
		},
		"claims that can't be made": {
			func(f fixture) {
				f.Claims(func(context.Context) ([]orchestrix.SharedClaim, error) { return nil, errors.New("no claims") })
				f.Given(counted{"a", 1})
			},
			[]string{"claiming the unique values of given events: no claims"},
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
