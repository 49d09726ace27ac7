package values

import "math"

// MultipleOf says whether x is a multiple of a number as people reckon: 0.3 is
// one of 0.1, though neither is exactly what it is written as. What lies within
// four steps of float64 of a multiple is one.
func MultipleOf(x, of float64) bool {
	x = math.Abs(x)
	step := math.Nextafter(x, math.Inf(1)) - x
	return math.Abs(x-math.Round(x/of)*of) <= 4*step
}
