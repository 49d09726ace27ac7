package golang

import (
	"strconv"
	"testing"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/internal/usermodule"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// written are patterns that are written out as loops.
var written = []string{
	`^[A-Z]{3}$`, `^[0-9]{4}$`, `^[a-z]+$`, `^[a-z]*$`, `^a$`, `^abc$`, `^a[0-9]$`, `^[a-z][a-z0-9]*$`,
	`^[A-Z]{2,4}-[0-9]{1,6}$`, `^ab?c$`, `^a{2,3}b$`, `^[a-c]{2}[a-c]$`, `^x[0-9]+$`, `^x[0-9]+y$`, `^[0-9]+\.[0-9]{2}$`,
	`^[a-c]+-[a-c]{2}-[a-c]*$`, `^[a-c]?-[0-9]?$`, `^(a)(b[0-9])$`, `^[-_a-c]{1,3}$`, `^[a-c]+ü$`, `^a-b[0-9]{2}c$`, `^[a-c]*-$`,
	`^[a-c]{2}-[0-9]{0,2}[-_]$`,
}

// left are those that need package regexp.
var left = []string{
	``, `[`, `abc`, `^abc`, `abc$`, `^(ab|cd)$`, `^(ab)+$`, `(?i)^abc$`, `^.$`, `^[^a]$`, `^[ä-ü]$`, `^\w+\d$`,
	`^a*a$`, `^[a-z]+[a-c]?-$`, `^a?[0-9]?a$`, `^\bab$`, `(?m)^ab$`, `^$`,
}

func TestWhichPatternsAreWrittenOut(t *testing.T) {
	for _, pattern := range written {
		if _, ok := segments(pattern); !ok {
			t.Errorf("%s isn't written out", pattern)
		}
	}
	for _, pattern := range left {
		if parts, ok := segments(pattern); ok {
			t.Errorf("%s is written out as %v", pattern, parts)
		}
	}
}

// TestWrittenPatternsAgreeWithRegexp runs what is written on many texts beside
// package regexp.
func TestWrittenPatternsAgreeWithRegexp(t *testing.T) {
	f := jen.NewFile("patterns")
	var cases []jen.Code
	for i, pattern := range written {
		c := &checker{}
		c.match(subject{x: jen.Id("s"), rules: &model.FieldRules{Pattern: pattern}, stem: strconv.Itoa(i)})
		declare(f, c.decls...)
		cases = append(cases, jen.Line().Values(jen.Lit(pattern), jen.Id("matches"+strconv.Itoa(i))))
	}
	f.Line().Var().Id("compiled").Op("=").Index().Struct(
		jen.Id("pattern").String(), jen.Id("match").Func().Params(jen.String()).Bool()).Values(append(cases, jen.Line())...)
	module := usermodule.New(t)
	module.Write("patterns/patterns.go", f.GoString())
	module.Write("patterns/patterns_test.go", `package patterns

import (
	"math/rand/v2"
	"regexp"
	"testing"
)

func TestAgreement(t *testing.T) {
	alphabet := []string{"a", "b", "c", "x", "y", "A", "Z", "0", "9", "5", "-", "_", ".", "ü", "\n", "\xff"}
	random := rand.New(rand.NewPCG(1, 2))
	texts := []string{"", "a\n", "abc", "ab-12", "AB-1", "AAAA-999999", "x5y", "12.34", "a-bb-", "aü", "a-b12c", "ab9", "ABC", "1234"}
	for range 20000 {
		text := ""
		for range random.IntN(8) {
			text += alphabet[random.IntN(len(alphabet))]
		}
		texts = append(texts, text)
	}
	for _, c := range compiled {
		re := regexp.MustCompile(c.pattern)
		matched := 0
		// Texts that are near to matching, too.
		for _, text := range texts {
			for _, near := range []string{text, "a" + text, text + "-", "AB-" + text, text + "9"} {
				if got, want := c.match(near), re.MatchString(near); got != want {
					t.Fatalf("%s on %q is %v", c.pattern, near, got)
				} else if got {
					matched++
				}
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
