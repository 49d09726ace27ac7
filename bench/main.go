// Command bench measures generated code and the generator against limits (code
// written by hand for the case) and peers, in one run: it prints one table and
// writes it to RESULTS.md. Start it with `make bench`.
package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime/pprof"
	"time"
)

// topics are all that is measured, in the order of the table. A new subject is a
// line here; a new peer is one more row of its topic.
var topics = []struct {
	name    string
	measure func(*run) ([]row, error)
}{
	{"generation", measureGeneration},
	{"codec", measureCodec},
	{"validation", measureValidation},
	{"apply", measureApply},
	{"command", measureCommand},
	{"sqlite", measureSQLite},
}

// run is how one run measures.
type run struct {
	rounds int
	slice  time.Duration // how long one contender runs in a round
	temp   string        // a folder for what is measured on disk
}

func main() {
	rounds := flag.Int("rounds", 21, "how often each figure is measured; the table shows medians")
	only := flag.String("only", "", "measure only topics that match this `pattern`, and write no file")
	output := flag.String("o", "RESULTS.md", "the `file` that the table is written to")
	format := flag.String("format", "", "format the Go files below this `folder` and print the CPU seconds it took; the generation's peer")
	profile := flag.String("cpuprofile", "", "write a CPU profile of this process to `file`")
	flag.Parse()
	if *profile != "" {
		stop, err := startProfile(*profile)
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		defer stop()
	}
	if err := bench(*rounds, *only, *output, *format); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func bench(rounds int, only, output, format string) (err error) {
	if format != "" {
		return formatAll(format)
	}
	wanted, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "orchestrix-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	r := &run{rounds: rounds, slice: 100 * time.Millisecond, temp: temp}
	var rows []row
	for _, topic := range topics {
		if !wanted.MatchString(topic.name) {
			continue
		}
		fmt.Fprintln(os.Stderr, "measuring", topic.name)
		measured, err := topic.measure(r)
		if err != nil {
			return fmt.Errorf("measuring %s: %w", topic.name, err)
		}
		rows = append(rows, measured...)
	}
	if err := writeTable(os.Stdout, rows); err != nil || only != "" {
		return err
	}
	return writeResults(output, rounds, rows)
}

func startProfile(name string) (stop func(), err error) {
	f, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, err
	}
	return func() {
		pprof.StopCPUProfile()
		if err := f.Close(); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
		}
	}, nil
}
