package jsontext

import "math/bits"

// anyOrder is what an object needs to be read whose members don't come in the
// order in which they are asked for: keys are read, then compared.
type anyOrder struct {
	first   bool // no key has been read yet: the decoder stands on "{"
	pending bool // key has been read and its value hasn't
	passes  int8 // how many passes have asked for the pending key
	state   anyOrderState
	key     string
	keyAt   int

	index int // of the last question in its pass
	seen  []bool
	room  [64]bool

	next *anyOrder // of the decoder's spare ones
}

type anyOrderState int8

const (
	reading anyOrderState = iota
	ended                 // the closing brace has been read
	naming                // a last pass, to name what is missing
)

// leaveOrder goes over to reading in any order, after all or some of the
// questions of the first pass.
func (o *Object) leaveOrder() *anyOrder {
	s := o.d.spare
	if s == nil {
		s = &anyOrder{}
	} else {
		o.d.spare = s.next
	}
	asked := bits.Len64(uint64(o.seen)) - 1
	*s = anyOrder{first: o.before == '{', index: asked - 1}
	s.seen = s.room[:asked]
	for i := range s.seen {
		s.seen[i] = o.seen&(1<<(asked-1-i)) != 0
	}
	o.slow = s
	o.seen = 0 // nothing is found where it stands any more
	return s
}

// elsewhere is Key and Optional. A member that may be absent doesn't make an end
// of the order.
func (o *Object) elsewhere(name string, required bool) bool {
	if o.seen > 0 && !required {
		o.seen <<= 1
		return false
	}
	s := o.slow
	if s == nil {
		s = o.leaveOrder()
	}
	if s.index++; s.index == len(s.seen) {
		s.seen = append(s.seen, false)
	}
	if s.is(o.d, name) {
		return true
	}
	if required && s.state == naming && !s.seen[s.index] {
		o.d.fail(MissingKey, o.d.pos-1, name, "is missing") // the brace has just been read
	}
	return false
}

// is says whether the pending key has the name.
func (s *anyOrder) is(d *Decoder, name string) bool {
	if !s.pending && s.state == reading {
		s.readKey(d)
	}
	if !s.pending || s.key != name {
		return false
	}
	if s.seen[s.index] {
		d.fail(DuplicateKey, s.keyAt, name, "stands twice, maybe under an older name")
		return false
	}
	s.pending = false
	s.seen[s.index] = true
	return true
}

// again begins another pass if one is needed.
func (o *Object) again() bool {
	d, s := o.d, o.slow
	if s == nil {
		if o.before == ',' && d.pos < len(d.text) && d.text[d.pos] == '}' {
			d.pos++
			d.depth--
			return false
		}
		s = o.leaveOrder()
	}
	if s.pending {
		if s.passes++; s.passes == 2 {
			d.Skip() // every question has been asked, and none was about this key
			s.pending = false
		}
	}
	if s.state == reading && !s.pending {
		s.readKey(d)
		s.passes = 1
	}
	if d.err != nil {
		return false
	}
	switch s.state {
	case ended:
		s.state = naming
	case naming:
		s.key = ""
		s.next, d.spare = d.spare, s
		return false
	}
	s.index = -1
	return true
}

// readKey reads the next key, or the end.
func (s *anyOrder) readKey(d *Decoder) {
	c, first := d.peek(), s.first
	if first {
		s.first = false
		if c != '{' {
			d.wrongType("an object")
			return
		}
		d.pos++
		c = d.peek()
	}
	switch {
	case c == '}':
		d.pos++
		d.depth--
		s.state = ended
		return
	case c == ',' && !first:
		d.pos++
	case !first:
		d.unexpected(d.pos, `"," or "}"`)
		return
	}
	if d.peek() != '"' {
		d.unexpected(d.pos, "a key")
		return
	}
	s.keyAt = d.pos
	s.key = d.String()
	d.colon()
	s.pending, s.passes = d.err == nil, 0
}
