package celoracle

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"reflect"
	"runtime"
	"sync"

	"cel.dev/cel-go/cel"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// Compiled is an expression with the Go that was made of it.
type Compiled struct {
	Source, CEL string
	// Optional says that it is wanted as an optional.
	Optional bool
	// Eval runs it over a pointer to the program's inputs.
	Eval func(inputs any) (reflect.Value, error)

	program cel.Program
}

// Program is a Go program of compiled expressions.
type Program struct {
	Inputs      reflect.Type // the generated struct
	Variants    Variants
	Expressions []*Compiled
}

// Difference is one that was found.
type Difference struct {
	Number      int // of the expression
	Source, CEL string
	Inputs      string
	Got, Want   string
}

func (d Difference) String() string {
	return fmt.Sprintf("%s\ngives %s\ncel-go gives %s for\n%s\nwith\n%s", d.Source, d.Got, d.Want, d.CEL, d.Inputs)
}

// Report is what a run of a program comes to.
type Report struct {
	Cases, Errors int // all, and those that both end in an error
	// Differences are the first that were found, at most one an expression.
	Differences []Difference
}

// Main is the program's main function: with -values it compares every
// expression over so many made-up inputs and prints a report; without it
// compares for each line of hexadecimal bytes that it reads some expressions
// over inputs made of the bytes.
func (p *Program) Main() {
	seed := flag.Uint64("seed", 1, "what values are made up from")
	values := flag.Int("values", 0, "over how many inputs each expression is run")
	show := flag.Bool("print", false, "whether to print what each expression comes to, without inputs")
	flag.Parse()
	out := json.NewEncoder(os.Stdout)
	if *show {
		var texts []string
		for _, x := range p.Expressions {
			texts = append(texts, x.run(reflect.New(p.Inputs).Interface()))
		}
		if err := out.Encode(texts); err != nil {
			panic(err)
		}
		return
	}
	for _, x := range p.Expressions {
		program, err := theOracle().compile(x.CEL)
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", x.CEL, err)
			os.Exit(2)
		}
		x.program = program
	}
	if *values > 0 {
		if err := out.Encode(p.compare(*seed, *values)); err != nil {
			panic(err)
		}
		return
	}
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadString('\n')
		if err == io.EOF {
			return
		}
		b, err := hex.DecodeString(line[:len(line)-1])
		if err != nil {
			panic(err)
		}
		if err := out.Encode(p.compareFor(b)); err != nil {
			panic(err)
		}
	}
}

// situation is one set of inputs, for both sides.
type situation struct {
	plain  *parts
	inputs reflect.Value // a pointer
	vars   map[string]any
	before string // what the inputs were
}

func (p *Program) situation(c chooser) situation {
	s := situation{plain: makeInputs(c), inputs: reflect.New(p.Inputs)}
	p.Variants.giveFields(s.inputs.Elem(), inputs().Fields, s.plain)
	s.vars = theOracle().activation(s.plain)
	s.before = s.now()
	return s
}

func (s situation) now() string {
	return string(appendText(nil, plainFields(s.inputs.Elem(), inputs().Fields, "")))
}

// compare runs every expression over inputs that are made up.
func (p *Program) compare(seed uint64, values int) Report {
	situations := make([]situation, values)
	for i := range situations {
		situations[i] = p.situation(seeded(seed, uint64(i)))
	}
	var whole Report
	var lock sync.Mutex
	var all sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for i := range next {
				r := p.expression(i, situations)
				lock.Lock()
				whole.add(r)
				lock.Unlock()
			}
		})
	}
	for i := range p.Expressions {
		next <- i
	}
	close(next)
	all.Wait()
	for i, s := range situations {
		if s.now() != s.before {
			whole.add(Report{Differences: []Difference{{Source: fmt.Sprintf("(all, over inputs %d)", i), Got: s.now(), Want: s.before}}})
		}
	}
	return whole
}

// maxDifferences is how many a report holds.
const maxDifferences = 50

func (r *Report) add(other Report) {
	r.Cases += other.Cases
	r.Errors += other.Errors
	if len(r.Differences) < maxDifferences {
		r.Differences = append(r.Differences, other.Differences...)
	}
}

// expression compares one expression over all inputs.
func (p *Program) expression(number int, situations []situation) (r Report) {
	x := p.Expressions[number]
	for _, s := range situations {
		want := evaluate(x.program, s.vars)
		got := x.run(s.inputs.Interface())
		r.Cases++
		if want == Failed {
			r.Errors++
		}
		if got != want && len(r.Differences) == 0 {
			r.Differences = append(r.Differences, Difference{
				Number: number, Source: x.Source, CEL: x.CEL, Inputs: s.plain.show(x.Source + x.CEL), Got: got, Want: want})
		}
	}
	return r
}

// run is what the compiled expression comes to.
func (x *Compiled) run(inputs any) (text string) {
	defer func() {
		if r := recover(); r != nil {
			text = fmt.Sprintf("panic: %v", r)
		}
	}()
	result, err := x.Eval(inputs)
	if err != nil {
		return Failed
	}
	t := modelType(result.Type())
	if x.Optional && t.Kind != model.Optional {
		t = optionalOf(t)
	}
	return string(appendText(nil, plain(result, t)))
}

// blocks is in how many parts the expressions are taken when bytes choose.
const blocks = 16

// compareFor compares those expressions that the bytes choose, over inputs that
// they choose too.
func (p *Program) compareFor(b []byte) Report {
	c := byBytes(b)
	block := c.IntN(blocks)
	s := p.situation(c)
	var whole Report
	for i := block; i < len(p.Expressions); i += blocks {
		whole.add(p.expression(i, []situation{s}))
	}
	if s.now() != s.before {
		whole.add(Report{Differences: []Difference{{Source: "(inputs)", Got: s.now(), Want: s.before}}})
	}
	return whole
}
