package golang

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/internal/usermodule"
)

func generateShop(t testing.TB, m shopModel) []generator.File {
	t.Helper()
	files, err := Generate(m.ws)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestSameModelSameBytes(t *testing.T) {
	first := generateShop(t, newShop())
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, procs := range []int{1, 8} {
		runtime.GOMAXPROCS(procs)
		m := newShop()
		m.ws.Root = "/somewhere/else"
		files := generateShop(t, m)
		if len(files) != len(first) {
			t.Fatalf("%d files, then %d", len(first), len(files))
		}
		for i, file := range files {
			if file.Path != first[i].Path || !bytes.Equal(file.Content, first[i].Content) {
				t.Errorf("%s differs", file.Path)
			}
		}
	}
}

// TestAContextCompilesAndBehaves runs the tests of testdata/context in a module
// that holds all that is generated of the shop.
func TestAContextCompilesAndBehaves(t *testing.T) {
	module := usermodule.New(t)
	for _, file := range generateShop(t, newShop()) {
		module.Write(file.Path, string(file.Content))
	}
	for _, name := range []string{"rules_test.go", "order_test.go", "purse_test.go"} {
		behaviour, err := os.ReadFile(filepath.Join("testdata", "context", name))
		if err != nil {
			t.Fatal(err)
		}
		module.Write("internal/shop/"+name, string(behaviour))
	}
	module.MustGo("test", "-vet=all", "./...")
}
