package jsontext

import "strings"

// Object reads an object's members, for a type that knows their keys:
//
//	for m := d.Object(); m.Next(); {
//		if m.Key("order_id") {
//			e.OrderID = OrderID(d.String())
//		}
//		if m.Optional("note") && !d.Null() {
//			e.Note = new(d.String())
//		}
//	}
//
// A pass of the loop asks for every key once, always in the same order. Each
// question is answered by what comes next in the input, so that members in that
// order are all read in the first pass; others take more passes. Keys that
// aren't asked for are skipped, a key that stands twice and a missing one are
// errors.
type Object struct {
	d *Decoder
	// bit stands for the last question; it is shifted out after 64 of them.
	bit          uint64
	seen, missed uint64
	// before is what stands before the next key while keys are compared where
	// they stand: "{" or ",". The decoder stands on it until the key is read.
	before byte
	slow   *anyOrder // nil as long as members come in order
}

// Object begins to read an object.
func (d *Decoder) Object() Object { return Object{d: d} }

// Next says whether to go through the keys once more.
func (o *Object) Next() bool {
	if d := o.d; o.before == ',' && o.missed == 0 && d.pos < len(d.text) && d.text[d.pos] == '}' {
		d.pos++
		d.depth--
		return false
	}
	if o.slow == nil && o.before == 0 {
		return o.begin()
	}
	return o.again()
}

// begin goes to the object's first key.
func (o *Object) begin() bool {
	d := o.d
	if d.peek() != '{' {
		d.wrongType("an object")
		return false
	}
	d.enter()
	o.before, o.bit = '{', 1
	return d.err == nil
}

// Key says whether the member with a key that must be there is next, and reads
// the key.
func (o *Object) Key(name string) bool {
	d, bit := o.d, o.bit
	o.bit = bit << 1
	// The comparison stands in Key and in Optional: a call more for every key
	// would show in how fast events are read.
	if end := d.pos + len(name) + len(`,"":`); end <= len(d.text) && bit != 0 {
		member := d.text[d.pos:end]
		n := len(member) - 2
		if member[0] == o.before && member[1] == '"' && member[n] == '"' && member[n+1] == ':' && member[2:n] == name {
			d.pos = end
			o.before = ','
			o.seen |= bit
			return true
		}
	}
	if o.slow == nil && bit != 0 {
		o.missed |= bit
		return false
	}
	return o.slowKey(name, true)
}

// Optional is [Object.Key] of a key that may be absent.
func (o *Object) Optional(name string) bool {
	d, bit := o.d, o.bit
	o.bit = bit << 1
	if end := d.pos + len(name) + len(`,"":`); end <= len(d.text) && bit != 0 {
		member := d.text[d.pos:end]
		n := len(member) - 2
		if member[0] == o.before && member[1] == '"' && member[n] == '"' && member[n+1] == ':' && member[2:n] == name {
			d.pos = end
			o.before = ','
			o.seen |= bit
			return true
		}
	}
	if o.slow == nil && bit != 0 {
		return false
	}
	return o.slowKey(name, false)
}

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
