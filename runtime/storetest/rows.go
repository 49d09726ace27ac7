package storetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

var rowCases = []testCase{
	{name: "a row comes back as it was written", run: rowsComeBack},
	{name: "a row whose key is taken isn't inserted, and the transaction goes on", run: insertTaken},
	{name: "put replaces rows by key, the later of two", run: putReplaces},
	{name: "delete removes rows by key", run: deleteRemoves},
	{name: "many rows are written and read at once", run: manyRows},
	{name: "the rows of some keys are read at once", run: rowsOfKeys},
	{name: "large rows are read in full", run: largeRows},
	{name: "texts hold any character, and as many as an index takes", run: anyText},
	{name: "rows are there after a restart", run: rowsAfterRestart, needs: restarts},
	{name: "a connection that breaks ends a selection in an error", run: brokenSelection, needs: breaks},
}

func rowsComeBack(s *subject) {
	s.make(everything)
	rows := []orchestrix.Row{
		{"", int64(math.MinInt64), math.Inf(-1), false, []byte{}, time.Time{}, `null`, "", int64(math.MinInt64)},
		{"A 'quoted' \"name\" % \\ ü 😀\n", int64(math.MaxInt64), math.MaxFloat64, true, []byte{0, 0xff, '\''},
			time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC), `{"b": 1,  "a":"\u0000 ü"}`, "x", int64(math.MaxInt64)},
		{"all absent", int64(0), nil, nil, nil, nil, nil, nil, nil},
		{"small", int64(-1), math.SmallestNonzeroFloat64, false, []byte("text"), epoch, `"1"`, "1", int64(1)},
		{"whole", int64(1), 3.0, true, []byte("1"), time.Unix(0, 0).UTC(), `1`, "null", int64(0)},
	}
	s.transact(func(ctx context.Context, tx orchestrix.Tx) error {
		if err := tx.Insert(ctx, everything, rows...); err != nil {
			return err
		}
		s.wantSelected(tx, everything, orchestrix.Selection{Order: everything.ByKey(nil)}, rows)
		return nil
	})
	s.wantRows(everything, rows...)
	for _, row := range rows {
		got, err := s.tables().Get(s.patient(), everything, row[:2]...)
		if err != nil || !sameRow(got, row) {
			s.Errorf("got %#v, error %v, want %#v", []any(got), err, []any(row))
		}
	}
	if got, err := s.tables().Get(s.patient(), everything, "small", int64(1)); got != nil || err != nil {
		s.Errorf("a key that isn't there gave %#v, error %v", got, err)
	}
	// What a caller does with its rows and what it got is its own affair.
	got, err := s.tables().Get(s.patient(), everything, rows[3][:2]...)
	if err != nil {
		s.Fatal(err)
	}
	got[4].([]byte)[0], got[7] = 'T', "changed"
	rows[4][4].([]byte)[0] = '2'
	for _, row := range []orchestrix.Row{{"small", int64(-1), "text"}, {"whole", int64(1), "1"}} {
		got, err := s.tables().Get(s.patient(), everything, row[:2]...)
		if err != nil || string(got[4].([]byte)) != row[2] {
			s.Errorf("a caller changed what is kept: %#v, error %v", got, err)
		}
	}
}

func insertTaken(s *subject) {
	s.make(counts)
	s.put(counts, orchestrix.Row{"b", int64(1)})
	s.transact(func(ctx context.Context, tx orchestrix.Tx) error {
		for name, rows := range map[string][]orchestrix.Row{
			"alone":        {{"b", int64(2)}},
			"among others": {{"a", int64(2)}, {"b", int64(2)}, {"c", int64(2)}},
			"twice at once, and then one that is there": {{"x", int64(2)}, {"b2", int64(2)}, {"b2", int64(3)}, {"b", int64(2)}},
		} {
			err := tx.Insert(ctx, counts, rows...)
			exists, ok := errors.AsType[*orchestrix.RowExistsError](err)
			if !ok || exists.Table != counts.Name || len(exists.Key) != 1 || !strings.HasPrefix(exists.Key[0].(string), "b") {
				s.Errorf("%s: error %v, want that the key is taken", name, err)
			}
		}
		return tx.Insert(ctx, counts, orchestrix.Row{"d", int64(4)})
	})
	s.wantRows(counts, orchestrix.Row{"b", int64(1)}, orchestrix.Row{"d", int64(4)})
	err := s.tables().Transact(s.patient(), func(ctx context.Context, tx orchestrix.Tx) error {
		return tx.Insert(ctx, counts, orchestrix.Row{"a", int64(1)}, orchestrix.Row{"d", int64(1)})
	})
	if exists, ok := errors.AsType[*orchestrix.RowExistsError](err); !ok || !sameRow(exists.Key, orchestrix.Row{"d"}) {
		s.Errorf("passed on, the error is %v", err)
	}
	s.wantRows(counts, orchestrix.Row{"b", int64(1)}, orchestrix.Row{"d", int64(4)})
}

func putReplaces(s *subject) {
	s.make(counts)
	s.put(counts, orchestrix.Row{"a", int64(1)}, orchestrix.Row{"b", int64(1)})
	s.put(counts, orchestrix.Row{"b", int64(2)}, orchestrix.Row{"c", int64(2)}, orchestrix.Row{"c", int64(3)}, orchestrix.Row{"b", int64(4)})
	s.put(counts)
	s.wantRows(counts, orchestrix.Row{"a", int64(1)}, orchestrix.Row{"b", int64(4)}, orchestrix.Row{"c", int64(3)})
	// Indexes follow.
	s.wantSelected(s.tables(), counts, orchestrix.Selection{Where: orchestrix.Compare{Column: "n", Op: "<", Value: int64(3)}},
		[]orchestrix.Row{{"a", int64(1)}})
}

func deleteRemoves(s *subject) {
	s.make(everything)
	row := func(name string, number int64) orchestrix.Row {
		return orchestrix.Row{name, number, nil, nil, nil, nil, nil, nil, nil}
	}
	s.put(everything, row("a", 1), row("a", 2), row("b", 1), row("b", 2))
	s.transact(func(ctx context.Context, tx orchestrix.Tx) error {
		if err := tx.Delete(ctx, everything, orchestrix.Row{"a", int64(1)}, orchestrix.Row{"c", int64(1)}, orchestrix.Row{"b", int64(2)}); err != nil {
			return err
		}
		if err := tx.Delete(ctx, everything); err != nil {
			return err
		}
		got, err := tx.Get(ctx, everything, "a", int64(1))
		if got != nil {
			s.Error("a deleted row is still there for its transaction")
		}
		return err
	})
	s.wantRows(everything, row("a", 2), row("b", 1))
	s.transact(func(ctx context.Context, tx orchestrix.Tx) error { // what was deleted can be made again
		return tx.Insert(ctx, everything, row("a", 1))
	})
	s.wantRows(everything, row("a", 1), row("a", 2), row("b", 1))
}

func rowsOfKeys(s *subject) {
	s.make(everything)
	row := func(name string, number int64) orchestrix.Row {
		return orchestrix.Row{name, number, nil, nil, nil, nil, nil, nil, nil}
	}
	var rows, keys, want []orchestrix.Row
	for i := range int64(1200) {
		for _, name := range []string{"a", "b'"} {
			rows = append(rows, row(name, i))
		}
		keys = append(keys, row("a", 2*i)[:2]) // every other isn't there
		if 2*i < 1200 {
			want = append(want, row("a", 2*i))
		}
	}
	keys = append(keys, row("b'", 7)[:2], row("c", 7)[:2])
	want = append(want, row("b'", 7))
	slices.Reverse(keys)
	s.transact(func(ctx context.Context, tx orchestrix.Tx) error {
		if err := tx.Put(ctx, everything, rows...); err != nil {
			return err
		}
		for _, keys := range [][]orchestrix.Row{nil, {row("c", 7)[:2]}} {
			if got, err := tx.GetAll(ctx, everything, keys...); len(got) > 0 || err != nil {
				s.Errorf("rows of the keys %v are %v, error %v", keys, got, err)
			}
		}
		got, err := tx.GetAll(ctx, everything, keys...)
		slices.SortFunc(got, func(a, b orchestrix.Row) int { return everything.Compare(everything.ByKey(nil), a, b) })
		if !slices.EqualFunc(got, want, sameRow) {
			s.Errorf("%d rows of %d keys, want %d", len(got), len(keys), len(want))
		}
		if err != nil {
			return err
		}
		for _, malformed := range []orchestrix.Row{{"a"}, {"a", "1"}, {"a", int64(1), nil}} {
			if _, err := tx.GetAll(ctx, everything, row("a", 1)[:2], malformed); !errors.As(err, new(*orchestrix.TableError)) {
				s.Errorf("the key %v ends in %v, want a *TableError", malformed, err)
			}
		}
		return nil
	})
}

func manyRows(s *subject) {
	s.make(counts)
	row := func(i int) orchestrix.Row { return orchestrix.Row{fmt.Sprintf("%06d", i), int64(i)} }
	var rows, keys []orchestrix.Row
	for i := range 3000 {
		rows = append(rows, row(i))
		if i%3 != 0 {
			keys = append(keys, row(i)[:1])
		}
	}
	s.transact(func(ctx context.Context, tx orchestrix.Tx) error { return tx.Insert(ctx, counts, rows...) })
	s.wantRows(counts, rows...)
	s.wantSelected(s.tables(), counts, orchestrix.Selection{Limit: 1500, Order: []orchestrix.Order{{Column: "n", Desc: true}}}, reversed(rows)[:1500])
	// A loop over rows may write, and read by the same transaction.
	s.transact(func(ctx context.Context, tx orchestrix.Tx) error {
		for row, err := range tx.Select(ctx, counts, orchestrix.Selection{Order: counts.ByKey(nil)}) {
			if err != nil {
				return err
			}
			n := row[1].(int64)
			if n%500 != 0 {
				continue
			}
			if got, err := tx.Get(ctx, counts, row[0]); err != nil || !sameRow(got, row) {
				return fmt.Errorf("in a loop, got %v: %w", got, err)
			}
			if err := tx.Put(ctx, counts, orchestrix.Row{row[0], n + 1}); err != nil {
				return err
			}
		}
		return tx.Delete(ctx, counts, keys...)
	})
	var left []orchestrix.Row
	for i := 0; i < 3000; i += 3 {
		left = append(left, row(i))
		if i%500 == 0 {
			left[len(left)-1][1] = int64(i + 1)
		}
	}
	s.wantRows(counts, left...)
}

func largeRows(s *subject) {
	s.make(everything)
	var rows []orchestrix.Row
	for i := range 600 {
		more := strings.Repeat(fmt.Sprint(1+i%9), 5000)
		rows = append(rows, orchestrix.Row{fmt.Sprintf("%06d", i), int64(i), nil, nil, nil, nil, more, nil, nil})
	}
	s.put(everything, rows...)
	for _, limit := range []int{1, 300, 500, 550} {
		s.wantSelected(s.tables(), everything, orchestrix.Selection{Order: []orchestrix.Order{{Column: "number", Desc: true}}, Limit: limit}, reversed(rows)[:limit])
	}
	s.wantRows(everything, rows...)
}

func anyText(s *subject) {
	s.make(everything)
	names := []string{"", "\x00", "\x00\x00", "\x00\x01", "\x01", "\x01\x01", "\x01\x02", "\x02", "a", "a\x00", "a\x00b", "a\x01", "ab", "\u007f", "\uffff", "\U0010ffff"}
	var rows, keys []orchestrix.Row
	var values []any
	for _, name := range names {
		rows = append(rows, orchestrix.Row{name, int64(0), nil, nil, nil, nil, nil, name, nil})
		keys, values = append(keys, orchestrix.Row{name, int64(0)}), append(values, name)
	}
	s.put(everything, rows...)
	s.wantRows(everything, rows...)
	byNote := []orchestrix.Order{{Column: "note"}}
	s.wantSelected(s.tables(), everything, orchestrix.Selection{Where: orchestrix.In{Column: "note", Values: values}, Order: byNote}, rows)
	for i, row := range rows {
		for op, want := range map[string][]orchestrix.Row{"=": rows[i : i+1], "<": rows[:i], ">": rows[i+1:]} {
			where := orchestrix.Compare{Column: "note", Op: op, Value: row[7]}
			s.wantSelected(s.tables(), everything, orchestrix.Selection{Where: where, Order: byNote}, want)
		}
	}
	// Not so regular that a database could make it small.
	long := chance{rand.New(rand.NewPCG(2026, 0))}.text(2400)
	longest := orchestrix.Row{long, int64(1), nil, nil, nil, nil, nil, long, int64(1)}
	s.transact(func(ctx context.Context, tx orchestrix.Tx) error {
		got, err := tx.GetAll(ctx, everything, keys...)
		if len(got) != len(rows) {
			s.Errorf("%d rows of %d keys", len(got), len(keys))
		}
		if err != nil {
			return err
		}
		return errors.Join(tx.Delete(ctx, everything, keys...), tx.Insert(ctx, everything, longest))
	})
	s.wantRows(everything, longest)
	if row, err := s.tables().Get(s.patient(), everything, long+"a", int64(1)); row != nil || err != nil {
		s.Errorf("a key that is longer than any gives %v, error %v", row, err)
	}
}

func reversed(rows []orchestrix.Row) []orchestrix.Row {
	rows = slices.Clone(rows)
	slices.Reverse(rows)
	return rows
}

func rowsAfterRestart(s *subject) {
	s.make(counts)
	s.put(counts, orchestrix.Row{"a", int64(1)}, orchestrix.Row{"b", int64(2)})
	s.reopen()
	s.wantRows(counts, orchestrix.Row{"a", int64(1)}, orchestrix.Row{"b", int64(2)})
}

func brokenSelection(s *subject) {
	s.make(counts)
	var rows []orchestrix.Row
	for i := range many {
		rows = append(rows, orchestrix.Row{fmt.Sprintf("%06d", i), int64(i)})
	}
	s.put(counts, rows...)
	s.close()
	for _, n := range []int{0, 1, 100, 511, 512, 513, many - 1} {
		store, err := s.harness.Break(s.dir, n)
		if err != nil {
			s.Fatalf("open with a connection that breaks: %v", err)
		}
		got, err := collectRows(store.(orchestrix.Tables).Select(s.patient(), counts, orchestrix.Selection{Order: counts.ByKey(nil)}))
		if err == nil && len(got) != many {
			s.Errorf("a selection, broken after %d rows, looks complete with %d of %d", n, len(got), many)
		}
		if !slices.EqualFunc(got, rows[:min(len(got), many)], sameRow) {
			s.Errorf("a selection, broken after %d rows, gave other rows than the first", n)
		}
		if s.harness.Close != nil {
			_ = s.harness.Close(store) // may well fail: its connection is broken
		}
	}
	s.open()
}
