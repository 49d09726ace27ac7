package jsontext

import (
	"math"
	"strconv"
	"strings"
	"sync"
)

// MaxDepth is how deep objects and arrays may be nested.
const MaxDepth = 1000

// Decoder reads one JSON value. Its methods read one value each and return what
// they read; the first error sticks, and all that is read after it is zero, so
// that a caller looks at the error once, with [Decoder.Done].
type Decoder struct {
	// text[pos:] is what hasn't been read; strings are cut from it. It is emptied
	// by an error, so that no fast path can match.
	text string
	pos  int

	depth      int
	maps       levels // the levels that are maps, for paths
	hidden     int    // Hide less Show
	hiddenAt   int    // the depth at the outermost Hide
	allowUnset bool
	spare      *anyOrder
	err        *Error
}

// NewDecoder reads data, of which it makes one copy: strings are parts of it.
func NewDecoder(data []byte) *Decoder {
	return &Decoder{text: string(data)}
}

// decoders are those that have been closed.
var decoders = sync.Pool{New: func() any { return new(Decoder) }}

// Open is [NewDecoder] for a decoder that [Decoder.Close] takes back.
func Open(data []byte) *Decoder {
	d := decoders.Get().(*Decoder)
	d.text = string(data)
	return d
}

// Close is [Decoder.Done] for a decoder from [Open], which must not be used
// afterwards.
func (d *Decoder) Close() error {
	err := d.Done()
	// Field by field: it is the quicker way.
	d.text, d.pos, d.depth, d.hidden, d.allowUnset, d.err = "", 0, 0, 0, false, nil
	decoders.Put(d)
	return err
}

// Hide has errors tell nothing of what is read until [Decoder.Show], which is
// secret or personal: neither words nor keys of maps.
func (d *Decoder) Hide() {
	if d.hidden++; d.hidden == 1 {
		d.hiddenAt = d.depth
	}
}

// Show ends what the last [Decoder.Hide] began.
func (d *Decoder) Show() { d.hidden-- }

// AllowUnset makes null read as "unset" where an enum, a union or a date
// stands: a state has such fields before an event sets them.
func (d *Decoder) AllowUnset() { d.allowUnset = true }

// Err is the first error so far, an [*Error], or nil.
func (d *Decoder) Err() error {
	if d.err == nil {
		return nil
	}
	return d.err
}

// Done says how the decoding of the whole input went: it is the first error, an
// [*Error], also when something other than white space follows the value.
func (d *Decoder) Done() error {
	d.peek()
	if d.pos < len(d.text) {
		d.fail(TrailingData, d.pos, "", "the value is followed by something")
	}
	return d.Err()
}

// Null reads a null and says so; it reads nothing else.
func (d *Decoder) Null() bool {
	if d.peek() != 'n' {
		return false
	}
	d.literal("null")
	return d.err == nil
}

// unset reads a null where one is allowed to stand for "unset".
func (d *Decoder) unset() bool { return d.allowUnset && d.Null() }

// Bool reads true or false.
func (d *Decoder) Bool() bool {
	switch d.peek() {
	case 't':
		d.literal("true")
		return d.err == nil
	case 'f':
		d.literal("false")
	default:
		d.wrongType("true or false")
	}
	return false
}

// Raw reads any value and gives its text, with the white space in it.
func (d *Decoder) Raw() string {
	d.peek()
	start := d.pos
	d.Skip()
	if d.err != nil {
		return ""
	}
	return d.text[start:d.pos]
}

// literal reads a word, or reports the first byte that isn't of it.
func (d *Decoder) literal(word string) {
	rest := d.text[d.pos:]
	if strings.HasPrefix(rest, word) {
		d.pos += len(word)
		return
	}
	same := 0
	for same < len(rest) && rest[same] == word[same] {
		same++
	}
	d.unexpected(d.pos+same, word)
}

// peek is the next byte that isn't white space, or 0 at the end.
func (d *Decoder) peek() byte {
	if d.pos < len(d.text) && d.text[d.pos] > ' ' {
		return d.text[d.pos]
	}
	return d.skipSpace()
}

func (d *Decoder) skipSpace() byte {
	for ; d.pos < len(d.text); d.pos++ {
		switch c := d.text[d.pos]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// enter counts an opened object or array; the decoder stands on it.
func (d *Decoder) enter() {
	if d.depth++; d.depth > MaxDepth {
		d.tooDeep()
	}
}

func (d *Decoder) tooDeep() {
	d.fail(TooDeep, d.pos, "", "is nested deeper than "+strconv.Itoa(MaxDepth)+" levels")
}

// wrongType reports that what comes next, if it is JSON, isn't what is wanted.
func (d *Decoder) wrongType(want string) {
	var is string
	switch c := d.peek(); {
	case c == '"':
		is = "a string"
	case c == '{':
		is = "an object"
	case c == '[':
		is = "an array"
	case c == 't' || c == 'f':
		is = "a boolean"
	case c == 'n':
		is = "null"
	case c == '-' || '0' <= c && c <= '9':
		is = "a number"
	default:
		d.unexpected(d.pos, want)
		return
	}
	d.fail(WrongType, d.pos, "", "is "+is+", not "+want)
}

// unexpected reports a byte that can't stand where it stands.
func (d *Decoder) unexpected(at int, want string) {
	if at >= len(d.text) {
		d.fail(Syntax, len(d.text), "", "the input ends where "+want+" is expected")
		return
	}
	d.fail(Syntax, at, "", strconv.QuoteRuneToASCII(rune(d.text[at]))+" stands where "+want+" is expected")
}

// fail notes the first error. key is the innermost key of the path where it
// isn't the last one before the offset.
func (d *Decoder) fail(kind Kind, offset int, key, message string) {
	if d.err == nil {
		maxLevel := math.MaxInt
		if d.hidden > 0 {
			maxLevel = d.hiddenAt
		}
		d.err = &Error{Path: pathTo(d.text, offset, key, &d.maps, maxLevel), Offset: offset, Kind: kind, Message: message}
		d.text, d.pos = "", 0
	}
}
