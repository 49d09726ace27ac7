package golang

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/internal/usermodule"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// written are patterns that are written out as comparisons and loops.
var written = []string{
	`^[A-Z]{3}$`, `^[0-9]{4}$`, `^[a-z]+$`, `^[a-z]*$`, `^a$`, `^abc$`, `^a[0-9]$`, `^[a-z][a-z0-9]*$`,
	`^[A-Z]{2,4}-[0-9]{1,6}$`, `^ab?c$`, `^a{2,3}b$`, `^[a-c]{2}[a-c]$`, `^x[0-9]+$`, `^x[0-9]+y$`, `^[0-9]+\.[0-9]{2}$`,
	`^[a-c]+-[a-c]{2}-[a-c]*$`, `^[a-c]?-[0-9]?$`, `^(a)(b[0-9])$`, `^[-_a-c]{1,3}$`, `^[a-c]+ü$`, `^a-b[0-9]{2}c$`, `^[a-c]*-$`,
	`^[a-c]{2}-[0-9]{0,2}[-_]$`, `\A[a-c]{20}\z`, `^\d{4}-\d\d$`, `^\w+$`, `^[\w-]{2,9}$`,
	`^(ab|cd)$`, `^(?:a|ab|abc)-?$`, `^(a|b)(c|d)?$`, `^[abc]$`, `^$`, `^(|a)$`, `^"\\$`,
	`^[0-9]+(\.[0-9]{1,2})?$`, `^[a-z]+(-[a-z0-9]+)*$`, `^(ab)+$`, `^([A-Z]{2}-)*$`, `^-?[0-9]+(e[0-9]+)?$`, `^[0-9]{3}(-[0-9]{4})?$`, `^([a-c]-)+$`,
	`^[A-Z]{2}[0-9]{2}( [A-Z0-9]{4})*$`, `^[^@]+(@[^@]+)?$`,
	`abc`, `^abc`, `abc$`, `ü`, `a\.b`, `\n$`, `^\Qa+b\E`,
	`^[^a]+$`, `^[^a]*$`, `^.+$`, `^\S+$`, `^[^@]+@[^@]+$`, `^[^\x00-\x1f]+$`, `^a[^-]+-[^-]*$`, `^\D*9$`,
}

// left are those that need package regexp.
var left = []string{
	``, `[`, `^a*(a-)*$`, `^(a-b*)*b$`, `^([a-c]+)*$`, `^(a+-?)*$`, `^a(b?c)*$`, `^(a|bc)*$`, `^(ab)*x$`, `(?i)^abc$`, `^.$`, `^[^a]$`, `^[ä-ü]$`, `^\w+\d$`, `(?i)abc`, `^(ab|cd)`, `^[a-z]{3}`, `[a-z]$`, `a|b`, `^a|b$`,
	`^a*a$`, `^[a-z]+[a-c]?-$`, `^a?[0-9]?a$`, `^\bab$`, `(?m)^ab$`, `(?s)^.+$`, `^[^a]{2,}$`, `^[^a]+[^a]+$`, `^[^a]+ü$`, `^.{1,3}$`, `^\x{fffd}$`,
	`^[a-zü]+$`, `(?i)^[a-z]+$`, `(?m)abc$`, `^\B`, `^[\s\S]*$`,
}

func isWritten(pattern string) bool {
	c := &checker{}
	c.match(subject{x: jen.Id("s"), rules: &model.FieldRules{Pattern: pattern}, stem: "X"})
	for _, decl := range c.decls {
		if strings.Contains(jen.Add(decl).GoString(), "regexp") {
			return false
		}
	}
	return true
}

func TestWhichPatternsAreWrittenOut(t *testing.T) {
	for _, pattern := range written {
		if !isWritten(pattern) {
			t.Errorf("%s isn't written out", pattern)
		}
	}
	for _, pattern := range left {
		if isWritten(pattern) {
			t.Errorf("%s is written out", pattern)
		}
	}
}

// TestWrittenPatternsAgreeWithRegexp runs what is written on many texts beside
// package regexp: the patterns above, and some that are made up.
func TestWrittenPatternsAgreeWithRegexp(t *testing.T) {
	f := jen.NewFile("patterns")
	var cases []jen.Code
	for i, pattern := range append(madeUp(150), append(left[2:], written...)...) {
		c := &checker{}
		match := c.match(subject{x: jen.Id("s"), rules: &model.FieldRules{Pattern: pattern}, stem: strconv.Itoa(i)})
		declare(f, c.decls...)
		cases = append(cases, jen.Line().Values(jen.Lit(pattern),
			jen.Func().Params(jen.Id("s").String()).Bool().Block(jen.Return(match))))
	}
	f.Line().Var().Id("compiled").Op("=").Index().Struct(
		jen.Id("pattern").String(), jen.Id("match").Func().Params(jen.String()).Bool()).Values(append(cases, jen.Line())...)
	module := usermodule.New(t)
	module.Write("patterns/patterns.go", f.GoString())
	module.Write("patterns/patterns_test.go", `package patterns

import (
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"testing"
)

var alphabet = []string{"a", "b", "c", "x", "A", "Z", "0", "9", "-", "_", ".", "@", "k", "K", "\u212a", "ü", "日", "\ufffd", "\n", " ", "\"", "\xff", "\xc3"}

// near makes a text that a pattern matches, or nearly so.
func near(random *rand.Rand, re *syntax.Regexp) string {
	text := ""
	repeat := func(least, most int) {
		if most < 0 || most > least+3 {
			most = least + 3
		}
		for range least + random.IntN(most-least+1) {
			text += near(random, re.Sub[0])
		}
	}
	if random.IntN(40) == 0 {
		return alphabet[random.IntN(len(alphabet))]
	}
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpCharClass:
		i := random.IntN(len(re.Rune)/2) * 2
		return string(re.Rune[i] + rune(random.IntN(int(min(re.Rune[i+1]-re.Rune[i], 300))+1)))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return alphabet[random.IntN(len(alphabet))]
	case syntax.OpStar:
		repeat(0, -1)
	case syntax.OpPlus:
		repeat(1, -1)
	case syntax.OpQuest:
		repeat(0, 1)
	case syntax.OpRepeat:
		repeat(re.Min, re.Max)
	case syntax.OpAlternate:
		return near(random, re.Sub[random.IntN(len(re.Sub))])
	case syntax.OpConcat, syntax.OpCapture:
		for _, sub := range re.Sub {
			text += near(random, sub)
		}
	}
	return text
}

func TestAgreement(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, c := range compiled {
		re := regexp.MustCompile(c.pattern)
		tree, _ := syntax.Parse(c.pattern, syntax.Perl)
		matched := 0
		for i := range 4000 {
			text := ""
			if i%2 == 0 {
				for range random.IntN(8) {
					text += alphabet[random.IntN(len(alphabet))]
				}
			} else {
				text = near(random, tree)
				switch random.IntN(8) {
				case 0:
					text += alphabet[random.IntN(len(alphabet))]
				case 1:
					text = alphabet[random.IntN(len(alphabet))] + text
				}
			}
			if got, want := c.match(text), re.MatchString(text); got != want {
				t.Errorf("%s on %q is %v", c.pattern, text, got)
				break
			} else if got {
				matched++
			}
		}
		if matched == 0 {
			t.Errorf("no text matches %s", c.pattern)
		}
	}
}
`)
	module.MustGo("test", "./patterns")
}

// madeUp are patterns of the pieces that people use, at random but the same
// every time, all of which are written out.
func madeUp(n int) []string {
	random := rand.New(rand.NewPCG(3, 4))
	pieces := []string{"a", "-", "@", "ü", `\.`, "x9", "[a-c]", "[A-Z]", "[0-9]", `\d`, `\w`, "[-_.]", "[^@]", "[^a]", ".", `\S`, `[^\s-]`, "(ab|-)", "(x)", "(-[0-9]+)", `(\.[a-c]{2})`, "(x[^-]*-)"}
	counts := []string{"", "", "", "?", "*", "+", "{2}", "{3}", "{1,3}", "{2,}"}
	begins, ends := []string{"^", "^", "^", ""}, []string{"$", "$", "$", ""}
	var patterns []string
	for len(patterns) < n {
		pattern := begins[random.IntN(len(begins))]
		for range 1 + random.IntN(4) {
			pattern += pieces[random.IntN(len(pieces))] + counts[random.IntN(len(counts))]
		}
		if pattern += ends[random.IntN(len(ends))]; isWritten(pattern) && !slices.Contains(patterns, pattern) {
			patterns = append(patterns, pattern)
		}
	}
	return patterns
}
