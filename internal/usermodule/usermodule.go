// Package usermodule makes modules as users have them, so that tests compile
// and run what was generated: a folder of its own whose go.mod requires this
// module, replaced by the checkout.
package usermodule

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

// Module is a user's module in a temporary folder.
type Module struct {
	t   testing.TB
	Dir string
}

// New makes an empty module called example.com/user. It knows the checkout's
// requirements and checksums, so nothing needs to be looked up.
func New(t testing.TB) *Module {
	t.Helper()
	m := &Module{t: t, Dir: t.TempDir()}
	root := Checkout(t)
	gomod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	m.Write("go.mod", userGoMod(t, root, gomod))
	gosum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	m.Write("go.sum", string(gosum))
	return m
}

func userGoMod(t testing.TB, root string, gomod []byte) string {
	t.Helper()
	ours, err := modfile.Parse("go.mod", gomod, nil)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "module example.com/user\n\ngo %s\n\n", ours.Go.Version)
	fmt.Fprintf(&b, "require %s v0.0.0\n\nreplace %s => %s\n\n", ours.Module.Mod.Path, ours.Module.Mod.Path, modfile.AutoQuote(root))
	fmt.Fprintf(&b, "tool %s/cmd/orchestrix-gen\n\n", ours.Module.Mod.Path)
	for _, r := range ours.Require {
		fmt.Fprintf(&b, "require %s %s // indirect\n", r.Mod.Path, r.Mod.Version)
	}
	return b.String()
}

// Checkout is the root of this module's checkout.
func Checkout(t testing.TB) string {
	t.Helper()
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		t.Fatal("the test binary doesn't know where its source is")
	}
	return filepath.Dir(filepath.Dir(filepath.Dir(file)))
}

// Write puts a file into the module.
func (m *Module) Write(name, content string) {
	m.t.Helper()
	full := filepath.Join(m.Dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(content), 0o666); err != nil {
		m.t.Fatal(err)
	}
}

// Read gives a file of the module.
func (m *Module) Read(name string) string {
	m.t.Helper()
	content, err := os.ReadFile(filepath.Join(m.Dir, filepath.FromSlash(name)))
	if err != nil {
		m.t.Fatal(err)
	}
	return string(content)
}

// Go runs the Go tool in the module and gives what it printed. In short mode a
// test ends here: it has generated what the tool would take long to compile.
func (m *Module) Go(args ...string) (string, error) {
	m.t.Helper()
	if testing.Short() {
		m.t.Skip("what is generated isn't compiled in short mode")
	}
	cmd := exec.Command("go", args...)
	cmd.Dir = m.Dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "PWD="+m.Dir)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// MustGo is Go where only success will do.
func (m *Module) MustGo(args ...string) string {
	m.t.Helper()
	out, err := m.Go(args...)
	if err != nil {
		m.t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}
