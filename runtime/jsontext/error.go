package jsontext

import (
	"strconv"
	"strings"
)

// Kind says what sort of mistake an [Error] is.
type Kind int

const (
	Syntax         Kind = iota // no JSON
	WrongType                  // JSON of another type than the field's
	OutOfRange                 // a number or a time its type can't hold
	BadValue                   // a text that is none of its type: a date, a decimal, base64
	MissingKey                 // an object without a key that it must have
	DuplicateKey               // a key that stands twice, also under an older name
	UnknownVariant             // a union's "type" that is none of its variants
	UnknownMember              // a word that is none of its enum's members
	BadUTF8                    // invalid UTF-8 or a lone surrogate
	TooDeep                    // nested deeper than MaxDepth
	TrailingData               // something after the value
)

var kindNames = [...]string{
	Syntax:         "syntax",
	WrongType:      "wrong type",
	OutOfRange:     "out of range",
	BadValue:       "bad value",
	MissingKey:     "missing key",
	DuplicateKey:   "duplicate key",
	UnknownVariant: "unknown variant",
	UnknownMember:  "unknown member",
	BadUTF8:        "bad UTF-8",
	TooDeep:        "too deep",
	TrailingData:   "trailing data",
}

// String is the kind in words.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return "kind " + strconv.Itoa(int(k))
	}
	return kindNames[k]
}

// Error is why a text couldn't be decoded or a value not be encoded. Its
// message never holds a field's value, which may be a secret; words that an
// enum or a union doesn't know are the exception, and in Path the keys of maps.
// Where generated code knows that they are secret or personal they aren't told
// either, and Path ends at the field.
type Error struct {
	// Path leads to the place: items[2].quantity. Empty is the whole.
	Path string
	// Offset is the byte of the input where it is; -1 in encoding.
	Offset  int
	Kind    Kind
	Message string
}

func (e *Error) Error() string {
	var b strings.Builder
	if e.Path != "" {
		b.WriteString(e.Path)
		b.WriteString(": ")
	}
	b.WriteString(e.Message)
	if e.Offset >= 0 {
		b.WriteString(" (at byte ")
		b.WriteString(strconv.Itoa(e.Offset))
		b.WriteString(")")
	}
	return b.String()
}

// AtKey says that an error of encoding lies under an object's key.
func AtKey(err error, key string) error { return under(err, appendPathKey(nil, key)) }

// AtHiddenKey is [AtKey] for what is secret or personal: the path ends there.
func AtHiddenKey(err error, key string) error {
	if inner, ok := err.(*Error); ok {
		outer := *inner
		outer.Path, err = "", &outer
	}
	return AtKey(err, key)
}

func atEntry(err error, key string) error { return under(err, appendPathEntry(nil, key)) }

func atIndex(err error, i int) error { return under(err, appendPathIndex(nil, i)) }

// under puts a step before an encoding error's path.
func under(err error, step []byte) error {
	inner, ok := err.(*Error)
	if !ok {
		inner = &Error{Offset: -1, Kind: BadValue, Message: err.Error()}
	}
	outer := *inner
	switch {
	case inner.Path == "" || inner.Path[0] == '[':
		outer.Path = string(step) + inner.Path
	default:
		outer.Path = string(step) + "." + inner.Path
	}
	return &outer
}

func encodeError(kind Kind, message string) error {
	return &Error{Offset: -1, Kind: kind, Message: message}
}
