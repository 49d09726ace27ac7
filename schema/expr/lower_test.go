package expr

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// lowered are expressions and the typed form they get. Want names the field of
// the shop whose type is wanted, none for any.
type lowered struct{ source, want, tree, words string }

func testLowered(t *testing.T, cases []lowered) {
	t.Helper()
	s := newShop()
	for _, c := range cases {
		t.Run(c.source, func(t *testing.T) {
			want := s.typeOfField(c.want)
			x, findings := Check(scalar(t, c.source), s.env, want)
			if x == nil {
				t.Fatalf("findings:\n%s", briefs(findings))
			}
			if diff := cmp.Diff(c.tree, show(x.Node)); diff != "" {
				t.Errorf("lowered form (-want +got):\n%s", diff)
			}
			if c.words != "" && words(x.Type()) != c.words {
				t.Errorf("type is %s, want %s", words(x.Type()), c.words)
			}
			if want != nil && !same(x.Type(), want) {
				t.Errorf("type is %s, and %s was wanted", words(x.Type()), words(want))
			}
			sameForCEL(t, s, c.source, want)
		})
	}
}

// sameForCEL checks that cel-go gives the rewritten expression the type that
// the lowering gave it.
func sameForCEL(t *testing.T, s *shop, text string, want *model.Type) {
	t.Helper()
	l := newLowering(newSource(scalar(t, text), 0, len(text)), s.env)
	root := l.parse()
	n := l.as(root, want)
	got := l.celCheck(root, n)
	if len(l.findings) > 0 {
		t.Fatalf("cel-go finds: %s", briefs(l.findings))
	}
	p := &provider{types: s.types, records: map[string]*model.RecordType{}}
	ours := p.celType(n.Type())
	if free := strings.Contains(got.String(), "dyn"); !free && got.String() != ours.String() {
		t.Errorf("cel-go's type is %s, ours is %s", got, ours)
	}
}

func TestNamesAndFields(t *testing.T) {
	testLowered(t, []lowered{
		{source: "cmd.name", tree: "cmd.name", words: "string"},
		{source: "now", tree: "now", words: "timestamp"},
		{source: "!exists", tree: "!exists"},
		{source: "meta.actor == 'x'", tree: `(meta.actor == "x")`},
		{source: "meta.version + 1", tree: "(meta.version + 1)"},
		{source: "rejection.id", want: "name", tree: "rejection.id"},
		{source: "state.total.amount", tree: "state.total.amount"},
		{source: "cmd.`name`", tree: "cmd.name"},
	})
}

func TestEnums(t *testing.T) {
	testLowered(t, []lowered{
		{source: "state.status == paid", tree: "(state.status == OrderStatus.paid)"},
		{source: "paid != state.status", tree: "(OrderStatus.paid != state.status)"},
		{source: "state.status in [paid, shipped]", tree: "(state.status in [OrderStatus.paid, OrderStatus.shipped])"},
		{source: "paid in state.statuses", tree: "(OrderStatus.paid in state.statuses)"},
		{source: "paid", want: "status", tree: "OrderStatus.paid"},
		{source: "OrderStatus.state", want: "status", tree: "OrderStatus.state"},
		{source: "paid", want: "maybe_status", tree: "some(OrderStatus.paid)"},
		{source: "state.open ? paid : placed", want: "status", tree: "(state.open ? OrderStatus.paid : OrderStatus.placed)"},
		{source: "state.open ? paid : cmd.status", tree: "(state.open ? OrderStatus.paid : cmd.status)"},
		{source: "(state.open ? paid : placed) == state.status", tree: "((state.open ? OrderStatus.paid : OrderStatus.placed) == state.status)"},
		{source: "[paid]", want: "statuses", tree: "[OrderStatus.paid]"},
		{source: "state.statuses + [paid]", tree: "(state.statuses + [OrderStatus.paid])"},
		{source: "[state.status, paid]", tree: "[state.status, OrderStatus.paid]", words: "list of OrderStatus"},
		{source: "state.by_status[paid]", tree: "state.by_status[OrderStatus.paid!]"},
		{source: "{paid: 1}", want: "by_status", tree: "{OrderStatus.paid: 1}"},
		{source: "string(state.status)", tree: "string(state.status)"},
		{source: "OrderStatus(cmd.name)", want: "status", tree: "OrderStatus(cmd.name)"},
		{source: `OrderStatus("paid")`, want: "status", tree: "OrderStatus.paid"},
		{source: "money.Currency.eur == state.price.currency", tree: "(Currency.eur == state.price.currency)"},
		{source: "state.price.currency in [eur, usd]", tree: "(state.price.currency in [Currency.eur, Currency.usd])"},
		{source: "money.Currency(cmd.name)", tree: "Currency(cmd.name)"},
	})
}

func TestNumbers(t *testing.T) {
	testLowered(t, []lowered{
		{source: "1", tree: "1", words: "int64"},
		{source: "-5", tree: "-5"},
		{source: "-9223372036854775808", tree: "-9223372036854775808"},
		{source: "0x1F", tree: "31"},
		{source: "1", want: "count32", tree: "int32(1)"},
		{source: "1", want: "size64", tree: "uint64(1)"},
		{source: "1", want: "size32", tree: "uint32(1)"},
		{source: "1u", want: "size32", tree: "uint32(1)"},
		{source: "1", want: "ratio", tree: "float64(1)"},
		{source: "1", want: "balance", tree: `decimal"1"`},
		{source: "state.size64 + 1", tree: "(state.size64 + uint64(1))"},
		{source: "2 * state.ratio", tree: "(float64(2) * state.ratio)"},
		{source: "state.ratio > 0", tree: "(state.ratio > float64(0))"},
		{source: "state.balance > 0", tree: `(state.balance > decimal"0")`},
		{source: "state.balance * (1 + 2)", tree: `(state.balance * (decimal"1" + decimal"2"))`},
		{source: "state.count32 + 1", tree: "(int64(state.count32) + 1)", words: "int64"},
		{source: "state.count32 + state.count", tree: "(int64(state.count32) + state.count)"},
		{source: "state.count32 == 1", tree: "(state.count32 == int32(1))"},
		{source: "state.count32 < state.count", tree: "(int64(state.count32) < state.count)"},
		{source: "state.count32", want: "count32", tree: "state.count32"},
		{source: "state.count32 + 1", want: "count32", tree: "int32((int64(state.count32) + 1))"},
		{source: "state.count", want: "count32", tree: "int32(state.count)"},
		{source: "state.count32", want: "count", tree: "int64(state.count32)"},
		{source: "state.size32", want: "size64", tree: "uint64(state.size32)"},
		{source: "-state.count", tree: "-state.count"},
		{source: "-state.balance", tree: "-state.balance"},
		{source: "-(1)", tree: "-1"},
		{source: "state.count % 2 == 0", tree: "((state.count % 2) == 0)"},
		{source: "state.count - 1 * 2 / 3", tree: "(state.count - ((1 * 2) / 3))"},
		{source: "state.open ? 1 : state.size64", tree: "(state.open ? uint64(1) : state.size64)"},
		{source: "1 in state.small", tree: "(int32(1) in state.small)"},
		{source: "state.count in state.small", tree: "(state.count in list of int64(state.small))"},
		{source: "div(state.balance, 3, 2)", tree: `div!(state.balance, decimal"3", 2)`, words: "decimal"},
		{source: "round(state.balance * 3, 2)", tree: `round!((state.balance * decimal"3"), 2)`},
		{source: `decimal("013.50")`, tree: `decimal"13.5"`},
		{source: "decimal(3)", tree: `decimal"3"`},
		{source: "decimal(state.count)", tree: "decimal(state.count)"},
		{source: "math.greatest(state.ratio, 0)", tree: "math.greatest!(state.ratio, float64(0))"},
		{source: "math.least(1, state.count, 3)", tree: "math.least(1, state.count, 3)"},
		{source: "math.greatest(state.numbers)", tree: "math.greatest!(state.numbers)"},
		{source: "math.abs(state.count)", tree: "math.abs!(state.count)"},
		{source: "math.sqrt(state.count)", tree: "math.sqrt(state.count)", words: "float64"},
		{source: "math.isNaN(0.0 / 0.0)", tree: "math.isNaN((float64(0) / float64(0)))"},
		{source: "math.floor(state.ratio)", tree: "math.floor(state.ratio)"},
		{source: "math.abs(state.ratio)", tree: "math.abs(state.ratio)"},
		{source: "math.least(1, 2, 3, 4, 5, 6, 7, 8, state.count)", tree: "math.least(1, 2, 3, 4, 5, 6, 7, 8, state.count)"},
		{source: "math.bitAnd(state.count32, 7)", tree: "math.bitAnd(int64(state.count32), 7)"},
		{source: "math.bitShiftLeft(state.size64, state.count32)", tree: "math.bitShiftLeft!(state.size64, int64(state.count32))", words: "uint64"},
		{source: "math.sign(state.ratio)", tree: "math.sign(state.ratio)", words: "float64"},
		{source: "state.count < state.ratio", tree: "(float64(state.count) < state.ratio)"},
		{source: "state.ratio >= state.size32", tree: "(state.ratio >= float64(uint64(state.size32)))"},
		{source: "state.size64 > state.count32", tree: "(state.size64 > int64(state.count32))"},
		{source: "int(state.wait)", tree: "int(state.wait)", words: "int64"},
		{source: "state.open < cmd.open", tree: "(state.open < cmd.open)"},
	})
}

func TestIDsAreStrings(t *testing.T) {
	testLowered(t, []lowered{
		{source: "cmd.order_id == state.other_id", tree: "(cmd.order_id == state.other_id)"},
		{source: "cmd.order_id == state.customer_id", tree: "(string(cmd.order_id) == string(state.customer_id))"},
		{source: "cmd.order_id == 'ord_1'", tree: `(cmd.order_id == ref Order"ord_1")`},
		{source: "cmd.order_id == cmd.name", tree: "(string(cmd.order_id) == cmd.name)"},
		{source: "'order ' + cmd.order_id", tree: `("order " + string(cmd.order_id))`},
		{source: "cmd.name", want: "order_id", tree: "Order(cmd.name)"},
		{source: "cmd.order_id", want: "name", tree: "string(cmd.order_id)"},
		{source: "cmd.customer_id", want: "order_id", tree: "Order(cmd.customer_id)"},
		{source: "cmd.order_id", want: "parent", tree: "some(cmd.order_id)"},
		{source: "cmd.name", want: "parent", tree: "some(Order(cmd.name))"},
		{source: "new_id()", want: "order_id", tree: "Order(new_id())"},
		{source: "cmd.order_id in state.related", tree: "(cmd.order_id in state.related)"},
		{source: "cmd.name in state.related", tree: "(Order(cmd.name) in state.related)"},
		{source: "state.related.filter(i, i != cmd.order_id)", want: "related", tree: "filter(state.related, i, (i != cmd.order_id))"},
		{source: "cmd.order_id in state.related ? state.related : state.related + [cmd.order_id]", want: "related",
			tree: "((cmd.order_id in state.related) ? state.related : (state.related + [cmd.order_id]))"},
		{source: "state.related + [cmd.name]", want: "related", tree: "(state.related + [Order(cmd.name)])"},
		{source: "[cmd.order_id]", tree: "[cmd.order_id]", words: "list of ref Order"},
		{source: "state.open ? [cmd.order_id] : []", want: "related", tree: "(state.open ? [cmd.order_id] : [])"},
		{source: "state.names.map(n, n)", want: "related", tree: "map(state.names, n, Order(n))"},
		{source: "state.related", want: "names", tree: "list of string(state.related)"},
		{source: "state.states[cmd.name]", tree: "state.states[Order(cmd.name)!]"},
		{source: "string(cmd.order_id)", tree: "string(cmd.order_id)"},
		{source: "cmd.order_id.startsWith('ord')", tree: `startsWith(string(cmd.order_id), "ord")`},
		{source: "cmd.request == state.request", tree: "(cmd.request == state.request)"},
		{source: "cmd.request == '0190a1b2-0000-7000-8000-0000000000aa'", tree: `(cmd.request == uuid"0190a1b2-0000-7000-8000-0000000000aa")`},
		{source: "cmd.request", want: "order_id", tree: "Order(string(cmd.request))"},
		{source: "cmd.order_id", want: "request", tree: "uuid(string(cmd.order_id))"},
	})
}

func TestAbsence(t *testing.T) {
	testLowered(t, []lowered{
		{source: "has(state.note) && state.note == 'x'", tree: `(state.note? && (*state.note == "x"))`},
		{source: "!has(state.note) || state.note == 'x'", tree: `(!state.note? || (*state.note == "x"))`},
		{source: "has(state.note) ? state.note : 'none'", want: "name", tree: `(state.note? ? *state.note : "none")`},
		{source: "(has(state.note) ? state.note : 'none') == 'x'", tree: `((state.note? ? *state.note : "none") == "x")`},
		{source: "size(has(state.note) ? state.note : '')", tree: `size((state.note? ? *state.note : ""))`},
		{source: "!has(state.note) ? 'none' : state.note", want: "name", tree: `(!state.note? ? "none" : *state.note)`},
		{source: "state.note", want: "note", tree: "state.note"},
		{source: "state.open ? state.note : cmd.note", want: "note", tree: "(state.open ? state.note : cmd.note)"},
		{source: "state.open ? state.note : 'x'", want: "note", tree: `(state.open ? state.note : some("x"))`},
		{source: "state.open ? state.note : null", want: "note", tree: "(state.open ? state.note : none)"},
		{source: "null", want: "note", tree: "none"},
		{source: "'x'", want: "note", tree: `some("x")`},
		{source: "has(state.refund) && state.refund.amount > 0", tree: "(state.refund? && (*state.refund.amount > 0))"},
		{source: "state.count + 1 > 2 && has(state.note) && state.note == 'x'", tree: `((state.note? && (*state.note == "x")) && ((state.count + 1) > 2))`},
		{source: "has(state.items[0].note) && state.items[0].note == 'x'", tree: `(state.items[0!].note? && (*!state.items[0!].note == "x"))`},
		{source: "has(state.parent) && state.parent == cmd.order_id", tree: "(state.parent? && (*state.parent == cmd.order_id))"},
		{source: "has(state.note) && state.open ? state.note : ''", tree: `((state.note? && state.open) ? *state.note : "")`},
		{source: "state.items.all(i, !has(i.note) || size(i.note) > 1)", tree: `all(state.items, i, (!i.note? || (size(*i.note) > 1)))`},
		{source: "state.items.map(i, has(i.note), i.note)", tree: "map(state.items, i, i.note?, *i.note)", words: "list of string"},
		{source: "state.items.filter(i, has(i.note)).map(i, i.note)", tree: "map(filter(state.items, i, i.note?), i, *!i.note)"},
		{source: "has(state.tags) && 'x' in state.tags", tree: `(state.tags? && ("x" in *state.tags))`},
		{source: "has(state.payment.card) && state.payment.card.last4 == '1'", tree: `((state.payment is card) && (state.payment<card>.last4 == "1"))`},
		{source: "has(state.payment.card) && has(state.payment.card.note) && state.payment.card.note == ''",
			tree: `(((state.payment is card) && state.payment<card>.note?) && (*state.payment<card>.note == ""))`},
		{source: "has(state.maybe_payment) && has(state.maybe_payment.card) && state.maybe_payment.card.last4 == ''",
			tree: `((state.maybe_payment? && (*state.maybe_payment is card)) && (*state.maybe_payment<card>.last4 == ""))`},
		{source: "has(state.stock.apples)", tree: `("apples" in state.stock)`},
		{source: "'a' in state.stock && state.stock['a'] > 0", tree: `(("a" in state.stock) && (state.stock["a"] > 0))`},
		{source: "state.stock.apples > 0", tree: `(state.stock["apples"!] > 0)`},
		{source: "state.stock.all(k, state.stock[k] > 0)", tree: "all(state.stock, k, (state.stock[k] > 0))"},
	})
}

func TestLists(t *testing.T) {
	testLowered(t, []lowered{
		{source: "state.items + [cmd.item]", tree: "(state.items + [cmd.item])"},
		{source: "[]", want: "items", tree: "[]"},
		{source: "state.names == []", tree: "(state.names == [])"},
		{source: "[1, state.size64]", tree: "[uint64(1), state.size64]", words: "list of uint64"},
		{source: "[1, 2]", want: "small", tree: "[int32(1), int32(2)]"},
		{source: "state.numbers", want: "small", tree: "map(state.numbers, elem, int32(elem))"},
		{source: "state.small + [1]", tree: "(state.small + [int32(1)])"},
		{source: "state.items[0].sku", tree: "state.items[0!].sku"},
		{source: "state.items.all(i, i.quantity > 0)", tree: "all(state.items, i, (i.quantity > int32(0)))"},
		{source: "state.items.exists_one(i, i.carrier == dhl)", tree: "exists_one(state.items, i, (i.carrier == Carrier.dhl))"},
		{source: "state.items.existsOne(n, i, n > 0 && i.sku == '')", tree: `exists_one(state.items, n, i, ((n > 0) && (i.sku == "")))`},
		{source: "state.stock.exists(k, v, v > 0)", tree: "exists(state.stock, k, v, (v > 0))"},
		{source: "state.stock.filter(k, k != '')", tree: `filter(state.stock, k, (k != ""))`, words: "list of string"},
		{source: "state.items.map(i, i.quantity > 1, i.sku)", tree: "map(state.items, i, (i.quantity > int32(1)), i.sku)"},
		{source: "state.items.map(i, paid)", want: "statuses", tree: "map(state.items, i, OrderStatus.paid)"},
		{source: "state.names.transformList(i, n, i > 0, n)", tree: "transformList(state.names, i, n, (i > 0), n)"},
		{source: "state.stock.transformMap(k, v, v > 0, v + 1)", want: "stock", tree: "transformMap(state.stock, k, v, (v > 0), (v + 1))"},
		{source: "state.related.transformMapEntry(i, id, {id: paid})", want: "states", tree: "transformMapEntry(state.related, i, id, {id: OrderStatus.paid})"},
		{source: "sum(state.numbers)", tree: "sum!(state.numbers)", words: "int64"},
		{source: "sum(state.small)", tree: "sum!(list of int64(state.small))"},
		{source: "sum([state.balance, 1])", tree: `sum!([state.balance, decimal"1"])`, words: "decimal"},
		{source: "max(state.items.map(i, i.price.amount))", tree: "max!(map(state.items, i, i.price.amount))"},
		{source: "state.names.distinct().sort().reverse()", tree: "reverse(sort(distinct(state.names)))"},
		{source: "state.related.reverse()", want: "related", tree: "reverse(state.related)"},
		{source: "state.names.slice(0, 1)", tree: "slice!(state.names, 0, 1)"},
		{source: "[state.names, ['x']].flatten()", tree: `flatten([state.names, ["x"]])`, words: "list of string"},
		{source: "[[state.names]].flatten(2)", tree: "flatten(flatten([[state.names]]))", words: "list of string"},
		{source: "[state.names].flatten(5)", tree: "flatten([state.names])"},
		{source: "state.names.flatten(0)", tree: "state.names"},
		{source: "state.names.hasAll(['x'])", tree: `hasAll(state.names, ["x"])`},
		{source: "state.names.hasAny([])", tree: "hasAny(state.names, [])"},
		{source: "state.related.hasAny([cmd.order_id])", tree: "hasAny(state.related, [cmd.order_id])"},
		{source: "state.related.hasAny(state.names)", tree: "hasAny(list of string(state.related), state.names)"},
		{source: "state.numbers.hasOnly(state.small)", tree: "hasOnly(state.numbers, list of int64(state.small))"},
		{source: "state.items.sortBy(i, i.quantity)", want: "items", tree: "sortBy(state.items, i, int64(i.quantity))"},
		{source: "state.related.sortBy(id, id)", want: "related", tree: "sortBy(state.related, id, string(id))"},
		{source: "state.names.transformMap(i, n, n)[0]", tree: "transformMap(state.names, i, n, n)[0!]"},
		{source: "state.names.transformMap(i, n, n)", tree: "transformMap(state.names, i, n, n)", words: "map of int64 to string"},
		{source: "state.names.transformMapEntry(i, n, i > 0 ? {n: i} : {})", want: "stock",
			tree: "transformMapEntry(state.names, i, n, ((i > 0) ? {n: i} : {}))"},
		{source: "state.names.transformMapEntry(i, n, state.stock)", want: "stock", tree: "transformMapEntry(state.names, i, n, state.stock)"},
		{source: "{1: 'a', 2: 'b'}[state.count32]", tree: `{1: "a", 2: "b"}[int64(state.count32)!]`, words: "string"},
		{source: "{true: 1}", tree: "{bool(true): 1}", words: "map of bool to int64"},
		{source: "{state.count32: 1}", tree: "{int64(state.count32): 1}", words: "map of int64 to int64"},
		{source: "3 in {1: 2}", tree: "(3 in {1: 2})"},
		{source: "lists.range(3)", tree: "lists.range!(3)"},
		{source: "size(state.stock) + size(state.name) + size(state.blob)", tree: "((size(state.stock) + size(state.name)) + size(state.blob))"},
		{source: "{'a': 1}", want: "stock", tree: `{"a": 1}`},
		{source: "{}", want: "stock", tree: "{}"},
		{source: "state.related.map(elem, elem)", want: "names", tree: "map(state.related, elem, string(elem))"},
	})
}

func TestValues(t *testing.T) {
	testLowered(t, []lowered{
		{source: "Money{amount: 1, currency: 'EUR'}", want: "total", tree: `Money{amount: 1, currency: "EUR"}`},
		{source: "Money{amount: 1, currency: 'EUR'}", want: "refund", tree: `some(Money{amount: 1, currency: "EUR"})`},
		{source: "money.Price{amount: 1, currency: eur}", want: "price", tree: "Price{amount: 1, currency: Currency.eur}"},
		{source: "Retry{}", want: "retry", tree: "Retry{retries: 3}"},
		{source: "Item{sku: 'A', quantity: state.count, price: state.total, carrier: ups}", want: "item",
			tree: `Item{sku: "A", quantity: int32(state.count), price: state.total, carrier: Carrier.ups}`},
		{source: "Payment.card{last4: '1'}", want: "payment", tree: `Payment.card{last4: "1"}`},
		{source: "Payment.card{last4: '1', note: null}", want: "maybe_payment", tree: `some(Payment.card{last4: "1", note: none})`},
		{source: "with(cmd.item, {quantity: 2, carrier: dhl, note: 'x'})", want: "item",
			tree: `with(cmd.item, {quantity: int32(2), carrier: Carrier.dhl, note: some("x")})`},
		{source: "state.items.map(i, with(i, {note: null}))", want: "items", tree: "map(state.items, i, with(i, {note: none}))"},
		{source: "state.total == Money{amount: 1, currency: 'EUR'}", tree: `(state.total == Money{amount: 1, currency: "EUR"})`},
	})
}

func TestTextAndTime(t *testing.T) {
	testLowered(t, []lowered{
		{source: "state.name.startsWith('a') || state.name.endsWith('b') || state.name.contains('c')",
			tree: `((startsWith(state.name, "a") || endsWith(state.name, "b")) || contains(state.name, "c"))`},
		{source: "state.name.matches('^[a-z]+$')", tree: `matches(state.name, "^[a-z]+$")`},
		{source: "matches(state.name, r'\\d')", tree: `matches(state.name, "\\d")`},
		{source: "state.name.matches(cmd.name)", tree: "matches!(state.name, cmd.name)"},
		{source: "state.name.lowerAscii().upperAscii().trim()", tree: "trim(upperAscii(lowerAscii(state.name)))"},
		{source: "state.name.substring(1, 2) + state.name.charAt(0)", tree: "(substring!(state.name, 1, 2) + charAt!(state.name, 0))"},
		{source: "state.name.indexOf('x') + state.name.indexOf('x', 1)", tree: `(indexOf(state.name, "x") + indexOf!(state.name, "x", 1))`},
		{source: "state.name.split(',').join('-')", tree: `join(split(state.name, ","), "-")`},
		{source: "state.related.join(',')", tree: `join(list of string(state.related), ",")`},
		{source: "state.name.replace('a', 'b')", tree: `replace(state.name, "a", "b")`},
		{source: "state.parent", want: "note", tree: "optional string(state.parent)"},
		{source: "'ä' + \"ö\"", tree: `("ä" + "ö")`},
		{source: "int(state.name) + int(state.at)", tree: "(int!(state.name) + int(state.at))"},
		{source: "uint(1) + uint(state.count)", tree: "(uint!(1) + uint!(state.count))"},
		{source: "double(state.count32)", tree: "double(int64(state.count32))"},
		{source: "string(state.name)", tree: "state.name"},
		{source: "string(state.balance) + string(state.day) + string(state.open)", tree: "((string(state.balance) + string(state.day)) + string(state.open))"},
		{source: "bytes(state.name) + b'x'", tree: `(bytes(state.name) + b"x")`},
		{source: "state.at + duration('1h') > now", tree: "((state.at + duration(1h0m0s)) > now)"},
		{source: "now - state.at >= duration('30m')", tree: "((now - state.at) >= duration(30m0s))"},
		{source: "duration('1s') + state.at - state.wait", tree: "((duration(1s) + state.at) - state.wait)"},
		{source: "timestamp('2026-01-29T13:00:00+01:00') < now", tree: `(timestamp"2026-01-29T12:00:00Z" < now)`},
		{source: "timestamp(state.name)", tree: "timestamp!(state.name)"},
		{source: "state.at.getFullYear() + state.wait.getHours()", tree: "(getFullYear(state.at) + getHours(state.wait))"},
		{source: "state.at.getHours('Europe/Vienna')", tree: `getHours!(state.at, "Europe/Vienna")`},
		{source: "date(now) <= state.day", tree: "(date(now) <= state.day)"},
		{source: "date(cmd.name) == state.day", tree: "(date!(cmd.name) == state.day)"},
		{source: "'%s is %.1f%%'.format([state.name, state.count32])",
			tree: `(((format("%s", state.name) + " is ") + format("%.1f", int64(state.count32))) + "%")`},
		{source: "'%s'.format([state.status])", tree: `format("%s", state.status)`},
		{source: "'plain'.format([])", tree: `"plain"`},
		{source: "has(state.note) ? '%s'.format([state.note]) : ''", tree: `(state.note? ? format("%s", *state.note) : "")`},
		{source: "strings.quote(state.name)", tree: "strings.quote(state.name)"},
		{source: "date('2026-01-29') == state.day", tree: `(date"2026-01-29T00:00:00Z" == state.day)`},
		{source: "max([state.at, now])", tree: "max!([state.at, now])"},
	})
}

// The shapes that models of foreign domains are made of.
func TestShapesOfModels(t *testing.T) {
	testLowered(t, []lowered{
		{source: "has(event.parent) ? [event.parent] : []", tree: "(event.parent? ? [*event.parent] : [])", words: "list of ref Order"},
		{source: "state.items + [Item{sku: event.name, quantity: 1, price: event.total, carrier: dhl}]", want: "items",
			tree: "(state.items + [Item{sku: event.name, quantity: int32(1), price: event.total, carrier: Carrier.dhl}])"},
		{source: "state.items.map(t, with(t, {carrier: ups}))", want: "items", tree: "map(state.items, t, with(t, {carrier: Carrier.ups}))"},
		{source: "!state.items.exists(t, t.sku == cmd.name)", tree: "!exists(state.items, t, (t.sku == cmd.name))"},
		{source: "state.states.all(id, state.states[id] in [paid, shipped]) && state.states.exists(id, state.states[id] == paid)",
			tree: "(all(state.states, id, (state.states[id] in [OrderStatus.paid, OrderStatus.shipped])) && exists(state.states, id, (state.states[id] == OrderStatus.paid)))"},
		{source: "state.states.transformList(id, s, s == paid, id)", want: "related", tree: "transformList(state.states, id, s, (s == OrderStatus.paid), id)"},
		{source: "state.status == paid && state.balance == decimal(\"0\")", tree: `((state.status == OrderStatus.paid) && (state.balance == decimal"0"))`},
		{source: "state.status == paid ? shipped : placed", want: "status", tree: "((state.status == OrderStatus.paid) ? OrderStatus.shipped : OrderStatus.placed)"},
		{source: "\"agent \" + event.name + (event.open ? \"public\" : \"private\") + \" response\"",
			tree: `((("agent " + event.name) + (event.open ? "public" : "private")) + " response")`},
		{source: "state.balance - event.balance", want: "balance", tree: "(state.balance - event.balance)"},
	})
}
