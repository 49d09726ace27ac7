package storetest

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

var restartCases = []testCase{
	{name: "everything is there after a restart", run: restart, needs: restarts},
	{name: "what was acknowledged survives kill -9", run: killed, needs: restarts},
}

func restart(s *subject) {
	for range 3 {
		before := s.given(stream("a"), 2)
		s.reopen()
		head, err := s.store.Head(s.patient())
		if err != nil || head != before.Position {
			s.Errorf("head is %v after a restart, error %v; want %v", head, err, before.Position)
		}
	}
	s.wantLen(stream("a"), 6)
	s.conflict(orchestrix.ConflictError{Stream: stream("a"), Expected: 5, Actual: 6}, batch(s.command(), stream("a"), 5, 1))
	if got := len(s.all(orchestrix.Position{}, orchestrix.Filter{})); got != 6 {
		s.Errorf("all gives %d events, want 6", got)
	}
}

const (
	// killsEnv is how often the child is killed; default a few times.
	killsEnv     = "ORCHESTRIX_KILLS"
	defaultKills = 5
	// childEnv makes the test binary the child that is to be killed, and says
	// where its store is.
	childEnv = "ORCHESTRIX_STORETEST_CHILD"
	// killWorkers write at once in the child, each to a stream of its own, to a
	// shared one and to one of the command, and check one that stays empty.
	killWorkers = 4
)

var sharedStream = stream("shared")

func workerStream(worker int) orchestrix.StreamID { return stream(fmt.Sprint("worker-", worker)) }
func workerCommand(worker, n int) string          { return fmt.Sprintf("worker-%d/%d", worker, n) }
func workerEvents(n int) int                      { return n%3 + 1 }
func commandStream(command string) orchestrix.StreamID {
	return orchestrix.StreamID{Category: "test.Command", ID: command}
}

func killed(s *subject) {
	if dir := os.Getenv(childEnv); dir != "" {
		s.dieWriting(dir)
		return
	}
	kills, err := strconv.Atoi(cmp.Or(os.Getenv(killsEnv), strconv.Itoa(defaultKills)))
	if err != nil {
		s.Fatalf("%s: %v", killsEnv, err)
	}
	s.close()
	acknowledged := map[int]int{} // the last command of each worker
	for round := range kills {
		s.start(s.patient()).killAfter(1+round*7%41, acknowledged)
		s.open()
		for worker, n := range acknowledged {
			if _, known, err := s.store.ByCommand(s.patient(), orchestrix.CommandID(workerCommand(worker, n))); !known || err != nil {
				s.Fatalf("kill %d: %s was acknowledged, but known is %v, error %v", round+1, workerCommand(worker, n), known, err)
			}
		}
		if round%10 == 9 || round == kills-1 {
			s.checkWorkers(acknowledged)
		}
		s.close()
	}
	s.open()
}

// child is a process that does what the test does in it, and is going to be killed.
type child struct {
	s      *subject
	cmd    *exec.Cmd
	lines  *bufio.Scanner
	stderr bytes.Buffer
}

// start starts a child with some environment variables, which has until a context
// ends.
func (s *subject) start(ctx context.Context, environment ...string) *child {
	s.Helper()
	var pattern []string
	for _, part := range strings.Split(s.Name(), "/") {
		pattern = append(pattern, "^"+regexp.QuoteMeta(part)+"$")
	}
	c := &child{s: s, cmd: exec.CommandContext(ctx, os.Args[0], "-test.run="+strings.Join(pattern, "/"), "-test.count=1")}
	c.cmd.Env = append(append(os.Environ(), childEnv+"="+s.dir), environment...)
	c.cmd.Stderr = &c.stderr
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		s.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		s.Fatal(err)
	}
	c.lines = bufio.NewScanner(out)
	return c
}

// killAfter kills the child when it has acknowledged some appends more, and notes
// the last command of each worker that it acknowledged. A child that ended in
// another way, be it that its time was up, tested nothing.
func (c *child) killAfter(acks int, acknowledged map[int]int) {
	c.s.Helper()
	var other strings.Builder
	seen := 0
	for c.lines.Scan() { // to the end: what was written before the kill counts
		var worker, n int
		if _, err := fmt.Sscanf(c.lines.Text(), "acknowledged %d %d", &worker, &n); err != nil {
			fmt.Fprintln(&other, c.lines.Text())
			continue
		}
		acknowledged[worker] = n
		if seen++; seen == acks {
			if err := c.cmd.Process.Kill(); err != nil {
				c.s.Errorf("kill: %v", err)
			}
		}
	}
	err := c.cmd.Wait()
	if err == nil || c.cmd.ProcessState.Exited() || seen < acks || other.Len() > 0 {
		c.s.Fatalf("the child ended by itself, or came to nothing, after %d of %d appends: %v\n%s%s", seen, acks, err, other.String(), &c.stderr)
	}
	if bytes.Contains(c.stderr.Bytes(), []byte("WARNING: DATA RACE")) { // which it would tell by how it exits
		c.s.Errorf("the child had a data race:\n%s", &c.stderr)
	}
}

// dieWriting is the child: it appends and acknowledges until it is killed.
func (s *subject) dieWriting(dir string) {
	store, err := s.harness.Open(dir)
	if err != nil {
		s.Fatalf("open: %v", err)
	}
	ctx := context.Background()
	var group sync.WaitGroup
	for worker := range killWorkers {
		group.Go(func() {
			var last orchestrix.Recorded
			for recorded, err := range store.Read(ctx, workerStream(worker), 0) {
				if err != nil {
					s.Errorf("read: %v", err)
					return
				}
				last = recorded
			}
			n, version := 0, last.Version
			if version > 0 {
				_, text, _ := strings.Cut(string(last.Metadata.CommandID), "/")
				n, _ = strconv.Atoi(text)
			}
			for ; ; n++ {
				// The first is one that was written before, if maybe not
				// acknowledged: sent again it must change nothing.
				command := workerCommand(worker, n)
				appended, err := store.Append(ctx,
					batch(command, workerStream(worker), orchestrix.Exactly(version), workerEvents(n)),
					batch(command, sharedStream, orchestrix.Any, 1),
					orchestrix.Batch{Stream: stream("empty"), Expect: orchestrix.NoStream},
					batch(command, commandStream(command), orchestrix.NoStream, 1))
				if err != nil {
					s.Errorf("append: %v", err)
					return
				}
				version = appended.Versions[0]
				if _, err := fmt.Printf("acknowledged %d %d\n", worker, n); err != nil {
					return // the parent is gone
				}
			}
		})
	}
	group.Wait()
}

// checkWorkers checks that every command up to the last acknowledged one is
// there as a whole and once, and at most one more.
func (s *subject) checkWorkers(acknowledged map[int]int) {
	s.Helper()
	commands := 0
	for worker := range killWorkers {
		var order []string
		counts := map[string]int{}
		for _, event := range s.read(workerStream(worker), 0) {
			command := string(event.Metadata.CommandID)
			if counts[command]++; counts[command] == 1 {
				order = append(order, command)
			}
		}
		for n, command := range order {
			if command != workerCommand(worker, n) || counts[command] != workerEvents(n) {
				s.Errorf("command %d of worker %d is %s with %d events, want %d", n, worker, command, counts[command], workerEvents(n))
			}
		}
		if last, ok := acknowledged[worker]; ok && len(order) != last+1 && len(order) != last+2 {
			s.Errorf("worker %d has %d commands, but its last acknowledged one is number %d", worker, len(order), last)
		}
		commands += len(order)
	}
	shared := map[orchestrix.CommandID]bool{}
	for _, event := range s.read(sharedStream, 0) {
		shared[event.Metadata.CommandID] = true
	}
	s.wantLen(sharedStream, commands)
	if len(shared) != commands {
		s.Errorf("the shared stream has events of %d commands, want %d", len(shared), commands)
	}
	for command := range shared {
		s.wantLen(commandStream(string(command)), 1)
	}
	ids := map[orchestrix.EventID]bool{}
	all := s.all(orchestrix.Position{}, orchestrix.Filter{})
	for _, event := range all {
		ids[event.ID] = true
	}
	if len(ids) != len(all) {
		s.Errorf("%d events have %d different ids", len(all), len(ids))
	}
}
