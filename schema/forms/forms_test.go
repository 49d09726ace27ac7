package forms_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/internal/usermodule"
	"github.com/orchestrix-go/orchestrix-gen/schema/forms"
)

func TestFormsAreSortedAndFound(t *testing.T) {
	names := forms.Names()
	if !slices.IsSorted(names) || len(slices.Compact(names)) != len(forms.All()) {
		t.Errorf("not sorted, or twice: %v", names)
	}
	if f, ok := forms.Named("email"); !ok || !f.Has("ann@example.org") || f.Has("nowhere") {
		t.Error("email isn't email")
	}
	if _, ok := forms.Named("emial"); ok {
		t.Error("a form that isn't one is found")
	}
}

func TestFunctionsAreThoseThatProgramsCall(t *testing.T) {
	var listed []string
	for _, f := range forms.All() {
		listed = append(listed, f.Function)
		if name := runtime.FuncForPC(reflect.ValueOf(f.Has).Pointer()).Name(); !strings.HasSuffix(name, "/runtime/formats."+f.Function) {
			t.Errorf("%s is checked by %s here, by formats.%s in programs", f.Name, name, f.Function)
		}
	}
	for _, name := range exported(t, filepath.Join(usermodule.Checkout(t), "runtime", "formats")) {
		if !slices.Contains(listed, name) {
			t.Errorf("no form is checked by formats.%s", name)
		}
	}
}

// exported are the exported functions of a package.
func exported(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range f.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Name.IsExported() {
				names = append(names, fn.Name.Name)
			}
		}
	}
	return names
}

// TestTheDocsHaveEveryForm compares the table of docs/formats.md with the code:
// name, message and source; its examples have their form.
func TestTheDocsHaveEveryForm(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(usermodule.Checkout(t), "docs", "formats.md"))
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "| `") {
			cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | ")
			rows = append(rows, cells)
		}
	}
	all := forms.All()
	if len(rows) != len(all) {
		t.Errorf("%d rows for %d forms", len(rows), len(all))
	}
	for i, f := range all[:min(len(rows), len(all))] {
		name, source, example := strings.Trim(rows[i][0], " `"), strings.TrimSpace(rows[i][1]), strings.Trim(rows[i][2], " `")
		if name != f.Name || source != f.Source {
			t.Errorf("row %d is of %s (%s), want %s (%s)", i+1, name, source, f.Name, f.Source)
		}
		if !f.Has(example) {
			t.Errorf("the example of %s, %q, isn't one", name, example)
		}
	}
}
