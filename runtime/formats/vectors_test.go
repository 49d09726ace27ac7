package formats_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/internal/corpus"
	"github.com/orchestrix-go/orchestrix-gen/runtime/formats"
)

// suites are published test vectors for JSON Schema's formats, with how many
// texts each has for a form of ours.
var suites = []struct {
	module corpus.Module
	file   string
	check  func(string) bool
	texts  int
}{
	{official, "email.json", formats.Email, 2},
	{official, "hostname.json", formats.Hostname, 5},
	{official, "ipv4.json", formats.IPv4, 5},
	{official, "ipv6.json", formats.IPv6, 4},
	{official, "uri.json", formats.URI, 19},
	{official, "uri-reference.json", formats.URIReference, 7},
	{extra, "draft2020-12/optional/format/email.json", formats.Email, 5},
	{extra, "draft7/optional/format/semver.json", formats.SemVer, 22},
}

var (
	// official is JSON Schema's own suite, as a validator carries it.
	official = corpus.Module{
		Path: "github.com/qri-io/jsonschema", Version: "v0.2.1",
		Sum: "h1:NNFoKms+kut6ABPf6xiKNM5214jzxAhDBrPHCJ97Wg0=",
	}
	extra = corpus.Module{
		Path: "github.com/santhosh-tekuri/jsonschema/v6", Version: "v6.0.3",
		Sum: "h1:1EYB5IzjZawrrnELUi78f9fPu57HuXjmddZPjrls/28=",
	}
	folders = map[corpus.Module]string{
		official: "testdata/draft2019-09/optional/format",
		extra:    "testdata/Extra-Test-Suite/tests",
	}
)

// otherwise are vectors that we judge otherwise, and why.
var otherwise = map[string]string{
	"\"a\tb\"@gmail.com": "quoted local parts are RFC 5321's, and HTML's form has none",
}

func TestPublishedVectors(t *testing.T) {
	met := map[string]bool{}
	for _, suite := range suites {
		data, err := os.ReadFile(filepath.Join(corpus.Dir(t, suite.module), folders[suite.module], suite.file))
		if err != nil {
			t.Fatal(err)
		}
		var groups []struct {
			Tests []struct {
				Description string
				Data        any
				Valid       bool
			}
		}
		if err := json.Unmarshal(data, &groups); err != nil {
			t.Fatal(err)
		}
		texts := 0
		for _, group := range groups {
			for _, test := range group.Tests {
				s, isText := test.Data.(string)
				if !isText {
					continue
				}
				texts++
				_, differs := otherwise[s]
				met[s] = true
				if got := suite.check(s); got != (test.Valid != differs) {
					t.Errorf("%s: %s: %q is judged %v", suite.file, test.Description, s, got)
				}
			}
		}
		if texts != suite.texts {
			t.Errorf("%s has %d texts, want %d", suite.file, texts, suite.texts)
		}
	}
	for s := range otherwise {
		if !met[s] {
			t.Errorf("no vector is %q", s)
		}
	}
}

// TestCurrenciesAreThoseOfTheStandard compares with a list that is made of the
// standard's own, and has neither metals, funds of no country nor codes for tests.
func TestCurrenciesAreThoseOfTheStandard(t *testing.T) {
	codes := stringsIn(t, corpus.Dir(t, corpus.Module{
		Path: "github.com/bojanz/currency", Version: "v1.4.2", Sum: "h1:O1IWT3M2FI6hnzFeTiww8V616pHrws07hjkbLQ9LjiM=",
	}), "data.go", "currencyCodes")
	codes = append(codes, "XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX")
	compareCodes(t, codes, 3, formats.ISO4217)
}

// stringsIn are the strings of a list in a Go file.
func stringsIn(t *testing.T, dir, file, list string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(dir, file), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || spec.Names[0].Name != list {
			return true
		}
		for _, e := range spec.Values[0].(*ast.CompositeLit).Elts {
			s, err := strconv.Unquote(e.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			found = append(found, s)
		}
		return false
	})
	if len(found) == 0 {
		t.Fatalf("%s has no list %s", file, list)
	}
	return found
}

// compareCodes tries every code of a length in upper case.
func compareCodes(t *testing.T, want []string, length int, has func(string) bool) {
	t.Helper()
	code := make([]byte, length)
	var try func(i int)
	try = func(i int) {
		if i == length {
			if s := string(code); has(s) != slices.Contains(want, s) {
				t.Errorf("%s: %v", s, has(s))
			}
			return
		}
		for code[i] = 'A'; code[i] <= 'Z'; code[i]++ {
			try(i + 1)
		}
	}
	try(0)
}
