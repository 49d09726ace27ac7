// Package formats checks the named forms of text that a field's `format` rule
// may ask for. Each function says where its form is defined, and how it is read
// where that leaves room. What has its form is checked without taking memory.
package formats

import "unicode/utf8"

func all(s string, is func(byte) bool) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf || !is(s[i]) {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool        { return c >= '0' && c <= '9' }
func isUpper(c byte) bool        { return c >= 'A' && c <= 'Z' }
func isLower(c byte) bool        { return c >= 'a' && c <= 'z' }
func isLetter(c byte) bool       { return isUpper(c) || isLower(c) }
func isAlphanumeric(c byte) bool { return isLetter(c) || isDigit(c) }
func isUpperOrDigit(c byte) bool { return isUpper(c) || isDigit(c) }
func isHex(c byte) bool          { return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' }
