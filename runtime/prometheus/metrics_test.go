package prometheus_test

import (
	"context"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	prom "github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
	"github.com/orchestrix-go/orchestrix-gen/runtime/prometheus"
	"github.com/orchestrix-go/orchestrix-gen/runtime/readmodel"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

var errAway = errors.New("away")

// compare says of which metrics nothing else is there.
func compare(t *testing.T, collector prom.Collector, want string, names ...string) {
	t.Helper()
	if err := testutil.CollectAndCompare(collector, strings.NewReader(want), names...); err != nil {
		t.Error(err)
	}
}

func TestCommandsAreCountedByHowTheyEnd(t *testing.T) {
	metrics := prometheus.New()
	var receipt orchestrix.Receipt
	var err error
	handler := metrics.Commands(func(context.Context, orchestrix.CommandInfo) (orchestrix.Receipt, error) { return receipt, err })
	info := orchestrix.CommandInfo{Command: "orders.PlaceOrder", Stream: orchestrix.StreamID{ID: "ord_1"}}
	for _, err = range []error{
		nil, nil, &orchestrix.InvalidError{}, &orchestrix.ForbiddenError{}, &orchestrix.RejectionError{}, &orchestrix.NotFoundError{},
		&orchestrix.ExistsError{}, &orchestrix.ConflictError{}, &orchestrix.FaultError{}, &orchestrix.UnknownError{}, errAway,
	} {
		if got, gotErr := handler(t.Context(), info); got != receipt || !errors.Is(gotErr, err) {
			t.Errorf("the answer was changed: %+v, %v", got, gotErr)
		}
	}
	receipt, err = orchestrix.Receipt{Duplicate: true}, nil
	_, _ = handler(t.Context(), info)
	func() {
		defer func() { _ = recover() }()
		_, _ = metrics.Commands(func(context.Context, orchestrix.CommandInfo) (orchestrix.Receipt, error) { panic("a bug") })(t.Context(), info)
	}()
	compare(t, metrics, `
# HELP commands_processed_total Commands, by how they ended.
# TYPE commands_processed_total counter
commands_processed_total{command_type="orders.PlaceOrder",status="already_exists"} 1
commands_processed_total{command_type="orders.PlaceOrder",status="conflict"} 1
commands_processed_total{command_type="orders.PlaceOrder",status="duplicate"} 1
commands_processed_total{command_type="orders.PlaceOrder",status="failed"} 1
commands_processed_total{command_type="orders.PlaceOrder",status="fault"} 2
commands_processed_total{command_type="orders.PlaceOrder",status="forbidden"} 1
commands_processed_total{command_type="orders.PlaceOrder",status="invalid"} 1
commands_processed_total{command_type="orders.PlaceOrder",status="not_found"} 1
commands_processed_total{command_type="orders.PlaceOrder",status="refused"} 1
commands_processed_total{command_type="orders.PlaceOrder",status="success"} 2
commands_processed_total{command_type="orders.PlaceOrder",status="unknown"} 1
`, "commands_processed_total")
	if n := count(t, metrics, "command_duration_seconds"); n != 13 {
		t.Errorf("%d durations, want 13", n)
	}
}

// count is how many observations a histogram with one series has.
func count(t *testing.T, collector prom.Collector, name string) uint64 {
	t.Helper()
	registry := prom.NewPedanticRegistry()
	registry.MustRegister(collector)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		if family.GetName() == name && len(family.GetMetric()) == 1 {
			return family.GetMetric()[0].GetHistogram().GetSampleCount()
		}
	}
	t.Errorf("there is no %s with one series", name)
	return 0
}

func pending(command, stream string, n int) orchestrix.Pending {
	id := orchestrix.CommandID(command)
	return orchestrix.Pending{
		ID: orchestrix.NewEventID(id, orchestrix.StreamID{ID: stream}, n), Type: "orders.OrderPlaced", SchemaVersion: 1,
		Time: time.Date(2026, 1, 29, 12, 0, 0, 0, time.UTC), Metadata: orchestrix.Metadata{CommandID: id}, Data: []byte(`{}`),
	}
}

func TestAppendsAreCountedByHowTheyEnd(t *testing.T) {
	metrics := prometheus.New()
	store := metrics.Store(memory.New())
	order := orchestrix.StreamID{Category: "orders.Order", ID: "ord_1"}
	claim := orchestrix.StreamID{Category: "~unique/orders.Order.number/3f", ID: "hash"}
	untouched := orchestrix.Batch{Stream: orchestrix.StreamID{Category: "orders.Account", ID: "acc_1"}, Expect: orchestrix.NoStream}
	batches := []orchestrix.Batch{
		{Stream: order, Expect: orchestrix.NoStream, Events: []orchestrix.Pending{pending("c1", "ord_1", 0), pending("c1", "ord_1", 1)}},
		{Stream: claim, Expect: orchestrix.Any, Events: []orchestrix.Pending{pending("c1", "hash", 0)}},
		untouched,
	}
	for range 2 { // the second is a duplicate
		if _, err := store.Append(t.Context(), batches...); err != nil {
			t.Fatal(err)
		}
	}
	late := orchestrix.Batch{Stream: order, Expect: orchestrix.Exactly(1), Events: []orchestrix.Pending{pending("c2", "ord_1", 0)}}
	if _, err := store.Append(t.Context(), late); !errors.As(err, new(*orchestrix.ConflictError)) {
		t.Errorf("error %v", err)
	}
	if _, err := metrics.Store(failing{}).Append(t.Context(), late); !errors.Is(err, errAway) {
		t.Errorf("error %v", err)
	}
	compare(t, metrics, `
# HELP append_conflicts_total Appends that somebody was faster than, by the category of the stream.
# TYPE append_conflicts_total counter
append_conflicts_total{category="orders.Order"} 1
# HELP appends_processed_total Appends to the store, by how they ended.
# TYPE appends_processed_total counter
appends_processed_total{status="conflict"} 1
appends_processed_total{status="duplicate"} 1
appends_processed_total{status="failed"} 1
appends_processed_total{status="success"} 1
# HELP events_appended_total Events written, by the category of their streams.
# TYPE events_appended_total counter
events_appended_total{category="orders.Order"} 2
events_appended_total{category="~unique"} 1
`, "appends_processed_total", "append_conflicts_total", "events_appended_total")
	if n := count(t, metrics, "append_duration_seconds"); n != 4 {
		t.Errorf("%d durations, want 4", n)
	}
}

// failing is a store without tables that can't be reached.
type failing struct{ orchestrix.Store }

func (failing) Append(context.Context, ...orchestrix.Batch) (orchestrix.Appended, error) {
	return orchestrix.Appended{}, errAway
}

func TestAStoreKeepsItsTables(t *testing.T) {
	metrics := prometheus.New()
	if _, ok := metrics.Store(memory.New()).(orchestrix.Tables); !ok {
		t.Error("a store with tables lost them")
	}
	if _, ok := metrics.Store(failing{}).(orchestrix.Tables); ok {
		t.Error("a store without tables says that it has some")
	}
}

func TestSubscriptionsAreCounted(t *testing.T) {
	metrics := prometheus.New()
	observer := metrics.Subscriptions()
	observer.Handled("orders.Summary", 100, 20*time.Millisecond)
	observer.Handled("orders.Summary", 1, time.Millisecond)
	observer.Failed("orders.Summary", false)
	observer.Failed("orders.Summary", true)
	observer.Leased("orders.Summary", 1, true)
	observer.Leased("orders.Summary", 2, true)
	observer.Leased("orders.Summary", 1, false)
	compare(t, metrics, `
# HELP subscription_attempts_failed_total Attempts of a subscription that failed: to be tried again, or parked.
# TYPE subscription_attempts_failed_total counter
subscription_attempts_failed_total{outcome="parked",subscription="orders.Summary"} 1
subscription_attempts_failed_total{outcome="retry",subscription="orders.Summary"} 1
# HELP subscription_events_handled_total Events that a subscription handled or projected.
# TYPE subscription_events_handled_total counter
subscription_events_handled_total{subscription="orders.Summary"} 101
# HELP subscription_partitions_held Partitions of a subscription that this process works on.
# TYPE subscription_partitions_held gauge
subscription_partitions_held{subscription="orders.Summary"} 1
`, "subscription_attempts_failed_total", "subscription_events_handled_total", "subscription_partitions_held")
	if n := count(t, metrics, "subscription_handling_seconds"); n != 2 {
		t.Errorf("%d durations, want 2", n)
	}
}

func TestRowsThatAreMissedAreCounted(t *testing.T) {
	metrics := prometheus.New()
	// As an inline read model does it, within a command, and one of a runner's.
	miss := func(ctx context.Context, _ orchestrix.CommandInfo) (orchestrix.Receipt, error) {
		return orchestrix.Receipt{}, projectMissing(ctx)
	}
	if _, err := metrics.Commands(miss)(t.Context(), orchestrix.CommandInfo{}); err != nil {
		t.Fatal(err)
	}
	if err := projectMissing(metrics.Observed(t.Context())); err != nil {
		t.Fatal(err)
	}
	compare(t, metrics, `
# HELP read_model_rows_missed_total Updates and deletes of a read model that met no row, and did nothing.
# TYPE read_model_rows_missed_total counter
read_model_rows_missed_total{event_type="orders.OrderPaid",read_model="orders.Summary"} 2
`, "read_model_rows_missed_total")
}

func lags(context.Context) ([]subscription.Lag, error) {
	return []subscription.Lag{
		{Subscription: "orders.Summary"},
		{Subscription: "orders.Reserve", Behind: true, Age: 1500 * time.Millisecond, Parked: 2, Waiting: 3, Queued: 4},
	}, nil
}

func TestLagIsReadWhenMetricsAreGathered(t *testing.T) {
	compare(t, prometheus.Lags(lags), `
# HELP subscription_lag_read_failures_total How often it couldn't be read how far subscriptions are.
# TYPE subscription_lag_read_failures_total counter
subscription_lag_read_failures_total 0
# HELP subscription_lag_seconds Age of the first event that a subscription hasn't handled; 0 if there is none.
# TYPE subscription_lag_seconds gauge
subscription_lag_seconds{subscription="orders.Reserve"} 1.5
subscription_lag_seconds{subscription="orders.Summary"} 0
# HELP subscription_parked_events Events that a subscription can't handle and somebody must decide on.
# TYPE subscription_parked_events gauge
subscription_parked_events{subscription="orders.Reserve"} 2
subscription_parked_events{subscription="orders.Summary"} 0
# HELP subscription_queued_events Events that wait behind parked or waiting ones of their streams.
# TYPE subscription_queued_events gauge
subscription_queued_events{subscription="orders.Reserve"} 4
subscription_queued_events{subscription="orders.Summary"} 0
# HELP subscription_waiting_events Events that wait for their next attempt.
# TYPE subscription_waiting_events gauge
subscription_waiting_events{subscription="orders.Reserve"} 3
subscription_waiting_events{subscription="orders.Summary"} 0
`)
	failing := prometheus.Lags(func(ctx context.Context) ([]subscription.Lag, error) {
		if _, bounded := ctx.Deadline(); !bounded {
			t.Error("the store may hang for ever")
		}
		return nil, errAway
	})
	compare(t, failing, `
# HELP subscription_lag_read_failures_total How often it couldn't be read how far subscriptions are.
# TYPE subscription_lag_read_failures_total counter
subscription_lag_read_failures_total 1
`)
}

// everything has been measured once.
func everything(t *testing.T) []prom.Collector {
	t.Helper()
	metrics := prometheus.New()
	handler := metrics.Commands(func(context.Context, orchestrix.CommandInfo) (orchestrix.Receipt, error) {
		return orchestrix.Receipt{}, nil
	})
	_, _ = handler(t.Context(), orchestrix.CommandInfo{Command: "orders.PlaceOrder"})
	store := metrics.Store(memory.New())
	placed := orchestrix.Batch{Stream: orchestrix.StreamID{Category: "orders.Order", ID: "ord_1"}, Expect: orchestrix.NoStream, Events: []orchestrix.Pending{pending("c1", "ord_1", 0)}}
	_, _ = store.Append(t.Context(), placed)
	placed.Events = []orchestrix.Pending{pending("c2", "ord_1", 0)}
	_, _ = store.Append(t.Context(), placed)
	observer := metrics.Subscriptions()
	observer.Handled("orders.Summary", 1, time.Second)
	observer.Failed("orders.Summary", true)
	observer.Leased("orders.Summary", 1, true)
	observer.(readmodel.Observer).RowMissed("orders.Summary", "orders.OrderPaid")
	return []prom.Collector{metrics, prometheus.Lags(lags)}
}

func TestNamesAreAsPrometheusWantsThem(t *testing.T) {
	for _, collector := range everything(t) {
		problems, err := testutil.CollectAndLint(collector)
		if err != nil {
			t.Error(err)
		}
		for _, p := range problems {
			t.Errorf("%s: %s", p.Metric, p.Text)
		}
	}
}

// The table in the package's comment is what people look at.
func TestEveryMetricAndLabelIsDocumented(t *testing.T) {
	comment, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]string{}
	for _, row := range regexp.MustCompile(`(?m)^//\t\| (\w+) +\| ([^|]+?) +\|`).FindAllStringSubmatch(string(comment), -1) {
		documented[row[1]] = strings.TrimPrefix(row[2], "–")
	}
	delete(documented, "metric")
	registry := prom.NewPedanticRegistry()
	registry.MustRegister(everything(t)...)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		labels := []string{}
		for _, label := range family.GetMetric()[0].GetLabel() {
			labels = append(labels, label.GetName())
		}
		want := slices.DeleteFunc(strings.Split(documented[family.GetName()], ", "), func(s string) bool { return s == "" })
		slices.Sort(want)
		if _, known := documented[family.GetName()]; !known || !slices.Equal(labels, want) {
			t.Errorf("%s has the labels %v, documented is %v", family.GetName(), labels, want)
		}
		delete(documented, family.GetName())
	}
	for name := range documented {
		t.Errorf("%s is documented, and not there", name)
	}
}
