package golang

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	_ "cel.dev/expr/conformance/proto2" // types that cases name
	_ "cel.dev/expr/conformance/proto3"
	conformance "cel.dev/expr/conformance/test"
	"github.com/dave/jennifer/jen"
	"google.golang.org/protobuf/encoding/prototext"

	"github.com/orchestrix-go/orchestrix-gen/internal/celoracle"
	"github.com/orchestrix-go/orchestrix-gen/internal/usermodule"
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// conformanceCase is a case of the CEL specification.
type conformanceCase struct {
	*conformance.SimpleTest
	name string // file/section/name, numbered where it isn't the only one
}

// conformanceCases are all cases that the CEL specification publishes.
func conformanceCases(t *testing.T) []conformanceCase {
	t.Helper()
	command := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "cel.dev/expr")
	command.Dir = usermodule.Checkout(t)
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(out)), "tests", "simple", "testdata", "*.textproto"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var all []conformanceCase
	seen := map[string]int{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var file conformance.SimpleTestFile
		if err := prototext.Unmarshal(text, &file); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, section := range file.Section {
			for _, test := range section.Test {
				full := strings.ReplaceAll(file.Name+"/"+section.Name+"/"+test.Name, " ", "_")
				if seen[full]++; seen[full] > 1 {
					full += "#" + strconv.Itoa(seen[full])
				}
				all = append(all, conformanceCase{test, full})
			}
		}
	}
	return all
}

// verdict is what becomes of a case.
type verdict struct {
	refused string // why it can't be run
	wrong   string // what is wrong with its result
}

// TestConformance runs the cases of the CEL specification that lie in the
// language. Those that don't are listed in testdata/conformance.txt, by reason.
func TestConformance(t *testing.T) {
	skipped := readSkipped(t)
	p := newOracleProgram()
	verdicts := map[string]*verdict{}
	var names, want []string
	cases := conformanceCases(t)
	for _, c := range cases {
		v := &verdict{}
		verdicts[c.name] = v
		n, err := c.compile(p, v)
		if err != nil {
			v.refused = err.Error()
			continue
		}
		if n == nil {
			continue
		}
		names, want = append(names, c.name), append(want, c.want())
	}
	for i, got := range p.results(t) {
		if got != want[i] {
			verdicts[names[i]].wrong = fmt.Sprintf("gives %s, and %s is expected; compiled:\n%s", got, want[i], p.text(i))
		}
	}
	reasons := map[string]int{}
	for _, c := range cases {
		v, reason := verdicts[c.name], skipped[c.name]
		passes := v.refused == "" && v.wrong == ""
		switch {
		case passes && reason != "":
			t.Errorf("%s is listed as skipped (%s), and passes", c.name, reason)
		case !passes && reason == "":
			t.Errorf("%s: %s: %s%s", c.name, c.Expr, v.refused, v.wrong)
		case !passes:
			reasons[reason]++
		}
		delete(skipped, c.name)
	}
	for name := range skipped {
		t.Errorf("%s is listed as skipped, and there is no such case", name)
	}
	listed := 0
	for _, n := range reasons {
		listed += n
	}
	t.Logf("of %d cases %d pass, %d of them by running; %d are skipped", len(cases), len(cases)-listed, len(names), listed)
	for _, reason := range slices.Sorted(maps.Keys(reasons)) {
		t.Logf("%4d %s", reasons[reason], reason)
	}
}

// readSkipped are the cases that are skipped, with the reason.
func readSkipped(t *testing.T) map[string]string {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "conformance.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	skipped := map[string]string{}
	reason := ""
	for lines := bufio.NewScanner(f); lines.Scan(); {
		switch line := lines.Text(); {
		case line == "" || line[0] == '#':
		case line[0] != '\t':
			reason = strings.TrimSuffix(line, ":")
		default:
			skipped[line[1:]] = reason
		}
	}
	return skipped
}

// compile adds a case to the program; the node is nil where there is nothing to
// run.
func (c conformanceCase) compile(p *oracleProgram, v *verdict) (model.Node, error) {
	switch {
	case c.DisableMacros:
		return nil, fmt.Errorf("macros are always there")
	case c.GetUnknown() != nil || c.GetAnyUnknowns() != nil:
		return nil, fmt.Errorf("unknown values")
	}
	vars, locals, err := c.variables()
	if err != nil {
		return nil, err
	}
	n, finding := celoracle.Made{Source: c.Expr}.CheckWith(vars)
	fails := c.GetEvalError() != nil || c.GetAnyEvalErrors() != nil
	switch {
	case finding == nil && c.GetTypedResult() != nil && typeText(n.Type()) != deducedText(c.GetTypedResult().DeducedType):
		v.wrong = fmt.Sprintf("is a %s, and %s is expected", typeText(n.Type()), deducedText(c.GetTypedResult().DeducedType))
		return nil, nil
	case finding == nil && c.CheckOnly:
		return nil, nil
	case finding != nil && fails && (finding.Rule == diag.ExprType || finding.Rule == diag.BadPattern):
		return nil, nil // the mistake is found earlier
	case finding != nil:
		return nil, fmt.Errorf("%s: %s", finding.Rule, finding.Message)
	}
	p.addCase(n, vars, locals)
	return n, nil
}

// addCase makes a function of a case, in which its variables are local.
func (p *oracleProgram) addCase(n model.Node, vars []*model.Var, values []jen.Code) {
	var taken []string
	locals := map[string]string{}
	var body []jen.Code
	for i, v := range vars {
		name := "v" + strconv.Itoa(i)
		locals[v.Name], taken = name, append(taken, name)
		if values[i] == nil {
			body = append(body, jen.Var().Id(name).Add(p.pkg.goType(v.T)))
		} else {
			body = append(body, jen.Id(name).Op(":=").Add(values[i]))
		}
		body = append(body, jen.Id("_").Op("=").Id(name))
	}
	fr := &frame{pkg: p.pkg, locals: locals, taken: append(taken, "c", "result")}
	err := jen.Code(jen.Nil())
	if fr.fails(n) {
		body, err = append(body, fr.errors()), fr.failed()
	}
	body = append(body, jen.Var().Id("result").Add(p.pkg.goType(n.Type())), fr.give(jen.Id("result"), simplify(n)))
	body = append(body, jen.Return(jen.Id("result"), err))
	p.expressions, p.nodes = append(p.expressions, celoracle.Made{}), append(p.nodes, n)
	p.functions = append(p.functions, p.function(n, body))
}

// results are what the program's expressions come to without inputs.
func (p *oracleProgram) results(t *testing.T) (texts []string) {
	t.Helper()
	out, err := exec.Command(p.build(t, p.write(t)), "-print").Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(out, &texts); err != nil {
		t.Fatal(err)
	}
	return texts
}
