package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/problem"
)

// state answers with what an aggregate is now, and its version.
func state[I ~string, S any](load func(ctx context.Context, id I) (S, orchestrix.Version, error), id string) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		found, version, err := load(r.Context(), I(r.PathValue(id)))
		if err != nil {
			return err
		}
		setVersion(w, version)
		return writeJSON(w, http.StatusOK, found)
	}
}

// readModel is what queries are asked of.
type readModel interface {
	WaitFor(ctx context.Context, position orchestrix.Position) error
}

// row answers with one row of a read model.
func row[I ~string, R any](model readModel, get func(ctx context.Context, key I) (R, bool, error), key string) handler {
	return afterSeen(model, func(w http.ResponseWriter, r *http.Request) error {
		found, ok, err := get(r.Context(), I(r.PathValue(key)))
		if err == nil && !ok {
			err = &orchestrix.NotFoundError{Stream: orchestrix.StreamID{Category: "row", ID: r.PathValue(key)}}
		}
		if err != nil {
			return err
		}
		return writeJSON(w, http.StatusOK, found)
	})
}

// rows answers with a page of a query's answer: by ?size= of so many rows, by
// ?after= the one behind the page that told it as its next.
func rows[R any](model readModel, query func(r *http.Request, page orchestrix.Page) (orchestrix.Paged[R], error)) handler {
	return afterSeen(model, func(w http.ResponseWriter, r *http.Request) error {
		page := orchestrix.Page{After: r.FormValue("after")}
		if text := r.FormValue("size"); text != "" {
			size, err := strconv.Atoi(text)
			if err != nil || size < 1 {
				return malformed("size takes a number from 1")
			}
			page.Size = size
		}
		paged, err := query(r, page)
		if err != nil {
			return err
		}
		return writeJSON(w, http.StatusOK, struct {
			Rows []R    `json:"rows"`
			Next string `json:"next,omitempty"`
		}{paged.Rows, paged.Next})
	})
}

// needing answers only a request that has a parameter.
func needing(parameter string, next handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !r.URL.Query().Has(parameter) {
			return malformed("say by " + parameter + "= what to look for")
		}
		return next(w, r)
	}
}

// longestWait is how long a query waits until it sees what its caller has.
const longestWait = 5 * time.Second

// afterSeen has a query see what its caller has seen: by ?seen= everything up to
// the position that a command's receipt told.
func afterSeen(model readModel, next handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if text := r.FormValue("seen"); text != "" {
			position, err := orchestrix.ParsePosition(text)
			if err != nil {
				return malformed("seen takes a position as a receipt tells it")
			}
			ctx, cancel := context.WithTimeout(r.Context(), longestWait)
			defer cancel()
			if err := model.WaitFor(ctx, position); errors.Is(err, context.DeadlineExceeded) {
				return behind
			} else if err != nil {
				return err
			}
		}
		return next(w, r)
	}
}

// behind says that a read model hasn't got as far as a caller.
var behind = &refusal{problem.Problem{
	Status: http.StatusServiceUnavailable,
	Title:  http.StatusText(http.StatusServiceUnavailable),
	Code:   "behind",
	Detail: "what was seen isn't in the answer yet; ask again",
}}
