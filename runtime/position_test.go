package orchestrix_test

import (
	"math"
	"slices"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

func TestPositionsAreOrderedByEpochMajorMinor(t *testing.T) {
	ordered := []orchestrix.Position{
		{}, orchestrix.NewPosition(0, 0, 1), orchestrix.NewPosition(0, 1, 0), orchestrix.NewPosition(0, 10, 0),
		orchestrix.NewPosition(1, 0, 0), orchestrix.NewPosition(1, 2, 3), orchestrix.NewPosition(math.MaxUint64, math.MaxUint64, math.MaxUint64),
	}
	if !slices.IsSortedFunc(ordered, orchestrix.Position.Compare) {
		t.Errorf("%v isn't in order", ordered)
	}
	for i, p := range ordered {
		if p.Compare(p) != 0 || p.IsZero() != (i == 0) || (i > 0 && p.Compare(ordered[i-1]) <= 0) {
			t.Errorf("%v compares wrongly", p)
		}
		if back, err := orchestrix.ParsePosition(p.String()); err != nil || back != p {
			t.Errorf("%v is read back as %v, error %v", p, back, err)
		}
		epoch, major, minor := p.Parts()
		if orchestrix.NewPosition(epoch, major, minor) != p {
			t.Errorf("%v has the parts %d, %d, %d", p, epoch, major, minor)
		}
	}
}

func TestParsePositionTakesNothingElse(t *testing.T) {
	for _, text := range []string{"", "0", "0-1", "0-1-", "-1-2", "0-1-2-3", "0-1-2 ", " 0-1-2", "00-1-2", "0-01-2", "+0-1-2", "0-1-x",
		"0-1--2", "0-18446744073709551616-0", "0_1_2", "０-1-2"} {
		if p, err := orchestrix.ParsePosition(text); err == nil || !p.IsZero() {
			t.Errorf("%q is read as %v, error %v", text, p, err)
		}
	}
}
