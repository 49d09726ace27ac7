package prometheus

import (
	"context"
	"errors"
	"strings"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/internal/outcome"
)

// Store measures the appends to a store, those that a conflict has the engine
// try again included. If the store has tables so has what this gives. Appends in
// a transaction count though it may be rolled back.
func (m *Metrics) Store(store orchestrix.Store) orchestrix.Store {
	if tables, ok := store.(orchestrix.Tables); ok {
		return m.Tables(tables)
	}
	return measured{store, m}
}

// Tables is [Metrics.Store] for a store that is known to have tables.
func (m *Metrics) Tables(store orchestrix.Tables) orchestrix.Tables { return measuredTables{store, m} }

type measured struct {
	orchestrix.Store
	metrics *Metrics
}

func (s measured) Append(ctx context.Context, batches ...orchestrix.Batch) (orchestrix.Appended, error) {
	return s.metrics.append(ctx, s.Store, batches)
}

type measuredTables struct {
	orchestrix.Tables
	metrics *Metrics
}

func (s measuredTables) Append(ctx context.Context, batches ...orchestrix.Batch) (orchestrix.Appended, error) {
	return s.metrics.append(ctx, s.Tables, batches)
}

func (m *Metrics) append(ctx context.Context, store orchestrix.Store, batches []orchestrix.Batch) (orchestrix.Appended, error) {
	begun := time.Now()
	appended, err := store.Append(ctx, batches...)
	m.appendDuration.Observe(time.Since(begun).Seconds())
	if conflict, ok := errors.AsType[*orchestrix.ConflictError](err); ok {
		m.appends.WithLabelValues("conflict").Inc()
		m.conflicts.WithLabelValues(kind(conflict.Stream.Category)).Inc()
		return appended, err
	}
	if err != nil {
		m.appends.WithLabelValues("failed").Inc()
		return appended, err
	}
	m.appends.WithLabelValues(outcome.Status(appended.Duplicate, nil)).Inc()
	if !appended.Duplicate {
		for i := range batches {
			if n := len(batches[i].Events); n > 0 {
				m.events.WithLabelValues(kind(batches[i].Stream.Category)).Add(float64(n))
			}
		}
	}
	return appended, nil
}

// kind is a category without what the engine puts behind a slash in its own.
func kind(category string) string {
	if strings.HasPrefix(category, "~") {
		category, _, _ = strings.Cut(category, "/")
	}
	return category
}
