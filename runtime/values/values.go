// Package values is what generated values, commands and events call: deep
// copies of what they hold, repeated elements of lists, and optional fields in
// logs.
package values

import "log/slog"

// ClonePtr copies an optional.
func ClonePtr[T any](p *T) *T {
	if p == nil {
		return nil
	}
	return new(*p)
}

// ClonePtrFunc copies an optional deeply.
func ClonePtrFunc[T any](p *T, clone func(T) T) *T {
	if p == nil {
		return nil
	}
	return new(clone(*p))
}

// CloneList copies a list deeply; nil stays nil.
func CloneList[S ~[]T, T any](list S, clone func(T) T) S {
	if list == nil {
		return nil
	}
	copied := make(S, len(list))
	for i := range list {
		copied[i] = clone(list[i])
	}
	return copied
}

// CloneMap copies a map deeply; nil stays nil.
func CloneMap[M ~map[K]V, K comparable, V any](m M, clone func(V) V) M {
	if m == nil {
		return nil
	}
	copied := make(M, len(m))
	for key, v := range m {
		copied[key] = clone(v)
	}
	return copied
}

// Attr is an optional field in a log: left out when it is absent.
func Attr[T any](key string, p *T) slog.Attr {
	if p == nil {
		return slog.Attr{}
	}
	return slog.Any(key, *p)
}
