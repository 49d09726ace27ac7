package reaction

import (
	"context"
	"fmt"
	"slices"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// catchUp tells an instance what came after the event that began it, where that
// event had been put aside: what came for the instance meanwhile was nothing,
// since there was none. Telling it twice is telling it once. What is put aside
// itself comes when its own turn does.
func (w *worker[S]) catchUp(ctx context.Context, key string, began orchestrix.Recorded) error {
	stream := orchestrix.StreamID{Tenant: began.Stream.Tenant, Category: w.category(), ID: key}
	i, err := w.load(ctx, stream)
	if err != nil {
		return halt(err)
	}
	if i.version == 0 || i.ended || i.since != began.Position {
		return nil // it began without this event, so nothing was lost
	}
	missed, err := w.missed(ctx, key, began)
	if err != nil {
		return halt(err)
	}
	var failed failures
	for _, event := range missed {
		if err := w.triggered(ctx, w.On[event.Type], key, event); err != nil {
			failed.add(fmt.Errorf("%s of %v, which came while the event that begins the instance was parked: %w", event.Type, event.Stream, err))
		}
		if ctx.Err() != nil {
			break
		}
	}
	return failed.worst()
}

// missed are the events for an instance that came after another one.
func (w *worker[S]) missed(ctx context.Context, key string, after orchestrix.Recorded) ([]orchestrix.Recorded, error) {
	aside, err := w.sub.Aside(ctx, w.store)
	if err != nil {
		return nil, err
	}
	filter := orchestrix.Filter{Categories: w.Categories}
	for eventType := range w.On {
		filter.Types = append(filter.Types, eventType)
	}
	slices.Sort(filter.Types)
	var missed []orchestrix.Recorded
	for event, err := range w.store.All(ctx, after.Position, filter) {
		if err != nil {
			return nil, fmt.Errorf("read what came after %s of %v: %w", after.Type, after.Stream, err)
		}
		if event.Stream.Tenant != after.Stream.Tenant || aside[event.ID] {
			continue
		}
		// One whose keys can't be told was put aside when it came, or will be.
		if keys, err := w.On[event.Type].keys(event); err == nil && slices.Contains(keys, key) {
			event.Data = slices.Clone(event.Data)
			missed = append(missed, event)
		}
	}
	return missed, nil
}
