package formats

import (
	"net/netip"
	"strings"
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

// IP is an IPv4 or IPv6 address without a zone (RFC 791, RFC 4291).
func IP(s string) bool { return IPv4(s) || IPv6(s) }

// IPv4 is four numbers with dots between them, none with a leading zero (RFC
// 3986, section 3.2.2).
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
// 10.0.0.0/8 (RFC 4632, section 3.1; RFC 4291, section 2.3).
func CIDR(s string) bool {
	_, err := netip.ParsePrefix(s)
	return err == nil
}

// MAC is the address of a network card: six octets of two hexadecimal digits
// with hyphens or with colons between them (RFC 9542, section 2.1).
func MAC(s string) bool {
	if len(s) != 17 || s[2] != '-' && s[2] != ':' {
		return false
	}
	for i := range len(s) {
		if i%3 == 2 && s[i] != s[2] || i%3 < 2 && !isHex(s[i]) {
			return false
		}
	}
	return true
}

// E164 is an international phone number: a plus and up to 15 digits, of which
// the first isn't 0 (ITU-T E.164). At least 7 digits, as the shortest in use.
func E164(s string) bool {
	return len(s) >= 8 && len(s) <= 16 && s[0] == '+' && s[1] != '0' && all(s[1:], isDigit)
}
