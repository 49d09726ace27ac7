package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"text/tabwriter"
)

var headings = []string{"what", "ours", "allocs", "limit or peer", "its", "allocs", "ratio", "goal", "met"}

func (r row) cells() []string {
	met := "no"
	switch {
	case r.goal == none:
		met = none
	case r.met:
		met = "yes"
	}
	return []string{r.what, r.ours, r.allocs, r.peer, r.its, r.itsAllocs, r.ratio, r.goal, met}
}

func writeTable(w io.Writer, rows []row) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, strings.Join(headings, "\t"))
	for _, r := range rows {
		fmt.Fprintln(table, strings.Join(r.cells(), "\t"))
	}
	return table.Flush()
}

//go:embed reading.md
var reading string

// writeResults writes the table as Markdown, with what one has to know to read it.
func writeResults(name string, r *run, rows []row) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, `# Results

Written by `+"`make bench`"+`; don't edit. Measured on %s.
There were %d rounds with turns of %v.

`, machine(), r.Rounds, r.Slice)
	fmt.Fprintf(&b, "| %s |\n|%s\n", strings.Join(headings, " | "), strings.Repeat("---|", len(headings)))
	for _, row := range rows {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(row.cells(), " | "))
	}
	b.WriteString(reading)
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
