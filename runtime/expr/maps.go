package expr

import (
	"cmp"
	"iter"
	"maps"
	"slices"
)

// Key is m[key].
func Key[M ~map[K]V, K comparable, V any](e *Errors, m M, key K) V {
	v, ok := m[key]
	if !ok {
		e.Fail(ErrNoKey)
	}
	return v
}

// HasKey is key in m.
func HasKey[M ~map[K]V, K comparable, V any](m M, key K) bool {
	_, ok := m[key]
	return ok
}

// Put writes an entry into a map, which it makes if there is none.
func Put[M ~map[K]V, K comparable, V any](m *M, key K, v V) {
	if *m == nil {
		*m = make(M)
	}
	(*m)[key] = v
}

// PutCopy is a copy of a map with one entry written: for a map that others hold.
func PutCopy[M ~map[K]V, K comparable, V any](m M, key K, v V) M {
	m = maps.Clone(m)
	Put(&m, key, v)
	return m
}

// SortedKeys is a map's keys in ascending order, in which CEL's loops go.
func SortedKeys[M ~map[K]V, K cmp.Ordered, V any](m M) []K {
	keys := make([]K, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// Sorted goes through a map's entries in ascending order of their keys.
func Sorted[M ~map[K]V, K cmp.Ordered, V any](m M) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for _, key := range SortedKeys(m) {
			if !yield(key, m[key]) {
				return
			}
		}
	}
}

// SortedKeysFunc is a map's keys in ascending order by compare.
func SortedKeysFunc[M ~map[K]V, K comparable, V any](m M, compare func(K, K) int) []K {
	keys := make([]K, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, compare)
	return keys
}

// SortedFunc goes through a map's entries in ascending order, by compare, of
// their keys.
func SortedFunc[M ~map[K]V, K comparable, V any](m M, compare func(K, K) int) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for _, key := range SortedKeysFunc(m, compare) {
			if !yield(key, m[key]) {
				return
			}
		}
	}
}

// Indexed goes through a list's elements with their indexes as CEL counts.
func Indexed[S ~[]T, T any](list S) iter.Seq2[int64, T] {
	return func(yield func(int64, T) bool) {
		for i, v := range list {
			if !yield(int64(i), v) {
				return
			}
		}
	}
}

// All2 says whether holds is true for all pairs.
func All2[K, V any](seq iter.Seq2[K, V], holds func(K, V) bool) bool {
	for k, v := range seq {
		if !holds(k, v) {
			return false
		}
	}
	return true
}

// Exists2 says whether holds is true for any pair.
func Exists2[K, V any](seq iter.Seq2[K, V], holds func(K, V) bool) bool {
	for k, v := range seq {
		if holds(k, v) {
			return true
		}
	}
	return false
}

// TryAll2 is [All2] for a condition that can fail: see [TryAll].
func TryAll2[K, V any](e *Errors, seq iter.Seq2[K, V], holds func(K, V) bool) bool {
	return settle(e, false, pairs(seq), func(p pair[K, V]) bool { return holds(p.k, p.v) })
}

// TryExists2 is [Exists2] for a condition that can fail: see [TryExists].
func TryExists2[K, V any](e *Errors, seq iter.Seq2[K, V], holds func(K, V) bool) bool {
	return settle(e, true, pairs(seq), func(p pair[K, V]) bool { return holds(p.k, p.v) })
}

type pair[K, V any] struct {
	k K
	v V
}

func pairs[K, V any](seq iter.Seq2[K, V]) iter.Seq[pair[K, V]] {
	return func(yield func(pair[K, V]) bool) {
		for k, v := range seq {
			if !yield(pair[K, V]{k, v}) {
				return
			}
		}
	}
}

// ExistsOne2 says whether holds is true for exactly one pair.
func ExistsOne2[K, V any](seq iter.Seq2[K, V], holds func(K, V) bool) bool {
	n := 0
	for k, v := range seq {
		if holds(k, v) {
			n++
		}
	}
	return n == 1
}

// Where goes through the pairs that are to be kept.
func Where[K, V any](seq iter.Seq2[K, V], keep func(K, V) bool) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for k, v := range seq {
			if keep(k, v) && !yield(k, v) {
				return
			}
		}
	}
}

// Keys is a new list of the pairs' keys.
func Keys[K, V any](seq iter.Seq2[K, V]) []K {
	return TransformList(seq, func(k K, _ V) K { return k })
}

// Values is a new list of the pairs' values.
func Values[K, V any](seq iter.Seq2[K, V]) []V {
	return TransformList(seq, func(_ K, v V) V { return v })
}

// TransformList is a new list of what becomes of each pair.
func TransformList[K, V, R any](seq iter.Seq2[K, V], f func(K, V) R) []R {
	list := []R{}
	for k, v := range seq {
		list = append(list, f(k, v))
	}
	return list
}

// TransformMap is a new map of what becomes of each pair's value.
func TransformMap[K comparable, V, R any](seq iter.Seq2[K, V], f func(K, V) R) map[K]R {
	m := make(map[K]R)
	for k, v := range seq {
		m[k] = f(k, v)
	}
	return m
}

// TransformMapEntry is a new map of the entry that becomes of each pair; two
// entries of one key are an error.
func TransformMapEntry[K, V any, L comparable, W any](e *Errors, seq iter.Seq2[K, V], f func(K, V) (L, W)) map[L]W {
	m := make(map[L]W)
	for k, v := range seq {
		key, value := f(k, v)
		insert(e, m, key, value)
	}
	return m
}

// TransformMapEntries is a new map of the entries that become of each pair; two
// entries of one key are an error.
func TransformMapEntries[K, V any, L comparable, W any](e *Errors, seq iter.Seq2[K, V], f func(K, V) map[L]W) map[L]W {
	m := make(map[L]W)
	for k, v := range seq {
		for key, value := range f(k, v) {
			insert(e, m, key, value)
		}
	}
	return m
}

// Entry is one entry of [MakeMap].
type Entry[K comparable, V any] struct {
	Key   K
	Value V
}

// MakeMap is a map of entries; two of one key are an error.
func MakeMap[K comparable, V any](e *Errors, entries ...Entry[K, V]) map[K]V {
	m := make(map[K]V, len(entries))
	for _, entry := range entries {
		insert(e, m, entry.Key, entry.Value)
	}
	return m
}

// insert adds an entry whose key must be new. An element that failed has no
// true key, so nothing more is said about it.
func insert[K comparable, V any](e *Errors, m map[K]V, key K, v V) {
	if _, ok := m[key]; ok {
		e.Fail(ErrRepeatedKey)
		return
	}
	m[key] = v
}
