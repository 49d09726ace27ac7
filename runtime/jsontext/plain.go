package jsontext

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// plainEnd is the first byte from i on that ends a run of plain ASCII in a
// string: a quote, a backslash, a control character, or a byte of UTF-8.
func plainEnd(data []byte, i int) int {
	for ; len(data)-i >= 8; i += 8 {
		if m := ends(binary.LittleEndian.Uint64(data[i:])); m != 0 {
			return i + bits.TrailingZeros64(m)/8
		}
	}
	for ; i < len(data); i++ {
		if c := data[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			break
		}
	}
	return i
}

// ends looks at eight bytes at once: a top bit is set where a byte ends a run of
// plain ASCII. Borrows may set more of them above the first, which is the one
// that counts.
func ends(w uint64) uint64 {
	const (
		ones  = 0x0101010101010101
		tops  = 0x8080808080808080
		quote = ones * '"'
		slash = ones * '\\'
		space = ones * ' '
	)
	q, s := w^quote, w^slash
	return (w | (w-space)&^w | (q-ones)&^q | (s-ones)&^s) & tops
}
