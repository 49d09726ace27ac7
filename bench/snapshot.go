package main

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/orchestrix-go/orchestrix-gen/bench/domain/ordering"
	"github.com/orchestrix-go/orchestrix-gen/bench/race"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
	"github.com/orchestrix-go/orchestrix-gen/runtime/sqlite"
)

const (
	longHistory   = 10_000
	snapshotEvery = 100
)

// measureSnapshots loads an aggregate with a long history beside one whose
// events are those of one interval. Of the long one half an interval's events
// came after the last snapshot, which is what there is on average.
func measureSnapshots(r *run) ([]row, error) {
	file, err := sqlite.Open(filepath.Join(r.temp, "snapshots.db"), sqlite.WithMigrate())
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var rows []row
	for _, kept := range []struct {
		in    string
		store orchestrix.Store
	}{{"memory", memory.New()}, {"SQLite", file}} {
		measured, err := r.loads(kept.in, kept.store)
		if err != nil {
			return nil, err
		}
		rows = append(rows, measured...)
	}
	return rows, nil
}

func (r *run) loads(in string, store orchestrix.Store) ([]row, error) {
	long, short := orderName(1), orderName(2)
	engine := orchestrix.NewEngine(store, orchestrix.WithSnapshots(snapshotEvery))
	if err := writeHistory(engine, store, long, longHistory, longHistory+snapshotEvery/2); err != nil {
		return nil, err
	}
	if err := writeHistory(nil, store, short, snapshotEvery); err != nil {
		return nil, err
	}
	// An engine of its own for each: nothing happens beside what is measured.
	with := ordering.NewModule(orchestrix.NewEngine(store, orchestrix.WithSnapshots(snapshotEvery)))
	without := ordering.NewModule(orchestrix.NewEngine(store, orchestrix.WithoutSnapshots()))
	rows, _, err := r.compare(fmt.Sprintf("load %d events, snapshot every %d, %s", longHistory+snapshotEvery/2, snapshotEvery, in),
		race.Each("from the snapshot", loading(with, long, longHistory+snapshotEvery/2)),
		rival{goal: within(1.2), Contender: race.Each("load of 100 events", loading(without, short, snapshotEvery))},
		rival{goal: versus, Contender: race.Each("from all events", loading(without, long, longHistory+snapshotEvery/2))},
	)
	return rows, err
}

func loading(module *ordering.Module, id ordering.OrderID, want orchestrix.Version) func() error {
	return func() error {
		_, version, err := module.Order(context.Background(), id)
		if err == nil && version != want {
			err = fmt.Errorf("%s is at version %d, want %d", id, version, want)
		}
		return err
	}
}

// writeHistory appends events up to some versions, at each of which the engine,
// if there is one, takes a snapshot that is due.
func writeHistory(engine *orchestrix.Engine, store orchestrix.Store, id ordering.OrderID, versions ...int) error {
	stream := orchestrix.StreamID{Category: "ordering.Order", ID: string(id)}
	events := history()
	n := 0
	for _, version := range versions {
		for n < version {
			batch := orchestrix.Batch{Stream: stream, Expect: orchestrix.Exactly(orchestrix.Version(n))}
			command := orchestrix.CommandID(orchestrix.NewUUID())
			for ; n < version && len(batch.Events) < 100; n++ {
				event := events[n%(len(events)-1)]
				if n > 0 && n%(len(events)-1) == 0 {
					event = events[1] // it was placed once
				}
				data, err := event.AppendJSON(nil)
				if err != nil {
					return err
				}
				batch.Events = append(batch.Events, pending(command, stream, len(batch.Events), event.EventType(), data))
			}
			if _, err := store.Append(context.Background(), batch); err != nil {
				return err
			}
		}
		if engine == nil || version%snapshotEvery != 0 {
			continue
		}
		if _, _, err := ordering.NewModule(engine).Order(context.Background(), id); err != nil {
			return err
		}
		if err := engine.Close(context.Background()); err != nil {
			return err
		}
	}
	return nil
}
