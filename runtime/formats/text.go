package formats

import (
	"strings"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Slug is lower-case ASCII words and numbers with single hyphens between them,
// as in the path of a web page. No standard defines it.
func Slug(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case isDigit(c) || c >= 'a' && c <= 'z':
		case c == '-' && i > 0 && i < len(s)-1 && s[i-1] != '-':
		default:
			return false
		}
	}
	return s != ""
}

// UUID is a UUID of any version in lower-case hexadecimal digits (RFC 9562,
// section 4).
func UUID(s string) bool { return orchestrix.ValidUUID(s) }

// ULID is a universally unique lexicographically sortable identifier, in upper
// case (github.com/ulid/spec).
func ULID(s string) bool {
	return len(s) == 26 && s[0] <= '7' && all(s, func(c byte) bool {
		return isUpperOrDigit(c) && c != 'I' && c != 'L' && c != 'O' && c != 'U'
	})
}

// SemVer is a version such as 1.2.3-rc.1+build (Semantic Versioning 2.0.0).
func SemVer(s string) bool {
	s, build, hasBuild := strings.Cut(s, "+")
	if hasBuild && !identifiers(build, true) {
		return false
	}
	s, pre, hasPre := strings.Cut(s, "-")
	if hasPre && !identifiers(pre, false) {
		return false
	}
	major, s, ok := strings.Cut(s, ".")
	minor, patch, ok2 := strings.Cut(s, ".")
	return ok && ok2 && isNumber(major) && isNumber(minor) && isNumber(patch)
}

// identifiers are the dotted parts of a version; a number has no leading zero,
// but in a build.
func identifiers(s string, build bool) bool {
	for more := true; more; {
		var id string
		id, s, more = strings.Cut(s, ".")
		if id == "" || !all(id, func(c byte) bool { return isAlphanumeric(c) || c == '-' }) {
			return false
		}
		if !build && all(id, isDigit) && !isNumber(id) {
			return false
		}
	}
	return true
}

func isNumber(s string) bool {
	return s != "" && (s == "0" || s[0] != '0') && all(s, isDigit)
}

// HexColor is a colour as red, green, blue and perhaps alpha in one or two
// hexadecimal digits each: #1e90ff (CSS Color Module Level 4, section 5.2).
func HexColor(s string) bool {
	switch len(s) {
	case 4, 5, 7, 9:
		return s[0] == '#' && all(s[1:], isHex)
	}
	return false
}

// Base64 is base64 with padding, without line breaks (RFC 4648, section 4), and
// with no bits left over that aren't zero.
func Base64(s string) bool {
	if len(s)%4 != 0 {
		return false
	}
	digits := strings.TrimSuffix(strings.TrimSuffix(s, "="), "=")
	return isBase64(digits, '+', '/')
}

// Base64URL is base64 in the alphabet for URLs and file names, without padding
// (RFC 4648, section 5), and with no bits left over that aren't zero.
func Base64URL(s string) bool { return isBase64(s, '-', '_') }

func isBase64(s string, plus, slash byte) bool {
	last := 0 // the last digit's value
	for i := range len(s) {
		switch c := s[i]; {
		case isUpper(c):
			last = int(c - 'A')
		case isDigit(c):
			last = int(c-'0') + 52
		case isLetter(c):
			last = int(c-'a') + 26
		case c == plus:
			last = 62
		case c == slash:
			last = 63
		default:
			return false
		}
	}
	switch len(s) % 4 {
	case 1:
		return false
	case 2:
		return last%16 == 0
	case 3:
		return last%4 == 0
	}
	return true
}
