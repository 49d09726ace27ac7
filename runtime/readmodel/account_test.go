package readmodel_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/orchestrix-go/orchestrix-gen/internal/postgrestest"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
	"github.com/orchestrix-go/orchestrix-gen/runtime/postgres"
	"github.com/orchestrix-go/orchestrix-gen/runtime/readmodel"
	"github.com/orchestrix-go/orchestrix-gen/runtime/sqlite"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Accounts, as a generated context would have them: what happens to one is a
// change, and its read model has a row an account.

type account struct {
	ID      string
	Owner   string
	Balance int64
	Changes int64
	Note    *string
}

type change struct {
	ID    string `json:"id"`
	Kind  string `json:"kind"` // opened, moved, closed, merged, noted
	Owner string `json:"owner,omitempty"`
	By    int64  `json:"by,omitempty"`
}

func (change) EventType() string  { return "bank.Changed" }
func (change) SchemaVersion() int { return 1 }
func (c change) AppendJSON(b []byte) ([]byte, error) {
	data, err := json.Marshal(c)
	return append(b, data...), err
}

const category = "bank.Account"

func accountModel() *readmodel.Model[account] {
	return &readmodel.Model[account]{
		Name: "bank.AccountList",
		Table: orchestrix.Table{
			Name: "bank_account_list",
			Key:  1,
			Columns: []orchestrix.Column{
				{Name: "id", Kind: orchestrix.TextColumn},
				{Name: "owner", Kind: orchestrix.TextColumn},
				{Name: "balance", Kind: orchestrix.IntColumn},
				{Name: "changes", Kind: orchestrix.IntColumn},
				{Name: "note", Kind: orchestrix.TextColumn, Optional: true},
			},
			Indexes: []orchestrix.Index{{Name: "by_owner", Columns: []string{"owner", "balance"}}},
		},
		Fingerprint: "0123456789abcdef",
		Categories:  []string{category},
		Key:         func(a *account, values orchestrix.Row) orchestrix.Row { return append(values, a.ID) },
		Values: func(a *account, values orchestrix.Row) (orchestrix.Row, error) {
			return append(values, a.Owner, a.Balance, a.Changes, readmodel.Optional(a.Note, readmodel.Text)), nil
		},
		Scan: func(a *account, columns *readmodel.Scanner) {
			a.ID, a.Owner, a.Balance, a.Changes = columns.Text(), columns.Text(), columns.Int(), columns.Int()
			if !columns.Absent() {
				a.Note = new(columns.Text())
			}
		},
		Project: projectAccount,
	}
}

func projectAccount(ctx context.Context, rows *readmodel.Rows[account], recorded orchestrix.Recorded) error {
	var e change
	if err := json.Unmarshal(recorded.Data, &e); err != nil {
		return err
	}
	key := account{ID: e.ID}
	switch e.Kind {
	case "opened":
		return rows.Insert(ctx, account{ID: e.ID, Owner: e.Owner, Balance: e.By})
	case "moved":
		return rows.Update(ctx, key, func(row *account) error {
			row.Balance, row.Changes = row.Balance+e.By, row.Changes+1
			return nil
		})
	case "touched":
		return rows.Upsert(ctx, key, func(row *account, found bool) error {
			row.Changes++
			return nil
		})
	case "noted":
		return rows.Update(ctx, key, func(row *account) error {
			row.Note = new(e.Owner)
			return nil
		})
	case "closed":
		return rows.Delete(ctx, key)
	case "merged":
		return rows.UpdateWhere(ctx, orchestrix.Compare{Column: "owner", Op: "=", Value: e.Owner}, func(row *account) error {
			row.Owner, row.Changes = e.ID, row.Changes+1
			return nil
		})
	case "left":
		return rows.DeleteWhere(ctx, orchestrix.Compare{Column: "owner", Op: "=", Value: e.Owner})
	case "misasked":
		return rows.DeleteWhere(ctx, orchestrix.Compare{Column: "nothing", Op: "=", Value: e.Owner})
	case "broken":
		return subscription.Permanent(errors.New("broken"))
	case "brokenLater":
		return rows.Update(ctx, key, func(*account) error { return subscription.Permanent(errors.New("broken later")) })
	}
	return fmt.Errorf("a change of kind %q", e.Kind)
}

// bank is accounts in a store.
type bank struct {
	t        testing.TB
	store    orchestrix.Tables
	engine   *orchestrix.Engine
	model    *readmodel.Model[account]
	accounts *readmodel.Stored[account]
	set      *readmodel.Set
	written  int
}

// onStores runs a test on the stores that are quick to have.
func onStores(t *testing.T, test func(t *testing.T, store orchestrix.Tables)) {
	t.Run("memory", func(t *testing.T) { test(t, memory.New()) })
	t.Run("sqlite", func(t *testing.T) { test(t, openAt(t, filepath.Join(t.TempDir(), "events.db"))) })
}

// onEveryStore is onStores, and PostgreSQL.
func onEveryStore(t *testing.T, test func(t *testing.T, store orchestrix.Tables)) {
	t.Run("memory", func(t *testing.T) { test(t, memory.New()) })
	onDatabases(t, test)
}

// onDatabases is onEveryStore without the one in memory.
func onDatabases(t *testing.T, test func(t *testing.T, store orchestrix.Tables)) {
	t.Run("sqlite", func(t *testing.T) { test(t, openAt(t, filepath.Join(t.TempDir(), "events.db"))) })
	t.Run("postgres", func(t *testing.T) { test(t, openAt(t, postgrestest.Database(t))) })
}

// openAt opens the store of a URL, or of a file.
func openAt(t testing.TB, at string) orchestrix.Tables {
	t.Helper()
	var store interface {
		orchestrix.Tables
		Close() error
	}
	var err error
	if strings.HasPrefix(at, "postgres") {
		store, err = postgres.Open(t.Context(), at, postgres.WithMigrate())
	} else {
		store, err = sqlite.Open(at, sqlite.WithMigrate())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return store
}

func onBanks(t *testing.T, test func(b *bank)) {
	onStores(t, func(t *testing.T, store orchestrix.Tables) { test(newBank(t, store, accountModel())) })
}

func onEveryBank(t *testing.T, test func(b *bank)) {
	onEveryStore(t, func(t *testing.T, store orchestrix.Tables) { test(newBank(t, store, accountModel())) })
}

func newBank(t testing.TB, store orchestrix.Tables, model *readmodel.Model[account]) *bank {
	b := &bank{t: t, store: store, engine: orchestrix.NewEngine(store), model: model}
	b.accounts = model.In(b.engine)
	b.set = readmodel.NewSet("bank", store, b.accounts)
	return b
}

// happens records changes, all in one transaction.
func (b *bank) happens(changes ...change) orchestrix.Position {
	b.t.Helper()
	return b.happensTo("", changes...)
}

func (b *bank) happensTo(tenant string, changes ...change) (at orchestrix.Position) {
	b.t.Helper()
	err := b.store.Transact(b.t.Context(), func(ctx context.Context, _ orchestrix.Tx) error {
		for _, c := range changes {
			b.written++
			appended, err := b.store.Append(ctx, batch(tenant, fmt.Sprintf("c%d", b.written), c))
			if err != nil {
				return err
			}
			at = appended.Position
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.stable(at)
	return at
}

// stable waits until what happened is: a transaction of anybody's on the server
// may be about to end.
func (b *bank) stable(at orchestrix.Position) {
	b.t.Helper()
	for {
		head, err := b.store.Head(b.t.Context())
		if err == nil && head.Compare(at) >= 0 {
			return
		}
		if err == nil {
			err = b.store.Wait(b.t.Context(), head)
		}
		if err != nil {
			b.t.Fatal(err)
		}
	}
}

// happensIn records a change of another account than the stream's.
func (b *bank) happensIn(stream string, c change) {
	b.t.Helper()
	b.written++
	batch := batch("", fmt.Sprintf("c%d", b.written), change{ID: stream})
	batch.Events[0].Data, _ = c.AppendJSON(nil)
	appended, err := b.store.Append(b.t.Context(), batch)
	if err != nil {
		b.t.Fatal(err)
	}
	b.stable(appended.Position)
}

func batch(tenant, command string, c change) orchestrix.Batch {
	stream := orchestrix.StreamID{Tenant: tenant, Category: category, ID: c.ID}
	id := orchestrix.CommandID(command)
	data, _ := c.AppendJSON(nil)
	return orchestrix.Batch{Stream: stream, Expect: orchestrix.Any, Events: []orchestrix.Pending{{
		ID: orchestrix.NewEventID(id, stream, 0), Type: c.EventType(), SchemaVersion: 1,
		Time:     time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		Metadata: orchestrix.Metadata{CommandID: id, CorrelationID: command}, Data: data,
	}}}
}

func (b *bank) sync() {
	b.t.Helper()
	if err := b.set.Sync(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

// rows are all of a tenant's as text.
func (b *bank) rows(ctx context.Context) []string {
	b.t.Helper()
	var all []string
	for row, err := range b.accounts.All(ctx, readmodel.Query{}) {
		if err != nil {
			b.t.Fatal(err)
		}
		all = append(all, row.String())
	}
	return all
}

func (a account) String() string {
	text := fmt.Sprintf("%s of %s: %d in %d", a.ID, a.Owner, a.Balance, a.Changes)
	if a.Note != nil {
		text += " (" + *a.Note + ")"
	}
	return text
}
