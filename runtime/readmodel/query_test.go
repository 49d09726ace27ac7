package readmodel_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

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
	onEveryBank(t, func(b *bank) {
		b.opensEight()
		b.sync()
		newer := accountModel()
		newer.Fingerprint = "fedcba9876543210"
		next := newBank(b.t, b.store, newer)
		next.sync()
		ann := orchestrix.WithActor(b.t.Context(), "ann")
		first, err := b.accounts.Page(ann, byOwner("ann"), orchestrix.Page{Size: 1})
		if err != nil || len(first.Rows) != 1 || first.Next == "" {
			b.t.Fatalf("got %v, %v", first, err)
		}
		after := func(cursor string) orchestrix.Page { return orchestrix.Page{After: cursor} }
		wantRefused := func(name string, _ orchestrix.Paged[account], err error) {
			b.t.Helper()
			invalid, ok := errors.AsType[*orchestrix.InvalidError](err)
			if !ok || invalid.Violations[0].Path != "page.after" || !strings.Contains(err.Error(), "ask for the first page again") {
				b.t.Errorf("%s: %v", name, err)
			}
		}
		refused := func(name string, ctx context.Context, q readmodel.Query, cursor string) {
			b.t.Helper()
			page, err := b.accounts.Page(ctx, q, after(cursor))
			wantRefused(name, page, err)
		}
		refused("garbage", ann, byOwner("ann"), "garbage")
		refused("nothing of it", ann, byOwner("ann"), "AAAAAAAAAAAAAAAAAAAAAA")
		refused("spaces", ann, byOwner("ann"), " "+first.Next)
		refused("another query's", ann, noted(), first.Next)
		refused("of another argument", ann, byOwner("bob"), first.Next)
		refused("another tenant's", orchestrix.WithTenant(ann, "elsewhere"), byOwner("ann"), first.Next)
		refused("another actor's", orchestrix.WithActor(ann, "bob"), byOwner("ann"), first.Next)
		refused("nobody's", b.t.Context(), byOwner("ann"), first.Next)
		page, err := next.accounts.Page(ann, byOwner("ann"), after(first.Next))
		wantRefused("of another shape", page, err)
		for n := 1; n < len(first.Next); n++ {
			refused(fmt.Sprint("cut off at ", n), ann, byOwner("ann"), first.Next[:n])
		}
		data, _ := base64.RawURLEncoding.DecodeString(first.Next)
		for i := range data {
			edited := slices.Clone(data)
			edited[i] ^= 1
			refused(fmt.Sprint("edited at ", i), ann, byOwner("ann"), base64.RawURLEncoding.EncodeToString(edited))
		}
		for _, values := range [][]any{
			{}, {int64(5)}, {int64(5), "a6", "a6"}, {"5", "a6"}, {int64(5), int64(6)}, {5.0, "a6"}, {true, "a6"}, {[]byte("5"), "a6"},
			{time.Unix(0, 0), "a6"}, {int64(5), "\xff"}, {int64(5), time.Unix(0, 0)},
		} {
			refused(fmt.Sprintf("forged of %q", values), ann, byOwner("ann"), b.accounts.Forged(ann, byOwner("ann"), values...))
		}
		again := byOwner("ann")
		again.Filter = orchestrix.Compare{Column: "balance", Op: ">", Value: int64(0)} // of the time, say
		if _, err := b.accounts.Page(ann, again, after(first.Next)); err != nil {
			b.t.Errorf("what always holds isn't part of it: %v", err)
		}
	})
}

// Rows of others lie between those of a page; some orders have ties, and absent
// values.
func TestPagesAreAllOfOnesOwnRowsAndTellOfNoOthers(t *testing.T) {
	onEveryBank(t, func(b *bank) {
		const owners, accounts = 3, 30
		var changes []change
		for i := range accounts {
			id := fmt.Sprintf("a%02d", i)
			changes = append(changes, change{ID: id, Kind: "opened", Owner: fmt.Sprint("o", i%owners), By: int64(i * 7 % 4)})
			if i%4 == 0 {
				changes = append(changes, change{ID: id, Kind: "noted", Owner: fmt.Sprint("n", i%3)})
			}
		}
		b.happens(changes...)
		b.sync()
		for name, order := range map[string][]orchestrix.Order{
			"the key":      nil,
			"ties":         {{Column: "balance", Desc: true}},
			"absent first": {{Column: "note"}},
			"absent last":  {{Column: "note", Desc: true}, {Column: "balance"}},
		} {
			for owner := range owners {
				own := orchestrix.Compare{Column: "owner", Op: "=", Value: fmt.Sprint("o", owner)}
				for _, q := range []readmodel.Query{{Where: own}, {Filter: own}} {
					q.Name, q.Order = name, order
					var want []string
					for row, err := range b.accounts.All(b.t.Context(), q) {
						if err != nil {
							b.t.Fatal(err)
						}
						want = append(want, row.ID)
					}
					for q.Page = 1; q.Page <= 5; q.Page++ {
						if got := slices.Concat(b.pages(q, nil)...); !slices.Equal(got, want) || len(got) != accounts/owners {
							b.t.Errorf("%s, pages of %d: %v, want %v", name, q.Page, got, want)
						}
					}
					b.wantCursorsOf(q, want)
				}
			}
		}
	})
}

// wantCursorsOf checks that a query's cursors have ids of its rows, and no others.
func (b *bank) wantCursorsOf(q readmodel.Query, ids []string) {
	b.t.Helper()
	q.Page = 1
	page := orchestrix.Page{}
	for i, id := range ids {
		got, err := b.accounts.Page(b.t.Context(), q, page)
		if err != nil {
			b.t.Fatal(err)
		}
		page.After = got.Next
		if i == len(ids)-1 {
			break
		}
		data, _ := base64.RawURLEncoding.DecodeString(got.Next)
		if found := regexp.MustCompile(`a\d\d`).FindAllString(string(data), -1); !slices.Equal(found, []string{id}) {
			b.t.Errorf("%s: behind %s the cursor names %q", q.Name, id, found)
		}
	}
	if page.After != "" {
		b.t.Errorf("%s: behind the last row there is a page, though only others' rows", q.Name)
	}
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
