package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// Exit codes, of every verb.
const (
	exitOK       = 0 // nothing wrong; warnings don't count
	exitFindings = 1 // schema errors, drift
	exitTrouble  = 2 // the tool couldn't run: usage, I/O
)

// errFindings ends a verb whose findings have been printed.
var errFindings = errors.New("there are findings")

// run carries out one command line and returns its exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errFindings):
		return exitFindings
	}
	fmt.Fprintf(stderr, "orchestrix-gen: %v\n", err)
	return exitTrouble
}

// global holds the flags that every verb has.
type global struct {
	dir string
}

func newRoot() *cobra.Command {
	g := &global{}
	root := &cobra.Command{
		Use:   "orchestrix-gen",
		Short: "Compile YAML models of event-sourced domains into plain, typed Go",
		Long: `orchestrix-gen compiles models of event-sourced domains into plain, typed Go.

A model is written in *.orchestrix.yaml files, one bounded context each. Code is
generated beside them. All models of the workspace are read wherever the tool is
started: the nearest folder upwards that holds orchestrix.yaml, else go.mod.

Exit codes: 0 nothing wrong (warnings don't count), 1 findings, 2 the tool
couldn't run.`,
		Example: `  orchestrix-gen generate
  orchestrix-gen generate --check
  orchestrix-gen -C internal/orders generate --diff`,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.PersistentFlags().StringVarP(&g.dir, "chdir", "C", ".", "work in `DIR` instead of the current folder")
	root.AddCommand(newGenerate(g), newVersion())
	return root
}
