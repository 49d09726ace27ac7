package jsontext

import "strings"

// Object reads an object's members, for a type that knows their keys:
//
//	var m jsontext.Object
//	for m.Next(d) {
//		if m.At(`"order_id":`) || m.Key("order_id") {
//			e.OrderID = OrderID(d.String())
//		}
//		if (m.At(`"note":`) || m.Optional("note")) && !d.Null() {
//			e.Note = new(d.String())
//		}
//	}
//
// A pass of the loop asks for every key once, always in the same order. At is
// all it takes as long as members stand in that order, without white space, as
// encoders write them: one pass reads them. Otherwise Key and Optional find
// them in more passes. Keys that aren't asked for are skipped, a key that stands
// twice and a missing one are errors.
type Object struct {
	d *Decoder
	// seen has a bit for every question so far, set if the answer was yes, below
	// one that is always set. It is 0 or negative after 63 questions, and when
	// members don't stand in order: then At finds nothing.
	seen   int64
	slow   *anyOrder
	before byte // what stands before the next key: "{" or ","
	missed bool // a key that has to be there hasn't been where it should
}

// Next says whether to go through the keys once more.
func (o *Object) Next(d *Decoder) bool {
	switch {
	case o.d == nil:
		if d.peek() != '{' {
			d.wrongType("an object")
			return false
		}
		d.enter()
		o.d, o.seen, o.before = d, 1, '{'
		return d.err == nil
	case o.before == ',' && !o.missed && d.pos < len(d.data) && d.data[d.pos] == '}' && o.slow == nil:
		d.pos++
		d.depth--
		return false
	}
	return o.again()
}

// At says whether the next member is the one whose key and colon are given as
// they are written, and goes to its value. It is small enough to be compiled
// into its caller, where the key is a constant.
func (o *Object) At(key string) bool {
	rest := o.d.data[o.d.pos:]
	if o.seen <= 0 || len(rest) <= len(key) || rest[0] != o.before || string(rest[1:len(key)+1]) != key {
		return false
	}
	o.d.pos += 1 + len(key)
	o.before = ','
	o.seen = o.seen<<1 | 1
	return true
}

// Key says whether a member that has to be there is next in any other way of
// writing or order than At's, and goes to its value.
func (o *Object) Key(name string) bool { return o.elsewhere(name, true) }

// Optional is [Object.Key] of a member that may be absent.
func (o *Object) Optional(name string) bool { return o.elsewhere(name, false) }

// Was asks for the key that was just asked for by an older name.
func (o *Object) Was(name string) bool {
	// Where keys are compared as they stand an older name is out of order.
	return o.slow != nil && o.slow.is(o.d, name)
}

// Variant looks ahead for the "type" of a union's object, which it leaves
// unread. It is empty when there is none: after an error, or where null reads
// as unset.
func (d *Decoder) Variant() string {
	if d.unset() {
		return ""
	}
	if d.peek() != '{' {
		d.wrongType("an object")
		return ""
	}
	start := d.pos
	d.pos++
	variant := ""
	for more := d.peek() != '}'; more && d.err == nil; {
		if d.peek() != '"' {
			d.unexpected(d.pos, "a key")
			break
		}
		key := d.String()
		d.colon()
		if key == "type" {
			variant = d.String()
			break
		}
		d.Skip()
		if more = d.peek() == ','; more {
			d.pos++
		}
	}
	if d.err != nil {
		return ""
	}
	if variant == "" {
		d.fail(MissingKey, start+1, "type", "is missing")
		return ""
	}
	d.pos = start
	return variant
}

// UnknownVariant reports the "type" of an object that is none of a union's. An
// empty one is unset, or has been reported.
func (d *Decoder) UnknownVariant(union, variant string) {
	if variant == "" {
		return
	}
	d.fail(UnknownVariant, d.pos+1, "type", quoteWord(variant)+" is no variant of "+union)
}

// quoteWord quotes a word for a message, and only the beginning of a long one.
func quoteWord(word string) string {
	if len(word) > maxKeyLen {
		word = strings.ToValidUTF8(word[:maxKeyLen], "") + "…"
	}
	return `"` + word + `"`
}
