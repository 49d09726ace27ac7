package hand

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/bench/domain/ordering"
)

// Encode appends an OrderPlaced as JSON.
func Encode(b []byte, e *ordering.OrderPlaced) []byte {
	b = append(b, `{"order_id":`...)
	b = text(b, string(e.OrderID))
	b = append(b, `,"customer_id":`...)
	b = text(b, e.CustomerID)
	b = append(b, `,"items":[`...)
	for i := range e.Items {
		if i > 0 {
			b = append(b, ',')
		}
		item := &e.Items[i]
		b = append(b, `{"sku":`...)
		b = text(b, item.Sku)
		b = append(b, `,"name":`...)
		b = text(b, item.Name)
		b = append(b, `,"quantity":`...)
		b = strconv.AppendInt(b, int64(item.Quantity), 10)
		b = append(b, `,"price":`...)
		b = money(b, &item.Price)
		b = append(b, '}')
	}
	b = append(b, `],"total":`...)
	b = money(b, &e.Total)
	b = append(b, `,"placed_at":"`...)
	b = e.PlacedAt.UTC().AppendFormat(b, time.RFC3339Nano)
	b = append(b, `","channel":`...)
	b = text(b, string(e.Channel))
	b = append(b, `,"express":`...)
	b = strconv.AppendBool(b, e.Express)
	b = append(b, `,"address":`...)
	b = text(b, e.Address)
	if e.Note != nil {
		b = append(b, `,"note":`...)
		b = text(b, *e.Note)
	}
	return append(b, '}')
}

func money(b []byte, m *ordering.Money) []byte {
	b = append(b, `{"amount":`...)
	b = strconv.AppendInt(b, m.Amount, 10)
	b = append(b, `,"currency":`...)
	b = text(b, m.Currency)
	return append(b, '}')
}

// text quotes a string, the quick way where nothing in it needs escaping.
func text(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x80 || c == '"' || c == '\\' {
			quoted, _ := json.Marshal(s) // a string never fails
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
