package orchestrix

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Generated code links against this package: it must not drag anything along,
// and not fall back to reflection.
func TestCoreImportsTheStandardLibraryOnly(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range parsed.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			first, _, _ := strings.Cut(path, "/")
			if path == "github.com/orchestrix-go/orchestrix-gen/runtime/jsontext" {
				continue // which imports the standard library only
			}
			if strings.Contains(first, ".") || path == "reflect" || path == "unsafe" || path == "encoding/json" {
				t.Errorf("%s imports %s", file, path)
			}
		}
	}
}
