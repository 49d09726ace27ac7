package decimals_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/orchestrix-go/orchestrix-gen/internal/cputime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/decimals"
	"github.com/orchestrix-go/orchestrix-gen/runtime/expr"
)

func TestParseReadsPlainNotationOnly(t *testing.T) {
	for _, test := range []struct {
		text string
		want string
		err  error
	}{
		{text: "0", want: "0"},
		{text: "-0", want: "0"},
		{text: "12.50", want: "12.5"},
		{text: "-0.001", want: "-0.001"},
		{text: "12345678901234567890.12345678901234567890", want: "12345678901234567890.1234567890123456789"},
		{text: strings.Repeat("9", 100), want: strings.Repeat("9", 100)},
		{text: strings.Repeat("9", 101), err: decimals.ErrTooLong},
		{text: "0." + strings.Repeat("1", 100), err: decimals.ErrTooLong},
		{text: decimals.Text(decimal.New(1, 100)), err: decimals.ErrTooLong},
		{text: decimals.Text(decimal.New(-15, -200)), err: decimals.ErrTooLong},
		{text: "1E3", err: decimals.ErrSyntax},
		{text: "1E", err: decimals.ErrSyntax},
		{text: "E200", err: decimals.ErrSyntax},
		{text: "1e3", err: decimals.ErrSyntax},
		{text: "1e999999999", err: decimals.ErrSyntax},
		{text: "", err: decimals.ErrSyntax},
		{text: "-", err: decimals.ErrSyntax},
		{text: ".5", err: decimals.ErrSyntax},
		{text: "5.", err: decimals.ErrSyntax},
		{text: "01", err: decimals.ErrSyntax},
		{text: "+1", err: decimals.ErrSyntax},
		{text: "--1", err: decimals.ErrSyntax},
		{text: "1.2.3", err: decimals.ErrSyntax},
		{text: " 1", err: decimals.ErrSyntax},
		{text: "１", err: decimals.ErrSyntax},
		{text: "NaN", err: decimals.ErrSyntax},
	} {
		d, err := decimals.Parse(test.text)
		if !errors.Is(err, test.err) {
			t.Errorf("Parse(%q) ends in %v, want %v", test.text, err, test.err)
			continue
		}
		if err == nil && decimals.Text(d) != test.want {
			t.Errorf("Parse(%q) = %s, want %s", test.text, decimals.Text(d), test.want)
		}
	}
}

func TestHugeExponentsCostNothing(t *testing.T) {
	cost := cputime.Of(func() {
		for _, exponent := range []int32{2_000_000_000, -2_000_000_000, 101} {
			d := decimal.New(7, exponent)
			if _, err := decimals.AppendJSON(nil, d); !errors.Is(err, decimals.ErrTooLong) {
				t.Errorf("7e%d as JSON ends in %v", exponent, err)
			}
			if text := decimals.Text(d); len(text) > 20 {
				t.Errorf("7e%d is written in %d bytes", exponent, len(text))
			}
		}
		for _, exponent := range []int32{2_000_000_000, -2_000_000_000} {
			d := decimal.New(7, exponent)
			for name, work := range map[string]func(*expr.Errors){
				"adding":         func(e *expr.Errors) { decimals.Add(e, one, d) },
				"subtracting":    func(e *expr.Errors) { decimals.Sub(e, one, d) },
				"multiplying by": func(e *expr.Errors) { decimals.Mul(e, d, d) },
				"rounding":       func(e *expr.Errors) { decimals.Round(e, d, 2) },
				"dividing by":    func(e *expr.Errors) { decimals.Div(e, one, d, 2) },
			} {
				var ev expr.Errors
				if work(&ev); !errors.Is(ev.Err(), decimals.ErrTooLong) {
					t.Errorf("%s 7e%d ends in %v", name, exponent, ev.Err())
				}
			}
		}
	})
	if cost > time.Second {
		t.Errorf("it took %s", cost)
	}
	if text := decimals.Text(decimal.New(0, 2_000_000_000)); text != "0" {
		t.Errorf("a zero is written %q", text)
	}
}

func TestAppendJSONWritesWhatParseReads(t *testing.T) {
	b, err := decimals.AppendJSON([]byte("x"), decimal.RequireFromString("100.500"))
	if err != nil || string(b) != `x"100.5"` {
		t.Errorf("it appends %s, %v", b, err)
	}
	if b, err = decimals.AppendJSON(nil, decimal.New(12, 3)); err != nil || string(b) != `"12000"` {
		t.Errorf("12e3 is %s, %v", b, err)
	}
}

func TestRoundGoesHalfToEven(t *testing.T) {
	for _, test := range []struct {
		text  string
		scale int64
		want  string
	}{
		{"2.5", 0, "2"}, {"3.5", 0, "4"}, {"-2.5", 0, "-2"}, {"-3.5", 0, "-4"},
		{"2.51", 0, "3"}, {"1.005", 2, "1"}, {"1.015", 2, "1.02"}, {"1.2", 5, "1.2"},
	} {
		var ev expr.Errors
		got := decimals.Round(&ev, decimal.RequireFromString(test.text), test.scale)
		if err := ev.Err(); err != nil || decimals.Text(got) != test.want {
			t.Errorf("round(%s, %d) = %s, %v, want %s", test.text, test.scale, got, err, test.want)
		}
	}
	for _, scale := range []int64{-1, 101, 1 << 40} {
		var ev expr.Errors
		if decimals.Round(&ev, decimal.Zero, scale); !errors.Is(ev.Err(), decimals.ErrScale) {
			t.Errorf("scale %d ends in %v", scale, ev.Err())
		}
	}
}

func TestDivGoesHalfToEven(t *testing.T) {
	for _, test := range []struct {
		a, b  string
		scale int64
		want  string
	}{
		{"1", "8", 2, "0.12"}, {"3", "8", 2, "0.38"}, {"-1", "8", 2, "-0.12"}, {"-3", "8", 2, "-0.38"},
		{"3", "-8", 2, "-0.38"}, {"1", "3", 4, "0.3333"}, {"2", "3", 4, "0.6667"}, {"10", "4", 0, "2"},
		{"14", "4", 0, "4"}, {"0.001", "1000", 6, "0.000001"}, {"1", "2", 0, "0"}, {"-3", "2", 0, "-2"},
		{"10", "0.5", 0, "20"},
	} {
		var ev expr.Errors
		got := decimals.Div(&ev, decimal.RequireFromString(test.a), decimal.RequireFromString(test.b), test.scale)
		if err := ev.Err(); err != nil || decimals.Text(got) != test.want {
			t.Errorf("%s / %s to %d digits = %s, %v, want %s", test.a, test.b, test.scale, got, err, test.want)
		}
	}
	var byZero, scaled expr.Errors
	if decimals.Div(&byZero, one, decimal.Zero, 2); !errors.Is(byZero.Err(), decimals.ErrDivideByZero) {
		t.Errorf("dividing by zero ends in %v", byZero.Err())
	}
	if decimals.Div(&scaled, one, one, -1); !errors.Is(scaled.Err(), decimals.ErrScale) {
		t.Errorf("a negative scale ends in %v", scaled.Err())
	}
}

var one = decimal.NewFromInt(1)

// What a codec refuses to read isn't computed either.
func TestResultsHaveAtMost100Digits(t *testing.T) {
	number := decimal.RequireFromString
	most := number(strings.Repeat("9", 100))
	fine := number("0." + strings.Repeat("9", 99))
	for name, test := range map[string]struct {
		result func(*expr.Errors) decimal.Decimal
		want   string // none for too long
	}{
		"largest":  {func(e *expr.Errors) decimal.Decimal { return decimals.Add(e, most, decimal.Zero) }, most.String()},
		"one more": {func(e *expr.Errors) decimal.Decimal { return decimals.Add(e, most, one) }, ""},
		"one less": {func(e *expr.Errors) decimal.Decimal { return decimals.Sub(e, most, one) }, most.Sub(one).String()},
		"finest":   {func(e *expr.Errors) decimal.Decimal { return decimals.Mul(e, fine, one) }, fine.String()},
		"finer":    {func(e *expr.Errors) decimal.Decimal { return decimals.Mul(e, fine, fine) }, ""},
		"zeros at the end don't count": {func(e *expr.Errors) decimal.Decimal {
			return decimals.Mul(e, number("0.5").Add(decimal.New(0, -99)), number("0.2"))
		}, "0.1"},
		"zeros behind a whole do": {func(e *expr.Errors) decimal.Decimal { return decimals.Mul(e, decimal.New(1, 60), decimal.New(1, 40)) }, ""},
		"product":                 {func(e *expr.Errors) decimal.Decimal { return decimals.Mul(e, number("1.5"), number("-0.5")) }, "-0.75"},
		"sum":                     {func(e *expr.Errors) decimal.Decimal { return decimals.Sum(e, []decimal.Decimal{one, fine}) }, "1." + strings.Repeat("9", 99)},
		"sum too long":            {func(e *expr.Errors) decimal.Decimal { return decimals.Sum(e, []decimal.Decimal{one, most}) }, ""},
		"sum of nothing":          {func(e *expr.Errors) decimal.Decimal { return decimals.Sum(e, nil) }, "0"},
		"large quotient":          {func(e *expr.Errors) decimal.Decimal { return decimals.Div(e, most, number("0.1"), 0) }, ""},
		"long quotient":           {func(e *expr.Errors) decimal.Decimal { return decimals.Div(e, one, number("3"), 100) }, ""},
	} {
		var ev expr.Errors
		got := test.result(&ev)
		switch {
		case test.want == "" && !errors.Is(ev.Err(), decimals.ErrTooLong):
			t.Errorf("%s: got %s, error %v; want too long", name, got, ev.Err())
		case test.want != "" && (ev.Err() != nil || got.String() != test.want):
			t.Errorf("%s: got %s, error %v; want %s", name, got, ev.Err(), test.want)
		}
	}
}

func TestAddingUpWhatElementsAreWorth(t *testing.T) {
	var ev expr.Errors
	got := decimals.SumOf(&ev, []string{"1.5", "x", "2.25"}, func(text string) decimal.Decimal {
		d, err := decimals.Parse(text)
		if err != nil {
			return one
		}
		return d
	})
	if ev.Err() != nil || got.String() != "4.75" {
		t.Errorf("got %s, error %v", got, ev.Err())
	}
}
