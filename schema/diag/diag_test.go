package diag

import (
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func span(file string, line, column, endLine, endColumn int) Span {
	return Span{File: file, Start: Pos{line, column}, End: Pos{endLine, endColumn}}
}

func TestRulesHaveAnIDAndAMeaning(t *testing.T) {
	id := regexp.MustCompile(`^[A-Z]+(_[A-Z]+)*$`)
	for _, r := range Rules() {
		if !id.MatchString(string(r)) {
			t.Errorf("rule %q isn't written in capitals and underscores", r)
		}
		if r.Meaning() == "" {
			t.Errorf("rule %s has no meaning", r)
		}
	}
	if !slices.Contains(Rules(), UnknownType) {
		t.Error("UNKNOWN_TYPE is missing from Rules")
	}
}

func TestARuleIsDeclaredOnce(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("declaring SYNTAX again was accepted")
		}
	}()
	rule("SYNTAX", "again")
}

func TestFindingsAreSortedAndSaidOnce(t *testing.T) {
	var l List
	l.Errorf(span("b", 1, 1, 1, 2), Syntax, "x")
	l.Errorf(span("a", 2, 1, 2, 2), UnknownType, "x")
	l.Errorf(span("a", 1, 9, 1, 10), UnknownType, "x")
	l.Errorf(span("a", 1, 3, 1, 4), UnknownType, "x")
	l.Warnf(span("a", 1, 3, 1, 4), BadType, "y").Suggestf("try %s", "z").Relate(span("c", 1, 1, 1, 1), "here")
	l.Errorf(span("a", 1, 3, 1, 4), UnknownType, "x")
	l.Add(Finding{Span: span("a", 1, 3, 1, 4), Rule: UnknownType, Message: "w"})
	if l.Len() != 7 {
		t.Errorf("Len is %d, want 7", l.Len())
	}
	want := []Finding{
		{Span: span("a", 1, 3, 1, 4), Rule: BadType, Severity: Warning, Message: "y", Suggestion: "try z",
			Related: []Related{{span("c", 1, 1, 1, 1), "here"}}},
		{Span: span("a", 1, 3, 1, 4), Rule: UnknownType, Message: "w"},
		{Span: span("a", 1, 3, 1, 4), Rule: UnknownType, Message: "x"},
		{Span: span("a", 1, 9, 1, 10), Rule: UnknownType, Message: "x"},
		{Span: span("a", 2, 1, 2, 2), Rule: UnknownType, Message: "x"},
		{Span: span("b", 1, 1, 1, 2), Rule: Syntax, Message: "x"},
	}
	if diff := cmp.Diff(want, l.Findings()); diff != "" {
		t.Error(diff)
	}
}

func TestOnlyErrorsStopGeneration(t *testing.T) {
	if HasErrors([]Finding{{Severity: Warning}}) {
		t.Error("a warning counts as an error")
	}
	if !HasErrors([]Finding{{Severity: Warning}, {Severity: Error}}) {
		t.Error("an error doesn't count")
	}
}

func TestSuggest(t *testing.T) {
	long := string(make([]byte, 1000))
	for _, c := range []struct {
		word       string
		candidates []string
		want       string
	}{
		{"OrderItm", []string{"Order", "OrderItem"}, "OrderItem"},
		{"feilds", []string{"fields", "field"}, "fields"},
		{"customerId", []string{"customer", "customer_id"}, "customer_id"},
		{"on-rejected", []string{"on_rejected"}, "on_rejected"},
		{"wehn", []string{"when", "with"}, "when"},
		{"x", []string{"y"}, ""},
		{"apple", []string{"orange"}, ""},
		{"same", []string{"same"}, ""},
		{"", []string{"a"}, ""},
		{long, []string{long + "x"}, ""},
		{"abcdef", []string{"abcdeg", "abcdeh"}, "abcdeg"},
	} {
		if got := Suggest(c.word, c.candidates); got != c.want {
			t.Errorf("Suggest(%.20q) = %q, want %q", c.word, got, c.want)
		}
	}
}

func TestQuoteIsShortAndHarmless(t *testing.T) {
	for in, want := range map[string]string{
		"a\x1b[31m\n":                          `"a\x1b[31m\n"`,
		string(slices.Repeat([]byte("é"), 70)): "",
	} {
		got := Quote(in)
		if want == "" {
			if n := len([]rune(got)); n != 63 {
				t.Errorf("a long text is quoted with %d characters", n)
			}
		} else if got != want {
			t.Errorf("Quote(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestWorkThatIsDoneAgainFindsNothingTwice(t *testing.T) {
	var l List
	l.Errorf(span("a", 1, 1, 1, 2), Syntax, "x")
	n := l.Len()
	l.Errorf(span("a", 1, 1, 1, 9), UnknownType, "y")
	l.Errorf(span("a", 1, 2, 1, 3), UnknownType, "new")
	l.Errorf(span("b", 1, 1, 1, 2), Syntax, "in another file")
	l.Errorf(span("a", 1, 2, 1, 3), UnknownField, "new, too")
	l.Once(n)
	var got []string
	for _, f := range l.Findings() {
		got = append(got, f.Message)
	}
	if diff := cmp.Diff([]string{"x", "new, too", "new", "in another file"}, got); diff != "" {
		t.Error(diff)
	}
}
