package formats

import "strings"

// URI is an absolute URI (RFC 3986, section 3) of a scheme and something after
// it, such as https://example.org/a or urn:isbn:0451450523. It is ASCII.
func URI(s string) bool {
	scheme, rest, ok := strings.Cut(s, ":")
	return ok && isScheme(scheme) && rest != "" && rest != "//" && isHierarchy(rest)
}

// URIReference is a URI or a part of one that is relative to another, such as
// ../a?b#c (RFC 3986, section 4.1). The empty text is one.
func URIReference(s string) bool {
	if scheme, rest, ok := strings.Cut(s, ":"); ok && isScheme(scheme) {
		return isHierarchy(rest)
	}
	segment := s
	if end := strings.IndexAny(s, "/?#"); end >= 0 {
		segment = s[:end]
	}
	return !strings.Contains(segment, ":") && isHierarchy(s)
}

// URL is the address of something on the web: a URI with the scheme http or
// https and a host, without a user's name (RFC 9110, section 4.2).
func URL(s string) bool {
	scheme, rest, ok := strings.Cut(s, ":")
	rest, hasHost := strings.CutPrefix(rest, "//")
	if !ok || !hasHost || !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") {
		return false
	}
	authority := rest
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		authority = rest[:end]
	}
	return authority != "" && authority[0] != ':' && !strings.Contains(authority, "@") && isHierarchy(s[len(scheme)+1:])
}

func isScheme(s string) bool {
	return s != "" && isLetter(s[0]) && all(s, func(c byte) bool {
		return isAlphanumeric(c) || c == '+' || c == '-' || c == '.'
	})
}

// isHierarchy says whether s is what may follow a scheme: authority, path,
// query and fragment.
func isHierarchy(s string) bool {
	s, fragment, _ := strings.Cut(s, "#")
	s, query, _ := strings.Cut(s, "?")
	if rest, ok := strings.CutPrefix(s, "//"); ok {
		authority, path, _ := strings.Cut(rest, "/")
		if !isAuthority(authority) {
			return false
		}
		s = path
	}
	return isEncoded(s, ":@/") && isEncoded(query, ":@/?") && isEncoded(fragment, ":@/?")
}

// isAuthority says whether s is a host, with a user before it and a port after
// it or not.
func isAuthority(s string) bool {
	if at := strings.IndexByte(s, '@'); at >= 0 {
		if !isEncoded(s[:at], ":") {
			return false
		}
		s = s[at+1:]
	}
	host, port := s, ""
	if colon := strings.LastIndexByte(s, ':'); colon > strings.LastIndexByte(s, ']') {
		host, port = s[:colon], s[colon+1:]
	}
	if !all(port, isDigit) {
		return false
	}
	if literal, ok := strings.CutPrefix(host, "["); ok {
		literal, ok = strings.CutSuffix(literal, "]")
		return ok && (isFutureAddress(literal) || IPv6(literal))
	}
	return isEncoded(host, "")
}

// isFutureAddress is an address of a version of IP to come: v1.fe80::a.
func isFutureAddress(s string) bool {
	version, address, ok := strings.Cut(s, ".")
	return ok && len(version) > 1 && (version[0] == 'v' || version[0] == 'V') && all(version[1:], isHex) &&
		address != "" && !strings.Contains(address, "%") && isEncoded(address, ":")
}

// isEncoded says whether s is of characters that stand for themselves in every
// part of a URI, some more, and escapes.
func isEncoded(s, more string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case isAlphanumeric(c) || strings.IndexByte("-._~!$&'()*+,;=", c) >= 0 || strings.IndexByte(more, c) >= 0:
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			i += 2
		default:
			return false
		}
	}
	return true
}
