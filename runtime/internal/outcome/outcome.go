// Package outcome is how commands end, in the words of logs, metrics and spans:
// without a value of a command, an event or a row.
package outcome

import (
	"errors"
	"log/slog"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Panic is what somebody ends in who panics. With what is for whoever recovers to
// tell.
var Panic error = &orchestrix.FaultError{Rule: "panic"}

// Status is the code of an error, or else success or duplicate.
func Status(duplicate bool, err error) string {
	switch {
	case err != nil:
		return string(orchestrix.CodeOf(err))
	case duplicate:
		return "duplicate"
	}
	return "success"
}

// Logged is an error's code, and what tells more without a value: a refusal's
// rule, a fault's place. Messages hold values, and stay out. Only what the
// outside failed with, a store or an answer, is there with its text.
func Logged(err error) []slog.Attr {
	code := orchestrix.CodeOf(err)
	return append([]slog.Attr{slog.String("code", string(code))}, reason(code, err)...)
}

func reason(code orchestrix.Code, err error) []slog.Attr {
	switch code {
	case orchestrix.CodeRefused:
		if e, ok := errors.AsType[*orchestrix.RejectionError](err); ok {
			return []slog.Attr{slog.String("rule", e.ID)}
		}
	case orchestrix.CodeInvalid:
		if e, ok := errors.AsType[*orchestrix.InvalidError](err); ok {
			return []slog.Attr{slog.Int("violations", len(e.Violations))}
		}
	case orchestrix.CodeFault:
		if e, ok := errors.AsType[*orchestrix.FaultError](err); ok {
			return []slog.Attr{slog.String("rule", e.Rule), slog.String("source", e.Source)}
		}
	case orchestrix.CodeUnknown, orchestrix.CodeFailed:
		if e, ok := errors.AsType[*orchestrix.RowExistsError](err); ok {
			return []slog.Attr{slog.String("error", e.Table+" has a row with this key already")}
		}
		return []slog.Attr{slog.Any("error", err)}
	}
	return nil
}
