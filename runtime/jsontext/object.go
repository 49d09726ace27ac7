package jsontext

import "strings"

// Object reads an object's members:
//
//	for o := d.Object(); o.Next(); {
//		if o.Key("order_id") {
//			e.OrderID = OrderID(d.String())
//		}
//		if o.Optional("note") && !d.Null() {
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
	// before is what stands before the next key: "{" or ",". The decoder stands
	// on it until the key is read.
	before byte
	state  objectState
	// pending says that key has been read and its value hasn't; passes is how
	// many passes have asked for it.
	pending bool
	passes  int8
	// index is the place of the last question in its pass, in which a bit of
	// seen and of missed is about it.
	index        int
	seen, missed uint64
	more         *moreBits
	key          string
	keyAt        int
}

type objectState int8

const (
	begun    objectState = iota
	ordered              // the first pass: a key is compared where it stands
	anyOrder             // keys are read, then compared
	ended                // the closing brace has been read
	naming               // a last pass, to name what is missing
)

// Object begins to read an object.
func (d *Decoder) Object() Object {
	if d.peek() != '{' {
		d.wrongType("an object")
		return Object{d: d}
	}
	d.enter()
	return Object{d: d, before: '{'}
}

// Next says whether to go through the keys once more.
func (o *Object) Next() bool {
	d := o.d
	switch {
	case o.state == begun:
		o.state, o.index = ordered, -1
		return d.err == nil
	case o.state == ordered && o.missed == 0 && o.more == nil && o.before == ',' &&
		d.pos < len(d.data) && d.data[d.pos] == '}':
		d.pos++
		d.depth--
		return false
	}
	return o.again()
}

// Key says whether the member with a key that must be there is next, and reads
// the key.
func (o *Object) Key(name string) bool {
	if o.is(name) {
		return true
	}
	o.miss(name)
	return false
}

// Optional is [Object.Key] of a key that may be absent.
func (o *Object) Optional(name string) bool { return o.is(name) }

// Was asks for the key that was just asked for by an older name.
func (o *Object) Was(name string) bool {
	o.index--
	return o.is(name)
}

func (o *Object) is(name string) bool {
	o.index++
	d := o.d
	if o.state != ordered {
		return o.isPending(name)
	}
	if d.pos >= len(d.data) || d.data[d.pos] != o.before {
		return false
	}
	rest := d.text[d.pos+1:]
	if n := len(name); len(rest) < n+3 || rest[0] != '"' || rest[n+1] != '"' || rest[n+2] != ':' || rest[1:n+1] != name {
		return false
	}
	d.pos += len(name) + 4
	o.before = ','
	if o.index < 64 {
		o.seen |= 1 << o.index
	} else {
		o.more = o.more.with(o.index, bitSeen)
	}
	return true
}

func (o *Object) isPending(name string) bool {
	if o.state != anyOrder {
		return false
	}
	if !o.pending {
		o.readKey()
	}
	if !o.pending || o.key != name {
		return false
	}
	if o.has(bitSeen) {
		o.d.fail(DuplicateKey, o.keyAt, name, "stands twice, maybe under an older name")
		return false
	}
	o.pending = false
	o.set(bitSeen)
	return true
}

func (o *Object) miss(name string) {
	switch {
	case o.state != naming:
		o.set(bitMissed)
	case !o.has(bitSeen):
		// The brace has just been read.
		o.d.fail(MissingKey, o.d.pos-1, name, "is missing")
	}
}

// again begins another pass where the first one wasn't enough.
func (o *Object) again() bool {
	if o.state == ordered {
		o.state = anyOrder
	}
	if o.pending {
		if o.passes++; o.passes == 2 {
			o.d.Skip()
			o.pending = false
		}
	}
	if o.state == anyOrder && !o.pending {
		o.readKey()
		o.passes = 1
	}
	switch {
	case o.d.err != nil || o.state == naming:
		return false
	case o.state == ended:
		if o.missed&^o.seen == 0 && !o.more.missing() {
			return false
		}
		o.state = naming
	}
	o.index = -1
	return true
}

// readKey reads the next key, or the end.
func (o *Object) readKey() {
	d := o.d
	first := o.before == '{'
	if first && d.pos < len(d.data) {
		d.pos++
	}
	o.before = ','
	switch c := d.peek(); {
	case c == '}':
		d.pos++
		d.depth--
		o.state = ended
		return
	case !first && c != ',':
		d.unexpected(d.pos, `"," or "}"`)
		return
	case !first:
		d.pos++
	}
	if d.peek() != '"' {
		d.unexpected(d.pos, "a key")
		return
	}
	o.keyAt = d.pos
	o.key = d.String()
	d.colon()
	o.pending, o.passes = d.err == nil, 0
}

// The bits that are kept of a key.
const (
	bitSeen = iota
	bitMissed
)

func (o *Object) set(bit int) {
	switch {
	case o.index >= 64:
		o.more = o.more.with(o.index, bit)
	case bit == bitSeen:
		o.seen |= 1 << o.index
	default:
		o.missed |= 1 << o.index
	}
}

func (o *Object) has(bit int) bool {
	switch {
	case o.index >= 64:
		return o.more.has(o.index, bit)
	case bit == bitSeen:
		return o.seen&(1<<o.index) != 0
	}
	return o.missed&(1<<o.index) != 0
}

// moreBits are the bits of an object's keys after the 64th.
type moreBits struct{ keys [][2]bool }

func (m *moreBits) with(index, bit int) *moreBits {
	if m == nil {
		m = &moreBits{}
	}
	for len(m.keys) <= index-64 {
		m.keys = append(m.keys, [2]bool{})
	}
	m.keys[index-64][bit] = true
	return m
}

func (m *moreBits) has(index, bit int) bool {
	return m != nil && index-64 < len(m.keys) && m.keys[index-64][bit]
}

func (m *moreBits) missing() bool {
	if m == nil {
		return false
	}
	for _, key := range m.keys {
		if key[bitMissed] && !key[bitSeen] {
			return true
		}
	}
	return false
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

// UnknownVariant reports the "type" of an object that is none of a union's.
func (d *Decoder) UnknownVariant(union, variant string) {
	d.fail(UnknownVariant, d.pos+1, "type", quoteWord(variant)+" is no variant of "+union)
}

// quoteWord quotes a word for a message, and only the beginning of a long one.
func quoteWord(word string) string {
	if len(word) > maxKeyLen {
		word = strings.ToValidUTF8(word[:maxKeyLen], "") + "…"
	}
	return `"` + word + `"`
}
