package expr

import (
	"encoding/hex"
	"math"
	"slices"
	"strconv"
	"strings"
)

// What format() writes in the place of a clause, where string() writes something
// else.

// FormatFloat is %s and %d of a number with a point: never with an exponent.
func FormatFloat(x float64) string { return formatFloat(x, 'f', -1) }

// FormatFixed is %f: so many digits after the point.
func FormatFixed(x float64, precision int) string { return formatFloat(x, 'f', precision) }

// FormatScientific is %e: so many digits after the point, and an exponent.
func FormatScientific(x float64, precision int) string { return formatFloat(x, 'e', precision) }

func formatFloat(x float64, form byte, precision int) string {
	switch {
	case math.IsInf(x, 1):
		return "Infinity"
	case math.IsInf(x, -1):
		return "-Infinity"
	}
	return strconv.FormatFloat(x, form, precision, 64)
}

// HexText is %x of a text or bytes.
func HexText[S ~string | ~[]byte](s S) string { return hex.EncodeToString([]byte(s)) }

// FormatList is %s of a list, whose elements text writes.
func FormatList[T any](list []T, text func(T) string) string {
	return "[" + strings.Join(Map(list, text), ", ") + "]"
}

// FormatMap is %s of a map, in the order of its keys' texts.
func FormatMap[K comparable, V any](m map[K]V, keyText func(K) string, text func(V) string) string {
	type entry struct{ key, value string }
	entries := make([]entry, 0, len(m))
	for k, v := range m {
		entries = append(entries, entry{keyText(k), text(v)})
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.key, b.key) })
	return "{" + strings.Join(Map(entries, func(e entry) string { return e.key + ": " + e.value }), ", ") + "}"
}
