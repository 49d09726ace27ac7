package golang

import (
	"os"
	"strconv"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/internal/celoracle"
)

// What a run of the oracle is, unless the environment says otherwise: how many
// expressions are made up beside the written ones, over how many inputs each is
// run, and what both are made up from. `make oracle` asks for more.
const (
	oracleExpressions = 100
	oracleInputs      = 50
	oracleSeed        = 1
)

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
	seed := fromEnvironment(t, "ORCHESTRIX_SEED", oracleSeed)
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
	p.invent(seed, fromEnvironment(t, "ORCHESTRIX_EXPRESSIONS", oracleExpressions))
	m := p.write(t)
	if testing.Short() {
		t.Skip("a program of all expressions isn't built in short mode")
	}
	t.Run("seed "+strconv.Itoa(seed), func(t *testing.T) {
		r := report(t, p.build(t, m), seed, fromEnvironment(t, "ORCHESTRIX_INPUTS", oracleInputs))
		t.Logf("%d cases of %d expressions, of which %d end in an error", r.Cases, len(p.expressions), r.Errors)
		if r.Errors > r.Cases/2 {
			t.Errorf("%d of %d cases end in an error: they show little", r.Errors, r.Cases)
		}
		for _, d := range r.Differences {
			t.Errorf("%s\ncompiled:\n%s", d, p.text(d.Number))
		}
	})
	t.Run("planted bugs are found", func(t *testing.T) { p.findPlanted(t, m, seed) })
}

// FuzzExpressions has the fuzzer choose the inputs of expressions that are
// compiled once. As a program must be built it has no part in ordinary tests,
// where TestCompiledExpressionsGiveWhatCELGoGives runs the same.
func FuzzExpressions(f *testing.F) {
	if !fuzzing() {
		f.Skip("a program must be built: TestCompiledExpressionsGiveWhatCELGoGives does that once for all")
	}
	run := startOracle(f)
	for _, seed := range []string{"", "0", "\x00\x01\x02\x03\x04\x05\x06\x07", "\xff\xff\x80\x00\x7f\xff"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, d := range run(t, b).Differences {
			t.Error(d)
		}
	})
}
