package cputime_test

import (
	"testing"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/internal/cputime"
)

func TestWorkCostsWhatItTakes(t *testing.T) {
	start, rounds := time.Now(), 0
	cost := cputime.Of(func() {
		for ; rounds < 200_000_000; rounds++ {
		}
	})
	if took := time.Since(start); cost <= 0 || cost > 10*took {
		t.Errorf("%d rounds cost %v in %v", rounds, cost, took)
	}
}
