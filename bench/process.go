package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/bench/race"
)

// process is what one run of a child process took.
type process struct {
	cpu, wall time.Duration
	memory    float64 // bytes at its peak
}

// execute runs a child process and gives what it printed.
func execute(cmd *exec.Cmd) (process, []byte, error) {
	began := time.Now()
	out, err := cmd.Output()
	wall := time.Since(began)
	if err != nil {
		var said []byte
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			said = exit.Stderr
		}
		return process{}, out, fmt.Errorf("%s: %w\n%s%s", cmd.Args[0], err, out, said)
	}
	p := process{cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), wall: wall}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		p.memory = float64(usage.Maxrss) * 1024
	}
	return p, out, nil
}

// build makes a program of a module for this run.
func build(module, path, binary string, env ...string) error {
	cmd := exec.Command("go", "build", "-o", binary, path)
	cmd.Dir = module
	cmd.Env = append(os.Environ(), env...)
	_, _, err := execute(cmd)
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
