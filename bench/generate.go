package main

import (
	"bytes"
	"fmt"
	"go/format"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// protocGenGo is how many lines protoc-gen-go makes a CPU-second.
const protocGenGo = 250_000

// generator is the tool, built, and a made-up workspace for it.
type generator struct {
	binary string
	root   string // the workspace
	cache  string // where the tool remembers what it made
}

// process is what one run of a child process took.
type process struct {
	cpu, wall time.Duration
	memory    float64 // bytes at its peak
}

func measureGeneration(r *run) ([]row, error) {
	binary := filepath.Join(r.temp, "orchestrix-gen")
	build := exec.Command("go", "build", "-o", binary, "./cmd/orchestrix-gen")
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("building the tool: %w\n%s", err, out)
	}
	small, err := newGenerator(r, binary, 1000)
	if err != nil {
		return nil, err
	}
	large, err := newGenerator(r, binary, 5000)
	if err != nil {
		return nil, err
	}
	var cold, coldWall, coldMemory, again, againWall, againMemory, formatted, five figures
	formatted.name, five.name = "go/format over the same bytes", "1,000 messages"
	for round := range max(3, r.rounds/2) {
		first, err := small.cold()
		if err != nil {
			return nil, err
		}
		second, err := small.unchanged()
		if err != nil {
			return nil, err
		}
		formatting, err := small.format()
		if err != nil {
			return nil, err
		}
		cold.add(first.cpu)
		coldWall.add(first.wall)
		coldMemory.times = append(coldMemory.times, first.memory)
		again.add(second.cpu)
		againWall.add(second.wall)
		againMemory.times = append(againMemory.times, second.memory)
		formatted.add(formatting)
		if round%3 != 0 {
			continue
		}
		p, err := large.cold()
		if err != nil {
			return nil, err
		}
		five.add(p.cpu)
	}
	lines, err := small.lines()
	if err != nil {
		return nil, err
	}
	perSecond := float64(lines) / (cold.median() / 1e9)
	growth := five.median() / cold.median()
	return []row{
		slower("generate 1,000 messages, cold: CPU", cold, formatted, 1.6),
		{
			what: "the same, lines a CPU-second", ours: count(perSecond), peer: "protoc-gen-go, elsewhere", its: count(protocGenGo),
			ratio: times(perSecond / protocGenGo), goal: "≥ 2.00×", met: perSecond >= 2*protocGenGo,
		},
		reported("the same, wall", duration(coldWall.median())),
		reported("the same, memory", megabytes(coldMemory.median())),
		atMost("generate 1,000 messages, unchanged: wall", againWall.median(), 50e6, duration),
		reported("the same, CPU", duration(again.median())),
		atMost("the same, memory", againMemory.median(), 80e6, megabytes),
		{
			what: "generate 5,000 messages, cold: CPU", ours: duration(five.median()), peer: "1,000 messages", its: duration(cold.median()),
			ratio: times(growth), goal: "≤ 5.50×", met: growth <= 5.5,
		},
	}, nil
}

func megabytes(bytes float64) string { return fmt.Sprintf("%.0f MB", bytes/1e6) }

func (f *figures) add(d time.Duration) { f.times = append(f.times, float64(d.Nanoseconds())) }

func newGenerator(r *run, binary string, messages int) (*generator, error) {
	name := strconv.Itoa(messages)
	g := &generator{binary: binary, root: filepath.Join(r.temp, "model"+name), cache: filepath.Join(r.temp, "cache"+name)}
	return g, writeModel(g.root, messages)
}

// cold generates with nothing there but the model.
func (g *generator) cold() (process, error) {
	if err := os.RemoveAll(g.cache); err != nil {
		return process{}, err
	}
	err := filepath.WalkDir(g.root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".go") {
			return os.Remove(path)
		}
		return err
	})
	if err != nil {
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
	began := time.Now()
	out, err := cmd.CombinedOutput()
	wall := time.Since(began)
	if err != nil {
		return process{}, "", fmt.Errorf("generating: %w\n%s", err, out)
	}
	p := process{cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), wall: wall}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		p.memory = float64(usage.Maxrss) * 1024
	}
	return p, string(out), nil
}

// format is the CPU time of go/format over what was generated, in a process of
// its own.
func (g *generator) format() (time.Duration, error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	out, err := exec.Command(self, "-format", g.root).Output()
	if err != nil {
		return 0, fmt.Errorf("formatting: %w", err)
	}
	return time.ParseDuration(strings.TrimSpace(string(out)))
}

// formatAll is that process.
func formatAll(root string) error {
	var sources [][]byte
	err := goFiles(root, func(source []byte) { sources = append(sources, source) })
	if err != nil {
		return err
	}
	before := cpuTime()
	for _, source := range sources {
		if _, err := format.Source(source); err != nil {
			return err
		}
	}
	_, err = fmt.Println(cpuTime() - before)
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
