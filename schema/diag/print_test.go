package diag

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/orchestrix-go/orchestrix-gen/internal/cputime"
)

func TestText(t *testing.T) {
	const orders = "context: orders\n\nfields:\n\titems: list of OrderItm\n"
	for _, c := range []struct {
		name    string
		source  string
		finding Finding
		want    string
	}{
		{"the place has carets and the suggestion beside them", orders,
			Finding{Span: span("f", 4, 17, 4, 25), Rule: UnknownType, Message: `no type is named "OrderItm"`, Suggestion: "did you mean OrderItem?"},
			`f:4:17: error[UNKNOWN_TYPE]: no type is named "OrderItm"
    3 | fields:
    4 |     items: list of OrderItm
      |                    ^^^^^^^^ did you mean OrderItem?
`},
		{"an empty line before leaves no trailing space", orders,
			Finding{Span: span("f", 3, 1, 3, 7), Rule: UnknownKey, Severity: Warning, Message: "m"},
			"f:3:1: warning[UNKNOWN_KEY]: m\n    2 |\n    3 | fields:\n      | ^^^^^^\n"},
		{"the first line has none before it", orders,
			Finding{Span: span("f", 1, 1, 1, 8), Rule: UnknownKey, Message: "m"},
			"f:1:1: error[UNKNOWN_KEY]: m\n    1 | context: orders\n      | ^^^^^^^\n"},
		{"a place without length has one caret", orders,
			Finding{Span: span("f", 1, 16, 1, 16), Rule: MissingKey, Message: "m"},
			"f:1:16: error[MISSING_KEY]: m\n    1 | context: orders\n      |                ^\n"},
		{"a span over lines is marked to the end of its first", orders,
			Finding{Span: span("f", 1, 10, 3, 2), Rule: MissingKey, Message: "m"},
			"f:1:10: error[MISSING_KEY]: m\n    1 | context: orders\n      |          ^^^^^^\n"},
		{"wide and combining characters keep the carets in place", "名前: e\u0301x",
			Finding{Span: span("f", 1, 5, 1, 8), Rule: BadValue, Message: "m"},
			"f:1:5: error[BAD_VALUE]: m\n    1 | 名前: e\u0301x\n      |       ^^\n"},
		{"control characters are shown as signs", "a\x1b[31mb\u202ec\r\n",
			Finding{Span: span("f", 1, 7, 1, 8), Rule: BadValue, Message: "a\nb\x1b"},
			"f:1:7: error[BAD_VALUE]: a b\ufffd\n    1 | a\ufffd[31mb\ufffdc\n      |       ^\n"},
		{"a line that the file doesn't have", "a",
			Finding{Span: span("f", 9, 1, 9, 2), Rule: BadValue, Message: "m", Suggestion: "s"},
			"f:9:1: error[BAD_VALUE]: m\n      | s\n"},
		{"a finding about the file has no line", "a",
			Finding{Span: Span{File: "f"}, Rule: FileTooLarge, Message: "m"},
			"f: error[FILE_TOO_LARGE]: m\n"},
		{"related places follow", orders,
			Finding{Span: span("f", 3, 1, 3, 7), Rule: DuplicateName, Message: "m", Related: []Related{{span("f", 1, 1, 1, 8), "first here"}}},
			"f:3:1: error[DUPLICATE_NAME]: m\n    2 |\n    3 | fields:\n      | ^^^^^^\nf:1:1: note: first here\n    1 | context: orders\n      | ^^^^^^^\n"},
		{"a long line is cut around the place", strings.Repeat("a", 500) + "X" + strings.Repeat("b", 500),
			Finding{Span: span("f", 1, 501, 1, 502), Rule: BadValue, Message: "m"},
			"f:1:501: error[BAD_VALUE]: m\n    1 | …" + strings.Repeat("a", 40) + "X" + strings.Repeat("b", 79) + "…\n      | " + strings.Repeat(" ", 41) + "^\n"},
		{"a long span ends with the cut", strings.Repeat("a", 500),
			Finding{Span: span("f", 1, 1, 1, 501), Rule: BadValue, Message: "m"},
			"f:1:1: error[BAD_VALUE]: m\n    1 | " + strings.Repeat("a", 120) + "…\n      | " + strings.Repeat("^", 120) + "\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			sources := func(file string) []byte { return []byte(c.source) }
			if err := Text(&out, []Finding{c.finding}, sources, false); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, out.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTextWithoutSourcesKeepsTheSuggestion(t *testing.T) {
	var out bytes.Buffer
	f := Finding{Span: span("f", 1, 2, 1, 3), Rule: BadValue, Message: "m", Suggestion: "s"}
	if err := Text(&out, []Finding{f}, nil, false); err != nil {
		t.Fatal(err)
	}
	if want := "f:1:2: error[BAD_VALUE]: m\n      | s\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestTextInColourSaysTheSame(t *testing.T) {
	sources := func(string) []byte { return []byte("abc") }
	f := []Finding{{Span: span("f", 1, 2, 1, 3), Rule: BadValue, Message: "m"}}
	var plain, coloured bytes.Buffer
	if err := Text(&plain, f, sources, false); err != nil {
		t.Fatal(err)
	}
	if err := Text(&coloured, f, sources, true); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(coloured.String(), ansi.err+"error[BAD_VALUE]"+ansi.reset) {
		t.Errorf("no colour in %q", coloured.String())
	}
	p := ansi
	stripped := strings.NewReplacer(p.bold, "", p.err, "", p.warn, "", p.note, "", p.gutter, "", p.reset, "").Replace(coloured.String())
	if stripped != plain.String() {
		t.Errorf("without colours: %q, want %q", stripped, plain.String())
	}
}

func TestTextIsLinearInALineOfManyFindings(t *testing.T) {
	line := []byte(strings.Repeat("bad ", 1<<20))
	var f []Finding
	for i := 0; i < 20_000; i++ {
		column := 1 + i*200
		f = append(f, Finding{Span: span("f", 1, column, 1, column+3), Rule: BadValue, Message: "m"})
	}
	cost := cputime.Of(func() {
		var out bytes.Buffer
		if err := Text(&out, f, func(string) []byte { return line }, false); err != nil {
			t.Fatal(err)
		}
	})
	if cost > 10*time.Second {
		t.Errorf("20,000 findings in one line took %v", cost)
	}
}

func TestJSON(t *testing.T) {
	var out bytes.Buffer
	f := Finding{Span: span("a.yaml", 1, 2, 3, 4), Rule: BadValue, Severity: Warning, Message: "a < b", Suggestion: "s"}
	if err := Print(&out, "json", []Finding{f}, nil); err != nil {
		t.Fatal(err)
	}
	want := `[
  {
    "file": "a.yaml",
    "line": 1,
    "column": 2,
    "end_line": 3,
    "end_column": 4,
    "rule": "BAD_VALUE",
    "severity": "warning",
    "message": "a < b",
    "suggestion": "s"
  }
]
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
	out.Reset()
	if err := JSON(&out, nil); err != nil || out.String() != "[]\n" {
		t.Errorf("no findings print as %q, %v", out.String(), err)
	}
}

func TestPrintKnowsItsFormats(t *testing.T) {
	for _, format := range Formats() {
		if err := Print(&bytes.Buffer{}, format, nil, nil); err != nil {
			t.Errorf("%s: %v", format, err)
		}
	}
	err := Print(&bytes.Buffer{}, "xml", nil, nil)
	if err == nil || !strings.Contains(err.Error(), "json, text") {
		t.Errorf("an unknown format gives %v", err)
	}
}

func TestTextReportsAFailingWriter(t *testing.T) {
	if err := Text(failing{}, []Finding{{Rule: BadValue, Message: "m"}}, nil, false); err == nil {
		t.Error("the writer's error is lost")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("full") }
