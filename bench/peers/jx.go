package peers

import (
	"time"

	"github.com/go-faster/jx"

	"github.com/orchestrix-go/orchestrix-gen/bench/plain"
)

// decodeJX is what one writes with jx's decoder: any order of keys, unknown ones
// skipped.
func decodeJX(text []byte, e *plain.Placed) error {
	d := jx.GetDecoder()
	defer jx.PutDecoder(d)
	d.ResetBytes(text)
	return d.ObjBytes(func(d *jx.Decoder, key []byte) (err error) {
		switch string(key) {
		case "order_id":
			e.OrderID, err = d.Str()
		case "customer_id":
			e.CustomerID, err = d.Str()
		case "items":
			err = d.Arr(func(d *jx.Decoder) error {
				e.Items = append(e.Items, plain.Item{})
				return decodeItemJX(d, &e.Items[len(e.Items)-1])
			})
		case "total":
			err = decodeMoneyJX(d, &e.Total)
		case "placed_at":
			var at []byte
			if at, err = d.StrBytes(); err == nil {
				err = e.PlacedAt.UnmarshalText(at)
			}
		case "channel":
			e.Channel, err = d.Str()
		case "express":
			e.Express, err = d.Bool()
		case "address":
			e.Address, err = d.Str()
		case "note":
			var note string
			note, err = d.Str()
			e.Note = &note
		default:
			err = d.Skip()
		}
		return err
	})
}

func decodeItemJX(d *jx.Decoder, i *plain.Item) error {
	return d.ObjBytes(func(d *jx.Decoder, key []byte) (err error) {
		switch string(key) {
		case "sku":
			i.SKU, err = d.Str()
		case "name":
			i.Name, err = d.Str()
		case "quantity":
			i.Quantity, err = d.Int32()
		case "price":
			err = decodeMoneyJX(d, &i.Price)
		default:
			err = d.Skip()
		}
		return err
	})
}

func decodeMoneyJX(d *jx.Decoder, m *plain.Money) error {
	return d.ObjBytes(func(d *jx.Decoder, key []byte) (err error) {
		switch string(key) {
		case "amount":
			m.Amount, err = d.Int64()
		case "currency":
			m.Currency, err = d.Str()
		default:
			err = d.Skip()
		}
		return err
	})
}

func encodeJX(buffer []byte, e *plain.Placed) ([]byte, error) {
	w := jx.Writer{Buf: buffer}
	w.RawStr(`{"order_id":`)
	w.Str(e.OrderID)
	w.RawStr(`,"customer_id":`)
	w.Str(e.CustomerID)
	w.RawStr(`,"items":[`)
	for i := range e.Items {
		if i > 0 {
			w.Comma()
		}
		item := &e.Items[i]
		w.RawStr(`{"sku":`)
		w.Str(item.SKU)
		w.RawStr(`,"name":`)
		w.Str(item.Name)
		w.RawStr(`,"quantity":`)
		w.Int32(item.Quantity)
		w.RawStr(`,"price":`)
		encodeMoneyJX(&w, &item.Price)
		w.ObjEnd()
	}
	w.RawStr(`],"total":`)
	encodeMoneyJX(&w, &e.Total)
	w.RawStr(`,"placed_at":"`)
	w.Buf = e.PlacedAt.AppendFormat(w.Buf, time.RFC3339Nano)
	w.RawStr(`","channel":`)
	w.Str(e.Channel)
	w.RawStr(`,"express":`)
	w.Bool(e.Express)
	w.RawStr(`,"address":`)
	w.Str(e.Address)
	if e.Note != nil {
		w.RawStr(`,"note":`)
		w.Str(*e.Note)
	}
	w.ObjEnd()
	return w.Buf, nil
}

func encodeMoneyJX(w *jx.Writer, m *plain.Money) {
	w.RawStr(`{"amount":`)
	w.Int64(m.Amount)
	w.RawStr(`,"currency":`)
	w.Str(m.Currency)
	w.ObjEnd()
}
