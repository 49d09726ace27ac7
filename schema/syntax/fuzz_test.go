package syntax

import (
	"os"
	"slices"
	"testing"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/internal/cputime"
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"context: a\n", "context: a\nenums:\n  E: [a, b]\n", "context: a\nvalues: {V: {fields: {a: list of b}}}\n",
		"context: 'it''s'\ndoc: \"a\\u00e9\\\n  b\"\nowner: >-\n  a\n\n   b\n", "a: |2-\n   b\n  c\n", "a: [b, {c: d(e, f), g: h}]\n",
		"? a\n: b\n", "context: a\n? owner", "a: &b c\nd: *b\n", "a: !b c\n", "\ufeffa: b\r\nc: d\r\n", "- - - a\n", "{a: b", "a: 'b", "a: \"\\x4", "a: \"b\\N\"", "--- a\n--- b\n", ": \"\\x", "%YAML 1.2\n---\na",
		"context: a\naggregates:\n  A:\n    events:\n      E: {fields: {a: int}, sets: {\"b[c == d].e\": f}}\n    scenarios:\n      - {name: n, given: [E], when: {C: }, then: []}\n",
		"context: a\npolicies: {P: {whenever: b.C, sends: [{command: D, on_rejected: {sends: [E]}}]}}\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		data = slices.Clip(data) // what reads behind the end shall panic
		var file *File
		var findings []diag.Finding
		if cost := cputime.Of(func() { file, findings = Parse("f", data) }); cost > 10*time.Second {
			t.Errorf("took %v", cost)
		}
		if file == nil && len(findings) != 1 {
			t.Errorf("%d findings beside a syntax error", len(findings))
		}
		checkFindings(t, data, findings)
		ParseWorkspace("w", data)
		for _, s := range scalarsOf(t, data) {
			checkPlaces(t, data, s)
		}
	})
}

// The corpus isn't copied into the repository; where it lies beside it, its
// files are seeds too.
func FuzzParseCorpus(f *testing.F) {
	for _, path := range sharedFiles(f, "data/yaml-suite", ".yaml") {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		data = slices.Clip(data) // what reads behind the end shall panic
		_, findings := Parse("f", data)
		checkFindings(t, data, findings)
		for _, s := range scalarsOf(t, data) {
			if !checkPlaces(t, data, s) {
				t.Logf("%q isn't found", s.Text)
			}
		}
	})
}
