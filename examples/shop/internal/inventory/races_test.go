package inventory_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/inventory"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/inventory/inventorytest"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

func TestABarcodeIsOnOneArticle(t *testing.T) {
	inventorytest.Scenario(t, "of four that are labelled at once", func(f *inventorytest.Fixture) {
		t := f.T()
		skus := []inventory.StockItemID{"TEA-1", "TEA-2", "TEA-3", "TEA-4"}
		for _, sku := range skus {
			f.Given(inventory.StockReceived{SKU: sku, Quantity: 1})
		}
		module := inventory.NewModule(orchestrix.NewEngine(f.Store()), inventory.NewStockItemDecider())
		results := make(chan error, len(skus))
		var articles sync.WaitGroup
		for _, sku := range skus {
			articles.Go(func() {
				_, err := module.LabelArticle(t.Context(), inventory.LabelArticle{SKU: sku, Barcode: "4006381333931"})
				results <- err
			})
		}
		articles.Wait()
		close(results)
		labelled := 0
		for err := range results {
			var refused *orchestrix.RejectionError
			switch {
			case err == nil:
				labelled++
			case !errors.As(err, &refused) || refused.ID != inventory.StockItemRefusalBarcodeTaken:
				t.Errorf("who came too late got %v", err)
			}
		}
		if labelled != 1 {
			t.Errorf("%d articles have the barcode", labelled)
		}
	})
}
