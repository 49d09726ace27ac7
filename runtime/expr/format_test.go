package expr_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/runtime/expr"
)

func TestNumbersAreFormatted(t *testing.T) {
	for _, test := range []struct {
		x                        float64
		plain, fixed, scientific string
	}{
		{1e21, "1000000000000000000000", "1000000000000000000000.00", "1.00e+21"},
		{0.5, "0.5", "0.50", "5.00e-01"},
		{2.675, "2.675", "2.67", "2.67e+00"},
		{math.Inf(1), "Infinity", "Infinity", "Infinity"},
		{math.Inf(-1), "-Infinity", "-Infinity", "-Infinity"},
		{math.NaN(), "NaN", "NaN", "NaN"},
	} {
		got := [3]string{expr.FormatFloat(test.x), expr.FormatFixed(test.x, 2), expr.FormatScientific(test.x, 2)}
		if want := [3]string{test.plain, test.fixed, test.scientific}; got != want {
			t.Errorf("%v: got %q, want %q", test.x, got, want)
		}
	}
}

func TestCollectionsAreFormatted(t *testing.T) {
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	if got := expr.FormatList([]int64{3, 1}, number); got != "[3, 1]" {
		t.Errorf("a list: %s", got)
	}
	if got := expr.FormatList(nil, number); got != "[]" {
		t.Errorf("an empty list: %s", got)
	}
	// In the order of the keys' texts, not of the numbers.
	if got := expr.FormatMap(map[int64]int64{9: 1, 10: 2}, number, number); got != "{10: 2, 9: 1}" {
		t.Errorf("a map: %s", got)
	}
}

func TestTextIsQuotedAsCELWouldWriteIt(t *testing.T) {
	for text, want := range map[string]string{
		"":               `""`,
		"a\"b\\c":        `"a\"b\\c"`,
		"\a\b\f\n\r\t\v": `"\a\b\f\n\r\t\v"`,
		"é\x00":          "\"é\x00\"",
		"a\xff\xfeb":     `"a` + "\uFFFD\uFFFD" + `b"`,
	} {
		if got := expr.Quote(text); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
	if got := expr.HexText("é"); got != "c3a9" {
		t.Errorf("é in hexadecimal is %s", got)
	}
}
