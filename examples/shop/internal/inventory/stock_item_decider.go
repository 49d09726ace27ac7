package inventory

import "context"

type stockItemDecider struct{}

// NewStockItemDecider makes the decisions that the schema leaves to Go.
func NewStockItemDecider() StockItemDecider { return stockItemDecider{} }

// CountStock believes a count that is off by no more than half of what should
// be there, or a handful of pieces.
func (stockItemDecider) CountStock(_ context.Context, in CountStockInput) ([]CountStockEvent, error) {
	expected, counted := in.State.OnHand, in.Cmd.Counted
	difference := counted - expected
	if off := max(difference, -difference); off > max(expected/2, 5) {
		return nil, &CountTooFarOff{Counted: counted, Expected: expected}
	}
	return []CountStockEvent{StockCounted{SKU: in.Cmd.SKU, Counted: counted, Difference: difference}}, nil
}
