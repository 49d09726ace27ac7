package jsontext

import (
	"strconv"
	"strings"
)

// Paths in messages stay readable however deep or long-named the input is.
const (
	maxPathLen = 256
	maxKeyLen  = 64
)

// levels is a set of levels of nesting, the outermost being 1.
type levels [MaxDepth/64 + 1]uint64

func (l *levels) has(level int) bool { return l[level/64]&(1<<(level%64)) != 0 }
func (l *levels) add(level int)      { l[level/64] |= 1 << (level % 64) }
func (l *levels) remove(level int)   { l[level/64] &^= 1 << (level % 64) }

// frame is an object or array that encloses a place in the input.
type frame struct {
	object bool
	index  int
	key    string // of the member that has begun
	named  bool   // key has been read, and no comma behind its value
}

// pathTo finds the path of a place by reading the input up to it once more, so
// that decoding needs to keep no path. What comes before the place has been
// read and found to be JSON. key, if there is one, takes the place of the
// innermost key; maps are the levels where keys are a map's. The path ends at
// maxLevel.
func pathTo(input string, offset int, key string, maps *levels, maxLevel int) string {
	frames := enclosing(input[:min(offset, len(input))])
	if key != "" && len(frames) > 0 {
		top := &frames[len(frames)-1]
		top.key, top.named = key, true
	}
	var path []byte
	for i, f := range frames[:min(len(frames), maxLevel)] {
		if len(path) > maxPathLen {
			path = append(path, "…"...)
			break
		}
		switch {
		case !f.object:
			path = appendPathIndex(path, f.index)
		case !f.named:
		case i < MaxDepth && maps.has(i+1):
			path = appendPathEntry(path, f.key)
		default:
			path = appendPathKey(path, f.key)
		}
	}
	return string(path)
}

// enclosing lists what has been opened and not been closed in a JSON prefix.
func enclosing(input string) []frame {
	var frames []frame
	for i := 0; i < len(input); i++ {
		c := input[i]
		switch c {
		case '{', '[':
			frames = append(frames, frame{object: c == '{'})
			continue
		case '}', ']':
			if len(frames) > 0 {
				frames = frames[:len(frames)-1]
			}
			continue
		}
		if len(frames) == 0 {
			continue
		}
		top := &frames[len(frames)-1]
		switch {
		case c == ',':
			top.index++
			top.named = false
		case c == '"':
			end := stringEnd(input, i)
			if top.object && !top.named {
				top.key, top.named = keyText(input[i:end])
			}
			i = end - 1
		}
	}
	return frames
}

// stringEnd is the place after the string that begins at i.
func stringEnd(input string, i int) int {
	for i++; i < len(input); i++ {
		switch input[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(input)
}

// keyText is the text of a key, if it is whole.
func keyText(quoted string) (string, bool) {
	d := Decoder{text: quoted}
	key := d.String()
	return key, d.err == nil
}

// appendPathKey appends an object's key: .quantity, or as that of a map where
// it can't stand so.
func appendPathKey(path []byte, key string) []byte {
	if !plainKey(key) {
		return appendPathEntry(path, key)
	}
	if len(path) > 0 {
		path = append(path, '.')
	}
	return append(path, key...)
}

// appendPathEntry appends a map's key: ["A-1"], as validators do.
func appendPathEntry(path []byte, key string) []byte {
	if len(key) > maxKeyLen {
		key = strings.ToValidUTF8(key[:maxKeyLen], "") + "…"
	}
	path = append(path, '[')
	path = strconv.AppendQuote(path, key)
	return append(path, ']')
}

func appendPathIndex(path []byte, i int) []byte {
	path = append(path, '[')
	path = strconv.AppendInt(path, int64(i), 10)
	return append(path, ']')
}

func plainKey(key string) bool {
	if key == "" || len(key) > maxKeyLen {
		return false
	}
	for i := range len(key) {
		switch c := key[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '_':
		default:
			return false
		}
	}
	return true
}
