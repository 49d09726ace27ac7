package orders

import (
	"context"
	"fmt"
	"slices"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/money"
)

// creditLimit is what a customer may owe, in minor units of the order's currency.
const creditLimit = 100_000

type orderDecider struct{}

// NewOrderDecider makes the decisions that the schema leaves to Go.
func NewOrderDecider() OrderDecider { return orderDecider{} }

// ChangeItems takes articles out first, so that they make room for new ones.
func (orderDecider) ChangeItems(_ context.Context, in ChangeItemsInput) ([]ChangeItemsEvent, error) {
	var events []ChangeItemsEvent
	total := in.State.Total.Amount
	for _, sku := range in.Cmd.Remove {
		i := slices.IndexFunc(in.State.Items, func(item OrderItem) bool { return item.SKU == sku })
		if i < 0 {
			continue // it isn't in the order, which is what the customer wants
		}
		saved := price(in.State.Items[i])
		total -= saved
		events = append(events, ItemRemoved{
			OrderID: in.Cmd.OrderID,
			SKU:     sku,
			Saved:   money.Money{Amount: saved, Currency: in.State.Total.Currency},
		})
	}
	for _, item := range in.Cmd.Add {
		if item.Price.Currency != in.State.Total.Currency {
			return nil, fmt.Errorf("article %s is priced in %s, the order in %s", item.SKU, item.Price.Currency, in.State.Total.Currency)
		}
		total += price(item)
		events = append(events, ItemAdded{OrderID: in.Cmd.OrderID, Item: item})
	}
	if total > creditLimit {
		return nil, &CreditExceeded{Excess: total - creditLimit, Limit: creditLimit}
	}
	return events, nil
}

func price(item OrderItem) int64 { return item.Price.Amount * int64(item.Quantity) }
