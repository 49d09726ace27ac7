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

	"github.com/orchestrix-go/orchestrix-gen/bench/race"
)

// topics are all that is measured, in the order of the table. A new subject is a
// line here; a new peer is one more row of its topic.
var topics = []struct {
	name    string
	measure func(*run) ([]row, error)
}{
	{"generate", measureGeneration},
	{"diff", measureDiff},
	{"validate", measureValidation},
	{"decode", measureDecoding},
	{"encode", measureEncoding},
	{"apply", measureApply},
	{"command", measureCommand},
	{"snapshot", measureSnapshots},
	{"sqlite", measureSQLite},
	{"rows", measureRows},
	{"postgres", measurePostgres},
	{"projection", measureProjection},
}

// run is how one run measures.
type run struct {
	race.Race
	temp  string // a folder for what is measured on disk
	quick bool   // figures matter less than an answer in seconds
}

// options are what the command line says.
type options struct {
	rounds                        int
	quick                         bool
	only, output, format, profile string
}

func main() {
	var o options
	flag.IntVar(&o.rounds, "rounds", 51, "how often each figure is measured; the table shows medians")
	flag.BoolVar(&o.quick, "quick", false, "measure in a few short rounds, and write no file")
	flag.StringVar(&o.only, "only", "", "measure only topics that match this `pattern`, and write no file")
	flag.StringVar(&o.output, "o", "RESULTS.md", "the `file` that the table is written to")
	flag.StringVar(&o.format, "format", "", "format the Go files below this `folder` and print the CPU time it took; the generation's peer")
	flag.StringVar(&o.profile, "cpuprofile", "", "write a CPU profile of this process to `file`")
	flag.Parse()
	if err := o.start(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (o options) start() (err error) {
	if o.format != "" {
		return formatAll(o.format)
	}
	if o.profile != "" {
		f, err := os.Create(o.profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	return o.bench()
}

func (o options) bench() error {
	wanted, err := regexp.Compile(o.only)
	if err != nil {
		return err
	}
	temp, err := os.MkdirTemp("", "orchestrix-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	r := &run{Race: race.Race{Rounds: o.rounds, Slice: 20 * time.Millisecond}, temp: temp, quick: o.quick}
	if o.quick {
		r.Rounds, r.Slice = 5, 10*time.Millisecond
	}
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
	if err := writeTable(os.Stdout, rows); err != nil || o.quick || o.only != "" {
		return err
	}
	return writeResults(o.output, r, rows)
}
