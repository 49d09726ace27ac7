package syntax

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shared is where foreign models and YAML inputs lie beside the repository.
func shared(t testing.TB, folder string) string {
	dir := filepath.Join("..", "..", "..", "shared", folder)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("%s isn't there", dir)
	}
	return dir
}

func sharedFiles(t testing.TB, folder, suffix string) []string {
	var files []string
	err := filepath.WalkDir(shared(t, folder), func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, suffix) {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatalf("no %s in %s", suffix, folder)
	}
	return files
}

func TestForeignModelsHaveNoFinding(t *testing.T) {
	for _, path := range sharedFiles(t, "models", ".orchestrix.yaml") {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		file, findings := Parse(path, data)
		for _, f := range findings {
			t.Errorf("%s:%d:%d: %s: %s", path, f.Span.Start.Line, f.Span.Start.Column, f.Rule, f.Message)
		}
		if file == nil || !file.Context.Present() {
			t.Errorf("%s: no context was read", path)
		}
	}
}
