package jsontext_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
)

// TestStringsAreReadAndWrittenByWhatIsInThem puts what needs a look at every
// place of strings of every length up to three words, since those are looked
// through a word at a time.
func TestStringsAreReadAndWrittenByWhatIsInThem(t *testing.T) {
	for length := range 25 {
		plain := strings.Repeat("~", length)
		for at := range length + 1 {
			for _, special := range []string{"", `"`, `\`, "\n", "\x00", "\x1f", " ", "!", "[", "\x7f", "é"} {
				s := plain[:at] + special + plain[at:]
				text := jsontext.AppendString([]byte("before"), s)[len("before"):]
				var want string
				if err := json.Unmarshal(text, &want); err != nil || want != s {
					t.Fatalf("%q is written as %s: %v", s, text, err)
				}
				d := jsontext.Open(text)
				got := d.String()
				if err := d.Close(); err != nil || got != s {
					t.Fatalf("%s is read as %q: %v", text, got, err)
				}
				if special != "" && special[0] >= utf8.RuneSelf {
					continue
				}
				raw := `"` + s + `"`
				d = jsontext.Open([]byte(raw))
				d.Skip()
				if err := d.Close(); (err == nil) != json.Valid([]byte(raw)) {
					t.Fatalf("%q: skipping says %v, encoding/json that it is valid: %t", raw, err, json.Valid([]byte(raw)))
				}
			}
		}
	}
}
