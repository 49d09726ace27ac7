package readmodel

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"strings"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// A rebuild's table is beside the live one. The registry says until when somebody
// is at work on it, so that what a killed process leaves is told from that, and
// dropped by whoever migrates or rebuilds the read model next.

// heldFor is how long a rebuild that says nothing is taken to be at work.
const heldFor = time.Minute

// beside is the same table by a name that nobody else has, for a rebuild.
func beside(t *orchestrix.Table) *orchestrix.Table {
	twin := *t
	var random [rebuildChars / 2]byte
	rand.Read(random[:])
	twin.Name = t.Name + "_" + hex.EncodeToString(random[:])
	return &twin
}

// isBeside says of a row of the registry that its table is one of a rebuild.
func (s *Stored[R]) isBeside(row orchestrix.Row) bool {
	live := s.model.tableOf(s.model.Table.Name, row[shapeColumn].(string)).Name
	random, found := strings.CutPrefix(row[0].(string), live+"_")
	return found && len(random) == rebuildChars
}

// hold has a rebuild's table be known to be worked on, until stop is called.
func (s *Stored[R]) hold(ctx context.Context, tables orchestrix.Tables, table *orchestrix.Table) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(heldFor / 3)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				// A store that is away is the rebuild's trouble, too.
				_ = tables.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error { return holdOn(ctx, tx, table.Name) })
			case <-ctx.Done():
				return
			}
		}
	}()
	return func() {
		cancel()
		<-ended
	}
}

// projectBeside projects events to a rebuild's table. It holds on to it itself:
// where one transaction writes at a time, nobody else could meanwhile.
func (s *Stored[R]) projectBeside(ctx context.Context, tx orchestrix.Tx, table *orchestrix.Table, events []orchestrix.Recorded) error {
	if err := s.project(ctx, s.rows(tx, table), events); err != nil {
		return err
	}
	return holdOn(ctx, tx, table.Name)
}

// holdOn notes that somebody is at work on a table that the registry has.
func holdOn(ctx context.Context, tx orchestrix.Tx, table string) error {
	row, err := tx.Lock(ctx, registry, table)
	if err != nil || row == nil {
		return err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	row[untilColumn] = now.Add(heldFor)
	return tx.Put(ctx, registry, row)
}

// atWork says whether somebody is at work on the table of a row of the registry.
func atWork(row orchestrix.Row, now time.Time) bool {
	until, held := row[untilColumn].(time.Time)
	return held && now.Before(until)
}

// sweep drops the tables of rebuilds that were killed.
func (s *Stored[R]) sweep(ctx context.Context, tables orchestrix.Tables) error {
	own := orchestrix.And{
		orchestrix.Compare{Column: "model", Op: "=", Value: s.model.Name},
		orchestrix.Not{Condition: orchestrix.IsNull{Column: registry.Columns[untilColumn].Name}},
	}
	for row, err := range tables.Select(ctx, registry, orchestrix.Selection{Where: own}) {
		if err != nil {
			return err
		}
		if !s.isBeside(row) {
			continue
		}
		if err := dropTable(ctx, tables, row[0].(string), unlessAtWork); err != nil {
			return err
		}
	}
	return nil
}

// discard drops the table of a rebuild that failed, also where somebody has
// dropped it before.
func (s *Stored[R]) discard(ctx context.Context, tables orchestrix.Tables, table *orchestrix.Table) error {
	return dropTable(ctx, tables, table.Name, func(ctx context.Context, tx orchestrix.Tx, _ orchestrix.Row) (bool, error) {
		filling := s.filling(table)
		return true, subscription.Forget(ctx, tx, &filling)
	})
}
