package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"

	prom "github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shop"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/web"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/ops"
	"github.com/orchestrix-go/orchestrix-gen/runtime/otel"
	"github.com/orchestrix-go/orchestrix-gen/runtime/prometheus"
	"github.com/orchestrix-go/orchestrix-gen/runtime/settings"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// serve answers requests, and works on what comes of them, until it is told to
// end.
func serve(ctx context.Context, logs io.Writer) error {
	c, err := settings.Load[config]()
	if err != nil {
		return err
	}
	logger := c.Logger(logs)
	store, err := shop.Open(ctx, c.database())
	if err != nil {
		return err
	}
	logger.Info("the store is open", "database", c.database())
	service, err := newService(ctx, &c, store, logger)
	if err != nil {
		return errors.Join(err, store.Close())
	}
	return ops.Serve(ctx, service)
}

// newService is the shop over an open store, measured, traced and logged.
func newService(ctx context.Context, c *config, store shop.Store, logger *slog.Logger) (ops.Service, error) {
	metrics := prometheus.New()
	// Spans go where the global provider of OpenTelemetry sends them: a program
	// that traces sets one up before, with the SDK and an exporter.
	tracing := otel.New(nil)
	s, err := shop.New(ctx, metrics.Tables(store), shop.Options{
		Engine: append(c.EngineOptions(),
			orchestrix.WithLogger(logger),
			orchestrix.WithMiddleware(tracing.Commands, metrics.Commands, ops.LogCommands(logger)),
		),
		Runner: append(c.RunnerOptions(), subscription.WithLogger(logger), subscription.WithObserver(metrics.Subscriptions())),
		Around: tracing.Subscription,
	})
	if err != nil {
		return ops.Service{}, err
	}
	registry := prom.NewRegistry()
	registry.MustRegister(metrics, prometheus.Lags(s.Runner.Lag),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	health := ops.NewHealth(
		ops.WithHealthLogger(logger),
		ops.WithCheck("store", ops.Store(store)),
		ops.WithCheck("schema", ops.Schema(store)),
		ops.WithCheck("subscriptions", ops.Lag(s.Runner.Lag, c.ReadyMaxLag)),
	)
	service := ops.Service{
		Handler: routes(web.Handler(s, logger), ops.Handler(health, promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))),
		Addr:    c.HTTPAddr,
		Health:  health,
		Close:   []func(context.Context) error{s.Engine.Close, func(context.Context) error { return store.Close() }},
		Timeout: c.ShutdownTimeout,
		Delay:   c.ShutdownDelay,
		Logger:  logger,
	}
	if c.Subscriptions {
		service.Work = append(service.Work, func(ctx context.Context) error { return s.Runner.Run(metrics.Observed(ctx)) })
	}
	return service, nil
}

// routes puts the endpoints of operations beside those of the shop.
func routes(site, endpoints http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", site)
	for _, path := range []string{"/livez", "/readyz", "/metrics"} {
		mux.Handle(path, endpoints)
	}
	return mux
}
