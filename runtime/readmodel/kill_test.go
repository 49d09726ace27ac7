package readmodel_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/internal/postgrestest"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/postgres"
	"github.com/orchestrix-go/orchestrix-gen/runtime/readmodel"
	"github.com/orchestrix-go/orchestrix-gen/runtime/sqlite"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

const (
	// killsEnv is how often a rebuild is killed, beside around the exchange of the
	// tables; default once.
	killsEnv     = "ORCHESTRIX_KILLS"
	defaultKills = 1
	// doomedEnv makes the test binary the process that rebuilds and is killed, and
	// says where its store is; the others say at which of its steps, and which model.
	doomedEnv  = "ORCHESTRIX_READMODEL_DOOMED"
	deathEnv   = "ORCHESTRIX_READMODEL_DEATH"
	inlineEnv  = "ORCHESTRIX_READMODEL_INLINE"
	doomedName = "doomed"

	livingAccounts = 40
)

func newLivingBank(t testing.TB, store orchestrix.Tables, inline bool) *bank {
	if inline {
		return newInlineBank(t, store)
	}
	return newBank(t, store, accountModel())
}

// later is a store in whose database it is later: what a killed process holds for
// a while it holds no more.
type later struct {
	orchestrix.Tables
	by time.Duration
}

func (l *later) Transact(ctx context.Context, f func(context.Context, orchestrix.Tx) error) error {
	return l.Tables.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error { return f(ctx, &laterTx{tx, l.by}) })
}

type laterTx struct {
	orchestrix.Tx
	by time.Duration
}

func (l *laterTx) Now(ctx context.Context) (time.Time, error) {
	now, err := l.Tx.Now(ctx)
	return now.Add(l.by), err
}

// A process that rebuilds is killed at many of its steps, while another one serves
// and projects.
func TestARebuildThatIsKilledLeavesTheLiveTableWhole(t *testing.T) {
	for store, at := range map[string]func(t *testing.T) string{
		"sqlite":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "events.db") },
		"postgres": func(t *testing.T) string { return postgrestest.Database(t) },
	} {
		for _, inline := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/inline=%v", store, inline), func(t *testing.T) {
				killRebuilds(t, at(t), inline)
			})
		}
	}
}

func killRebuilds(t *testing.T, at string, inline bool) {
	kills, err := strconv.Atoi(cmp.Or(os.Getenv(killsEnv), strconv.Itoa(defaultKills)))
	if err != nil {
		t.Fatalf("%s: %v", killsEnv, err)
	}
	store := openAt(t, at)
	b := newLivingBank(t, store, inline)
	var changes []change
	for i := range livingAccounts {
		changes = append(changes, change{ID: fmt.Sprintf("a%02d", i), Kind: "opened", Owner: "ann"})
	}
	for i := range 2000 {
		changes = append(changes, change{ID: fmt.Sprintf("a%02d", i%livingAccounts), Kind: "moved", By: 1})
	}
	b.happens(changes...)
	b.sync()
	p := &prey{t: t, at: at, inline: inline, b: b}
	steps := p.rebuild("") // to its end
	deaths := slices.Clone(aroundExchange)
	for n := range kills {
		deaths = append(deaths, strconv.Itoa((n+1)*steps/(kills+1)))
	}
	for n, death := range deaths {
		p.rebuild(death)
		p.check("killed " + death)
		after := newLivingBank(t, &later{store, time.Hour}, inline)
		sweeps := []func(context.Context) error{after.accounts.Rebuild, after.set.Migrate}
		if n%2 == 1 {
			slices.Reverse(sweeps)
		}
		for i, sweep := range sweeps {
			when := fmt.Sprintf("killed %s, %d of Rebuild and Migrate, which begins: %v", death, i+1, n%2 == 1)
			if err := sweep(t.Context()); err != nil {
				t.Errorf("%s: %v", when, err)
			}
			p.check(when)
			p.wantTables(when)
		}
	}
}

// prey is a bank that goes on while processes that rebuild it are killed.
type prey struct {
	t      *testing.T
	at     string
	inline bool
	b      *bank
	writes int
}

// rebuild has another process rebuild the read model until it is at a step, or
// done, and gives how many steps it took. Meanwhile the bank is read, and goes on.
func (p *prey) rebuild(death string) (steps int) {
	p.t.Helper()
	at := p.at
	if strings.HasPrefix(at, "postgres") {
		named, err := url.Parse(at)
		if err != nil {
			p.t.Fatal(err)
		}
		query := named.Query()
		query.Set("application_name", doomedName)
		named.RawQuery = query.Encode()
		at = named.String()
	}
	child := exec.CommandContext(p.t.Context(), os.Args[0], "-test.run=^TestADoomedRebuild$", "-test.count=1")
	child.Env = append(os.Environ(), doomedEnv+"="+at, deathEnv+"="+death)
	if p.inline {
		child.Env = append(child.Env, inlineEnv+"=1")
	}
	var out bytes.Buffer
	child.Stdout, child.Stderr = &out, &out
	if err := child.Start(); err != nil {
		p.t.Fatal(err)
	}
	serving, stop := context.WithCancel(p.t.Context())
	var work sync.WaitGroup
	p.serve(serving, &work)
	err := child.Wait()
	p.awaitDeath()
	stop()
	work.Wait()
	_, scanErr := fmt.Sscanf(out.String(), "steps %d", &steps)
	if death == "" && (err != nil || scanErr != nil) {
		p.t.Fatalf("the rebuild failed: %v\n%s", err, &out)
	}
	if death != "" && child.ProcessState.Exited() && scanErr != nil {
		p.t.Fatalf("the rebuild that is to be killed %s ended by itself: %v\n%s", death, err, &out)
	}
	if bytes.Contains(out.Bytes(), []byte("WARNING: DATA RACE")) { // which one that is killed can't tell by how it exits
		p.t.Errorf("the rebuild that is to be killed %s had a data race:\n%s", death, &out)
	}
	return steps
}

// awaitDeath waits until the server knows that the process is no more.
func (p *prey) awaitDeath() {
	for left := 1; left > 0; {
		err := p.b.store.Transact(p.t.Context(), func(ctx context.Context, _ orchestrix.Tx) error {
			tx := postgres.TxFrom(ctx)
			if tx == nil {
				left = 0
				return nil
			}
			return tx.QueryRow(ctx, "SELECT count(*) FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()", doomedName).Scan(&left)
		})
		if err != nil {
			p.t.Fatal(err)
		}
	}
}

// serve reads the rows, projects, and has things happen.
func (p *prey) serve(ctx context.Context, work *sync.WaitGroup) {
	b := p.b
	work.Go(func() {
		least := int64(0)
		for ctx.Err() == nil {
			n, err := b.accounts.Count(ctx, readmodel.Query{})
			if ctx.Err() != nil {
				return
			}
			if err != nil || n != livingAccounts {
				p.t.Errorf("counted %d accounts, %v", n, err)
				return
			}
			row, found, err := b.accounts.Get(ctx, account{ID: "a00"})
			if ctx.Err() != nil {
				return
			}
			if err != nil || !found || row.Balance < least {
				p.t.Errorf("the row is %v (%v) after a balance of %d, %v", row, found, least, err)
				return
			}
			least = row.Balance
		}
	})
	work.Go(func() {
		// Not for ever: a killed rebuild keeps appends of an inline one waiting.
		for n := 0; ctx.Err() == nil && n < 50; n++ {
			p.writes++
			move := change{ID: fmt.Sprintf("a%02d", n%livingAccounts), Kind: "moved", By: 1}
			_, err := b.carryOut(ctx, fmt.Sprint("w", p.writes), move)
			if err != nil && ctx.Err() == nil {
				p.t.Errorf("a command: %v", err)
			}
		}
	})
	if p.inline {
		return
	}
	runner := subscription.NewRunner(b.store)
	if err := runner.Add(b.accounts.Subscription()); err != nil {
		p.t.Fatal(err)
	}
	work.Go(func() {
		if err := runner.Run(ctx); err != nil {
			p.t.Error(err)
		}
	})
}

// check holds the rows against what happened.
func (p *prey) check(when string) {
	p.t.Helper()
	p.awaitStable()
	p.b.sync()
	want := map[string]int64{}
	for event, err := range p.b.store.All(p.t.Context(), orchestrix.Position{}, orchestrix.Filter{Categories: []string{category}}) {
		if err != nil {
			p.t.Fatal(err)
		}
		if bytes.Contains(event.Data, []byte("moved")) {
			want[event.Stream.ID]++
		}
	}
	rows := 0
	for row, err := range p.b.accounts.All(p.t.Context(), readmodel.Query{}) {
		if err != nil {
			p.t.Fatal(err)
		}
		if rows++; row.Balance != want[row.ID] || row.Changes != want[row.ID] || row.Owner != "ann" {
			p.t.Errorf("%s: %v, want %d moves", when, row, want[row.ID])
		}
	}
	if rows != livingAccounts {
		p.t.Errorf("%s: there are %d rows", when, rows)
	}
}

// awaitStable waits until all that was appended is among the store's stable
// events: what was broken off holds them back until the server knows of it.
func (p *prey) awaitStable() {
	p.t.Helper()
	p.writes++
	of := batch("", fmt.Sprint("w", p.writes), change{ID: "end"})
	of.Stream.Category = "bank.Day"
	last, err := p.b.store.Append(p.t.Context(), of)
	if err != nil {
		p.t.Fatal(err)
	}
	for {
		head, err := p.b.store.Head(p.t.Context())
		if err != nil {
			p.t.Fatal(err)
		}
		if head.Compare(last.Position) >= 0 {
			return
		}
	}
}

// wantTables checks that nothing is left of what was killed.
func (p *prey) wantTables(when string) {
	p.t.Helper()
	want := []string{p.b.accounts.Table().Name}
	if tables := p.tables(); !slices.Equal(tables, want) {
		p.t.Errorf("%s: there are the tables %q, want %q", when, tables, want)
	}
	if stale, err := p.b.set.Stale(p.t.Context()); err != nil || len(stale) > 0 {
		p.t.Errorf("%s: stale are %v, %v", when, stale, err)
	}
	left := []string{}
	if !p.inline {
		left = append(left, "bank.AccountList@0123456789abcdef")
	}
	p.b.wantLeft(left...)
}

// tables are all that the database has for the read model.
func (p *prey) tables() (names []string) {
	p.t.Helper()
	err := p.b.store.Transact(p.t.Context(), func(ctx context.Context, _ orchestrix.Tx) error {
		if tx := postgres.TxFrom(ctx); tx != nil {
			return tx.QueryRow(ctx, "SELECT array_agg(tablename::text ORDER BY 1) FROM pg_tables WHERE tablename LIKE 'bank%'").Scan(&names)
		}
		rows, err := sqlite.SQLFrom(ctx).QueryContext(ctx, "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'bank%' ORDER BY 1")
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				return err
			}
			names = append(names, name)
		}
		return rows.Err()
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return names
}
