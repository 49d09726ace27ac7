package inventory_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/inventory"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/sqlite"
)

// An article that is sold every day is loaded from its last snapshot.
func TestAnOftenSoldArticleIsLoadedFromASnapshot(t *testing.T) {
	store, err := sqlite.Open(filepath.Join(t.TempDir(), "shop.db"), sqlite.WithMigrate())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	ctx := t.Context()
	engine := orchestrix.NewEngine(store)
	module := inventory.NewModule(engine, inventory.NewStockItemDecider())
	if err := module.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	for range 120 {
		if _, err := module.ReceiveStock(ctx, inventory.ReceiveStock{SKU: "SKU-0001", Quantity: 2}); err != nil {
			t.Fatal(err)
		}
	}
	if err := engine.Close(context.WithoutCancel(ctx)); err != nil {
		t.Fatal(err)
	}
	row, err := store.Get(ctx, orchestrix.SnapshotsTable, "", "inventory.StockItem", "SKU-0001")
	if err != nil || row == nil || row[3].(int64) < 100 {
		t.Fatalf("the snapshot is %v, error %v", row, err)
	}
	// A snapshot that says something else shows that it is what is looked at.
	row[6] = `{"sku":"SKU-0001","on_hand":1000000,"reserved":{}}`
	err = store.Transact(ctx, func(ctx context.Context, tx orchestrix.Tx) error {
		return tx.Put(ctx, orchestrix.SnapshotsTable, row)
	})
	if err != nil {
		t.Fatal(err)
	}
	item, version, err := inventory.NewModule(orchestrix.NewEngine(store), inventory.NewStockItemDecider()).StockItem(ctx, "SKU-0001")
	if err != nil || version != 120 || item.OnHand < 1000000 {
		t.Errorf("loaded %+v at version %d, error %v", item, version, err)
	}
	item, _, err = inventory.NewModule(orchestrix.NewEngine(store, orchestrix.WithoutSnapshots()), inventory.NewStockItemDecider()).StockItem(ctx, "SKU-0001")
	if err != nil || item.OnHand != 240 {
		t.Errorf("without snapshots, loaded %+v, error %v", item, err)
	}
}
