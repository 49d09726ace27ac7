package golang

import (
	"os"
	"strconv"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/internal/celoracle"
)

// What a run of the oracle is, unless the environment says otherwise: how many
// expressions are made up, over how many inputs each is run, and what both are
// made up from.
var oracleRun = struct{ expressions, values, seed int }{300, 40, 1}

func fromEnvironment(t testing.TB, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// TestCompiledExpressionsGiveWhatCELGoGives compiles expressions, some written
// and some made up, runs them all in one program and compares.
func TestCompiledExpressionsGiveWhatCELGoGives(t *testing.T) {
	seed := fromEnvironment(t, "ORCHESTRIX_SEED", oracleRun.seed)
	p := newOracleProgram()
	var written []celoracle.Made
	for _, source := range writtenExpressions {
		written = append(written, celoracle.Made{Source: source, CEL: source})
	}
	for _, source := range documentedExamples(t) {
		written = append(written, celoracle.Made{Source: source, CEL: "true"})
	}
	for _, made := range written {
		n, finding := made.Check()
		if finding != nil {
			t.Errorf("%s is refused: %s", made.Source, finding.Message)
			continue
		}
		p.add(made, n)
	}
	number := fromEnvironment(t, "ORCHESTRIX_EXPRESSIONS", oracleRun.expressions)
	refused := 0
	for i := range number {
		made := celoracle.Invent(uint64(seed), uint64(i))
		n, finding := made.Check()
		if finding != nil {
			refused++
			continue
		}
		p.add(made, n)
	}
	binary := p.build(t, p.write(t))
	r := report(t, binary, "-seed", strconv.Itoa(seed), "-values", strconv.Itoa(fromEnvironment(t, "ORCHESTRIX_VALUES", oracleRun.values)))
	t.Logf("seed %d: %d cases of %d expressions, %d end in an error; %d made-up expressions are refused", seed, r.Cases, len(p.expressions), r.Errors, refused)
	for _, d := range r.Differences {
		t.Errorf("%s\ncompiled:\n%s", d, p.text(d.Number))
	}
}
