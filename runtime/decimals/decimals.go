// Package decimals puts decimals of github.com/shopspring/decimal into JSON and
// expressions: in plain notation, of bounded size, rounded half to even.
package decimals

import (
	"errors"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

// MaxDigits is how many digits a decimal may have, before and after its point
// together. It keeps a short text from standing for a number that fills the
// memory.
const MaxDigits = 100

// What can be wrong with a decimal or what is done to it.
var (
	ErrSyntax       = errors.New("decimal isn't of the form -12.34")
	ErrTooLong      = errors.New("decimal has more than 100 digits")
	ErrScale        = errors.New("scale of a decimal isn't from 0 to 100")
	ErrDivideByZero = errors.New("division of a decimal by zero")
)

// Parse reads a decimal in plain notation: digits, with a sign and a point if
// need be, no exponent.
func Parse(text string) (decimal.Decimal, error) {
	digits, err := count(text)
	if err != nil && farExponent(text) {
		err = ErrTooLong
	}
	if err != nil {
		return decimal.Decimal{}, err
	}
	if digits > MaxDigits {
		return decimal.Decimal{}, ErrTooLong
	}
	d, err := decimal.NewFromString(text)
	if err != nil {
		return decimal.Decimal{}, ErrSyntax
	}
	return d, nil
}

// count counts the digits of a decimal in plain notation.
func count(text string) (digits int, err error) {
	whole, fraction, pointed := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	if !allDigits(whole) || len(whole) > 1 && whole[0] == '0' || pointed && !allDigits(fraction) {
		return 0, ErrSyntax
	}
	return len(whole) + len(fraction), nil
}

// farExponent says that a text is what [Text] makes of a decimal that is too long.
func farExponent(text string) bool {
	mantissa, exponent, _ := strings.Cut(text, "E")
	digits, err := count(mantissa)
	zeros, errExponent := strconv.Atoi(exponent)
	return err == nil && errExponent == nil && (digits+zeros > MaxDigits || digits-zeros > MaxDigits)
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// Text is a decimal in plain notation, without zeros at the end of its
// fraction, so that equal decimals have one text. One that is too long for it
// comes with an exponent, which [Parse] refuses.
func Text(d decimal.Decimal) string {
	if text, ok := plain(d); ok {
		return text
	}
	return d.ScientificNotationString()
}

// AppendJSON appends a decimal's text as a JSON string. One of more than
// [MaxDigits] digits is an error: it couldn't be read again.
func AppendJSON(b []byte, d decimal.Decimal) ([]byte, error) {
	text, ok := plain(d)
	if !ok {
		return nil, ErrTooLong
	}
	b = append(b, '"')
	b = append(b, text...)
	return append(b, '"'), nil
}

func plain(d decimal.Decimal) (text string, ok bool) {
	// Ahead of writing it: a large exponent is as many zeros.
	const roomy = 10 * MaxDigits
	exponent := d.Exponent()
	if d.IsZero() {
		return "0", true
	}
	if exponent > MaxDigits || exponent < -roomy || d.NumDigits() > roomy {
		return "", false
	}
	text = d.String()
	digits, err := count(text)
	return text, err == nil && digits <= MaxDigits
}
