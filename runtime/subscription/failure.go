package subscription

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
)

// Permanent says that an error won't go away by trying again: the event is
// parked at once. Returned by [Subscription.Prepare] it ends [Runner.Run].
//
// So are bugs (a fault, an event that can't be decoded, a row that a table can't
// hold or has already, a panic) and answers of the domain (invalid, forbidden,
// refused, not found, already exists) by themselves. Any other error is taken for one that goes away.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return &permanentError{err}
}

type permanentError struct{ err error }

func (e *permanentError) Error() string { return e.err.Error() }
func (e *permanentError) Unwrap() error { return e.err }

// Halt says that an error isn't the event's own, as when the store is away: it is
// never put aside, and no later event, of whichever stream, comes before it was
// handled. It is tried again, and again.
func Halt(err error) error {
	if err == nil {
		return nil
	}
	return &haltError{err}
}

type haltError struct{ err error }

func (e *haltError) Error() string { return e.err.Error() }
func (e *haltError) Unwrap() error { return e.err }

// WithRetry says how often, and how far apart, what failed with this error is
// to be tried, other than the subscription says.
func WithRetry(err error, retry Retry) error {
	if err == nil {
		return nil
	}
	return &retryError{err, retry}
}

type retryError struct {
	err   error
	retry Retry
}

func (e *retryError) Error() string { return e.err.Error() }
func (e *retryError) Unwrap() error { return e.err }

// panicError is a panic of a handler.
type panicError struct{ value any }

func (e *panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }

// IsPermanent says whether an event that failed with this error is parked
// without trying again.
func IsPermanent(err error) bool {
	if _, ok := errors.AsType[*permanentError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*panicError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*jsontext.Error](err); ok {
		return true
	}
	if _, ok := errors.AsType[*orchestrix.RowExistsError](err); ok {
		return true
	}
	if _, ok := errors.AsType[*orchestrix.TableError](err); ok {
		return true
	}
	switch orchestrix.CodeOf(err) {
	case orchestrix.CodeInvalid, orchestrix.CodeForbidden, orchestrix.CodeRefused,
		orchestrix.CodeNotFound, orchestrix.CodeAlreadyExists, orchestrix.CodeFault:
		return true
	}
	return false
}

// What a [Retry] without figures means, and how far apart attempts get.
const (
	defaultAttempts = 10
	defaultBackoff  = time.Second
	maxBackoff      = 5 * time.Minute
)

// next gives the pause after some attempts have failed with err; false when
// there are to be no more.
func (r Retry) next(attempts int, err error) (time.Duration, bool) {
	if own, ok := errors.AsType[*retryError](err); ok {
		r = own.retry
	}
	if r.Attempts <= 0 {
		r.Attempts = defaultAttempts
	}
	if r.Backoff <= 0 {
		r.Backoff = defaultBackoff
	}
	if IsPermanent(err) || attempts >= r.Attempts {
		return 0, false
	}
	return backoff(r.Backoff, attempts, max(maxBackoff, r.Backoff)), true
}

// backoff doubles from first after each attempt, up to a bound, and gives half
// of that and a random part of the other half: what failed together isn't tried
// together.
func backoff(first time.Duration, attempts int, bound time.Duration) time.Duration {
	pause := first
	for range attempts - 1 {
		if pause >= bound/2 {
			pause = bound
			break
		}
		pause *= 2
	}
	return pause/2 + rand.N(pause/2+1)
}
