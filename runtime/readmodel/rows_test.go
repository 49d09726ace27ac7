package readmodel_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/decimals"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
	"github.com/orchestrix-go/orchestrix-gen/runtime/readmodel"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

func TestEventsOfOnePageBecomeRows(t *testing.T) {
	opened := change{ID: "a", Kind: "opened", Owner: "ann", By: 10}
	for _, tt := range []struct {
		name    string
		changes []change
		want    []string
	}{
		{"an inserted row is there", []change{opened}, []string{"a of ann: 10 in 0"}},
		{"updates add up", []change{opened, {ID: "a", Kind: "moved", By: 5}, {ID: "a", Kind: "moved", By: -3}}, []string{"a of ann: 12 in 2"}},
		{"an optional is kept", []change{opened, {ID: "a", Kind: "noted", Owner: "vip"}}, []string{"a of ann: 10 in 0 (vip)"}},
		{"an update without a row does nothing", []change{{ID: "a", Kind: "moved", By: 5}}, nil},
		{"an upsert makes a row", []change{{ID: "a", Kind: "touched"}, {ID: "a", Kind: "touched"}}, []string{"a of : 0 in 2"}},
		{"an upsert goes on from a row", []change{opened, {ID: "a", Kind: "touched"}}, []string{"a of ann: 10 in 1"}},
		{"a deleted row is gone", []change{opened, {ID: "a", Kind: "closed"}}, nil},
		{"a deleted row may come again", []change{opened, {ID: "a", Kind: "closed"}, {ID: "a", Kind: "opened", Owner: "bob", By: 1}}, []string{"a of bob: 1 in 0"}},
		{"a delete without a row does nothing", []change{{ID: "a", Kind: "closed"}}, nil},
		{
			"a condition finds what earlier events of the page wrote",
			[]change{opened, {ID: "b", Kind: "opened", Owner: "ann", By: 1}, {ID: "c", Kind: "opened", Owner: "bob"}, {ID: "eve", Kind: "merged", Owner: "ann"}, {ID: "a", Kind: "moved", By: 1}},
			[]string{"a of eve: 11 in 2", "b of eve: 1 in 1", "c of bob: 0 in 0"},
		},
		{"a condition without a row does nothing", []change{opened, {ID: "x", Kind: "left", Owner: "bob"}}, []string{"a of ann: 10 in 0"}},
		{"rows of a condition are deleted", []change{opened, {ID: "b", Kind: "opened", Owner: "bob"}, {ID: "x", Kind: "left", Owner: "ann"}}, []string{"b of bob: 0 in 0"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			onBanks(t, func(b *bank) {
				b.happens(tt.changes...)
				b.sync()
				if got := b.rows(b.t.Context()); !slices.Equal(got, tt.want) {
					b.t.Errorf("in one page: %q, want %q", got, tt.want)
				}
			})
			b := newBank(t, memory.New(), accountModel())
			for _, c := range tt.changes {
				b.happens(c)
				b.sync()
			}
			if got := b.rows(b.t.Context()); !slices.Equal(got, tt.want) {
				b.t.Errorf("one by one: %q, want %q", got, tt.want)
			}
		})
	}
}

func TestManyRowsAreReadTogether(t *testing.T) {
	onBanks(t, func(b *bank) {
		const n = 600
		var opened, moved []change
		for i := range n {
			id := fmt.Sprintf("a%04d", i)
			opened = append(opened, change{ID: id, Kind: "opened", Owner: "ann"})
			moved = append(moved, change{ID: id, Kind: "moved", By: int64(i)})
		}
		b.happens(opened...)
		b.sync()
		b.happens(moved...)
		b.sync()
		for i, row := range b.rows(b.t.Context()) {
			if want := fmt.Sprintf("a%04d of ann: %d in 1", i, i); row != want {
				b.t.Fatalf("row %d is %q, want %q", i, row, want)
			}
		}
	})
}

func TestAnInsertOverARowParksTheEvent(t *testing.T) {
	opened := change{ID: "a", Kind: "opened", Owner: "ann", By: 10}
	for name, before := range map[string][]change{
		"of the same page":                   {opened},
		"of the same page, after an update":  {opened, {ID: "a", Kind: "moved", By: 1}},
		"of the same page, after an upsert":  {{ID: "a", Kind: "touched"}},
		"of the same page, with more behind": {opened, {ID: "b", Kind: "opened"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, together := range []bool{true, false} {
				onBanks(t, func(b *bank) {
					b.happens(before...)
					if !together {
						b.sync()
					}
					want := parkedAs(b, change{ID: "a", Kind: "opened", Owner: "bob"})
					if !strings.Contains(want, "already") {
						b.t.Errorf("parked with %q", want)
					}
					if rows := b.rows(b.t.Context()); len(rows) == 0 || strings.Contains(rows[0], "bob") {
						b.t.Errorf("the rows are %q", rows)
					}
				})
			}
		})
	}
}

// parkedAs has a change happen that can't be projected, and two that can: one of
// the same stream waits, one of another doesn't.
func parkedAs(b *bank, c change) string {
	b.t.Helper()
	b.happens(c, change{ID: c.ID, Kind: "moved", By: 5000}, change{ID: "z", Kind: "opened", Owner: "zoe"})
	err := b.set.Sync(b.t.Context())
	parked, ok := errors.AsType[*subscription.ParkedError](err)
	if !ok {
		b.t.Fatalf("nothing is parked: %v", err)
	}
	rows := b.rows(b.t.Context())
	if !slices.Contains(rows, "z of zoe: 0 in 0") {
		b.t.Errorf("another stream didn't go on: %q", rows)
	}
	if slices.ContainsFunc(rows, func(row string) bool { return strings.HasPrefix(row, c.ID+" ") && strings.Contains(row, "50") }) {
		b.t.Errorf("the stream went on: %q", rows)
	}
	return parked.Parked.Error
}

func TestWhatAProjectionFailsWithParksItsEventAndNoOther(t *testing.T) {
	opened := change{ID: "a", Kind: "opened", Owner: "ann", By: 10}
	for kind, want := range map[string]string{
		"broken":      "broken",
		"brokenLater": "broken later",
	} {
		t.Run(kind, func(t *testing.T) {
			onBanks(t, func(b *bank) {
				b.happens(opened, change{ID: "b", Kind: "opened", Owner: "bob"})
				if got := parkedAs(b, change{ID: "a", Kind: kind}); !strings.Contains(got, want) {
					b.t.Errorf("parked with %q, want %q", got, want)
				}
				if rows := b.rows(b.t.Context()); !slices.Equal(rows, []string{"a of ann: 10 in 0", "b of bob: 0 in 0", "z of zoe: 0 in 0"}) {
					b.t.Errorf("the rows are %q", rows)
				}
			})
		})
	}
}

func TestWhatATableCantHoldParksTheEvent(t *testing.T) {
	long := strings.Repeat("x", 2401)
	for name, c := range map[string]change{
		"in the key":         {ID: long, Kind: "opened"},
		"in what is indexed": {ID: "a", Kind: "opened", Owner: long},
		"in what is updated": {ID: long, Kind: "merged", Owner: "bob"},
		"in a condition":     {ID: "b", Kind: "misasked"},
	} {
		t.Run(name, func(t *testing.T) {
			onBanks(t, func(b *bank) {
				b.happens(change{ID: "b", Kind: "opened", Owner: "bob"})
				b.happensIn("odd", c)
				b.happens(change{ID: "c", Kind: "opened", Owner: "cat"})
				if _, ok := errors.AsType[*subscription.ParkedError](b.set.Sync(b.t.Context())); !ok {
					b.t.Error("nothing is parked")
				}
				if rows := b.rows(b.t.Context()); !slices.Equal(rows, []string{"b of bob: 0 in 0", "c of cat: 0 in 0"}) {
					b.t.Errorf("the rows are %q", rows)
				}
			})
		})
	}
}

// A decimal of more than 100 digits is one that a projector in Go can make.
func TestARowThatCouldntBeReadAgainIsntWritten(t *testing.T) {
	long := decimals.Text(decimal.New(1, 100))
	for name, tt := range map[string]struct {
		scan     func(a *account, columns *readmodel.Scanner)
		unfit    change
		want     string
		readable []string
	}{
		"a column": {
			scan: func(a *account, columns *readmodel.Scanner) {
				if a.ID, a.Owner, a.Balance, a.Changes = columns.Text(), columns.Text(), columns.Int(), columns.Int(); !columns.Absent() {
					a.Note = new(decimals.Text(readmodel.Parsed(columns, decimals.Parse)))
				}
			},
			unfit:    change{ID: "1", Kind: "noted", Owner: long},
			want:     `write the row [1] of bank.AccountList: it couldn't be read again: column note: decimal has more than 100 digits`,
			readable: []string{"1 of ann: 0 in 0", "2 of ann: 0 in 0 (1.5)"},
		},
		"the key": {
			scan: func(a *account, columns *readmodel.Scanner) {
				a.ID = decimals.Text(readmodel.Parsed(columns, decimals.Parse))
				if a.Owner, a.Balance, a.Changes = columns.Text(), columns.Int(), columns.Int(); !columns.Absent() {
					a.Note = new(columns.Text())
				}
			},
			unfit:    change{ID: long, Kind: "opened"},
			want:     `write the row [1E100] of bank.AccountList: it couldn't be read again: column id: decimal has more than 100 digits`,
			readable: []string{"1 of ann: 0 in 0", "2 of ann: 0 in 0 (1.50)"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			onBanks(t, func(b *bank) {
				b.model.Scan = tt.scan
				b.happens(change{ID: "1", Kind: "opened", Owner: "ann"}, change{ID: "2", Kind: "opened", Owner: "ann"})
				b.happens(tt.unfit, change{ID: "2", Kind: "noted", Owner: "1.50"})
				parked, ok := errors.AsType[*subscription.ParkedError](b.set.Sync(b.t.Context()))
				if !ok || parked.Parked.Error != tt.want || parked.Parked.Attempts != 1 {
					b.t.Errorf("parked is %+v, want one that says %s", parked, tt.want)
				}
				if got := b.rows(b.t.Context()); !slices.Equal(got, tt.readable) {
					b.t.Errorf("the rows are %q, want %q", got, tt.readable)
				}
			})
		})
	}
}

func TestRowsHoldAnyTextThatEventsDo(t *testing.T) {
	onEveryBank(t, func(b *bank) {
		b.happens(
			change{ID: "a", Kind: "opened", Owner: "\x00"},
			change{ID: "b", Kind: "opened", Owner: "\x01"},
			change{ID: "b", Kind: "noted", Owner: "a\x00b\x01c"},
			change{ID: "c", Kind: "opened", Owner: "\x00"})
		b.happensIn("odd", change{ID: "a\x00", Kind: "opened", Owner: "ann"})
		b.sync()
		b.happensIn("odd", change{ID: "new\x00", Kind: "merged", Owner: "\x00"})
		b.sync()
		want := []string{"a of new\x00: 0 in 1", "a\x00 of ann: 0 in 0", "b of \x01: 0 in 0 (a\x00b\x01c)", "c of new\x00: 0 in 1"}
		if rows := b.rows(b.t.Context()); !slices.Equal(rows, want) {
			b.t.Errorf("the rows are %q, want %q", rows, want)
		}
	})
}

func TestARowKeepsItsKey(t *testing.T) {
	onBanks(t, func(b *bank) {
		b.model.Project = func(ctx context.Context, rows *readmodel.Rows[account], event orchestrix.Recorded) error {
			return rows.Upsert(ctx, account{ID: "a"}, func(row *account, _ bool) error {
				row.ID = "b"
				return nil
			})
		}
		b.happens(change{ID: "a", Kind: "touched"})
		err := b.set.Sync(b.t.Context())
		if err == nil || !strings.Contains(err.Error(), "keeps its key") {
			b.t.Errorf("got %v", err)
		}
	})
}

func TestProjectionsInGoReadWhatTheyWrote(t *testing.T) {
	onBanks(t, func(b *bank) {
		var seen []string
		b.model.Project = func(ctx context.Context, rows *readmodel.Rows[account], event orchestrix.Recorded) error {
			if err := projectAccount(ctx, rows, event); err != nil {
				return err
			}
			row, found, err := rows.Get(ctx, account{ID: event.Stream.ID})
			if err != nil {
				return err
			}
			all, err := rows.Where(ctx, nil)
			seen = append(seen, fmt.Sprintf("%v %v of %d", row, found, len(all)))
			return err
		}
		b.happens(
			change{ID: "a", Kind: "opened", Owner: "ann", By: 1}, change{ID: "a", Kind: "moved", By: 1},
			change{ID: "b", Kind: "opened", Owner: "bob"}, change{ID: "a", Kind: "closed"})
		b.sync()
		want := []string{"a of ann: 1 in 0 true of 1", "a of ann: 2 in 1 true of 1", "b of bob: 0 in 0 true of 2", "a of ann: 2 in 1 false of 1"}
		if !slices.Equal(seen, want) {
			b.t.Errorf("saw %q, want %q", seen, want)
		}
	})
}

func TestRowsAreATenantsOwn(t *testing.T) {
	onBanks(t, func(b *bank) {
		b.happensTo("north", change{ID: "a", Kind: "opened", Owner: "ann", By: 1})
		b.happensTo("south", change{ID: "a", Kind: "opened", Owner: "ann", By: 2}, change{ID: "x", Kind: "merged", Owner: "ann"})
		b.happensTo("north", change{ID: "a", Kind: "moved", By: 10})
		b.sync()
		for tenant, want := range map[string][]string{"north": {"a of ann: 11 in 1"}, "south": {"a of x: 2 in 1"}, "": nil} {
			ctx := orchestrix.WithTenant(b.t.Context(), tenant)
			if got := b.rows(ctx); !slices.Equal(got, want) {
				b.t.Errorf("%q has %q, want %q", tenant, got, want)
			}
			if _, found, err := b.accounts.Get(ctx, account{ID: "a"}); err != nil || found != (want != nil) {
				b.t.Errorf("%q: found %v, %v", tenant, found, err)
			}
		}
	})
}

type missed []string

func (m *missed) RowMissed(model, eventType string) { *m = append(*m, model+" "+eventType) }

func TestMissedRowsAreCounted(t *testing.T) {
	onBanks(t, func(b *bank) {
		b.happens(
			change{ID: "a", Kind: "moved"}, change{ID: "a", Kind: "closed"}, change{ID: "a", Kind: "merged", Owner: "nobody"},
			change{ID: "a", Kind: "opened"}, change{ID: "a", Kind: "moved"})
		var seen missed
		if err := b.set.Sync(readmodel.WithObserver(b.t.Context(), &seen)); err != nil {
			b.t.Fatal(err)
		}
		if want := slices.Repeat([]string{"bank.AccountList bank.Changed"}, 3); !slices.Equal(seen, want) {
			b.t.Errorf("missed %q, want %q", seen, want)
		}
	})
}

// Which event fails first shows only when those before one that fails are projected
// by themselves: what is inserted is looked for when it is written.
func TestOfSeveralEventsThatFailEachIsParked(t *testing.T) {
	for name, last := range map[string]change{
		"a row twice": {ID: "a", Kind: "opened"},
		"a mistake":   {ID: "x", Kind: "brokenLater"},
		"an error":    {ID: "x", Kind: "broken"},
		"too long":    {ID: "b", Kind: "opened", Owner: strings.Repeat("x", 2401)},
	} {
		t.Run(name, func(t *testing.T) {
			onBanks(t, func(b *bank) {
				b.happensIn("first", change{ID: "a", Kind: "opened", Owner: "ann"})
				b.happensIn("x", change{ID: "x", Kind: "opened"})
				b.sync()
				b.happensIn("fine", change{ID: "c", Kind: "opened"})
				b.happensIn("second", change{ID: "a", Kind: "opened", Owner: "bob"})
				b.happensIn("third", last)
				b.happensIn("fine", change{ID: "d", Kind: "opened"})
				runner := subscription.NewRunner(b.store)
				own := b.accounts.Subscription()
				own.Retry = subscription.Retry{Attempts: 2, Backoff: time.Microsecond}
				if err := errors.Join(runner.Add(own), runner.Sync(b.t.Context())); err != nil {
					b.t.Fatal(err)
				}
				parked, err := runner.Parked(b.t.Context(), 0)
				if err != nil || len(parked) != 2 || parked[0].Stream.ID != "second" || parked[1].Stream.ID != "third" {
					b.t.Errorf("parked are %v, %v", parked, err)
				}
				if rows := b.rows(t.Context()); !slices.Equal(rows, []string{"a of ann: 0 in 0", "c of : 0 in 0", "d of : 0 in 0", "x of : 0 in 0"}) {
					b.t.Errorf("the rows are %q", rows)
				}
			})
		})
	}
}
