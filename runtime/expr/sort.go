package expr

import (
	"cmp"
	"slices"
)

// Sorting is stable: what is equal keeps its order, so that a list comes out the
// same whenever and wherever it is sorted.

// Sort is a new list in ascending order.
func Sort[S ~[]T, T cmp.Ordered](list S) S { return SortFunc(list, order[T]) }

// SortFunc is a new list in ascending order by compare.
func SortFunc[S ~[]T, T any](list S, compare func(T, T) int) S {
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, compare)
	return sorted
}

// SortBy is a new list in ascending order of the elements' keys.
func SortBy[S ~[]T, T any, K cmp.Ordered](list S, key func(T) K) S {
	return SortByFunc(list, key, order[K])
}

// SortByFunc is a new list in ascending order, by compare, of the elements' keys.
func SortByFunc[S ~[]T, T, K any](list S, key func(T) K, compare func(K, K) int) S {
	type keyed struct {
		key  K
		elem T
	}
	pairs := make([]keyed, len(list))
	for i, v := range list {
		pairs[i] = keyed{key(v), v}
	}
	slices.SortStableFunc(pairs, func(p, q keyed) int { return compare(p.key, q.key) })
	sorted := make(S, len(list))
	for i, p := range pairs {
		sorted[i] = p.elem
	}
	return sorted
}

// order compares as < does: not-a-number is neither less nor more than anything.
func order[T cmp.Ordered](x, y T) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// CompareBool orders false before true.
func CompareBool(x, y bool) int {
	switch {
	case x == y:
		return 0
	case y:
		return -1
	}
	return 1
}

// CompareIntUint orders an integer and an unsigned one.
func CompareIntUint(x int64, y uint64) int {
	if x < 0 {
		return -1
	}
	return cmp.Compare(uint64(x), y)
}
