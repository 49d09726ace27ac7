package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/generator/golang"
	"github.com/orchestrix-go/orchestrix-gen/generator/output"
	"github.com/orchestrix-go/orchestrix-gen/generator/output/stamp"
	"github.com/orchestrix-go/orchestrix-gen/schema"
)

type generateFlags struct {
	check  bool
	diff   bool
	quiet  bool
	format string
}

func newGenerate(g *global) *cobra.Command {
	flags := &generateFlags{}
	cmd := &cobra.Command{
		Use:     "generate [PATH...]",
		Aliases: []string{"gen"},
		Short:   "Check the models and write the Go code that changed",
		Long: `Generate reads all models of the workspace, checks them, and writes the Go code
that changed. Nothing is written if anything is wrong. Unchanged files keep their
time stamps, files that were made before and are made no more are removed, and a
file that doesn't carry the tool's header is never touched. A hand-written file
that the model asks for and that is missing is written once, as a stub.

A PATH is a folder: only what is in or below it is written.`,
		Example: `  orchestrix-gen generate                     the whole workspace
  orchestrix-gen generate internal/orders     one context
  orchestrix-gen generate --check             for CI: exit 1 if anything would change
  orchestrix-gen generate --diff              show what would change, write nothing
  orchestrix-gen generate --format json       findings for other tools`,
		RunE: func(cmd *cobra.Command, paths []string) error {
			v := generation{flags: flags, stdout: cmd.OutOrStdout(), printer: newPrinter(cmd, flags.format)}
			return v.run(cmd.Context(), g.dir, paths)
		},
	}
	flags.bind(cmd.Flags())
	cmd.MarkFlagsMutuallyExclusive("check", "diff")
	bindFormatCompletion(cmd)
	return cmd
}

func (f *generateFlags) bind(set *pflag.FlagSet) {
	set.BoolVar(&f.check, "check", false, "write nothing; list files that are missing, stale or differ, and exit 1 if there are any")
	set.BoolVar(&f.diff, "diff", false, "write nothing; print what would change as a unified diff")
	set.BoolVarP(&f.quiet, "quiet", "q", false, "don't say what changed")
	bindFormat(set, &f.format)
}

// generation is one run of the verb.
type generation struct {
	flags   *generateFlags
	stdout  io.Writer
	printer *printer
}

func (v *generation) run(ctx context.Context, dir string, paths []string) error {
	began := time.Now()
	if err := v.printer.known(); err != nil {
		return err
	}
	opened, err := schema.Open(ctx, dir, schema.Options{})
	if err != nil {
		return err
	}
	whole := len(paths) == 0
	inputs := stamp.Inputs{Root: opened.Root(), Module: opened.Module(), Texts: opened.Texts()}
	if whole {
		if files, ok := stamp.Holds(inputs); ok {
			return v.nothingToDo(files, time.Since(began))
		}
	}
	loaded, err := opened.Load(ctx)
	if err != nil {
		return err
	}
	if len(loaded.Files) == 0 && len(loaded.Findings) == 0 {
		return fmt.Errorf("no model below %s: write a *.orchestrix.yaml file, or say in orchestrix.yaml where they are", loaded.Root)
	}
	if loaded.Workspace == nil {
		return v.printer.print(loaded.Findings, loaded.Source)
	}
	files, plan, err := planFor(loaded, dir, paths)
	if err != nil {
		return v.printer.printNotOurs(loaded.Findings, loaded.Source, err)
	}
	findings := loaded.Findings
	if v.flags.check {
		findings = append(findings, drift(plan)...)
	}
	if err := v.printer.print(findings, loaded.Source); err != nil {
		return err
	}
	switch {
	case v.flags.diff:
		if err := plan.Diff(v.stdout); err != nil || len(plan.Changes) > 0 {
			return err
		}
	case !v.flags.check:
		if err := plan.Apply(); err != nil {
			return err
		}
	}
	if whole && len(findings) == 0 {
		// Without a stamp the next run takes longer, and that is all.
		_ = stamp.Keep(inputs, files)
	}
	return v.summarise(plan, time.Since(began))
}

// nothingToDo ends a run that found everything as an earlier one left it, and
// that was without a finding.
func (v *generation) nothingToDo(files int, took time.Duration) error {
	if err := v.printer.print(nil, nil); err != nil {
		return err
	}
	return v.summarise(&output.Plan{Unchanged: files}, took)
}

// summarise says what was written, where that is of interest.
func (v *generation) summarise(plan *output.Plan, took time.Duration) error {
	if v.flags.check || v.flags.diff || v.flags.quiet || v.flags.format != "text" {
		return nil
	}
	_, err := fmt.Fprintln(v.stdout, summary(plan, took))
	return err
}

// planFor makes all files, and finds out which of those in or below paths would
// change.
func planFor(loaded *schema.Result, dir string, paths []string) ([]generator.File, *output.Plan, error) {
	within, err := relativeTo(loaded.Root, dir, paths)
	if err != nil {
		return nil, nil, err
	}
	files, err := golang.Generate(loaded.Workspace)
	if err != nil {
		return nil, nil, err
	}
	plan, err := output.NewPlan(loaded.Root, files, within...)
	return files, plan, err
}

// relativeTo makes the paths of a command line, which are relative to dir,
// relative to the workspace's root.
func relativeTo(root, dir string, paths []string) ([]string, error) {
	var within []string
	for _, p := range paths {
		if !filepath.IsAbs(p) {
			p = filepath.Join(dir, p)
		}
		abs, err := filepath.Abs(p)
		if err != nil {
			return nil, err
		}
		abs, err = filepath.EvalSymlinks(abs)
		if err != nil {
			return nil, err
		}
		rel, err := filepath.Rel(root, abs)
		if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			return nil, fmt.Errorf("%s is outside the workspace %s", p, root)
		}
		within = append(within, filepath.ToSlash(rel))
	}
	return within, nil
}

// summary says what a run did: "3 files written, 1 removed, 40 unchanged in 120ms".
func summary(plan *output.Plan, took time.Duration) string {
	written, removed := 0, 0
	for _, change := range plan.Changes {
		if change.Action == output.Remove {
			removed++
		} else {
			written++
		}
	}
	parts := []string{fmt.Sprintf("%d %s written", written, plural(written, "file", "files"))}
	if removed > 0 {
		parts = append(parts, fmt.Sprintf("%d removed", removed))
	}
	parts = append(parts, fmt.Sprintf("%d unchanged", plan.Unchanged))
	return fmt.Sprintf("%s in %v", strings.Join(parts, ", "), took.Round(time.Millisecond))
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
