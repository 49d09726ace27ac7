// Command shop is a domain that was modelled in YAML at work: as a service over
// HTTP, and as a demonstration of a day in it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	err := run(context.Background(), os.Args[1:], os.Stdout, os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		os.Exit(2)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "shop: %v\n", err)
		os.Exit(1)
	}
}

const usage = `usage:
  shop demo [-db file]   a day in the shop, and the morning after
  shop serve             the shop as a service; settings are environment variables or in .env
`

// run does what the arguments say.
func run(ctx context.Context, args []string, out, errOut io.Writer) error {
	if len(args) == 0 {
		fmt.Fprint(errOut, usage)
		return flag.ErrHelp
	}
	flags := flag.NewFlagSet("shop "+args[0], flag.ContinueOnError)
	flags.SetOutput(errOut)
	switch args[0] {
	case "demo":
		db := flags.String("db", "shop.db", "the SQLite `file` that keeps the events")
		if err := flags.Parse(args[1:]); err != nil {
			return flag.ErrHelp
		}
		return demo(ctx, *db, out)
	case "serve":
		if err := flags.Parse(args[1:]); err != nil {
			return flag.ErrHelp
		}
		return serve(ctx, errOut)
	}
	fmt.Fprint(errOut, usage)
	return flag.ErrHelp
}
