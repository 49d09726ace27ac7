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
	marks []mark
	room  [64]mark

	next *anyOrder // of the decoder's spare ones
}

type anyOrderState int8

const (
	reading anyOrderState = iota
	ended                 // the closing brace has been read
	naming                // a last pass, to name what is missing
)

// mark is what is known of a key.
type mark byte

const (
	seen mark = 1 << iota
	missed
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
	asked := 64
	if o.bit != 0 {
		asked = bits.TrailingZeros64(o.bit)
	}
	*s = anyOrder{first: o.before == '{', index: asked - 1}
	s.marks = s.room[:0]
	for i := range asked {
		var m mark
		if o.seen&(1<<i) != 0 {
			m |= seen
		}
		if o.missed&(1<<i) != 0 {
			m |= missed
		}
		s.marks = append(s.marks, m)
	}
	o.slow = s
	o.bit, o.before = 0, 0 // nothing is found where it stands any more
	return s
}

// slowKey is Key and Optional where the input's order isn't that of the questions.
func (o *Object) slowKey(name string, required bool) bool {
	s := o.slow
	if s == nil {
		s = o.leaveOrder()
	}
	if s.index++; s.index == len(s.marks) {
		s.marks = append(s.marks, 0)
	}
	if s.is(o.d, name) {
		return true
	}
	switch {
	case !required:
	case s.state != naming:
		s.marks[s.index] |= missed
	case s.marks[s.index]&seen == 0:
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
	if s.marks[s.index]&seen != 0 {
		d.fail(DuplicateKey, s.keyAt, name, "stands twice, maybe under an older name")
		return false
	}
	s.pending = false
	s.marks[s.index] |= seen
	return true
}

// again begins another pass if one is needed.
func (o *Object) again() bool {
	s, d := o.slow, o.d
	if s == nil {
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
	if d.err != nil || s.state == naming {
		return false
	}
	if s.state == ended {
		if !s.missing() {
			s.key = ""
			s.next, d.spare = d.spare, s
			return false
		}
		s.state = naming
	}
	s.index = -1
	return true
}

func (s *anyOrder) missing() bool {
	for _, m := range s.marks {
		if m == missed {
			return true
		}
	}
	return false
}

// readKey reads the next key, or the end.
func (s *anyOrder) readKey(d *Decoder) {
	first := s.first
	s.first = false
	if first && d.pos < len(d.data) {
		d.pos++
	}
	switch c := d.peek(); {
	case c == '}':
		d.pos++
		d.depth--
		s.state = ended
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
	s.keyAt = d.pos
	s.key = d.String()
	d.colon()
	s.pending, s.passes = d.err == nil, 0
}
