package golang

import (
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/dave/jennifer/jen"
)

func TestCommentsOfAnyTextAreComments(t *testing.T) {
	long := strings.Repeat("word ", 60)
	tests := []struct{ name, text, want string }{
		{"nothing", " \n\t", ""},
		{"plain", "Says it.", "Says it.\n"},
		{"line breaks", "a\r\nb\rc\n\n\nd", "a\nb\nc\n\nd\n"},
		{"the end of a comment", "a */ b", "a */ b\n"},
		{"slashes", "// a\n//go:generate rm", "// a\n//go:generate rm\n"},
		{"a build constraint", "+build ignore", "+ build ignore\n"},
		{"a directive", "go:embed x", "go:embed x\n"},
		{"control characters", "a\x00\x1bb\ufeffc\u202ed", "abcd\n"},
		{"separators", "a\u2028b\u0085c", "a\nb\nc\n"},
		{"invalid UTF-8", "a\xffb", "ab\n"},
		{"other scripts", "Größe 数 😀", "Größe 数 😀\n"},
		{"a template", "{{.}} %d `x` \\n \"q\"", "{{.}} %d `x` \\n \"q\"\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := docOf(t, tt.text); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	if got := docOf(t, long); strings.Join(strings.Fields(got), " ") != strings.TrimSpace(long) {
		t.Errorf("wrapped to %q", got)
	}
	for line := range strings.SplitSeq(strings.TrimSpace(docOf(t, long)), "\n") {
		if len(line) > commentWidth {
			t.Errorf("a line of %d characters", len(line))
		}
	}
}

// docOf writes a declaration with a comment and reads the comment back.
func docOf(t *testing.T, text string) string {
	t.Helper()
	f := jen.NewFile("a")
	declare(f, commented(comment(text), jen.Type().Id("T").Int()))
	source := f.GoString()
	parsed, err := parser.ParseFile(token.NewFileSet(), "a.go", source, parser.ParseComments)
	if err != nil {
		t.Fatalf("%v in\n%s", err, source)
	}
	if len(parsed.Decls) != 1 || len(parsed.Comments) > 1 {
		t.Fatalf("not one declaration with one comment:\n%s", source)
	}
	for line := range strings.SplitSeq(source, "\n") {
		if constraint.IsGoBuild(line) || constraint.IsPlusBuild(line) {
			t.Errorf("a build constraint: %s", line)
		}
	}
	return parsed.Decls[0].(*ast.GenDecl).Doc.Text()
}

func TestTypesAreDocumentedAsGoWantsIt(t *testing.T) {
	for _, tt := range []struct{ doc, want string }{
		{"", "// T is an event."},
		{"the customer paid", "// T is an event. The customer paid."},
		{"Done!", "// T is an event. Done!"},
		{"T happens when a customer pays.", "// T happens when a customer pays."},
	} {
		if got := strings.TrimSpace(typeDoc("T", "an event", tt.doc).GoString()); got != tt.want {
			t.Errorf("%q: %q", tt.doc, got)
		}
	}
	if got := deprecation("use U"); got != "Deprecated: Use U." {
		t.Errorf("%q", got)
	}
}
