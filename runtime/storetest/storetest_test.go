package storetest_test

import (
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
	"github.com/orchestrix-go/orchestrix-gen/runtime/storetest"
)

// defects are broken stores, and a promise each of them breaks. A suite that
// passes one of them is worth nothing.
var defects = []struct {
	name   string
	store  func() orchestrix.Store
	breaks string // a subtest that must fail
}{
	{name: "expects nothing", store: careless, breaks: "an expectation that doesn't hold is a conflict and nothing is written"},
	{name: "expects nothing, in a race", store: careless, breaks: "of 64 writers on one stream exactly one wins each version"},
	{name: "writes batch by batch", store: piecemeal, breaks: "a conflict on one stream leaves the others alone"},
	{name: "ignores batches without events", store: unchecked, breaks: "a batch without events only checks"},
	{name: "ignores batches without events, in a race", store: unchecked, breaks: "checks of what others write hold until the append"},
	{name: "ignores batches without events, in a race of commands", store: unchecked, breaks: "two commands that read each other's aggregate never both get through"},
	{name: "ignores batches without events, of what has ended", store: unchecked, breaks: "a command that read an ended aggregate is tied to its version"},
	{name: "ignores batches without events, in a backfill", store: unchecked, breaks: "values from before are claimed while they change"},
	{name: "expects nothing, in a race for a value", store: careless, breaks: "of 64 that claim one value one wins and the others are refused"},
	{name: "keeps only what is an aggregate's", store: tidy, breaks: "a claim is released on change and on end, and can be made again"},
	{name: "has no memory for commands that are refused", store: forgetful, breaks: "a refusal is recorded once however often the command is sent at once"},
	{name: "has no memory for commands", store: forgetful, breaks: "a command id seen before gives the first receipt"},
	{name: "remembers commands only where an expectation doesn't hold", store: func() orchestrix.Store {
		return &wishful{Store: memory.New(), sent: map[orchestrix.CommandID]bool{}}
	}, breaks: "a command id seen before gives the first receipt, though its expectation would hold"},
	{name: "has no memory for commands sent at once", store: forgetful, breaks: "one command sent by many at once happens once"},
	{name: "muddles the streams of a command", store: muddled, breaks: "a command id seen before gives the first receipt"},
	{name: "mixes tenants", store: tenantless, breaks: "tenants are apart"},
	{name: "loses an event of all", store: lossy, breaks: "all events are read in order from any position"},
	{name: "loses an event of a live reader", store: lossy, breaks: "a live reader under load misses nothing and sees nothing twice"},
	{name: "repeats events", store: stuttering, breaks: "a live reader under load misses nothing and sees nothing twice"},
	{name: "swallows errors of reads", store: shortening, breaks: "a read that is cancelled ends in an error"},
	{name: "ends a broken read as if it were complete", store: shortening, breaks: "a connection that breaks ends a read in an error"},
	{name: "writes with an ended context", store: stubborn, breaks: "with a context that has ended nothing is done"},
	{name: "never wakes", store: sleepy, breaks: "waiting ends at once when there are events"},
	{name: "ignores filters", store: unfiltered, breaks: "a filter takes categories and types, and leaves out the store's own"},
	{name: "drops metadata", store: anonymous, breaks: "an event comes back as it was written"},
	{name: "forgets on restart", store: func() orchestrix.Store { return memory.New() }, breaks: "everything is there after a restart"},
	{name: "takes empty for absent", store: emptyIsAbsent, breaks: "a row comes back as it was written"},
	{name: "inserts over what is there", store: overwriting, breaks: "a row whose key is taken isn't inserted, and the transaction goes on"},
	{name: "inserts some of the rows", store: halfInserting, breaks: "a row whose key is taken isn't inserted, and the transaction goes on"},
	{name: "keeps the first of two rows", store: firstWins, breaks: "put replaces rows by key, the later of two"},
	{name: "deletes one row of several", store: hoarding, breaks: "delete removes rows by key"},
	{name: "reads the rows of the first keys", store: fewKeys, breaks: "the rows of some keys are read at once"},
	{name: "reads one page", store: onePage, breaks: "many rows are written and read at once"},
	{name: "reads a megabyte", store: oneMegabyte, breaks: "large rows are read in full"},
	{name: "ends texts at a NUL", store: terminating, breaks: "texts hold any character, and as many as an index takes"},
	{name: "doesn't quote names", store: func() orchestrix.Store { return unquoting{memory.New()} }, breaks: "columns may have the names of keywords"},
	{name: "takes a table's name for its own", store: confusing, breaks: "tables may have the names of what statements use"},
	{name: "makes tables anew", store: func() orchestrix.Store { return recreating{memory.New()} }, breaks: "tables are made once and dropped"},
	{name: "drops rows that it can't hold", store: tolerant, breaks: "what a table can't hold is refused"},
	{name: "forgets rows on restart", store: func() orchestrix.Store { return memory.New() }, breaks: "rows are there after a restart"},
	{name: "ends a broken selection as if it were complete", store: shortening, breaks: "a connection that breaks ends a selection in an error"},
	{name: "knows no third value", store: twoValued, breaks: "conditions, orders and absent values are those of SQL"},
	{name: "orders by one column", store: looselyOrdered, breaks: "a page begins where the one before it ended"},
	{name: "commits what failed", store: committing, breaks: "rows and events of a transaction are there together or not at all"},
	{name: "shows what isn't committed", store: dirty, breaks: "a transaction sees what it wrote, and nobody else does"},
	{name: "ends a transaction with a conflict", store: touchy, breaks: "a conflict in a transaction leaves the rest of it"},
	{name: "has no parts of transactions", store: flat, breaks: "a part of a transaction that fails leaves the rest of it"},
	{name: "commits what panicked", store: fearless, breaks: "a transaction that panics is undone"},
	{name: "wakes nobody after a transaction", store: quiet, breaks: "waiting ends when a transaction with events is done"},
	{name: "locks nothing", store: unlocked, breaks: "rows that are locked lose no increment"},
	{name: "swaps with a gap", store: gapping, breaks: "a reader during a swap sees one table or the other"},
	{name: "swaps nothing for something", store: easygoing, breaks: "a table can be swapped for again and again"},
	{name: "touches rows with an ended context", store: relentless, breaks: "with a context that has ended no rows are touched"},
	{name: "commits what nobody waits for", store: deadlineless, breaks: "a transaction whose context ends isn't done"},
	{name: "has a clock of nanoseconds", store: precise, breaks: "the transaction's clock is in whole microseconds"},
	{name: "loses an event of a subscription", store: lossy, breaks: "a subscription catches up and follows without a hole or a double"},
	{name: "keeps checkpoints where they were", store: standing, breaks: "a subscription goes on at its checkpoint"},
	{name: "repeats events of partitions", store: stuttering, breaks: "partitions handle every event once, in any number"},
	{name: "keeps no checkpoint at the end", store: standing, breaks: "what is handled when it ends is finished and remembered"},
	{name: "prefers the first owner of a lease", store: faithful, breaks: "the owner before is fenced off"},
	{name: "keeps no checkpoint for the next owner", store: standing, breaks: "a projection's owner before is fenced off"},
	{name: "commits a checkpoint that failed", store: committing, breaks: "killed before its checkpoint, a handler gets the same event again"},
	{name: "keeps rows of what failed", store: torn, breaks: "killed before its checkpoint, a projection projects once"},
	{name: "gives what is parked in any order", store: unordered, breaks: "a poisonous event is parked with its stream, and others go on"},
	{name: "gives what a projection has parked in any order", store: unordered, breaks: "a poisonous event of a projection is parked with its stream"},
	{name: "takes rows that it can't hold for a failure of its own", store: balky, breaks: "an event whose rows no table holds is parked with its stream"},
	{name: "keeps no snapshots", store: func() orchestrix.Store { return snapless{memory.New()} }, breaks: "a snapshot is taken when its multiple is crossed, and loads begin there"},
	{name: "believes a snapshot of no event", store: func() orchestrix.Store { return trusting{memory.New()} }, breaks: "a snapshot of an event that didn't happen is ignored and replaced"},
	{name: "believes a snapshot of others", store: func() orchestrix.Store { return trusting{memory.New()} }, breaks: "a snapshot of another stream is ignored and replaced"},
	{name: "believes a snapshot that is ahead", store: func() orchestrix.Store { return trusting{memory.New()} }, breaks: "a snapshot that is ahead of its stream is ignored and replaced"},
	{name: "believes a snapshot of any shape", store: func() orchestrix.Store { return trusting{memory.New()} }, breaks: "a snapshot of another shape is ignored and replaced"},
	{name: "believes a snapshot that is corrupt", store: func() orchestrix.Store { return trusting{memory.New()} }, breaks: "a snapshot that can't be read is ignored and replaced"},
	{name: "writes half on a full disk", store: func() orchestrix.Store { return memory.New() }, breaks: "on a full disk nothing is half written, and it goes on when there is room"},
	{name: "writes rows without their events on a full disk", store: func() orchestrix.Store { return memory.New() }, breaks: "on a full disk a transaction with rows is undone, and it goes on when there is room"},
	{name: "shows a later event before an earlier one", store: hasty, breaks: "a transaction that commits late is not skipped by a live reader"},
	{name: "stops at gaps", store: timid, breaks: "a transaction that is rolled back leaves no gap that readers stop at"},
	{name: "orders a stream by when transactions began", store: earlyborn, breaks: "a stream is in order whichever transaction began first"},
	{name: "loses an event of a reader that catches up", store: lossy, breaks: "a reader that catches up while others write misses nothing and sees nothing twice"},
	{name: "repeats events of a reader that catches up", store: stuttering, breaks: "a reader that catches up while others write misses nothing and sees nothing twice"},
	{name: "has no memory for commands whose connection was cut", store: doubtful, breaks: "an append whose connection is cut happened once or happens when sent again"},
	{name: "loses what was acknowledged in a restart", store: fleet, breaks: "what was acknowledged is there after the server restarted under load"},
	{name: "acknowledges before it is durable", store: func() orchestrix.Store { return memory.New() }, breaks: "what was acknowledged survives kill -9"},
	{name: "never answers who is to be killed", store: func() orchestrix.Store { return hanging{memory.New()} }, breaks: "what was acknowledged survives kill -9"},
}

const defectEnv = "ORCHESTRIX_STORETEST_DEFECT"

// TestDefect is run by TestSuiteFindsDefects in a process of its own, with a
// broken store, and expected to fail.
func TestDefect(t *testing.T) {
	for _, d := range defects {
		if d.name == os.Getenv(defectEnv) {
			var opened orchestrix.Store
			storetest.Run(t, storetest.Harness{
				Open: func(string) (orchestrix.Store, error) {
					opened = d.store()
					return opened, nil
				},
				Break:   func(_ string, rows int) (orchestrix.Store, error) { return breaking(opened, rows, nil), nil },
				Fill:    filling(true),
				Begin:   begin,
				Cut:     func(string) (orchestrix.Store, func(), error) { return opened, func() {}, nil },
				Restart: func() error { return opened.(*fleeting).restart() },
			})
		}
	}
}

// crashes are ends of a child that tell nothing of the suite.
var crashes = regexp.MustCompile(`(?m)^(panic: |fatal error: |WARNING: DATA RACE)`)

func TestSuiteFindsDefects(t *testing.T) {
	for _, d := range defects {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			subtest := strings.ReplaceAll(d.breaks, " ", "_")
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestDefect$/^"+subtest+"$")
			child.Env = append(os.Environ(), defectEnv+"="+d.name, "ORCHESTRIX_STORETEST_PATIENCE=2s")
			out, err := child.CombinedOutput()
			if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) {
				t.Fatalf("the suite passed a store that %s, or didn't run: %v\n%s", d.name, err, out)
			}
			if crash := crashes.Find(out); crash != nil {
				t.Errorf("the suite ended with %q, not with a finding:\n%s", crash, out)
			}
			if !strings.Contains(string(out), "--- FAIL: TestDefect/"+subtest) {
				t.Errorf("the store wasn't found out by %q:\n%s", d.breaks, out)
			}
		})
	}
}

func TestSuitePassesAGoodStore(t *testing.T) {
	var opened orchestrix.Store
	storetest.Run(t, storetest.Harness{
		Open: func(string) (orchestrix.Store, error) {
			opened = memory.New()
			return opened, nil
		},
		Volatile: true,
		Break: func(_ string, rows int) (orchestrix.Store, error) {
			return breaking(opened, rows, errors.New("connection reset")), nil
		},
		Fill:    filling(false),
		Cut:     func(string) (orchestrix.Store, func(), error) { return &unsure{Store: opened}, func() {}, nil },
		Restart: func() error { return nil },
	})
}
