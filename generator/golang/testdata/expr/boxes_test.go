package boxes

import (
	"errors"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/runtime/expr"
)

func items(skus ...string) []BoxItem {
	list := make([]BoxItem, 0, len(skus)+5) // room that an append must not use
	for _, sku := range skus {
		list = append(list, BoxItem{SKU: sku})
	}
	return list
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestTheEventKeepsItsListsAndMaps(t *testing.T) {
	filled := Box{Items: items("A", "B"), Stock: map[string]int64{"A": 1}}
	var o, other Box
	must(t, o.BoxFilled(filled))
	must(t, other.BoxFilled(filled))
	must(t, o.ItemAdded(Box{Main: BoxItem{SKU: "C"}}))
	must(t, other.ItemAdded(Box{Main: BoxItem{SKU: "D"}}))
	must(t, o.ItemDone(Box{Main: BoxItem{SKU: "A"}}))
	must(t, o.StockSet(Box{Main: BoxItem{SKU: "A"}, Total: 7}))
	if o.Items[2].SKU != "C" || other.Items[2].SKU != "D" {
		t.Errorf("two boxes share the room behind one event's list: %v, %v", o.Items[2].SKU, other.Items[2].SKU)
	}
	if filled.Items[0].Done || other.Items[0].Done || !o.Items[0].Done || o.Items[1].Done {
		t.Error("the wrong item is done")
	}
	if filled.Stock["A"] != 1 || other.Stock["A"] != 1 || o.Stock["A"] != 7 {
		t.Errorf("stock: event %v, other %v, box %v", filled.Stock, other.Stock, o.Stock)
	}
	if o.Status != BoxStatusPacked {
		t.Errorf("status %q", o.Status)
	}
}

func TestAMapInAnItemIsCopied(t *testing.T) {
	filled := Box{Items: []BoxItem{{SKU: "A", Tags: map[string]int64{"x": 1}}}}
	var o Box
	must(t, o.BoxFilled(filled))
	must(t, o.ItemTagged(Box{Main: BoxItem{SKU: "A"}, Total: 4}))
	if filled.Items[0].Tags["x"] != 1 || o.Items[0].Tags["x"] != 5 {
		t.Errorf("tags: event %v, box %v", filled.Items[0].Tags, o.Items[0].Tags)
	}
}

func TestExpressionsSeeTheStateFromBefore(t *testing.T) {
	o := Box{Total: 5, Size: 3}
	must(t, o.ItemsSwapped(Box{}))
	if o.Total != 3 || o.Size != 5 {
		t.Errorf("total %d, size %d", o.Total, o.Size)
	}
	must(t, o.StockSet(Box{Main: BoxItem{SKU: "A"}}))
	if o.Total != 0 {
		t.Errorf("the stock had no entry before, and the total is %d", o.Total)
	}
	o.Items = items("A", "B")
	must(t, o.ItemsCounted(Box{}))
	if o.Items[0].Quantity != 9 || o.Items[1].Quantity != 9 {
		t.Errorf("items %v", o.Items)
	}
}

func TestAnAbsentPlaceIsAnError(t *testing.T) {
	var o Box
	if err := o.ShelfCounted(Box{Total: 1}); !errors.Is(err, expr.ErrNoKey) {
		t.Errorf("shelf: %v", err)
	}
	if err := o.SpareRenamed(Box{}); !errors.Is(err, expr.ErrAbsent) {
		t.Errorf("spare: %v", err)
	}
	spare := BoxItem{SKU: "A"}
	o = Box{Shelves: map[string]BoxItem{"top": {SKU: "B"}}, Spare: &spare}
	must(t, o.ShelfCounted(Box{Total: 1}))
	must(t, o.SpareRenamed(Box{Main: BoxItem{SKU: "C"}}))
	if o.Shelves["top"].Quantity != 1 || o.Spare.SKU != "C" || spare.SKU != "A" {
		t.Errorf("shelf %v, spare %v, before %v", o.Shelves["top"], o.Spare.SKU, spare.SKU)
	}
}

func TestNarrowingOutOfRangeIsAnError(t *testing.T) {
	o := Box{Total: 1 << 40}
	if err := o.ItemsSwapped(Box{}); !errors.Is(err, expr.ErrOverflow) {
		t.Errorf("error %v", err)
	}
}
