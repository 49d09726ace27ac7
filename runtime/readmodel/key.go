package readmodel

import (
	"encoding/binary"
	"math"
	"slices"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// appendKey appends values so that no two lists of them look the same.
func appendKey(b []byte, values orchestrix.Row) []byte {
	for _, value := range values {
		b = appendValue(b, value)
	}
	return b
}

// The first byte of a value says its kind; a cursor keeps values likewise.
const (
	nilByte byte = iota
	textByte
	intByte
	floatByte
	falseByte
	trueByte
	bytesByte
	timeByte
)

func appendValue(b []byte, value any) []byte {
	switch v := value.(type) {
	case string:
		return append(binary.AppendUvarint(append(b, textByte), uint64(len(v))), v...)
	case int64:
		return binary.BigEndian.AppendUint64(append(b, intByte), uint64(v))
	case float64:
		if v == 0 {
			v = 0 // not -0, which is the same
		}
		return binary.BigEndian.AppendUint64(append(b, floatByte), math.Float64bits(v))
	case bool:
		if v {
			return append(b, trueByte)
		}
		return append(b, falseByte)
	case []byte:
		return append(binary.AppendUvarint(append(b, bytesByte), uint64(len(v))), v...)
	case time.Time:
		return binary.BigEndian.AppendUint64(append(b, timeByte), uint64(v.UnixMicro()))
	}
	return append(b, nilByte)
}

// readValue reads what appendValue wrote, and gives what is behind it.
func readValue(b []byte) (value any, rest []byte, ok bool) {
	if len(b) == 0 {
		return nil, nil, false
	}
	kind, b := b[0], b[1:]
	switch kind {
	case nilByte:
		return nil, b, true
	case falseByte, trueByte:
		return kind == trueByte, b, true
	case textByte, bytesByte:
		n, width := binary.Uvarint(b)
		if width <= 0 || n > uint64(len(b)-width) {
			return nil, nil, false
		}
		data, rest := b[width:width+int(n)], b[width+int(n):]
		if kind == textByte {
			return string(data), rest, true
		}
		return append([]byte{}, data...), rest, true
	case intByte, floatByte, timeByte:
		if len(b) < 8 {
			return nil, nil, false
		}
		n, rest := binary.BigEndian.Uint64(b), b[8:]
		switch kind {
		case intByte:
			return int64(n), rest, true
		case floatByte:
			return math.Float64frombits(n), rest, true
		}
		return time.UnixMicro(int64(n)).UTC(), rest, true
	}
	return nil, nil, false
}

// compareKeys is the order of two keys of one table.
func compareKeys(a, b orchestrix.Row) int {
	return slices.CompareFunc(a, b, orchestrix.CompareValues)
}
