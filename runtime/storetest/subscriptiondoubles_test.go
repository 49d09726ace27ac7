package storetest_test

import (
	"context"
	"slices"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// standing keeps checkpoints where they were first.
func standing() orchestrix.Store {
	return transactions(txDouble{put: func(ctx context.Context, tx orchestrix.Tx, table *orchestrix.Table, rows []orchestrix.Row) error {
		if table == orchestrix.SubscriptionsTable {
			for i := range rows {
				rows[i] = slices.Clone(rows[i])
				rows[i][1] = orchestrix.Position{}.String()
			}
		}
		return tx.Put(ctx, table, rows...)
	}})
}

// faithful keeps nothing of who took a lease over but that it has it.
func faithful() orchestrix.Store {
	var first any
	return transactions(txDouble{put: func(ctx context.Context, tx orchestrix.Tx, table *orchestrix.Table, rows []orchestrix.Row) error {
		for i, row := range rows {
			if table != orchestrix.SubscriptionsTable || row[3] == "" {
				continue
			}
			if first == nil {
				first = row[3]
			}
			before, err := tx.Get(ctx, table, row[0])
			if err != nil {
				return err
			}
			if row[3] != first {
				rows[i] = slices.Clone(row)
				rows[i][1], rows[i][4] = before[1], before[4]
			}
		}
		return tx.Put(ctx, table, rows...)
	}})
}

// torn keeps the rows of read models of transactions that failed.
func torn() orchestrix.Store {
	return spoilt(&rowDouble{run: func(ctx context.Context, d *rowDouble, f txFunc) error {
		var kept []func(tx orchestrix.Tx) error
		err := d.Store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
			return f(ctx, txDouble{Tx: tx, put: func(ctx context.Context, tx orchestrix.Tx, table *orchestrix.Table, rows []orchestrix.Row) error {
				if !slices.Contains(orchestrix.SystemTables(), table) {
					kept = append(kept, func(tx orchestrix.Tx) error { return tx.Put(ctx, table, rows...) })
				}
				return tx.Put(ctx, table, rows...)
			}})
		})
		if err == nil {
			return nil
		}
		if errKeep := d.Store.Transact(ctx, func(_ context.Context, tx orchestrix.Tx) error {
			for _, keep := range kept {
				if err := keep(tx); err != nil {
					return err
				}
			}
			return nil
		}); errKeep != nil {
			return errKeep
		}
		return err
	}})
}

// unordered gives rows in the order of their keys.
func unordered() orchestrix.Store {
	return spoilt(&rowDouble{selects: func(selection orchestrix.Selection) orchestrix.Selection {
		selection.Order = nil
		return selection
	}})
}
