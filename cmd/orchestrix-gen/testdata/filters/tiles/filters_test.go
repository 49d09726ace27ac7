package tiles_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
	"github.com/orchestrix-go/orchestrix-gen/runtime/postgres"
	"github.com/orchestrix-go/orchestrix-gen/runtime/readmodel"
	"github.com/orchestrix-go/orchestrix-gen/runtime/sqlite"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"

	"example.com/user/tiles"
)

const (
	tileCount = 8
	rounds    = 3 // in which each condition is asked once
)

// conditions are the model's, in the order of its events.
func conditions(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "conditions.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

func TestADatabaseFindsWhatGoDoes(t *testing.T) {
	for seed := range uint64(2) {
		onStores(t, func(t *testing.T, store orchestrix.Tables) {
			h := happened(t, store, seed)
			h.agree("event by event", subscription.WithPage(1))
			for _, rebuild := range []func(context.Context) error{h.module.ByDatabases().Rebuild, h.module.ByGos().Rebuild} {
				if err := rebuild(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			h.agree("rebuilt")
		})
	}
}

// A store that takes a condition for another one is found out.
func TestADatabaseThatFindsSomethingElseIsFoundOut(t *testing.T) {
	for name, takes := range map[string]func(orchestrix.Condition) orchestrix.Condition{
		"less for at most":       operator("<", "<="),
		"at most for less":       operator("<=", "<"),
		"more for at least":      operator(">", ">="),
		"at least for more":      operator(">=", ">"),
		"unequal for equal":      operator("<>", "="),
		"a list without its end": shortened,
		"absent for there":       present,
	} {
		t.Run(name, func(t *testing.T) {
			h := happened(t, mistaken{memory.New(), takes}, 0)
			if h.differences(subscription.WithPage(1)) == nil {
				t.Error("nobody noticed")
			}
		})
	}
}

func onStores(t *testing.T, test func(t *testing.T, store orchestrix.Tables)) {
	t.Run("memory", func(t *testing.T) { test(t, memory.New()) })
	t.Run("sqlite", func(t *testing.T) {
		store, err := sqlite.Open(filepath.Join(t.TempDir(), "events.db"), sqlite.WithMigrate())
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		test(t, store)
	})
	url, err := os.ReadFile(filepath.Join("..", "postgres.url"))
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	t.Run("postgres", func(t *testing.T) {
		store, err := postgres.Open(t.Context(), string(url), postgres.WithMigrate())
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		test(t, store)
	})
}

// looksAt are the fields of an event that a condition looks at.
var looksAt = regexp.MustCompile(`event\.\w+`)

// history is tiles, and conditions asked of them.
type history struct {
	t          *testing.T
	store      orchestrix.Tables
	tenant     string
	module     *tiles.Module
	conditions []string
}

// happened makes a history at random, of a tenant of its own.
func happened(t *testing.T, store orchestrix.Tables, seed uint64) *history {
	t.Helper()
	h := &history{t: t, store: store, tenant: fmt.Sprint("seed-", seed), module: tiles.NewModule(orchestrix.NewEngine(store)), conditions: conditions(t)}
	r := random{rand.New(rand.NewPCG(seed, 7))}
	var batches []orchestrix.Batch
	happens := func(id, event string, has func(name string) bool) {
		stream := orchestrix.StreamID{Tenant: h.tenant, Category: "tiles.Tile", ID: id}
		fields := r.fields(id)
		maps.DeleteFunc(fields, func(name string, _ any) bool { return name != "tile_id" && name != "parent" && !has(name) })
		data, err := json.Marshal(fields)
		if err != nil {
			t.Fatal(err)
		}
		command := orchestrix.CommandID(h.tenant)
		batches = append(batches, orchestrix.Batch{Stream: stream, Expect: orchestrix.Any, Events: []orchestrix.Pending{{
			ID: orchestrix.EventID(fmt.Sprint(h.tenant, " ", len(batches))), Type: "tiles." + event, SchemaVersion: 1,
			Time:     time.Date(2026, 1, 1, 0, 0, 0, 1000, time.UTC),
			Metadata: orchestrix.Metadata{CommandID: command, CorrelationID: h.tenant, Actor: pick(r, "a", "b", "ä")}, Data: data,
		}}})
	}
	for i := range tileCount {
		happens(fmt.Sprint("til_", i), "Filled", func(name string) bool { return !strings.HasSuffix(name, "s") })
	}
	for round := range rounds {
		for i, condition := range h.conditions {
			happens(fmt.Sprintf("til_asked_%d_%d", round, i), fmt.Sprint("Asked", i), func(name string) bool {
				return slices.Contains(looksAt.FindAllString(condition, -1), "event."+name)
			})
		}
	}
	if _, err := store.Append(t.Context(), batches...); err != nil {
		t.Fatal(err)
	}
	if err := h.module.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *history) agree(how string, options ...subscription.Option) {
	h.t.Helper()
	for _, difference := range h.differences(options...) {
		h.t.Errorf("%s, %s: %s", h.tenant, how, difference)
	}
}

// differences are between what the database and what Go found.
func (h *history) differences(options ...subscription.Option) (all []string) {
	h.t.Helper()
	ctx := orchestrix.WithTenant(h.t.Context(), h.tenant)
	runner := subscription.NewRunner(h.store, options...)
	if err := runner.Add(h.module.Subscriptions()...); err != nil {
		h.t.Fatal(err)
	}
	if err := runner.Sync(ctx); err != nil {
		h.t.Fatal(err)
	}
	parked, err := runner.Parked(ctx, 0)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, p := range parked {
		all = append(all, fmt.Sprintf("%s is parked in %s: %s", p.Type, p.Subscription, p.Error))
	}
	rows := 0
	for row, err := range h.module.ByDatabases().All(ctx, readmodel.Query{}) {
		if err != nil {
			h.t.Fatal(err)
		}
		byGo, _, err := h.module.ByGos().Get(ctx, row.TileID)
		if err != nil {
			h.t.Fatal(err)
		}
		rows++
		for i, condition := range h.conditions {
			mark := fmt.Sprint(" ", i, " ")
			database, own := strings.Count(" "+row.Hits, mark), strings.Count(" "+byGo.Hits, mark)
			if database != own {
				all = append(all, fmt.Sprintf("%s of %s held %d times by the database, %d times by Go", condition, row.TileID, database, own))
			}
		}
	}
	if rows != tileCount {
		all = append(all, fmt.Sprintf("%d rows of %d tiles", rows, tileCount))
	}
	return all
}

// random makes values of which many are equal, and many at some limit.
type random struct{ *rand.Rand }

func pick[T any](r random, of ...T) T { return of[r.IntN(len(of))] }

func (r random) text() string {
	return pick(r, "", "a", "A", "b", "ä", "\x00", "a\x00", "\x01", "😀", "til_1", " ", "a ", "'", "%")
}
func (r random) u32() uint32 { return pick(r, uint32(0), 3, 7, math.MaxUint32) }
func (r random) u64() uint64 {
	return pick(r, uint64(0), 3, 7, math.MaxUint32, math.MaxUint64, 1<<63, 1<<63-1)
}
func (r random) i32() int32 { return pick(r, int32(0), 3, 7, -1, math.MaxInt32, math.MinInt32) }
func (r random) i64() int64 {
	return pick(r, int64(0), 3, 6, 7, -1, 1<<53+1, 1<<53, math.MaxInt64, math.MinInt64)
}
func (r random) price() string {
	return pick(r, "0", "1.5", "1.50", "-0.00", "1000", "0.1", "12345678901234567890.123456789")
}
func (r random) day() string {
	return pick(r, "2026-01-01", "2026-01-02", "0001-01-01", "9999-12-31", "1969-12-31")
}
func (r random) code() string {
	return pick(r, "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "6BA7B810-9DAD-11D1-80B4-00C04FD430C9", "00000000-0000-0000-0000-000000000001")
}
func (r random) raw() []byte   { return pick(r, []byte{}, []byte{0}, []byte{0, 1}, []byte("a")) }
func (r random) grade() string { return pick(r, "low", "middle", "high") }
func (r random) span() string {
	return pick(r, "0s", "1h0m0s", "1ns", "-1h0m0s", "2562047h47m16.854775807s")
}

// at is an instant, some of them finer than those of rows are.
func (r random) at() string {
	return pick(r, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00.000001Z", "2026-01-01T01:00:00+01:00", "1969-12-31T23:59:59Z",
		"0001-01-01T00:00:00Z", "0000-01-02T00:00:00Z", "9999-12-31T23:59:59.999999Z", "2026-01-01T00:00:00.000000001Z",
		"2026-01-01T00:00:00.000001999Z", "2026-01-01T00:00:00.000001998Z", "1969-12-31T23:59:58.999999999Z")
}

func some[T any](r random, value func() T) []T {
	list := make([]T, 1+r.IntN(2))
	for i := range list {
		list[i] = value()
	}
	return list
}

// fields are those of any event, of a tile.
func (r random) fields(id string) map[string]any {
	fields := map[string]any{
		"tile_id": id, "parent": fmt.Sprint("til_", r.IntN(tileCount)),
		"text": r.text(), "flag": r.IntN(2) == 0, "small": r.i32(), "big": r.i64(), "usmall": r.u32(), "ubig": r.u64(),
		"ratio": pick(r, 0.0, math.Copysign(0, -1), 0.5, 1e308, -1.5), "raw": r.raw(), "price": r.price(), "at": r.at(),
		"span": r.span(), "day": r.day(), "code": r.code(), "grade": r.grade(),
		"texts": some(r, r.text), "bigs": some(r, r.i64), "smalls": some(r, r.i32), "ubigs": some(r, r.u64),
		"usmalls": some(r, r.u32), "ats": some(r, r.at), "grades": some(r, r.grade), "prices": some(r, r.price),
		"codes": some(r, r.code), "days": some(r, r.day),
	}
	for _, optional := range []struct {
		name  string
		value any
	}{
		{"note", r.text()}, {"weight", r.price()}, {"due", r.at()}, {"rank", r.grade()}, {"extra", r.raw()}, {"ubonus", r.u64()}, {"usm", r.u32()},
	} {
		if r.IntN(2) == 0 {
			fields[optional.name] = optional.value
		}
	}
	return fields
}

// mistaken takes each condition of a projection for another one.
type mistaken struct {
	orchestrix.Tables
	takes func(orchestrix.Condition) orchestrix.Condition
}

func (m mistaken) Transact(ctx context.Context, f func(context.Context, orchestrix.Tx) error) error {
	return m.Tables.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error { return f(ctx, mistakenTx{tx, m.takes}) })
}

type mistakenTx struct {
	orchestrix.Tx
	takes func(orchestrix.Condition) orchestrix.Condition
}

func (m mistakenTx) Select(ctx context.Context, table *orchestrix.Table, selection orchestrix.Selection) iter.Seq2[orchestrix.Row, error] {
	if strings.HasPrefix(table.Name, "tiles_") {
		selection.Where = each(selection.Where, m.takes)
	}
	return m.Tx.Select(ctx, table, selection)
}

// each is a condition with its parts taken for others.
func each(where orchestrix.Condition, takes func(orchestrix.Condition) orchestrix.Condition) orchestrix.Condition {
	switch c := where.(type) {
	case orchestrix.And:
		all := make(orchestrix.And, len(c))
		for i := range c {
			all[i] = each(c[i], takes)
		}
		return all
	case orchestrix.Or:
		all := make(orchestrix.Or, len(c))
		for i := range c {
			all[i] = each(c[i], takes)
		}
		return all
	case orchestrix.Not:
		return orchestrix.Not{Condition: each(c.Condition, takes)}
	}
	return takes(where)
}

func operator(from, to string) func(orchestrix.Condition) orchestrix.Condition {
	return func(where orchestrix.Condition) orchestrix.Condition {
		if c, ok := where.(orchestrix.Compare); ok && c.Op == from {
			c.Op = to
			return c
		}
		return where
	}
}

func shortened(where orchestrix.Condition) orchestrix.Condition {
	if c, ok := where.(orchestrix.In); ok && len(c.Values) > 0 {
		c.Values = c.Values[:len(c.Values)-1]
		return c
	}
	return where
}

func present(where orchestrix.Condition) orchestrix.Condition {
	if c, ok := where.(orchestrix.IsNull); ok {
		return orchestrix.Not{Condition: c}
	}
	return where
}
