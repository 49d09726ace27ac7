package web

import (
	"context"
	"net/http"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// state answers with what an aggregate is now, and its version.
func state[I ~string, S any](load func(ctx context.Context, id I) (S, orchestrix.Version, error), id string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		found, version, err := load(r.Context(), I(r.PathValue(id)))
		if err != nil {
			refuse(w, r, err)
			return
		}
		setVersion(w, version)
		writeJSON(w, http.StatusOK, found)
	}
}
