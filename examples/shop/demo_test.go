package main

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestADayInTheShop(t *testing.T) {
	path := filepath.Join(t.TempDir(), "shop.db")
	var first, second strings.Builder
	if err := demo(t.Context(), path, &first); err != nil {
		t.Fatalf("%v, after:\n%s", err, first.String())
	}
	for _, want := range []string{
		"is placed: 22.00 EUR", "inventory.StockReserved", "duplicate true", "on its way as TRK-", "orders.OrderShipped", "inventory.ReservationReleased",
		"Parked by inventory.ReserveOnPlaced: orders.OrderPlaced", "it is replayed:\n  inventory.StockReserved", "0 parked events are left",
		"refused (closed)", "items[0].sku: must match", "forbidden: orders.PlaceOrder", "off by 792", "storekeeper", "refused (barcode_taken)",
		"(2 events), the customer's credit is 5.00 EUR", `inventory.ReservationRefused {"sku":"CUP-7"`, "not_found: orders.Order",
		"  shipped    22.00 EUR", "  cancelled  22.00 EUR", "  placed     490.00 EUR", "TEA-1  8 on the shelf, 6 free", "1 parcels, 1.25 kg",
	} {
		if !strings.Contains(first.String(), want) {
			t.Errorf("the day has no %q", want)
		}
	}
	if t.Failed() {
		t.Log(first.String())
	}
	// The file keeps everything: another day goes on from where this one ended.
	if err := demo(t.Context(), path, &second); err != nil {
		t.Fatalf("%v, after:\n%s", err, second.String())
	}
	if want := "TEA-1  16 on the shelf, 12 free"; !strings.Contains(second.String(), want) {
		t.Errorf("the second day has no %q:\n%s", want, second.String())
	}
}
