package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shop"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// routeAdmin is for operators: what subscriptions put aside, and what becomes of
// it.
func routeAdmin(to *routes, s *shop.Shop) {
	a := admin{s}
	to.handle("GET /admin/parked", forOperators(a.list))
	to.handle("POST /admin/parked/{subscription}/{event_id}/replay", forOperators(a.replay))
	to.handle("DELETE /admin/parked/{subscription}/{event_id}", forOperators(a.drop))
}

// forOperators refuses everybody else.
func forOperators(next handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		is, err := shop.HasRole(r.Context(), orchestrix.MetadataFrom(r.Context()).Actor, "operator")
		if err != nil {
			return err
		}
		if !is {
			return &orchestrix.ForbiddenError{Command: r.Pattern, Message: "it takes the role operator"}
		}
		return next(w, r)
	}
}

type admin struct{ shop *shop.Shop }

// mostListed is how many events of a subscription are listed unless a limit says.
const mostListed = 100

// list answers with the events that were put aside, by ?subscription= those of
// one, by ?limit= so many of each.
func (a admin) list(w http.ResponseWriter, r *http.Request) error {
	limit := mostListed
	if text := r.FormValue("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > 1000 {
			return malformed("limit takes a number from 1 to 1000")
		}
		limit = n
	}
	names := r.Form["subscription"]
	for _, name := range names {
		if !a.shop.Following[name] {
			return malformed("there is no subscription of this name")
		}
	}
	found, err := a.shop.Runner.Parked(r.Context(), limit, names...)
	if err != nil {
		return err
	}
	list := make([]parked, len(found))
	for i, p := range found {
		list[i] = tell(p)
	}
	return writeJSON(w, http.StatusOK, map[string]any{"parked": list})
}

// parked is an event that was put aside, as JSON.
type parked struct {
	Subscription string             `json:"subscription"`
	EventID      orchestrix.EventID `json:"event_id"`
	Type         string             `json:"type"`
	Category     string             `json:"category"`
	Stream       string             `json:"stream"`
	Version      orchestrix.Version `json:"version"`
	Error        string             `json:"error,omitempty"`
	Attempts     int                `json:"attempts"`
	Due          *time.Time         `json:"due,omitempty"`
	Since        time.Time          `json:"since"`
}

func tell(p subscription.Parked) parked {
	told := parked{
		Subscription: p.Subscription, EventID: p.EventID, Type: p.Type,
		Category: p.Stream.Category, Stream: p.Stream.ID, Version: p.Version,
		Error: p.Error, Attempts: p.Attempts, Since: p.Since,
	}
	if !p.Due.IsZero() {
		told.Due = &p.Due
	}
	return told
}

// replay has all events of the stream handled again that were put aside.
func (a admin) replay(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("subscription")
	stream, err := a.streamOf(r.Context(), name, orchestrix.EventID(r.PathValue("event_id")))
	if err == nil {
		err = a.shop.Runner.Replay(r.Context(), name, stream)
	}
	if again, failed := errors.AsType[*subscription.ParkedError](err); failed {
		return writeJSON(w, http.StatusConflict, tell(again.Parked))
	}
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (a admin) streamOf(ctx context.Context, name string, id orchestrix.EventID) (orchestrix.StreamID, error) {
	if !a.shop.Following[name] {
		return orchestrix.StreamID{}, notParked(name, id)
	}
	found, err := a.shop.Runner.Parked(ctx, 0, name)
	if err != nil {
		return orchestrix.StreamID{}, err
	}
	for _, p := range found {
		if p.EventID == id {
			return p.Stream, nil
		}
	}
	return orchestrix.StreamID{}, notParked(name, id)
}

// drop gives an event up.
func (a admin) drop(w http.ResponseWriter, r *http.Request) error {
	name, id := r.PathValue("subscription"), orchestrix.EventID(r.PathValue("event_id"))
	_, err := a.streamOf(r.Context(), name, id)
	if err == nil {
		_, err = a.shop.Runner.Drop(r.Context(), name, id)
	}
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func notParked(name string, id orchestrix.EventID) error {
	return &orchestrix.NotFoundError{Stream: orchestrix.StreamID{Category: name, ID: string(id)}}
}
