package expr

// Deref reads an optional as its value.
func Deref[T any](e *Errors, p *T) T {
	if p == nil {
		e.Fail(ErrAbsent)
		var zero T
		return zero
	}
	return *p
}

// DerefList reads an optional list or bytes as its value.
func DerefList[S ~[]T, T any](e *Errors, list S) S {
	if list == nil {
		e.Fail(ErrAbsent)
	}
	return list
}

// DerefMap reads an optional map as its value.
func DerefMap[M ~map[K]V, K comparable, V any](e *Errors, m M) M {
	if m == nil {
		e.Fail(ErrAbsent)
	}
	return m
}

// DerefUnion reads an optional union as its value.
func DerefUnion[U any](e *Errors, u U) U {
	if any(u) == nil {
		e.Fail(ErrAbsent)
	}
	return u
}

// SomeList makes a present optional of a list or bytes: not nil.
func SomeList[S ~[]T, T any](list S) S {
	if list == nil {
		return S{}
	}
	return list
}

// SomeMap makes a present optional of a map: not nil.
func SomeMap[M ~map[K]V, K comparable, V any](m M) M {
	if m == nil {
		return M{}
	}
	return m
}

// ValueOr is the optional's value, or other when it is absent.
func ValueOr[T any](p *T, other T) T {
	if p == nil {
		return other
	}
	return *p
}

// MapOptional is what becomes of an optional's value; absent stays absent.
func MapOptional[T, R any](p *T, f func(T) R) *R {
	if p == nil {
		return nil
	}
	return new(f(*p))
}

// EqualPtr compares two optionals: both absent, or equal values.
func EqualPtr[T comparable](p, q *T) bool {
	if p == nil || q == nil {
		return p == q
	}
	return *p == *q
}

// EqualPtrFunc compares two optionals whose values are compared by equal.
func EqualPtrFunc[T any](p, q *T, equal func(T, T) bool) bool {
	if p == nil || q == nil {
		return p == q
	}
	return equal(*p, *q)
}

// Is says whether a union holds the variant V.
func Is[V any](union any) bool {
	_, ok := union.(V)
	return ok
}

// As reads a union as its variant V.
func As[V any](e *Errors, union any) V {
	v, ok := union.(V)
	if !ok {
		e.Fail(ErrVariant)
	}
	return v
}

// If is then or other. Both are worked out: it is for values that are there.
func If[T any](condition bool, then, other T) T {
	if condition {
		return then
	}
	return other
}
