package readmodel_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/readmodel"
)

func byOwner(owner string) readmodel.Query {
	return readmodel.Query{
		Name:  "by_owner",
		Where: orchestrix.Compare{Column: "owner", Op: "=", Value: owner},
		Order: []orchestrix.Order{{Column: "balance", Desc: true}},
		Page:  3,
	}
}

func noted() readmodel.Query {
	return readmodel.Query{Name: "noted", Order: []orchestrix.Order{{Column: "note"}}, Page: 2}
}

// pages gives the ids of a query's rows, page by page.
func (b *bank) pages(q readmodel.Query, between func()) (pages [][]string) {
	b.t.Helper()
	page := orchestrix.Page{}
	for {
		got, err := b.accounts.Page(b.t.Context(), q, page)
		if err != nil {
			b.t.Fatal(err)
		}
		var ids []string
		for _, row := range got.Rows {
			ids = append(ids, row.ID)
		}
		pages = append(pages, ids)
		if got.Next == "" {
			return pages
		}
		page.After = got.Next
		if between != nil {
			between()
		}
	}
}

func (b *bank) opensEight() {
	for i, balance := range []int64{5, 3, 5, 1, 5, 2, 5, 4} {
		b.happens(change{ID: fmt.Sprint("a", i), Kind: "opened", Owner: "ann", By: balance})
	}
	b.happens(change{ID: "b", Kind: "opened", Owner: "bob", By: 5})
	b.happens(change{ID: "a1", Kind: "noted", Owner: "x"}, change{ID: "a4", Kind: "noted", Owner: "a"}, change{ID: "a5", Kind: "noted", Owner: "x"})
}

func TestPagesFollowOnEachOther(t *testing.T) {
	onEveryBank(t, func(b *bank) {
		b.opensEight()
		b.sync()
		for _, tt := range []struct {
			query readmodel.Query
			want  [][]string
		}{
			{byOwner("ann"), [][]string{{"a6", "a4", "a2"}, {"a0", "a7", "a1"}, {"a5", "a3"}}},
			{byOwner("bob"), [][]string{{"b"}}},
			{byOwner("eve"), [][]string{nil}},
			{noted(), [][]string{{"a0", "a2"}, {"a3", "a6"}, {"a7", "b"}, {"a4", "a1"}, {"a5"}}},
			{
				readmodel.Query{Name: "noted_last", Order: []orchestrix.Order{{Column: "note", Desc: true}, {Column: "id"}}, Page: 2},
				[][]string{{"a1", "a5"}, {"a4", "a0"}, {"a2", "a3"}, {"a6", "a7"}, {"b"}},
			},
			{
				readmodel.Query{Name: "small", Filter: orchestrix.Compare{Column: "balance", Op: "<", Value: int64(3)}},
				[][]string{{"a3", "a5"}},
			},
		} {
			if got := b.pages(tt.query, nil); fmt.Sprint(got) != fmt.Sprint(tt.want) {
				b.t.Errorf("%s: %v, want %v", tt.query.Name, got, tt.want)
			}
		}
	})
}

func TestPagesStayTogetherWhileRowsComeAndGo(t *testing.T) {
	onEveryBank(t, func(b *bank) {
		b.opensEight()
		b.sync()
		n := 0
		pages := b.pages(byOwner("ann"), func() {
			n++
			b.happens(
				change{ID: fmt.Sprint("new-first-", n), Kind: "opened", Owner: "ann", By: 99},
				change{ID: fmt.Sprint("new-last-", n), Kind: "opened", Owner: "ann", By: -1},
				change{ID: "a6", Kind: "closed"}) // where the first page began
			b.sync()
		})
		got := slices.Concat(pages...)
		want := []string{"a6", "a4", "a2", "a0", "a7", "a1", "a5", "a3", "new-last-2", "new-last-1"}
		if len(got) < 8 || !slices.Equal(got[:8], want[:8]) {
			b.t.Errorf("got %v, want %v", got, want)
		}
		if slices.ContainsFunc(got, func(id string) bool { return strings.HasPrefix(id, "new-first") }) {
			b.t.Errorf("a row that came before is there: %v", got)
		}
	})
}

func TestACursorIsOfOneQuery(t *testing.T) {
	onBanks(t, func(b *bank) {
		b.opensEight()
		b.sync()
		first, err := b.accounts.Page(b.t.Context(), byOwner("ann"), orchestrix.Page{Size: 1})
		if err != nil || len(first.Rows) != 1 || first.Next == "" {
			b.t.Fatalf("got %v, %v", first, err)
		}
		data, _ := base64.RawURLEncoding.DecodeString(first.Next)
		data[len(data)-1]++
		for name, tt := range map[string]struct {
			query readmodel.Query
			after string
		}{
			"garbage":             {byOwner("ann"), "garbage"},
			"nothing of it":       {byOwner("ann"), "AAAAAAAAAAAAAAAAAAAAAA"},
			"spaces":              {byOwner("ann"), " " + first.Next},
			"cut off":             {byOwner("ann"), first.Next[:len(first.Next)-3]},
			"changed":             {byOwner("ann"), base64.RawURLEncoding.EncodeToString(data)},
			"another query's":     {noted(), first.Next},
			"of another argument": {byOwner("bob"), first.Next},
		} {
			_, err := b.accounts.Page(b.t.Context(), tt.query, orchestrix.Page{After: tt.after})
			invalid, ok := errors.AsType[*orchestrix.InvalidError](err)
			if !ok || invalid.Violations[0].Path != "page.after" {
				b.t.Errorf("%s: %v", name, err)
			}
		}
		elsewhere := orchestrix.WithTenant(b.t.Context(), "elsewhere")
		if _, err := b.accounts.Page(elsewhere, byOwner("ann"), orchestrix.Page{After: first.Next}); orchestrix.CodeOf(err) != orchestrix.CodeInvalid {
			b.t.Errorf("of another tenant: %v", err)
		}
		again := byOwner("ann")
		again.Filter = orchestrix.Compare{Column: "balance", Op: ">", Value: int64(0)} // of the time, say
		if _, err := b.accounts.Page(b.t.Context(), again, orchestrix.Page{After: first.Next}); err != nil {
			b.t.Errorf("what always holds isn't part of it: %v", err)
		}
	})
}

func TestPagesHaveASize(t *testing.T) {
	onBanks(t, func(b *bank) {
		var changes []change
		for i := range 1100 {
			changes = append(changes, change{ID: fmt.Sprintf("a%04d", i), Kind: "opened", Owner: "ann"})
		}
		b.happens(changes...)
		b.sync()
		for size, want := range map[int]int{0: 3, 1: 1, 1000: 1000, 1 << 40: 1000} {
			if got, err := b.accounts.Page(b.t.Context(), byOwner("ann"), orchestrix.Page{Size: size}); err != nil || len(got.Rows) != want {
				b.t.Errorf("of size %d: %d rows, %v", size, len(got.Rows), err)
			}
		}
		if got, err := b.accounts.Page(b.t.Context(), readmodel.Query{}, orchestrix.Page{}); err != nil || len(got.Rows) != 100 {
			b.t.Errorf("by default: %d rows, %v", len(got.Rows), err)
		}
		_, err := b.accounts.Page(b.t.Context(), byOwner("ann"), orchestrix.Page{Size: -1})
		if orchestrix.CodeOf(err) != orchestrix.CodeInvalid {
			b.t.Errorf("of a negative size: %v", err)
		}
		if n, err := b.accounts.Count(b.t.Context(), byOwner("ann")); err != nil || n != 1100 {
			b.t.Errorf("counted %d, %v", n, err)
		}
	})
}

func TestAQuerySaysThatThereIsNoTable(t *testing.T) {
	onBanks(t, func(b *bank) {
		_, _, errGet := b.accounts.Get(b.t.Context(), account{ID: "a"})
		_, errPage := b.accounts.Page(b.t.Context(), byOwner("ann"), orchestrix.Page{})
		_, errCount := b.accounts.Count(b.t.Context(), byOwner("ann"))
		for _, err := range []error{errGet, errPage, errCount} {
			if err == nil || !strings.Contains(err.Error(), "Migrate") {
				b.t.Errorf("got %v", err)
			}
		}
	})
}

func TestAStoreWithoutTablesIsToldOf(t *testing.T) {
	type eventsOnly struct{ orchestrix.Store }
	onBanks(t, func(b *bank) {
		engine := orchestrix.NewEngine(eventsOnly{b.store})
		accounts := b.model.In(engine)
		_, _, err := accounts.Get(b.t.Context(), account{})
		for _, err := range []error{err, readmodel.NewSet("bank", engine.Store(), accounts).Migrate(b.t.Context()), accounts.Rebuild(b.t.Context())} {
			if err == nil || !strings.Contains(err.Error(), "keeps no tables") {
				b.t.Errorf("got %v", err)
			}
		}
	})
}
