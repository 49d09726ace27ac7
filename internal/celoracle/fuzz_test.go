package celoracle

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// FuzzCheckAgainstCEL holds the language's check against cel-go's: what one
// reads the other does, as the same type, but for what is named here.
func FuzzCheckAgainstCEL(f *testing.F) {
	for i := range uint64(60) {
		f.Add(Invent(3, i).Source)
	}
	for _, text := range []string{
		"state.a + 1u", "[1, 'a']", "{} == {}", "state.?maybe_int", "dyn(1) < 2u", "type(1) == int", "has(state.maybe_part.note)", "-state.u", "state.word[0]",
		"state.ints.map(a, b, c)", "state.at + state.at", "'a' < 1", "{1.5: 2}", "state.stock.x.y", "null == state.maybe_int", "b'a' + 'a'", "cel.bind(x, 1, x)", ".state.a",
		"{state.a: 'b'}.c", "has({true: 'b'}.c)", "[ ,]", "{, // none\n}",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || len(text) > 400 {
			return
		}
		x, finding := check(text, scope(), nil)
		checked, issues := theOracle().env.Compile(text)
		switch read := issues.Err() == nil; {
		case finding == nil && !read:
			if !onlyOurs(text, issues.Err().Error()) {
				t.Errorf("%q is read, and cel-go says: %v", text, issues.Err())
			}
		case finding != nil && read:
			if !onlyCELs(text, *finding) {
				t.Errorf("%q is refused: %s: %s", text, finding.Rule, finding.Message)
			}
		case finding == nil && x.Type().Kind != model.Record:
			got, want := celType(x.Type()).String(), checked.OutputType().String()
			if got != want && !onlyOurs(text, "") && !strings.Contains(want, "dyn") {
				t.Errorf("%q is a %s, and a %s to cel-go", text, got, want)
			}
		}
	})
}

// onlyOurs says that the language has reason to read what cel-go doesn't:
// literals that take the type beside them, functions and forms of its own, and
// members of enums, unions and optionals, which are spelled in another way.
func onlyOurs(text, wrong string) bool {
	return ours.MatchString(text) || oursByError.MatchString(wrong)
}

var (
	ours = regexp.MustCompile(`(^|[^\w.])-?[0-9]+($|[^\w.])|\[\s*\]|\{\s*\}` + // what takes its type from beside it
		`|\b0X` + // which cel-go's other parser reads
		`|\b(sum|min|max|decimal|date|div|round|with|string|format|flatten|Size|Way|Part|Thing|Inputs)\b`)
	oursByError = regexp.MustCompile(`undeclared reference to '(small|medium|large)'`)
)

// onlyCELs says that the language has reason to refuse what cel-go reads.
func onlyCELs(text string, f diag.Finding) bool {
	switch f.Rule {
	case diag.ExprUnsupported, diag.ExprAbsent, diag.ExprTooLarge, diag.ExprAmbiguousMember, diag.BadPattern:
		return true
	}
	return theirs.MatchString(f.Message) || f.Rule == diag.ExprSyntax && theirsToRead.MatchString(text)
}

// theirsToRead is what only one of cel-go's two parsers reads: a comma in an
// empty list or map.
var theirsToRead = regexp.MustCompile(`[\[{](\s|//.*\n)*,(\s|//.*\n)*[\]}]`)

var theirs = regexp.MustCompile(strings.Join([]string{
	refusals.String(),
	"what this empty (list|map) would hold can't be seen here",
	"null|optional",
	"and .* is wanted$", // one type for all elements, branches and what a field takes
	"the branches of \\?: differ",
	"can't be compared",
	"doesn't (take|compare)",
	"is always there$",
	"a map's keys are",
	`^a map of (u?int\d*|bool) to .* has no fields$`, // no name is ever among its keys
	"is a type, and a value is wanted",
	"as a whole is no value",
	"isn't given|is given already",
	"nothing in scope is named \"(bool|int|uint|double|string|bytes|list|map|type|null_type|dyn)",
}, "|"))
