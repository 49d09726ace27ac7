// Package hand is what a person would write for the measured model who cares for
// speed alone. It is the limit that generated code is measured against.
package hand

import (
	"strings"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/bench/domain/ordering"
)

// decoder reads JSON as our encoder writes it and nothing else.
type decoder struct {
	text string
	pos  int
	bad  bool
}

// Decode reads an OrderPlaced whose keys are in order and whose texts need no
// unescaping. What it accepts is what the generated decoder accepts; false is for
// anything else, with which a program would go to a general decoder.
func Decode(e *ordering.OrderPlaced, data []byte) bool {
	d := decoder{text: string(data)}
	d.expect(`{"order_id":"`)
	e.OrderID = ordering.OrderID(d.str())
	d.expect(`,"customer_id":"`)
	e.CustomerID = d.str()
	d.expect(`,"items":[`)
	items := make([]ordering.OrderItem, 0, 4)
	for !d.bad && !d.maybe(`]`) {
		if len(items) > 0 {
			d.expect(`,`)
		}
		items = append(items, ordering.OrderItem{})
		d.item(&items[len(items)-1])
	}
	e.Items = items
	d.expect(`,"total":`)
	d.money(&e.Total)
	d.expect(`,"placed_at":"`)
	at := d.str()
	var err error
	// The standard library takes a comma for the point of the seconds.
	if e.PlacedAt, err = time.Parse(time.RFC3339Nano, at); err != nil || strings.Contains(at, ",") {
		return false
	}
	d.expect(`,"channel":"`)
	e.Channel = ordering.Channel(d.str())
	d.bad = d.bad || !e.Channel.Valid()
	d.expect(`,"express":`)
	if e.Express = d.maybe("true"); !e.Express {
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

func (d *decoder) item(i *ordering.OrderItem) {
	d.expect(`{"sku":"`)
	i.Sku = d.str()
	d.expect(`,"name":"`)
	i.Name = d.str()
	d.expect(`,"quantity":`)
	n := d.int()
	i.Quantity = int32(n)
	d.bad = d.bad || int64(i.Quantity) != n
	d.expect(`,"price":`)
	d.money(&i.Price)
	d.expect(`}`)
}

func (d *decoder) money(m *ordering.Money) {
	d.expect(`{"amount":`)
	m.Amount = d.int()
	d.expect(`,"currency":"`)
	m.Currency = d.str()
	d.expect(`}`)
}

func (d *decoder) expect(s string) {
	if !d.maybe(s) {
		d.bad = true
	}
}

func (d *decoder) maybe(s string) bool {
	if !strings.HasPrefix(d.text[d.pos:], s) {
		return false
	}
	d.pos += len(s)
	return true
}

// str reads up to the closing quote; the opening one has been read.
func (d *decoder) str() string {
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

func (d *decoder) int() (n int64) {
	negative := d.maybe("-")
	start := d.pos
	for ; d.pos < len(d.text) && '0' <= d.text[d.pos] && d.text[d.pos] <= '9'; d.pos++ {
		n = n*10 + int64(d.text[d.pos]-'0')
	}
	if digits := d.pos - start; digits == 0 || digits > 18 || digits > 1 && d.text[start] == '0' {
		d.bad = true
	}
	if negative {
		return -n
	}
	return n
}
