package jsontext

import (
	"math"
	"strconv"
)

// Int64 reads an integer. A number with a fraction or an exponent is none,
// even if its value were one.
func (d *Decoder) Int64() int64 {
	// Most integers are a few digits in the middle of the text.
	n, text, start := int64(0), d.text, d.pos
	for i := start; i < len(text); i++ {
		c := text[i] - '0'
		if c <= 9 {
			n = n*10 + int64(c)
			continue
		}
		if digits := i - start; digits == 0 || digits > 18 || text[start] == '0' && digits > 1 || text[i] == '.' || text[i]|0x20 == 'e' {
			break
		}
		d.pos = i
		return n
	}
	return d.anyInt64()
}

// anyInt64 is Int64 for what isn't as most integers are.
func (d *Decoder) anyInt64() int64 {
	c, start := d.peek(), d.pos
	negative := c == '-'
	if negative {
		d.pos++
	}
	n, ok := d.digits(start)
	limit := uint64(math.MaxInt64)
	if negative {
		limit++
	}
	if !ok || n > limit {
		d.outOfRange(start)
		return 0
	}
	if negative {
		return -int64(n)
	}
	return int64(n)
}

// Int32 reads an integer of 32 bits.
func (d *Decoder) Int32() int32 {
	d.peek()
	start := d.pos
	n := d.Int64()
	if n != int64(int32(n)) {
		d.outOfRange(start)
		return 0
	}
	return int32(n)
}

// Uint64 reads an integer without a sign; encoding/json refuses -0, too.
func (d *Decoder) Uint64() uint64 {
	c, start := d.peek(), d.pos
	if c == '-' {
		d.Int64() // what isn't an integer at all has an error of its own
		d.outOfRange(start)
		return 0
	}
	n, ok := d.digits(start)
	if !ok {
		d.outOfRange(start)
		return 0
	}
	return n
}

// Uint32 reads an integer of 32 bits that isn't negative.
func (d *Decoder) Uint32() uint32 {
	d.peek()
	start := d.pos
	n := d.Uint64()
	if n != uint64(uint32(n)) {
		d.outOfRange(start)
		return 0
	}
	return uint32(n)
}

// Float64 reads any number that a float64 can come near to.
func (d *Decoder) Float64() float64 {
	c, start := d.peek(), d.pos
	if c != '-' && (c < '0' || c > '9') {
		d.wrongType("a number")
		return 0
	}
	d.skipNumber()
	if d.err != nil {
		return 0
	}
	f, err := strconv.ParseFloat(d.text[start:d.pos], 64)
	if err != nil {
		d.outOfRange(start)
		return 0
	}
	return f
}

// digits reads an integer's digits, and refuses what makes the number that
// began at start no integer. It isn't ok when they are more than a uint64 holds.
func (d *Decoder) digits(start int) (n uint64, ok bool) {
	i, text := d.pos, d.text
	first := i
	for ; i < len(text); i++ {
		c := text[i] - '0'
		if c > 9 {
			break
		}
		n = n*10 + uint64(c)
	}
	switch {
	case i == first:
		if first > start {
			d.unexpected(i, "a digit")
		} else {
			d.wrongType("an integer")
		}
		return 0, true
	case text[first] == '0' && i-first > 1:
		d.unexpected(first+1, "the end of a number")
		return 0, true
	case i < len(text) && (text[i] == '.' || text[i]|0x20 == 'e'):
		d.pos = start
		if d.skipNumber(); d.err == nil {
			d.fail(WrongType, start, "", "is a number with a fraction or an exponent, not an integer")
		}
		return 0, true
	}
	if i-first >= 20 {
		// Only 20 digits can be either; more are too many.
		var err error
		if n, err = strconv.ParseUint(d.text[first:i], 10, 64); err != nil {
			return 0, false
		}
	}
	d.pos = i
	return n, true
}

func (d *Decoder) outOfRange(start int) {
	d.fail(OutOfRange, start, "", "is a number that is out of range")
}

// skipNumber reads a number of which only the form matters.
func (d *Decoder) skipNumber() {
	i := d.pos
	if d.text[i] == '-' {
		i++
	}
	switch {
	case i < len(d.text) && d.text[i] == '0':
		i++
	default:
		if i = d.someDigits(i); i < 0 {
			return
		}
	}
	if i < len(d.text) && d.text[i] == '.' {
		if i = d.someDigits(i + 1); i < 0 {
			return
		}
	}
	if i < len(d.text) && d.text[i]|0x20 == 'e' {
		i++
		if i < len(d.text) && (d.text[i] == '+' || d.text[i] == '-') {
			i++
		}
		if i = d.someDigits(i); i < 0 {
			return
		}
	}
	d.pos = i
}

// someDigits is the place after one digit or more at i; negative is an error.
func (d *Decoder) someDigits(i int) int {
	first := i
	for i < len(d.text) && '0' <= d.text[i] && d.text[i] <= '9' {
		i++
	}
	if i == first {
		d.unexpected(i, "a digit")
		return -1
	}
	return i
}
