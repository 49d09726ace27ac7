package main

import (
	"context"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata")

func TestMain(m *testing.M) {
	testscript.Main(isolated{m}, map[string]func(){
		"orchestrix-gen": func() { os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// isolated runs the tests with a cache of their own.
type isolated struct{ *testing.M }

func (m isolated) Run() int {
	keepCacheApart()
	return m.M.Run()
}

// keepCacheApart gives the tool a cache folder of the tests' own, and the Go
// tool the one that it has anyway.
func keepCacheApart() {
	goCache, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		panic(err)
	}
	for name, value := range map[string]string{
		"GOCACHE":        strings.TrimSpace(string(goCache)),
		"XDG_CACHE_HOME": filepath.Join(os.TempDir(), "orchestrix-gen-test-cache"),
	} {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
}

// TestScripts runs testdata/*.txtar: schemas in; findings, exit codes and files out.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_CACHE_HOME", filepath.Join(env.WorkDir, ".cache"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits,
			"times": times,
		},
	})
}

// exits is `exits CODE COMMAND ARG…`: run the command and want that exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND ARG…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// times is `times save FILE…` and `times same FILE…`: have the files been
// written since?
func times(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: times save|same FILE…")
	}
	for _, name := range args[1:] {
		info, err := os.Stat(ts.MkAbs(name))
		ts.Check(err)
		stamp := info.ModTime().String()
		saved := filepath.Join(ts.Getenv("WORK"), ".times."+filepath.Base(name))
		if args[0] == "save" {
			ts.Check(os.WriteFile(saved, []byte(stamp), 0o644))
			continue
		}
		before, err := os.ReadFile(saved)
		ts.Check(err)
		if same := string(before) == stamp; same == neg {
			ts.Fatalf("%s: unwritten is %t", name, same)
		}
	}
}
