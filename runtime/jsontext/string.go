package jsontext

import (
	"encoding/base64"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// String reads a string. It is a part of the decoder's copy of the input, or a
// copy of its own if it has escapes.
func (d *Decoder) String() string {
	text, start := d.text, d.pos+1
	if start > len(text) || text[start-1] != '"' {
		if d.peek() != '"' {
			d.wrongType("a string")
			return ""
		}
		start = d.pos + 1
	}
	i := start
	for ; len(text)-i >= 8; i += 8 {
		if m := ends(word(text, i)); m != 0 {
			i += bits.TrailingZeros64(m) / 8
			if text[i] != '"' {
				break
			}
			d.pos = i + 1
			return text[start:i]
		}
	}
	return d.finishString(start, i)
}

// finishString goes on at i with a string that isn't plain.
func (d *Decoder) finishString(start, i int) string {
	var unescaped []byte
	escaped := false
	from := start // what begins here isn't in unescaped yet
	for {
		i = plainEnd(d.text, i)
		if i >= len(d.text) {
			d.unexpected(i, "the rest of a string")
			return ""
		}
		switch c := d.text[i]; {
		case c == '"':
			d.pos = i + 1
			if !escaped {
				return d.text[start:i]
			}
			return string(append(unescaped, d.text[from:i]...))
		case c == '\\':
			r, size := d.escape(i)
			if size == 0 {
				return ""
			}
			escaped = true
			unescaped = append(unescaped, d.text[from:i]...)
			unescaped = utf8.AppendRune(unescaped, r)
			i += size
			from = i
		case c < ' ':
			d.fail(Syntax, i, "", "a control character stands in a string")
			return ""
		default:
			size := d.multibyte(i)
			if size == 0 {
				return ""
			}
			i += size
		}
	}
}

// multibyte is how many bytes the character at i has; 0 is an error.
func (d *Decoder) multibyte(i int) int {
	r, size := utf8.DecodeRuneInString(d.text[i:])
	if r == utf8.RuneError && size <= 1 {
		d.fail(BadUTF8, i, "", "isn't valid UTF-8")
		return 0
	}
	return size
}

// escape reads the escape at i: its character and how many bytes it has; 0 of
// them is an error.
func (d *Decoder) escape(i int) (rune, int) {
	if i+1 >= len(d.text) {
		d.unexpected(i+1, "the rest of an escape")
		return 0, 0
	}
	switch d.text[i+1] {
	case '"':
		return '"', 2
	case '\\':
		return '\\', 2
	case '/':
		return '/', 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		return d.unicodeEscape(i)
	}
	d.unexpected(i+1, "an escape")
	return 0, 0
}

func (d *Decoder) unicodeEscape(i int) (rune, int) {
	r, bad := hex4(d.text, i+2)
	if bad >= 0 {
		d.unexpected(bad, "a hexadecimal digit")
		return 0, 0
	}
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	if i+7 < len(d.text) && d.text[i+6] == '\\' && d.text[i+7] == 'u' {
		low, bad := hex4(d.text, i+8)
		if bad >= 0 {
			d.unexpected(bad, "a hexadecimal digit")
			return 0, 0
		}
		if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
			return pair, 12
		}
	}
	d.fail(BadUTF8, i, "", "has half of a surrogate pair")
	return 0, 0
}

// hex4 reads four hexadecimal digits; bad is where one isn't, or negative.
func hex4(text string, i int) (r rune, bad int) {
	for end := i + 4; i < end; i++ {
		if i >= len(text) {
			return 0, i
		}
		v := hexDigit(text[i])
		if v < 0 {
			return 0, i
		}
		r = r<<4 | rune(v)
	}
	return r, -1
}

func hexDigit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// skipString reads a string of which only the form matters.
func (d *Decoder) skipString() {
	i := d.pos + 1
	for {
		i = plainEnd(d.text, i)
		if i >= len(d.text) {
			d.unexpected(i, "the rest of a string")
			return
		}
		size := 0
		switch c := d.text[i]; {
		case c == '"':
			d.pos = i + 1
			return
		case c == '\\':
			_, size = d.escape(i)
		case c < ' ':
			d.fail(Syntax, i, "", "a control character stands in a string")
		default:
			size = d.multibyte(i)
		}
		if size == 0 {
			return
		}
		i += size
	}
}

// StringAs reads a string as an id or another string type.
func StringAs[S ~string](d *Decoder) S { return S(d.String()) }

// Literal reads a string that has to be the one given.
func (d *Decoder) Literal(want string) {
	d.peek()
	start := d.pos
	if got := d.String(); got != want {
		d.fail(BadValue, start, "", "isn't "+want)
	}
}

// Bytes reads standard base64 with padding.
func (d *Decoder) Bytes() []byte {
	d.peek()
	start := d.pos
	text := d.String()
	if d.err != nil {
		return nil
	}
	out := make([]byte, 0, base64.StdEncoding.DecodedLen(len(text)))
	out, err := base64.StdEncoding.Strict().AppendDecode(out, []byte(text))
	// The standard library passes over line breaks in base64.
	if err != nil || base64.StdEncoding.EncodedLen(len(out)) != len(text) {
		d.fail(BadValue, start, "", "isn't base64")
		return nil
	}
	return out
}

// UUID reads a UUID of 36 characters, in either case.
func (d *Decoder) UUID() (id [16]byte) {
	d.peek()
	start := d.pos
	text := d.String()
	if d.err == nil && !parseUUID(&id, text) {
		d.fail(BadValue, start, "", "isn't a UUID")
		return [16]byte{}
	}
	return id
}

func parseUUID(id *[16]byte, text string) bool {
	if len(text) != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return false
	}
	at := 0
	for i := range id {
		if at == 8 || at == 13 || at == 18 || at == 23 {
			at++ // the dash
		}
		high, low := hexDigit(text[at]), hexDigit(text[at+1])
		if high < 0 || low < 0 {
			return false
		}
		id[i] = byte(high<<4 | low)
		at += 2
	}
	return true
}

// Text reads a string and parses it; what says, in an error, what it has to be:
// "a date".
func Text[T any](d *Decoder, what string, parse func(string) (T, error)) T {
	var zero T
	if d.unset() {
		return zero
	}
	d.peek()
	start := d.pos
	text := d.String()
	if d.err != nil {
		return zero
	}
	value, err := parse(text)
	if err != nil {
		d.fail(BadValue, start, "", "isn't "+what)
		return zero
	}
	return value
}

// Enum reads a member of an enum.
func Enum[E ~string](d *Decoder, parse func(string) (E, error)) E {
	if d.unset() {
		return ""
	}
	d.peek()
	start := d.pos
	text := d.String()
	if d.err != nil {
		return ""
	}
	member, err := parse(text)
	if err != nil {
		d.unknownMember(start, "", text, err)
		return ""
	}
	return member
}

// unknownMember reports a word that an enum's parser refused, unless it is hidden
// or too long to be a mistyped word.
func (d *Decoder) unknownMember(offset int, key, word string, err error) {
	message := "isn't a word of its enum"
	if len(word) <= maxKeyLen && d.hidden == 0 {
		message = err.Error()
	}
	d.fail(UnknownMember, offset, key, message)
}
