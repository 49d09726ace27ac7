package web_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shop"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/web"
	"github.com/orchestrix-go/orchestrix-gen/runtime/settings"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// site is a shop on SQLite behind HTTP.
type site struct {
	t       *testing.T
	shop    *shop.Shop
	handler http.Handler
}

func open(t *testing.T) *site {
	t.Helper()
	store, err := shop.Open(t.Context(), settings.DatabaseURL(filepath.Join(t.TempDir(), "shop.db")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	s, err := shop.New(t.Context(), store, shop.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return &site{t: t, shop: s, handler: web.Handler(s, slog.New(slog.NewTextHandler(t.Output(), nil)))}
}

// response is an answer, its JSON read.
type response struct {
	status int
	header http.Header
	body   map[string]any
}

// do sends a request; headers are "Name: value".
func (s *site) do(method, path, body string, headers ...string) response {
	s.t.Helper()
	request := httptest.NewRequest(method, path, io.Reader(strings.NewReader(body)))
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		request.Header.Set(name, value)
	}
	recorder := httptest.NewRecorder()
	s.handler.ServeHTTP(recorder, request)
	r := response{status: recorder.Code, header: recorder.Header()}
	if text := recorder.Body.Bytes(); len(text) > 0 && strings.Contains(r.header.Get("Content-Type"), "json") {
		if err := json.Unmarshal(text, &r.body); err != nil {
			s.t.Fatalf("%s %s: %v: %s", method, path, err, text)
		}
	}
	return r
}

// want is a request that must be answered with a status.
func (s *site) want(status int, method, path, body string, headers ...string) response {
	s.t.Helper()
	r := s.do(method, path, body, headers...)
	if r.status != status {
		s.t.Fatalf("%s %s: status %d, want %d: %v", method, path, r.status, status, r.body)
	}
	return r
}

// settle has everything happen that comes of what happened.
func (s *site) settle() {
	s.t.Helper()
	if err := s.shop.Runner.Sync(context.Background()); err != nil {
		s.t.Fatal(err)
	}
}

func (r response) text(member string) string {
	text, _ := r.body[member].(string)
	return text
}

const basket = `{"customer_id": "cus-1", "delivery": {"type": "pickup", "branch": "Mitte"},
	"items": [{"sku": "TEA-1", "quantity": 2, "price": {"amount": 500, "currency": "EUR"}}]}`
