package jsontext

import (
	"math/bits"
	"unicode/utf8"
)

const (
	ones   = 0x0101010101010101
	spaces = ones * ' '
)

// plainEnd is the first byte from i on that ends a run of plain ASCII in a
// string: a quote, a backslash, a control character, or a byte of UTF-8.
func plainEnd(text string, i int) int {
	for ; len(text)-i >= 8; i += 8 {
		if m := ends(word(text, i)); m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
	}
	if rest := len(text) - i; rest > 0 && len(text) >= 8 {
		// The last eight bytes, without those before i and with spaces behind.
		w := word(text, len(text)-8)>>(64-8*rest) | spaces<<(8*rest)
		return min(i+bits.TrailingZeros64(ends(w))/8, len(text))
	}
	for ; i < len(text); i++ {
		if c := text[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			break
		}
	}
	return i
}

// word is eight bytes from i on, the first the lowest; the compiler makes one
// load of it.
func word(text string, i int) uint64 {
	w := text[i : i+8]
	return uint64(w[0]) | uint64(w[1])<<8 | uint64(w[2])<<16 | uint64(w[3])<<24 |
		uint64(w[4])<<32 | uint64(w[5])<<40 | uint64(w[6])<<48 | uint64(w[7])<<56
}

// ends looks at eight bytes at once: a top bit is set where a byte ends a run of
// plain ASCII. Borrows may set more of them above the first, which is the one
// that counts.
func ends(w uint64) uint64 {
	const (
		tops  = 0x8080808080808080
		quote = ones * '"'
		slash = ones * '\\'
	)
	q, s := w^quote, w^slash
	return (w | (w-spaces)&^w | (q-ones)&^q | (s-ones)&^s) & tops
}
