package main

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"text/tabwriter"
)

// row is one line of the table: a figure of ours, and one limit or peer.
type row struct {
	what  string
	ours  string
	peer  string // the limit's or peer's name; none without one
	its   string // its figure
	ratio string
	goal  string // none for a figure that is only reported
	met   bool
}

const none = "–"

// slower is a row whose goal is a ratio of at most limit.
func slower(what string, ours, peer figures, limit float64) row {
	ratio := ours.ratio(peer)
	return row{
		what: what, ours: duration(ours.median()), peer: peer.name, its: duration(peer.median()),
		ratio: times(ratio), goal: "≤ " + times(limit), met: ratio <= limit,
	}
}

// faster is a row whose goal is to be at least so many times faster.
func faster(what string, ours, peer figures, factor float64) row {
	ratio := 1 / ours.ratio(peer)
	return row{
		what: what, ours: duration(ours.median()), peer: peer.name, its: duration(peer.median()),
		ratio: times(ratio) + " faster", goal: "≥ " + times(factor) + " faster", met: ratio >= factor,
	}
}

// reported is a row of a figure without a goal.
func reported(what, figure string) row {
	return row{what: what, ours: figure, peer: none, its: none, ratio: none, goal: none}
}

// atMost is a row without a peer, whose figure has a limit.
func atMost(what string, figure, limit float64, text func(float64) string) row {
	return row{what: what, ours: text(figure), peer: none, its: none, ratio: none, goal: "≤ " + text(limit), met: figure <= limit}
}

func count(n float64) string { return fmt.Sprintf("%.0f", math.Round(n)) }

func times(ratio float64) string { return fmt.Sprintf("%.2f×", ratio) }

// duration is a time in nanoseconds, in the unit that suits it.
func duration(nanoseconds float64) string {
	switch {
	case nanoseconds < 1e3:
		return fmt.Sprintf("%.0f ns", nanoseconds)
	case nanoseconds < 1e6:
		return fmt.Sprintf("%.2f µs", nanoseconds/1e3)
	case nanoseconds < 1e9:
		return fmt.Sprintf("%.1f ms", nanoseconds/1e6)
	}
	return fmt.Sprintf("%.2f s", nanoseconds/1e9)
}

var headings = []string{"what", "ours", "limit or peer", "its", "ratio", "goal", "met"}

func (r row) cells() []string {
	met := "no"
	switch {
	case r.goal == none:
		met = none
	case r.met:
		met = "yes"
	}
	return []string{r.what, r.ours, r.peer, r.its, r.ratio, r.goal, met}
}

func writeTable(w io.Writer, rows []row) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, strings.Join(headings, "\t"))
	for _, r := range rows {
		fmt.Fprintln(table, strings.Join(r.cells(), "\t"))
	}
	return table.Flush()
}

// writeResults writes the table as Markdown, with what one has to know to read it.
func writeResults(name string, r *run, rows []row) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, `# Results

Written by `+"`make bench`"+`; don't edit. Measured on %s.

`, machine())
	fmt.Fprintf(&b, "| %s |\n|%s\n", strings.Join(headings, " | "), strings.Repeat("---|", len(headings)))
	for _, row := range rows {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(row.cells(), " | "))
	}
	fmt.Fprintf(&b, `
## How to read it

- Everything comes from one run on one machine, whatever else that machine did
  meanwhile. Times of their own say little; ratios are what counts.
- Contenders take turns of %d ms, each once a round, every other round in reverse
  order. A figure is the median of its rounds (%d; fewer where a round takes seconds). A
  ratio is the median of the rounds' ratios, so it can differ a little from that
  of the two medians beside it.
- Times are CPU time of the whole process, garbage collection included, unless the
  row says wall or is about a store on disk. CPU time suffers less than wall time
  from other load, but not nothing: caches, memory bandwidth and hyperthreads are
  shared. On an idle machine ratios within 5 %% of their goal are within the noise;
  where more processes than processors want to run, they swing by a third from run
  to run.
- The process holds 64 MB, as a program with data does, so that garbage collection
  takes its usual share and not most of the time.
- Wall times (the unchanged run, SQLite) are measured as they are: on a loaded
  machine they include waiting for a processor.
- Memory is the most that the system saw of the tool's process; Linux counts what
  the measuring process held when it started the tool, so small figures are too high.
- "by hand" is code in `+"`bench/hand`"+` written for the one case: it is a limit, not a
  peer. A test compares its answers with those of the generated code. go/format
  runs in a process of its own with Go's usual settings for the garbage collector;
  its CPU time leaves out starting up and reading the files, ours includes both.
`, r.slice.Milliseconds(), r.rounds)
	return os.WriteFile(name, b.Bytes(), 0o666)
}

func machine() string {
	cpu := runtime.GOARCH
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
				cpu = strings.TrimSpace(value)
				break
			}
		}
	}
	commit := "an unknown commit"
	if out, err := exec.Command("git", "rev-parse", "--short", "HEAD").Output(); err == nil {
		commit = strings.TrimSpace(string(out))
	}
	load := ""
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		averages := strings.Fields(string(text))
		load = fmt.Sprintf("; when it ended, %s processes had wanted a processor on average of five minutes", averages[1])
	}
	return fmt.Sprintf("%s, %d processors, %s, %s, at %s%s", cpu, runtime.NumCPU(), runtime.GOOS, runtime.Version(), commit, load)
}
