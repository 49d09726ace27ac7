package depot_test

import (
	"errors"
	"math"
	"testing"

	"example.com/user/depot"
	"example.com/user/depot/depottest"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	_ "github.com/orchestrix-go/orchestrix-gen/runtime/sqlite/sqlitescenarios"
)

// opened is a shelf with a number in stock.
func opened(f *depottest.Fixture, count int64) {
	f.Given(depottest.ShelfOpened(func(e *depot.ShelfOpened) { e.Count, e.ShelfNo = count, "s" }))
}

func TestEvaluationErrorsAreFaultsThatNameTheRule(t *testing.T) {
	for name, tt := range map[string]struct {
		given   []orchestrix.Event
		command orchestrix.Command
		rule    string
	}{
		"overflow of 64 bits": {
			command: depot.Count{ShelfNo: "s", Sku: "a", Quantity: 1},
			rule:    "depot.Counted",
		},
		"overflow of 32 bits": {
			given:   []orchestrix.Event{depot.Counted{ShelfNo: "s", Sku: "a", Quantity: math.MaxInt32}, depot.Counted{ShelfNo: "s", Sku: "b", Quantity: -math.MaxInt32}},
			command: depot.Count{ShelfNo: "s", Sku: "a", Quantity: 1},
			rule:    "depot.Counted",
		},
		"narrowing": {
			command: depot.Halve{ShelfNo: "s", By: 2},
			rule:    "depot.Halved",
		},
		"division by zero": {
			command: depot.Halve{ShelfNo: "s", By: 0},
			rule:    "depot.Halved",
		},
		"a missing key": {
			command: depot.Move{ShelfNo: "s", FromSku: "a", IntoSku: "b"},
			rule:    "depot.Moved",
		},
		"a missing key on the left": {
			command: depot.CountBin{ShelfNo: "s", Bin: "none", SpotNo: "a", Quantity: 1},
			rule:    "depot.BinCounted",
		},
		"an invariant that can't be worked out": {
			given:   []orchestrix.Event{depot.AccessChanged{ShelfNo: "s", Access: depot.AccessKey{Number: math.MaxInt64 - 5}}},
			command: depot.Peek{ShelfNo: "s", Who: "me"},
			rule:    "depot.Shelf.in_range",
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := depottest.New(t)
			opened(f, 0)
			if name == "overflow of 64 bits" {
				f.Given(depot.AccessChanged{ShelfNo: "s", Access: depot.AccessKey{Number: math.MaxInt64}})
			}
			f.Given(tt.given...)
			before := f.Version("depot.Shelf", "s")
			f.When(tt.command)
			var fault *orchestrix.FaultError
			if err := f.Err(); !errors.As(err, &fault) {
				t.Fatalf("no fault but %v", err)
			}
			if fault.Rule != tt.rule || fault.Source != "depot.orchestrix.yaml" {
				t.Errorf("the fault names %s (%s), want %s", fault.Rule, fault.Source, tt.rule)
			}
			if after := f.Version("depot.Shelf", "s"); after != before {
				t.Errorf("version %d, want %d", after, before)
			}
		})
	}
}

func TestStatesShareNothing(t *testing.T) {
	f := depottest.New(t)
	opened(f, 0)
	f.When(depot.PlaceSpots{ShelfNo: "s", Bin: "b", Spots: []depot.Spot{{SpotNo: "a", Quantity: 1}, {SpotNo: "b", Quantity: 2}}})
	first := f.StateOfShelf("s")
	copied := first.Clone()
	for _, event := range []depot.ShelfEvent{
		depot.SpotCounted{ShelfNo: "s", SpotNo: "a", Quantity: 7},
		depot.SpotReplaced{ShelfNo: "s", Spot: depot.Spot{SpotNo: "b", Quantity: 9}},
		depot.SpotAdded{ShelfNo: "s", Spot: depot.Spot{SpotNo: "c"}},
		depot.BinCounted{ShelfNo: "s", Bin: "b", SpotNo: "a", Quantity: 8},
		depot.Counted{ShelfNo: "s", Sku: "x", Quantity: 1},
		depot.KindTagged{ShelfNo: "s", Kind: depot.KindCold, Sku: "x"},
		depot.PlaceShifted{ShelfNo: "s", X: 3, Key: "k"},
		depot.LabelPut{ShelfNo: "s", Key: "k", Text: "t"},
	} {
		if err := copied.Apply(event, orchestrix.Meta{}); err != nil {
			t.Fatal(err)
		}
	}
	if again := f.StateOfShelf("s"); !first.Equal(again) {
		t.Errorf("applying events to a copy changed the first\n\t%+v\n\t%+v", first, again)
	}
}

func TestAnEventPassedAsAPointerIsRefusedNotLost(t *testing.T) {
	var s depot.Shelf
	if err := s.Apply(&depot.Peeked{}, orchestrix.Meta{}); err == nil {
		t.Error("it was applied")
	}
}
