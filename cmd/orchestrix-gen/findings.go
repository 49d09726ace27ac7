package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

// bindFormat gives a verb that has findings its --format.
func bindFormat(set *pflag.FlagSet, format *string) {
	set.StringVar(format, "format", "text", "how findings are printed: "+strings.Join(diag.Formats(), ", "))
}

func bindFormatCompletion(cmd *cobra.Command) {
	complete := cobra.FixedCompletions(diag.Formats(), cobra.ShellCompDirectiveNoFileComp)
	// It fails only for a flag that the verb doesn't have.
	if err := cmd.RegisterFlagCompletionFunc("format", complete); err != nil {
		panic(err)
	}
}

// printer prints findings the way the command line asks for.
type printer struct {
	out    io.Writer
	format string
	colour bool
}

func newPrinter(cmd *cobra.Command, format string) *printer {
	out := cmd.OutOrStdout()
	return &printer{out: out, format: format, colour: colourful(out)}
}

// colourful says that out is a terminal of somebody who likes colours.
func colourful(out io.Writer) bool {
	f, ok := out.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// known is an error for a format that nobody can print.
func (p *printer) known() error {
	if !slices.Contains(diag.Formats(), p.format) {
		return fmt.Errorf("unknown format %q: use one of %s", p.format, strings.Join(diag.Formats(), ", "))
	}
	return nil
}

// print prints findings and returns errFindings if one of them is an error.
func (p *printer) print(findings []diag.Finding, sources diag.Sources) error {
	if p.format != "text" || len(findings) > 0 {
		if err := p.write(findings, sources); err != nil {
			return fmt.Errorf("printing findings: %w", err)
		}
	}
	if slices.ContainsFunc(findings, func(f diag.Finding) bool { return f.Severity == diag.Error }) {
		return errFindings
	}
	return nil
}

func (p *printer) write(findings []diag.Finding, sources diag.Sources) error {
	if p.format == "text" {
		return diag.Text(p.out, findings, sources, p.colour)
	}
	return diag.Print(p.out, p.format, findings, sources)
}

// printNotOurs prints the files that stand in the way of generation beside the
// findings of the model; another error is passed on.
func (p *printer) printNotOurs(findings []diag.Finding, sources diag.Sources, err error) error {
	taken, ok := notOurs(err)
	if !ok {
		return err
	}
	return p.print(append(findings, taken...), sources)
}
