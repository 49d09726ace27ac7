package celoracle

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// sample are as many made-up expressions as the tests here look at, with what
// they are lowered to; nil where they are refused.
const sampleSize = 8000

type sampled struct {
	made    Made
	node    model.Node
	refused string
}

var sample = sync.OnceValue(func() []sampled {
	all := make([]sampled, sampleSize)
	for i := range all {
		made := Invent(2, uint64(i))
		n, finding := made.Check()
		all[i] = sampled{made: made, node: n}
		if finding != nil {
			all[i].refused = finding.Message
		}
	}
	return all
})

// refusals are for what an expression can't be seen to avoid when it is made up.
var refusals = regexp.MustCompile(`this divides by zero` +
	`|is out of the range of (u?int(32|64)|timestamps)$` +
	`|a list has no element before its first` +
	`|the map has this key already` +
	`|this shifts by a negative number` +
	`|isn't a (uuid|decimal|timestamp|duration|date|pattern|time zone)` +
	`|has more digits than a decimal holds` +
	`|Size has no member "`)

func TestMadeUpExpressionsAreRefusedForConstantsOnly(t *testing.T) {
	refused := 0
	for _, s := range sample() {
		if s.refused == "" {
			continue
		}
		if refused++; !refusals.MatchString(s.refused) {
			t.Errorf("%s: %s", s.refused, s.made.Source)
		}
	}
	if refused > sampleSize/10 {
		t.Errorf("%d of %d are refused", refused, sampleSize)
	}
}

func TestCELGoReadsMadeUpExpressions(t *testing.T) {
	for _, s := range sample()[:sampleSize/8] {
		if _, err := theOracle().compile(s.made.CEL); err != nil {
			t.Errorf("%s\nas %s:\n%v", s.made.Source, s.made.CEL, err)
		}
	}
}

// occurring are what occurs in what isn't refused: calls by form, node kinds,
// scopes of variables, operators with the kinds they take, and loops.
func occurring() map[string]bool {
	found := map[string]bool{}
	for _, s := range sample() {
		if s.node == nil {
			continue
		}
		for _, form := range s.made.forms {
			found[form] = true
		}
		see := func(n model.Node) bool {
			found[nodeKind(n)] = true
			switch n := n.(type) {
			case *model.Var:
				if n.Let != nil {
					found["let"] = true
				}
			case *model.Arith:
				if n.Y != nil {
					found[operator(n.Op, n.X.Type(), n.Y.Type())] = true
				}
			case *model.Compare:
				found[operator(n.Op, n.X.Type(), n.Y.Type())] = true
			case *model.Loop:
				found[loopForm(n.Name, n.Index != nil, n.Filter != nil, n.Over.Type())] = true
			}
			return true
		}
		model.Walk(s.node, see)
	}
	return found
}

func nodeKind(n model.Node) string { return strings.TrimPrefix(reflect.TypeOf(n).String(), "*model.") }

func operator(op string, x, y *model.Type) string {
	return fmt.Sprintf("%d %s %d", x.Kind, op, y.Kind)
}

func loopForm(name string, two, filter bool, over *model.Type) string {
	return fmt.Sprintf("%s over %d, two names %t, condition %t", name, over.Kind, two, filter)
}

// Every form of every function, node, operator and loop of the language occurs
// in a run's expressions. What the language has is asked of its tables, of the
// model's source, and of the check itself.
func TestTheWholeLanguageIsMadeUp(t *testing.T) {
	found := occurring()
	for _, f := range functions() {
		if !found[formOf(f)] {
			t.Errorf("no expression calls %s", formOf(f))
		}
	}
	for _, kind := range nodeKinds(t) {
		if !found[kind] {
			t.Errorf("no expression has a node %s", kind)
		}
	}
	for _, probe := range probes() {
		made := Made{Source: probe}
		n, finding := made.Check()
		if finding != nil {
			continue // not of the language
		}
		model.Walk(n, func(n model.Node) bool {
			var what string
			switch n := n.(type) {
			case *model.Arith:
				if n.Y != nil {
					what = operator(n.Op, n.X.Type(), n.Y.Type())
				}
			case *model.Compare:
				what = operator(n.Op, n.X.Type(), n.Y.Type())
			case *model.Loop:
				what = loopForm(n.Name, n.Index != nil, n.Filter != nil, n.Over.Type())
			}
			if what != "" && !found[what] {
				t.Errorf("no expression is like %s (%s)", probe, what)
			}
			return true
		})
	}
}

// nodeKinds are the types of nodes, from the model's source.
func nodeKinds(t *testing.T) []string {
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", "..", "schema", "model", "exprtypes.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Recv != nil && f.Name.Name == "Fails" {
			kinds = append(kinds, f.Recv.List[0].Type.(*ast.StarExpr).X.(*ast.Ident).Name)
		}
	}
	if len(kinds) < 20 {
		t.Fatalf("the model's source tells of the nodes %v only", kinds)
	}
	return kinds
}

// probes are operators over every pair of inputs that differ in type, and
// cel-go's macros over lists and maps. Those of the language pass the check.
func probes() []string {
	byType := map[string]string{}
	for _, n := range rootPaths().there {
		if strings.Count(n.code.ours, ".") == 1 {
			byType[n.typ.String()] = n.code.ours
		}
	}
	paths := slices.Sorted(maps.Values(byType))
	var all []string
	for _, op := range []string{"+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">="} {
		for _, x := range paths {
			for _, y := range paths {
				all = append(all, x+" "+op+" "+y)
			}
		}
	}
	for _, m := range theOracle().env.Macros() {
		for _, over := range []string{"state.ints", "state.stock"} {
			for _, body := range []string{"true", "0", "{'a': 1}", "x"} {
				all = append(all,
					fmt.Sprintf("%s.%s(x, %s)", over, m.Function(), body),
					fmt.Sprintf("%s.%s(x, true, %s)", over, m.Function(), body),
					fmt.Sprintf("%s.%s(x, y, %s)", over, m.Function(), body),
					fmt.Sprintf("%s.%s(x, y, true, %s)", over, m.Function(), body))
			}
		}
	}
	return all
}
