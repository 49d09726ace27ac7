// Package corpus finds test vectors that others publish as Go modules, so that
// tests run them where they are and none is copied.
package corpus

import (
	"encoding/json"
	"os/exec"
	"testing"
)

// Module is a module at one version, with the checksum of its content as in
// go.sum: "h1:…".
type Module struct{ Path, Version, Sum string }

// Dir is the module's folder in the module cache, downloaded if it isn't there.
// A module that can't be had fails the test: a corpus that isn't looked at
// proves nothing.
func Dir(t testing.TB, m Module) string {
	t.Helper()
	command := exec.Command("go", "mod", "download", "-json", m.Path+"@"+m.Version)
	command.Dir = t.TempDir() // outside of any module, whose go.sum isn't about corpora
	out, err := command.Output()
	var got struct{ Dir, Sum, Error string }
	if decodeErr := json.Unmarshal(out, &got); decodeErr != nil {
		t.Fatalf("download %s@%s: %v: %v", m.Path, m.Version, err, decodeErr)
	}
	switch {
	case got.Error != "":
		t.Fatalf("download %s@%s: %s", m.Path, m.Version, got.Error)
	case got.Sum != m.Sum:
		t.Fatalf("%s@%s has the checksum %s, and %s was expected", m.Path, m.Version, got.Sum, m.Sum)
	}
	return got.Dir
}
