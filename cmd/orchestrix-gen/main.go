// Command orchestrix-gen compiles YAML models of event-sourced domains into
// plain, typed Go.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

// garbage is how much of it may lie about beside what is in use, in per cent. The
// tool runs for a second: twice the usual costs some memory and saves a tenth of
// the time.
const garbage = 200

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}
