package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/bench/race"
)

// process is what one run of a child process took.
type process struct {
	cpu, wall time.Duration
	memory    float64 // bytes at its peak
}

// launcher starts what is measured; see its package.
type launcher struct {
	binary string
}

func newLauncher(r *run) (launcher, error) {
	l := launcher{binary: filepath.Join(r.temp, "launch")}
	return l, build(".", "./launch", l.binary)
}

// execute runs a program and gives what it took and printed.
func (l launcher) execute(cmd *exec.Cmd) (process, []byte, error) {
	figures, written, err := os.Pipe()
	if err != nil {
		return process{}, nil, err
	}
	defer figures.Close()
	cmd.Path, cmd.Args = l.binary, append([]string{l.binary, cmd.Path}, cmd.Args[1:]...)
	cmd.ExtraFiles = []*os.File{written}
	out, err := output(cmd)
	written.Close()
	if err != nil {
		return process{}, nil, err
	}
	var p process
	_, err = fmt.Fscan(figures, &p.cpu, &p.wall, &p.memory)
	return p, out, err
}

// output is what a program prints; one that fails says why in the error.
func output(cmd *exec.Cmd) ([]byte, error) {
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s%s", strings.Join(cmd.Args, " "), err, out, &said)
	}
	return out, nil
}

// build makes a program of a module for this run.
func build(module, path, binary string, env ...string) error {
	cmd := exec.Command("go", "build", "-o", binary, path)
	cmd.Dir = module
	cmd.Env = append(os.Environ(), env...)
	_, err := output(cmd)
	return err
}

// processes are the runs of one program.
type processes struct {
	name string
	runs []process
}

func (p *processes) add(run process, err error) error {
	p.runs = append(p.runs, run)
	return err
}

func (p *processes) cpu() race.Figures {
	return p.figures(func(run process) time.Duration { return run.cpu })
}

func (p *processes) wall() race.Figures {
	return p.figures(func(run process) time.Duration { return run.wall })
}

func (p *processes) figures(of func(process) time.Duration) race.Figures {
	f := race.Figures{Name: p.name}
	for _, run := range p.runs {
		f.Add(of(run))
	}
	return f
}

// memory is the most that a run had.
func (p *processes) memory() (most float64) {
	for _, run := range p.runs {
		most = max(most, run.memory)
	}
	return most
}
