package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path"
	"strings"
	"sync"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/generator"
)

// compiler type-checks generated packages in memory, against the export data of
// what they import from elsewhere.
type compiler struct{ other types.Importer }

// generatedImports are what generated code may import, with all they import.
var generatedImports = strings.Fields(`bytes cmp context encoding/json errors fmt log/slog maps math regexp slices
	strconv strings testing time unicode/utf8 github.com/google/uuid github.com/shopspring/decimal
	github.com/orchestrix-go/orchestrix-gen/runtime/...`)

// exportData is where the export data of each package is, found once a process.
var exportData = sync.OnceValues(func() (map[string]string, error) {
	list := exec.Command("go", append([]string{"list", "-export", "-deps", "-json=ImportPath,Export"}, generatedImports...)...)
	list.Dir = "../.."
	var stderr bytes.Buffer
	list.Stderr = &stderr
	out, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("listing what generated code imports: %w\n%s", err, stderr.Bytes())
	}
	exports := map[string]string{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct{ ImportPath, Export string }
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return exports, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading what go list printed: %w", err)
		}
		exports[p.ImportPath] = p.Export
	}
})

func newCompiler() (*compiler, error) {
	exports, err := exportData()
	if err != nil {
		return nil, err
	}
	return &compiler{importer.ForCompiler(token.NewFileSet(), "gc", func(importPath string) (io.ReadCloser, error) {
		if exports[importPath] == "" {
			return nil, fmt.Errorf("generated code imports %s, which this test doesn't expect", importPath)
		}
		return os.Open(exports[importPath])
	})}, nil
}

// userModule is the module that models are generated for.
const userModule = "example.com/user"

func mustCompiler(t testing.TB) *compiler {
	t.Helper()
	c, err := newCompiler()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// build is one run over the packages of a module.
type build struct {
	*compiler
	fset  *token.FileSet
	files map[string][]*ast.File // by import path; tests of another package have one of their own
	done  map[string]*types.Package
	errs  []error
}

// check type-checks the packages that files make in a module; the error has all
// that is wrong with them.
func (c *compiler) check(module string, files []generator.File) error {
	b := &build{compiler: c, fset: token.NewFileSet(), files: map[string][]*ast.File{}, done: map[string]*types.Package{}}
	var order []string
	for _, f := range files {
		parsed, err := parser.ParseFile(b.fset, f.Path, f.Content, parser.SkipObjectResolution)
		if err != nil {
			b.errs = append(b.errs, err)
			continue
		}
		importPath := path.Join(module, path.Dir(f.Path))
		if strings.HasSuffix(parsed.Name.Name, "_test") && strings.HasSuffix(f.Path, "_test.go") {
			importPath += " [test]"
		}
		if b.files[importPath] == nil {
			order = append(order, importPath)
		}
		b.files[importPath] = append(b.files[importPath], parsed)
	}
	for _, importPath := range order {
		if _, err := b.Import(importPath); err != nil {
			b.errs = append(b.errs, err)
		}
	}
	return errors.Join(b.errs...)
}

// Import gives a package of the module, checked, or one from elsewhere.
func (b *build) Import(importPath string) (*types.Package, error) {
	files := b.files[importPath]
	if files == nil {
		return b.other.Import(importPath)
	}
	if p, ok := b.done[importPath]; ok {
		if p == nil {
			return nil, fmt.Errorf("%s imports itself", importPath)
		}
		return p, nil
	}
	b.done[importPath] = nil
	config := types.Config{Importer: b, Error: func(err error) {
		b.errs = append(b.errs, fmt.Errorf("%s: %w", importPath, err))
	}}
	p, _ := config.Check(importPath, b.fset, files, nil)
	b.done[importPath] = p
	return p, nil
}
