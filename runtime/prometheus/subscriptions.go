package prometheus

import (
	"context"
	"time"

	prom "github.com/prometheus/client_golang/prometheus"

	"github.com/orchestrix-go/orchestrix-gen/runtime/readmodel"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// Subscriptions observes a [subscription.Runner].
func (m *Metrics) Subscriptions() subscription.Observer { return observer{m} }

type observer struct{ metrics *Metrics }

func (o observer) Handled(name string, events int, took time.Duration) {
	o.metrics.handled.WithLabelValues(name).Add(float64(events))
	o.metrics.handling.WithLabelValues(name).Observe(took.Seconds())
}

func (o observer) Failed(name string, parked bool) {
	outcome := "retry"
	if parked {
		outcome = "parked"
	}
	o.metrics.failed.WithLabelValues(name, outcome).Inc()
}

func (o observer) Leased(name string, _ int, held bool) {
	if held {
		o.metrics.held.WithLabelValues(name).Inc()
	} else {
		o.metrics.held.WithLabelValues(name).Dec()
	}
}

// Observed is a context for [subscription.Runner.Run] in which it is counted what
// read models meet.
func (m *Metrics) Observed(ctx context.Context) context.Context {
	return readmodel.WithObserver(ctx, observer{m})
}

// RowMissed implements [readmodel.Observer].
func (o observer) RowMissed(model, eventType string) {
	o.metrics.missed.WithLabelValues(model, eventType).Inc()
}

// Lags collects how far subscriptions are, which it asks for, as of
// [subscription.Runner.Lag], whenever metrics are gathered. When that fails, or
// takes longer than 5 seconds, they are left out, and the failure is counted.
func Lags(lags func(ctx context.Context) ([]subscription.Lag, error)) prom.Collector {
	gauge := func(name, help string) *prom.Desc { return prom.NewDesc(name, help, []string{"subscription"}, nil) }
	return &lagCollector{
		lags:    lags,
		age:     gauge("subscription_lag_seconds", "Age of the first event that a subscription hasn't handled; 0 if there is none."),
		parked:  gauge("subscription_parked_events", "Events that a subscription can't handle and somebody must decide on."),
		waiting: gauge("subscription_waiting_events", "Events that wait for their next attempt."),
		queued:  gauge("subscription_queued_events", "Events that wait behind parked or waiting ones of their streams."),
		failures: prom.NewCounter(prom.CounterOpts{
			Name: "subscription_lag_read_failures_total", Help: "How often it couldn't be read how far subscriptions are.",
		}),
	}
}

type lagCollector struct {
	lags                         func(ctx context.Context) ([]subscription.Lag, error)
	age, parked, waiting, queued *prom.Desc
	failures                     prom.Counter
}

const lagTimeout = 5 * time.Second

// Describe implements [prom.Collector].
func (c *lagCollector) Describe(descriptions chan<- *prom.Desc) {
	for _, d := range []*prom.Desc{c.age, c.parked, c.waiting, c.queued} {
		descriptions <- d
	}
	c.failures.Describe(descriptions)
}

// Collect implements [prom.Collector].
func (c *lagCollector) Collect(metrics chan<- prom.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), lagTimeout)
	defer cancel()
	lags, err := c.lags(ctx)
	if err != nil {
		c.failures.Inc()
	}
	for _, lag := range lags {
		for _, gauge := range []struct {
			desc  *prom.Desc
			value float64
		}{
			{c.age, lag.Age.Seconds()},
			{c.parked, float64(lag.Parked)},
			{c.waiting, float64(lag.Waiting)},
			{c.queued, float64(lag.Queued)},
		} {
			metrics <- prom.MustNewConstMetric(gauge.desc, prom.GaugeValue, gauge.value, lag.Subscription)
		}
	}
	c.failures.Collect(metrics)
}
