package hand

import (
	"errors"
	"fmt"
	"math"

	"github.com/orchestrix-go/orchestrix-gen/bench/domain/ordering"
)

var errOverflow = errors.New("overflow")

// Apply changes an order by one event, and like the generated method refuses to
// overflow.
func Apply(o *ordering.Order, event ordering.OrderEvent) error {
	switch e := event.(type) {
	case ordering.OrderPlaced:
		o.CustomerID = e.CustomerID
		o.Items = e.Items[:len(e.Items):len(e.Items)]
		o.Address = e.Address
		o.Note = e.Note
		o.Status = ordering.OrderStatusPlaced
	case ordering.ItemAdded:
		o.Items = append(o.Items, e.Item)
	case ordering.PaymentReceived:
		if e.Amount > 0 && o.Paid > math.MaxInt64-e.Amount || e.Amount < 0 && o.Paid < math.MinInt64-e.Amount {
			return errOverflow
		}
		o.Paid += e.Amount
	case ordering.AddressChanged:
		o.Address = e.Address
	case ordering.NoteWritten:
		o.Note = e.Note
	case ordering.OrderClosed:
		o.Status = ordering.OrderStatusClosed
	default:
		return fmt.Errorf("unknown event %T", event)
	}
	return nil
}
