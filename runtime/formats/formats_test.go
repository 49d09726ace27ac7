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
		[]string{"https://example.org", "https://example.org/a?b=c#d", "urn:isbn:0451450523", "mailto:ann@example.org", "file:///a", "http://a:8080",
			"http://[::1]:80/", "http://[v1.a:b]/", "a+b-c.1:x", "http://u:p@h/", "http://a/%C3%A4", "http:///a", "http://?a", "x://a:"},
		[]string{"", "example.org", "/a/b", "//example.org/a", "https://", "http://a b", "http://ä.de", "http://a/%zz", "http://a/<b>", "x:", "1a:b", ":a",
			"http://a:b/", "http://[::1", "http://[a]/", "http://[v.a]/", "http://a/[b]", "http://a#b#c", "http://a@b@c/", "http://a/%4", "http://[::1]a/",
			"http://::1/", "http://[fe80::1%25en0]/", "http://[v1.%41]/"}},
	{"uri_reference", formats.URIReference,
		[]string{"../a?b#c", "", "a", "//h/a", "#", "?", "/a:b", "./a:b", "https://example.org", "x:"},
		[]string{"1:a", ":a", "a b", "ä", "//h:x/", "%"}},
	{"url", formats.URL,
		[]string{"https://example.org/a", "HTTP://a", "http://127.0.0.1:8080?a#b", "https://[::1]/"},
		[]string{"", "http:", "http://", "http:a", "http:///a", "http://:80", "http://?a", "ftp://a", "https://u@a/", "http://a b", "a", "//a", "http://a:b"}},
	{"mac", formats.MAC, []string{"00-00-5E-00-53-01", "00:00:5e:00:53:01"},
		[]string{"", "00-00-5E-00-53", "00-00-5E-00-53:01", "00005E005301", "0000.5E00.5301", "00-00-5E-00-53-0G", "00-00-5E-00-53-01-"}},
	{"ip", formats.IP, []string{"127.0.0.1", "::1", "2001:db8::1", "::ffff:1.2.3.4"}, []string{"", "1.2.3", "1.2.3.256", "01.2.3.4", "fe80::1%eth0", "1.2.3.4/8"}},
	{"ipv4", formats.IPv4, []string{"127.0.0.1"}, []string{"::1", "1.2.3", ""}},
	{"ipv6", formats.IPv6, []string{"::1"}, []string{"127.0.0.1", "fe80::1%eth0", ""}},
	{"cidr", formats.CIDR, []string{"10.0.0.0/8", "2001:db8::/32"}, []string{"10.0.0.0", "10.0.0.0/33", ""}},
	{"e164", formats.E164, []string{"+49301234567", "+1234567"}, []string{"", "+", "49301234567", "+0301234567", "+49 30 123", "+1234567890123456", "+123456"}},
	{"slug", formats.Slug, []string{"a", "a-b", "2026-a-b"}, []string{"", "-a", "a-", "a--b", "A", "a b", "ä"}},
	{"uuid", formats.UUID, []string{"018f0000-0000-7000-8000-000000000000"},
		[]string{"", "018F0000-0000-7000-8000-000000000000", "018f000000007000800000000000000000", "018f0000-0000-7000-8000-00000000000g", "018f0000x0000-7000-8000-000000000000"}},
	{"iban", formats.IBAN, []string{"DE89370400440532013000", "GB82WEST12345698765432"},
		[]string{"", "DE88370400440532013000", "DE89 3704 0044 0532 0130 00", "de89370400440532013000", "DE8937040044053", "1289370400440532013000", "DE8937040044053201300ä"}},
	{"bic", formats.BIC, []string{"DEUTDEFF", "DEUTDEFF500", "NEDSZAJJXXX", "NCBVXKPR"},
		[]string{"", "DEUTDEF", "DEUTDEFF50", "deutdeff", "DEUTZZFF", "DEUT1EFF", "DEUTDEFFÄ"}},
	{"isin", formats.ISIN, []string{"US0378331005", "AU0000XVGZA3", "GB0002634946", "XS2021448886"},
		[]string{"", "US0378331006", "us0378331005", "US037833100", "US03783310055", "120378331005", "US037833100A", "US03783310-5"}},
	{"lei", formats.LEI, []string{"506700GE1G29325QX363", "5493000IBP32UQZ0KL24"},
		[]string{"", "506700GE1G29325QX364", "506700ge1g29325qx363", "506700GE1G29325QX36", "506700GE1G29325QX36A", "506700GE1G2932-QX363"}},
	{"card_number", formats.CardNumber, []string{"4242424242424242", "378282246310005", "6304000000000000"},
		[]string{"", "4242424242424243", "4242 4242 4242 4242", "0", "424242424242424242424242", "42424242424A"}},
	{"gtin", formats.GTIN, []string{"4006381333931", "036000291452", "96385074", "10614141000415"},
		[]string{"", "4006381333932", "0", "400638133393", "400638133393A", "4 06381333931"}},
	{"isbn", formats.ISBN, []string{"9780306406157", "9791090636071"},
		[]string{"", "9780306406158", "978-0-306-40615-7", "0306406152", "4006381333931"}},
	{"bcp47", formats.BCP47, []string{"de", "de-CH", "zh-Hant-TW", "sl-rozaj-1994"}, []string{"", "d", "de-", "de--CH", "de_CH", "1e", "de-abcdefghi", "dä"}},
	{"iso639", formats.ISO639, []string{"de", "aa", "zu"}, []string{"", "DE", "d", "deu", "xx", "e ", "iw", "sh"}},
	{"ulid", formats.ULID, []string{"01ARZ3NDEKTSV4RRFFQ69G5FAV", "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"},
		[]string{"", "01arz3ndektsv4rrffq69g5fav", "8ZZZZZZZZZZZZZZZZZZZZZZZZZ", "01ARZ3NDEKTSV4RRFFQ69G5FA", "01ARZ3NDEKTSV4RRFFQ69G5FAI", "01ARZ3NDEKTSV4RRFFQ69G5FA-"}},
	{"hex_color", formats.HexColor, []string{"#1e90ff", "#1E90FF80", "#abc", "#abcd"}, []string{"", "#", "#ab", "1e90ff", "#1e90f", "#1e90fg", "red"}},
	{"base64", formats.Base64, []string{"", "Zg==", "Zm8=", "Zm9v", "+/+/"}, []string{"Zg", "Zg=", "Zh==", "Zm9=", "Z===", "Zm9v\n", "-_-_", "=", "Zg==Zg==", "===="}},
	{"base64url", formats.Base64URL, []string{"", "Zg", "Zm8", "Zm9v", "-_-_"}, []string{"Zg==", "Zh", "Zm9", "Z", "+/+/", "Zm9v\n"}},
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
	odd := []string{"\x00", "\xff", "\u2028", strings.Repeat("@", 10000) + "[", strings.Repeat(".", 10000) + "[", strings.Repeat("-", 300) + "[", "😀"}
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
		for _, s := range form.good {
			if n := testing.AllocsPerRun(10, func() { form.check(s) }); n != 0 {
				t.Errorf("%s allocates %v times for %q", form.name, n, s)
			}
		}
	}
}
