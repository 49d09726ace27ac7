package jsontext

import (
	"encoding/base64"
	"maps"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"
)

// AppendString appends a string. Bytes that aren't valid UTF-8 become U+FFFD;
// validators refuse them before.
func AppendString[S ~string](b []byte, s S) []byte { return appendString(b, string(s)) }

func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	// The text is looked through where it stands: what has just been copied is
	// still on its way to the cache.
	if i := plainEnd(s, 0); i < len(s) {
		return appendEscaped(append(b, s[:i]...), s, i)
	}
	b = append(b, s...)
	return append(b, '"')
}

// appendEscaped goes on at s[i:], which isn't plain, and closes the string.
func appendEscaped(b []byte, s string, i int) []byte {
	const hex = "0123456789abcdef"
	from := i
	for i < len(s) {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				b = append(b, s[from:i]...)
				b = utf8.AppendRune(b, utf8.RuneError)
				from = i + 1
			}
			i += size
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		b = append(b, s[from:i]...)
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\b':
			b = append(b, '\\', 'b')
		case '\f':
			b = append(b, '\\', 'f')
		case '\n':
			b = append(b, '\\', 'n')
		case '\r':
			b = append(b, '\\', 'r')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		i++
		from = i
	}
	return append(append(b, s[from:]...), '"')
}

// AppendEnum appends a member of an enum; null if it is unset.
func AppendEnum[E ~string](b []byte, member E) []byte {
	if member == "" {
		return append(b, "null"...)
	}
	return appendString(b, string(member))
}

// AppendBool appends true or false.
func AppendBool(b []byte, v bool) []byte { return strconv.AppendBool(b, v) }

// AppendInt appends a signed integer.
func AppendInt[I ~int32 | ~int64](b []byte, n I) []byte { return strconv.AppendInt(b, int64(n), 10) }

// AppendUint appends an unsigned integer.
func AppendUint[I ~uint32 | ~uint64](b []byte, n I) []byte {
	return strconv.AppendUint(b, uint64(n), 10)
}

// AppendFloat64 appends a number in the shortest form that reads back as it;
// an infinity or "not a number" is an error.
func AppendFloat64(b []byte, f float64) ([]byte, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, encodeError(OutOfRange, "is "+strconv.FormatFloat(f, 'g', -1, 64)+", which JSON can't write")
	}
	if size := math.Abs(f); size != 0 && (size < 1e-6 || size >= 1e21) {
		return strconv.AppendFloat(b, f, 'e', -1, 64), nil
	}
	return strconv.AppendFloat(b, f, 'f', -1, 64), nil
}

// AppendBytes appends standard base64 with padding.
func AppendBytes(b, data []byte) []byte {
	b = append(b, '"')
	b = base64.StdEncoding.AppendEncode(b, data)
	return append(b, '"')
}

// AppendUUID appends a UUID in lower case.
func AppendUUID[U ~[16]byte](b []byte, id U) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for i, c := range [16]byte(id) {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			b = append(b, '-')
		}
		b = append(b, hex[c>>4], hex[c&15])
	}
	return append(b, '"')
}

// AppendRaw appends JSON text without the white space in it; null if there is
// none. A text that isn't one JSON value is an error.
func AppendRaw[R ~[]byte](b []byte, text R) ([]byte, error) {
	if len(text) == 0 {
		return append(b, "null"...), nil
	}
	d := Decoder{text: string(text)}
	d.Skip()
	if err := d.Done(); err != nil {
		return nil, encodeError(d.err.Kind, "holds text that isn't JSON: "+d.err.Message)
	}
	for i := 0; i < len(text); {
		switch c := text[i]; c {
		case ' ', '\t', '\n', '\r':
			i++
		case '"':
			end := stringEnd(d.text, i)
			b = append(b, text[i:end]...)
			i = end
		default:
			b = append(b, c)
			i++
		}
	}
	return b, nil
}

// EqualRaw says whether two JSON texts are the same; none is null, as which
// [AppendRaw] writes it.
func EqualRaw[R ~[]byte](x, y R) bool { return rawText(x) == rawText(y) }

func rawText[R ~[]byte](text R) string {
	if len(text) == 0 {
		return "null"
	}
	return string(text)
}

// Comma appends a comma unless the object has just been opened: for the members
// that follow one which may be left out.
func Comma(b []byte) []byte {
	if b[len(b)-1] == '{' {
		return b
	}
	return append(b, ',')
}

// AppendList appends an array, each element with add.
func AppendList[T any](b []byte, list []T, add func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, element := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = add(b, element)
	}
	return append(b, ']')
}

// AppendListOf is [AppendList] for elements that may have no JSON.
func AppendListOf[T any](b []byte, list []T, add func([]byte, T) ([]byte, error)) (_ []byte, err error) {
	b = append(b, '[')
	for i, element := range list {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = add(b, element); err != nil {
			return nil, atIndex(err, i)
		}
	}
	return append(b, ']'), nil
}

// AppendObjects appends an array of objects, each with its AppendJSON.
func AppendObjects[T any](b []byte, list []T, add func(T, []byte) ([]byte, error)) (_ []byte, err error) {
	b = append(b, '[')
	for i := range list {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = add(list[i], b); err != nil {
			return nil, atIndex(err, i)
		}
	}
	return append(b, ']'), nil
}

// AppendUnion appends a union's variant; null if it is unset.
func AppendUnion[U interface {
	AppendJSON([]byte) ([]byte, error)
}](b []byte, u U) ([]byte, error) {
	if any(u) == nil {
		return append(b, "null"...), nil
	}
	return u.AppendJSON(b)
}

// AppendMap appends an object with the keys in order, each value with add.
func AppendMap[K ~string, V any](b []byte, entries map[K]V, add func([]byte, V) []byte) []byte {
	b = append(b, '{')
	for i, key := range sortedKeys(entries) {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, string(key)), ':')
		b = add(b, entries[key])
	}
	return append(b, '}')
}

// AppendMapOf is [AppendMap] for values that may have no JSON.
func AppendMapOf[K ~string, V any](b []byte, entries map[K]V, add func([]byte, V) ([]byte, error)) (_ []byte, err error) {
	b = append(b, '{')
	for i, key := range sortedKeys(entries) {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, string(key)), ':')
		if b, err = add(b, entries[key]); err != nil {
			return nil, atEntry(err, string(key))
		}
	}
	return append(b, '}'), nil
}

func sortedKeys[K ~string, V any](entries map[K]V) []K {
	return slices.Sorted(maps.Keys(entries))
}
