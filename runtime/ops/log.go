package ops

import (
	"context"
	"errors"
	"log/slog"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// LogCommands logs a line a command: which, on which stream, in which
// correlation, how it ended and how long it took. Fields of commands and events
// aren't in it, nor are messages of refusals, which may hold some: a refusal is
// told by its rule, a fault by its rule and place. Only what the outside failed
// with, a store or an answer, is there with its text.
//
// What went well or was refused is logged at Info, a fault or failure at Error.
func LogCommands(logger *slog.Logger) orchestrix.Middleware {
	return func(next orchestrix.Handler) orchestrix.Handler {
		return func(ctx context.Context, info orchestrix.CommandInfo) (orchestrix.Receipt, error) {
			begun := time.Now()
			receipt, err := next(ctx, info)
			attributes := append(about(ctx, info), slog.Duration("duration", time.Since(begun)))
			level := slog.LevelInfo
			if err == nil {
				attributes = append(attributes, succeeded(receipt)...)
			} else {
				code := orchestrix.CodeOf(err)
				attributes = append(attributes, slog.String("code", string(code)))
				attributes = append(attributes, reason(code, err)...)
				if isFailure(code) {
					level = slog.LevelError
				}
			}
			logger.LogAttrs(ctx, level, "command", attributes...)
			return receipt, err
		}
	}
}

func about(ctx context.Context, info orchestrix.CommandInfo) []slog.Attr {
	correlation := orchestrix.MetadataFrom(ctx).CorrelationID
	if correlation == "" {
		correlation = string(info.CommandID)
	}
	attributes := []slog.Attr{
		slog.String("command", info.Command),
		slog.String("category", info.Stream.Category),
		slog.String("stream", info.Stream.ID),
		slog.String("command_id", string(info.CommandID)),
		slog.String("correlation", correlation),
	}
	if info.Stream.Tenant != "" {
		attributes = append(attributes, slog.String("tenant", info.Stream.Tenant))
	}
	return attributes
}

func succeeded(receipt orchestrix.Receipt) []slog.Attr {
	code := "success"
	if receipt.Duplicate {
		code = "duplicate"
	}
	return []slog.Attr{
		slog.String("code", code),
		slog.Int64("version", int64(receipt.Version)),
		slog.Int("events", receipt.Events),
	}
}

// isFailure says whether somebody who runs the program should look, as opposed
// to what its users are told.
func isFailure(code orchestrix.Code) bool {
	return code == orchestrix.CodeFault || code == orchestrix.CodeUnknown || code == orchestrix.CodeFailed
}

// reason is what may be told of an error without a value of a command or event.
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
		return []slog.Attr{slog.Any("error", err)}
	}
	return nil
}
