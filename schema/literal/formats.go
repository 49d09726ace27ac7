package literal

import (
	"maps"
	"net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"
)

// format is a named form of text. Here it judges what a schema writes; a
// program has its own check, which may be stricter.
type format struct {
	is  string // after "must be"
	has func(string) bool
}

// formats are the forms that the language knows: one line each.
var formats = map[string]format{
	"bcp47":    {"a language tag such as de-CH", isLanguage},
	"cidr":     {"an IP network in CIDR form", func(s string) bool { _, err := netip.ParsePrefix(s); return err == nil }},
	"e164":     {"a phone number of the form +49301234567", like(`^\+[1-9][0-9]{1,14}$`)},
	"email":    {"an email address", isEmail},
	"hostname": {"a host name", like(`^(?i:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.(?i:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?))*$`)},
	"iban":     {"an IBAN", like(`^[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}$`)},
	"ip":       {"an IP address", func(s string) bool { _, err := netip.ParseAddr(s); return err == nil }},
	"ipv4":     {"an IPv4 address", func(s string) bool { a, err := netip.ParseAddr(s); return err == nil && a.Is4() }},
	"ipv6":     {"an IPv6 address", func(s string) bool { a, err := netip.ParseAddr(s); return err == nil && a.Is6() }},
	"iso3166":  {"a country code such as DE", isCountry},
	"iso4217":  {"a currency code such as EUR", isCurrency},
	"semver":   {"a semantic version such as 1.2.3", like(`^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$`)},
	"slug":     {"lower-case words joined by hyphens", like(`^[a-z0-9]+(?:-[a-z0-9]+)*$`)},
	"uri":      {"an absolute URI", func(s string) bool { u, err := url.Parse(s); return err == nil && u.IsAbs() }},
	"uuid":     {"a UUID in lower case", uuidForm.MatchString},
}

// Formats lists the formats of text, sorted.
func Formats() []string { return slices.Sorted(maps.Keys(formats)) }

func hasFormat(name, s string) bool {
	f, ok := formats[name]
	return !ok || f.has(s)
}

func like(pattern string) func(string) bool { return regexp.MustCompile(pattern).MatchString }

func isEmail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s && strings.Contains(s, "@")
}

func isLanguage(s string) bool { _, err := language.Parse(s); return err == nil && s != "" }

func isCountry(s string) bool {
	if len(s) != 2 || strings.ToUpper(s) != s {
		return false
	}
	region, err := language.ParseRegion(s)
	return err == nil && region.IsCountry()
}

func isCurrency(s string) bool {
	if len(s) != 3 || strings.ToUpper(s) != s {
		return false
	}
	_, err := currency.ParseISO(s)
	return err == nil
}
