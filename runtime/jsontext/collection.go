package jsontext

// Array reads an array's elements:
//
//	a := d.Array()
//	for a.Next() {
//		list = append(list, d.String())
//	}
type Array struct {
	d     *Decoder
	begun bool
}

// Array begins to read an array.
func (d *Decoder) Array() Array { return Array{d: d} }

// Next says whether there is another element, and goes to it.
func (a *Array) Next() bool {
	d := a.d
	if !a.begun {
		return a.begin()
	}
	switch d.peek() {
	case ',':
		d.pos++
		return true
	case ']':
		d.pos++
		d.depth--
	default:
		d.unexpected(d.pos, `"," or "]"`)
	}
	return false
}

// begin goes to the array's first element.
func (a *Array) begin() bool {
	a.begun = true
	d := a.d
	if d.peek() != '[' {
		d.wrongType("an array")
		return false
	}
	d.enter()
	if d.err != nil {
		return false
	}
	d.pos++
	if d.peek() == ']' {
		d.pos++
		d.depth--
		return false
	}
	return true
}

// Lists are begun with room for a few elements: most are short.
const fewElements = 4

// List reads an array, each element with read. It is never nil.
func List[T any](d *Decoder, read func(*Decoder) T) []T {
	list := []T{}
	a := d.Array()
	for a.Next() {
		if cap(list) == 0 {
			list = make([]T, 0, fewElements)
		}
		list = append(list, read(d))
	}
	return list
}

// Objects reads an array of objects in place, each with its DecodeJSON. It is
// never nil.
func Objects[T any](d *Decoder, decode func(*T, *Decoder)) []T {
	list := []T{}
	a := d.Array()
	for a.Next() {
		if cap(list) == 0 {
			list = make([]T, 0, fewElements)
		}
		var zero T
		list = append(list, zero)
		decode(&list[len(list)-1], d)
	}
	return list
}

// Map reads an object as a map with keys of a string type, each value with
// read. It is never nil.
func Map[K ~string, V any](d *Decoder, read func(*Decoder) V) map[K]V {
	return readMap(d, func(key string) (K, error) { return K(key), nil }, read)
}

// EnumMap is [Map] with members of an enum as keys.
func EnumMap[K ~string, V any](d *Decoder, parse func(string) (K, error), read func(*Decoder) V) map[K]V {
	return readMap(d, parse, read)
}

func readMap[K ~string, V any](d *Decoder, parse func(string) (K, error), read func(*Decoder) V) map[K]V {
	entries := map[K]V{}
	d.enter()
	if d.err != nil {
		return entries
	}
	level := d.depth
	d.maps.add(level)
	for s := (anyOrder{first: true}); ; {
		s.readKey(d)
		if s.state == ended || d.err != nil {
			break
		}
		key, err := parse(s.key)
		if err != nil {
			d.unknownMember(s.keyAt, s.key, s.key, err)
			break
		}
		if _, twice := entries[key]; twice {
			d.fail(DuplicateKey, s.keyAt, s.key, "stands twice")
			break
		}
		entries[key] = read(d)
	}
	d.maps.remove(level)
	return entries
}
