package jsontext

import "strings"

// Object reads an object's members, for a type that knows their keys:
//
//	m := d.Object()
//	for m.Next() {
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
// twice and a missing one are errors. (m isn't a variable of the loop because it
// would be copied for every pass.)
type Object struct {
	d *Decoder
	// seen has a bit for every question so far, set if the answer was yes, below
	// one that is always set. It is 0 or negative after 63 questions, and when
	// members don't stand in order: then At finds nothing.
	seen   int64
	before byte // what stands before the next key: "{" or ","; 0 before the first pass
	slow   *anyOrder
}

// Object begins to read an object. Whether there is one shows when its first key
// is asked for.
func (d *Decoder) Object() Object {
	d.enter()
	return Object{d: d, seen: 1}
}

// Next says whether to go through the keys once more.
func (o *Object) Next() bool {
	if o.before == 0 {
		o.before = '{'
		return true
	}
	return o.again()
}

// At says whether the next member is the one whose key and colon are given as
// they are written, and goes to its value. It is small enough to be compiled
// into its caller, where the key is a constant.
func (o *Object) At(key string) bool {
	rest := o.d.text[o.d.pos:]
	if o.seen <= 0 || len(rest) <= len(key) || rest[0] != o.before || rest[1:len(key)+1] != key {
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
		switch more = d.peek() == ','; {
		case more:
			d.pos++
		case d.peek() != '}':
			d.unexpected(d.pos, `"," or "}"`)
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
	message := "is no variant of " + union
	if d.hidden == 0 {
		message = quoteWord(variant) + " " + message
	}
	d.fail(UnknownVariant, d.pos+1, "type", message)
}

// quoteWord quotes a word for a message, and only the beginning of a long one.
func quoteWord(word string) string {
	if len(word) > maxKeyLen {
		word = strings.ToValidUTF8(word[:maxKeyLen], "") + "…"
	}
	return `"` + word + `"`
}
