package golang

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/internal/usermodule"
)

// plantedBugs are mistakes that are put in on purpose into what compiled
// expressions call: code that runs before a line.
var plantedBugs = []struct {
	name, file, before, code string
}{
	{"a sum wraps", "expr/ints.go", "\tsum := x + y\n\tif (sum > x) != (y > 0) {", "return x + y"},
	{"an error is taken for false", "expr/errors.go", "\tvar first error\n\tfor _, term := range terms {", "defer func() { e.err = nil }()"},
	{"a substring is one too short", "expr/strings.go", "\tif start < 0 || start > end || end > n {", "end--"},
	{"maps go in Go's order", "expr/maps.go", "\tslices.Sort(keys)\n\treturn keys", "return keys"},
	{"rounding is half up", "decimals/arithmetic.go", "\t\td = d.RoundBank(int32(scale))\n", "return d.Round(int32(scale))"},
	{"a missing key is zero", "expr/maps.go", "\tv, ok := m[key]\n\tif !ok {\n\t\te.Fail(ErrNoKey)", "return m[key]"},
	{"a wide number is cut", "expr/convert.go", "\tif int64(int32(x)) != x {", "return int32(x)"},
	{"a product wraps", "expr/ints.go", "\tproduct := x * y\n", "return x * y"},
	{"zones are ignored", "expr/times.go", "\tif hours, minutes, ok := strings.Cut(zone, \":\"); ok {", "return t"},
	{"a repeated key is overwritten", "expr/maps.go", "\tif _, ok := m[key]; ok {\n\t\te.Fail(ErrRepeatedKey)", "delete(m, key)"},
	{"exists looks at one too few", "expr/lists.go", "\tif e.err != nil {\n\t\treturn false\n\t}\n\tvar first error\n\tfor v := range seq {", "decisive = true"},
	{"an absent value is zero", "expr/optional.go", "\tif p == nil {\n\t\te.Fail(ErrAbsent)\n", "if p == nil {\nvar zero T\nreturn zero\n}"},
	{"distinct keeps everything", "expr/lists.go", "\tdistinct := make(S, 0, len(list))\n\tseen :=", "return slices.Clone(list)"},
	{"a duration in seconds is rounded", "expr/times.go", "\treturn strconv.FormatFloat(d.Seconds()", "d = d.Round(time.Millisecond)"},
}

// fewPlanted is how many of them are looked for unless ORCHESTRIX_PLANTED is
// "all".
const fewPlanted = 5

// findPlanted shows that the oracle finds each of the bugs in a short run.
func (p *oracleProgram) findPlanted(t *testing.T, m *usermodule.Module, seed int) {
	bugs := plantedBugs
	if os.Getenv("ORCHESTRIX_PLANTED") != "all" {
		bugs = bugs[:fewPlanted]
	}
	binary := p.build(t, m, "-overlay", plant(t))
	const inputs = 20
	for _, bug := range bugs {
		t.Run(bug.name, func(t *testing.T) {
			t.Setenv("ORCHESTRIX_BUG", bug.name)
			r := report(t, binary, seed, inputs)
			if len(r.Differences) == 0 {
				t.Fatalf("%d cases don't show it", r.Cases)
			}
			t.Logf("%d expressions show it, the first is %s", len(r.Differences), r.Differences[0].Source)
		})
	}
}

// plant gives an overlay for the go command with every bug in it, each asleep
// until ORCHESTRIX_BUG names it.
func plant(t *testing.T) string {
	t.Helper()
	dir, runtime := t.TempDir(), filepath.Join(usermodule.Checkout(t), "runtime")
	planted := map[string]string{}
	for _, bug := range plantedBugs {
		source, ok := planted[bug.file]
		if !ok {
			b, err := os.ReadFile(filepath.Join(runtime, filepath.FromSlash(bug.file)))
			if err != nil {
				t.Fatal(err)
			}
			source = string(b)
		}
		if n := strings.Count(source, bug.before); n != 1 {
			t.Fatalf("%s: %s stands %d times in %s", bug.name, bug.before, n, bug.file)
		}
		where := "expr."
		if strings.HasPrefix(bug.file, "expr/") {
			where = ""
		}
		woken := "if " + where + "Bug == " + strconv.Quote(bug.name) + " {\n" + bug.code + "\n}\n"
		planted[bug.file] = strings.Replace(source, bug.before, woken+bug.before, 1)
	}
	planted["expr/bug.go"] = "package expr\n\nimport \"os\"\n\nvar Bug = os.Getenv(\"ORCHESTRIX_BUG\")\n"
	replace := map[string]string{}
	for file, source := range planted {
		name := strings.ReplaceAll(file, "/", "_")
		if err := os.WriteFile(filepath.Join(dir, name), []byte(source), 0o666); err != nil {
			t.Fatal(err)
		}
		replace[filepath.Join(runtime, filepath.FromSlash(file))] = filepath.Join(dir, name)
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(name, overlay, 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}
