package readmodel

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// registry has a row for each table of a read model, so that those which nobody
// uses any more can be found.
var registry = &orchestrix.Table{
	Name: "orchestrix_read_models",
	Key:  1,
	Columns: []orchestrix.Column{
		{Name: "table_name", Kind: orchestrix.TextColumn},
		{Name: "model", Kind: orchestrix.TextColumn}, // "orders.OrderSummary"
		{Name: "shape", Kind: orchestrix.TextColumn}, // the fingerprint
		{Name: "made_at", Kind: orchestrix.TimeColumn},
		// Until then somebody is at work on it: no append writes to an inline one
		// whose table is exchanged, and nobody drops that of a rebuild.
		{Name: "closed_until", Kind: orchestrix.TimeColumn, Optional: true},
	},
}

// The places of its columns that are read.
const (
	modelColumn = 1 + iota
	shapeColumn
	madeColumn
	untilColumn
)

// Member is a read model of any type, in a store.
type Member interface {
	Name() string
	Table() *orchestrix.Table
	// migrate makes the table if there is none.
	migrate(ctx context.Context, tables orchestrix.Tables) error
	addTo(runner *subscription.Runner) error
	inline() bool
}

// Set is the read models of a context in a store.
type Set struct {
	context string
	store   orchestrix.Store
	members []Member
}

// NewSet is the set of a context's read models.
func NewSet(context string, store orchestrix.Store, members ...Member) *Set {
	return &Set{context: context, store: store, members: members}
}

// Inline says whether one of them is written inline, so that commands need its
// table.
func (s *Set) Inline() bool { return slices.ContainsFunc(s.members, Member.inline) }

// Migrate makes the tables that aren't there. An inline one is filled with what has
// happened if it is new, or if the program comes back to it after another shape had
// its turn; the others fill by their subscriptions.
func (s *Set) Migrate(ctx context.Context) error {
	tables, err := tablesOf(s.store, "of "+s.context)
	if err != nil {
		return err
	}
	if err := tables.CreateTable(ctx, registry); err != nil {
		return fmt.Errorf("migrate the read models of %s: %w", s.context, err)
	}
	for _, member := range s.members {
		if err := member.migrate(ctx, tables); err != nil {
			return fmt.Errorf("migrate read model %s: %w", member.Name(), err)
		}
	}
	return nil
}

// Stale is a table that no read model of this program uses: of an earlier shape,
// of one that was removed, or of a rebuild that was killed, which the next one, or
// Migrate, drops by itself after a minute. An earlier version of the program may
// still use it.
type Stale struct {
	Table  string
	Model  string
	MadeAt time.Time
}

// Stale lists the context's tables that none of its read models uses.
func (s *Set) Stale(ctx context.Context) ([]Stale, error) {
	tables, err := tablesOf(s.store, "of "+s.context)
	if err != nil {
		return nil, err
	}
	exists, err := tables.TableExists(ctx, registry.Name)
	if err != nil || !exists {
		return nil, err
	}
	var stale []Stale
	err = tables.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
		stale, err = s.staleIn(ctx, tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list the tables of %s: %w", s.context, err)
	}
	return stale, nil
}

func (s *Set) staleIn(ctx context.Context, tx orchestrix.Tx) (stale []Stale, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return nil, err
	}
	for row, err := range tx.Select(ctx, registry, orchestrix.Selection{Order: registry.ByKey(nil)}) {
		if err != nil {
			return nil, err
		}
		table, model := row[0].(string), row[modelColumn].(string)
		if strings.HasPrefix(model, s.context+".") && !s.uses(table) && !atWork(row, now) {
			stale = append(stale, Stale{Table: table, Model: model, MadeAt: row[madeColumn].(time.Time)})
		}
	}
	return stale, nil
}

func (s *Set) uses(table string) bool {
	return slices.ContainsFunc(s.members, func(m Member) bool { return m.Table().Name == table })
}

// Drop removes a table that [Set.Stale] lists.
func (s *Set) Drop(ctx context.Context, table string) error {
	stale, err := s.Stale(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(stale, func(s Stale) bool { return s.Table == table }) {
		return fmt.Errorf("drop %s: it isn't a stale table of a read model of %s", table, s.context)
	}
	tables, err := tablesOf(s.store, "of "+s.context)
	if err != nil {
		return err
	}
	return dropTable(ctx, tables, table, unlessAtWork)
}

// unlessAtWork is whether a table may be dropped that isn't the caller's own.
func unlessAtWork(ctx context.Context, tx orchestrix.Tx, row orchestrix.Row) (bool, error) {
	now, err := tx.Now(ctx)
	return err == nil && (row == nil || !atWork(row, now)), err
}

// dropTable drops a table, and what the subscription that filled it has left, if
// it may: that is asked when nobody else can change the table's row, which is nil
// if there is none.
func dropTable(ctx context.Context, tables orchestrix.Tables, table string, may func(context.Context, orchestrix.Tx, orchestrix.Row) (bool, error)) error {
	err := tables.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
		row, err := tx.Lock(ctx, registry, table)
		if err != nil {
			return err
		}
		if may, err := may(ctx, tx, row); err != nil || !may {
			return err
		}
		if err := tx.Delete(ctx, registry, orchestrix.Row{table}); err != nil {
			return err
		}
		if row != nil {
			if err := forget(ctx, tx, row); err != nil {
				return err
			}
		}
		return tables.DropTable(ctx, table)
	})
	if err != nil {
		return fmt.Errorf("drop %s: %w", table, err)
	}
	return nil
}

// forget forgets who filled a table that isn't noted any more: a rebuild, by the
// table's name, and the read model itself unless another table has its shape.
func forget(ctx context.Context, tx orchestrix.Tx, row orchestrix.Row) error {
	table, model, shape := row[0].(string), row[modelColumn].(string), row[shapeColumn].(string)
	if err := subscription.Forget(ctx, tx, &subscription.Subscription{Name: model, Shape: table}); err != nil {
		return err
	}
	others, err := tx.Count(ctx, registry, orchestrix.And{
		orchestrix.Compare{Column: "model", Op: "=", Value: model},
		orchestrix.Compare{Column: "shape", Op: "=", Value: shape},
	})
	if err != nil || others > 0 {
		return err
	}
	return subscription.Forget(ctx, tx, &subscription.Subscription{Name: model, Shape: shape})
}

// register notes a table that is made.
func (s *Stored[R]) register(ctx context.Context, tx orchestrix.Tx, table string) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	err = tx.Insert(ctx, registry, orchestrix.Row{table, s.model.Name, s.model.Fingerprint, now, nil})
	if _, known := errors.AsType[*orchestrix.RowExistsError](err); known {
		return nil
	}
	return err
}

func (s *Stored[R]) inline() bool { return s.model.Inline }

func (s *Stored[R]) migrate(ctx context.Context, tables orchestrix.Tables) error {
	if err := s.sweep(ctx, tables); err != nil {
		return err
	}
	if s.model.Inline {
		return s.migrateInline(ctx, tables)
	}
	exists, err := tables.TableExists(ctx, s.table.Name)
	if err != nil || exists {
		return err
	}
	return s.makeTable(ctx, tables, s.table)
}

// migrateInline fills the table, unless another process is about to have done so.
func (s *Stored[R]) migrateInline(ctx context.Context, tables orchestrix.Tables) error {
	for {
		if current, err := s.current(ctx, tables); current || err != nil {
			return err
		}
		err := s.Rebuild(ctx)
		if !errors.Is(err, errClosed) {
			return err
		}
		select {
		case <-time.After(migratePause):
		case <-ctx.Done():
			return errors.Join(err, context.Cause(ctx))
		}
	}
}

// current says whether there is a table, and none of another shape was made since:
// what programs with that one wrote, an inline one has missed.
func (s *Stored[R]) current(ctx context.Context, tables orchestrix.Tables) (bool, error) {
	exists, err := tables.TableExists(ctx, s.table.Name)
	if err != nil || !exists {
		return false, err
	}
	row, err := tables.Get(ctx, registry, s.table.Name)
	if err != nil || row == nil {
		return false, err
	}
	newer, err := tables.Count(ctx, registry, orchestrix.And{
		orchestrix.Compare{Column: "model", Op: "=", Value: s.model.Name},
		orchestrix.Compare{Column: "shape", Op: "<>", Value: s.model.Fingerprint},
		orchestrix.Compare{Column: "made_at", Op: ">=", Value: row[madeColumn]},
	})
	return newer == 0, err
}

// migratePause is how often it is looked whether another process is done.
const migratePause = 20 * time.Millisecond

// makeTable makes a table that isn't there, and notes it. It is filled from the
// beginning, wherever one that had its name was.
func (s *Stored[R]) makeTable(ctx context.Context, tables orchestrix.Tables, table *orchestrix.Table) error {
	return tables.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
		if err := s.register(ctx, tx, table.Name); err != nil {
			return err
		}
		// Of several processes one makes it, and the others find it.
		if _, err := tx.Lock(ctx, registry, table.Name); err != nil {
			return err
		}
		if exists, err := tables.TableExists(ctx, table.Name); exists || err != nil {
			return err
		}
		if err := tables.CreateTable(ctx, table); err != nil {
			return err
		}
		if table.Name != s.table.Name {
			return holdOn(ctx, tx, table.Name)
		}
		own := s.Subscription()
		return subscription.Forget(ctx, tx, &own)
	})
}
