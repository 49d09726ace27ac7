// Package jsontext reads and writes JSON for generated codecs: append functions
// that write into the caller's buffer, and a [Decoder] that expects an object's
// keys in the order in which they are written and takes them in any other.
//
// It agrees with encoding/json on what is valid JSON, and is stricter where a
// store of facts has to be: invalid UTF-8 and lone surrogates are refused
// rather than replaced, a known key may stand once in an object, and nothing is
// nested deeper than [MaxDepth].
package jsontext
