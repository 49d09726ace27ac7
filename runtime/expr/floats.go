package expr

import "math"

// SignFloat is math.sign(x): -1, 0 or 1, and not-a-number for itself.
func SignFloat(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	case x == 0:
		return 0
	}
	return x
}

// IsFinite is math.isFinite(x).
func IsFinite(x float64) bool { return !math.IsInf(x, 0) && !math.IsNaN(x) }

// SumFloat adds up a list, from the left; an empty one is 0.
func SumFloat(list []float64) (sum float64) {
	for _, x := range list {
		sum += x
	}
	return sum
}

// SumFloatOf adds up what each element is worth, from the left.
func SumFloatOf[T any](list []T, worth func(T) float64) (sum float64) {
	for _, v := range list {
		sum += worth(v)
	}
	return sum
}
