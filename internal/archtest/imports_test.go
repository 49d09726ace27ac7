package archtest_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

const module = "github.com/orchestrix-go/orchestrix-gen"

// rules say, for a package and all below it, what its own code must not reach,
// directly or through others.
var rules = []struct {
	from   string
	except []string // packages below from that the rule isn't about
	never  []string
	but    []string // packages that may be reached nevertheless, and what they reach
	why    string
}{
	{
		from:   "generator",
		except: []string{"generator/golang/gentest"},
		never:  []string{"gopkg.in/yaml.v3", "cel.dev/cel-go", module + "/schema/syntax"},
		why:    "generators read the model; no YAML is left in it",
	},
	{
		from:  "schema",
		never: []string{"github.com/dave/jennifer", module + "/generator", module + "/runtime"},
		// An example is judged by what judges values, a time zone by what expressions call.
		but: []string{module + "/runtime/formats", module + "/runtime/expr"},
		why: "the model knows nothing of the Go that is made from it",
	},
	{
		from:  "runtime",
		never: []string{"github.com/dave/jennifer", "gopkg.in/yaml.v3", "cel.dev/cel-go", "github.com/spf13/cobra", module + "/schema", module + "/generator"},
		why:   "a program links the runtime, not the tool",
	},
	{
		from:  "schema/model",
		never: []string{"gopkg.in/yaml.v3", "cel.dev/cel-go", module + "/schema/syntax", module + "/schema/diag"},
		why:   "the model is plain data",
	},
}

// standardOnly are the packages whose code, and all it links, is the standard
// library and this module; reflection isn't imported by them.
var standardOnly = []string{"runtime", "runtime/problem", "runtime/jsontext", "runtime/expr", "runtime/memory", "runtime/formats", "runtime/reaction", "runtime/subscription", "runtime/readmodel", "runtime/ops"}

func load(t *testing.T) map[string]*packages.Package {
	t.Helper()
	config := &packages.Config{Mode: packages.NeedName | packages.NeedImports | packages.NeedDeps | packages.NeedModule, Dir: "../.."}
	roots, err := packages.Load(config, "./...")
	if err != nil {
		t.Fatal(err)
	}
	if packages.PrintErrors(roots) > 0 {
		t.Fatal("packages don't load")
	}
	all := map[string]*packages.Package{}
	packages.Visit(roots, nil, func(p *packages.Package) { all[p.PkgPath] = p })
	return all
}

// path is how a package reaches another one, or nil.
func path(from *packages.Package, wanted string, seen map[string]bool) []string {
	if seen[from.PkgPath] {
		return nil
	}
	if below(from.PkgPath, wanted) {
		return []string{from.PkgPath}
	}
	seen[from.PkgPath] = true
	for _, next := range from.Imports {
		if rest := path(next, wanted, seen); rest != nil {
			return append([]string{from.PkgPath}, rest...)
		}
	}
	return nil
}

func below(pkg, root string) bool { return pkg == root || strings.HasPrefix(pkg, root+"/") }

func TestWhoImportsWhom(t *testing.T) {
	all := load(t)
	for _, rule := range rules {
		root := module + "/" + rule.from
		found := false
		for _, p := range all {
			if !below(p.PkgPath, root) || excepted(p.PkgPath, rule.except) {
				continue
			}
			found = true
			for _, never := range rule.never {
				if way := path(p, never, allowed(rule.but)); way != nil {
					t.Errorf("%s (%s)", strings.Join(way, " → "), rule.why)
				}
			}
		}
		if !found {
			t.Errorf("no package is below %s: the rule checks nothing", rule.from)
		}
	}
}

// allowed are packages that a path isn't looked for behind.
func allowed(packages []string) map[string]bool {
	seen := map[string]bool{}
	for _, p := range packages {
		seen[p] = true
	}
	return seen
}

func excepted(pkg string, except []string) bool {
	for _, e := range except {
		if below(pkg, module+"/"+e) {
			return true
		}
	}
	return false
}

func TestTheCoreIsStandardLibraryOnly(t *testing.T) {
	all := load(t)
	for _, name := range standardOnly {
		p := all[module+"/"+name]
		if p == nil {
			t.Errorf("there is no package %s", name)
			continue
		}
		for imported, dep := range p.Imports {
			switch {
			case imported == "reflect" || imported == "unsafe":
				t.Errorf("%s imports %s", name, imported)
			case dep.Module != nil && dep.Module.Path != module:
				t.Errorf("%s imports %s of module %s", name, imported, dep.Module.Path)
			}
		}
	}
}

func TestThePathFinderFindsPaths(t *testing.T) {
	all := load(t)
	if path(all[module+"/schema/syntax"], "gopkg.in/yaml.v3", map[string]bool{}) == nil {
		t.Error("schema/syntax reads YAML, and the test can't see it")
	}
}
