// Package expr is what compiled expressions call: arithmetic that can't wrap,
// conversions that can't lose, lookups that can't panic, and CEL's functions
// over strings, lists and maps.
//
// Expressions are CEL (the Common Expression Language); what is said here about
// results and errors is what CEL's specification says and cel-go does.
package expr

import (
	"errors"
	"fmt"
)

// What evaluating an expression can end in. Errors that say more wrap these.
var (
	ErrOverflow     = errors.New("number out of range")
	ErrDivideByZero = errors.New("division by zero")
	ErrTimeRange    = errors.New("timestamp outside the years 1 to 9999")
	ErrNoIndex      = errors.New("index out of range")
	ErrNoKey        = errors.New("no such key")
	ErrRepeatedKey  = errors.New("key is there already")
	ErrAbsent       = errors.New("value is absent")
	ErrVariant      = errors.New("union holds another variant")
	ErrConversion   = errors.New("text has another form")
	ErrEmpty        = errors.New("list is empty")
	ErrNaN          = errors.New("not-a-number has no order")
	ErrArgument     = errors.New("argument out of range")
)

// Kind is the error of the list above that err is, without what it says of values:
// for expressions that look at something secret or personal.
func Kind(err error) error {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	return err
}

// Errors remembers the first evaluation error of an expression. Operations that
// fail note it and give a zero value, so that an expression stays an expression
// in Go and is asked once, at its end, whether it went well:
//
//	var ev expr.Errors
//	total := ev.MulInt(c.Price, c.Quantity)
//	if err := ev.Err(); err != nil {
//
// The zero value is ready for use.
type Errors struct{ err error }

// Err is the first error, or nil.
func (e *Errors) Err() error { return e.err }

// Fail notes an error unless there is one.
func (e *Errors) Fail(err error) {
	if e.err == nil {
		e.err = err
	}
}

// failf notes an error with what it was about.
func (e *Errors) failf(kind error, format string, args ...any) {
	if e.err == nil {
		e.err = fmt.Errorf("%w: %s", kind, fmt.Sprintf(format, args...))
	}
}

// And is CEL's && over terms that can fail: false if any is false, whatever
// errors the others end in. The terms must note their errors in e.
func (e *Errors) And(terms ...func() bool) bool { return e.settle(false, terms) }

// Or is CEL's || over terms that can fail: true if any is true, whatever errors
// the others end in. The terms must note their errors in e.
func (e *Errors) Or(terms ...func() bool) bool { return e.settle(true, terms) }

// settle gives decisive if a term does; else the first term's error counts.
func (e *Errors) settle(decisive bool, terms []func() bool) bool {
	if e.err != nil {
		return false
	}
	var first error
	for _, term := range terms {
		result := term()
		if e.err == nil && result == decisive {
			return decisive
		}
		if first == nil {
			first = e.err
		}
		e.err = nil
	}
	e.err = first
	return !decisive
}
