package resolve_test

import "testing"

func TestProjections(t *testing.T) {
	for _, w := range []wrong{
		asReadModel("what they may say", `
key: shelf_id
fields: {shelf_id: ref Shelf, total: Money, note: optional string, last: {type: int, default: 3}, phase: Phase}
from:
  ShelfFilled: {let: {all: size(event.lines)}, insert: {phase: open, last: all}}
  ShelfEmptied: {update: {last: row.last + event.count}, where: "row.last < event.count && row.phase == event.phase"}
  orders.OrderShipped: {uses: [order_id], delete: true, key: event.order_id}
  orders.OrderPlaced: {uses: [items], for_each: event.items, as: item, when: item.quantity > 1, key: item.sku, upsert: {total: item.price, note: item.note}}
`),
		asReadModel("an insert without all fields", `
key: shelf_id
fields: {shelf_id: ref Shelf, total: Money, phase: Phase, count: string, at: timestamp}
from:
  ShelfFilled: {▸▸insert: {at: ▸now}}
  ShelfEmptied: {▸insert: {total: ▸row.total, phase: ▸opn, at: meta.time}}
  orders.OrderPlaced: {uses: [order_id], ▸▸▸insert: {phase: open, at: meta.time}}
`,
			"FIELD_WITHOUT_SOURCE nothing fills the field count of ShelfLine (the event's count is an int64, the row's a string: say in the mapping how one is made of the other)",
			"FIELD_WITHOUT_SOURCE nothing fills the field phase of ShelfLine (give it in the mapping, or make the field optional or give it a `default`)",
			"EXPR_UNKNOWN nothing in scope is named \"now\" (the time of the event is meta.time)",
			"FIELD_WITHOUT_SOURCE nothing fills the field count of ShelfLine (the event's count is an int64, the row's a string: say in the mapping how one is made of the other)",
			"EXPR_UNKNOWN nothing in scope is named \"row\" (an insert finds no row: an upsert goes on from one)",
			"UNKNOWN_ENUM_MEMBER Phase has no member \"opn\" (did you mean open?)",
			"FIELD_WITHOUT_SOURCE nothing fills the field count of ShelfLine (give it in the mapping, or make the field optional or give it a `default`)",
			"FIELD_WITHOUT_SOURCE nothing fills the field total of ShelfLine (give it in the mapping, or add it to `uses`: the event has one)",
			"FIELD_WITHOUT_SOURCE nothing says which row: the event orders.OrderPlaced has no shelf_id that is a ref Shelf (give the key, as in key: event.other_id)"),
		asReadModel("an update", `
key: shelf_id
fields: {shelf_id: ref Shelf, total: Money, count: int}
from:
  ShelfFilled: {update: {▸shelf_id: event.shelf_id, ▸totl: event.total}, key: event.shelf_id}
  ShelfEmptied: {update: {count: row.count + event.count}, where: ▸row.count == event.count, key: event.shelf_id}
  orders.OrderPlaced: {uses: [total], ▸update: {total: event.total}}
  orders.OrderShipped: {uses: [order_id], ▸delete: true}
  crm.CustomerMerged: {uses: [], insert: {count: 1, total: 'Money{amount: 1, currency: "EUR"}', shelf_id: '"a"'}, where: ▸row.count == 1}
`,
			"BAD_TARGET shelf_id is the key of the row, which never changes (say which row under `key`, or delete the row and insert another one)",
			"UNKNOWN_FIELD \"totl\" isn't a field of the read model ShelfLine (did you mean total?)",
			"KEY_CONFLICT either `key` or `where` says which rows are concerned (leave one of them out)",
			"FIELD_WITHOUT_SOURCE nothing says which row: the event orders.OrderPlaced has no shelf_id that is a ref Shelf (give the key, as in key: event.other_id, or say `where`)",
			"FIELD_WITHOUT_SOURCE nothing says which row: the event orders.OrderShipped has no shelf_id that is a ref Shelf (give the key, as in key: event.other_id, or say `where`)",
			"KEY_CONFLICT `where` is for update and delete: insert makes one row (say which under `key`)"),
		asReadModel("a field that doesn't fit one of its name", `
key: shelf_id
fields: {shelf_id: ref Shelf, count: int32, at: optional date}
from:
  ShelfFilled: {▸upsert: {}}
  ShelfEmptied: {▸insert: {count: 1}}
`,
			"FIELD_WITHOUT_SOURCE nothing fills the field count of ShelfLine (the event's count is an int64, the row's an int32: say in the mapping how one is made of the other)",
			"FIELD_WITHOUT_SOURCE nothing fills the field at of ShelfLine (the event's at is an optional timestamp, the row's an optional date: say in the mapping how one is made of the other)"),
		asReadModel("an update of nothing", `
key: shelf_id
fields: {shelf_id: ref Shelf, total: Money, count: int}
from: {ShelfFilled: {▸update: {}}}
`,
			"MISSING_KEY an update writes the fields that it names, and this names none (name them: update: {count: event.count})"),
		asReadModel("a key of several fields", `
key: [tenant, shelf_id, sku]
fields: {shelf_id: ref Shelf, sku: string, count: int}
from:
  ShelfFilled: {for_each: event.lines, as: line, when: line.quantity > 0, key: [event.shelf_id, line.sku], upsert: {count: row.count + line.quantity}}
  ShelfEmptied: {upsert: {sku: '"a"', count: row.count + 1}}
  orders.OrderShipped: {uses: [order_id], upsert: {count: 1}, key: [▸event.order_id]}
  orders.OrderPlaced: {uses: [order_id], upsert: {▸shelf_id: event.order_id}, key: [event.order_id, event.order_id]}
`,
			"BAD_VALUE the key of ShelfLine has 2 fields, and this gives 1 (give one value a field of the key, in its order)",
			"KEY_CONFLICT shelf_id comes from `key` already (leave one of them out)"),
		asReadModel("a single row", `
key: []
fields: {count: int}
from:
  ShelfFilled: {upsert: {count: row.count + 1}}
  ShelfEmptied: {update: {count: row.count - 1}}
`),
		asReadModel("nothing that is done", `
key: shelf_id
fields: {shelf_id: ref Shelf, count: int}
from:
  ▸ShelfFilled: {}
  ShelfEmptied: {when: ▸row.count > 1, delete: true}
  ▸stock.ShelfEmptied: {delete: true}
`,
			"MISSING_KEY nothing says what ShelfFilled does to the rows of ShelfLine (say it with insert, update, upsert or delete, or write `project: go` at the read model)",
			"EXPR_UNKNOWN nothing in scope is named \"row\" (which rows are concerned is known before one is looked at: only what is written, and `where`, may speak of `row`)",
			"DUPLICATE_NAME stock.ShelfEmptied stands here twice"),
		asReadModel("a key that tells nothing apart", `
key: [▸total, ▸nothing, count, ▸count, ▸note, ▸weight]
fields: {total: Money, count: int, note: optional string, weight: float64}
from: {ShelfFilled: {insert: {note: null, weight: 1.0}}}
`,
			"BAD_TYPE total is a Money, and rows aren't told apart by that (a key is of texts, ids, words of enums, whole numbers, bools, dates and times)",
			"UNKNOWN_FIELD \"nothing\" isn't a field of the read model ShelfLine",
			"DUPLICATE_NAME count stands here twice",
			"BAD_TYPE note may be absent, and rows aren't told apart by that (make it a field that is always there)",
			"BAD_TYPE weight is a float64, and rows aren't told apart by that (a key is of texts, ids, words of enums, whole numbers, bools, dates and times)"),
		asReadModel("in the append", `
key: shelf_id
consistency: inline
fields: {shelf_id: ref Shelf, count: int}
from:
  ShelfFilled: {insert: {}}
  ▸orders.OrderShipped: {uses: [], delete: true, where: row.count > 1}
  orders.OrderPlaced: {uses: [], delete: true, where: row.count > 2}
`,
			"KEY_CONFLICT orders.OrderShipped is of another context, and `consistency: inline` writes rows in the append of this one's events (leave `consistency` out: the rows follow as soon as the event is there)"),
		asReadModel("in Go", `
key: shelf_id
project: go
fields: {shelf_id: ref Shelf, count: int}
from:
  ShelfFilled: {▸insert: {}, key: event.shelf_id}
  orders.OrderShipped: {uses: [order_id]}
  ShelfEmptied:
`,
			"KEY_CONFLICT `insert` doesn't go with `project: go`: a projector in Go says what ShelfFilled does (leave it out)"),
		asReadModel("in another language", `
key: shelf_id
project: ▸rust
fields: {shelf_id: ref Shelf, count: int}
from:
  ShelfFilled:
  orders.OrderShipped: {uses: [order_id]}
`,
			"BAD_VALUE `project` takes go, not \"rust\""),
		asReadModel("from nothing", `
key: shelf_id
fields: {shelf_id: ref Shelf}
from: {}
`,
			"stock/stock.orchestrix.yaml:20:3 MISSING_KEY nothing leads to rows of ShelfLine (say under `from` which events do)"),
	} {
		w.run(t)
	}
}
