package scenariotest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/readmodel"
)

// Row is a row of a read model.
type Row interface {
	AppendJSON(b []byte) ([]byte, error)
}

// Projects says what [Fixture.Project] brings up to date. Those that are inline
// are there from now on.
func (f *Fixture) Projects(readModels *readmodel.Set) {
	f.t.Helper()
	f.readModels = readModels
	if !readModels.Inline() {
		return
	}
	if err := readModels.Migrate(f.t.Context()); err != nil {
		f.t.Fatalf("making the tables of read models: %v", err)
	}
}

// Project brings the context's read models up to date with all that has
// happened, by their own subscriptions; inline ones are. An event that can't be
// projected stops the test.
func (f *Fixture) Project() {
	f.t.Helper()
	f.settle()
	if f.readModels == nil {
		return
	}
	if err := f.readModels.Sync(f.Context()); err != nil {
		f.t.Fatalf("projecting: %v", err)
	}
}

// AllRows compares all rows of a read model with patterns, in any order.
func AllRows[R Row](f *Fixture, stored *readmodel.Stored[R], want ...Fields) {
	f.t.Helper()
	var rows []R
	for row, err := range stored.All(f.Context(), readmodel.Query{}) {
		if err != nil {
			f.t.Fatalf("reading the rows of %s: %v", stored.Name(), err)
		}
		rows = append(rows, row)
	}
	got := texts(f.t, rows)
	if len(got) != len(want) {
		f.t.Errorf("%s has %d rows, want %d:%s", stored.Name(), len(got), len(want), rowLines(got))
		return
	}
	if missing := unmatched(f.t, want, got); missing >= 0 {
		f.t.Errorf("%s has no row like %s, or none that another row isn't like:%s", stored.Name(), show(want[missing]), rowLines(got))
	}
}

// unmatched pairs patterns with different rows that they fit, and gives one that
// is left over; -1 if none is. A pattern that fits several rows gives way to one
// that fits fewer (Kuhn's bipartite matching).
func unmatched(t testing.TB, want []Fields, got [][]byte) int {
	t.Helper()
	holder := make([]int, len(got))
	for i := range holder {
		holder[i] = -1
	}
	var place func(i int, tried []bool) bool
	place = func(i int, tried []bool) bool {
		for j, text := range got {
			if tried[j] || len(differences(t, want[i], text)) > 0 {
				continue
			}
			tried[j] = true
			if holder[j] < 0 || place(holder[j], tried) {
				holder[j] = i
				return true
			}
		}
		return false
	}
	for i := range want {
		if !place(i, make([]bool, len(got))) {
			return i
		}
	}
	return -1
}

// Queried is the answer of a query.
type Queried[R Row] struct {
	f    *Fixture
	rows []R
	err  error
}

// Query asks a query, as whom [Fixture.As] says.
func Query[R Row](f *Fixture, ask func(ctx context.Context) (orchestrix.Paged[R], error)) Queried[R] {
	page, err := ask(f.Context())
	return Queried[R]{f, page.Rows, err}
}

// Rows compares the answer's rows with patterns, in order.
func (q Queried[R]) Rows(want ...Fields) {
	q.f.t.Helper()
	if q.err != nil {
		q.f.t.Errorf("the query failed: %v", q.err)
		return
	}
	got := texts(q.f.t, q.rows)
	if len(got) != len(want) {
		q.f.t.Errorf("the query found %d rows, want %d:%s", len(got), len(want), rowLines(got))
		return
	}
	for i := range want {
		if found := differences(q.f.t, want[i], got[i]); len(found) > 0 {
			q.f.t.Errorf("row %d of the query: %s", i+1, strings.Join(found, "; "))
		}
	}
}

// Forbidden expects that the query may not be asked.
func (q Queried[R]) Forbidden() {
	q.f.t.Helper()
	forbidden(q.f.t, q.err)
}

// Counted is the answer of a query that counts.
type Counted struct {
	f   *Fixture
	n   int64
	err error
}

// Count asks a query that counts, as whom [Fixture.As] says.
func Count(f *Fixture, ask func(ctx context.Context) (int64, error)) Counted {
	n, err := ask(f.Context())
	return Counted{f, n, err}
}

// Is compares the number.
func (c Counted) Is(want int64) {
	c.f.t.Helper()
	if c.err != nil || c.n != want {
		c.f.t.Errorf("the query counted %d, %v; want %d", c.n, c.err, want)
	}
}

// Forbidden expects that the query may not be asked.
func (c Counted) Forbidden() {
	c.f.t.Helper()
	forbidden(c.f.t, c.err)
}

func forbidden(t testing.TB, err error) {
	t.Helper()
	if _, ok := errors.AsType[*orchestrix.ForbiddenError](err); !ok {
		t.Errorf("the query ended in %v, want it to be forbidden", err)
	}
}

func texts[R Row](t testing.TB, rows []R) [][]byte {
	t.Helper()
	all := make([][]byte, len(rows))
	for i, row := range rows {
		text, err := row.AppendJSON(nil)
		if err != nil {
			t.Fatalf("row %d: %v", i+1, err)
		}
		all[i] = text
	}
	return all
}

func differences(t testing.TB, want Fields, got []byte) []string {
	t.Helper()
	found, err := compare(want, got)
	if err != nil {
		t.Fatalf("comparing rows: %v", err)
	}
	return found
}

// rowLines is a line a row.
func rowLines(rows [][]byte) string {
	var b strings.Builder
	for _, row := range rows {
		fmt.Fprintf(&b, "\n\t%s", row)
	}
	return b.String()
}
