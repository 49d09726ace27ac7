package expr

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// CEL counts a string's characters, which are code points, from 0.

// CharAt is the character at a place; empty right behind the last.
func CharAt(e *Errors, s string, i int64) string {
	if i == int64(utf8.RuneCountInString(s)) {
		return ""
	}
	return Substring(e, s, i, i+1)
}

// SubstringFrom is the characters from start on.
func SubstringFrom(e *Errors, s string, start int64) string {
	return Substring(e, s, start, int64(utf8.RuneCountInString(s)))
}

// Substring is the characters from start up to end, without end.
func Substring(e *Errors, s string, start, end int64) string {
	n := int64(utf8.RuneCountInString(s))
	if start < 0 || start > end || end > n {
		e.failf(ErrNoIndex, "%d to %d of %d characters", start, end, n)
		return ""
	}
	if n == int64(len(s)) {
		return s[start:end]
	}
	return string([]rune(s)[start:end])
}

// IndexOf is the place of the first occurrence of sub, or -1.
func IndexOf(s, sub string) int64 {
	i := strings.Index(s, sub)
	if i < 0 {
		return -1
	}
	return int64(utf8.RuneCountInString(s[:i]))
}

// IndexOfFrom is the place of the first occurrence of sub from start on, or -1.
func IndexOfFrom(e *Errors, s, sub string, start int64) int64 {
	if start < 0 {
		e.failf(ErrNoIndex, "%d", start)
		return 0
	}
	n := int64(utf8.RuneCountInString(s))
	if sub == "" {
		return min(start, n)
	}
	if start >= n {
		return -1
	}
	i := IndexOf(string([]rune(s)[start:]), sub)
	if i < 0 {
		return -1
	}
	return start + i
}

// LastIndexOf is the place of the last occurrence of sub, or -1.
func LastIndexOf(s, sub string) int64 {
	i := strings.LastIndex(s, sub)
	if i < 0 {
		return -1
	}
	return int64(utf8.RuneCountInString(s[:i]))
}

// LastIndexOfUpTo is the place of the last occurrence of sub that begins at
// last or before, or -1.
func LastIndexOfUpTo(e *Errors, s, sub string, last int64) int64 {
	if last < 0 {
		e.failf(ErrNoIndex, "%d", last)
		return 0
	}
	n := int64(utf8.RuneCountInString(s))
	if sub == "" {
		return min(last, n)
	}
	if last >= n {
		return -1
	}
	end := min(n, last+int64(utf8.RuneCountInString(sub)))
	return LastIndexOf(string([]rune(s)[:end]), sub)
}

// LowerASCII is s with the letters A to Z in lower case.
func LowerASCII(s string) string { return mapASCII(s, 'A', 'Z', 'a'-'A') }

// UpperASCII is s with the letters a to z in upper case.
func UpperASCII(s string) string { return mapASCII(s, 'a', 'z', 'A'-'a') }

func mapASCII(s string, first, last, shift rune) string {
	return strings.Map(func(r rune) rune {
		if r >= first && r <= last {
			return r + shift
		}
		return r
	}, s)
}

// ReverseText is the characters of s from the last to the first.
func ReverseText(s string) string {
	characters := []rune(s)
	slices.Reverse(characters)
	return string(characters)
}

// Quote is strings.quote(s): s in double quotes, as CEL would write it.
func Quote(s string) string {
	valid := strings.Map(func(r rune) rune { return r }, s) // what is no character becomes U+FFFD
	return `"` + escapes.Replace(valid) + `"`
}

var escapes = strings.NewReplacer(
	"\a", `\a`, "\b", `\b`, "\f", `\f`, "\n", `\n`, "\r", `\r`, "\t", `\t`, "\v", `\v`, `\`, `\\`, `"`, `\"`)

// Split is the first n parts of s between separators, the last with all that
// remains; all parts if n is negative.
func Split(s, separator string, n int64) []string {
	return SomeList(strings.SplitN(s, separator, clampInt(n)))
}

// Replace is s with the first n occurrences of old replaced; all if n is negative.
func Replace(s, old, replacement string, n int64) string {
	return strings.Replace(s, old, replacement, clampInt(n))
}

// clampInt is n as an int: more than can be there is all.
func clampInt(n int64) int { return int(max(-1, min(n, maxCount))) }

const maxCount = 1<<31 - 1

// Matches says whether a pattern (RE2) that is known to be one is found in s.
// Patterns are compiled once; as they are constants of a program, all are kept.
func Matches(s, pattern string) bool {
	if compiled, ok := patterns.Load(pattern); ok {
		return compiled.(*regexp.Regexp).MatchString(s)
	}
	compiled := regexp.MustCompile(pattern)
	patterns.Store(pattern, compiled)
	return compiled.MatchString(s)
}

var patterns sync.Map // string to *regexp.Regexp

// MatchesPattern says whether a pattern (RE2) is found in s.
func MatchesPattern(e *Errors, s, pattern string) bool {
	compiled, err := regexp.Compile(pattern)
	if err != nil {
		e.failf(ErrArgument, "not a pattern")
		return false
	}
	return compiled.MatchString(s)
}
