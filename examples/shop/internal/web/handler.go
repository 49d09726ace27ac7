package web

import (
	"net/http"

	"go.opentelemetry.io/otel/propagation"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shop"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/problem"
)

// Handler answers requests to the shop.
func Handler(s *shop.Shop) http.Handler {
	mux := http.NewServeMux()
	routeOrders(mux, s)
	routeInventory(mux, s)
	routePayments(mux, s)
	routeShipping(mux, s)
	routeAdmin(mux, s)
	return inContext(mux)
}

var traceContext propagation.TraceContext

// inContext has commands and queries know who asks, and in which correlation and
// trace.
func inContext(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := traceContext.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
		for header, with := range about {
			value := r.Header.Get(header)
			if value == "" {
				continue
			}
			if !orchestrix.ValidID(value) {
				malformed(header+" takes at most 200 printable bytes", w)
				return
			}
			ctx = with(ctx, value)
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

var about = map[string]with{
	"X-Shop-Actor":     orchestrix.WithActor,
	"X-Correlation-ID": orchestrix.WithCorrelationID,
}

// malformed answers a request whose path, query or headers can't be read.
func malformed(detail string, w http.ResponseWriter) {
	p := problem.Malformed(nil)
	p.Detail = detail
	p.Write(w)
}
