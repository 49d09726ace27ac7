// Package formats checks the named forms of text that a field's `format` rule
// may ask for. Each function says where its form is defined, and how it is read
// where that leaves room. Only URI allocates for text that has its form.
package formats

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode/utf8"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Hostname is a host name of letters, digits and inner hyphens in labels of up
// to 63 bytes, 253 in all (RFC 1123, section 2.1). One closing dot is allowed.
// Names in other scripts are written in Punycode.
func Hostname(s string) bool {
	s = strings.TrimSuffix(s, ".")
	if s == "" || len(s) > 253 {
		return false
	}
	label := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == '.':
			if label == 0 || s[i-1] == '-' {
				return false
			}
			label = 0
		case isAlphanumeric(c) || c == '-' && label > 0:
			if label++; label > 63 {
				return false
			}
		default:
			return false
		}
	}
	return label > 0 && s[len(s)-1] != '-'
}

// Email is an address as HTML forms take it (WHATWG HTML, "valid e-mail
// address"), with at least two labels in its domain, of 254 bytes at most.
// Quoted local parts, comments and display names aren't allowed.
func Email(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || len(local) > 64 || len(s) > 254 {
		return false
	}
	for i := range len(local) {
		c := local[i]
		switch {
		case isAlphanumeric(c) || strings.IndexByte("!#$%&'*+/=?^_`{|}~-", c) >= 0:
		case c == '.' && i > 0 && i < len(local)-1 && local[i-1] != '.':
		default:
			return false
		}
	}
	return strings.Contains(domain, ".") && !strings.HasSuffix(domain, ".") && Hostname(domain)
}

// URI is an absolute URI (RFC 3986) of a scheme and something after it, such as
// https://example.org/a or urn:isbn:0451450523. It is ASCII.
func URI(s string) bool {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}", c) >= 0 {
			return false
		}
	}
	u, err := url.Parse(s)
	return err == nil && u.Scheme != "" && (u.Host != "" || u.Opaque != "" || u.Path != "")
}

// IP is an IPv4 or IPv6 address without a zone (RFC 791, RFC 4291).
func IP(s string) bool { return IPv4(s) || IPv6(s) }

// IPv4 is four numbers with dots between them, none with a leading zero.
func IPv4(s string) bool {
	address, err := netip.ParseAddr(s)
	return err == nil && address.Is4()
}

// IPv6 is an IPv6 address without a zone (RFC 4291, section 2.2).
func IPv6(s string) bool {
	address, err := netip.ParseAddr(s)
	return err == nil && address.Is6() && address.Zone() == ""
}

// CIDR is a network: an address and the length of its prefix, such as
// 10.0.0.0/8 (RFC 4632).
func CIDR(s string) bool {
	_, err := netip.ParsePrefix(s)
	return err == nil
}

// E164 is an international phone number: a plus and up to 15 digits, of which
// the first isn't 0 (ITU-T E.164). At least 7 digits, as the shortest in use.
func E164(s string) bool {
	if len(s) < 8 || len(s) > 16 || s[0] != '+' || s[1] == '0' {
		return false
	}
	for i := 1; i < len(s); i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}

// Slug is lower-case ASCII words and numbers with single hyphens between them,
// as in the path of a web page.
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

// UUID is a UUID of any version in lower-case hexadecimal digits (RFC 9562).
func UUID(s string) bool { return orchestrix.ValidUUID(s) }

// IBAN is an international bank account number without spaces whose check
// digits are right (ISO 13616).
func IBAN(s string) bool {
	if len(s) < 15 || len(s) > 34 || !isUpper(s[0]) || !isUpper(s[1]) || !isDigit(s[2]) || !isDigit(s[3]) {
		return false
	}
	rest := 0
	for i := range len(s) {
		// The number is worked out with its first four characters at the end.
		switch c := s[(i+4)%len(s)]; {
		case isDigit(c):
			rest = (rest*10 + int(c-'0')) % 97
		case isUpper(c):
			rest = (rest*100 + int(c-'A') + 10) % 97
		default:
			return false
		}
	}
	return rest == 1
}

// BCP47 is a language tag (RFC 5646) as far as its form goes: a language of 2 to
// 8 letters, then subtags of 1 to 8 letters and digits, none of them checked
// against the registry.
func BCP47(s string) bool {
	language, rest, more := strings.Cut(s, "-")
	if len(language) < 2 || len(language) > 8 || !all(language, isLetter) {
		return false
	}
	for more {
		var subtag string
		subtag, rest, more = strings.Cut(rest, "-")
		if subtag == "" || len(subtag) > 8 || !all(subtag, isAlphanumeric) {
			return false
		}
	}
	return true
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
func isLetter(c byte) bool       { return isUpper(c) || c >= 'a' && c <= 'z' }
func isAlphanumeric(c byte) bool { return isLetter(c) || isDigit(c) }
