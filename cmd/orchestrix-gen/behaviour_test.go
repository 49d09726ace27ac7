package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/orchestrix-go/orchestrix-gen/internal/usermodule"
)

// behaviour makes a user's module of testdata/behaviour: models that use every
// key of events, commands and aggregate scenarios, with what is written by hand
// and tests of their own. It gives the number of scenarios.
func behaviour(t *testing.T) (*usermodule.Module, int) {
	t.Helper()
	m := usermodule.New(t)
	root := filepath.Join("testdata", "behaviour")
	scenarios := 0
	err := filepath.WalkDir(root, func(file string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if strings.HasSuffix(file, ".orchestrix.yaml") {
			edited(t, text, func(*yaml.Node) { scenarios++ })
		}
		name, err := filepath.Rel(root, file)
		m.Write(filepath.ToSlash(name), string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m, scenarios
}

// TestBehaviour holds the language's promises about what events and commands do
// against generated code that is compiled, vetted and run on every store.
func TestBehaviour(t *testing.T) {
	t.Parallel()
	m, scenarios := behaviour(t)
	mustGenerate(t, m)
	out, err := m.Go("test", "-vet=all", "-v", "./...")
	if err != nil {
		t.Fatalf("%v\n%s", err, withoutPasses(out))
	}
	// The test's own files register SQLite beside memory.
	for _, store := range []string{"memory", "sqlite"} {
		passing := regexp.MustCompile(`--- PASS: Test\w+Scenarios/.*/` + store + ` \(`)
		if passed := len(passing.FindAllString(out, -1)); passed != scenarios {
			t.Errorf("%d scenarios ran on %s, of %d", passed, store, scenarios)
		}
	}
}

// withoutPasses is the output of go test -v without what is well.
func withoutPasses(output string) string {
	var b strings.Builder
	for line := range strings.Lines(output) {
		if !strings.Contains(line, "=== RUN") && !strings.Contains(line, "--- PASS") {
			b.WriteString(line)
		}
	}
	return b.String()
}
