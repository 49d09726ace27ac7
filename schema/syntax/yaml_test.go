package syntax

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

// brief form of a finding: line:column RULE.
func placed(findings []diag.Finding) (all []string) {
	for _, f := range findings {
		all = append(all, fmt.Sprintf("%d:%d %s", f.Span.Start.Line, f.Span.Start.Column, f.Rule))
	}
	return all
}

func TestASyntaxErrorHasItsPlaceAndAWayOut(t *testing.T) {
	const quote = "quote the whole text"
	for _, c := range []struct {
		name, yaml     string
		line, column   int
		message, hints string
	}{
		{"a condition in braces", "context: a\nx-a: {if: a ? b : c}", 2, 11, "can't hold `?`", quote},
		{"an index in braces", "context: a\nx-a: {if: m[id]}", 2, 11, "can't hold `[`", quote},
		{"an index in brackets", "context: a\nx-a: [b, m[id]]", 2, 10, "can't hold `[`", quote},
		{"an object in braces", "context: a\nx-a: {if: Money{a: 1}}", 2, 11, "can't hold `{`", quote},
		{"a call with an object in braces", "context: a\nx-a: {b: with(c, {d: e})}", 2, 22, "`,` is missing", quote},
		{"text behind quotes in braces", "context: a\nx-a: {b: 'x' == y}", 2, 10, "`,` is missing", quote},
		{"a condition on a line", "context: a\nx-a: b ? c : d", 2, 12, "a second `: `", quote},
		{"text behind quotes", "context: a\nx-a: \"b\" + c", 2, 6, "goes on after its quote", quote},
		{"text behind brackets", "context: a\nx-a: [b].size()", 2, 6, "goes on after its quote or bracket", quote},
		{"a bracket too many", "context: a\nx-a: {b: c}}", 2, 12, "nothing opens", "leave it out"},
		{"a tag that runs into text", "context: a\nx-a: !\"b\"", 2, 6, "begins a YAML tag", quote},
		{"an alias", "context: a\nx-a: *b", 2, 6, "aliases", quote[:5]},
		{"an anchor of signs", "context: a\nx-a: {b: !c && d}", 2, 13, "anchor or alias", quote},
		{"a quote that isn't closed", "context: a\nx-a: 'b\nx-c: d", 2, 6, "never closed", "close it"},
		{"on the first line", "context: \"a", 1, 10, "never closed", "close it"},
		{"an unknown escape", "context: a\nx-a: \"b\\q\"", 2, 8, "escape", "single quotes"},
		{"an escape without its digits", "context: a\nx-a: \"b\\u12\"", 2, 8, "escape", "single quotes"},
		{"an escape cut by the file's end", "context: \"\\x", 1, 11, "escape", "single quotes"},
		{"a brace that isn't closed", "context: a\nx-a: {b: c", 2, 6, "never closed", ""},
		{"a brace that isn't closed before a key", "context: a\nx-a: {b: c\nx-d: e\n", 2, 6, "isn't closed before the next line", "close it"},
		{"a bracket that isn't closed before a key", "context: a\nx-a: [b, c\nx-d: e\n", 2, 6, "isn't closed before the next line", "close it"},
		{"a tab", "context: a\n\tx-a: b", 2, 1, "tab", "spaces"},
		{"a tab in a mapping", "context: a\nx-a:\n\tb: c", 3, 1, "tab", "spaces"},
		{"a key indented too deep", "context: a\n  x-a: b", 2, 3, "a key can't stand here", "as deep as"},
		{"a key indented between", "context: a\nx-a:\n    b: c\n  d: e", 4, 3, "indentation fits nothing", "as deep as"},
		{"a line without a colon", "context: a\nfoo\nx-a: b", 2, 1, "no `key: value`", "`:`"},
		{"a reserved sign", "context: a\nx-a: @b", 2, 6, "can't begin with `@`", quote},
		{"a percent sign", "context: a\nx-a: %b", 2, 6, "can't begin with `%`", quote},
		{"a greater-than sign", "context: a\nx-a: > 5", 2, 6, "begins a block of text", quote},
		{"a list behind a key", "context: a\nx-a: - 1", 2, 6, "line of its own", "next line"},
		{"a second document", "context: a\n---\ncontext: b", 2, 1, "a second document", "a file of its own"},
		{"a second document that is broken", "context: a\n---\ncontext: [b", 3, 10, "never closed", ""},
		{"a list that ends with the file", "context: a\nx-a: [", 2, 7, "ends within a list", "close"},
		{"a value that is missing", "context: a\nx-a: [b, , c]", 2, 10, "a value is missing", "write one"},
		{"text behind the document's end", "context: a\n...\ncontext: b", 3, 1, "a second document", "a file of its own"},
		{"a directive", "%YAML 1.2\n---\ncontext: a", 1, 1, "directives", "leave the line out"},
		{"invalid UTF-8", "context: a\nx-a: é\xffb", 2, 7, "UTF-8", "UTF-8"},
		{"a NUL byte", "context: a\x00", 1, 11, "control character", "escape"},
		{"a lone CR", "context: a\rx-a: b", 1, 11, "neither LF nor CRLF", "escape"},
		{"a next line character", "context: a\u0085", 1, 11, "neither LF nor CRLF", "escape"},
		{"a line separator", "context: a\u2028", 1, 11, "neither LF nor CRLF", "escape"},
		{"wide characters before the place", "context: é\nx-€€: {é: é ? b}", 2, 11, "can't hold `?`", quote},
	} {
		t.Run(c.name, func(t *testing.T) {
			file, findings := Parse("f", slices.Clip([]byte(c.yaml)))
			if len(findings) != 1 {
				t.Fatalf("%d findings, want one", len(findings))
			}
			if file != nil {
				t.Error("there is a tree beside a syntax error")
			}
			f := findings[0]
			if f.Rule != diag.Syntax || !strings.Contains(f.Message, c.message) || !strings.Contains(f.Suggestion, c.hints) {
				t.Errorf("%s: %q (%q), want %q (%q)", f.Rule, f.Message, f.Suggestion, c.message, c.hints)
			}
			if want := (diag.Pos{Line: c.line, Column: c.column}); f.Span.Start != want {
				t.Errorf("at %v, want %v", f.Span.Start, want)
			}
		})
	}
}

func TestWhatYAMLAllowsAndTheLanguageNotComesTogether(t *testing.T) {
	for _, c := range []struct {
		name, yaml string
		want       []string
	}{
		{"tags, which are expressions without quotes", "context: a\ndoc: !b\nowner: !c.d\nfoo: 1\n", []string{"2:6 SYNTAX", "3:8 SYNTAX", "4:1 UNKNOWN_KEY"}},
		{"a tag before a list", "context: a\nrelations: !b []\n", []string{"2:12 SYNTAX"}},
		{"an anchor", "context: &b a\nfoo: 1\n", []string{"1:10 SYNTAX", "2:1 UNKNOWN_KEY"}},
		{"an alias", "context: &b a\ndoc: *b\n", []string{"1:10 SYNTAX", "2:6 SYNTAX"}},
		{"a merge key", "context: a\n<<: {doc: b}\n", []string{"2:1 UNKNOWN_KEY"}},
		{"keys that stand twice", "context: a\ndoc: b\ndoc: c\nx-a: {b: 1, 'b': 2}\n", []string{"3:1 DUPLICATE_KEY", "4:13 DUPLICATE_KEY"}},
		{"a list as a key", "context: a\n? [b]\n: c\n", []string{"2:3 WRONG_SHAPE"}},
		{"deep nesting", "context: a\nx-a: " + strings.Repeat("[", 120) + strings.Repeat("]", 120), []string{"2:105 SYNTAX"}},
		{"a long text", "context: a\ndoc: " + strings.Repeat("b", maxText+1), []string{"2:6 SYNTAX"}},
		{"YAML's own tags", "context: !!str a\ndoc: !!str\n  b\nrelations: !!seq []\n", nil},
		{"CRLF", "context: a\r\ndoc: >\r\n  b\r\n  c\r\n", nil},
		{"a byte order mark", "\ufeffcontext: a\nfoo: 1\n", []string{"2:1 UNKNOWN_KEY"}},
		{"comments and document marks", "# a\n---\n# b\ncontext: a # c\n# d\n...\n# e\n", nil},
		{"nothing", "", []string{"1:1 MISSING_KEY"}},
		{"comments only", "# a\n", []string{"1:1 MISSING_KEY"}},
		{"a list", "- a\n", []string{"1:1 WRONG_SHAPE"}},
		{"a scalar", "\n a\n", []string{"2:2 WRONG_SHAPE"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			file, findings := Parse("f", []byte(c.yaml))
			if diff := cmp.Diff(c.want, placed(findings)); diff != "" {
				t.Error(diff)
			}
			if file == nil {
				t.Error("nothing was read")
			}
		})
	}
}

func TestTextCutAtACommaIsOneFindingThatSaysToQuote(t *testing.T) {
	const before = "context: a\nvalues: {V: {fields: {b: int}, rules: ["
	for _, c := range []struct {
		name, yaml string
		want       string
	}{
		{"in a rule", before + "{id: i, check: max(a, b), message: m}]}}\n", "2:62 UNKNOWN_KEY"},
		{"in several pieces", before + "{id: i, check: max(a, b, c), message: m}]}}\n", "2:62 UNKNOWN_KEY"},
		{"a sentence", before + "{id: i, check: c, message: first, second and third}]}}\n", "2:74 UNKNOWN_KEY"},
		{"in what is set", "context: a\nevents: {E: {sets: {a: max(b, c), d: e}}}\n", "2:31 UNKNOWN_KEY"},
		{"in a value", "context: a\nfixtures: {f: [{E: {a: no, really}}]}\n", "2:28 UNKNOWN_KEY"},
		{"behind a tag", "context: a\nevents: {E: {sets: {a: !b(c, d), e: f}}}\n", "2:24 SYNTAX"},
		{"in a list", "context: a\naggregates: {A: {commands: {C: {skips: [f(a, b, g(c, d)), e]}}}}\n", "2:41 BAD_VALUE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, findings := Parse("f", []byte(c.yaml))
			if diff := cmp.Diff([]string{c.want}, placed(findings)); diff != "" {
				t.Fatal(diff)
			}
			if !strings.Contains(findings[0].Suggestion, "quote the whole text") {
				t.Errorf("the suggestion is %q", findings[0].Suggestion)
			}
		})
	}
	quoted := before + "{id: i, check: 'max(a, b)', message: 'first, second'}]}}\n"
	if _, findings := Parse("f", []byte(quoted)); len(findings) > 0 {
		t.Errorf("quoted, it says %s", findings[0].Message)
	}
}

func TestAMistypedKeyIsReadAsItWasMeant(t *testing.T) {
	file, findings := Parse("f", []byte("context: a\nvalues:\n  V:\n    feilds: {b: int}\n"))
	if diff := cmp.Diff([]string{"4:5 UNKNOWN_KEY"}, placed(findings)); diff != "" {
		t.Fatal(diff)
	}
	if findings[0].Suggestion != "did you mean fields?" {
		t.Errorf("the suggestion is %q", findings[0].Suggestion)
	}
	if len(file.Values) != 1 || len(file.Values[0].Fields) != 1 {
		t.Error("its value was left out")
	}
}

func TestAPartOfTheWrongShapeKeepsItsName(t *testing.T) {
	file, findings := Parse("f", []byte("context: a\nvalues: {V: [b]}\nenums: {E: b}\nevents: {F: [c]}\n"))
	if len(findings) != 3 {
		t.Fatalf("%d findings, want 3", len(findings))
	}
	if len(file.Values) != 1 || len(file.Enums) != 1 || len(file.Events) != 1 {
		t.Error("a name was lost: all that refers to it would be wrong too")
	}
}

func TestTooManyMistakesAreCutShort(t *testing.T) {
	_, findings := Parse("f", []byte("context: a\n"+strings.Repeat("? [a]\n", 2*maxFindings)))
	if len(findings) != maxFindings+1 || findings[0].Rule != diag.TooMany {
		t.Errorf("%d findings, the first %v", len(findings), findings[0].Rule)
	}
}

func TestTheWorkspaceFile(t *testing.T) {
	for _, c := range []struct {
		name, yaml string
		want       []string
	}{
		{"all keys", "version: 1\nschemas: [a]\ngo: {initialisms: [SKU]}\nlint: {disable: [AGGREGATE_SIZE]}\nbreaking: {against: b}\ndocs: {out: c}\nx-a: b\n", nil},
		{"nothing", "", nil},
		{"another version", "version: 2\n", []string{"1:10 BAD_VALUE"}},
		{"no version", "version: [1]\n", []string{"1:10 WRONG_SHAPE"}},
		{"an unknown rule", "lint: {disable: [AGGREGATE_SISE]}\n", []string{"1:18 UNKNOWN_RULE"}},
		{"unknown keys", "shemas: []\ngo: {x: 1}\nlint: {x: 1}\nbreaking: {x: 1}\ndocs: {x: 1}\n", []string{"1:1 UNKNOWN_KEY", "2:6 UNKNOWN_KEY", "3:8 UNKNOWN_KEY", "4:12 UNKNOWN_KEY", "5:8 UNKNOWN_KEY"}},
		{"wrong shapes", "schemas: a\ngo: b\nlint:\nbreaking: []\ndocs: {out: [c]}\n", []string{"1:10 WRONG_SHAPE", "2:5 WRONG_SHAPE", "3:6 WRONG_SHAPE", "4:11 WRONG_SHAPE", "5:13 WRONG_SHAPE"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, findings := ParseWorkspace("orchestrix.yaml", []byte(c.yaml))
			if diff := cmp.Diff(c.want, placed(findings)); diff != "" {
				t.Error(diff)
			}
		})
	}
	w, _ := ParseWorkspace("orchestrix.yaml", []byte("schemas: [a, b]\ngo: {initialisms: [SKU]}\nlint: {disable: [AGGREGATE_SIZE]}\nbreaking: {against: c}\ndocs: {out: d}\n"))
	if len(w.Schemas) != 2 || w.Initialisms[0].Text != "SKU" || w.LintDisable[0].Text != "AGGREGATE_SIZE" || w.BreakingAgainst.Text != "c" || w.DocsOut.Text != "d" {
		t.Errorf("read as %+v", w)
	}
	if w, findings := ParseWorkspace("orchestrix.yaml", []byte("schemas: [")); w != nil || len(findings) != 1 {
		t.Error("a syntax error isn't the only finding")
	}
}

func TestTheInnermostPartThatLacksSomethingIsDamaged(t *testing.T) {
	for _, c := range []struct {
		name, yaml string
		want       []diag.Pos
	}{
		{"nothing is wrong", "context: a\nvalues: {V: {fields: {b: int}}}\n", nil},
		{"a field without a type", "context: a\nvalues: {V: {fields: {b: {}, c: int}}}\n", []diag.Pos{{Line: 2, Column: 23}}},
		{"an event with a key of the wrong shape", "context: a\nevents:\n  E: {copies: b}\n  F: {apply: none}\n", []diag.Pos{{Line: 3, Column: 3}}},
		{"an enum of the wrong shape", "context: a\nenums: {E: 1}\n", []diag.Pos{{Line: 2, Column: 9}}},
		{"a tag instead of a value", "context: a\nevents:\n  E:\n    to: !b\n", []diag.Pos{{Line: 3, Column: 3}}},
		{"an entry of a list", "context: a\naggregates: {A: {invariants: [{id: a, check: b, message: [c]}]}}\n", []diag.Pos{{Line: 2, Column: 31}}},
		{"an unknown key of the file", "context: a\nfoo: 1\n", nil},
	} {
		file, _ := Parse("f", []byte(c.yaml))
		if diff := cmp.Diff(c.want, file.Damaged); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}
