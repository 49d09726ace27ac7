package golang

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/internal/usermodule"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// oracleExpressions are compiled, run and compared with cel-go.
var oracleExpressions = []string{
	// arithmetic and its limits
	"seven + 3", "seven - 10", "seven * minus", "seven / 2", "minus / 2", "minus % 2", "seven % minus",
	"most + 1", "most - one", "least - 1", "least * -1", "most * 2", "-least", "-most", "least / -1", "least % -1",
	"seven / zero", "seven % zero", "three + 1u", "three - 4u", "utmost + 1u", "utmost * 2u", "three / (three - 3u)", "utmost % 7u",
	"half * 3.0 - 1.0", "half / nothing", "-half", "0.1 + 0.2", "1.0 / 3.0 * 3.0", "-nothing",
	"seven - (3 - one)", "(seven + 1) * (3 - one)", "half - (half - 1.0)", "half / (half * 2.0)",
	// strings and bytes
	`word + "!" + (empty + "?")`, "size(word)", "word.size() == 5", "size(empty) == 0", "size(empty) > 0", "size(word) >= 5",
	`word.startsWith("hé")`, `word.endsWith("lo")`, `word.contains("ll")`, `word.matches("^h.l+o$")`, "word.matches(empty)",
	`word.matches("(" + empty)`, "word.lowerAscii()", "word.upperAscii()", `"  x ".trim()`, `words.join("-")`, "words.join()",
	`"a,b,c".split(",")`, `"a,b,c".split(",", 2)`, `"a,b,c".split(",", 0)`, `word.replace("l", "L")`, `word.replace("l", "L", 1)`,
	"word.charAt(1)", "word.charAt(5)", "word.charAt(6)", "word.substring(2)", "word.substring(1, 3)", "word.substring(3, 1)",
	`word.indexOf("l")`, `word.indexOf("l", 3)`, `word.indexOf("l", -1)`, `word.lastIndexOf("l")`, `word.lastIndexOf("l", 2)`,
	"word.reverse()", "word < \"i\"", "word == word", "raw == b\"abc\"", "raw < b\"abd\"", "raw + b\"d\"", "size(raw)",
	// logic, with errors that are and aren't absorbed
	"yes && no", "yes || no", "!yes", "!(yes && no)", "yes == !no",
	"no && 1 / zero > 0", "1 / zero > 0 && no", "yes && 1 / zero > 0", "1 / zero > 0 && yes",
	"yes || 1 / zero > 0", "1 / zero > 0 || yes", "no || 1 / zero > 0", "1 / zero > 0 || no",
	"1 / zero > 0 && 1 / one > 5", "1 / zero > 0 || 1 / one == 1", "1 / zero > 0 && 1 / one == 1", "1 / zero > 0 || 1 / one > 5",
	"1 / zero > 0 && yes && 1 / one > 5 && seven == 7", "!(1 / zero > 0 && 1 / one > 5)",
	"(1 / zero > 0 && 1 / one > 5) || (seven / one == 7 && 1 / zero > 0)", "(1 / zero > 0 || no) && (no || 1 / one > 1)",
	"yes ? seven : 1 / zero", "no ? seven : 1 / zero", "1 / zero > 0 ? 1 : 2", "yes ? word : empty", "no ? 1 : 2",
	"yes ? true : no", "no ? false : yes", "no ? yes : false", "no ? no : true", "1 / zero > 0 ? true : yes",
	"seven > 5 ? (seven > 6 ? \"large\" : \"middle\") : \"small\"", "yes ? seven + 1 : seven - 1", "(no ? numbers : none) == []",
	// comparison
	"seven == 7", "seven != 7", "seven < 8", "!(seven < 8)", "half < 0.75", "half != 0.5", "nothing / nothing == nothing / nothing",
	"nothing / nothing < 1.0", "1.0 >= nothing / nothing", "!(nothing / nothing < 1.0)", "three <= 3u", "at < end", "at <= at", "at >= end", "at > end", "at == end",
	"span < duration(\"2h\")", "span == duration(\"5400s\")", "at != timestamp(\"2026-03-14T15:09:26.535Z\")",
	"numbers == [3, 1, 0, 2, 1]", "numbers != none", "none == []", `stock == {"a": 1, "b": 0, "c": 5}`, `stock != {"a": 1}`,
	"[[1], [2, 3]] == [[1], [2, 3]]", "[at] == [at]", `{"x": [1]} == {"x": [2]}`,
	// membership and lookup
	"seven in [1, 7]", "!(seven in [1, 7])", "seven in [1, 2, 3, 4, 5]", "seven in numbers", "word in words", `"a" in stock`,
	`!("z" in stock)`, "at in [at, end]", "seven + 1 in [8]", "1 / zero in [1]", "numbers[0]", "numbers[4]", "numbers[5]", "numbers[minus]",
	"none[0]", `stock["a"]`, `stock["z"]`, `"a" in stock && stock["a"] == 1`, `"z" in stock && stock["z"] == 1`,
	`!("z" in stock) || stock["z"] == 1`, `"z" in stock ? stock["z"] : -1`, "numbers[numbers[3]]", "size(numbers) + size(stock)",
	"size(numbers) == size(stock)", "0 < size(none)",
	// lists and maps
	"numbers + [7]", "none + numbers + [1]", "[7] + numbers", "[seven, 1 / one]", "[1 / zero]", `{"x": seven, "y": 2}`, "{word: 1, empty: 2}",
	"numbers.distinct()", "numbers.sort()", "words.sort()", "numbers.reverse()", "numbers.slice(1, 3)", "numbers.slice(1, 9)",
	"[[1], [2, 3]].flatten()", "lists.range(3)", "[end, at].sort()", "[at, at, end].distinct()",
	// loops
	"numbers.all(n, n >= 0)", "numbers.exists(n, n == 2)", "numbers.exists(n, 2 == n)", "numbers.exists(n, n == n)", "numbers.exists_one(n, n == 1)",
	"numbers.filter(n, n > 1)", "numbers.map(n, n * 2)", "numbers.map(n, n > 0, 6 / n)", "numbers.map(n, 6 / n)",
	"numbers.all(n, 6 / n > 0)", "numbers.all(n, 6 / n > 3)", "numbers.exists(n, 6 / n == 3)", "numbers.exists(n, 6 / n == 9)",
	"numbers.exists_one(n, 6 / n == 3)", "none.all(n, 1 / zero > n)", "numbers.all(n, numbers.exists(m, m == n))",
	"numbers.map(n, numbers.filter(m, m < n))", "numbers.map(n, words.exists(n, n == word))", "words.map(type_, size(type_))",
	"numbers.all(i, n, i >= 0 && n >= 0)", "numbers.exists(i, n, i == n)", "numbers.existsOne(i, n, i == 2 && n == 0)",
	"numbers.transformList(i, n, i * 10 + n)", "numbers.transformList(i, n, n > 1, i)", "numbers.transformList(i, n, i > 2, 6 / n)",
	`words.transformMapEntry(i, w, {w: i})`, "words.transformMapEntry(i, w, {string(i > 0): i})",
	"words.transformMapEntry(i, w, i > 0, {w: 6 / i})", "words.transformMapEntry(i, w, {w: 6 / i})",
	`stock.all(k, k != "z")`, "stock.all(k, stock[k] >= 0)", "stock.exists(k, stock[k] > 4)", "stock.filter(k, stock[k] > 0).sort()",
	"stock.map(k, stock[k]).sort()", "stock.exists_one(k, stock[k] == 0)", "stock.all(k, 5 / stock[k] > 0)", "stock.exists(k, 5 / stock[k] == 1)",
	"stock.all(k, v, v >= 0)", "stock.exists(k, v, k == \"b\" && v == 0)", "stock.transformList(k, v, v > 0, k).sort()", "stock.transformMap(k, v, v + 1)",
	"stock.transformMap(k, v, v > 0, 10 / v)", "stock.transformMap(k, v, 10 / v)", "stock.transformMapEntry(k, v, {string(v): k})",
	"stock.all(k, words.all(k, k != \"zz\"))", "stock.all(k, numbers.exists(value, value == stock[k]))",
	"numbers.filter(n, n in stock.map(k, stock[k]))", "numbers.all(n, n > 0 || 1 / n == 0 || n == 0)",
	// conversions
	"int(three)", "int(utmost)", "int(half)", "int(1e19)", `int("42")`, `int("x")`, "int(at)", "uint(seven)", "uint(minus)", "uint(half)", `uint("7")`,
	"double(seven)", "double(three)", `double("1.5")`, `double("x")`, "string(seven)", "string(three)", "string(half)", "string(1e21)", "string(1e-7)",
	"string(yes)", "string(at)", "string(span)", "string(raw)", "string(b\"\\xff\")", "bytes(word)", `bool("true")`, `bool("maybe")`,
	`timestamp("2026-01-02T03:04:05Z")`, "timestamp(word)", "timestamp(0)", "timestamp(most)", `duration("1h")`, "duration(word)",
	// time
	"at + span", "span + at", "end + span", "at - span", "end - at", "at - timestamp(\"2026-03-14T00:00:00Z\")",
	"span + span", "span - duration(\"2h\")", "at.getFullYear()", "at.getMonth()", "at.getDate()", "at.getDayOfMonth()", "at.getDayOfWeek()",
	"at.getDayOfYear() + 1", "at.getHours()", "at.getMinutes()", "at.getSeconds()", "at.getMilliseconds()", `at.getHours("+02:00")`, `at.getHours("x:y")`,
	"span.getHours()", "span.getMinutes()", "span.getSeconds()", "span.getMilliseconds()", "7 - at.getMonth()",
	// math
	"math.greatest(seven, 3, minus)", "math.least(seven, 3)", "math.greatest(numbers)", "math.least(none)", "math.greatest(half, 0.25)", "math.least(half * 2.0, 3.0)", "math.greatest(nothing / nothing, 1.0)",
	"math.abs(minus)", "math.abs(least)", "math.abs(-half)", "math.ceil(half)", "math.floor(-half)", "math.round(half)", "math.trunc(-half)",
	"math.sqrt(half)", "math.isNaN(nothing / nothing)",
	"math.sqrt(minus)", "math.sqrt(three)", "math.greatest(5)", "math.least(utmost)", "math.greatest(half)", "math.greatest(1, 2)", "math.least(3u, 2u)",
	"math.greatest(1, 2, 3, 4, 5, 6, 7, 8, 9, seven, minus)", "1.0 / math.greatest(-nothing, nothing)", "math.least([3, seven])",
	"math.sign(minus)", "math.sign(zero)", "math.sign(three)", "math.sign(0u)", "math.sign(9)", "math.sign(-half)", "1.0 / math.sign(-nothing)",
	"math.sign(nothing / nothing)", "math.isInf(half / nothing)", "math.isInf(half)", "math.isFinite(half)", "math.isFinite(-half / nothing)",
	"math.isFinite(nothing / nothing)", "math.bitAnd(seven, minus)", "math.bitAnd(three, 6u)", "math.bitAnd(6, 3)", "math.bitOr(seven, 8) + 1",
	"math.bitXor(seven, minus) * 2", "math.bitOr(math.bitAnd(seven, 3), math.bitXor(one, 4))", "math.bitXor(three, utmost)", "math.bitNot(seven)",
	"math.bitNot(three)", "math.bitNot(5)", "math.bitNot(5u)", "math.bitNot(math.bitOr(seven, 8))", "math.bitShiftLeft(seven, 2)",
	"math.bitShiftLeft(seven, 70)", "math.bitShiftLeft(seven, minus)", "math.bitShiftLeft(1, seven)", "math.bitShiftLeft(1, 65)",
	"math.bitShiftRight(minus, 1)", "math.bitShiftRight(minus, 64)", "math.bitShiftRight(minus, zero)", "math.bitShiftRight(utmost, 60)",
	"math.bitShiftRight(three, minus)", "math.bitShiftRight(-8, 1)", "math.bitShiftLeft(three, one)", "-math.bitShiftRight(most, 62)",
	// booleans in order, numbers of two types, and how long a duration is
	"no < yes", "yes <= yes", "yes > no", "no >= yes", "[yes, no, yes].sort()", "no < (1 / zero > 0)",
	"seven < half", "half <= one", "most < 9223372036854775807.0", "three > half", "half < three", "seven < nothing / nothing", "minus < three",
	"three > minus", "seven >= three", "utmost > most", "most < utmost", "int(span)",
	// sets, sorting, quotes
	"numbers.hasAll([1, 3])", "numbers.hasAll([1, 9])", "numbers.hasAny([9, 2])", "numbers.hasAny([])", "numbers.hasOnly([0, 1, 2, 3])",
	"numbers.hasOnly([1])", "numbers.hasExactly([3, 2, 1, 0])", "none.hasOnly(numbers)", "[at].hasAny([end, at])", "[[1], [2]].hasAll([[2]])",
	"[[1]].hasExactly([[1], [1]])", "[raw].hasOnly([b\"abc\"])", "[half, nothing / nothing, -half].sort()", "[b\"b\", b\"a\"].sort()",
	"numbers.sortBy(n, -n)", "words.sortBy(w, size(w))", "numbers.sortBy(n, 6 / n)", "numbers.sortBy(n, n % 2 == 0)", "numbers.sortBy(n, double(n))",
	"[at, end].sortBy(t, end - t)", "words.sortBy(w, bytes(w))", "words.sortBy(w, at)", "none.sortBy(n, n)", "numbers.map(n, n + 1).sortBy(n, uint(n))",
	`strings.quote("a\\b\"c\nd\te")`, `strings.quote(word + "\u0007\u0008\u000c\r\u000b")`, "strings.quote(empty)",
	// maps by numbers and booleans
	"{1: word, 2: empty}", "{one: 1, seven: 2}", "{true: 1, no: 2}", "{three: 1}", "{1: 2}[one]", "{1: 2}[seven]",
	"seven in {7: 1}", "three in {3u: 1}", "{1: 2} == {1: 2}", "{1: 2} != {2: 2}", "{yes: 1, no: 2}.transformList(k, v, v)[0] > 0",
	"{2: 1, 1: 2}.transformList(k, v, k * v).sort()", "{2: 1, 1: 2}.map(k, k).sort()", "{yes: 1, no: 2}.map(k, k).sort()",
	"{yes: 1, no: 2}.all(k, k || !k)", "{7u: half}.exists(k, v, v < 1.0)", "size({1: 1, 2: 2})",
	"numbers.transformMap(i, n, n * i)", "numbers.transformMap(i, n, n > 0, 6 / n)", "numbers.transformMap(i, n, 6 / n)", "numbers.transformMap(i, n, n)",
	"words.transformMapEntry(i, w, {i: w})", "words.transformMapEntry(i, w, {w: i, w + \"!\": i})", "words.transformMapEntry(i, w, i > 0 ? {w: i} : {})",
	"words.transformMapEntry(i, w, i > 0, stock)", "words.transformMapEntry(i, w, i > 1, stock)",
	"words.transformMapEntry(i, w, {i: 6 / i})", "{1: 2}.transformMapEntry(k, v, {v: k})",
}

// TestCompiledExpressionsGiveWhatCELGoGives compiles expressions, some written
// and some made up, runs them all in one program and compares.
func TestCompiledExpressionsGiveWhatCELGoGives(t *testing.T) {
	p := oraclePackage()
	o := newOracle(t, p.ctx)
	m := usermodule.New(t)
	program := &oracleProgram{pkg: p, oracle: o}
	var expressions, want []string
	for _, source := range oracleExpressions {
		n, wrong := o.check(t, source)
		if wrong != "" {
			t.Errorf("%s is refused: %s", source, wrong)
			continue
		}
		expressions, want = append(expressions, source), append(want, o.evaluate(t, source))
		program.add(n)
	}
	made := madeUpExpressions(t, o)
	for _, source := range made {
		if n, wrong := o.check(t, source); wrong == "" {
			expressions, want = append(expressions, source), append(want, o.evaluate(t, source))
			program.add(n)
		}
	}
	if refused := len(oracleExpressions) + len(made) - len(expressions); refused > len(made)/2 {
		t.Errorf("%d of %d made-up expressions are refused", refused, len(made))
	}
	m.Write("oracle/main.go", program.source(t))
	m.Write("oracle/show.go", showSource)
	got := strings.Split(strings.TrimSpace(m.MustGo("run", "./oracle")), "\n")
	if len(got) != len(want) {
		t.Fatalf("%d results of %d expressions", len(got), len(want))
	}
	for i, source := range expressions {
		if got[i] != want[i] {
			t.Errorf("%s: got %s, cel-go gives %s; compiled:\n%s", source, got[i], want[i], program.text(i))
		}
	}
}

// madeUp is how many expressions are made up. ORCHESTRIX_EXPRESSIONS asks for
// another number, and ORCHESTRIX_SEED for others.
const madeUp = 300

func madeUpExpressions(t *testing.T, o *oracle) []string {
	number, seed := madeUp, uint64(1)
	for name, set := range map[string]func(string) error{
		"ORCHESTRIX_EXPRESSIONS": func(s string) (err error) { number, err = strconv.Atoi(s); return err },
		"ORCHESTRIX_SEED":        func(s string) (err error) { seed, err = strconv.ParseUint(s, 10, 64); return err },
	} {
		if text := os.Getenv(name); text != "" {
			if err := set(text); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
	}
	g := &inventor{random: rand.New(rand.NewPCG(seed, seed)), oracle: o}
	expressions := make([]string, number)
	for i := range expressions {
		expressions[i] = g.expression(g.anyType(), 4)
	}
	return expressions
}

func oraclePackage() *pkg {
	c := &model.Context{Name: "oracle", Package: "main", Dir: "oracle", Import: "example.com/user/oracle"}
	return newPkg(&model.Workspace{Module: "example.com/user", Contexts: []*model.Context{c}}, c)
}

// oracleProgram is a Go program that prints what expressions come to.
type oracleProgram struct {
	pkg    *pkg
	oracle *oracle
	evals  []jen.Code
}

// add makes a function of an expression.
func (p *oracleProgram) add(n model.Node) {
	fr := &frame{pkg: p.pkg, locals: p.oracle.locals}
	var body []jen.Code
	if fr.fails(n) {
		body = append(body, fr.errors())
		body = append(body, fr.define("result", n)...)
		body = append(body, jen.Return(jen.Id("result"), fr.failed()))
	} else {
		body = append(body, fr.define("result", n)...)
		body = append(body, jen.Return(jen.Id("result"), jen.Nil()))
	}
	name := "eval" + strconv.Itoa(len(p.evals))
	p.evals = append(p.evals, jen.Func().Id(name).Params(jen.Id("c").Id("Inputs")).
		Params(p.pkg.goType(n.Type()), jen.Error()).Block(body...))
}

func (p *oracleProgram) text(i int) string { return fmt.Sprintf("%#v", p.evals[i]) }

func (p *oracleProgram) source(t *testing.T) string {
	t.Helper()
	f := p.pkg.newFile()
	f.Add(p.pkg.structDecl("Inputs", p.oracle.fields))
	for _, eval := range p.evals {
		f.Add(eval)
	}
	var inputs, runs []jen.Code
	for _, input := range oracleInputs {
		// The package time is imported for the fields of Inputs.
		source := jen.Op(input.source)
		inputs = append(inputs, jen.Id(upperFirst(input.name)).Op(":").Add(source))
	}
	for i := range p.evals {
		runs = append(runs, jen.Id("show").Call(jen.Id("eval"+strconv.Itoa(i)).Call(jen.Id("c"))))
	}
	f.Func().Id("main").Params().Block(append([]jen.Code{
		jen.Id("c").Op(":=").Id("Inputs").Add(lines("{", "}", inputs...))}, runs...)...)
	var b bytes.Buffer
	if err := f.Render(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// showSource prints results as evaluate writes them.
const showSource = `package main

import (
	"encoding/hex"
	"fmt"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"time"
)

func show[T any](result T, err error) {
	if err != nil {
		fmt.Println("error")
		return
	}
	fmt.Println(text(reflect.ValueOf(&result).Elem()))
}

func text(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case time.Time:
		return x.UTC().Format(time.RFC3339Nano)
	case time.Duration:
		return x.String()
	case []byte:
		return "0x" + hex.EncodeToString(x)
	case uint64:
		return strconv.FormatUint(x, 10) + "u"
	case float64:
		return "f" + strconv.FormatFloat(x, 'g', -1, 64)
	case string:
		return strconv.Quote(x)
	}
	var parts []string
	switch v.Kind() {
	case reflect.Slice:
		for i := range v.Len() {
			parts = append(parts, text(v.Index(i)))
		}
		return "[" + strings.Join(parts, " ") + "]"
	case reflect.Map:
		for _, key := range v.MapKeys() {
			parts = append(parts, text(key)+":"+text(v.MapIndex(key)))
		}
		sort.Strings(parts)
		return "{" + strings.Join(parts, " ") + "}"
	}
	return fmt.Sprint(v.Interface())
}
`

// evaluate is what cel-go says, as show prints it.
func (o *oracle) evaluate(t *testing.T, source string) string {
	t.Helper()
	checked, issues := o.env.Compile(source)
	if issues.Err() != nil {
		t.Fatalf("%s: %v", source, issues.Err())
	}
	program, err := o.env.Program(checked)
	if err != nil {
		t.Fatalf("%s: %v", source, err)
	}
	result, _, err := program.Eval(o.values)
	if err != nil {
		return "error"
	}
	return celText(result)
}

func celText(v ref.Val) string {
	switch v := v.(type) {
	case types.Timestamp:
		return v.UTC().Format(time.RFC3339Nano)
	case types.Duration:
		return v.Duration.String()
	case types.Bytes:
		return "0x" + hex.EncodeToString(v)
	case types.Uint:
		return strconv.FormatUint(uint64(v), 10) + "u"
	case types.Double:
		return "f" + strconv.FormatFloat(float64(v), 'g', -1, 64)
	case types.String:
		return strconv.Quote(string(v))
	}
	var parts []string
	switch v := v.(type) {
	case traits.Mapper:
		for it := v.Iterator(); it.HasNext() == types.True; {
			key := it.Next()
			parts = append(parts, celText(key)+":"+celText(v.Get(key)))
		}
		slices.Sort(parts)
		return "{" + strings.Join(parts, " ") + "}"
	case traits.Lister:
		for it := v.Iterator(); it.HasNext() == types.True; {
			parts = append(parts, celText(it.Next()))
		}
		return "[" + strings.Join(parts, " ") + "]"
	}
	return fmt.Sprint(v.Value())
}
