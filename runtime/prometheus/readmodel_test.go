package prometheus_test

import (
	"context"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
	"github.com/orchestrix-go/orchestrix-gen/runtime/readmodel"
)

type summary struct{ id string }

// projectMissing projects an event that deletes a row which isn't there.
func projectMissing(ctx context.Context) error {
	model := &readmodel.Model[summary]{
		Name:        "orders.Summary",
		Table:       orchestrix.Table{Name: "summary", Key: 1, Columns: []orchestrix.Column{{Name: "id", Kind: orchestrix.TextColumn}}},
		Fingerprint: "0",
		Key:         func(row *summary, values orchestrix.Row) orchestrix.Row { return append(values, row.id) },
		Values:      func(_ *summary, values orchestrix.Row) (orchestrix.Row, error) { return values, nil },
		Scan:        func(*summary, *readmodel.Scanner) {},
		Project: func(ctx context.Context, rows *readmodel.Rows[summary], _ orchestrix.Recorded) error {
			return rows.Delete(ctx, summary{"gone"})
		},
	}
	store := memory.New()
	stored := model.In(orchestrix.NewEngine(store))
	if err := store.CreateTable(ctx, stored.Table()); err != nil {
		return err
	}
	paid := orchestrix.Recorded{Pending: orchestrix.Pending{Type: "orders.OrderPaid"}}
	return store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
		return stored.Subscription().Project(ctx, tx, []orchestrix.Recorded{paid})
	})
}
