package jsontext

// Skip reads a value of which only the form matters. It doesn't recurse.
func (d *Decoder) Skip() {
	var objects [MaxDepth/64 + 1]uint64 // a bit a level: an object, not an array
	outer := d.depth
	for {
		closed := d.skipScalar()
		if !closed {
			level := uint(d.depth)
			d.enter()
			if d.err != nil {
				return
			}
			object := d.text[d.pos] == '{'
			d.pos++
			if object {
				objects[level/64] |= 1 << (level % 64)
				if closed = d.peek() == '}'; !closed {
					d.skipKey()
				}
			} else {
				objects[level/64] &^= 1 << (level % 64)
				closed = d.peek() == ']'
			}
			if closed {
				d.pos++
				d.depth--
			}
		}
		for closed && d.err == nil {
			if d.depth == outer {
				return
			}
			level := uint(d.depth - 1)
			closed = d.skipSeparator(objects[level/64]&(1<<(level%64)) != 0)
		}
		if d.err != nil {
			return
		}
	}
}

// skipScalar says whether it read a value; else the decoder stands on an object
// or an array.
func (d *Decoder) skipScalar() bool {
	switch c := d.peek(); {
	case c == '{' || c == '[':
		return false
	case c == '"':
		d.skipString()
	case c == '-' || '0' <= c && c <= '9':
		d.skipNumber()
	case c == 't':
		d.literal("true")
	case c == 'f':
		d.literal("false")
	case c == 'n':
		d.literal("null")
	default:
		d.unexpected(d.pos, "a value")
	}
	return true
}

// skipSeparator reads what comes after a value in an object or an array, and
// says whether that was its end.
func (d *Decoder) skipSeparator(object bool) (closed bool) {
	c := d.peek()
	switch {
	case c == ',':
		d.pos++
		if object {
			d.skipKey()
		}
		return false
	case object && c == '}', !object && c == ']':
		d.pos++
		d.depth--
		return true
	case object:
		d.unexpected(d.pos, `"," or "}"`)
	default:
		d.unexpected(d.pos, `"," or "]"`)
	}
	return false
}

func (d *Decoder) skipKey() {
	if d.peek() != '"' {
		d.unexpected(d.pos, "a key")
		return
	}
	d.skipString()
	d.colon()
}

func (d *Decoder) colon() {
	if d.peek() != ':' {
		d.unexpected(d.pos, `":"`)
		return
	}
	d.pos++
}
