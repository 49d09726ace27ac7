package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/internal/usermodule"
)

// TestTheDataHalfOfTheLanguage generates the model under testdata/data, which
// has every type in every place and every field rule on every type it fits, and
// runs the tests that lie beside it.
func TestTheDataHalfOfTheLanguage(t *testing.T) {
	m := usermodule.New(t)
	if err := os.CopyFS(m.Dir, os.DirFS(filepath.Join("testdata", "data"))); err != nil {
		t.Fatal(err)
	}
	writeRules(m)
	mustGenerate(t, m)
	if out, code := generateIn(t, m.Dir, "--check"); code != exitOK {
		t.Errorf("what was just generated is stale: exit code %d\n%s", code, out)
	}
	m.MustGo("test", "-vet=all", "./...")
}
