package decimals_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/orchestrix-go/orchestrix-gen/runtime/decimals"
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
	begun := time.Now()
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
		if _, err := decimals.Round(d, 2); !errors.Is(err, decimals.ErrTooLong) {
			t.Errorf("rounding 7e%d ends in %v", exponent, err)
		}
		if _, err := decimals.Div(decimal.NewFromInt(1), d, 2); !errors.Is(err, decimals.ErrTooLong) {
			t.Errorf("dividing by 7e%d ends in %v", exponent, err)
		}
	}
	if took := time.Since(begun); took > time.Second {
		t.Errorf("it took %s", took)
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
		got, err := decimals.Round(decimal.RequireFromString(test.text), test.scale)
		if err != nil || decimals.Text(got) != test.want {
			t.Errorf("round(%s, %d) = %s, %v, want %s", test.text, test.scale, got, err, test.want)
		}
	}
	for _, scale := range []int64{-1, 101, 1 << 40} {
		if _, err := decimals.Round(decimal.Zero, scale); !errors.Is(err, decimals.ErrScale) {
			t.Errorf("scale %d ends in %v", scale, err)
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
		got, err := decimals.Div(decimal.RequireFromString(test.a), decimal.RequireFromString(test.b), test.scale)
		if err != nil || decimals.Text(got) != test.want {
			t.Errorf("%s / %s to %d digits = %s, %v, want %s", test.a, test.b, test.scale, got, err, test.want)
		}
	}
	if _, err := decimals.Div(decimal.NewFromInt(1), decimal.Zero, 2); !errors.Is(err, decimals.ErrDivideByZero) {
		t.Errorf("dividing by zero ends in %v", err)
	}
	if _, err := decimals.Div(decimal.NewFromInt(1), decimal.NewFromInt(1), -1); !errors.Is(err, decimals.ErrScale) {
		t.Errorf("a negative scale ends in %v", err)
	}
}
