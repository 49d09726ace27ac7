package schema

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// workspace writes the files of a txtar archive to a folder of their own.
func workspace(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func load(t *testing.T, dir string) *Result {
	t.Helper()
	res, err := Load(context.Background(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func rules(findings []diag.Finding) []string {
	var all []string
	for _, f := range findings {
		all = append(all, f.Span.File+" "+string(f.Rule))
	}
	return all
}

const goMod = "-- go.mod --\nmodule example.com/shop\n"

func TestTheWorkspaceIsTheNearestFolderWithItsFile(t *testing.T) {
	for _, c := range []struct {
		name, archive, start string
		root, module         string
	}{
		{"the module, without a workspace file", goMod + "-- a/b/x --\n", "a/b", ".", "example.com/shop"},
		{"the nearest module", goMod + "-- a/go.mod --\nmodule example.com/a\n-- a/b/x --\n", "a/b", "a", "example.com/a"},
		{"the folder with the workspace file", goMod + "-- a/orchestrix.yaml --\n-- a/b/x --\n", "a/b", "a", "example.com/shop/a"},
		{"the workspace file beats a nearer module", goMod + "-- orchestrix.yaml --\n-- a/go.mod --\nmodule example.com/a\n", "a", ".", "example.com/shop"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := workspace(t, c.archive)
			res := load(t, filepath.Join(dir, c.start))
			if want := filepath.Join(dir, c.root); res.Root != want {
				t.Errorf("the root is %s, want %s", res.Root, want)
			}
			if res.Module != c.module {
				t.Errorf("the module is %s, want %s", res.Module, c.module)
			}
		})
	}
}

func TestWhereNoWorkspaceIsTheErrorSaysWhatToDo(t *testing.T) {
	for _, c := range []struct{ name, archive, start, want string }{
		{"no module", "-- a/x --\n", "a", "go mod init"},
		{"a workspace file but no module", "-- a/orchestrix.yaml --\n", "a", "go mod init"},
		{"no folder", goMod, "nowhere", "no such file"},
		{"a file", goMod, "go.mod", "isn't a folder"},
		{"a module file without a module", "-- go.mod --\ngo 1.26\n", ".", "no module line"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := workspace(t, c.archive)
			_, err := Load(context.Background(), filepath.Join(dir, c.start), Options{})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v, want one with %q", err, c.want)
			}
		})
	}
}

func TestTheModelsFilesAreFound(t *testing.T) {
	const others = `
-- a.orchestrix.yaml --
-- internal/b/b.orchestrix.yaml --
-- internal/b/c/c.orchestrix.yaml --
-- internal/notes.yaml --
-- .hidden/x.orchestrix.yaml --
-- _old/x.orchestrix.yaml --
-- vendor/x.orchestrix.yaml --
-- node_modules/x.orchestrix.yaml --
-- testdata/x.orchestrix.yaml --
-- nested/go.mod --
module example.com/nested
-- nested/x.orchestrix.yaml --
`
	all := []string{"a.orchestrix.yaml", "internal/b/b.orchestrix.yaml", "internal/b/c/c.orchestrix.yaml"}
	for _, c := range []struct {
		name, config string
		want         []string
	}{
		{"all below", "", all},
		{"a workspace file without patterns", "-- orchestrix.yaml --\nversion: 1\n", all},
		{"any folders", "-- orchestrix.yaml --\nschemas: ['**/*.orchestrix.yaml']\n", all},
		{"a folder and all below", "-- orchestrix.yaml --\nschemas: ['internal/**/*.orchestrix.yaml']\n", all[1:]},
		{"one folder", "-- orchestrix.yaml --\nschemas: [./internal/*/*.orchestrix.yaml]\n", all[1:2]},
		{"several patterns", "-- orchestrix.yaml --\nschemas: ['*.orchestrix.yaml', internal/b/b.orchestrix.yaml]\n", all[:2]},
	} {
		t.Run(c.name, func(t *testing.T) {
			res := load(t, workspace(t, goMod+c.config+strings.TrimPrefix(others, "\n")))
			if diff := cmp.Diff(c.want, res.Files); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPatternsThatCannotMatchAreFindings(t *testing.T) {
	res := load(t, workspace(t, goMod+"-- orchestrix.yaml --\nschemas: [../x/*.orchestrix.yaml, 'a[', nothing/*, /abs]\n"))
	var got []string
	for _, f := range res.Findings {
		got = append(got, f.Severity.String()+" "+f.Message)
	}
	want := []string{
		`error "../x/*.orchestrix.yaml" leads out of the workspace`,
		`error "a[" isn't a file pattern`,
		`warning no model file matches "nothing/*"`,
		`error "/abs" leads out of the workspace`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestManyDoubleStarsCostNoMoreThanOne(t *testing.T) {
	pattern := strings.Split(strings.Repeat("**/", 100)+"x", "/")
	parts := strings.Split(strings.Repeat("a/", 100)+"y", "/")
	if matchParts(pattern, parts) {
		t.Error("matched")
	}
	parts[100] = "x"
	if !matchParts(pattern, parts) {
		t.Error("didn't match")
	}
}

func TestTheMistakesOfAllFilesComeTogetherInOrder(t *testing.T) {
	dir := workspace(t, goMod+`
-- b/b.orchestrix.yaml --
context: b
foo: 1
-- a/a.orchestrix.yaml --
context: a
bar: 1
baz: [
-- c/c.orchestrix.yaml --
context: c
enums: {E: 1}
zzz: 1
`)
	want := []string{"a/a.orchestrix.yaml SYNTAX", "b/b.orchestrix.yaml UNKNOWN_KEY", "c/c.orchestrix.yaml WRONG_SHAPE", "c/c.orchestrix.yaml UNKNOWN_KEY"}
	for _, parallel := range []int{0, 1, 7} {
		res, err := Load(context.Background(), dir, Options{Parallel: parallel})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, rules(res.Findings)); diff != "" {
			t.Error(diff)
		}
		if res.Workspace != nil {
			t.Error("there is a model beside errors")
		}
	}
}

func TestABrokenWorkspaceFileIsTheOnlyFinding(t *testing.T) {
	res := load(t, workspace(t, goMod+"-- orchestrix.yaml --\nschemas: [\n-- a.orchestrix.yaml --\nfoo: 1\n"))
	if diff := cmp.Diff([]string{"orchestrix.yaml SYNTAX"}, rules(res.Findings)); diff != "" {
		t.Error(diff)
	}
}

func TestSourcesAreThoseThatFindingsCountIn(t *testing.T) {
	res := load(t, workspace(t, goMod+"-- orchestrix.yaml --\nversion: 1\n-- a.orchestrix.yaml --\n\ufeffcontext: a\n"))
	if got := string(res.Source("a.orchestrix.yaml")); got != "context: a\n" {
		t.Errorf("the source is %q", got)
	}
	if res.Source("orchestrix.yaml") == nil || res.Source("b") != nil {
		t.Error("the workspace file has no source, or a file that isn't there has one")
	}
}

func TestALargeFileIsAFindingAndNotRead(t *testing.T) {
	dir := workspace(t, goMod)
	name := filepath.Join(dir, "a"+suffix)
	if err := os.WriteFile(name, []byte("context: a\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(name, 1<<40); err != nil {
		t.Fatal(err)
	}
	res := load(t, dir)
	if diff := cmp.Diff([]string{"a.orchestrix.yaml FILE_TOO_LARGE"}, rules(res.Findings)); diff != "" {
		t.Error(diff)
	}
}

func TestAFileThatCannotBeReadIsAnError(t *testing.T) {
	dir := workspace(t, goMod)
	if err := os.Symlink("nowhere", filepath.Join(dir, "a"+suffix)); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(context.Background(), dir, Options{}); err == nil || !strings.Contains(err.Error(), "reading the model") {
		t.Errorf("the error is %v", err)
	}
}

func TestLoadingStopsWhenItIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Load(ctx, workspace(t, goMod+"-- a.orchestrix.yaml --\n"), Options{}); err == nil {
		t.Error("a cancelled load ended well")
	}
}

func TestContextsThatNeedABrokenFileAreLeftOut(t *testing.T) {
	parse := func(name, text string) file {
		tree, findings := syntax.Parse(name, []byte(text))
		return file{path: name, text: []byte(text), tree: tree, findings: findings}
	}
	broken := parse("p", "context: payments\nenums: [\n")
	same := parse("p2", "context: payments\n")
	user := parse("o", "context: orders\nvalues: {V: {fields: {a: ref payments.Payment}}}\n")
	further := parse("s", "context: shipping\nvalues: {V: {fields: {a: ref orders.Order}}}\n")
	related := parse("r", "context: related\nrelations: [{upstream: payments}]\n")
	alone := parse("i", "context: inventory\n")
	nameless := parse("n", "enums: [\n")
	names := func(files []*syntax.File) (all []string) {
		for _, f := range files {
			all = append(all, f.Path)
		}
		return all
	}
	for _, c := range []struct {
		name  string
		files []file
		want  []string
	}{
		{"nothing broken", []file{same, user, further, alone}, []string{"p2", "o", "s", "i"}},
		{"a broken context and all that speaks of it", []file{further, broken, same, user, related, alone}, []string{"i"}},
		{"a broken file of an unknown context", []file{nameless, alone}, nil},
	} {
		if diff := cmp.Diff(c.want, names(resolvable(c.files))); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

const orders = `
-- orders/orders.orchestrix.yaml --
context: orders
aggregates:
  Order:
    state: {note: string}
    events:
      OrderPlaced: {fields: {note: string}, copies: [note]}
    commands:
      PlaceOrder: {creates: true, fields: {note: string}, emits: [OrderPlaced]}
`

func TestAWorkspaceWithoutMistakesHasAModel(t *testing.T) {
	res := load(t, workspace(t, goMod+orders))
	for _, f := range res.Findings {
		t.Errorf("%v: %s: %s", f.Span, f.Rule, f.Message)
	}
	if res.Workspace == nil || len(res.Workspace.Contexts) != 1 {
		t.Fatal("there is no model of the one context")
	}
	c := res.Workspace.Contexts[0]
	if c.Name != "orders" || len(c.Aggregates) != 1 {
		t.Errorf("the context is %q with %d aggregates", c.Name, len(c.Aggregates))
	}
}

func TestMistakesOfFormAndOfMeaningComeTogether(t *testing.T) {
	res := load(t, workspace(t, goMod+`
-- a/a.orchestrix.yaml --
context: a
values: {V: {fields: {b: strng}}}
foo: 1
`))
	want := []string{"a/a.orchestrix.yaml UNKNOWN_TYPE", "a/a.orchestrix.yaml UNKNOWN_KEY"}
	if diff := cmp.Diff(want, rules(res.Findings)); diff != "" {
		t.Error(diff)
	}
	if res.Workspace != nil {
		t.Error("there is a model beside errors")
	}
}

// The other contexts are judged, without noise about what the broken one holds.
func TestABrokenFileHidesOnlyWhatNeedsIt(t *testing.T) {
	res := load(t, workspace(t, goMod+`
-- a/a.orchestrix.yaml --
context: a
enums: [
-- b/b.orchestrix.yaml --
context: b
values: {V: {fields: {c: ref a.A, d: strng}}}
-- c/c.orchestrix.yaml --
context: c
values: {V: {fields: {d: strng}}}
`))
	want := []string{"a/a.orchestrix.yaml SYNTAX", "c/c.orchestrix.yaml UNKNOWN_TYPE"}
	if diff := cmp.Diff(want, rules(res.Findings)); diff != "" {
		t.Error(diff)
	}
}

func TestForeignModelsLoad(t *testing.T) {
	models, err := filepath.Glob(filepath.Join("..", "..", "shared", "models", "*"))
	if err != nil || len(models) == 0 {
		t.Skip("../shared/models isn't there")
	}
	for _, dir := range models {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			continue
		}
		t.Run(filepath.Base(dir), func(t *testing.T) {
			to := workspace(t, goMod)
			if err := os.CopyFS(filepath.Join(to, filepath.Base(dir)), os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			res := load(t, to)
			if len(res.Files) == 0 {
				t.Error("no file was found")
			}
			for _, f := range res.Findings {
				if f.Severity == diag.Error && f.Rule != diag.NotYet {
					t.Errorf("%s:%d:%d: %s: %s", f.Span.File, f.Span.Start.Line, f.Span.Start.Column, f.Rule, f.Message)
				}
			}
		})
	}
}
