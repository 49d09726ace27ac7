package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

var tableCases = []testCase{
	{name: "columns may have the names of keywords", run: keywords},
	{name: "tables may have the names of what statements use", run: namesOfStatements},
	{name: "tables are made once and dropped", run: makeAndDrop},
	{name: "what a table can't hold is refused", run: refuseWrong},
}

// hasTables says whether a kind of store keeps rows.
func hasTables(t *testing.T, h Harness) bool {
	t.Helper()
	probe := &subject{T: t, harness: h, dir: t.TempDir()}
	probe.open()
	defer probe.close()
	_, has := probe.store.(orchestrix.Tables)
	return has
}

// tables is the store under test, of which it is known that it keeps rows.
func (s *subject) tables() orchestrix.Tables { return s.store.(orchestrix.Tables) }

// everything has a column of each kind, absent or not.
var everything = &orchestrix.Table{
	Name: "test_everything",
	Key:  2,
	Columns: []orchestrix.Column{
		{Name: "name", Kind: orchestrix.TextColumn},
		{Name: "number", Kind: orchestrix.IntColumn},
		{Name: "ratio", Kind: orchestrix.FloatColumn, Optional: true},
		{Name: "good", Kind: orchestrix.BoolColumn, Optional: true},
		{Name: "picture", Kind: orchestrix.BytesColumn, Optional: true},
		{Name: "at", Kind: orchestrix.TimeColumn, Optional: true},
		{Name: "more", Kind: orchestrix.JSONColumn, Optional: true},
		{Name: "note", Kind: orchestrix.TextColumn, Optional: true},
		{Name: "count", Kind: orchestrix.IntColumn, Optional: true},
	},
	Indexes: []orchestrix.Index{{Name: "at", Columns: []string{"at", "count"}}, {Name: "note", Columns: []string{"note"}}},
}

// counts has a number for each name.
var counts = &orchestrix.Table{
	Name: "test_counts",
	Key:  1,
	Columns: []orchestrix.Column{
		{Name: "name", Kind: orchestrix.TextColumn},
		{Name: "n", Kind: orchestrix.IntColumn},
	},
	Indexes: []orchestrix.Index{{Name: "n", Columns: []string{"n"}}},
}

// make makes tables.
func (s *subject) make(tables ...*orchestrix.Table) {
	s.Helper()
	for _, table := range tables {
		if err := s.tables().CreateTable(s.patient(), table); err != nil {
			s.Fatalf("create %s: %v", table.Name, err)
		}
	}
}

// transact does something in a transaction, and expects it to succeed.
func (s *subject) transact(f func(ctx context.Context, tx orchestrix.Tx) error) {
	s.Helper()
	if err := s.tables().Transact(s.patient(), f); err != nil {
		s.Fatalf("transaction: %v", err)
	}
}

// put puts rows.
func (s *subject) put(table *orchestrix.Table, rows ...orchestrix.Row) {
	s.Helper()
	s.transact(func(ctx context.Context, tx orchestrix.Tx) error { return tx.Put(ctx, table, rows...) })
}

// wantRows checks what a table holds, in the order of its key.
func (s *subject) wantRows(table *orchestrix.Table, want ...orchestrix.Row) {
	s.Helper()
	s.wantSelected(s.tables(), table, orchestrix.Selection{Order: table.ByKey(nil)}, want)
	n, err := s.tables().Count(s.patient(), table, nil)
	if err != nil || n != int64(len(want)) {
		s.Fatalf("%s has %d rows by its count, error %v, want %d", table.Name, n, err, len(want))
	}
}

// wantSelected checks what a selection gives.
func (s *subject) wantSelected(from orchestrix.RowReader, table *orchestrix.Table, selection orchestrix.Selection, want []orchestrix.Row) {
	s.Helper()
	got, err := collectRows(from.Select(s.patient(), table, selection))
	if err != nil {
		s.Fatalf("select from %s: %v", table.Name, err)
	}
	if !slices.EqualFunc(got, want, sameRow) {
		s.Fatalf("%s, selected by %+v, gave\n%s\nwant\n%s", table.Name, selection, listed(got), listed(want))
	}
}

func collectRows(seq iter.Seq2[orchestrix.Row, error]) ([]orchestrix.Row, error) {
	var all []orchestrix.Row
	for row, err := range seq {
		if err != nil {
			return all, err
		}
		all = append(all, row)
	}
	return all, nil
}

func listed(rows []orchestrix.Row) string {
	var b strings.Builder
	for _, row := range rows {
		fmt.Fprintf(&b, "\t%#v\n", []any(row))
	}
	return b.String()
}

func sameRow(a, b orchestrix.Row) bool { return slices.EqualFunc(a, b, sameValue) }

// sameValue tells empty from absent, and one type from another.
func sameValue(a, b any) bool {
	switch a := a.(type) {
	case []byte:
		b, ok := b.([]byte)
		return ok && bytes.Equal(a, b)
	case time.Time:
		b, ok := b.(time.Time)
		return ok && a.Equal(b) && a.Location() == b.Location()
	}
	return a == b
}

func keywords(s *subject) {
	table := &orchestrix.Table{Name: "order", Key: 2}
	for _, name := range []string{"primary", "select", "from", "where", "group", "order", "table", "index", "values", "user", "default", "rowid", "_tenant", "end", "limit", "offset", "desc", "null", "and", "excluded"} {
		table.Columns = append(table.Columns, orchestrix.Column{Name: name, Kind: orchestrix.TextColumn})
	}
	table.Indexes = []orchestrix.Index{{Name: "unique", Columns: []string{"where", "desc"}}}
	s.make(table)
	row := make(orchestrix.Row, len(table.Columns))
	for i, column := range table.Columns {
		row[i] = column.Name
	}
	s.put(table, row)
	s.put(table, row)
	where := orchestrix.And{orchestrix.Compare{Column: "where", Op: "=", Value: "where"}, orchestrix.In{Column: "null", Values: []any{"null"}}, orchestrix.Not{Condition: orchestrix.IsNull{Column: "and"}}}
	s.wantSelected(s.tables(), table, orchestrix.Selection{Where: where, Order: []orchestrix.Order{{Column: "desc", Desc: true}}}, []orchestrix.Row{row})
	s.transact(func(ctx context.Context, tx orchestrix.Tx) error {
		if got, err := tx.Lock(ctx, table, row[:2]...); err != nil || !sameRow(got, row) {
			s.Errorf("locked %v, error %v", got, err)
		}
		return tx.Delete(ctx, table, row[:2])
	})
	s.wantRows(table)
}

// namesOfStatements are tables that are called what a statement may call something
// of its own.
func namesOfStatements(s *subject) {
	for _, name := range []string{"k", "t", "wanted", "excluded", "unnest"} {
		table := &orchestrix.Table{Name: name, Key: 1, Columns: []orchestrix.Column{{Name: "id"}, {Name: "n", Kind: orchestrix.IntColumn}}}
		s.make(table)
		s.put(table, orchestrix.Row{"a", int64(1)}, orchestrix.Row{"b", int64(2)})
		s.put(table, orchestrix.Row{"a", int64(3)})
		s.transact(func(ctx context.Context, tx orchestrix.Tx) error {
			if _, err := tx.Lock(ctx, table, "c"); err != nil {
				return err
			}
			got, err := tx.GetAll(ctx, table, orchestrix.Row{"a"}, orchestrix.Row{"c"})
			if len(got) != 1 || !sameRow(got[0], orchestrix.Row{"a", int64(3)}) {
				s.Errorf("of %s: rows %v, want the one that was put last", name, got)
			}
			return err
		})
	}
}

func makeAndDrop(s *subject) {
	ctx, tables := s.patient(), s.tables()
	exists := func(want bool) {
		s.Helper()
		if got, err := tables.TableExists(ctx, counts.Name); err != nil || got != want {
			s.Errorf("the table exists: %v, error %v, want %v", got, err, want)
		}
	}
	for _, table := range orchestrix.SystemTables() {
		if has, err := tables.TableExists(ctx, table.Name); err != nil || !has {
			s.Errorf("a store has no table %s, error %v", table.Name, err)
		}
	}
	exists(false)
	s.make(counts, counts)
	exists(true)
	s.put(counts, orchestrix.Row{"a", int64(1)})
	s.make(counts) // leaves it as it is
	s.wantRows(counts, orchestrix.Row{"a", int64(1)})
	for range 2 {
		if err := tables.DropTable(ctx, counts.Name); err != nil {
			s.Errorf("drop: %v", err)
		}
		exists(false)
	}
	if _, err := collectRows(tables.Select(ctx, counts, orchestrix.Selection{})); err == nil {
		s.Error("a table that isn't there is read without an error")
	}
	s.make(counts)
	s.wantRows(counts)
	// In a transaction they are part of it.
	stop := errors.New("stop")
	err := tables.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
		if err := tables.DropTable(ctx, counts.Name); err != nil {
			return err
		}
		exists, err := tables.TableExists(ctx, counts.Name)
		if exists {
			s.Error("a dropped table is still there for its transaction")
		}
		return errors.Join(err, tables.CreateTable(ctx, everything), stop)
	})
	if !errors.Is(err, stop) {
		s.Errorf("error %v", err)
	}
	exists(true)
	if has, err := tables.TableExists(ctx, everything.Name); err != nil || has {
		s.Errorf("a table of a transaction that was undone is there: %v, error %v", has, err)
	}
}

func refuseWrong(s *subject) {
	s.make(everything)
	good := func() orchestrix.Row { return orchestrix.Row{"a", int64(1), nil, nil, nil, nil, nil, nil, nil} }
	with := func(at int, v any) orchestrix.Row {
		row := good()
		row[at] = v
		return row
	}
	wrong := func(what string, err error) {
		s.Helper()
		if _, ok := errors.AsType[*orchestrix.TableError](err); !ok {
			s.Errorf("%s: error %v, want a TableError", what, err)
		}
	}
	s.transact(func(ctx context.Context, tx orchestrix.Tx) error {
		for what, row := range map[string]orchestrix.Row{
			"too short":          good()[:8],
			"too long":           append(good(), nil),
			"another type":       with(1, 1),
			"an absent value":    with(0, nil),
			"no UTF-8":           with(7, "\xff"),
			"a key too long":     with(0, strings.Repeat("a", 2401)),
			"an index too long":  with(7, strings.Repeat("a", 2401)),
			"no number":          with(2, math.NaN()),
			"no JSON":            with(6, `{"a":}`),
			"another time zone":  with(5, epoch.In(time.FixedZone("", 3600))),
			"nanoseconds":        with(5, epoch.Add(1)),
			"text for a boolean": with(3, "true"),
		} {
			wrong(what+", inserted", tx.Insert(ctx, everything, good(), row))
			wrong(what+", put", tx.Put(ctx, everything, good(), row))
		}
		_, err := tx.Get(ctx, everything, "a")
		wrong("get by half a key", err)
		_, err = tx.Lock(ctx, everything, "a", "1")
		wrong("lock by a key of another type", err)
		wrong("delete by a whole row", tx.Delete(ctx, everything, good()))
		return tx.Put(ctx, everything, with(0, "fine"))
	})
	s.wantRows(everything, with(0, "fine"))
	for what, where := range map[string]orchestrix.Condition{
		"no such column":        orchestrix.IsNull{Column: "nothing"},
		"no such operator":      orchestrix.And{orchestrix.Compare{Column: "name", Op: "LIKE", Value: "a"}},
		"SQL for an operator":   orchestrix.Compare{Column: "name", Op: "= name OR", Value: "a"},
		"a value of other type": orchestrix.Not{Condition: orchestrix.In{Column: "number", Values: []any{int64(1), "1"}}},
		"JSON compared":         orchestrix.Compare{Column: "more", Op: "=", Value: "{}"},
		"nothing":               orchestrix.Or{nil},
	} {
		_, err := collectRows(s.tables().Select(s.patient(), everything, orchestrix.Selection{Where: where}))
		wrong(what+", selected", err)
		_, err = s.tables().Count(s.patient(), everything, where)
		wrong(what+", counted", err)
	}
	_, err := collectRows(s.tables().Select(s.patient(), everything, orchestrix.Selection{Order: []orchestrix.Order{{Column: "more"}}}))
	wrong("ordered by JSON", err)
	wrong("a table without a key", s.tables().CreateTable(s.patient(), &orchestrix.Table{Name: "keyless", Columns: counts.Columns}))
}
