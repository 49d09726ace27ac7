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
		t.Fatal(err)
	}
	for _, want := range []string{
		"duplicate true", "refused (closed)", "items[0].sku: must match", "forbidden: orders.PlaceOrder", "off by 792", "storekeeper", "refused (barcode_taken)", "(2 events), the customer's credit is 5.00 EUR", `inventory.ReservationRefused {"sku":"CUP-7"`,
		"not_found: orders.Order", ": shipped, 22.00 EUR, version 3", ": cancelled, 22.00 EUR, version 4", "TEA-1: 8 on the shelf, 0 kept",
	} {
		if !strings.Contains(first.String(), want) {
			t.Errorf("the day has no %q:\n%s", want, first.String())
		}
	}
	// The file keeps everything: another day goes on from where this one ended.
	if err := demo(t.Context(), path, &second); err != nil {
		t.Fatal(err)
	}
	if want := "TEA-1: 16 on the shelf, 0 kept"; !strings.Contains(second.String(), want) {
		t.Errorf("the second day has no %q:\n%s", want, second.String())
	}
}
