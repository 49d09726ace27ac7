package orchestrix

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// maxIDLen is in bytes; it leaves room for a whole key in any store's index.
const maxIDLen = 200

// ValidID says whether s can be an aggregate's or a command's id: not empty,
// printable UTF-8, at most 200 bytes.
func ValidID(s string) bool {
	if s == "" || len(s) > maxIDLen {
		return false
	}
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			if c < ' ' || c == 0x7f {
				return false
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if (r == utf8.RuneError && size == 1) || !unicode.IsPrint(r) {
			return false
		}
		i += size
	}
	return true
}

// ValidUUID says whether s is a UUID of any version as RFC 9562 writes it, in
// lower case.
func ValidUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		c := s[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
				return false
			}
		}
	}
	return true
}

// NewUUID makes a UUIDv7: UUIDs of one process sort in the order in which they
// were made.
func NewUUID() string { return formatUUID(ids.next(time.Now())) }

// NewTypeID makes a TypeID: the prefix, an underscore, and a UUIDv7 in base32.
// Ids with one prefix sort like the UUIDs in them. A prefix is of a–z and inner
// underscores, at most 63; without one there is no underscore either.
func NewTypeID(prefix string) string { return typeID(prefix, ids.next(time.Now())) }

func typeID(prefix string, id [16]byte) string {
	b := make([]byte, 0, len(prefix)+1+26)
	if prefix != "" {
		b = append(append(b, prefix...), '_')
	}
	return string(appendBase32(b, id))
}

// NewEventID makes the id of the index-th event that a command raises on a
// stream, from 0. The same command makes the same ids, whoever carries it out.
func NewEventID(command CommandID, stream StreamID, index int) EventID {
	b := make([]byte, 0, 256)
	for _, part := range [...]string{string(command), stream.Tenant, stream.Category, stream.ID} {
		b = appendPart(b, part)
	}
	return EventID(formatUUID(hashed(binary.AppendUvarint(b, uint64(index)))))
}

// DerivedUUID makes a UUIDv8 of texts: the same of the same.
func DerivedUUID(parts ...string) string { return formatUUID(derived(parts)) }

// DerivedTypeID makes a TypeID of texts, as [NewTypeID] does of nothing. Such
// ids don't sort by time.
func DerivedTypeID(prefix string, parts ...string) string { return typeID(prefix, derived(parts)) }

func derived(parts []string) [16]byte {
	b := make([]byte, 0, 256)
	for _, part := range parts {
		b = appendPart(b, part)
	}
	return hashed(b)
}

// appendPart appends a text with its length, so that no two lists of parts are
// the same bytes.
func appendPart(b []byte, part string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(part))), part...)
}

func hashed(b []byte) [16]byte {
	sum := sha256.Sum256(b)
	id := [16]byte(sum[:16])
	setVersion(&id, 8)
	return id
}

var ids sequence

// sequence makes UUIDv7s that rise, also within a millisecond and when the
// clock is set back.
type sequence struct {
	mu     sync.Mutex
	millis uint64
	// The 74 bits after the time: 12 in high, 62 in low. They begin at random
	// and rise by a random step, so that ids neither repeat nor can be guessed.
	high, low uint64
}

const (
	highBits = 12
	lowBits  = 62
)

func (s *sequence) next(now time.Time) [16]byte {
	var noise [10]byte
	_, _ = rand.Read(noise[:]) // never returns an error
	random := binary.BigEndian.Uint64(noise[:8])

	s.mu.Lock()
	if millis := uint64(max(now.UnixMilli(), 0)); millis > s.millis {
		s.millis = millis
		// The top bit stays clear to leave room to rise.
		s.high = uint64(binary.BigEndian.Uint16(noise[8:])) & (1<<(highBits-1) - 1)
		s.low = random & (1<<lowBits - 1)
	} else {
		s.low += random&(1<<32-1) + 1
		if s.low >= 1<<lowBits {
			s.low &= 1<<lowBits - 1
			s.high++
		}
		if s.high >= 1<<highBits {
			s.high = 0
			s.millis++
		}
	}
	millis, high, low := s.millis, s.high, s.low
	s.mu.Unlock()

	var id [16]byte
	binary.BigEndian.PutUint64(id[:8], millis<<16|high)
	binary.BigEndian.PutUint64(id[8:], low)
	setVersion(&id, 7)
	return id
}

// setVersion sets the version and the variant of RFC 9562.
func setVersion(id *[16]byte, version byte) {
	id[6] = id[6]&0x0f | version<<4
	id[8] = id[8]&0x3f | 0x80
}

func formatUUID(id [16]byte) string {
	var b [36]byte
	hex.Encode(b[0:8], id[0:4])
	b[8] = '-'
	hex.Encode(b[9:13], id[4:6])
	b[13] = '-'
	hex.Encode(b[14:18], id[6:8])
	b[18] = '-'
	hex.Encode(b[19:23], id[8:10])
	b[23] = '-'
	hex.Encode(b[24:36], id[10:16])
	return string(b[:])
}

const base32 = "0123456789abcdefghjkmnpqrstvwxyz" // Crockford's, in lower case

// appendBase32 writes 128 bits as 26 digits of 5 bits; the first digit has the
// top 3.
func appendBase32(b []byte, id [16]byte) []byte {
	high, low := binary.BigEndian.Uint64(id[:8]), binary.BigEndian.Uint64(id[8:])
	for shift := 125; shift >= 0; shift -= 5 {
		var digit uint64
		switch {
		case shift >= 64:
			digit = high >> (shift - 64)
		default:
			digit = low>>shift | high<<(64-shift)
		}
		b = append(b, base32[digit&31])
	}
	return b
}
