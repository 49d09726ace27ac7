package web

import (
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"

	"go.opentelemetry.io/otel/propagation"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shop"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/problem"
)

// Handler answers requests to the shop. What fails on its side is logged: those
// who ask are only told that it did.
func Handler(s *shop.Shop, logger *slog.Logger) http.Handler {
	to := &routes{mux: http.NewServeMux(), logger: logger}
	routeOrders(to, s)
	routeInventory(to, s)
	routePayments(to, s)
	routeShipping(to, s)
	routeAdmin(to, s)
	return to
}

// handler answers a request, or gives why it can't.
type handler func(w http.ResponseWriter, r *http.Request) error

// routes are what is answered where.
type routes struct {
	mux    *http.ServeMux
	logger *slog.Logger
}

func (to *routes) handle(pattern string, h handler) {
	to.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			to.refuse(w, r, err)
		}
	})
}

// ServeHTTP answers a request, whatever becomes of it.
func (to *routes) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer func() {
		bug := recover()
		if bug == nil {
			return
		}
		if bug == http.ErrAbortHandler {
			panic(bug)
		}
		to.logger.ErrorContext(r.Context(), "a panic", "request", r.Method+" "+r.URL.Path, "panic", bug, "stack", string(debug.Stack()))
		problem.Write(w, errBug)
	}()
	r, err := inContext(r)
	if err != nil {
		to.refuse(w, r, err)
		return
	}
	found, pattern := to.mux.Handler(r)
	if pattern == "" {
		unfound(w, r, found)
		return
	}
	to.mux.ServeHTTP(w, r)
}

var errBug error = &orchestrix.FaultError{Rule: "panic"}

// refuse answers with what a request ended in.
func (to *routes) refuse(w http.ResponseWriter, r *http.Request, err error) {
	if own, ok := errors.AsType[*refusal](err); ok {
		own.Write(w)
		return
	}
	p := problem.Of(err)
	if p.Status >= http.StatusInternalServerError && r.Context().Err() == nil {
		to.logger.ErrorContext(r.Context(), "a request failed", "request", r.Pattern, "code", string(p.Code), "error", err)
	}
	p.Write(w)
}

// unfound tells as a problem what the mux says of a path or method that nothing
// is for.
func unfound(w http.ResponseWriter, r *http.Request, says http.Handler) {
	said := &status{ResponseWriter: w}
	says.ServeHTTP(said, r)
	p := problem.Problem{Status: said.code, Title: http.StatusText(said.code)}
	switch said.code {
	case http.StatusNotFound:
		p.Code, p.Detail = orchestrix.CodeNotFound, "nothing is at this path"
	case http.StatusMethodNotAllowed:
		p.Code, p.Detail = "method_not_allowed", "this path takes "+w.Header().Get("Allow")
	default: // the path, in its clean form
		says.ServeHTTP(w, r)
		return
	}
	p.Write(w)
}

// status takes headers and a status, and nothing else.
type status struct {
	http.ResponseWriter
	code int
}

func (s *status) WriteHeader(code int) { s.code = code }

func (s *status) Write(text []byte) (int, error) { return len(text), nil }

// refusal is a request that never became a command or query.
type refusal struct{ problem.Problem }

func (e *refusal) Error() string { return e.Detail }

// malformed refuses a request whose path, query or headers can't be read.
func malformed(detail string) error {
	p := problem.Malformed(nil)
	p.Detail = detail
	return &refusal{p}
}

var (
	traceContext propagation.TraceContext
	crossSite    = http.NewCrossOriginProtection()
)

// inContext has commands and queries know who asks, and in which correlation and
// trace. Where a page of somebody else has a browser ask there is nothing to know.
func inContext(r *http.Request) (*http.Request, error) {
	if err := crossSite.Check(r); err != nil {
		return r, &refusal{problem.Problem{
			Status: http.StatusForbidden, Title: http.StatusText(http.StatusForbidden),
			Code: orchestrix.CodeForbidden, Detail: "a page of another site asks",
		}}
	}
	if _, err := url.ParseQuery(r.URL.RawQuery); err != nil {
		return r, malformed("the query can't be read")
	}
	ctx := traceContext.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	for header, with := range about {
		value := r.Header.Get(header)
		if value == "" {
			continue
		}
		if !orchestrix.ValidID(value) {
			return r, malformed(header + " takes at most 200 printable bytes")
		}
		ctx = with(ctx, value)
	}
	return r.WithContext(ctx), nil
}

var about = map[string]with{
	"X-Shop-Actor":     orchestrix.WithActor,
	"X-Correlation-ID": orchestrix.WithCorrelationID,
}
