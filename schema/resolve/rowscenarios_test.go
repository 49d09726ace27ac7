package resolve_test

import "testing"

func TestScenariosOfReadModels(t *testing.T) {
	for _, w := range []wrong{
		stocked("that are right", `read_models:
  ShelfRow:
    key: shelf_id
    fields: {shelf_id: ref Shelf, count: int, phase: Phase, note: optional string}
    from:
      ShelfFilled: {insert: {phase: open}}
      ShelfEmptied: {update: {phase: event.phase}}
      orders.OrderShipped: {uses: [order_id, at], upsert: {count: 1}, key: event.order_id}
    queries:
      of: {where: [note, count], allowed: cmd.note == meta.actor}
      all: {order_by: [count]}
      total: {count: true}
    fixtures:
      filled: [{ShelfFilled: {lines: [], total: {amount: 1, currency: EUR}, count: 3}}]
    scenarios:
      - name: rows
        now: 2026-01-29T12:00:00Z
        meta: {tenant: t1}
        given: [filled, {ShelfEmptied: {phase: done, count: 1, weight: 1.5, price: "2.50", tags: []}, at: 2026-01-28T12:00:00Z}]
        rows: [{count: 3, phase: done, note: null}]
      - name: an event of another context
        given: [{orders.OrderShipped: {order_id: a, at: 2026-01-28T12:00:00Z}}]
        rows: [{shelf_id: a, count: 1, phase: null}]
      - {name: a query, given: [filled], query: {of: {note: x, count: 3}}, rows: []}
      - {name: a query that is refused, query: {of: {note: x, count: 3}}, rejected: forbidden}
      - {name: a number, given: [filled], query: {total: {}}, count: 1}
      - name: steps
        given: [filled]
        steps: [{rows: [{count: 3}]}, {given: [{ShelfFilled: {shelf_id: b, lines: [], total: {amount: 1, currency: EUR}, count: 1}}], meta: {actor: x}, query: {all: {}}, rows: [{shelf_id: b}, {count: 3}]}]
`),
		stocked("of rows whose key is wrong", `read_models:
  ShelfRow:
    key: [count, ▸note]
    fields: {shelf_id: ref Shelf, count: int, note: optional string}
    from:
      ShelfFilled: {insert: {}}
    scenarios:
      - {name: a, rows: [{count: 1, note: a}, {count: 1, note: b}]}
`,
			"BAD_TYPE note may be absent, and rows aren't told apart by that (make it a field that is always there)"),
		stocked("that say what other things do", `read_models:
  ShelfRow:
    key: shelf_id
    fields: {shelf_id: ref Shelf, count: int}
    from:
      ShelfFilled: {insert: {}}
    scenarios:
      - {name: a, ▸then: []}
      - {name: b, ▸when: {ShelfFilled: {}}, rows: []}
      - {name: c, rows: [{▸coumt: 1}]}
`,
			"UNKNOWN_KEY \"then\" isn't a key of a scenario of a read model (say under `rows` which rows there are)",
			"UNKNOWN_KEY \"when\" isn't a key of a scenario of a read model (say under `given` what has happened)",
			"UNKNOWN_FIELD \"coumt\" isn't a field of a row of ShelfRow (did you mean count?)"),
		stocked("names", `read_models:
  ShelfRow:
    key: shelf_id
    fields: {shelf_id: ref Shelf, count: int, phase: Phase, note: optional string}
    from:
      ShelfFilled: {insert: {phase: open}}
      ShelfEmptied: {update: {phase: event.phase}}
      orders.OrderShipped: {uses: [order_id, at], upsert: {count: 1}, key: event.order_id}
    queries:
      of: {where: [note, count], allowed: cmd.note == meta.actor}
      all: {order_by: [count]}
      total: {count: true}
    fixtures:
      filled: [{ShelfFilled: {lines: [], total: {amount: 1, currency: EUR}, count: 3}}]
    scenarios:
      - {name: ▸"", rows: []}
      - {name: a, rows: []}
      - {name: ▸a, rows: []}
`,
			"BAD_VALUE a scenario needs a name: it names the test",
			"DUPLICATE_NAME a scenario of ShelfRow is called \"a\" already"),
		stocked("nothing expected", `read_models:
  ShelfRow:
    key: shelf_id
    fields: {shelf_id: ref Shelf, count: int, phase: Phase, note: optional string}
    from:
      ShelfFilled: {insert: {phase: open}}
      ShelfEmptied: {update: {phase: event.phase}}
      orders.OrderShipped: {uses: [order_id, at], upsert: {count: 1}, key: event.order_id}
    queries:
      of: {where: [note, count], allowed: cmd.note == meta.actor}
      all: {order_by: [count]}
      total: {count: true}
    fixtures:
      filled: [{ShelfFilled: {lines: [], total: {amount: 1, currency: EUR}, count: 3}}]
    scenarios:
      - {name: ▸a, given: [filled]}
      - {name: ▸b, given: [filled], query: {all: {}}}
      - {name: ▸c, query: {all: {}}, rows: [], count: 1}
      - {name: d, ▸ids: [x], rows: []}
`,
			"SCENARIO_SHAPE nothing is expected here (add `rows`, or `query` with `rows` or `count`)",
			"SCENARIO_SHAPE nothing is expected here (add `rows`, or `query` with `rows` or `count`)",
			"SCENARIO_SHAPE either `rows`, `count` or `rejected` is expected (leave the others out)",
			"SCENARIO_SHAPE `ids` are for new_id(), and a row makes none (leave it out)"),
		stocked("queries", `read_models:
  ShelfRow:
    key: shelf_id
    fields: {shelf_id: ref Shelf, count: int, phase: Phase, note: optional string}
    from:
      ShelfFilled: {insert: {phase: open}}
      ShelfEmptied: {update: {phase: event.phase}}
      orders.OrderShipped: {uses: [order_id, at], upsert: {count: 1}, key: event.order_id}
    queries:
      of: {where: [note, count], allowed: cmd.note == meta.actor}
      all: {order_by: [count]}
      total: {count: true}
    fixtures:
      filled: [{ShelfFilled: {lines: [], total: {amount: 1, currency: EUR}, count: 3}}]
    scenarios:
      - {name: a, query: {▸al: {}}, rows: []}
      - {name: b, query: {▸of: {note: x}}, rows: []}
      - {name: c, query: {of: {note: x, count: ▸y, ▸more: 1}}, rows: []}
      - {name: d, query: {total: {}}, rows: ▸[{count: 1}]}
      - {name: e, query: {all: {}}, count: ▸1}
      - {name: f, count: ▸1}
      - {name: g, query: {all: {}}, rejected: ▸forbidden}
      - {name: h, query: {of: {note: x, count: 1}}, rejected: ▸not_found}
      - {name: i, rejected: ▸forbidden}
`,
			"UNKNOWN_QUERY ShelfRow has no query \"al\"",
			"SCENARIO_INCOMPLETE count of the query of is missing",
			"SCENARIO_VALUE \"y\" isn't an int64: a whole number",
			"UNKNOWN_FIELD \"more\" isn't a field of the query of",
			"SCENARIO_SHAPE total gives a number, no rows (write `count: 1`)",
			"SCENARIO_SHAPE all gives rows, no number (list the `rows`, or write `count: true` at the query)",
			"SCENARIO_SHAPE `count` is of a query, and there is none (add `query`, or list the `rows`)",
			"SCENARIO_OUTCOME all is never refused: everybody may ask it (say who may under the query's `allowed`)",
			"SCENARIO_OUTCOME a query is refused as forbidden, by nothing else",
			"SCENARIO_SHAPE `rejected` is of a query, and there is none (add `query`)"),
		stocked("rows", `read_models:
  ShelfRow:
    key: shelf_id
    fields: {shelf_id: ref Shelf, count: int, phase: Phase, note: optional string}
    from:
      ShelfFilled: {insert: {phase: open}}
      ShelfEmptied: {update: {phase: event.phase}}
      orders.OrderShipped: {uses: [order_id, at], upsert: {count: 1}, key: event.order_id}
    queries:
      of: {where: [note, count], allowed: cmd.note == meta.actor}
      all: {order_by: [count]}
      total: {count: true}
    fixtures:
      filled: [{ShelfFilled: {lines: [], total: {amount: 1, currency: EUR}, count: 3}}]
    scenarios:
      - {name: a, rows: [{shelf_id: a, ▸cont: 1}]}
      - {name: b, rows: [{shelf_id: a, count: ▸x}]}
      - {name: c, rows: [{shelf_id: a, count: ▸null}]}
      - {name: d, rows: [{shelf_id: a}, ▸{shelf_id: a, count: 1}]}
      - {name: e, rows: [▸a]}
`,
			"UNKNOWN_FIELD \"cont\" isn't a field of a row of ShelfRow (did you mean count?)",
			"SCENARIO_VALUE \"x\" isn't an int64: a whole number",
			"SCENARIO_VALUE count of a row of ShelfRow is never absent (only an optional field can be null)",
			"SCENARIO_VALUE a row with this key is listed already",
			"SCENARIO_VALUE a mapping of fields is expected here, not a single value"),
		stocked("beginnings", `read_models:
  ShelfRow:
    key: shelf_id
    fields: {shelf_id: ref Shelf, count: int, phase: Phase, note: optional string}
    from:
      ShelfFilled: {insert: {phase: open}}
      ShelfEmptied: {update: {phase: event.phase}}
      orders.OrderShipped: {uses: [order_id, at], upsert: {count: 1}, key: event.order_id}
    queries:
      of: {where: [note, count], allowed: cmd.note == meta.actor}
      all: {order_by: [count]}
      total: {count: true}
    fixtures:
      filled: [{ShelfFilled: {lines: [], total: {amount: 1, currency: EUR}, count: 3}}]
    scenarios:
      - {name: a, given: [▸fild], rows: []}
      - {name: b, given: [{▸ShelfFilld: {}}], rows: []}
      - {name: c, given: [{▸ShelfFilled: {lines: [], count: 3}}], rows: []}
      - {name: d, given: [{▸orders.OrderShipped: {order_id: a}}], rows: []}
      - {name: e, given: [{orders.OrderShipped: {order_id: a, at: 2026-01-28T12:00:00Z, ▸more: 1}}], rows: []}
      - {name: f, given: [{▸orders.OrderPlaced: {}}], rows: []}
      - {name: g, given: [{▸orders.OrderSeen: {}}], rows: []}
`,
			"SCENARIO_UNKNOWN there is no fixture \"fild\"",
			"UNKNOWN_EVENT no event is named \"ShelfFilld\" (did you mean ShelfFilled?)",
			"SCENARIO_INCOMPLETE total of the event ShelfFilled is missing",
			"SCENARIO_INCOMPLETE at of the event orders.OrderShipped as `uses` has it is missing",
			"UNKNOWN_FIELD \"more\" isn't a field of the event orders.OrderShipped as `uses` has it",
			"SCENARIO_UNKNOWN ShelfRow doesn't react to orders.OrderPlaced, so it makes no difference here",
			"SCENARIO_UNKNOWN ShelfRow doesn't react to orders.OrderSeen, so it makes no difference here"),
		stocked("keys of a scenario with steps", `read_models:
  ShelfRow:
    key: shelf_id
    fields: {shelf_id: ref Shelf, count: int, phase: Phase, note: optional string}
    from:
      ShelfFilled: {insert: {phase: open}}
      ShelfEmptied: {update: {phase: event.phase}}
      orders.OrderShipped: {uses: [order_id, at], upsert: {count: 1}, key: event.order_id}
    queries:
      of: {where: [note, count], allowed: cmd.note == meta.actor}
      all: {order_by: [count]}
      total: {count: true}
    fixtures:
      filled: [{ShelfFilled: {lines: [], total: {amount: 1, currency: EUR}, count: 3}}]
    scenarios:
      - {name: a, ▸rows: [], x-note: b, steps: [{rows: []}]}
      - {name: b, steps: [{▸ids: [a], rows: []}, ▸{given: [filled]}]}
`,
			"SCENARIO_SHAPE rows stands in the steps of a scenario that has some (make it a step)",
			"SCENARIO_SHAPE `ids` are for new_id(), and a row makes none (leave it out)",
			"SCENARIO_SHAPE nothing is expected here (add `rows`, or `query` with `rows` or `count`)"),
	} {
		w.run(t)
	}
}
