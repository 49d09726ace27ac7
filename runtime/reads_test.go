package orchestrix_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/internal/cputime"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

type other = orchestrix.Other[account, accountEvent]

// transfer moves an amount from one account to another that it reads.
func transfer(from, to string, amount int) handling {
	var target *other
	return handling{
		Aggregate: &accounts, Command: "bank.Transfer", ID: from, IDField: "account_id",
		Read: func(ctx context.Context, _ *decision, r *orchestrix.Reading) (err error) {
			target, err = orchestrix.ReadOther(ctx, r, &accounts, to, false)
			return err
		},
		Decide: func(_ context.Context, _ *decision, raise raiser) error {
			return errors.Join(raise(moved{-amount}), target.Raise(moved{amount}))
		},
	}
}

// looking is a command to an account that reads others and then does as it likes.
func looking(id string, read func(context.Context, *orchestrix.Reading) error, decide func(d *decision, raise raiser) error) handling {
	return handling{
		Aggregate: &accounts, Command: "bank.Look", ID: id, Creates: orchestrix.IfMissing,
		Read:   func(ctx context.Context, _ *decision, r *orchestrix.Reading) error { return read(ctx, r) },
		Decide: func(_ context.Context, d *decision, raise raiser) error { return decide(d, raise) },
	}
}

func given(t *testing.T, store orchestrix.Store, balances map[string]int) {
	t.Helper()
	engine := orchestrix.NewEngine(store)
	for _, id := range slices.Sorted(maps.Keys(balances)) {
		must(t)(openAccount(t.Context(), engine, id))
		if balance := balances[id]; balance != 0 {
			must(t)(move(t.Context(), engine, id, balance))
		}
	}
}

func balance(t *testing.T, store orchestrix.Store, id string) int {
	t.Helper()
	state, _, err := orchestrix.Load(t.Context(), orchestrix.NewEngine(store), &accounts, id)
	if err != nil {
		t.Fatal(err)
	}
	return state.Balance
}

// appends notes what is given to a store to append.
type appends struct {
	*memory.Store
	batches [][]orchestrix.Batch
}

func (a *appends) Append(ctx context.Context, batches ...orchestrix.Batch) (orchestrix.Appended, error) {
	a.batches = append(a.batches, batches)
	return a.Store.Append(ctx, batches...)
}

// last says in words what was appended last: stream, expectation, events.
func (a *appends) last() string {
	var parts []string
	for _, b := range a.batches[len(a.batches)-1] {
		parts = append(parts, fmt.Sprintf("%s %s: %d at %d", b.Stream.Category, b.Stream.ID, len(b.Events), b.Expect))
	}
	return strings.Join(parts, "; ")
}

func TestEventsOnAnotherAggregateAreInTheSameAppend(t *testing.T) {
	store := &appends{Store: memory.New()}
	given(t, store, map[string]int{"a": 50, "b": 7})
	engine := orchestrix.NewEngine(store)
	receipt := must(t)(orchestrix.Execute(t.Context(), engine, transfer("a", "b", 30), orchestrix.CommandID("t")))
	if want := (orchestrix.Receipt{ID: "a", Version: 3, Position: orchestrix.NewPosition(0, 6, 0), CommandID: "t", Events: 2}); receipt != want {
		t.Errorf("receipt %+v, want %+v", receipt, want)
	}
	if got, want := store.last(), "bank.Account a: 1 at 2; bank.Account b: 1 at 2"; got != want {
		t.Errorf("appended %s, want %s", got, want)
	}
	if a, b := balance(t, store, "a"), balance(t, store, "b"); a != 20 || b != 37 {
		t.Errorf("balances %d and %d", a, b)
	}
	for recorded := range store.Read(t.Context(), orchestrix.StreamID{Category: "bank.Account", ID: "b"}, 2) {
		if want := orchestrix.NewEventID("t", recorded.Stream, 0); recorded.ID != want || recorded.Metadata.CommandID != "t" {
			t.Errorf("event %+v, want the id %s", recorded, want)
		}
	}
	again := must(t)(orchestrix.Execute(t.Context(), engine, transfer("a", "b", 30), orchestrix.CommandID("t")))
	receipt.Duplicate = true
	if again != receipt {
		t.Errorf("sent again: receipt %+v, want %+v", again, receipt)
	}
}

func TestWhatWasReadIsExpectedByTheAppend(t *testing.T) {
	for name, c := range map[string]struct {
		read     []string // the last of them optional
		raise    bool
		expected string
	}{
		"there":                {[]string{"b"}, true, "bank.Account a: 1 at 2; bank.Account b: 0 at 1"},
		"several":              {[]string{"c", "b"}, true, "bank.Account a: 1 at 2; bank.Account c: 0 at 2; bank.Account b: 0 at 1"},
		"missing":              {[]string{"none"}, true, "bank.Account a: 1 at 2; bank.Account none: 0 at 0"},
		"ended":                {[]string{"ended"}, true, "bank.Account a: 1 at 2; bank.Account ended: 0 at 2"},
		"no id":                {[]string{""}, true, "bank.Account a: 1 at 2"},
		"an id that is none":   {[]string{"\x00"}, true, "bank.Account a: 1 at 2"},
		"its own":              {[]string{"a"}, true, "bank.Account a: 1 at 2"},
		"twice":                {[]string{"b", "b"}, true, "bank.Account a: 1 at 2; bank.Account b: 0 at 1"},
		"there, but no events": {[]string{"b"}, false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			store := &appends{Store: memory.New()}
			given(t, store, map[string]int{"a": 50, "b": 0, "c": 3, "ended": 0})
			engine := orchestrix.NewEngine(store)
			must(t)(run(t.Context(), engine, "ended", closed{}))
			store.batches = nil
			receipt := must(t)(orchestrix.Execute(t.Context(), engine, looking("a",
				func(ctx context.Context, r *orchestrix.Reading) error {
					for i, id := range c.read {
						o, err := orchestrix.ReadOther(ctx, r, &accounts, id, i == len(c.read)-1)
						if err != nil {
							return err
						}
						if there := id == "a" || id == "b" || id == "c"; o.Exists != there || o.State.ID != id {
							t.Errorf("%q exists: %v, state %+v", id, o.Exists, o.State)
						}
					}
					return nil
				},
				func(_ *decision, raise raiser) error {
					if c.raise {
						return raise(moved{1})
					}
					return nil
				})))
			if !c.raise {
				if len(store.batches) != 0 || receipt.Events != 0 {
					t.Errorf("appended %v, receipt %+v", store.batches, receipt)
				}
				return
			}
			if got := store.last(); got != c.expected {
				t.Errorf("appended %s\nwant     %s", got, c.expected)
			}
		})
	}
}

func TestConflictOnWhatWasReadIsDecidedAgain(t *testing.T) {
	r := newRecorder()
	given(t, r.Store, map[string]int{"a": 50, "b": 0})
	r.overtake(t, "b", 1)
	seen := []int{}
	h := looking("a",
		func(ctx context.Context, reading *orchestrix.Reading) error {
			o, err := orchestrix.ReadOther(ctx, reading, &accounts, "b", false)
			seen = append(seen, o.State.Balance)
			return err
		},
		func(_ *decision, raise raiser) error { return raise(moved{1}) })
	// What the caller expects is about the command's own aggregate: that another
	// one has changed is no reason to give up.
	receipt := must(t)(orchestrix.Execute(t.Context(), orchestrix.NewEngine(r), h, orchestrix.ExpectVersion(2)))
	if receipt.Version != 3 || !slices.Equal(seen, []int{0, 100}) {
		t.Errorf("receipt %+v, balances seen %v", receipt, seen)
	}
}

func TestMissingReadIsNotFoundOnceTheCommandIsAllowed(t *testing.T) {
	store := memory.New()
	given(t, store, map[string]int{"a": 50, "ended": 0})
	engine := orchestrix.NewEngine(store)
	must(t)(run(t.Context(), engine, "ended", closed{}))
	forbidden := &orchestrix.ForbiddenError{Command: "bank.Transfer"}
	for name, c := range map[string]struct {
		from, to string
		allowed  error
		want     string // whom it doesn't find
	}{
		"missing":           {from: "a", to: "b", want: "b"},
		"ended":             {from: "a", to: "ended", want: "ended"},
		"without an id":     {from: "a", to: "", want: ""},
		"its own first":     {from: "none", to: "b", want: "none"},
		"forbidden, though": {from: "a", to: "b", allowed: forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			h := transfer(c.from, c.to, 1)
			h.Allowed = func(*decision) error { return c.allowed }
			h.Refuses = func(*decision) error { t.Error("it went on to the refusals"); return nil }
			read := h.Read
			h.Read = func(ctx context.Context, d *decision, r *orchestrix.Reading) error {
				if !d.Exists {
					t.Error("read though its own aggregate isn't there")
				}
				return read(ctx, d, r)
			}
			_, err := orchestrix.Execute(t.Context(), engine, h)
			var missing *orchestrix.NotFoundError
			if c.allowed != nil {
				if !errors.Is(err, c.allowed) {
					t.Errorf("error %v", err)
				}
			} else if !errors.As(err, &missing) || missing.Stream.ID != c.want || missing.Stream.Category != "bank.Account" {
				t.Errorf("error %v, want %q not found", err, c.want)
			}
		})
	}
}

func TestReadsAreLeftOutWhereExistenceEndsTheCommand(t *testing.T) {
	store := memory.New()
	given(t, store, map[string]int{"a": 1})
	for creates, want := range map[orchestrix.Creation]orchestrix.Code{orchestrix.MustNotExist: orchestrix.CodeAlreadyExists, orchestrix.Once: ""} {
		h := looking("a", func(context.Context, *orchestrix.Reading) error { t.Error("it read"); return nil }, nil)
		h.Creates = creates
		if _, err := orchestrix.Execute(t.Context(), orchestrix.NewEngine(store), h); orchestrix.CodeOf(err) != want {
			t.Errorf("creates %v: error %v, want %q", creates, err, want)
		}
	}
}

// An event on another aggregate meets all that one of the command's own does.
func TestEventsOnAnotherAggregateAreChecked(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*orchestrix.Aggregate[account, accountEvent])
		amount int
		want   string
	}{
		"invalid":   {func(*orchestrix.Aggregate[account, accountEvent]) {}, 0, "raised an invalid event: bank.Moved is invalid"},
		"forbidden": {func(a *orchestrix.Aggregate[account, accountEvent]) { a.Permit = refusePermit }, 1, "bank.Look is refused (wrong_status)"},
		"breaks":    {func(*orchestrix.Aggregate[account, accountEvent]) {}, -9, "bank.Look is refused (covered): the balance is -4"},
		"another's": {func(a *orchestrix.Aggregate[account, accountEvent]) {
			a.IDOf = func(accountEvent) string { return "c" }
		}, 1, `to "b" raised an event of "c"`},
		"inapplicable": {func(a *orchestrix.Aggregate[account, accountEvent]) {
			a.Apply = func(a *account, e accountEvent, m orchestrix.Meta) error {
				if m.Version == 3 {
					return errors.New("overflow")
				}
				return accounts.Apply(a, e, m)
			}
		}, 1, `apply version 3 of bank.Account "b": overflow`},
	} {
		t.Run(name, func(t *testing.T) {
			store := memory.New()
			given(t, store, map[string]int{"a": 1, "b": 5})
			before, _ := store.Head(t.Context())
			aggregate := accounts
			c.change(&aggregate)
			var o *other
			_, err := orchestrix.Execute(t.Context(), orchestrix.NewEngine(store), looking("a",
				func(ctx context.Context, r *orchestrix.Reading) (err error) {
					o, err = orchestrix.ReadOther(ctx, r, &aggregate, "b", true)
					return err
				},
				func(_ *decision, raise raiser) error {
					_ = raise(moved{1})
					_ = o.Raise(moved{c.amount}) // dropped, and yet the command must fail
					return nil
				}))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
			if head, _ := store.Head(t.Context()); head != before {
				t.Error("something was written")
			}
		})
	}
}

func refusePermit(*account, accountEvent, orchestrix.Meta) error {
	return &orchestrix.RejectionError{ID: "wrong_status"}
}

func TestRaisingOnWhatIsMissingIsAFault(t *testing.T) {
	store := memory.New()
	given(t, store, map[string]int{"a": 1, "b": 0})
	engine := orchestrix.NewEngine(store)
	must(t)(run(t.Context(), engine, "b", closed{}))
	for _, id := range []string{"", "none", "b", "not read"} {
		var on *other
		_, err := orchestrix.Execute(t.Context(), engine, looking("a",
			func(ctx context.Context, r *orchestrix.Reading) error {
				read, err := orchestrix.ReadOthers(ctx, r, &accounts, []string{"", "none", "b"}, true)
				on = read.At(id)
				return err
			},
			func(*decision, raiser) error { return on.Raise(moved{1}) }))
		if orchestrix.CodeOf(err) != orchestrix.CodeFault || !strings.Contains(err.Error(), "has() must be asked before") {
			t.Errorf("%q: error %v", id, err)
		}
	}
}

func TestReadingSeveral(t *testing.T) {
	store := &appends{Store: memory.New()}
	given(t, store, map[string]int{"a": 1, "b": 2, "c": 3})
	engine := orchestrix.NewEngine(store)
	send := func(ids []string, optional bool, decide func(o *orchestrix.Others[account, accountEvent, string], raise raiser) error) error {
		var o *orchestrix.Others[account, accountEvent, string]
		_, err := orchestrix.Execute(t.Context(), engine, looking("a",
			func(ctx context.Context, r *orchestrix.Reading) (err error) {
				o, err = orchestrix.ReadOthers(ctx, r, &accounts, ids, optional)
				return err
			},
			func(_ *decision, raise raiser) error { return decide(o, raise) }))
		return err
	}
	err := send([]string{"c", "none", "b", "c", "a"}, true, func(o *orchestrix.Others[account, accountEvent, string], raise raiser) error {
		if got := slices.Sorted(maps.Keys(o.States)); !slices.Equal(got, []string{"a", "b", "c"}) || o.States["c"].Balance != 3 {
			t.Errorf("states %v", o.States)
		}
		// The one that is read as well as its own is one participant.
		return errors.Join(o.At("b").Raise(moved{1}), raise(moved{1}), o.At("a").Raise(moved{1}), o.At("b").Raise(moved{1}))
	})
	want := "bank.Account a: 2 at 2; bank.Account b: 2 at 2; bank.Account c: 0 at 2; bank.Account none: 0 at 0"
	if got := store.last(); err != nil || got != want {
		t.Errorf("error %v, appended %s\nwant %s", err, got, want)
	}
	err = send([]string{"b", "none", "neither"}, false, nil)
	if missing := (*orchestrix.NotFoundError)(nil); !errors.As(err, &missing) || missing.Stream.ID != "none" {
		t.Errorf("error %v, want the first that is missing", err)
	}
	if err := send(nil, false, func(*orchestrix.Others[account, accountEvent, string], raiser) error { return nil }); err != nil {
		t.Errorf("of none: %v", err)
	}
}

// What a decision in Go raises says itself whose fact it is.
func TestRaisingByID(t *testing.T) {
	byID := accounts
	byID.IDOf = func(event accountEvent) string {
		if e, ok := event.(movedOf); ok {
			return e.id
		}
		return "a"
	}
	for name, c := range map[string]struct {
		read []string
		on   string
		want orchestrix.Code
	}{
		"its own":                       {on: "a"},
		"its own, beside one it reads":  {read: []string{"b"}, on: "a"},
		"its own, which it reads":       {read: []string{"a"}, on: "a"},
		"one it reads":                  {read: []string{"b"}, on: "b"},
		"one it reads and that isn't":   {read: []string{"none"}, on: "none", want: orchestrix.CodeFault},
		"one that it doesn't read":      {read: []string{"b"}, on: "c", want: orchestrix.CodeFault},
		"another, though it reads none": {on: "b", want: orchestrix.CodeFault},
		"one without an id":             {read: []string{""}, on: "", want: orchestrix.CodeFault},
	} {
		store := memory.New()
		given(t, store, map[string]int{"a": 0, "b": 0, "c": 0})
		var reading *orchestrix.Reading
		_, err := orchestrix.Execute(t.Context(), orchestrix.NewEngine(store), handling{
			Aggregate: &byID, Command: "bank.Look", ID: "a",
			Read: func(ctx context.Context, _ *decision, r *orchestrix.Reading) error {
				reading = r
				_, err := orchestrix.ReadOthers(ctx, r, &byID, c.read, true)
				return err
			},
			Decide: func(context.Context, *decision, raiser) error {
				return orchestrix.RaiseByID(reading, &byID, accountEvent(movedOf{moved{3}, c.on}))
			},
		})
		if orchestrix.CodeOf(err) != c.want {
			t.Errorf("%s: error %v, want %q", name, err, c.want)
		}
		if c.want == "" && balance(t, store, c.on) != 3 {
			t.Errorf("%s: balance %d", name, balance(t, store, c.on))
		}
	}
}

// movedOf is an event that says whose it is.
type movedOf struct {
	moved
	id string
}

func TestFound(t *testing.T) {
	store := memory.New()
	given(t, store, map[string]int{"a": 1, "b": 2})
	must(t)(orchestrix.Execute(t.Context(), orchestrix.NewEngine(store), looking("a",
		func(ctx context.Context, r *orchestrix.Reading) error {
			o, err := orchestrix.ReadOthers(ctx, r, &accounts, []string{"b", "none"}, true)
			if found := o.At("b").Found(); found == nil || found.Balance != 2 {
				t.Errorf("found %+v", found)
			}
			if found := o.At("none").Found(); found != nil {
				t.Errorf("found %+v of one that isn't there", found)
			}
			return err
		},
		func(*decision, raiser) error { return nil })))
}

func TestStateOfAnotherIsTheOneBeforeTheCommand(t *testing.T) {
	store := memory.New()
	given(t, store, map[string]int{"a": 1, "b": 5})
	var o *other
	must(t)(orchestrix.Execute(t.Context(), orchestrix.NewEngine(store), looking("a",
		func(ctx context.Context, r *orchestrix.Reading) (err error) {
			o, err = orchestrix.ReadOther(ctx, r, &accounts, "b", false)
			return err
		},
		func(*decision, raiser) error {
			o.State.Log[0] = "changed by the decision"
			err := o.Raise(moved{2})
			if o.State.Balance != 5 || o.After.Balance != 7 || o.After.Log[0] != "5" || o.Version != 2 {
				t.Errorf("other %+v", *o.Subject)
			}
			return err
		})))
}

func TestOneStreamAsTwoTypesIsAFault(t *testing.T) {
	type another struct{ account }
	strange := orchestrix.Aggregate[another, accountEvent]{Category: "bank.Account", New: func(string) another { return another{} }}
	_, err := orchestrix.Execute(t.Context(), orchestrix.NewEngine(memory.New()), looking("a",
		func(ctx context.Context, r *orchestrix.Reading) error {
			_, err := orchestrix.ReadOther(ctx, r, &strange, "a", true)
			return err
		}, nil))
	if orchestrix.CodeOf(err) != orchestrix.CodeFault {
		t.Errorf("error %v", err)
	}
}

// A command whose events are all on others has no event of its own to be
// recognised by when it is sent again.
func TestCommandThatHappensElsewhereGetsItsReceipt(t *testing.T) {
	store := &appends{Store: memory.New()}
	given(t, store, map[string]int{"a": 1, "b": 5, "c": 0})
	engine := orchestrix.NewEngine(store)
	elsewhere := func(own, other string) handling {
		h := transfer(own, other, 2)
		decide := h.Decide
		h.Decide = func(ctx context.Context, d *decision, _ raiser) error {
			return decide(ctx, d, func(accountEvent) error { return nil })
		}
		return h
	}
	first := must(t)(orchestrix.Execute(t.Context(), engine, elsewhere("a", "b"), orchestrix.CommandID("e")))
	if first.ID != "a" || first.Version != 2 || first.Events != 1 || balance(t, store, "b") != 7 {
		t.Errorf("receipt %+v", first)
	}
	if got, want := store.last(), "~command e: 1 at -1; bank.Account a: 0 at 2; bank.Account b: 1 at 2"; got != want {
		t.Errorf("appended %s, want %s", got, want)
	}
	must(t)(move(t.Context(), engine, "a", 1))
	again := must(t)(orchestrix.Execute(t.Context(), engine, elsewhere("a", "b"), orchestrix.CommandID("e")))
	first.Duplicate = true
	if again != first {
		t.Errorf("sent again: receipt %+v, want %+v", again, first)
	}
	// Neither on the aggregate that it raised on nor on a third one was it ever
	// carried out.
	for _, own := range []string{"b", "c"} {
		_, err := orchestrix.Execute(t.Context(), engine, elsewhere(own, "a"), orchestrix.CommandID("e"))
		if invalid := (*orchestrix.InvalidError)(nil); !errors.As(err, &invalid) || invalid.Violations[0].Rule != "reused" {
			t.Errorf("of %s: error %v", own, err)
		}
	}
	if _, err := move(t.Context(), engine, "b", 1, orchestrix.CommandID("t")); err != nil {
		t.Fatal(err)
	}
	_, err := orchestrix.Execute(t.Context(), engine, elsewhere("a", "b"), orchestrix.CommandID("t"))
	if orchestrix.CodeOf(err) != orchestrix.CodeInvalid {
		t.Errorf("the id of a command on the aggregate that it reads: error %v", err)
	}
}

func TestManyReadsTakeNoMoreThanTheirShare(t *testing.T) {
	ids := make([]string, 40_000)
	for i := range ids {
		ids[i] = fmt.Sprint("account-", i)
	}
	cost := cputime.Of(func() {
		must(t)(orchestrix.Execute(t.Context(), orchestrix.NewEngine(memory.New()), looking("a",
			func(ctx context.Context, r *orchestrix.Reading) error {
				_, err := orchestrix.ReadOthers(ctx, r, &accounts, ids, true)
				return err
			},
			func(_ *decision, raise raiser) error { return raise(opened{}) })))
	})
	if cost > 5*time.Second {
		t.Errorf("reading %d took %v", len(ids), cost)
	}
}
