package jsontext_test

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

// handDecoder reads orderPlaced as it is written and nothing else: what a
// person would write who cares for speed alone.
type handDecoder struct {
	text string
	pos  int
	bad  bool
}

func (d *handDecoder) expect(s string) {
	if !strings.HasPrefix(d.text[d.pos:], s) {
		d.bad = true
		return
	}
	d.pos += len(s)
}

func (d *handDecoder) maybe(s string) bool {
	if !strings.HasPrefix(d.text[d.pos:], s) {
		return false
	}
	d.pos += len(s)
	return true
}

// str reads up to the closing quote; the opening one has been read.
func (d *handDecoder) str() string {
	rest := d.text[d.pos:]
	for i := range len(rest) {
		switch c := rest[i]; {
		case c == '"':
			d.pos += i + 1
			return rest[:i]
		case c == '\\', c < ' ', c >= 0x80:
			d.bad = true
			return ""
		}
	}
	d.bad = true
	return ""
}

func (d *handDecoder) int() (n int64) {
	negative := d.maybe("-")
	start := d.pos
	for ; d.pos < len(d.text) && '0' <= d.text[d.pos] && d.text[d.pos] <= '9'; d.pos++ {
		n = n*10 + int64(d.text[d.pos]-'0')
	}
	if d.pos == start || d.pos-start > 18 {
		d.bad = true
	}
	if negative {
		return -n
	}
	return n
}

func (d *handDecoder) money(m *money) {
	d.expect(`{"amount":`)
	m.Amount = d.int()
	d.expect(`,"currency":"`)
	m.Currency = d.str()
	d.expect(`}`)
}

func handDecode(e *orderPlaced, data []byte) bool {
	d := handDecoder{text: string(data)}
	d.expect(`{"order_id":"`)
	e.OrderID = d.str()
	d.expect(`,"customer_id":"`)
	e.CustomerID = d.str()
	d.expect(`,"items":[`)
	items := make([]orderItem, 0, 4)
	for !d.bad && !d.maybe(`]`) {
		if len(items) > 0 {
			d.expect(`,`)
		}
		items = append(items, orderItem{})
		i := &items[len(items)-1]
		d.expect(`{"sku":"`)
		i.SKU = d.str()
		d.expect(`,"name":"`)
		i.Name = d.str()
		d.expect(`,"quantity":`)
		i.Quantity = d.int()
		d.expect(`,"price":`)
		d.money(&i.Price)
		d.expect(`}`)
	}
	e.Items = items
	d.expect(`,"total":`)
	d.money(&e.Total)
	d.expect(`,"placed_at":"`)
	var err error
	if e.PlacedAt, err = time.Parse(time.RFC3339Nano, d.str()); err != nil {
		return false
	}
	d.expect(`,"channel":"`)
	e.Channel = d.str()
	d.expect(`,"express":`)
	if d.maybe("true") {
		e.Express = true
	} else {
		d.expect("false")
	}
	d.expect(`,"address":"`)
	e.Address = d.str()
	if d.maybe(`,"note":"`) {
		e.Note = new(d.str())
	}
	d.expect(`}`)
	return !d.bad && d.pos == len(d.text)
}

func handEncode(b []byte, e *orderPlaced) []byte {
	b = append(b, `{"order_id":`...)
	b = handString(b, e.OrderID)
	b = append(b, `,"customer_id":`...)
	b = handString(b, e.CustomerID)
	b = append(b, `,"items":[`...)
	for i := range e.Items {
		if i > 0 {
			b = append(b, ',')
		}
		item := &e.Items[i]
		b = append(b, `{"sku":`...)
		b = handString(b, item.SKU)
		b = append(b, `,"name":`...)
		b = handString(b, item.Name)
		b = append(b, `,"quantity":`...)
		b = strconv.AppendInt(b, item.Quantity, 10)
		b = append(b, `,"price":{"amount":`...)
		b = strconv.AppendInt(b, item.Price.Amount, 10)
		b = append(b, `,"currency":`...)
		b = handString(b, item.Price.Currency)
		b = append(b, '}', '}')
	}
	b = append(b, `],"total":{"amount":`...)
	b = strconv.AppendInt(b, e.Total.Amount, 10)
	b = append(b, `,"currency":`...)
	b = handString(b, e.Total.Currency)
	b = append(b, `},"placed_at":"`...)
	b = e.PlacedAt.UTC().AppendFormat(b, time.RFC3339Nano)
	b = append(b, `","channel":`...)
	b = handString(b, e.Channel)
	b = append(b, `,"express":`...)
	b = strconv.AppendBool(b, e.Express)
	b = append(b, `,"address":`...)
	b = handString(b, e.Address)
	if e.Note != nil {
		b = append(b, `,"note":`...)
		b = handString(b, *e.Note)
	}
	return append(b, '}')
}

func handString(b []byte, s string) []byte {
	b = append(b, '"')
	start := len(b)
	b = append(b, s...)
	if bytes.ContainsAny(b[start:], "\"\\") {
		panic("not plain")
	}
	return append(b, '"')
}
