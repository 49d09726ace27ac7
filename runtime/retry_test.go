package orchestrix_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

type sequence = iter.Seq2[orchestrix.Recorded, error]

// overtake makes the next n appends find that somebody was faster.
func (r *recorder) overtake(t *testing.T, id string, n int) {
	r.beforeAppend = func() error {
		if n--; n < 0 {
			return nil
		}
		_, err := move(t.Context(), orchestrix.NewEngine(r.Store), id, 100)
		return err
	}
}

func TestConflictIsDecidedAgainWithAFreshLoad(t *testing.T) {
	r := newRecorder()
	var log bytes.Buffer
	engine := orchestrix.NewEngine(r, orchestrix.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	must(t)(openAccount(t.Context(), engine, "a"))
	r.trace = nil
	r.overtake(t, "a", 2)
	asked := 0
	var balances []int
	h := handling{
		Aggregate: &accounts, Command: "bank.Test", ID: "a",
		AskFirst: func(context.Context) error { asked++; return nil },
		Ask:      func(context.Context, *decision) error { asked++; return nil },
		Decide: func(_ context.Context, d *decision, raise raiser) error {
			balances = append(balances, d.State.Balance)
			return raise(moved{1})
		},
	}
	receipt := must(t)(orchestrix.Execute(t.Context(), engine, h))
	if receipt.Version != 4 || !slices.Equal(balances, []int{0, 100, 200}) {
		t.Errorf("version %d, balances seen %v", receipt.Version, balances)
	}
	if asked != 2 {
		t.Errorf("asked %d times, want each once", asked)
	}
	if got := strings.Join(r.trace, " "); got != "load append load append load append" {
		t.Errorf("steps were %s", got)
	}
	if strings.Count(log.String(), "conflict") != 2 || !strings.Contains(log.String(), "bank.Test") {
		t.Errorf("logged:\n%s", log.String())
	}
}

func TestConflictsAreTriedAgainABoundedNumberOfTimes(t *testing.T) {
	for retries := range 3 {
		r := newRecorder()
		engine := orchestrix.NewEngine(r, orchestrix.WithRetries(retries))
		must(t)(openAccount(t.Context(), engine, "a"))
		r.trace = nil
		r.overtake(t, "a", 1000)
		_, err := move(t.Context(), engine, "a", 1)
		var conflict *orchestrix.ConflictError
		if !errors.As(err, &conflict) || orchestrix.CodeOf(err) != orchestrix.CodeConflict {
			t.Errorf("error %v, want a conflict", err)
		}
		if got := len(r.trace); got != 2*(retries+1) {
			t.Errorf("%d retries: steps were %v", retries, r.trace)
		}
	}
}

func TestConflictIsNotTriedAgainWhenTheContextHasEnded(t *testing.T) {
	r := newRecorder()
	engine := orchestrix.NewEngine(r)
	must(t)(openAccount(t.Context(), engine, "a"))
	ctx, cancel := context.WithCancel(t.Context())
	r.overtake(t, "a", 1000)
	overtake := r.beforeAppend
	r.beforeAppend = func() error {
		cancel()
		return errors.Join(overtake(), &orchestrix.ConflictError{})
	}
	r.trace = nil
	_, err := move(ctx, engine, "a", 1)
	if !errors.As(err, new(*orchestrix.ConflictError)) || len(r.trace) != 2 {
		t.Errorf("error %v after %v", err, r.trace)
	}
}

func TestConflictOfADecisionIsNoReasonToTryAgain(t *testing.T) {
	r := newRecorder()
	h := r.full("a")
	decisions := 0
	h.Decide = func(context.Context, *decision, raiser) error {
		decisions++
		return &orchestrix.ConflictError{}
	}
	_, err := orchestrix.Execute(t.Context(), orchestrix.NewEngine(r), h)
	if !errors.As(err, new(*orchestrix.ConflictError)) || decisions != 1 {
		t.Errorf("%d decisions, error %v", decisions, err)
	}
}

func TestRepeatedCommandGetsItsFirstReceipt(t *testing.T) {
	r := newRecorder()
	engine := orchestrix.NewEngine(r)
	first := must(t)(openAccount(t.Context(), engine, "", orchestrix.CommandID("open-1")))
	if !strings.HasPrefix(first.ID, "acc_") || first.Duplicate {
		t.Fatalf("receipt %+v", first)
	}
	// It would be refused by now: the account exists, and has even ended.
	must(t)(run(t.Context(), engine, first.ID, moved{5}, closed{}))
	r.trace = nil
	again := must(t)(openAccount(t.Context(), engine, "", orchestrix.CommandID("open-1")))
	want := first
	want.Duplicate = true
	if again != want {
		t.Errorf("receipt %+v, want %+v", again, want)
	}
	if !slices.Equal(r.trace, []string{"by command"}) {
		t.Errorf("steps were %v", r.trace)
	}
	// Without the caller's id it is another command, and nobody is asked.
	r.trace = nil
	must(t)(openAccount(t.Context(), engine, "b"))
	if !slices.Equal(r.trace, []string{"load", "append"}) {
		t.Errorf("steps were %v", r.trace)
	}
}

func TestCommandIDUsedForAnotherAggregateIsInvalid(t *testing.T) {
	engine := orchestrix.NewEngine(memory.New())
	must(t)(openAccount(t.Context(), engine, "a", orchestrix.CommandID("one")))
	_, err := openAccount(t.Context(), engine, "b", orchestrix.CommandID("one"))
	var invalid *orchestrix.InvalidError
	if !errors.As(err, &invalid) || invalid.Violations[0].Path != "command_id" || invalid.Violations[0].Rule != "reused" {
		t.Errorf("error %v", err)
	}
}

// The twin of a command may be carried out after it was looked for.
func TestCommandThatItsTwinOvertakesGetsTheReceipt(t *testing.T) {
	r := newRecorder()
	engine := orchestrix.NewEngine(r)
	looked := 0
	r.byCommand = func() error {
		if looked++; looked == 1 {
			// Between this look, which finds nothing, and the load.
			defer func() { r.byCommand = nil }()
		}
		return nil
	}
	h := handling{
		Aggregate: &accounts, Command: "bank.Open", ID: "a", Creates: orchestrix.MustNotExist,
		AskFirst: func(context.Context) error {
			_, err := openAccount(t.Context(), orchestrix.NewEngine(r.Store), "a", orchestrix.CommandID("twin"))
			return err
		},
		Decide: func(_ context.Context, _ *decision, raise raiser) error { return raise(opened{}) },
	}
	receipt, err := orchestrix.Execute(t.Context(), engine, h, orchestrix.CommandID("twin"))
	if err != nil || !receipt.Duplicate || receipt.Version != 1 {
		t.Errorf("before the load: receipt %+v, error %v", receipt, err)
	}

	// Or between the load and the append.
	r.beforeAppend = func() error {
		r.beforeAppend = nil
		_, err := move(t.Context(), orchestrix.NewEngine(r.Store), "a", 7, orchestrix.CommandID("twin-2"))
		return err
	}
	receipt, err = move(t.Context(), engine, "a", 7, orchestrix.CommandID("twin-2"))
	if err != nil || !receipt.Duplicate || receipt.Version != 2 || receipt.Events != 1 {
		t.Errorf("before the append: receipt %+v, error %v", receipt, err)
	}
}

func TestBrokenAppendIsUnknownAndSafeToRepeat(t *testing.T) {
	lost := errors.New("connection reset")
	for _, happened := range []bool{false, true} {
		r := newRecorder()
		engine := orchestrix.NewEngine(r)
		fail := func() error {
			r.beforeAppend, r.afterAppend = nil, nil
			return lost
		}
		if happened {
			r.afterAppend = fail
		} else {
			r.beforeAppend = fail
		}
		_, err := openAccount(t.Context(), engine, "a")
		var unknown *orchestrix.UnknownError
		if !errors.As(err, &unknown) || !errors.Is(err, lost) || orchestrix.CodeOf(err) != orchestrix.CodeUnknown {
			t.Fatalf("error %v, want unknown", err)
		}
		receipt, err := openAccount(t.Context(), engine, "a", unknown.CommandID)
		if err != nil || receipt.Duplicate != happened || receipt.Version != 1 {
			t.Errorf("sent again: receipt %+v, error %v; it had happened: %v", receipt, err, happened)
		}
	}
}

func TestFailingStoreIsNoAnswer(t *testing.T) {
	broken := errors.New("disk on fire")
	r := newRecorder()
	r.byCommand = func() error { return broken }
	_, err := openAccount(t.Context(), orchestrix.NewEngine(r), "a", orchestrix.CommandID("c"))
	if !errors.Is(err, broken) || orchestrix.CodeOf(err) != orchestrix.CodeFailed {
		t.Errorf("error %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = openAccount(ctx, orchestrix.NewEngine(memory.New()), "a")
	if !errors.Is(err, context.Canceled) || orchestrix.CodeOf(err) != orchestrix.CodeFailed {
		t.Errorf("with an ended context: error %v", err)
	}
}

func TestMiddlewareWrapsTheFirstOutermost(t *testing.T) {
	store := memory.New()
	var trace []string
	var info orchestrix.CommandInfo
	named := func(name string) orchestrix.Middleware {
		return func(next orchestrix.Handler) orchestrix.Handler {
			return func(ctx context.Context, i orchestrix.CommandInfo) (orchestrix.Receipt, error) {
				info = i
				trace = append(trace, name)
				defer func() { trace = append(trace, "/"+name) }()
				return next(orchestrix.WithActor(ctx, name), i)
			}
		}
	}
	engine := orchestrix.NewEngine(store, orchestrix.WithMiddleware(named("outer"), named("inner")))
	must(t)(openAccount(t.Context(), engine, "a", orchestrix.CommandID("c")))
	if got := strings.Join(trace, " "); got != "outer inner /inner /outer" {
		t.Errorf("middleware ran as %s", got)
	}
	want := orchestrix.CommandInfo{Command: "bank.Open", Stream: orchestrix.StreamID{Category: "bank.Account", ID: "a"}, CommandID: "c"}
	if info != want {
		t.Errorf("told %+v, want %+v", info, want)
	}
	for recorded := range store.Read(t.Context(), want.Stream, 0) {
		if recorded.Metadata.Actor != "inner" {
			t.Errorf("actor %q isn't what the middleware put into the context", recorded.Metadata.Actor)
		}
	}
}

func TestMiddlewareMaySendAgain(t *testing.T) {
	r := newRecorder()
	r.afterAppend = func() error {
		r.afterAppend = nil
		return errors.New("answer lost")
	}
	again := func(next orchestrix.Handler) orchestrix.Handler {
		return func(ctx context.Context, i orchestrix.CommandInfo) (orchestrix.Receipt, error) {
			receipt, err := next(ctx, i)
			if errors.As(err, new(*orchestrix.UnknownError)) {
				return next(ctx, i)
			}
			return receipt, err
		}
	}
	receipt := must(t)(openAccount(t.Context(), orchestrix.NewEngine(r, orchestrix.WithMiddleware(again)), "a"))
	if !receipt.Duplicate || receipt.Version != 1 {
		t.Errorf("receipt %+v", receipt)
	}
	if got := strings.Join(r.trace, ", "); got != "load, append, by command" {
		t.Errorf("steps were %s", got)
	}
}

func TestRacingCommandsAllHappenOnce(t *testing.T) {
	engine := orchestrix.NewEngine(memory.New(), orchestrix.WithRetries(1000))
	must(t)(openAccount(t.Context(), engine, "a"))
	var group sync.WaitGroup
	errs := make([]error, 16)
	for i := range errs {
		group.Go(func() {
			for n := range 5 {
				_, err := move(t.Context(), engine, "a", 1, orchestrix.CommandID(fmt.Sprint(i, "-", n)))
				errs[i] = errors.Join(errs[i], err)
			}
		})
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	state, version, err := orchestrix.Load(t.Context(), engine, &accounts, "a")
	if err != nil || state.Balance != 80 || version != 81 {
		t.Errorf("balance %d at version %d, error %v", state.Balance, version, err)
	}
}
