package orchestrix

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
)

// Position is a place in the order of all events of a store. It is opaque:
// compare, print and parse it. The zero Position is before the first event.
type Position struct{ epoch, major, minor uint64 }

// NewPosition is for stores. Positions are ordered by epoch (which a store
// raises when its numbers begin anew, as after dump and restore), then by
// major and minor.
func NewPosition(epoch, major, minor uint64) Position { return Position{epoch, major, minor} }

// Parts is for stores: what [NewPosition] was given.
func (p Position) Parts() (epoch, major, minor uint64) { return p.epoch, p.major, p.minor }

// IsZero says whether p is before the first event.
func (p Position) IsZero() bool { return p == Position{} }

// Compare is negative when p is before q, 0 when they are the same place, and
// positive when p is after q.
func (p Position) Compare(q Position) int {
	return cmp.Or(cmp.Compare(p.epoch, q.epoch), cmp.Compare(p.major, q.major), cmp.Compare(p.minor, q.minor))
}

// String is what [ParsePosition] reads.
func (p Position) String() string {
	b := strconv.AppendUint(nil, p.epoch, 10)
	b = strconv.AppendUint(append(b, '-'), p.major, 10)
	b = strconv.AppendUint(append(b, '-'), p.minor, 10)
	return string(b)
}

// ParsePosition reads what [Position.String] wrote, and nothing else.
func ParsePosition(s string) (Position, error) {
	var parts [3]uint64
	rest := s
	for i := range parts {
		text, after, more := strings.Cut(rest, "-")
		n, err := strconv.ParseUint(text, 10, 64)
		// One place has one text, so that positions may be compared as stored.
		canonical := err == nil && (text == "0" || text[0] != '0')
		if !canonical || more != (i < 2) {
			return Position{}, fmt.Errorf("position %q isn't three numbers as in \"0-17-0\"", s)
		}
		parts[i], rest = n, after
	}
	return Position{parts[0], parts[1], parts[2]}, nil
}
