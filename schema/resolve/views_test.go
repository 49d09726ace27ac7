package resolve_test

import "testing"

func TestValuesOfOtherContextsConvertByShape(t *testing.T) {
	for _, w := range []wrong{
		asPolicy("lists, enums, unions, maps and what may be absent", "{whenever: orders.OrderPlaced, uses: [order_id, method, sizes, gifts], sends: [{command: Take, with: {shelf_id: event.order_id, pay: event.method}}]}"),
		asPolicy("a field of a value", "{whenever: orders.OrderPlaced, uses: [order_id, items, total], sends: [{command: Fill, with: {lines: 'event.items.filter(i, i.price.amount > 0)', total: 'event.total.amount > 0 ? event.total : event.total'}}]}"),
		asPolicy("a value within another", `{whenever: orders.OrderPlaced, uses: [total], sends: [{command: Fill, with: {lines: '[Line{sku: "a", quantity: 1, price: event.total, size: Size.s}]'}}]}`),
		asPolicy("a value of another shape", "{whenever: orders.OrderPlaced, uses: [order_id, total, items], sends: [{command: Fill, with: {lines: '▸[event.total]', total: ▸event.items}}]}",
			"EXPR_TYPE this is a list of OrdersMoney, and a list of Line is wanted (what is of another context converts by its shape, but OrdersMoney has no field sku)",
			"EXPR_TYPE this is a list of Item, and a Money is wanted"),
		asPolicy("a value that lacks a field", "{whenever: orders.OrderPlaced, uses: [method, total], sends: [{command: Fill, with: {lines: [], total: ▸event.method}}]}",
			"EXPR_TYPE this is a Method, and a Money is wanted"),
		asProcess("a value that holds itself", `
key: order_id
state: {remark: optional Remark}
whenever:
  orders.OrderPlaced: {uses: [order_id, remark], starts: true, sets: {remark: ▸event.remark}}
`,
			"EXPR_TYPE this is an OrdersRemark, and an optional Remark is wanted (what is of another context converts by its shape, but OrdersRemark holds itself)"),
		asPolicy("a value of our own stays what it is", "{whenever: ShelfFilled, sends: [{command: Empty, with: {reason: ▸event.total}}]}",
			"EXPR_TYPE this is a Money, and a string is wanted"),
	} {
		w.run(t)
	}
}
