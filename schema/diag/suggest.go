package diag

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxWord bounds the words that suggestions are looked for: nobody mistypes one
// name of a hundred characters for another.
const maxWord = 64

// Suggest returns the candidate that word was probably meant to be, or "". Of
// candidates that are equally near, the first one wins.
func Suggest(word string, candidates []string) string {
	if word == "" || len(word) > maxWord {
		return ""
	}
	best, bestDistance := "", allowedDistance(word)+1
	folded := fold(word)
	for _, c := range candidates {
		if c == word || c == "" || len(c) > maxWord {
			continue
		}
		if fold(c) == folded {
			return c
		}
		if d := distance(word, c, bestDistance); d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}

// fold makes words equal that differ in case, underscores and dashes only.
func fold(s string) string { return separators.Replace(strings.ToLower(s)) }

var separators = strings.NewReplacer("_", "", "-", "", " ", "")

// allowedDistance is how many slips a word of this length is forgiven.
func allowedDistance(word string) int {
	switch n := utf8.RuneCountInString(word); {
	case n <= 2:
		return 0
	case n <= 4:
		return 1
	case n <= 8:
		return 2
	default:
		return 3
	}
}

// distance counts the insertions, deletions, replacements and swaps of
// neighbours between a and b (optimal string alignment); limit or more is limit.
func distance(a, b string, limit int) int {
	s, t := []rune(a), []rune(b)
	if len(s)-len(t) >= limit || len(t)-len(s) >= limit {
		return limit
	}
	var before []int // the row before the last
	last := make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(s); i++ {
		row := make([]int, len(t)+1)
		row[0] = i
		least := i
		for j := 1; j <= len(t); j++ {
			replace := last[j-1]
			if s[i-1] != t[j-1] {
				replace++
			}
			row[j] = min(replace, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least >= limit {
			return limit
		}
		before, last = last, row
	}
	return min(last[len(t)], limit)
}

// Quote puts text from a schema into a message: in quotes, on one line, without
// control characters, and not longer than a person reads.
func Quote(s string) string {
	const most = 60
	n := 0
	for i := range s {
		if n++; n > most {
			s = s[:i] + "…"
			break
		}
	}
	return strconv.Quote(s)
}
