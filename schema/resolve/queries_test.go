package resolve_test

import "testing"

func TestQueries(t *testing.T) {
	for _, w := range []wrong{
		asReadModel("what they may say", `
key: shelf_id
fields: {shelf_id: ref Shelf, phase: Phase, count: int32, big: uint64, note: optional string, weight: float64, price: decimal, tags: list of string, done: bool, pay: Pay, at: optional timestamp}
from: {ShelfFilled: {delete: true}}
queries:
  all: {}
  by_note: {where: [note, price], order_by: [count desc, at, weight asc], page: 10000, allowed: cmd.note == meta.actor}
  total: {count: true, where: [done]}
`),
		asReadModel("what they may not", `
key: shelf_id
fields: {shelf_id: ref Shelf, phase: Phase, count: int32, big: uint64, note: optional string, weight: float64, price: decimal, tags: list of string, done: bool, pay: Pay, at: optional timestamp}
from: {ShelfFilled: {delete: true}}
queries:
  ▸Get: {}
  ▸get: {}
  ▸stored: {}
  by_x: {where: [▸tags, ▸weight, ▸nothing, count, ▸count]}
  ordered: {order_by: [count asc, at desc, ▸phase, ▸price, ▸tags, ▸count, ▸note up, ▸nothing desc]}
  total: {count: true, order_by: [▸phase, tags], page: ▸3}
  mine: {where: [note], allowed: cmd.note == meta.actor && ▸row.count == 1}
  mine2: {where: [note], allowed: cmd.▸nte == meta.actor}
  page: {page: ▸10001}
  a_1: {}
  ▸a1: {}
`,
			"NAME_STYLE the name of a query is written in snake_case, not \"Get\" (write get)",
			"GO_RESERVED a query can't be named get: the queries of a read model have Get, which finds a row by its key (choose another name)",
			"GO_RESERVED a query can't be named stored: the queries of a read model have Stored, which is where rows are kept (choose another name)",
			"BAD_TYPE tags is a list of string, which a database doesn't look for (keep what is looked for in a field of its own)",
			"BAD_TYPE weight is a float64, which a database doesn't look for (keep what is looked for in a field of its own)",
			"UNKNOWN_FIELD \"nothing\" isn't a field of the read model ShelfLine",
			"DUPLICATE_NAME count stands here twice",
			"BAD_TYPE phase is a Phase, which has no order in a database (order by texts, numbers, dates and times; keep a rank as an int to order by anything else)",
			"BAD_TYPE price is a decimal, which has no order in a database (order by texts, numbers, dates and times; keep a rank as an int to order by anything else)",
			"BAD_TYPE tags is a list of string, which has no order in a database (order by texts, numbers, dates and times; keep a rank as an int to order by anything else)",
			"DUPLICATE_NAME count stands here twice",
			"BAD_VALUE an order is a field and asc or desc, not \"note up\" (write it as in `placed_at desc`, and further fields as further entries)",
			"UNKNOWN_FIELD \"nothing\" isn't a field of the read model ShelfLine",
			"KEY_CONFLICT `order_by` says nothing of a number, which `count: true` gives (leave it out)",
			"KEY_CONFLICT `page` says nothing of a number, which `count: true` gives (leave it out)",
			"EXPR_UNKNOWN nothing in scope is named \"row\" (who may ask is known before a row is: compare with the query's arguments, as in cmd.customer_id)",
			"UNKNOWN_FIELD the arguments of mine2 has no field \"nte\" (did you mean note?)",
			"BAD_VALUE a page of 10001 rows is held in memory at once (a page has 10000 rows at most)",
			"GO_NAME_CLASH the queries a_1 and a1 are both A1 in Go (choose another name for one of them)"),
	} {
		w.run(t)
	}
}

func TestNamesOfReadModelsAndReactions(t *testing.T) {
	for _, w := range []wrong{
		stocked("that differ", `read_models:
  Todos: {key: [], fields: {a: int}, from: {ShelfFilled: {upsert: {a: 1}}}}
  Task: {was: Todoes, key: [], fields: {a: int}, from: {ShelfFilled: {upsert: {a: 1}}}}
policies:
  Todes: {was: Old, whenever: ShelfFilled, do: go}
`),
		stocked("of one plural", `read_models:
  Todos: {key: [], fields: {a: int}, from: {ShelfFilled: {upsert: {a: 1}}}}
  ▸Todo: {key: [], fields: {a: int}, from: {ShelfFilled: {upsert: {a: 1}}}}
`,
			"GO_NAME_CLASH the module's method Todos would both find rows of Todo and find rows of Todos (choose another name for one of them)"),
		stocked("of the module's methods", `read_models:
  ▸Subscription: {key: [], fields: {a: int}, from: {ShelfFilled: {upsert: {a: 1}}}}
  Shelv: {key: [], fields: {a: int}, from: {ShelfFilled: {upsert: {a: 1}}}}
  Shelve: {key: [], fields: {a: int}, from: {ShelfFilled: {upsert: {a: 1}}}}
`,
			"GO_RESERVED the module's method Subscriptions would find rows of Subscription, and it is the one that lists all that reacts to events (choose another name)"),
		stocked("of commands and aggregates", `read_models:
  ▸Take: {key: [], fields: {a: int}, from: {ShelfFilled: {upsert: {a: 1}}}}
  ShelfAt: {key: [], fields: {a: int}, from: {ShelfFilled: {upsert: {a: 1}}}}
`,
			"DUPLICATE_NAME Take is the name of a command of context stock already (names of types, aggregates, events, commands and the like are unique in their context)"),
		stocked("of what keeps a place", `read_models:
  Shelves: {key: [], fields: {a: int}, from: {ShelfFilled: {upsert: {a: 1}}}}
  Migration: {was: ▸Shelves, key: [], fields: {a: int}, from: {ShelfFilled: {upsert: {a: 1}}}}
  Same: {was: ▸Same, key: [], fields: {a: int}, from: {ShelfFilled: {upsert: {a: 1}}}}
  Not: {was: ▸not_pascal, key: [], fields: {a: int}, from: {ShelfFilled: {upsert: {a: 1}}}}
`,
			"WIRE_CLASH Shelves and Migration would both keep their place as stock.Shelves",
			"WIRE_CLASH Same is its name now (leave it out)",
			"NAME_STYLE the name of what was one of policies, processes and read models is written in PascalCase, not \"not_pascal\" (write NotPascal)"),
		stocked("of Go types", `read_models:
  ▸Effects: {key: [], fields: {a: int}, from: {ShelfFilled: {upsert: {a: 1}}}}
  ▸Line: {key: [], fields: {a: int}, from: {ShelfFilled: {upsert: {a: 1}}}}
  FillQueries: {key: [], fields: {a: int}, from: {ShelfFilled: {upsert: {a: 1}}}}
  Fills: {project: go, key: [], fields: {a: int}, from: {ShelfFilled: }}
  ▸FillsProjector: {key: [], fields: {a: int}, from: {ShelfFilled: {upsert: {a: 1}}}}
`,
			"GO_RESERVED the Go name Effects of the read model Effects (a row) is taken: generated code has the interface of what policies do in Go (choose another name)",
			"DUPLICATE_NAME Line is the name of a value of context stock already (names of types, aggregates, events, commands and the like are unique in their context)",
			"GO_NAME_CLASH the Go name FillsProjector would be both of the read model Fills (its projector) and of the read model FillsProjector (a row) (choose another name for one of them)"),
		stocked("of files", `read_models:
  ▸SKUList: {key: [], fields: {a: int}, from: {ShelfFilled: {upsert: {a: 1}}}}
processes:
  SkuList: {key: shelf_id, whenever: {ShelfFilled: {starts: true}}}
`,
			"GO_NAME_CLASH the process SkuList and the read model SKUList would be written to the same files (choose another name for one of them)"),
	} {
		w.run(t)
	}
}
