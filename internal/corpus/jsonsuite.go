package corpus

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// JSONDocument is a text that a JSON parser should accept or refuse.
type JSONDocument struct {
	Name string
	Text []byte
	// Valid says that it is JSON to encoding/json.
	Valid bool
	// Stricter says that a codec for stored events refuses it nevertheless: it
	// holds text that isn't Unicode.
	Stricter bool
}

// JSONTestSuite are the documents of nst/JSONTestSuite. Where that leaves a
// verdict to the parser, encoding/json decides.
func JSONTestSuite(t testing.TB) []JSONDocument {
	t.Helper()
	dir := Dir(t, Module{
		Path:    "github.com/nst/JSONTestSuite",
		Version: "v0.0.0-20241122125541-1ef36fa01286",
		Sum:     "h1:t/cjDwz9uc/5ZSagWtr7nWpoEA5Imvw/ArlJuI+d+Cw=",
	})
	var documents []JSONDocument
	for _, pattern := range []string{"test_parsing/*.json", "test_transform/*.json"} {
		names, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(pattern)))
		if err != nil || len(names) == 0 {
			t.Fatalf("%s has %d documents, %v", pattern, len(names), err)
		}
		for _, name := range names {
			documents = append(documents, jsonDocument(t, name))
		}
	}
	return documents
}

func jsonDocument(t testing.TB, file string) JSONDocument {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimSuffix(filepath.Base(file), ".json")
	d := JSONDocument{Name: name, Text: text, Valid: json.Valid(text), Stricter: notUnicode[name]}
	if strings.HasPrefix(name, "y_") && (!d.Valid || d.Stricter) || strings.HasPrefix(name, "n_") && d.Valid {
		t.Fatalf("%s has the wrong verdict", name)
	}
	return d
}

// notUnicode are the documents whose strings hold invalid UTF-8 or half of a
// surrogate pair, which encoding/json replaces by U+FFFD.
var notUnicode = map[string]bool{
	"i_object_key_lone_2nd_surrogate":                true,
	"i_string_1st_surrogate_but_2nd_missing":         true,
	"i_string_1st_valid_surrogate_2nd_invalid":       true,
	"i_string_UTF-8_invalid_sequence":                true,
	"i_string_UTF8_surrogate_U+D800":                 true,
	"i_string_incomplete_surrogate_and_escape_valid": true,
	"i_string_incomplete_surrogate_pair":             true,
	"i_string_incomplete_surrogates_escape_valid":    true,
	"i_string_invalid_lonely_surrogate":              true,
	"i_string_invalid_surrogate":                     true,
	"i_string_invalid_utf-8":                         true,
	"i_string_inverted_surrogates_U+1D11E":           true,
	"i_string_iso_latin_1":                           true,
	"i_string_lone_second_surrogate":                 true,
	"i_string_lone_utf8_continuation_byte":           true,
	"i_string_not_in_unicode_range":                  true,
	"i_string_overlong_sequence_2_bytes":             true,
	"i_string_overlong_sequence_6_bytes":             true,
	"i_string_overlong_sequence_6_bytes_null":        true,
	"i_string_truncated-utf-8":                       true,
	"string_1_escaped_invalid_codepoint":             true,
	"string_1_invalid_codepoint":                     true,
	"string_2_escaped_invalid_codepoints":            true,
	"string_2_invalid_codepoints":                    true,
	"string_3_escaped_invalid_codepoints":            true,
	"string_3_invalid_codepoints":                    true,
}
