package jsontext

import "strconv"

// Paths in messages stay readable however deep or long-named the input is.
const (
	maxPathLen = 256
	maxKeyLen  = 64
)

// frame is an object or array that encloses a place in the input.
type frame struct {
	object    bool
	key       string
	index     int
	expectKey bool
}

// pathTo finds the path of a place by reading the input up to it once more, so
// that decoding needs to keep no path. What comes before the place has been
// read and found to be JSON. key, if there is one, takes the place of the
// innermost key.
func pathTo(input []byte, offset int, key string) string {
	frames := enclosing(input[:min(offset, len(input))])
	if key != "" && len(frames) > 0 {
		frames[len(frames)-1].key = key
	}
	var path []byte
	for _, f := range frames {
		if len(path) > maxPathLen {
			path = append(path, "…"...)
			break
		}
		switch {
		case !f.object:
			path = appendPathIndex(path, f.index)
		case f.key != "":
			path = appendPathKey(path, f.key)
		}
	}
	return string(path)
}

// enclosing lists what has been opened and not been closed in a JSON prefix.
func enclosing(input []byte) []frame {
	var frames []frame
	for i := 0; i < len(input); i++ {
		c := input[i]
		switch c {
		case '{', '[':
			frames = append(frames, frame{object: c == '{', expectKey: c == '{'})
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
			top.expectKey = top.object
		case c == '"':
			end := stringEnd(input, i)
			if top.expectKey {
				top.key, top.expectKey = keyText(input[i:end]), false
			}
			i = end - 1
		}
	}
	return frames
}

// stringEnd is the place after the string that begins at i.
func stringEnd(input []byte, i int) int {
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

func keyText(quoted []byte) string {
	d := Decoder{data: quoted, text: string(quoted)}
	return d.String()
}

func appendPathKey(path []byte, key string) []byte {
	if !plainKey(key) {
		if len(key) > maxKeyLen {
			key = key[:maxKeyLen] + "…"
		}
		path = append(path, '[')
		path = strconv.AppendQuote(path, key)
		return append(path, ']')
	}
	if len(path) > 0 {
		path = append(path, '.')
	}
	return append(path, key...)
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
