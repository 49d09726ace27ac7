package resolve_test

import "strings"

// stock is a context that reacts to events of its own and of orders, with parts
// beside its aggregate.
func stock(parts string) string {
	return `-- orders/orders.orchestrix.yaml --
context: orders
enums: {Size: [s, m]}
values:
  Money: {fields: {amount: int64, currency: string}}
  Item: {fields: {sku: string, quantity: int, price: Money, size: {type: Size, default: m}, note: optional string}}
  Remark: {fields: {text: string, answers: list of Remark}}
unions: {Method: {card: {fields: {last4: string}}, invoice: {fields: {due: date, terms: Money}}}}
aggregates:
  Order:
    events:
      OrderPlaced:
        published: true
        fields: {customer_id: ref crm.Customer, items: list of Item, total: Money, size: Size, method: Method, sizes: map of Size to int, gifts: optional list of Item, remark: Remark}
        apply: none
      OrderShipped: {published: true, fields: {at: timestamp}, apply: none}
      OrderSeen: {apply: none}
    commands: {PlaceOrder: {creates: true, decide: go, emits: [OrderPlaced, OrderShipped, OrderSeen]}}
-- crm/crm.orchestrix.yaml --
context: crm
aggregates: {Customer: {events: {CustomerMerged: {published: true, fields: {into: ref Customer}, apply: none}}}}
-- stock/stock.orchestrix.yaml --
context: stock
enums: {Size: [s, m, l], Phase: [open, done]}
values:
  Money: {fields: {amount: int64, currency: string}}
  Line: {fields: {sku: string, quantity: int32, price: Money, size: Size, note: optional string}}
  Remark: {fields: {text: string, answers: list of Remark}}
unions: {Pay: {card: {fields: {last4: string}}, invoice: {fields: {due: date, terms: Money}}, cash: {}}}
aggregates:
  Shelf:
    id: {prefix: shf}
    events:
      ShelfFilled: {fields: {lines: list of Line, total: Money, count: int}, apply: none}
      ShelfEmptied: {fields: {phase: Phase, count: int, at: optional timestamp, weight: float64, price: decimal, tags: list of string}, apply: none}
    commands:
      Fill: {creates: true, fields: {lines: list of Line, total: Money}, decide: go, emits: [ShelfFilled]}
      Empty: {fields: {reason: string}, decide: go, emits: [ShelfEmptied]}
      Count: {fields: {count: int, note: optional string}, decide: go, emits: [ShelfEmptied]}
      Take: {fields: {pay: Pay, sizes: map of Size to int, gifts: optional list of Line}, decide: go, emits: [ShelfEmptied]}
` + parts
}

// stocked marks what is wrong in parts of the context stock.
func stocked(name, parts string, want ...string) wrong { return wrong{name, stock(parts), want} }

// asPolicy is a policy of the context stock.
func asPolicy(name, policy string, want ...string) wrong {
	return stocked(name, "policies:\n  Filling: "+policy+"\n", want...)
}

// asProcess is a process of the context stock, indented as it stands below it.
func asProcess(name, process string, want ...string) wrong {
	return stocked(name, "processes:\n  Filling:\n    "+strings.ReplaceAll(strings.TrimSpace(process), "\n", "\n    ")+"\n", want...)
}

// asReadModel is a read model of the context stock.
func asReadModel(name, readModel string, want ...string) wrong {
	return stocked(name, "read_models:\n  ShelfLine:\n    "+strings.ReplaceAll(strings.TrimSpace(readModel), "\n", "\n    ")+"\n", want...)
}
