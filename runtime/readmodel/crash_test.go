package readmodel_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

var errKilled = errors.New("killed")

// mortal is a store of whose transactions some break off when all is written and
// nothing is committed.
type mortal struct {
	orchestrix.Tables
	transactions atomic.Int64
}

func (m *mortal) Transact(ctx context.Context, f func(context.Context, orchestrix.Tx) error) error {
	n := m.transactions.Add(1) // a heartbeat has transactions of its own
	if n%7 != 3 && n%11 != 5 {
		return m.Tables.Transact(ctx, f)
	}
	return m.Tables.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
		if err := f(ctx, tx); err != nil {
			return err
		}
		return errKilled
	})
}

// syncLeasing is Set.Sync with leases that a killed one holds only for a while.
func (b *bank) syncLeasing(lease time.Duration) error {
	runner := subscription.NewRunner(b.store, subscription.WithLease(lease))
	if err := runner.Add(b.accounts.Subscription()); err != nil {
		b.t.Fatal(err)
	}
	return runner.Sync(b.t.Context())
}

func TestWhoIsKilledBeforeTheCommitCountsNothingTwice(t *testing.T) {
	onStores(t, func(t *testing.T, store orchestrix.Tables) {
		dying := newBank(t, &mortal{Tables: store}, accountModel())
		living := newBank(t, store, accountModel())
		if err := living.set.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		living.happens(change{ID: "a", Kind: "opened", Owner: "ann"})
		killed := 0
		for i := range 5 {
			living.happens(change{ID: "a", Kind: "moved", By: 1}, change{ID: fmt.Sprint("b", i), Kind: "touched"})
			for dying.syncLeasing(20*time.Millisecond) != nil {
				if killed++; killed > 100 {
					t.Fatal("it doesn't come to an end")
				}
			}
		}
		want := []string{"a of ann: 5 in 5"}
		for i := range 5 {
			want = append(want, fmt.Sprintf("b%d of : 0 in 1", i))
		}
		if got := living.rows(t.Context()); !slices.Equal(got, want) {
			t.Errorf("the rows are %q, want %q", got, want)
		}
		if killed == 0 {
			t.Error("nothing was killed")
		}
	})
}
