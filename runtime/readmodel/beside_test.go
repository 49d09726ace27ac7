package readmodel_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

// reading stops a rebuild while it reads events, until it is let go on.
type reading struct {
	orchestrix.Tables
	begun, goOn chan struct{}
	once        sync.Once
}

func (r *reading) All(ctx context.Context, after orchestrix.Position, filter orchestrix.Filter) iter.Seq2[orchestrix.Recorded, error] {
	r.once.Do(func() {
		close(r.begun)
		<-r.goOn
	})
	return r.Tables.All(ctx, after, filter)
}

func newReading(store orchestrix.Tables) *reading {
	return &reading{Tables: store, begun: make(chan struct{}), goOn: make(chan struct{})}
}

func TestARebuildThatTakesLongIsLeftAlone(t *testing.T) {
	for _, inline := range []bool{false, true} {
		t.Run(fmt.Sprintf("inline=%v", inline), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := memory.New()
				b := newLivingBank(t, store, inline)
				b.happens(change{ID: "a", Kind: "opened", Owner: "ann"})
				b.sync()
				slow := newReading(store)
				rebuilt := make(chan error)
				go func() { rebuilt <- newLivingBank(t, slow, inline).accounts.Rebuild(t.Context()) }()
				<-slow.begun
				time.Sleep(time.Hour)
				var beside string
				for row, err := range store.Select(t.Context(), registry, orchestrix.Selection{}) {
					if err != nil {
						t.Fatal(err)
					}
					if table := row[0].(string); table != b.accounts.Table().Name {
						beside = table
					}
				}
				if stale, err := b.set.Stale(t.Context()); len(stale) > 0 || err != nil {
					t.Errorf("stale are %v, %v", stale, err)
				}
				if err := b.set.Drop(t.Context(), beside); err == nil {
					t.Error("its table was dropped")
				}
				if err := b.set.Migrate(t.Context()); err != nil {
					t.Error(err)
				}
				if exists, err := store.TableExists(t.Context(), beside); !exists || err != nil {
					t.Errorf("its table %s is there: %v, %v", beside, exists, err)
				}
				close(slow.goOn)
				if err := <-rebuilt; err != nil {
					t.Error(err)
				}
				if rows := b.rows(t.Context()); !slices.Equal(rows, []string{"a of ann: 0 in 0"}) {
					t.Errorf("the rows are %q", rows)
				}
			})
		})
	}
}

func TestARebuildEndsWhereSomebodyDropsItsTable(t *testing.T) {
	onStores(t, func(t *testing.T, store orchestrix.Tables) {
		b := newBank(t, store, accountModel())
		b.happens(change{ID: "a", Kind: "opened", Owner: "ann"})
		b.sync()
		slow := newReading(store)
		rebuilt := make(chan error)
		go func() { rebuilt <- newBank(t, slow, accountModel()).accounts.Rebuild(t.Context()) }()
		<-slow.begun
		after := newBank(t, &later{store, time.Hour}, accountModel())
		if err := after.set.Migrate(t.Context()); err != nil {
			t.Error(err)
		}
		close(slow.goOn)
		if err := <-rebuilt; err == nil || !strings.Contains(err.Error(), "somebody dropped the table that it fills") {
			t.Errorf("got %v", err)
		}
		if rows := b.rows(t.Context()); !slices.Equal(rows, []string{"a of ann: 0 in 0"}) {
			t.Errorf("the rows are %q", rows)
		}
		if stale, err := after.set.Stale(t.Context()); len(stale) > 0 || err != nil {
			t.Errorf("stale are %v, %v", stale, err)
		}
		b.wantLeft("bank.AccountList@0123456789abcdef")
	})
}
