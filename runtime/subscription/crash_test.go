package subscription_test

import (
	"context"
	"fmt"
	"iter"
	"sync/atomic"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// breaking is a store that breaks at one of the calls it gets: before that, or
// when it was carried out and only the answer is lost.
type breaking struct {
	orchestrix.Tables
	calls atomic.Int64
	at    int64
	late  bool
}

// call says whether it breaks now. When it is late only transactions matter.
func (s *breaking) call() bool { return !s.late && s.count() }

func (s *breaking) count() bool {
	return s.calls.Add(1) == s.at
}

func (s *breaking) Transact(ctx context.Context, f func(context.Context, orchestrix.Tx) error) error {
	breaks := s.count()
	if breaks && !s.late {
		return errAway
	}
	err := s.Tables.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
		return f(ctx, &breakingTx{tx, s})
	})
	if err == nil && breaks {
		return errAway
	}
	return err
}

func (s *breaking) Head(ctx context.Context) (orchestrix.Position, error) {
	if s.call() {
		return orchestrix.Position{}, errAway
	}
	return s.Tables.Head(ctx)
}

func (s *breaking) All(ctx context.Context, after orchestrix.Position, filter orchestrix.Filter) iter.Seq2[orchestrix.Recorded, error] {
	return broken(s.call(), s.Tables.All(ctx, after, filter))
}

func (s *breaking) Read(ctx context.Context, stream orchestrix.StreamID, after orchestrix.Version) iter.Seq2[orchestrix.Recorded, error] {
	return broken(s.call(), s.Tables.Read(ctx, stream, after))
}

func (s *breaking) Get(ctx context.Context, table *orchestrix.Table, key ...any) (orchestrix.Row, error) {
	if s.call() {
		return nil, errAway
	}
	return s.Tables.Get(ctx, table, key...)
}

func (s *breaking) Select(ctx context.Context, table *orchestrix.Table, selection orchestrix.Selection) iter.Seq2[orchestrix.Row, error] {
	return broken(s.call(), s.Tables.Select(ctx, table, selection))
}

// broken ends a sequence in an error after what was first, if it is to break.
func broken[T any](breaks bool, seq iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for value, err := range seq {
			if !yield(value, err) {
				return
			}
			if breaks {
				break
			}
		}
		if breaks {
			var none T
			yield(none, errAway)
		}
	}
}

// breakingTx is a transaction of such a store.
type breakingTx struct {
	orchestrix.Tx
	s *breaking
}

func (x *breakingTx) GetAll(ctx context.Context, table *orchestrix.Table, keys ...orchestrix.Row) ([]orchestrix.Row, error) {
	if x.s.call() {
		return nil, errAway
	}
	return x.Tx.GetAll(ctx, table, keys...)
}

func (x *breakingTx) Lock(ctx context.Context, table *orchestrix.Table, key ...any) (orchestrix.Row, error) {
	if x.s.call() {
		return nil, errAway
	}
	return x.Tx.Lock(ctx, table, key...)
}

func (x *breakingTx) Insert(ctx context.Context, table *orchestrix.Table, rows ...orchestrix.Row) error {
	if x.s.call() {
		return errAway
	}
	return x.Tx.Insert(ctx, table, rows...)
}

func (x *breakingTx) Put(ctx context.Context, table *orchestrix.Table, rows ...orchestrix.Row) error {
	if x.s.call() {
		return errAway
	}
	return x.Tx.Put(ctx, table, rows...)
}

func (x *breakingTx) Delete(ctx context.Context, table *orchestrix.Table, keys ...orchestrix.Row) error {
	if x.s.call() {
		return errAway
	}
	return x.Tx.Delete(ctx, table, keys...)
}

// TestWhereverTheStoreBreaksNothingIsLostOrDoubled goes through the life of two
// subscriptions, once for each call to the store that may break.
func TestWhereverTheStoreBreaksNothingIsLostOrDoubled(t *testing.T) {
	for _, late := range []bool{false, true} {
		for at := int64(1); ; at++ {
			reached := false
			bubble(t, func(f *fixture) {
				store := &breaking{Tables: memory.New(), at: at, late: late}
				f.store = store
				live(f)
				if f.Failed() {
					f.Fatalf("when call %d breaks, late is %v:\n%s", at, late, f.logged())
				}
				reached = store.calls.Load() >= at
			})
			if t.Failed() {
				return
			}
			if !reached { // all have been
				t.Logf("it broke at each of %d calls, late is %v", at-1, late)
				break
			}
		}
	}
}

// live has a subscription and a projection work off events, put some aside, get
// another name and number of partitions, and replay.
func live(f *fixture) {
	insist := func(do func() error) {
		f.Helper()
		for range 10 {
			if do() == nil {
				return
			}
		}
		f.Fatal("it fails again and again")
	}
	plain := &fixture{T: f.T, store: f.store.(*breaking).Tables, now: f.now} // which appends, and looks
	handling, projecting := f.handling(), f.projecting()
	var r *subscription.Runner
	work := func(partitions int) {
		f.Helper()
		r = f.runner(handling, subscription.WithPartitions(handling.Name, partitions), subscription.WithPage(3),
			subscription.WithLease(50*time.Millisecond)) // which somebody may not be able to give back
		if err := r.Add(projecting); err != nil {
			f.Fatal(err)
		}
		insist(func() error { return r.Sync(f.patient()) })
	}
	f.failing(subscription.Permanent(errAway), "b/2")
	plain.append("a", "b", "b", "c", "b")
	work(2)
	plain.append("b", "a")
	handling.Name, handling.Was = "test.Renamed", []string{handling.Name}
	work(3)
	f.failing(nil)
	plain.append("c")
	for _, name := range []string{handling.Name, projecting.Name} {
		insist(func() error { return r.Replay(f.patient(), name, stream("b")) })
	}
	work(1)

	plain.wantProjected("a/1", "a/2", "b/1", "b/2", "b/3", "b/4", "c/1", "c/2")
	quiet := plain.runner(handling)
	plain.wantAside(quiet)
	next := map[string]int{}
	for _, event := range f.handled() { // of both, in turns; a handler's again after an error
		stream, version := event[:1], int(event[2]-'0')
		if version > next[stream]+1 {
			f.Errorf("%s comes after %d events of %s", event, next[stream], stream)
		}
		next[stream] = max(next[stream], version)
	}
	if want := (map[string]int{"a": 2, "b": 4, "c": 2}); fmt.Sprint(next) != fmt.Sprint(want) {
		f.Errorf("handled are %v, want all of %v", next, want)
	}
}
