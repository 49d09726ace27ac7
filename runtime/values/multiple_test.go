package values_test

import (
	"math"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/runtime/values"
)

func TestMultiplesAreThoseOfTheNumbersAsWritten(t *testing.T) {
	tests := []struct {
		x, of float64
		want  bool
	}{
		{0.3, 0.1, true}, {-0.3, 0.1, true}, {0.7, 0.1, true}, {1.1, 0.1, true}, {123456.789, 0.001, true}, {4.35, 0.01, true},
		{0, 0.1, true}, {1.5, 0.5, true}, {1e300, 0.5, true}, {9, 3, true},
		{0.35, 0.1, false}, {1e12 + 0.25, 0.5, false}, {0.30000001, 0.1, false}, {10, 3, false}, {1e-9, 0.1, false},
		{math.NaN(), 0.1, false}, {math.Inf(1), 0.1, false}, {math.Inf(-1), 0.1, false},
	}
	for _, tt := range tests {
		if got := values.MultipleOf(tt.x, tt.of); got != tt.want {
			t.Errorf("MultipleOf(%v, %v) = %v", tt.x, tt.of, got)
		}
	}
}
