package ops

import (
	"context"
	"fmt"
	"strings"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// Store asks a store where its head is.
func Store(store orchestrix.Store) Check {
	return func(ctx context.Context) (string, error) {
		_, err := store.Head(ctx)
		return "", err
	}
}

// Schema looks for the tables that the runtime keeps in a store, and for more
// if any are named, such as those of read models.
func Schema(store orchestrix.Tables, more ...*orchestrix.Table) Check {
	return func(ctx context.Context) (string, error) {
		var missing []string
		for _, table := range append(orchestrix.SystemTables(), more...) {
			switch exists, err := store.TableExists(ctx, table.Name); {
			case err != nil:
				return "", err
			case !exists:
				missing = append(missing, table.Name)
			}
		}
		if len(missing) > 0 {
			return "", &UnreadyError{Reason: "missing: " + strings.Join(missing, ", ") + "; migrate"}
		}
		return "", nil
	}
}

// Lags asks how far subscriptions are, as [subscription.Runner.Lag] does.
type Lags func(ctx context.Context) ([]subscription.Lag, error)

// Lag has a program be unready while a subscription's first unhandled event is
// older than a bound. How many events are parked is shown; that somebody must
// decide on one is no reason to take no requests.
func Lag(lags Lags, most time.Duration) Check { return lagCheck(lags, most, false) }

// LagOrParked is [Lag], and unready also while any event is parked.
func LagOrParked(lags Lags, most time.Duration) Check { return lagCheck(lags, most, true) }

func lagCheck(lags Lags, most time.Duration, parkedIsUnready bool) Check {
	return func(ctx context.Context) (string, error) {
		all, err := lags(ctx)
		if err != nil {
			return "", err
		}
		var behind []string
		var parked int64
		for _, lag := range all {
			parked += lag.Parked
			if lag.Behind && lag.Age > most {
				behind = append(behind, fmt.Sprintf("%s is %v behind", lag.Subscription, lag.Age.Round(time.Second)))
			}
		}
		detail := fmt.Sprintf("%d parked", parked)
		switch {
		case len(behind) > 0:
			return "", &UnreadyError{Reason: strings.Join(behind, ", ")}
		case parked > 0 && parkedIsUnready:
			return "", &UnreadyError{Reason: detail}
		}
		return detail, nil
	}
}
