package formats_test

import (
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/runtime/formats"
)

var forms = []struct {
	name      string
	check     func(string) bool
	good, bad []string
}{
	{"hostname", formats.Hostname,
		[]string{"localhost", "example.org", "a-b.c1", "EXAMPLE.org.", "1.example", strings.Repeat("a", 63) + ".de"},
		[]string{"", ".", "a..b", "-a.de", "a-.de", "a.de-", "a_b.de", "ä.de", strings.Repeat("a", 64), strings.Repeat("a.", 127) + "a"}},
	{"email", formats.Email,
		[]string{"ann@example.org", "a.b+c@x-y.co", "o'neil@example.org"},
		[]string{"", "nowhere", "@example.org", "ann@", "ann@localhost", "a b@example.org", "a..b@example.org", ".a@example.org", "a.@example.org",
			"a@b@example.org", "Ann <ann@example.org>", "ann@example.org.", strings.Repeat("a", 65) + "@example.org"}},
	{"uri", formats.URI,
		[]string{"https://example.org", "https://example.org/a?b=c#d", "urn:isbn:0451450523", "mailto:ann@example.org", "file:///a"},
		[]string{"", "example.org", "/a/b", "//example.org/a", "https://", "http://a b", "http://ä.de", "http://a/%zz", "http://a/<b>", "x:"}},
	{"ip", formats.IP, []string{"127.0.0.1", "::1", "2001:db8::1", "::ffff:1.2.3.4"}, []string{"", "1.2.3", "1.2.3.256", "01.2.3.4", "fe80::1%eth0", "1.2.3.4/8"}},
	{"ipv4", formats.IPv4, []string{"127.0.0.1"}, []string{"::1", "1.2.3", ""}},
	{"ipv6", formats.IPv6, []string{"::1"}, []string{"127.0.0.1", "fe80::1%eth0", ""}},
	{"cidr", formats.CIDR, []string{"10.0.0.0/8", "2001:db8::/32"}, []string{"10.0.0.0", "10.0.0.0/33", ""}},
	{"e164", formats.E164, []string{"+49301234567", "+1234567"}, []string{"", "+", "49301234567", "+0301234567", "+49 30 123", "+1234567890123456", "+123456"}},
	{"slug", formats.Slug, []string{"a", "a-b", "2026-a-b"}, []string{"", "-a", "a-", "a--b", "A", "a b", "ä"}},
	{"uuid", formats.UUID, []string{"018f0000-0000-7000-8000-000000000000"},
		[]string{"", "018F0000-0000-7000-8000-000000000000", "018f000000007000800000000000000000", "018f0000-0000-7000-8000-00000000000g", "018f0000x0000-7000-8000-000000000000"}},
	{"iban", formats.IBAN, []string{"DE89370400440532013000", "GB82WEST12345698765432"},
		[]string{"", "DE88370400440532013000", "DE89 3704 0044 0532 0130 00", "de89370400440532013000", "DE8937040044053", "1289370400440532013000"}},
	{"bcp47", formats.BCP47, []string{"de", "de-CH", "zh-Hant-TW", "sl-rozaj-1994"}, []string{"", "d", "de-", "de--CH", "de_CH", "1e", "de-abcdefghi", "dä"}},
	{"semver", formats.SemVer, []string{"1.2.3", "0.0.0", "1.0.0-rc.1", "1.0.0-0a.x-y", "1.0.0+001", "1.0.0-a+b.c"},
		[]string{"", "1", "1.2", "v1.2.3", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3+", "1.2.3-a..b", "1.2.3.4"}},
	{"iso4217", formats.ISO4217, []string{"EUR", "AED", "ZWG"}, []string{"", "EURO", "eur", "EU", "ABC", "D A", "UR "}},
	{"iso3166", formats.ISO3166, []string{"DE", "AD", "ZW"}, []string{"", "de", "D", "DEU", "ZZ", "UK", "E "}},
}

func TestFormats(t *testing.T) {
	for _, form := range forms {
		t.Run(form.name, func(t *testing.T) {
			for _, s := range form.good {
				if !form.check(s) {
					t.Errorf("%q is refused", s)
				}
			}
			for _, s := range form.bad {
				if form.check(s) {
					t.Errorf("%q is taken", s)
				}
			}
		})
	}
}

func TestFormatsNeverPanic(t *testing.T) {
	odd := []string{"\x00", "\xff", "\u2028", strings.Repeat("@", 10000), strings.Repeat(".", 10000), strings.Repeat("-", 300), "😀"}
	for _, form := range forms {
		for _, s := range odd {
			if form.check(s) {
				t.Errorf("%s takes %q", form.name, s[:min(len(s), 20)])
			}
		}
	}
}

func TestTextOfItsFormCostsNoMemory(t *testing.T) {
	for _, form := range forms {
		if form.name == "uri" {
			continue // net/url makes a URL of it
		}
		if n := testing.AllocsPerRun(10, func() { form.check(form.good[0]) }); n != 0 {
			t.Errorf("%s allocates %v times", form.name, n)
		}
	}
}
