package naming_test

import (
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/naming"
)

func TestPlural(t *testing.T) {
	for name, want := range map[string]string{
		"OrderSummary": "OrderSummaries", "Todo": "Todos", "Todos": "Todos", "Address": "Addresses", "Day": "Days", "Box": "Boxes",
		"Branch": "Branches", "Dish": "Dishes", "Status": "Statuses", "Analysis": "Analysises", "IncidentDetails": "IncidentDetails",
		"SKU": "SKUs", "Y": "Ys", "X2": "X2s", "VAT": "VATs",
	} {
		if got := naming.Plural(name); got != want {
			t.Errorf("several of %s are %s, want %s", name, got, want)
		}
	}
}
