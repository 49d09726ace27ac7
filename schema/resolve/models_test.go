package resolve_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/resolve"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// TestForeignModelsResolve reads models of other people's domains, where they
// lie beside the checkout.
func TestForeignModelsResolve(t *testing.T) {
	folder := filepath.Join("..", "..", "..", "shared", "models")
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("no foreign models: %v", err)
	}
	resolveFolder(t, folder, nil)
}

func TestTheShopResolves(t *testing.T) {
	folder := filepath.Join("..", "..", "examples", "shop")
	if _, err := os.Stat(folder); err != nil {
		t.Fatal(err)
	}
	resolveFolder(t, folder, nil)
}

func resolveFolder(t *testing.T, folder string, expected map[diag.Rule]int) {
	t.Helper()
	in := resolve.Input{Root: folder, Module: "example.org/m"}
	var findings []diag.Finding
	err := filepath.WalkDir(folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".orchestrix.yaml") {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(folder, name)
		if err != nil {
			return err
		}
		tree, found := syntax.Parse(filepath.ToSlash(rel), data)
		findings = append(findings, found...)
		in.Files = append(in.Files, tree)
		return nil
	})
	if err != nil || len(in.Files) == 0 {
		t.Fatalf("%d files, error %v", len(in.Files), err)
	}
	ws, resolved := resolve.Resolve(in)
	if ws != nil {
		noScenarioIsLost(t, in.Files, ws)
	}
	seen := map[diag.Rule]int{}
	for _, f := range append(findings, resolved...) {
		if f.Severity != diag.Error {
			continue
		}
		if seen[f.Rule]++; seen[f.Rule] > expected[f.Rule] {
			t.Errorf("%s", found([]diag.Finding{f}, true))
		}
	}
	for rule, n := range expected {
		if seen[rule] != n {
			t.Errorf("%s was found %d times, want %d", rule, seen[rule], n)
		}
	}
}

// noScenarioIsLost wants every scenario that is written to be in the model.
func noScenarioIsLost(t *testing.T, files []*syntax.File, ws *model.Workspace) {
	t.Helper()
	written, resolved := map[string]int{}, map[string]int{}
	for _, f := range files {
		for _, s := range f.Aggregates {
			written[f.Context.Text+"."+s.Name.Text] += len(s.Scenarios)
		}
		for _, s := range f.Policies {
			written[f.Context.Text+"."+s.Name.Text] += len(s.Scenarios)
		}
		for _, s := range f.Processes {
			written[f.Context.Text+"."+s.Name.Text] += len(s.Scenarios)
		}
		for _, s := range f.ReadModels {
			written[f.Context.Text+"."+s.Name.Text] += len(s.Scenarios)
		}
	}
	for _, c := range ws.Contexts {
		for _, m := range c.Aggregates {
			resolved[c.Name+"."+m.Name] += len(m.Scenarios)
		}
		for _, m := range c.Policies {
			resolved[c.Name+"."+m.Name] += len(m.Scenarios)
		}
		for _, m := range c.Processes {
			resolved[c.Name+"."+m.Name] += len(m.Scenarios)
		}
		for _, m := range c.ReadModels {
			resolved[c.Name+"."+m.Name] += len(m.Scenarios)
		}
	}
	for name, n := range written {
		if resolved[name] != n {
			t.Errorf("%s has %d scenarios, %d of them in the model", name, n, resolved[name])
		}
	}
}
