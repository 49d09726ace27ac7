package ops

import (
	"context"
	"errors"
	"log/slog"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/internal/outcome"
)

// LogCommands logs a line a command: which, on which stream, in which
// correlation, how it ended and how long it took. Fields of commands and events
// aren't in it, nor are messages of refusals, which may hold some: a refusal is
// told by its rule, a fault by its rule and place. Only what the outside failed
// with, a store or an answer, is there with its text.
//
// What went well or was refused is logged at Info, a fault or failure at Error. A
// panic is a fault of the rule "panic", and goes on. What failed because whoever
// sent the command doesn't wait for it any more is at Info, too, as given_up.
func LogCommands(logger *slog.Logger) orchestrix.Middleware {
	return func(next orchestrix.Handler) orchestrix.Handler {
		return func(ctx context.Context, info orchestrix.CommandInfo) (receipt orchestrix.Receipt, err error) {
			begun := time.Now()
			err = outcome.Panic // unless next returns
			defer func() {
				attributes := append(about(ctx, info), slog.Duration("duration", time.Since(begun)))
				level := slog.LevelInfo
				if err == nil {
					attributes = append(attributes, succeeded(receipt)...)
				} else {
					attributes = append(attributes, outcome.Logged(err)...)
					switch code := orchestrix.CodeOf(err); {
					case isGivenUp(ctx, code, err):
						attributes = append(attributes, slog.Bool("given_up", true))
					case isFailure(code):
						level = slog.LevelError
					}
				}
				logger.LogAttrs(ctx, level, "command", attributes...)
			}()
			receipt, err = next(ctx, info)
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
	return []slog.Attr{
		slog.String("code", outcome.Status(receipt.Duplicate, nil)),
		slog.Int64("version", int64(receipt.Version)),
		slog.Int("events", receipt.Events),
	}
}

// isFailure says whether somebody who runs the program should look, as opposed
// to what its users are told.
func isFailure(code orchestrix.Code) bool {
	return code == orchestrix.CodeFault || code == orchestrix.CodeUnknown || code == orchestrix.CodeFailed
}

// isGivenUp says whether a command failed since whoever sent it is gone.
func isGivenUp(ctx context.Context, code orchestrix.Code, err error) bool {
	return ctx.Err() == context.Canceled && errors.Is(err, context.Canceled) &&
		(code == orchestrix.CodeUnknown || code == orchestrix.CodeFailed)
}
