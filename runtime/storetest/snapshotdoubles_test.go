package storetest_test

import (
	"context"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

// trusting makes any snapshot look like one of the events that are there: as if
// it were believed whatever it says.
type trusting struct{ *memory.Store }

func (t trusting) Get(ctx context.Context, table *orchestrix.Table, key ...any) (orchestrix.Row, error) {
	row, err := t.Store.Get(ctx, table, key...)
	if err != nil || row == nil || table != orchestrix.SnapshotsTable {
		return row, err
	}
	stream := orchestrix.StreamID{Tenant: key[0].(string), Category: key[1].(string), ID: key[2].(string)}
	for recorded, err := range t.Store.Read(ctx, stream, 0) {
		if err != nil {
			return nil, err
		}
		row[3], row[4] = int64(recorded.Version), string(recorded.ID)
	}
	row[5] = "a doctor"
	if row[6] == `["corrupt"]` {
		row[6] = `{}`
	}
	return row, nil
}

// snapless keeps no snapshots.
type snapless struct{ *memory.Store }

func (s snapless) Get(ctx context.Context, table *orchestrix.Table, key ...any) (orchestrix.Row, error) {
	if table == orchestrix.SnapshotsTable {
		return nil, nil
	}
	return s.Store.Get(ctx, table, key...)
}
