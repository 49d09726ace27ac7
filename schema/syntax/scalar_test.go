package syntax

import (
	"os"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

// scalarsOf reads every scalar of a YAML text, keys too.
func scalarsOf(t testing.TB, data []byte) []Scalar {
	root, src, f := readYAML("f", data)
	if f != nil || root == nil {
		return nil
	}
	r := &reader{src: src}
	r.walk(root, 1)
	var all []Scalar
	var visit func(n *yaml.Node)
	visit = func(n *yaml.Node) {
		switch n.Kind {
		case yaml.ScalarNode:
			all = append(all, r.scalar(n))
		case skipped:
			return
		}
		for i, c := range n.Content {
			if n.Kind == yaml.MappingNode && i%2 == 1 && n.Content[i-1].Kind == skipped {
				continue
			}
			visit(c)
		}
	}
	visit(root)
	return all
}

// cutOut is what a span covers in a text.
func cutOut(data []byte, s diag.Span) string {
	src := newSource("f", Text(data))
	return string(src.data[src.offset(s.Start):src.offset(s.End)])
}

func TestAPartOfAScalarIsWhereItIsWritten(t *testing.T) {
	for _, c := range []struct {
		name, yaml string
		part       string // of the text of the last scalar
		want       string // as written
		line, col  int
	}{
		{"plain", "k: list of Item", "Item", "Item", 1, 12},
		{"plain, all of it", "k: list of Item", "list of Item", "list of Item", 1, 4},
		{"plain behind wide characters", "ключ: list of Item", "Item", "Item", 1, 15},
		{"plain with wide characters", "k: список Item", "Item", "Item", 1, 11},
		{"plain in braces", "k: {a: b, c: list of Item}", "Item", "Item", 1, 22},
		{"plain over lines", "k: a + b\n   + c  \n   + d", "+ d", "+ d", 3, 4},
		{"plain over an empty line", "k: a\n\n   b", "b", "b", 3, 4},
		{"plain over CRLF", "k: a\r\n   b", "b", "b", 2, 4},
		{"a fold", "k: a\n   b", " ", "\n   ", 1, 5},
		{"single quotes", "k: 'a == b'", "== b", "== b", 1, 7},
		{"single quotes doubled", "k: 'it''s b'", "b", "b", 1, 11},
		{"the doubled quote", "k: 'it''s b'", "'", "''", 1, 7},
		{"single quotes over lines", "k: 'a\n  b c'", "c", "c", 2, 5},
		{"double quotes", `k: "a == b"`, "b", "b", 1, 10},
		{"an escape", `k: "a\tb"`, "\t", `\t`, 1, 6},
		{"behind an escape", `k: "a\tb"`, "b", "b", 1, 8},
		{"behind a hexadecimal escape", `k: "\x41\u00e9\U0001F600 b"`, "b", "b", 1, 26},
		{"a wide escape", `k: "a\u00e9b"`, "é", `\u00e9`, 1, 6},
		{"an escape as long as what it stands for", `k: "a\Nb"`, "\u0085", `\N`, 1, 6},
		{"a part of such an escape", `k: "a\_b"`, "\xa0b", `\_b`, 1, 6},
		{"double quotes over lines", "k: \"a  \n  b\"", "b", "b", 2, 3},
		{"an escaped line break", "k: \"a \\\n  b\"", "b", "b", 2, 3},
		{"a literal block", "k: |\n  a\n  b == c\n", "b == c", "b == c", 3, 3},
		{"a literal block with deeper lines", "k: |\n  a\n    b\n", "b", "b", 3, 5},
		{"a literal block with empty lines", "k: |-\n\n  a\n\n  b\n", "b", "b", 5, 3},
		{"a literal block with an indentation", "k: |2\n    a\n  b\n", "b", "b", 3, 3},
		{"a folded block", "k: >-\n  a +\n  b\n", "b", "b", 3, 3},
		{"a folded block with empty lines", "k: >\n  a\n\n\n  b\n", "b", "b", 5, 3},
		{"a folded block with deeper lines", "k: >\n  a\n    b\n  c\n", "c", "c", 4, 3},
		{"a block at the end of the file", "k: >-\n  a\n  b", "b", "b", 3, 3},
		{"behind a tag", "k: !!str  list of Item", "Item", "Item", 1, 19},
		{"behind a byte order mark", "\ufeffk: list of Item", "Item", "Item", 1, 12},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := []byte(c.yaml)
			all := scalarsOf(t, data)
			if len(all) == 0 {
				t.Fatal("nothing was read")
			}
			s := all[len(all)-1]
			from := strings.Index(s.Text, c.part)
			if from < 0 {
				t.Fatalf("%q isn't in %q", c.part, s.Text)
			}
			span := s.Part(from, from+len(c.part))
			if got := cutOut(data, span); got != c.want {
				t.Errorf("the part is %q, want %q", got, c.want)
			}
			if want := (diag.Pos{Line: c.line, Column: c.col}); span.Start != want {
				t.Errorf("the part begins at %v, want %v", span.Start, want)
			}
		})
	}
}

func TestAPartOutsideOfTheTextIsItsEnd(t *testing.T) {
	s := scalarsOf(t, []byte("k: 'ab'"))[1]
	end := diag.Pos{Line: 1, Column: 7}
	for _, p := range [][2]int{{2, 2}, {2, 9}, {9, 9}, {9, 1}} {
		if span := s.Part(p[0], p[1]); span.Start != end || span.End != end {
			t.Errorf("Part(%d, %d) is %+v, want the end, %+v", p[0], p[1], span, end)
		}
	}
	if span := s.Part(-1, 1); span.Start != (diag.Pos{Line: 1, Column: 5}) {
		t.Errorf("Part(-1, 1) is %+v", span)
	}
	if span := (Scalar{Span: s.Span}).Part(0, 1); span != s.Span {
		t.Errorf("a scalar without places has the part %+v", span)
	}
}

func TestAScalarSpansAllThatIsWritten(t *testing.T) {
	for yaml, want := range map[string]string{
		"k: abc  # comment":      "abc",
		"k: 'a''b' ":             "'a''b'",
		"k: \"a\\nb\"":           `"a\nb"`,
		"k: a\n  b":              "a\n  b",
		"k: |\n  a\n  b\n\nl: ~": "~",
		"k: |\n  a\n  b\n\n":     "|\n  a\n  b",
		"k: >-  # c\n  a\n  b\n": ">-  # c\n  a\n  b",
		"k: ":                    "",
		"k: ''":                  "''",
		"k: |\n":                 "|",
	} {
		all := scalarsOf(t, []byte(yaml))
		s := all[len(all)-1]
		if got := cutOut([]byte(yaml), s.Span); got != want {
			t.Errorf("the last scalar of %q spans %q, want %q", yaml, got, want)
		}
	}
}

func TestTheTextOfAScalarStaysAsWritten(t *testing.T) {
	for _, text := range []string{
		"on", "07:00", "0x1F", "~", "null", "1_000", "2026-01-29", "2026-01-29T12:00:00Z", "yes", "0", "00", "1e3", ".inf", "0o17", "+1", "<<", "=",
	} {
		all := scalarsOf(t, []byte("k: "+text))
		if s := all[1]; s.Text != text || s.Style != Plain {
			t.Errorf("%q is read as %q in style %d", text, s.Text, s.Style)
		}
	}
}

func TestNullIsPlainAbsence(t *testing.T) {
	for yaml, want := range map[string]bool{
		"k:": true, "k: ~": true, "k: null": true, "k: 'null'": false, "k: ''": false, "k: Null": false, "k: 0": false, "k: |\n": false,
	} {
		if s := scalarsOf(t, []byte(yaml))[1]; s.Null() != want {
			t.Errorf("%q: Null is %v", yaml, s.Null())
		}
	}
	if (Scalar{}).Present() {
		t.Error("the zero scalar is present")
	}
}

// checkPlaces makes sure that what a scalar's units say is written there is.
func checkPlaces(t *testing.T, data []byte, s Scalar) (found bool) {
	t.Helper()
	text := Text(data)
	units, end, ok := rescanScalar(text, s.places.start.offset, s.Style, s.Text)
	if !ok {
		return false
	}
	at := 0
	for _, u := range units {
		if u.text != at || u.textEnd <= u.text || u.to < u.from || u.to > end && s.Style != Literal && s.Style != Folded {
			t.Fatalf("%q: unit %+v doesn't follow %d or ends behind %d", s.Text, u, at, end)
		}
		at = u.textEnd
		piece, written := s.Text[u.text:u.textEnd], string(text[u.from:u.to])
		switch {
		case u.same:
			if written != piece {
				t.Fatalf("%q is said to be written the same, and is as %q", piece, written)
			}
		case strings.TrimSpace(piece) == "" && strings.Trim(written, " \t\r\n") == "": // a fold
		case written == "''" && piece == "'" || written[0] == '\\': // an escape
		default:
			t.Fatalf("%q is said to be written as %q", piece, written)
		}
	}
	if at != len(s.Text) {
		t.Fatalf("%q: the units end at %d", s.Text, at)
	}
	if whole := s.Part(0, len(s.Text)); whole.End.Compare(whole.Start) < 0 {
		t.Fatalf("%q lies at %+v", s.Text, whole)
	}
	return true
}

func TestEveryScalarOfTheCorpusIsFound(t *testing.T) {
	files := sharedFiles(t, "models", ".orchestrix.yaml")
	files = append(files, sharedFiles(t, "data/yaml-suite", ".yaml")...)
	scalars := 0
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range scalarsOf(t, data) {
			scalars++
			if !checkPlaces(t, data, s) {
				t.Errorf("%s:%d:%d: %q isn't found", path, s.Span.Start.Line, s.Span.Start.Column, s.Text)
			}
		}
	}
	if scalars < 5000 {
		t.Errorf("only %d scalars were read", scalars)
	}
}
