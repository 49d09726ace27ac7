package resolve_test

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/text/width"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/resolve"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// written is a piece of a schema in which one thing is wrong: what stands in ‹…›.
type written struct{ name, text, says string }

// inCommand puts the keys of a command into a schema.
func inCommand(keys string) string {
	return `context: a
values: {Item: {fields: {sku: string, n: int}}}
aggregates:
  A:
    state: {n: int, name: string, note: optional string}
    events:
      Done: {fields: {text: string, items: list of Item, stock: map of string to int}, apply: none}
      Other: {apply: none}
    commands:
      Do:
        ` + strings.ReplaceAll(keys, "\n", "\n        ") + "\n"
}

// inSets puts the entries of an event's `sets` into a schema.
func inSets(sets string) string {
	return `context: a
values: {Item: {fields: {sku: string, n: int}}}
aggregates:
  A:
    state: {n: int, name: string, stock: map of string to int, items: list of Item}
    events:
      Done:
        fields: {sku: string, n: int}
        sets:
          ` + strings.ReplaceAll(sets, "\n", "\n          ") + "\n"
}

// marks takes ‹…› out of a text and gives the place that they stood around.
func marks(text string) (plain string, span diag.Span) {
	before, rest, _ := strings.Cut(text, "‹")
	inside, after, _ := strings.Cut(rest, "›")
	place := func(text string) diag.Pos {
		line := strings.TrimPrefix(text[strings.LastIndexByte(text, '\n')+1:], "\ufeff")
		return diag.Pos{Line: strings.Count(text, "\n") + 1, Column: len([]rune(line)) + 1}
	}
	return before + inside + after, diag.Span{File: "a.orchestrix.yaml", Start: place(before), End: place(before + inside)}
}

// run finds the mistake, with lines that end as either does, and behind a byte
// order mark.
func (w written) run(t *testing.T, schema func(string) string) {
	for _, variant := range []struct{ name, bom, newline string }{{"", "", "\n"}, {", CRLF", "", "\r\n"}, {", BOM", "\ufeff", "\n"}} {
		t.Run(w.name+variant.name, func(t *testing.T) {
			text, want := marks(variant.bom + strings.ReplaceAll(schema(w.text), "\n", variant.newline))
			tree, findings := syntax.Parse("a.orchestrix.yaml", []byte(text))
			if tree != nil {
				_, resolved := resolve.Resolve(resolve.Input{Root: "/w", Module: "example.org/m", Files: []*syntax.File{tree}})
				findings = append(findings, resolved...)
			}
			if len(findings) != 1 {
				t.Fatalf("found\n%sin\n%s", found(findings, false), text)
			}
			f := findings[0]
			if !strings.HasPrefix(string(f.Rule)+" "+f.Message, w.says) {
				t.Errorf("found %s", found(findings, false))
			}
			if f.Span != want {
				t.Errorf("found at %v to %v, want %v to %v: %s", f.Span.Start, f.Span.End, want.Start, want.End, f.Message)
			}
			checkCarets(t, text, f)
		})
	}
}

// checkCarets looks at what is printed: the carets stand below the cells of what
// the finding is about, as far as its first line goes.
func checkCarets(t *testing.T, text string, f diag.Finding) {
	t.Helper()
	var out bytes.Buffer
	sources := func(string) []byte { return []byte(text) }
	if err := diag.Text(&out, []diag.Finding{f}, sources, false); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out.String(), "\n")
	shown, carets := lines[len(lines)-3], lines[len(lines)-2]
	line := []rune(strings.TrimPrefix(strings.TrimSuffix(strings.Split(text, "\n")[f.Span.Start.Line-1], "\r"), "\ufeff"))
	if !strings.HasSuffix(shown, "| "+strings.TrimRight(string(line), " ")) {
		t.Fatalf("shown is %q, want %q", shown, string(line))
	}
	to := len(line)
	if f.Span.End.Line == f.Span.Start.Line {
		to = f.Span.End.Column - 1
	}
	before, of := cells(line[:f.Span.Start.Column-1]), cells(line[f.Span.Start.Column-1:to])
	_, under, _ := strings.Cut(carets, "| ")
	under, _, _ = strings.Cut(strings.TrimRight(under, " ")+" ", "^ ")
	if want := strings.Repeat(" ", before) + strings.Repeat("^", max(of, 1)-1); under != want {
		t.Errorf("the carets are wrong:\n%s\n%s", shown, carets)
	}
}

// cells is how wide a text is in a terminal; the tests have no tabs before.
func cells(text []rune) int {
	n := 0
	for _, r := range text {
		switch kind := width.LookupRune(r).Kind(); {
		case r == '\u0301':
		case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

const unknownField = `UNKNOWN_FIELD the state of A has no field "`

func TestFindingsInScalarsOfEveryStyle(t *testing.T) {
	for _, w := range []written{
		{"plain", "skips: [state.‹totl› > 0]\nemits: [Other]", unknownField},
		{"plain in a block", "skips:\n  - state.n > 0 && state.‹totl› > 0\nemits: [Other]", unknownField},
		{"plain behind a comment's sign", "skips:\n  - state.name != \"#1\" && state.‹totl› > 0 # a comment\nemits: [Other]", unknownField},
		{"plain over lines", "skips:\n  - state.n > 0\n    && state.n < 3\n    && state.‹totl› > 0\nemits: [Other]", unknownField},
		{"plain over lines with spaces at their ends", "skips:\n  - state.n > 0  \n    &&   state.‹totl› > 0\nemits: [Other]", unknownField},
		{"plain over an empty line", "skips:\n  - state.n > 0\n\n    && state.‹totl› > 0\nemits: [Other]", unknownField},
		{"plain over lines in flow", "skips: [state.n > 0\n    && state.‹totl› > 0, state.n > 1]\nemits: [Other]", unknownField},
		{"plain behind a tag", "skips:\n  - !!str state.‹totl› > 0\nemits: [Other]", unknownField},

		{"single quotes", "skips: ['state.‹totl› > 0']\nemits: [Other]", unknownField},
		{"single quotes doubled before", "skips: ['state.name == ''it'' && state.‹totl› > 0']\nemits: [Other]", unknownField},
		{"single quotes over lines", "skips: ['state.n > 0\n\n   && state.‹totl› > 0']\nemits: [Other]", unknownField},
		{"single quotes with a backslash", `skips: ['state.name == "\\" && state.‹totl› > 0']` + "\nemits: [Other]", unknownField},

		{"double quotes", `skips: ["state.‹totl› > 0"]` + "\nemits: [Other]", unknownField},
		{"double quotes with quotes before", `skips: ["state.name == \"it\" && state.‹totl› > 0"]` + "\nemits: [Other]", unknownField},
		{"double quotes with escapes of every length before", `skips: ["state.name == 'a\x41\u00e9\U0001F600\u540d\_' && state.‹totl› > 0"]` + "\nemits: [Other]", unknownField},
		{"double quotes with a line break that is written", `skips: ["state.n > 0\n&& state.‹totl› > 0"]` + "\nemits: [Other]", unknownField},
		{"double quotes with a tab that is written", `skips: ["state.n > 0\t&& state.‹totl› > 0"]` + "\nemits: [Other]", unknownField},
		{"double quotes with a backslash for CEL", `skips: ["state.name == '\\n' && state.‹totl› > 0"]` + "\nemits: [Other]", unknownField},
		{"double quotes over lines", "skips: [\"state.n > 0\n   && state.‹totl› > 0\"]\nemits: [Other]", unknownField},
		{"double quotes over an escaped line break", "skips: [\"state.n > 0 \\\n   && state.‹totl› > 0\"]\nemits: [Other]", unknownField},
		{"double quotes over an escaped line break with a space kept", "skips: [\"state.n > 0\\\n   \\ && state.‹totl› > 0\"]\nemits: [Other]", unknownField},
		{"escapes in what is wrong", `skips: ["state.‹t\u006ftl› > 0"]` + "\nemits: [Other]", unknownField},
		{"an escape that begins what is wrong", `skips: ["state.‹\x74otl› > 0"]` + "\nemits: [Other]", unknownField},
		{"an escape that ends what is wrong", `skips: ["state.‹tot\x6c› > 0"]` + "\nemits: [Other]", unknownField},
		{"a line break in what is wrong", "skips: [\"state.‹to\\\n   tl› > 0\"]\nemits: [Other]", unknownField},

		{"folded", "skips:\n  - >\n    state.‹totl› > 0\nemits: [Other]", unknownField},
		{"folded over lines", "skips:\n  - >-\n    state.n > 0\n    && state.‹totl› > 0\nemits: [Other]", unknownField},
		{"folded, with line breaks kept", "skips:\n  - >+\n    state.n > 0\n    && state.‹totl› > 0\n\nemits: [Other]", unknownField},
		{"folded over empty lines", "skips:\n  - >-\n\n    state.n > 0\n\n\n    && state.‹totl› > 0\nemits: [Other]", unknownField},
		{"folded with deeper lines", "skips:\n  - >-\n    state.n > 0\n      && state.n > 1\n    && state.‹totl› > 0\nemits: [Other]", unknownField},
		{"folded, wrong in a deeper line", "skips:\n  - >-\n    state.n > 0\n      && state.‹totl› > 1\n    && state.n > 0\nemits: [Other]", unknownField},
		{"folded with an indentation", "skips:\n  - >2-\n    state.n > 0\n    && state.‹totl› > 0\nemits: [Other]", unknownField},
		{"folded behind a comment", "skips:\n  - >- # why\n    state.n > 0\n    && state.‹totl› > 0\nemits: [Other]", unknownField},

		{"literal", "skips:\n  - |\n    state.‹totl› > 0\nemits: [Other]", unknownField},
		{"literal over lines", "skips:\n  - |-\n    state.n > 0\n      && state.‹totl› > 0\nemits: [Other]", unknownField},
		{"literal, with line breaks kept", "skips:\n  - |+\n    state.n > 0\n    && state.‹totl› > 0\n\nemits: [Other]", unknownField},
		{"literal with empty lines", "skips:\n  - |-\n\n    state.n > 0\n\n    && state.‹totl› > 0\nemits: [Other]", unknownField},
		{"literal with an indentation", "skips:\n  - |2-\n      state.n > 0\n    && state.‹totl› > 0\nemits: [Other]", unknownField},
		{"literal with a comment of CEL", "skips:\n  - |-\n    state.n > 0 // state.totl\n    && state.‹totl› > 0\nemits: [Other]", unknownField},
		{"literal with quotes and escapes as they are", "skips:\n  - |-\n    state.name == '\\n' && state.‹totl› > 0\nemits: [Other]", unknownField},

		{"behind wide characters", `skips: ['state.name == "名前" && state.‹totl› > 0']` + "\nemits: [Other]", unknownField},
		{"behind characters of four bytes", `skips: ['state.name == "😀😀" && state.‹totl› > 0']` + "\nemits: [Other]", unknownField},
		{"behind combining characters", "skips: ['state.name == \"e\u0301\" && state.‹totl› > 0']\nemits: [Other]", unknownField},
		{"behind wide characters, folded", "skips:\n  - >-\n    state.name == '名前'\n    && state.name == '名' && state.‹totl› > 0\nemits: [Other]", unknownField},
		{"behind wide characters beside", "skips: [state.name == '名前', state.‹totl› > 0]\nemits: [Other]", unknownField},
	} {
		w.run(t, inCommand)
	}
}

func TestFindingsInEveryKindOfText(t *testing.T) {
	for _, w := range []written{
		{"all of an expression", "skips: ['‹state.n + 1›']\nemits: [Other]", "EXPR_TYPE"},
		{"all of a folded expression", "skips:\n  - >-\n    ‹state.n\n    + 1›\nemits: [Other]", "EXPR_TYPE"},
		{"an operator", "skips: ['state.n ‹=› 1']\nemits: [Other]", "EXPR_SYNTAX"},
		{"an operator over lines", "skips:\n  - |-\n    state.n\n      ‹=› 1\nemits: [Other]", "EXPR_SYNTAX"},
		{"an end that is too early", "skips: ['state.n ‹>› ']\nemits: [Other]", "EXPR_SYNTAX the expression ends too early"},
		{"an end that is too early, folded", "skips:\n  - >\n    state.n\n    ‹>›\nemits: [Other]", "EXPR_SYNTAX the expression ends too early"},
		{"no expression", "skips: [‹''›]\nemits: [Other]", "EXPR_SYNTAX"},
		{"a function", "skips: [\"state.name == \\\"\\u00e9\\\" && ‹siz›(state.name) > 0\"]\nemits: [Other]", "EXPR_UNKNOWN"},
		{"an optional", `skips: ["state.name == \"é\" && ‹state.note› == 'a'"]` + "\nemits: [Other]", "EXPR_ABSENT"},
		{"an index", "skips: ['[1, 2][‹state.name›] == 1']\nemits: [Other]", "EXPR_TYPE"},

		{"a message", `refuses: [{id: r, if: exists, message: "it is {state.‹totl›}"}]` + "\nemits: [Other]", unknownField},
		{"a message in single quotes", `refuses: [{id: r, if: exists, message: 'it''s {state.n}, {state.‹totl›}'}]` + "\nemits: [Other]", unknownField},
		{"a message with escapes", `refuses: [{id: r, if: exists, message: "\u00e9 \"{state.n}\" {state.‹totl›}"}]` + "\nemits: [Other]", unknownField},
		{"a folded message", "refuses:\n  - id: r\n    if: exists\n    message: >-\n      é {state.n}\n      and {state.n\n      + state.‹totl›}\nemits: [Other]", unknownField},
		{"a plain message over lines", "refuses:\n  - id: r\n    if: exists\n    message: it is {state.n},\n      and {state.‹totl›}\nemits: [Other]", unknownField},
		{"a brace of a message", "refuses: [{id: r, if: exists, message: 'it''s ‹{›state.n'}]\nemits: [Other]", "EXPR_SYNTAX this brace isn't closed"},

		{"a value", "emits:\n  - event: Done\n    with: {text: 'state.‹totl›', items: [], stock: {}}", unknownField},
		{"a value in a list", "emits:\n  - event: Done\n    with: {text: state.name, stock: {}, items: [{sku: state.name, n: \"state.n + state.‹totl›\"}]}", unknownField},
		{"a value in a mapping", "emits:\n  - event: Done\n    with:\n      text: state.name\n      items: []\n      stock:\n        a: 1\n        \"\\u00e9\": >-\n          1 +\n          state.‹totl›", unknownField},
		{"a field of a value", "emits:\n  - event: Done\n    with: {text: state.name, stock: {}, items: [{sku: state.name, 'n': 1, ‹\"m\"›: 2}]}", "UNKNOWN_FIELD"},
		{"a let", "let:\n  twice: |\n    state.n * 2\n    + state.‹totl›\nskips: [twice > 3]\nemits: [Other]", unknownField},
		{"a read", "reads: {a: {aggregate: A, id: \"state.‹nmae›\"}}\nemits: [Other]", unknownField},
		{"what an event is raised on", "reads: {a: {aggregate: A, ids: '[state.name]'}}\nemits: [{event: Other, on: 'a[state.‹nmae›]'}]", unknownField},
		{"the read that an event is raised on", "reads: {a: {aggregate: A, ids: '[state.name]'}}\nemits: [{event: Other, on: '‹b›[state.name]'}]", "UNKNOWN_READ"},
	} {
		w.run(t, inCommand)
	}
}

func TestFindingsOnTheLeftOfSets(t *testing.T) {
	const noField = `UNKNOWN_FIELD the event Done has no field "`
	for _, w := range []written{
		{"plain", "stock[event.‹skuu›]: 1", noField},
		{"a plain field", "‹nn›: 1", "BAD_TARGET"},
		{"single quotes", "'stock[event.sku + ''a'' + event.‹skuu›]': 1", noField},
		{"double quotes", `"stock[event.sku + \"é\u00e9\" + event.‹skuu›]": 1`, noField},
		{"in flow", `{n: 1, "items[sku == event.‹skuu›].n": 1}`, noField},
		{"over lines", "? >-\n  items[sku == event.sku\n  && sku == event.‹skuu›].n\n: 1", noField},
		{"a literal block", "? |-\n  items[sku == event.sku\n    && sku == event.‹skuu›].n\n: 1", noField},
		{"a part below", "items[sku == event.sku].‹m›: 1", "BAD_TARGET"},
		{"a bare name", "items[‹skuu› == event.sku].n: 1", "EXPR_UNKNOWN"},
		{"behind wide characters", "'stock[event.sku + \"名\" + event.‹skuu›]': 1", noField},
		{"the right beside a quoted left", "\"stock[\\\"é\\\"]\": 'event.‹m›'", noField},
		{"the right below a left over lines", "? |-\n  stock[event.sku]\n: >-\n  event.n +\n  event.‹m›", noField},
	} {
		w.run(t, inSets)
	}
}
