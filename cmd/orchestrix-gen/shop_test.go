package main

import (
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/orchestrix-go/orchestrix-gen/internal/usermodule"
)

// shopModels copies the example's schemas, and nothing generated, to a new
// workspace in a module called like this one.
func shopModels(t *testing.T) string {
	t.Helper()
	shop := filepath.Join(usermodule.Checkout(t), "examples", "shop")
	root := t.TempDir()
	copyFile(t, filepath.Join(shop, "..", "..", "go.mod"), filepath.Join(root, "go.mod"))
	copyFile(t, filepath.Join(shop, "orchestrix.yaml"), filepath.Join(root, "examples", "shop", "orchestrix.yaml"))
	schemas, err := filepath.Glob(filepath.Join(shop, "internal", "*", "*.orchestrix.yaml"))
	if err != nil || len(schemas) < 5 {
		t.Fatalf("schemas of the shop: %v, %v", schemas, err)
	}
	for _, schema := range schemas {
		rel, err := filepath.Rel(shop, schema)
		if err != nil {
			t.Fatal(err)
		}
		copyFile(t, schema, filepath.Join(root, "examples", "shop", rel))
	}
	return filepath.Join(root, "examples", "shop")
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	content, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, content, 0o666); err != nil {
		t.Fatal(err)
	}
}

// goFiles reads all Go files below a folder.
func goFiles(t *testing.T, root string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		files[filepath.ToSlash(rel)] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func generateShop(t *testing.T, shop string) map[string]string {
	t.Helper()
	if out, code := generateIn(t, shop); code != exitOK {
		t.Fatalf("generate: exit code %d\n%s", code, out)
	}
	return goFiles(t, shop)
}

func TestSameInputSameBytes(t *testing.T) {
	first := generateShop(t, shopModels(t))
	for _, processors := range []int{1, 2, 8} {
		before := runtime.GOMAXPROCS(processors)
		again := generateShop(t, shopModels(t)) // another folder each time
		runtime.GOMAXPROCS(before)
		if diff := cmp.Diff(first, again); diff != "" {
			t.Errorf("with GOMAXPROCS=%d (-first +again):\n%s", processors, diff)
		}
	}
}

// TestOneFieldMoreIsASmallDiff adds a field to an event, at the end and in the
// middle, and looks at what a reviewer would see.
func TestOneFieldMoreIsASmallDiff(t *testing.T) {
	tests := map[string]struct{ before, after string }{
		"at the end":    {"fields: {order_id: ref orders.Order, reason: string}", "fields: {order_id: ref orders.Order, reason: string, gift_note: optional string}"},
		"in the middle": {"fields: {order_id: ref orders.Order, reason: string}", "fields: {order_id: ref orders.Order, gift_note: optional string, reason: string}"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			shop := shopModels(t)
			before := generateShop(t, shop)
			schema := filepath.Join(shop, "internal", "payments", "payments.orchestrix.yaml")
			text, err := os.ReadFile(schema)
			if err != nil {
				t.Fatal(err)
			}
			changed := strings.Replace(string(text), tt.before, tt.after, 1)
			changed = strings.Replace(changed, "event: PaymentFailed, from_state: [order_id]", "event: PaymentFailed, from_state: [order_id], with: {gift_note: null}", 1)
			if changed == string(text) {
				t.Fatal("the schema has no such line")
			}
			if err := os.WriteFile(schema, []byte(changed), 0o666); err != nil {
				t.Fatal(err)
			}
			expectOnlyLinesAbout(t, before, generateShop(t, shop), "gift_note", "giftnote")
		})
	}
}

// expectOnlyLinesAbout wants at most three files to differ, and, white space
// aside, only in lines that hold one of the words.
func expectOnlyLinesAbout(t *testing.T, before, after map[string]string, words ...string) {
	t.Helper()
	var differing []string
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if before[name] == after[name] {
			continue
		}
		differing = append(differing, name)
		for _, line := range changedLines(before[name], after[name]) {
			if line == "}" || strings.HasPrefix(line, `"`) {
				continue // the end of a block that does, and the import of a package it needs
			}
			if !slices.ContainsFunc(words, func(word string) bool { return strings.Contains(strings.ToLower(line), word) }) {
				t.Errorf("%s: a changed line doesn't speak of the field: %s", name, line)
			}
		}
	}
	if len(differing) == 0 || len(differing) > 3 || len(after) != len(before) {
		t.Errorf("%d files differ: %v", len(differing), differing)
	}
}

// changedLines are the lines that only one of two texts has, white space aside,
// each as often as it has it more often.
func changedLines(before, after string) []string {
	count := map[string]int{}
	for line := range strings.Lines(after) {
		count[strings.Join(strings.Fields(line), "")]++
	}
	for line := range strings.Lines(before) {
		count[strings.Join(strings.Fields(line), "")]--
	}
	var changed []string
	for line, n := range count {
		if n != 0 && line != "" {
			changed = append(changed, line)
		}
	}
	slices.Sort(changed)
	return changed
}
