package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/internal/usermodule"
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/naming"
)

// apart are the places of one struct, or of another scope in which names
// differ. One of each gets a name at a time.
var apart = [][]string{
	strings.Fields("kernel foreign context"),
	strings.Fields("kernel_member kernel_member2"),
	strings.Fields("kernel_field kernel_enum_field"),
	strings.Fields("kernel_variant_field kernel_variant_value"),
	strings.Fields("member member2"),
	strings.Fields("value_field value_list value_kernel value_decimal value_time"),
	strings.Fields("variant variant2"),
	strings.Fields("variant_field variant_list"),
	strings.Fields("variant2_field variant2_uuid"),
	strings.Fields("state_field id state_enum state_list state_union state_map state_ref state_number state_values state_value"),
	strings.Fields("rejection_field rejection_number"),
	strings.Fields("event_field event_list event_union event_enum event_number"),
	strings.Fields("path_event_field path_event_number"),
	strings.Fields("command_field command_list command_number command_optional command_ref command_map"),
	strings.Fields("invariant guard from refusal refusal2 refusal3 unique unique2 unique3 command_rule"),
	strings.Fields("rejected_field rejected_number"),
	strings.Fields("other_id other_field other_field2 other_event_field"),
	strings.Fields("hand_command_field hand_command_number"),
	strings.Fields("ask total words element let_loop emit_loop read read2 reads reads_loop key_loop on_element"),
	strings.Fields("hand_ask hand_ask2 hand_read hand_reads"),
	strings.Fields("foreign_field foreign_list foreign_value"),
	strings.Fields("policy_let policy_let2 sent sent_row"),
	strings.Fields("send send2 send3"),
	strings.Fields("process_field process_number process_list process_value"),
	strings.Fields("process_let step_let step_let2 process_loop step_sent step_row"),
	strings.Fields("timeout timeout2"),
	strings.Fields("row_key row_key2 row_field row_number row_list row_optional row_time row_union row_uuid"),
	strings.Fields("row_let row_let2 row_let3 row_element"),
	strings.Fields("query query2 query3"),
	strings.Fields("inline_key inline_value inline_raw"),
	slices.DeleteFunc(slices.Clone(namePlaces), func(place string) bool { return !isType(place) }),
}

// everywhere puts a word into many places at once: into all that are alone in
// their scope, and into one of each other scope.
func everywhere(word string, turn int) named {
	n := named{}
	for _, place := range namePlaces {
		n[place] = word
		if isType(place) {
			n[place] = naming.ToPascal(word)
		}
	}
	for _, scope := range apart {
		for i, place := range scope {
			if i != turn%len(scope) {
				delete(n, place)
			}
		}
	}
	return n
}

// settle takes names away from the places where a finding refuses them, until
// there is none; it fails where a finding is elsewhere.
func (n named) settle() ([]generator.File, error) {
	for {
		files, findings, err := n.generate()
		if err != nil || !diag.HasErrors(findings) {
			return files, err
		}
		if !n.refused(findings) {
			return nil, fmt.Errorf("findings that aren't about a name: %v", findings)
		}
	}
}

// refused takes the names away that findings are about: those in their places,
// else those in places that they relate to.
func (n named) refused(findings []diag.Finding) bool {
	var first, related []diag.Span
	for _, f := range findings {
		if f.Severity != diag.Error {
			continue
		}
		first = append(first, f.Span)
		for _, r := range f.Related {
			related = append(related, r.Span)
		}
	}
	return n.without(first) || n.without(related)
}

// without takes the names away that stand where spans are.
func (n named) without(spans []diag.Span) bool {
	before := len(n)
	for _, m := range n.models() {
		for start, place := range m.starts {
			line := 1 + strings.Count(m.text[:start], "\n")
			column := start - strings.LastIndexByte(m.text[:start], '\n')
			for _, span := range spans {
				if span.File == m.path && span.Start.Line == line && span.Start.Column <= column && column < span.End.Column {
					delete(n, place)
				}
			}
		}
	}
	return len(n) < before
}

// goWords are what Go means something by, and what file names and folders do.
const goWords = `break case chan const continue default defer else fallthrough for func go goto if import interface map
	package range return select struct switch type var any append bool byte cap clear close comparable complex complex128
	complex64 copy delete error false float32 float64 imag int int16 int32 int64 int8 iota len make max min new nil panic
	print println real recover rune string true uint uint16 uint32 uint64 uint8 uintptr init main null on yes y no off
	a b c d e f g h i j k l m n o p q r s t u v w x z runtime internal linux windows amd64 gen test`

// awkwardWords are words that Go or generated code may mean something by: Go's
// own, and every identifier of what is generated of the models themselves.
func awkwardWords(t testing.TB) []string {
	t.Helper()
	words := map[string]bool{}
	for _, word := range strings.Fields(goWords) {
		words[word] = true
	}
	files, err := named{}.settle()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), f.Path, f.Content, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && naming.IsSnake(naming.ToSnake(id.Name)) {
				words[naming.ToSnake(id.Name)] = true
			}
			return true
		})
	}
	return slices.Sorted(maps.Keys(words))
}

// roots are what expressions begin with.
var roots = strings.Fields("cmd state event row key now meta rejection")

// hideNothing takes names away from where they would hide what expressions speak of:
// loops, and the brackets of paths.
func (n named) hideNothing() {
	maps.DeleteFunc(n, func(place, _ string) bool {
		return strings.HasSuffix(place, "_loop") || strings.HasPrefix(place, "value_")
	})
}

// isPlace says that a word is the name of a place, which another place beside it
// can't have.
func isPlace(word string) bool {
	return slices.Contains(namePlaces, word) || slices.Contains(namePlaces, naming.ToPascal(word))
}

// TestAnyWordWorksOrIsAFinding has awkward words in many places at once, in
// turns, and type-checks what is generated where no finding refuses it: all of
// Go's words, and some of the generated code's. The fuzz test has the rest.
func TestAnyWordWorksOrIsAFinding(t *testing.T) {
	c := mustCompiler(t)
	ofGo := strings.Fields(goWords)
	for i, word := range awkwardWords(t) {
		if isPlace(word) || i%4 != 0 && !slices.Contains(ofGo, word) && !slices.Contains(roots, word) {
			continue
		}
		n := everywhere(word, i)
		if slices.Contains(roots, word) {
			n.hideNothing()
		}
		files, err := n.settle()
		if err != nil {
			t.Errorf("%v: %v", n, err)
			continue
		}
		if err := c.check(userModule, files); err != nil {
			t.Errorf("%v:\n%v", n, err)
		}
	}
}

// TestFieldsMayHaveNamesThatMeanSomethingToGo wants no finding, in any struct.
func TestFieldsMayHaveNamesThatMeanSomethingToGo(t *testing.T) {
	c := mustCompiler(t)
	for _, word := range strings.Fields("type error context fmt runtime len string time slices now new append nil iota func range main init v b d e c m ev raise event meta") {
		n := named{"kernel_field": word, "value_field": word, "state_field": word, "event_field": word, "command_field": word, "hand_event_field": word}
		if word != "error" {
			n["rejection_field"] = word
		}
		if word != "type" {
			n["variant_field"] = word
		}
		if word == "event" {
			delete(n, "value_field") // in the brackets of a path it would hide the event
		}
		files, findings, err := n.generate()
		if err != nil || len(findings) > 0 {
			t.Errorf("%v: %v, %v", n, findings, err)
			continue
		}
		if err := c.check(userModule, files); err != nil {
			t.Errorf("%v:\n%v", n, err)
		}
	}
	for _, n := range []named{{"rejection_field": "error"}, {"variant_field": "type"}} {
		if _, findings, err := n.generate(); err != nil || !slices.ContainsFunc(findings, func(f diag.Finding) bool { return f.Rule == diag.GoReserved }) {
			t.Errorf("%v: %v, %v", n, findings, err)
		}
	}
}

// TestNamesCompileInAUsersModule has contexts and kernels named like packages
// that generated code imports and like its variables, with that word in many
// places, and has Go's own tools compile and test all of it: of some of the words,
// or, as that takes minutes, of all where ORCHESTRIX_ALL_NAMES is set.
func TestNamesCompileInAUsersModule(t *testing.T) {
	m := usermodule.New(t)
	words := strings.Fields("type time fmt context errors t error string orchestrix d expr scenario")
	some := strings.Fields("fmt error scenario")
	for i, word := range words {
		if os.Getenv("ORCHESTRIX_ALL_NAMES") == "" && !slices.Contains(some, word) {
			continue
		}
		n := everywhere(word, i)
		ownContexts := func() {
			for _, place := range []string{"kernel", "foreign", "context"} {
				if n[place] == "" {
					n[place] = fmt.Sprintf("%s%d", place, i)
				}
			}
		}
		ownContexts()
		if _, err := n.settle(); err != nil {
			t.Errorf("%v: %v", n, err)
			continue
		}
		ownContexts()
		for _, model := range n.models() {
			m.Write(model.path, model.text)
		}
	}
	mustGenerate(t, m)
	m.MustGo("vet", "./...")
	// What happens in the others makes no sense to the aggregate.
	out := m.MustGo("test", "-v", "-run", "^TestAggregateScenarios$", "./internal/fmt", "./internal/scenario")
	if n := strings.Count(out, "--- PASS: TestAggregateScenarios ("); n != 2 {
		t.Errorf("the scenarios of %d aggregates passed, want 2:\n%s", n, out)
	}
}

// TestFoldersCompile has contexts in folders whose names mean something to Go.
func TestFoldersCompile(t *testing.T) {
	m := usermodule.New(t)
	var imports []string
	for i, folder := range strings.Fields("internal linux x_test x_linux x.go testing cmd/main 2nd a-b~c") {
		name := fmt.Sprintf("c%d", i)
		n := named{"foreign": name, "Foreign": "OrderLinux"}
		m.Write(folder+"/model.orchestrix.yaml", n.fill(foreignModel, "foreign").text)
		imports = append(imports, fmt.Sprintf("\t%q", userModule+"/"+folder), fmt.Sprintf("\t_ %q", userModule+"/"+folder+"/"+name+"test"))
	}
	mustGenerate(t, m)
	var program strings.Builder
	fmt.Fprintf(&program, "package main\n\nimport (\n%s\n)\n\nfunc main() {\n", strings.Join(imports, "\n"))
	for i := range len(imports) / 2 {
		fmt.Fprintf(&program, "\t_ = c%d.OrderLinux{}\n", i) // a file left out by its name would be missed
	}
	m.Write("main.go", program.String()+"}\n")
	m.MustGo("vet", ".", "./...")
}

// FuzzNames has awkward words, and some made up, in a few places at a time: two
// bytes choose each place and its word.
func FuzzNames(f *testing.F) {
	words := awkwardWords(f)
	at := func(place, word string) []byte {
		p, w := slices.Index(namePlaces, place), slices.Index(words, word)
		return []byte{byte(p), byte(w >> 8), byte(w)}
	}
	seed := func(extra string, pairs ...string) {
		var choice []byte
		for i := 0; i < len(pairs); i += 2 {
			choice = append(choice, at(pairs[i], pairs[i+1])...)
		}
		f.Add(choice, extra)
	}
	seed("")
	seed("", "element", "error", "event_number", "error")
	seed("", "kernel", "d")
	seed("", "kernel", "context_test")
	seed("", "hand_ask", "new_id")
	seed("", "Aggregate", "state")
	f.Add([]byte{byte(slices.Index(namePlaces, "Aggregate")), 0xff, 0, byte(slices.Index(namePlaces, "Foreign")), 0xff, 1}, "SKUList SkuList")
	f.Add([]byte{byte(slices.Index(namePlaces, "HandCommand")), 0xff, 0, byte(slices.Index(namePlaces, "Command")), 0xff, 1}, "SKUMove SkuMove")
	c := mustCompiler(f)
	f.Fuzz(func(t *testing.T, choice []byte, extra string) {
		n := named{}
		own := strings.Fields(extra)
		for range 8 {
			if len(choice) < 3 {
				break
			}
			place, which, index := namePlaces[int(choice[0])%len(namePlaces)], choice[1], int(choice[2])
			choice = choice[3:]
			switch word := words[(int(which)<<8|index)%len(words)]; {
			case which >= 0xf0 && len(own) > 0:
				n[place] = own[index%len(own)]
			case isType(place):
				n[place] = naming.ToPascal(word)
			default:
				n[place] = word
			}
		}
		files, findings, err := n.generate()
		if err != nil {
			t.Fatalf("%v: %v", n, err)
		}
		if diag.HasErrors(findings) {
			return
		}
		if err := c.check(userModule, files); err != nil {
			t.Errorf("%v:\n%v", n, err)
		}
	})
}
