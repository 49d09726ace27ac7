package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/bench/race"
)

// generator is the tool, built, and a made-up workspace for it.
type generator struct {
	launcher   launcher
	binary     string
	messages   int
	folder     string // of all its workspaces
	workspaces int
	root       string // the last workspace
	cache      string // where the tool remembers what it made
}

func measureGeneration(r *run) ([]row, error) {
	binary, err := buildTool(r)
	if err != nil {
		return nil, err
	}
	launcher, err := newLauncher(r)
	if err != nil {
		return nil, err
	}
	messages, rounds := 1000, max(3, r.Rounds/5)
	if r.quick {
		messages, rounds = 100, 1
	}
	small, err := newGenerator(r, launcher, binary, messages)
	if err != nil {
		return nil, err
	}
	large, err := newGenerator(r, launcher, binary, 5*messages)
	if err != nil {
		return nil, err
	}
	proto, err := newProtobuf(r, launcher, messages)
	if err != nil {
		return nil, err
	}
	cold, again, five := processes{}, processes{}, processes{}
	formatted, peer := processes{name: "go/format over the same bytes"}, processes{name: "protoc-gen-go"}
	for round := range rounds {
		err := errors.Join(cold.add(small.cold()), again.add(small.unchanged()), formatted.add(small.format()), peer.add(proto.generate()))
		if err == nil && round%3 == 0 {
			err = five.add(large.cold())
		}
		if err != nil {
			return nil, err
		}
	}
	lines, err := small.lines()
	if err != nil {
		return nil, err
	}
	what := fmt.Sprintf("generate %d messages, ", messages)
	return []row{
		beside(what+"cold: CPU", cold.cpu(), formatted.cpu(), within(1.6)).process(),
		perSecond(cold.cpu(), lines, peer.cpu(), proto.lines),
		reported("the same, wall", duration(cold.wall().Median())),
		reported("the same, memory", megabytes(cold.memory())),
		atMost(what+"unchanged, no file written: wall", again.wall().Median(), 50e6, duration),
		reported("the same, CPU", duration(again.cpu().Median())),
		atMost("the same, memory", again.memory(), 80e6, megabytes),
		growth(messages, five.cpu(), cold.cpu()),
	}, nil
}

// perSecond compares how many lines are generated a second of CPU time.
func perSecond(ours race.Figures, ourLines int, its race.Figures, itsLines int) row {
	our, other := float64(ourLines)/ours.Median()*1e9, float64(itsLines)/its.Median()*1e9
	return row{
		what: "the same, lines a CPU-second", ours: count(our), allocs: none, peer: its.Name, its: count(other), itsAllocs: none,
		ratio: times(our / other), goal: "≥ 2.00×", met: our >= 2*other,
	}
}

// growth compares five times the messages: seldom measured, so median by median.
func growth(messages int, five, one race.Figures) row {
	ratio := five.Median() / one.Median()
	return row{
		what: fmt.Sprintf("generate %d messages, cold: CPU", 5*messages), ours: duration(five.Median()), allocs: none,
		peer: fmt.Sprintf("ours, %d messages", messages), its: duration(one.Median()), itsAllocs: none,
		ratio: times(ratio), goal: "≤ 5.50×", met: ratio <= 5.5,
	}
}

// buildTool builds the tool.
func buildTool(r *run) (string, error) {
	binary := filepath.Join(r.temp, "orchestrix-gen")
	return binary, build("..", "./cmd/orchestrix-gen", binary)
}

func newGenerator(r *run, launcher launcher, binary string, messages int) (*generator, error) {
	g := &generator{
		launcher: launcher, binary: binary, messages: messages,
		folder: filepath.Join(r.temp, "messages"+strconv.Itoa(messages)),
	}
	return g, g.begin()
}

// begin makes a workspace with nothing there but the model, in a folder of its
// own: to make files where some have just been deleted costs a file system more.
func (g *generator) begin() error {
	g.workspaces++
	folder := filepath.Join(g.folder, strconv.Itoa(g.workspaces))
	g.root, g.cache = filepath.Join(folder, "model"), filepath.Join(folder, "cache")
	return writeModel(g.root, g.messages)
}

// cold generates with nothing there but the model.
func (g *generator) cold() (process, error) {
	if err := g.begin(); err != nil {
		return process{}, err
	}
	p, said, err := g.generate()
	if err == nil && !strings.Contains(said, " 0 unchanged") {
		err = fmt.Errorf("a cold run found something unchanged: %s", said)
	}
	return p, err
}

// unchanged generates again, and makes sure that nothing is written.
func (g *generator) unchanged() (process, error) {
	before, err := g.stamps()
	if err != nil {
		return process{}, err
	}
	p, said, err := g.generate()
	if err != nil {
		return process{}, err
	}
	after, err := g.stamps()
	if err == nil && before != after {
		err = fmt.Errorf("an unchanged run wrote files: %s", said)
	}
	return p, err
}

// stamps is when each file of the workspace was written.
func (g *generator) stamps() (string, error) {
	var b strings.Builder
	err := filepath.WalkDir(g.root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			fmt.Fprintln(&b, path, info.ModTime().UnixNano())
		}
		return err
	})
	return b.String(), err
}

func (g *generator) generate() (process, string, error) {
	cmd := exec.Command(g.binary, "-C", g.root, "generate")
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+g.cache)
	p, out, err := g.launcher.execute(cmd)
	return p, string(out), err
}

// format runs go/format over what was generated, in a process of its own.
func (g *generator) format() (process, error) {
	self, err := os.Executable()
	if err != nil {
		return process{}, err
	}
	out, err := output(exec.Command(self, "-format", g.root))
	if err != nil {
		return process{}, err
	}
	cpu, err := time.ParseDuration(strings.TrimSpace(string(out)))
	return process{cpu: cpu}, err
}

// formatAll is that process.
func formatAll(root string) error {
	var sources [][]byte
	err := goFiles(root, func(source []byte) { sources = append(sources, source) })
	if err != nil {
		return err
	}
	before := race.CPUTime()
	for _, source := range sources {
		if _, err := format.Source(source); err != nil {
			return err
		}
	}
	_, err = fmt.Println(race.CPUTime() - before)
	return err
}

func (g *generator) lines() (n int, err error) {
	err = goFiles(g.root, func(source []byte) { n += bytes.Count(source, []byte("\n")) })
	return n, err
}

func goFiles(root string, visit func(source []byte)) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") {
			return err
		}
		source, err := os.ReadFile(path)
		if err == nil {
			visit(source)
		}
		return err
	})
}
