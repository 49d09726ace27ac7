package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/orchestrix-go/orchestrix-gen/bench/race"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/sqlite"
)

// rowsAtOnce is how many rows a page of a projection writes, in one transaction.
const rowsAtOnce = 500

var benchRows = &orchestrix.Table{
	Name: "bench_rows",
	Key:  2,
	Columns: []orchestrix.Column{
		{Name: "_tenant", Kind: orchestrix.TextColumn},
		{Name: "order_id", Kind: orchestrix.TextColumn},
		{Name: "customer_id", Kind: orchestrix.TextColumn},
		{Name: "status", Kind: orchestrix.TextColumn},
		{Name: "total", Kind: orchestrix.IntColumn},
		{Name: "placed_at", Kind: orchestrix.TimeColumn},
		{Name: "note", Kind: orchestrix.TextColumn, Optional: true},
	},
	Indexes: []orchestrix.Index{{Name: "customer", Columns: []string{"_tenant", "customer_id", "placed_at"}}},
}

// measureRows writes pages of rows beside the driver's own loop over the same
// table, a transaction a page.
func measureRows(r *run) ([]row, error) {
	s := &sqliteRun{temp: r.temp, name: "rows"}
	few := r.Race
	few.Rounds = max(5, r.Rounds/5)
	rows := 20 * rowsAtOnce
	if r.quick {
		few.Rounds, rows = 1, 4*rowsAtOnce
	}
	open := func(int) error {
		if err := s.open(0); err != nil {
			return err
		}
		return s.store.CreateTable(context.Background(), benchRows)
	}
	openDriver := func(int) error {
		if err := s.openDriver(0); err != nil {
			return err
		}
		_, err := s.db.Exec(sqlite.TableSQL(benchRows))
		return err
	}
	measured, err := few.Run(
		race.Contender{Name: "rows", Batch: rows, Prepare: open, Work: s.putRows},
		race.Contender{Name: "the driver's loop, a statement a row", Batch: rows, Prepare: openDriver, Work: s.putByHand},
	)
	if err := errors.Join(err, s.close()); err != nil {
		return nil, err
	}
	return []row{beside(fmt.Sprintf("SQLite rows, %d a transaction", rowsAtOnce), measured[0], measured[1], within(1.1))}, nil
}

func benchRow(i int) orchestrix.Row {
	e := samplePlaced()
	return orchestrix.Row{"", string(orderName(i * 7919 % 1_000_003)), e.CustomerID, "placed", e.Total.Amount, e.PlacedAt, nil}
}

func (s *sqliteRun) putRows(n int) error {
	ctx := context.Background()
	for from := 0; from < n; from += rowsAtOnce {
		rows := make([]orchestrix.Row, 0, rowsAtOnce)
		for i := from; i < min(n, from+rowsAtOnce); i++ {
			rows = append(rows, benchRow(i))
		}
		err := s.store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error { return tx.Put(ctx, benchRows, rows...) })
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *sqliteRun) putByHand(n int) (err error) {
	put, err := s.db.Prepare(`INSERT INTO bench_rows (_tenant, order_id, customer_id, status, total, placed_at, note) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (_tenant, order_id) DO UPDATE SET customer_id = excluded.customer_id, status = excluded.status,
		total = excluded.total, placed_at = excluded.placed_at, note = excluded.note`)
	if err != nil {
		return err
	}
	defer closing(put, &err)
	for from := 0; from < n; from += rowsAtOnce {
		tx, err := s.db.Begin()
		if err != nil {
			return err
		}
		within := tx.Stmt(put)
		for i := from; i < min(n, from+rowsAtOnce); i++ {
			row := benchRow(i)
			e := samplePlaced()
			if _, err := within.Exec(row[0], row[1], row[2], row[3], row[4], e.PlacedAt.UnixMicro(), row[6]); err != nil {
				return err
			}
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return nil
}

func closing(c io.Closer, err *error) { *err = errors.Join(*err, c.Close()) }
