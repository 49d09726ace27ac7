package main

import (
	"context"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

// serving has a test binary be the service, for tests of several processes.
const serving = "SHOP_SERVING"

func TestMain(m *testing.M) {
	if os.Getenv(serving) != "" {
		if err := run(context.Background(), []string{"serve"}, os.Stdout, os.Stderr); err != nil {
			os.Stderr.WriteString(err.Error())
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

func TestWhatCantBeDoneIsToldHow(t *testing.T) {
	for _, args := range [][]string{nil, {"sell"}, {"demo", "-nope"}, {"serve", "-h"}} {
		var out, errOut strings.Builder
		if err := run(t.Context(), args, &out, &errOut); !errors.Is(err, flag.ErrHelp) || out.Len() > 0 {
			t.Errorf("%q: error %v", args, err)
		}
		if !strings.Contains(strings.ToLower(errOut.String()), "usage") {
			t.Errorf("%q: told %q", args, errOut.String())
		}
	}
}

func TestServingSaysWhatIsWrongWithSettings(t *testing.T) {
	t.Setenv("HTTP_ADDR", "nowhere")
	t.Setenv("DATABASE_URL", "postgres://shop:hunter2@db:port/shop")
	var logs strings.Builder
	err := serve(t.Context(), &logs)
	if err == nil || !strings.Contains(err.Error(), "HTTP_ADDR") || !strings.Contains(err.Error(), "DATABASE_URL") || strings.Contains(err.Error()+logs.String(), "hunter2") {
		t.Errorf("error %v", err)
	}
}
