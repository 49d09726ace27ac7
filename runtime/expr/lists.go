package expr

import (
	"cmp"
	"iter"
	"slices"
)

// Index is list[i].
func Index[T any](e *Errors, list []T, i int64) T {
	if i < 0 || i >= int64(len(list)) {
		var zero T
		e.failf(ErrNoIndex, "%d of %d", i, len(list))
		return zero
	}
	return list[i]
}

// All says whether holds is true for all elements.
func All[T any](list []T, holds func(T) bool) bool {
	for _, v := range list {
		if !holds(v) {
			return false
		}
	}
	return true
}

// TryAll is [All] for a condition that can fail: false if it is false for any
// element, whatever errors it ends in for others.
func TryAll[T any](e *Errors, list []T, holds func(T) bool) bool {
	return settle(e, false, slices.Values(list), holds)
}

// TryExists says whether a condition that can fail is true for any element,
// whatever errors it ends in for others.
func TryExists[T any](e *Errors, list []T, holds func(T) bool) bool {
	return settle(e, true, slices.Values(list), holds)
}

// settle gives decisive if holds does for an element; else the first error of
// holds counts.
func settle[T any](e *Errors, decisive bool, seq iter.Seq[T], holds func(T) bool) bool {
	if e.err != nil {
		return false
	}
	var first error
	for v := range seq {
		result := holds(v)
		if e.err == nil && result == decisive {
			return decisive
		}
		if first == nil {
			first = e.err
		}
		e.err = nil
	}
	e.err = first
	return !decisive
}

// ExistsOne says whether holds is true for exactly one element.
func ExistsOne[T any](list []T, holds func(T) bool) bool {
	n := 0
	for _, v := range list {
		if holds(v) {
			n++
		}
	}
	return n == 1
}

// Filter is a new list of the elements that are to be kept.
func Filter[S ~[]T, T any](list S, keep func(T) bool) S {
	kept := make(S, 0, len(list))
	for _, v := range list {
		if keep(v) {
			kept = append(kept, v)
		}
	}
	return kept
}

// Map is a new list of what becomes of each element.
func Map[T, R any](list []T, f func(T) R) []R {
	results := make([]R, len(list))
	for i, v := range list {
		results[i] = f(v)
	}
	return results
}

// MapIf is a new list of what becomes of each element that is to be kept.
func MapIf[T, R any](list []T, keep func(T) bool, f func(T) R) []R {
	results := make([]R, 0, len(list))
	for _, v := range list {
		if keep(v) {
			results = append(results, f(v))
		}
	}
	return results
}

// Min is the least element of a list that isn't empty.
func Min[T cmp.Ordered](e *Errors, list []T) T {
	return MinFunc(e, list, compare[T](e))
}

// Max is the greatest element of a list that isn't empty.
func Max[T cmp.Ordered](e *Errors, list []T) T {
	return MaxFunc(e, list, compare[T](e))
}

// compare orders; not-a-number has no order.
func compare[T cmp.Ordered](e *Errors) func(T, T) int {
	return func(x, y T) int {
		if x != x || y != y {
			e.Fail(ErrNaN)
		}
		return cmp.Compare(x, y)
	}
}

// MinFunc is the least element, by compare, of a list that isn't empty.
func MinFunc[T any](e *Errors, list []T, compare func(T, T) int) T {
	if len(list) == 0 {
		var zero T
		e.Fail(ErrEmpty)
		return zero
	}
	return slices.MinFunc(list, compare)
}

// MaxFunc is the greatest element, by compare, of a list that isn't empty.
func MaxFunc[T any](e *Errors, list []T, compare func(T, T) int) T {
	if len(list) == 0 {
		var zero T
		e.Fail(ErrEmpty)
		return zero
	}
	return slices.MaxFunc(list, compare)
}

// Slice is the elements from start up to end, without end.
func Slice[S ~[]T, T any](e *Errors, list S, start, end int64) S {
	if start < 0 || start > end || end > int64(len(list)) {
		e.failf(ErrNoIndex, "%d to %d of %d", start, end, len(list))
		return nil
	}
	return slices.Clip(list[start:end])
}

// Reverse is a new list, from the last element to the first.
func Reverse[S ~[]T, T any](list S) S {
	reversed := slices.Clone(list)
	slices.Reverse(reversed)
	return reversed
}

// Distinct is a new list of the elements that equal none before them.
func Distinct[S ~[]T, T comparable](list S) S {
	distinct := make(S, 0, len(list))
	seen := make(map[T]struct{}, len(list))
	for _, v := range list {
		if _, ok := seen[v]; !ok {
			seen[v] = struct{}{}
			distinct = append(distinct, v)
		}
	}
	return distinct
}

// DistinctFunc is a new list of the elements that equal none before them.
func DistinctFunc[S ~[]T, T any](list S, equal func(T, T) bool) S {
	distinct := make(S, 0, len(list))
	for _, v := range list {
		if !slices.ContainsFunc(distinct, func(w T) bool { return equal(v, w) }) {
			distinct = append(distinct, v)
		}
	}
	return distinct
}

// HasAll says whether a list has all elements that are wanted of it.
func HasAll[T comparable](list, wanted []T) bool {
	for _, v := range wanted {
		if !slices.Contains(list, v) {
			return false
		}
	}
	return true
}

// HasAllFunc is [HasAll] for elements that are compared by equal.
func HasAllFunc[T any](list, wanted []T, equal func(T, T) bool) bool {
	for _, v := range wanted {
		if !slices.ContainsFunc(list, func(w T) bool { return equal(v, w) }) {
			return false
		}
	}
	return true
}

// Contains says whether v is in a list whose elements are compared by equal.
func Contains[T any](list []T, v T, equal func(T, T) bool) bool {
	return slices.ContainsFunc(list, func(w T) bool { return equal(w, v) })
}

// HasAny says whether a list has any of the elements that are wanted of it.
func HasAny[T comparable](list, wanted []T) bool {
	return slices.ContainsFunc(wanted, func(v T) bool { return slices.Contains(list, v) })
}

// HasAnyFunc is [HasAny] for elements that are compared by equal.
func HasAnyFunc[T any](list, wanted []T, equal func(T, T) bool) bool {
	return slices.ContainsFunc(wanted, func(v T) bool { return HasAllFunc(list, []T{v}, equal) })
}

// HasExactly says whether two lists have the same elements, in any order and
// however often.
func HasExactly[T comparable](x, y []T) bool { return HasAll(x, y) && HasAll(y, x) }

// HasExactlyFunc is [HasExactly] for elements that are compared by equal.
func HasExactlyFunc[T any](x, y []T, equal func(T, T) bool) bool {
	return HasAllFunc(x, y, equal) && HasAllFunc(y, x, equal)
}

// Range is the list of 0 up to n, without n.
func Range(e *Errors, n int64) []int64 {
	if n < 0 || n > maxRange {
		e.failf(ErrArgument, "no list of %d numbers is made", n)
		return nil
	}
	list := make([]int64, n)
	for i := range list {
		list[i] = int64(i)
	}
	return list
}

// maxRange keeps an expression from taking all memory.
const maxRange = 1_000_000
