package readmodel_test

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"sync/atomic"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Where a doomed process may die around the exchange, beside at its nth step.
var aroundExchange = []string{"before the exchange", "before the commit", "after the commit"}

// mortality kills its process at one of the steps that a rebuild takes.
type mortality struct {
	orchestrix.Tables
	at    string
	steps atomic.Int64
}

func (m *mortality) step(name string) {
	n := m.steps.Add(1)
	if m.at == "" || m.at != name && m.at != strconv.FormatInt(n, 10) {
		return
	}
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	if err != nil {
		panic(err)
	}
	select {}
}

func (m *mortality) Transact(ctx context.Context, f func(context.Context, orchestrix.Tx) error) error {
	m.step("")
	exchanges := false
	err := m.Tables.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
		err := f(ctx, &mortalTx{tx, m, &exchanges})
		if exchanges {
			m.step("before the commit")
		}
		return err
	})
	if exchanges {
		m.step("after the commit")
	}
	m.step("")
	return err
}

func (m *mortality) CreateTable(ctx context.Context, table *orchestrix.Table) error {
	err := m.Tables.CreateTable(ctx, table)
	m.step("")
	return err
}

func (m *mortality) Append(ctx context.Context, batches ...orchestrix.Batch) (orchestrix.Appended, error) {
	appended, err := m.Tables.Append(ctx, batches...)
	m.step("")
	return appended, err
}

type mortalTx struct {
	orchestrix.Tx
	m         *mortality
	exchanges *bool
}

func (x *mortalTx) Insert(ctx context.Context, table *orchestrix.Table, rows ...orchestrix.Row) error {
	err := x.Tx.Insert(ctx, table, rows...)
	x.m.step("")
	return err
}

func (x *mortalTx) Put(ctx context.Context, table *orchestrix.Table, rows ...orchestrix.Row) error {
	err := x.Tx.Put(ctx, table, rows...)
	x.m.step("")
	return err
}

func (x *mortalTx) Delete(ctx context.Context, table *orchestrix.Table, keys ...orchestrix.Row) error {
	err := x.Tx.Delete(ctx, table, keys...)
	x.m.step("")
	return err
}

func (x *mortalTx) Swap(ctx context.Context, from, to string) error {
	x.m.step("before the exchange")
	*x.exchanges = true
	err := x.Tx.Swap(ctx, from, to)
	x.m.step("")
	return err
}

// TestADoomedRebuild is the process that is killed.
func TestADoomedRebuild(t *testing.T) {
	at := os.Getenv(doomedEnv)
	if at == "" {
		t.Skip("it runs in processes of other tests")
	}
	m := &mortality{Tables: openAt(t, at), at: os.Getenv(deathEnv)}
	b := newLivingBank(t, m, os.Getenv(inlineEnv) != "")
	if err := b.accounts.Rebuild(context.Background()); err != nil {
		t.Fatal(err)
	}
	fmt.Println("steps", m.steps.Load())
}
