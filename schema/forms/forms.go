// Package forms lists the named forms of text that the `format` rule knows: what
// each is called, where it is defined, and the function of runtime/formats that
// checks it, when code is generated as in a program.
package forms

import "github.com/orchestrix-go/orchestrix-gen/runtime/formats"

// Form is a named form of text.
type Form struct {
	Name string
	// Is stands after "must be" in messages.
	Is string
	// Source is the standard that defines it.
	Source string
	// Function is what Has is called in runtime/formats.
	Function string
	Has      func(string) bool
}

// All are the forms that the language knows, sorted by name: one line each.
func All() []Form {
	return []Form{
		{"base64", "base64 with padding", "RFC 4648, section 4", "Base64", formats.Base64},
		{"base64url", "base64 in the alphabet for URLs, without padding", "RFC 4648, section 5", "Base64URL", formats.Base64URL},
		{"bcp47", "a language tag such as de-CH", "RFC 5646, section 2.1", "BCP47", formats.BCP47},
		{"bic", "a BIC such as DEUTDEFF", "ISO 9362", "BIC", formats.BIC},
		{"card_number", "a payment card's number", "ISO/IEC 7812-1", "CardNumber", formats.CardNumber},
		{"cidr", "an IP network in CIDR form", "RFC 4632, section 3.1; RFC 4291, section 2.3", "CIDR", formats.CIDR},
		{"e164", "a phone number of the form +49301234567", "ITU-T E.164", "E164", formats.E164},
		{"email", "an email address", "WHATWG HTML, valid e-mail address", "Email", formats.Email},
		{"gtin", "a GTIN, the number under a bar code", "GS1 General Specifications, section 7.9", "GTIN", formats.GTIN},
		{"hex_color", "a colour such as #1e90ff", "CSS Color Module Level 4, section 5.2", "HexColor", formats.HexColor},
		{"hostname", "a host name", "RFC 1123, section 2.1", "Hostname", formats.Hostname},
		{"iban", "an IBAN", "ISO 13616-1", "IBAN", formats.IBAN},
		{"ip", "an IP address", "RFC 791; RFC 4291", "IP", formats.IP},
		{"ipv4", "an IPv4 address", "RFC 3986, section 3.2.2", "IPv4", formats.IPv4},
		{"ipv6", "an IPv6 address", "RFC 4291, section 2.2", "IPv6", formats.IPv6},
		{"isbn", "an ISBN of 13 digits", "ISO 2108", "ISBN", formats.ISBN},
		{"isin", "an ISIN", "ISO 6166", "ISIN", formats.ISIN},
		{"iso3166", "a country code such as DE", "ISO 3166-1 alpha-2", "ISO3166", formats.ISO3166},
		{"iso4217", "a currency code such as EUR", "ISO 4217, list one", "ISO4217", formats.ISO4217},
		{"iso639", "a language code such as de", "ISO 639, set 1", "ISO639", formats.ISO639},
		{"lei", "an LEI", "ISO 17442-1", "LEI", formats.LEI},
		{"mac", "a MAC address such as 00-00-5E-00-53-01", "RFC 9542, section 2.1", "MAC", formats.MAC},
		{"semver", "a semantic version such as 1.2.3", "Semantic Versioning 2.0.0", "SemVer", formats.SemVer},
		{"slug", "lower-case words joined by hyphens", "none", "Slug", formats.Slug},
		{"ulid", "a ULID in upper case", "github.com/ulid/spec", "ULID", formats.ULID},
		{"uri", "an absolute URI", "RFC 3986, section 3", "URI", formats.URI},
		{"uri_reference", "a URI or a relative reference", "RFC 3986, section 4.1", "URIReference", formats.URIReference},
		{"url", "a URL that begins with http:// or https://", "RFC 9110, section 4.2", "URL", formats.URL},
		{"uuid", "a UUID in lower case", "RFC 9562, section 4", "UUID", formats.UUID},
	}
}

// Named is the form of a name.
func Named(name string) (Form, bool) {
	for _, f := range All() {
		if f.Name == name {
			return f, true
		}
	}
	return Form{}, false
}

// Names are the names of all forms.
func Names() []string {
	var names []string
	for _, f := range All() {
		names = append(names, f.Name)
	}
	return names
}
