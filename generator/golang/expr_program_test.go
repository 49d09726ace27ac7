package golang

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/internal/celoracle"
	"github.com/orchestrix-go/orchestrix-gen/internal/usermodule"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

const pkgOracle = "github.com/orchestrix-go/orchestrix-gen/internal/celoracle"

// oracleProgram is a Go program that runs compiled expressions beside cel-go.
type oracleProgram struct {
	pkg         *pkg
	expressions []celoracle.Made
	functions   []jen.Code
	nodes       []model.Node
}

func newOracleProgram() *oracleProgram {
	c := celoracle.Things()
	return &oracleProgram{pkg: newPkg(&model.Workspace{Module: c.Import, Contexts: []*model.Context{c}}, c)}
}

// add makes a function of an expression, which is compiled in one of the ways
// that generated code uses expressions.
func (p *oracleProgram) add(made celoracle.Made, n model.Node) {
	number := len(p.functions)
	w := &checks{pkg: p.pkg, frame: &frame{
		pkg: p.pkg, state: "c", now: "now", exists: "exists", meta: "meta", rejection: "rejection", newID: "newID",
		lets: map[string]string{}, taken: []string{"c", "result"},
	}}
	w.prepare(n)
	fails := w.frame.fails(n)
	if fails {
		w.fallible()
	}
	err := jen.Code(jen.Nil())
	if fails {
		err = w.frame.failed()
	}
	result := p.pkg.goType(n.Type())
	switch number % 3 {
	case 0:
		w.add(w.frame.define("result", n)...)
	case 1:
		w.add(jen.Id("result").Op(":=").Func().Params().Add(result).Block(w.frame.returns(n)...).Call())
	case 2:
		w.add(jen.Var().Id("result").Add(result), w.frame.give(jen.Id("result"), simplify(n)))
	}
	if number%4 == 0 && n.Type().Kind == model.Bool {
		w.add(jen.If(w.frame.not(n)).Block(jen.Return(jen.False(), err)))
		w.add(jen.Id("result").Op("=").True())
	}
	p.expressions, p.nodes = append(p.expressions, made), append(p.nodes, n)
	p.functions = append(p.functions, p.function(n, w.body(jen.Return(jen.Id("result"), err))))
}

// function is the next function, which works out an expression.
func (p *oracleProgram) function(n model.Node, body []jen.Code) jen.Code {
	return jen.Func().Id(fmt.Sprintf("eval%d", len(p.functions))).Params(jen.Id("c").Op("*").Id("Inputs")).
		Params(p.pkg.goType(n.Type()), jen.Error()).Block(body...)
}

// text is the function of an expression.
func (p *oracleProgram) text(number int) string { return fmt.Sprintf("%#v", p.functions[number]) }

// perFile is how many functions stand in one file.
const perFile = 500

// write writes the program, in a module that may see this one's internals.
func (p *oracleProgram) write(t testing.TB) *usermodule.Module {
	t.Helper()
	m := usermodule.New(t)
	m.Write("go.mod", strings.Replace(m.Read("go.mod"), "module example.com/user", "module "+p.pkg.ctx.Import, 1))
	for _, emit := range []emitter{p.pkg.typesFile, p.pkg.typesJSON} {
		file, err := emit()
		if err != nil {
			t.Fatal(err)
		}
		m.Write(filepath.Base(file.Path), string(file.Content))
	}
	m.Write("main.go", p.rendered(t, p.main()...))
	for i := 0; i < len(p.functions); i += perFile {
		m.Write(fmt.Sprintf("eval%d.go", i), p.rendered(t, p.functions[i:min(i+perFile, len(p.functions))]...))
	}
	return m
}

func (p *oracleProgram) rendered(t testing.TB, decls ...jen.Code) string {
	t.Helper()
	f := p.pkg.newFile()
	for _, decl := range decls {
		f.Add(decl)
	}
	var b bytes.Buffer
	if err := f.Render(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func (p *oracleProgram) main() []jen.Code {
	roots := jen.Var().Defs(
		jen.Id("now").Op("=").Qual(pkgOracle, "Now"),
		jen.Id("meta").Op("=").Qual(pkgOracle, "Meta"),
		jen.Id("rejection").Op("=").Qual(pkgOracle, "Rejection"),
		jen.Id("newID").Op("=").Qual(pkgOracle, "NewID"),
		jen.Id("exists").Op("=").True(),
	)
	run := jen.Func().Id("run").Types(jen.Id("T").Any()).
		Params(jen.Id("f").Func().Params(jen.Op("*").Id("Inputs")).Params(jen.Id("T"), jen.Error())).
		Func().Params(jen.Any()).Params(jen.Qual("reflect", "Value"), jen.Error()).Block(
		jen.Return(jen.Func().Params(jen.Id("inputs").Any()).Params(jen.Qual("reflect", "Value"), jen.Error()).Block(
			jen.List(jen.Id("x"), jen.Err()).Op(":=").Id("f").Call(jen.Id("inputs").Assert(jen.Op("*").Id("Inputs"))),
			jen.Return(jen.Qual("reflect", "ValueOf").Call(jen.Op("&").Id("x")).Dot("Elem").Call(), jen.Err()),
		)))
	typeFor := func(name string) jen.Code { return jen.Qual("reflect", "TypeFor").Types(jen.Id(name)).Call() }
	var variants, expressions []jen.Code
	for _, u := range p.pkg.ctx.Unions {
		for _, v := range u.Variants {
			variants = append(variants, jen.Lit(v.GoName).Op(":").Add(typeFor(v.GoName)))
		}
	}
	for i, x := range p.expressions {
		expressions = append(expressions, jen.Values(
			jen.Id("Source").Op(":").Lit(x.Source), jen.Id("CEL").Op(":").Lit(x.CEL),
			jen.Id("Optional").Op(":").Lit(p.nodes[i].Type().Kind == model.Optional),
			jen.Id("Eval").Op(":").Id("run").Call(jen.Id(fmt.Sprintf("eval%d", i))),
		))
	}
	return []jen.Code{roots, run, jen.Func().Id("main").Params().Block(
		jen.Id("program").Op(":=").Qual(pkgOracle, "Program").Add(lines("{", "}",
			jen.Id("Inputs").Op(":").Add(typeFor("Inputs")),
			jen.Id("Variants").Op(":").Qual(pkgOracle, "Variants").Add(lines("{", "}", variants...)),
			jen.Id("Expressions").Op(":").Index().Op("*").Qual(pkgOracle, "Compiled").Add(lines("{", "}", expressions...)))),
		jen.Id("program").Dot("Main").Call(),
	)}
}

// invent adds made-up expressions, without those that are refused for their
// constants.
func (p *oracleProgram) invent(seed, number int) {
	for i := range number {
		made := celoracle.Invent(uint64(seed), uint64(i))
		if n, finding := made.Check(); finding == nil {
			p.add(made, n)
		}
	}
}

// build gives the program's executable; flags are go build's. It is compiled as
// fast as can be: nearly all of its time is cel-go's.
func (p *oracleProgram) build(t testing.TB, m *usermodule.Module, flags ...string) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "oracle")
	if out, err := m.Go(append(append([]string{"build", "-ldflags=-s -w", "-gcflags=-N -l", "-o", binary}, flags...), ".")...); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return binary
}

// report is what a run of the program over so many inputs finds.
func report(t testing.TB, binary string, seed, inputs int) (r celoracle.Report) {
	t.Helper()
	var stderr bytes.Buffer
	command := exec.Command(binary, "-seed", strconv.Itoa(seed), "-values", strconv.Itoa(inputs))
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	if err := json.Unmarshal(out, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// oracleBinary names the program in the environment of a fuzzer's workers.
const oracleBinary = "ORCHESTRIX_ORACLE_BINARY"

func fuzzing() bool { return flag.Lookup("test.fuzz").Value.String() != "" }

// startOracle runs a program that compares some of its expressions over inputs
// that bytes choose. It is built once, by the process that starts the workers.
func startOracle(f *testing.F) func(t *testing.T, b []byte) celoracle.Report {
	if os.Getenv(oracleBinary) == "" {
		const expressions = 300
		p := newOracleProgram()
		p.invent(fromEnvironment(f, "ORCHESTRIX_SEED", oracleSeed), expressions)
		f.Setenv(oracleBinary, p.build(f, p.write(f)))
	}
	command := exec.Command(os.Getenv(oracleBinary))
	in, err := command.StdinPipe()
	if err != nil {
		f.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		f.Fatal(err)
	}
	if err := command.Start(); err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() {
		if err := errors.Join(in.Close(), command.Wait()); err != nil {
			f.Error(err)
		}
	})
	reports := json.NewDecoder(out)
	return func(t *testing.T, b []byte) (r celoracle.Report) {
		if _, err := fmt.Fprintf(in, "%x\n", b); err != nil {
			t.Fatal(err)
		}
		if err := reports.Decode(&r); err != nil {
			t.Fatal(err)
		}
		return r
	}
}
