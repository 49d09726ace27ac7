package expr

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/ext"
	"github.com/google/go-cmp/cmp"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// documented is docs/expressions.md: the rows of its tables by the heading above.
func documented(t *testing.T) map[string][][]string {
	t.Helper()
	text, err := os.ReadFile("../../docs/expressions.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][][]string{}
	heading := ""
	for line := range strings.Lines(string(text)) {
		if h, ok := strings.CutPrefix(line, "#"); ok {
			heading = strings.TrimSpace(strings.TrimLeft(h, "#"))
		}
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		line = strings.ReplaceAll(strings.TrimSpace(line), `\|`, "\x00")
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i, cell := range cells {
			cells[i] = strings.TrimSpace(strings.ReplaceAll(cell, "\x00", "|"))
		}
		rows[heading] = append(rows[heading], cells)
	}
	return rows
}

var quoted = regexp.MustCompile("`([^`]*)`")

// codes are what stands between backticks.
func codes(cell string) []string {
	var all []string
	for _, match := range quoted.FindAllStringSubmatch(cell, -1) {
		all = append(all, match[1])
	}
	return all
}

func TestDocumentationListsEveryFunction(t *testing.T) {
	var want, got []string
	for _, f := range Functions() {
		want = append(want, f.Signature())
	}
	rows := documented(t)
	for _, heading := range []string{"Collections", "Text", "Numbers", "Times", "Conversions", "Ids"} {
		for _, row := range rows[heading] {
			got = append(got, codes(row[0])...)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("docs/expressions.md (-functions of the language +documented):\n%s", diff)
	}
}

func TestDocumentationListsEveryLoop(t *testing.T) {
	want := slices.Sorted(maps.Keys(loops))
	got := map[string]bool{}
	for _, row := range documented(t)["Loops"] {
		for _, form := range codes(row[0]) {
			_, call, _ := strings.Cut(form, ".")
			name, _, _ := strings.Cut(call, "(")
			got[name] = true
		}
	}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(got))); diff != "" {
		t.Errorf("docs/expressions.md (-loops of the language +documented):\n%s", diff)
	}
}

func TestDocumentationListsEveryOperator(t *testing.T) {
	kind := func(k model.Kind) string {
		if k == model.List {
			return words(listOf(anyType))
		}
		return words(&model.Type{Kind: k})
	}
	var want, got []string
	for key := range arithmetic {
		want = append(want, fmt.Sprintf("%s %s %s", kind(key.x), key.op, kind(key.y)))
	}
	for _, row := range documented(t)["Operators"] {
		got = append(got, codes(row[1])...)
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("docs/expressions.md (-operators of the language +documented):\n%s", diff)
	}
}

func TestDocumentationListsWhatIsLeftOut(t *testing.T) {
	got := map[string]string{}
	for _, row := range documented(t)["Not part of the language"] {
		for _, name := range codes(row[0]) {
			got[name] = row[1]
		}
	}
	if diff := cmp.Diff(Unsupported, got); diff != "" {
		t.Errorf("docs/expressions.md (-left out +documented):\n%s", diff)
	}
}

// celEverything is cel-go with all of its extensions.
func celEverything(t *testing.T) *cel.Env {
	t.Helper()
	env, err := cel.NewEnv(cel.OptionalTypes(), cel.CrossTypeNumericComparisons(true), ext.Strings(), ext.Lists(), ext.Math(),
		ext.TwoVarComprehensions(), ext.Sets(), ext.Bindings(), ext.Encoders(), ext.Regex(), ext.Protos(), ext.Network())
	if err != nil {
		t.Fatal(err)
	}
	return env
}

// What cel-go has more of tomorrow is either taken or left out, and said so.
func TestEveryFunctionOfCELIsTakenOrLeftOut(t *testing.T) {
	env := celEverything(t)
	operator := regexp.MustCompile(`^[_!@-]|^in$|@`)
	names := slices.Collect(maps.Keys(env.Functions()))
	for _, macro := range env.Macros() {
		names = append(names, macro.Function())
	}
	inNamespaces := map[string]string{"least": "math.least", "greatest": "math.greatest", "bind": "cel.bind", "getExt": "proto.getExt", "hasExt": "proto.hasExt"}
	for _, name := range names {
		if full := inNamespaces[name]; full != "" {
			name = full
		}
		_, loop := loops[name]
		_, leftOut := Unsupported[name]
		if len(functions[name]) == 0 && !loop && !leftOut && name != "has" && !operator.MatchString(name) {
			t.Errorf("%s is neither a function of the language nor left out", name)
		}
	}
}

// Every example reads as a condition, and holds for cel-go where it has the
// function.
func TestDocumentedExamplesHold(t *testing.T) {
	s, env := newShop(), celEverything(t)
	evaluated := 0
	for heading, rows := range documented(t) {
		if heading == "Operators" || heading == "Not part of the language" {
			continue
		}
		for _, row := range rows {
			example := codes(row[1])[0]
			if x, findings := Check(scalar(t, example), s.env, boolType); x == nil {
				t.Errorf("%s: %s", example, briefs(findings))
				continue
			}
			checked, issues := env.Compile(example)
			if issues.Err() != nil {
				continue // one of ours
			}
			program, err := env.Program(checked)
			if err != nil {
				t.Fatal(err)
			}
			if result, _, err := program.Eval(map[string]any{}); err != nil || result != types.True {
				t.Errorf("%s: cel-go gives %v, %v", example, result, err)
			}
			evaluated++
		}
	}
	if evaluated < 60 {
		t.Errorf("only %d examples are evaluated", evaluated)
	}
}
