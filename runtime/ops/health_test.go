package ops_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
	"github.com/orchestrix-go/orchestrix-gen/runtime/ops"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func get(handler http.Handler, path string, accept ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodGet, path, nil)
	for _, a := range accept {
		request.Header.Add("Accept", a)
	}
	response := httptest.NewRecorder()
	handler.ServeHTTP(response, request)
	return response
}

func found(detail string, err error) ops.Check {
	return func(context.Context) (string, error) { return detail, err }
}

func TestReadinessTellsWhatEachCheckFound(t *testing.T) {
	secret := errors.New("dial postgres://shop:hunter2@db")
	for _, test := range []struct {
		name   string
		check  ops.Check
		status int
		text   string
		json   string
	}{
		{"all is well", found("2 parked", nil), 200, "ready\nthing: ok (2 parked)\n", `{"status":"ready","checks":[{"name":"thing","status":"ok","detail":"2 parked"}]}`},
		{"nothing to tell", found("", nil), 200, "ready\nthing: ok\n", `{"status":"ready","checks":[{"name":"thing","status":"ok"}]}`},
		{"a reason", found("", &ops.UnreadyError{Reason: "far behind"}), 503, "unready\nthing: unready (far behind)\n", `{"status":"unready","checks":[{"name":"thing","status":"unready","detail":"far behind"}]}`},
		{"an error", found("", secret), 503, "unready\nthing: unready (failed: the log says why)\n", `{"status":"unready","checks":[{"name":"thing","status":"unready","detail":"failed: the log says why"}]}`},
		{"a panic", func(context.Context) (string, error) { panic(secret) }, 503, "unready\nthing: unready (failed: the log says why)\n", `{"status":"unready","checks":[{"name":"thing","status":"unready","detail":"failed: the log says why"}]}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			handler := ops.Handler(ops.NewHealth(ops.WithTimeout(time.Hour), ops.WithCheck("thing", test.check)), nil)
			text := get(handler, "/readyz")
			if text.Code != test.status || text.Body.String() != test.text || !strings.HasPrefix(text.Header().Get("Content-Type"), "text/plain") {
				t.Errorf("status %d, %q", text.Code, text.Body)
			}
			object := get(handler, "/readyz", "application/json")
			if object.Code != test.status || object.Body.String() != test.json+"\n" || object.Header().Get("Content-Type") != "application/json" {
				t.Errorf("status %d, %q", object.Code, object.Body)
			}
			if live := get(handler, "/livez"); live.Code != 200 || live.Body.String() != "alive\n" {
				t.Errorf("alive: status %d, %q", live.Code, live.Body)
			}
		})
	}
}

func TestAcceptDecidesOnJSON(t *testing.T) {
	handler := ops.Handler(ops.NewHealth(), nil)
	for accept, want := range map[string]bool{
		"":                                    false,
		"*/*":                                 false,
		"text/plain":                          false,
		"application/json":                    true,
		"application/json, */*":               true,
		"application/*;q=0.8":                 true,
		"text/plain, application/json;q=0.5":  false,
		"text/plain;q=0.1, application/json":  true,
		"application/json;q=0":                false,
		"application/json;q=none":             false,
		"text/html, application/xhtml+xml, ;": false,
	} {
		if got := json.Valid(get(handler, "/livez", accept).Body.Bytes()); got != want {
			t.Errorf("%q: JSON %t", accept, got)
		}
	}
}

func TestACheckThatHangsHoldsOneGoroutine(t *testing.T) {
	release, running := make(chan struct{}), make(chan struct{}, 100)
	hanging := func(context.Context) (string, error) {
		running <- struct{}{}
		<-release
		return "", nil
	}
	health := ops.NewHealth(ops.WithTimeout(time.Millisecond), ops.WithCheck("store", hanging))
	for range 10 {
		r := health.Ready(t.Context())
		if r.Ready || r.Results[0].Detail != "no answer within 1ms" {
			t.Errorf("%+v", r)
		}
	}
	<-running // be it after all have given it up
	if n := len(running); n != 0 {
		t.Errorf("%d checks run at once", 1+n)
	}
	close(release)
	for !health.Ready(t.Context()).Ready {
	}
}

func TestOnlyAChangeIsLogged(t *testing.T) {
	var logged bytes.Buffer
	var back atomic.Bool // a check that nobody waits for any more still asks
	health := ops.NewHealth(
		ops.WithTimeout(time.Hour),
		ops.WithHealthLogger(slog.New(slog.NewTextHandler(&logged, nil))),
		ops.WithCheck("store", func(context.Context) (string, error) {
			if back.Load() {
				return "", nil
			}
			return "", errors.New("away")
		}))
	for range 3 {
		health.Ready(t.Context())
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	health.Ready(gone)
	back.Store(true)
	for range 3 {
		health.Ready(t.Context())
	}
	lines := strings.Split(strings.TrimSpace(logged.String()), "\n")
	if len(lines) != 2 || !strings.Contains(lines[0], "error=away") || !strings.Contains(lines[1], "ready again") {
		t.Errorf("logged:\n%s", &logged)
	}
}

func TestAProgramThatEndsIsUnready(t *testing.T) {
	health := ops.NewHealth(ops.WithCheck("store", found("", nil)))
	health.Leave()
	if r := get(ops.Handler(health, nil), "/readyz"); r.Code != 503 || r.Body.String() != "leaving\n" {
		t.Errorf("status %d, %q", r.Code, r.Body)
	}
	if r := get(ops.Handler(health, nil), "/livez"); r.Code != 200 {
		t.Errorf("alive: status %d", r.Code)
	}
}

func TestMetricsAreMountedIfThereAreAny(t *testing.T) {
	metrics := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	if r := get(ops.Handler(ops.NewHealth(), metrics), "/metrics"); r.Code != http.StatusTeapot {
		t.Errorf("status %d", r.Code)
	}
	if r := get(ops.Handler(ops.NewHealth(), nil), "/metrics"); r.Code != http.StatusNotFound {
		t.Errorf("without: status %d", r.Code)
	}
}

// away is a store that can't be reached.
type away struct{ orchestrix.Store }

var errAway = errors.New("away")

func (away) Head(context.Context) (orchestrix.Position, error) { return orchestrix.Position{}, errAway }

func TestStoreCheck(t *testing.T) {
	if _, err := ops.Store(memory.New())(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := ops.Store(away{})(t.Context()); !errors.Is(err, errAway) {
		t.Errorf("error %v", err)
	}
}

// bare is a store with some tables.
type bare struct {
	orchestrix.Tables
	names map[string]bool
	err   error
}

func (b bare) TableExists(_ context.Context, name string) (bool, error) { return b.names[name], b.err }

func TestSchemaCheck(t *testing.T) {
	names := map[string]bool{"mine": true}
	for _, table := range orchestrix.SystemTables() {
		names[table.Name] = true
	}
	mine := &orchestrix.Table{Name: "mine"}
	if _, err := ops.Schema(bare{names: names}, mine)(t.Context()); err != nil {
		t.Error(err)
	}
	delete(names, "mine")
	delete(names, orchestrix.TimersTable.Name)
	var unready *ops.UnreadyError
	_, err := ops.Schema(bare{names: names}, mine)(t.Context())
	if !errors.As(err, &unready) || unready.Reason != "missing: orchestrix_timers, mine; migrate" {
		t.Errorf("error %v", err)
	}
	if _, err := ops.Schema(bare{err: errAway})(t.Context()); !errors.Is(err, errAway) {
		t.Errorf("error %v", err)
	}
}

func TestLagCheck(t *testing.T) {
	late := subscription.Lag{Subscription: "orders.Late", Behind: true, Age: 90 * time.Second}
	soon := subscription.Lag{Subscription: "orders.Soon", Behind: true, Age: time.Second}
	parked := subscription.Lag{Subscription: "orders.Parked", Parked: 2}
	for _, test := range []struct {
		name   string
		lags   []subscription.Lag
		check  func(ops.Lags, time.Duration) ops.Check
		detail string
		reason string
	}{
		{"a little behind", []subscription.Lag{soon}, ops.Lag, "0 parked", ""},
		{"far behind", []subscription.Lag{soon, late}, ops.Lag, "", "orders.Late is 1m30s behind"},
		{"parked", []subscription.Lag{parked, soon, parked}, ops.Lag, "4 parked", ""},
		{"parked where that counts", []subscription.Lag{parked}, ops.LagOrParked, "", "2 parked"},
		{"nothing parked where that counts", []subscription.Lag{soon}, ops.LagOrParked, "0 parked", ""},
	} {
		check := test.check(func(context.Context) ([]subscription.Lag, error) { return test.lags, nil }, time.Minute)
		detail, err := check(t.Context())
		var unready *ops.UnreadyError
		if errors.As(err, &unready) != (test.reason != "") || unready != nil && unready.Reason != test.reason || detail != test.detail {
			t.Errorf("%s: %q, error %v", test.name, detail, err)
		}
	}
	failing := ops.Lag(func(context.Context) ([]subscription.Lag, error) { return nil, errAway }, time.Minute)
	if _, err := failing(t.Context()); !errors.Is(err, errAway) {
		t.Errorf("error %v", err)
	}
}
