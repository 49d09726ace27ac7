package values

// fewElements is up to where comparing each with each is faster than a map,
// and takes no memory.
const fewElements = 64

// Repeat finds the first element of a list that an earlier one equals, and
// that earlier one.
func Repeat[T comparable](list []T) (earlier, later int, found bool) {
	if len(list) > fewElements {
		return repeatIn(list, func(x T) (T, bool) { return x, true })
	}
	for later := range list {
		for earlier := range later {
			if list[earlier] == list[later] {
				return earlier, later, true
			}
		}
	}
	return 0, 0, false
}

// RepeatBy is [Repeat] over a key of each element.
func RepeatBy[T any, K comparable](list []T, key func(T) K) (earlier, later int, found bool) {
	return RepeatByPresent(list, func(x T) (K, bool) { return key(x), true })
}

// RepeatByPresent is [RepeatBy] over keys that may be absent: what has none
// repeats nothing.
func RepeatByPresent[T any, K comparable](list []T, key func(T) (k K, present bool)) (earlier, later int, found bool) {
	if len(list) > fewElements {
		return repeatIn(list, key)
	}
	var keys [fewElements]K
	var present [fewElements]bool
	for later := range list {
		if keys[later], present[later] = key(list[later]); !present[later] {
			continue
		}
		for earlier := range later {
			if present[earlier] && keys[earlier] == keys[later] {
				return earlier, later, true
			}
		}
	}
	return 0, 0, false
}

// RepeatFunc is [Repeat] where == won't do: elements are compared by equal, and
// those of a long list by a key that equal elements have in common.
func RepeatFunc[T any](list []T, equal func(x, y T) bool, key func(T) string) (earlier, later int, found bool) {
	if len(list) > fewElements {
		return repeatIn(list, func(x T) (string, bool) { return key(x), true })
	}
	for later := range list {
		for earlier := range later {
			if equal(list[earlier], list[later]) {
				return earlier, later, true
			}
		}
	}
	return 0, 0, false
}

func repeatIn[T any, K comparable](list []T, key func(T) (K, bool)) (earlier, later int, found bool) {
	seen := make(map[K]int, len(list))
	for later := range list {
		k, present := key(list[later])
		if !present {
			continue
		}
		if earlier, found := seen[k]; found {
			return earlier, later, true
		}
		seen[k] = later
	}
	return 0, 0, false
}

// Text is the JSON text of a value, as a key for [RepeatBy]; empty for one that
// has none.
func Text[T interface {
	AppendJSON(b []byte) ([]byte, error)
}](x T) string {
	if any(x) == nil { // an unset union
		return ""
	}
	return TextOf(x.AppendJSON(nil))
}

// TextOf is what was appended as text; empty if there was an error.
func TextOf(b []byte, err error) string {
	if err != nil {
		return ""
	}
	return string(b)
}
