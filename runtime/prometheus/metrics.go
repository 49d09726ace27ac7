package prometheus

import (
	"context"
	"time"

	prom "github.com/prometheus/client_golang/prometheus"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/internal/outcome"
)

// Metrics measures a program. It is a [prom.Collector], to be registered once.
type Metrics struct {
	commands        *prom.CounterVec
	commandDuration *prom.HistogramVec
	appends         *prom.CounterVec
	appendDuration  prom.Histogram
	conflicts       *prom.CounterVec
	events          *prom.CounterVec
	handled         *prom.CounterVec
	failed          *prom.CounterVec
	handling        *prom.HistogramVec
	held            *prom.GaugeVec
	missed          *prom.CounterVec
}

// buckets reach from a command on a local file to one that waits for others.
var buckets = []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}

// New makes metrics that nothing was measured for.
func New() *Metrics {
	return &Metrics{
		commands:        counters("commands_processed_total", "Commands, by how they ended.", "command_type", "status"),
		commandDuration: durations("command_duration_seconds", "How long commands took, retries after conflicts included.", "command_type"),
		appends:         counters("appends_processed_total", "Appends to the store, by how they ended.", "status"),
		appendDuration:  prom.NewHistogram(prom.HistogramOpts{Name: "append_duration_seconds", Help: "How long appends to the store took.", Buckets: buckets}),
		conflicts:       counters("append_conflicts_total", "Appends that somebody was faster than, by the category of the stream.", "category"),
		events:          counters("events_appended_total", "Events written, by the category of their streams.", "category"),
		handled:         counters("subscription_events_handled_total", "Events that a subscription handled or projected.", "subscription"),
		failed:          counters("subscription_attempts_failed_total", "Attempts of a subscription that failed: to be tried again, or parked.", "subscription", "outcome"),
		handling:        durations("subscription_handling_seconds", "How long a handler took for an event, or a projector for some.", "subscription"),
		held: prom.NewGaugeVec(prom.GaugeOpts{Name: "subscription_partitions_held", Help: "Partitions of a subscription that this process works on."},
			[]string{"subscription"}),
		missed: counters("read_model_rows_missed_total", "Updates and deletes of a read model that met no row, and did nothing.", "read_model", "event_type"),
	}
}

func counters(name, help string, labels ...string) *prom.CounterVec {
	return prom.NewCounterVec(prom.CounterOpts{Name: name, Help: help}, labels)
}

func durations(name, help string, labels ...string) *prom.HistogramVec {
	return prom.NewHistogramVec(prom.HistogramOpts{Name: name, Help: help, Buckets: buckets}, labels)
}

func (m *Metrics) all() []prom.Collector {
	return []prom.Collector{m.commands, m.commandDuration, m.appends, m.appendDuration, m.conflicts, m.events, m.handled, m.failed, m.handling, m.held, m.missed}
}

// Describe implements [prom.Collector].
func (m *Metrics) Describe(descriptions chan<- *prom.Desc) {
	for _, c := range m.all() {
		c.Describe(descriptions)
	}
}

// Collect implements [prom.Collector].
func (m *Metrics) Collect(metrics chan<- prom.Metric) {
	for _, c := range m.all() {
		c.Collect(metrics)
	}
}

// Commands is an [orchestrix.Middleware] that measures commands. It measures
// what is within it: put it outermost to count what other middleware refuses. What
// inline read models meet is counted, too.
func (m *Metrics) Commands(next orchestrix.Handler) orchestrix.Handler {
	return func(ctx context.Context, info orchestrix.CommandInfo) (receipt orchestrix.Receipt, err error) {
		begun := time.Now()
		err = outcome.Panic // unless next returns
		defer func() {
			m.commandDuration.WithLabelValues(info.Command).Observe(time.Since(begun).Seconds())
			m.commands.WithLabelValues(info.Command, outcome.Status(receipt.Duplicate, err)).Inc()
		}()
		receipt, err = next(m.Observed(ctx), info)
		return receipt, err
	}
}
