package resolve_test

import "testing"

func TestSentCommands(t *testing.T) {
	for _, w := range []wrong{
		asPolicy("an id that is made", "{whenever: orders.OrderPlaced, uses: [items, total], sends: [{command: Fill, with: {lines: event.items}}]}"),
		asPolicy("an id that isn't made", "{whenever: orders.OrderPlaced, uses: [], sends: [{command: ▸Empty, with: {reason: meta.actor}}]}",
			"FIELD_WITHOUT_SOURCE nothing fills the field shelf_id of Empty (give it under `with`)"),
		asPolicy("fields of the event's names", "{whenever: ShelfEmptied, sends: [{command: Count, with: {note: null}}]}"),
		asPolicy("a field that the event has and doesn't use", "{whenever: orders.OrderPlaced, uses: [items], sends: [{command: ▸Fill, with: {lines: event.items}}]}",
			"FIELD_WITHOUT_SOURCE nothing fills the field total of Fill (give it under `with`, or add it to `uses`: the event has one)"),
		asPolicy("fields without a source", "{whenever: ShelfEmptied, sends: [▸▸Fill]}",
			"FIELD_WITHOUT_SOURCE nothing fills the field lines of Fill (give it under `with`)",
			"FIELD_WITHOUT_SOURCE nothing fills the field total of Fill (give it under `with`)"),
		asPolicy("an optional field without a source", "{whenever: ShelfEmptied, sends: [▸Count]}",
			"FIELD_WITHOUT_SOURCE nothing fills the field note of Count (give it under `with`, as in note: null)"),
		asPolicy("a field of another type", "{whenever: orders.OrderPlaced, uses: [order_id, size, items], sends: [{command: Take, with: {shelf_id: event.order_id, pay: 'Pay.cash{}', gifts: event.items, sizes: ▸event.size}}]}",
			"EXPR_TYPE this is an OrdersSize, and a map of Size to int64 is wanted"),
		asPolicy("a value of another type", "{whenever: ShelfEmptied, sends: [{command: Empty, with: {reason: ▸event.count}}]}",
			"EXPR_TYPE this is an int64, and a string is wanted (write string(event.count))"),
		asPolicy("a field that isn't one", "{whenever: ShelfEmptied, sends: [{command: Empty, with: {▸reson: meta.actor}}]}",
			"UNKNOWN_FIELD \"reson\" isn't a field of the command Empty (did you mean reason?)"),
		asPolicy("a command twice, told apart", "{whenever: ShelfEmptied, sends: [{command: Empty, with: {reason: meta.actor}}, {command: Empty, id: again, with: {reason: meta.actor}}]}"),
		asPolicy("a command twice", "{whenever: ShelfEmptied, sends: [{command: Empty, with: {reason: meta.actor}}, {command: ▸Empty, with: {reason: meta.actor}}]}",
			"DUPLICATE_NAME the ids of what is sent would be those of another entry (a command that is sent twice says which it is: give one of them an `id`)"),
		asPolicy("an id twice", "{whenever: ShelfEmptied, sends: [{command: Empty, id: a, with: {reason: meta.actor}}, {command: Empty, id: ▸a, with: {reason: meta.actor}}]}",
			"DUPLICATE_NAME the ids of what is sent would be those of another entry (choose another `id`)"),
		asPolicy("a command again when it is refused", "{whenever: ShelfEmptied, sends: [{command: Empty, with: {reason: meta.actor}, on_rejected: {sends: [{command: ▸Empty, with: {reason: rejection.id}}]}}]}",
			"DUPLICATE_NAME the ids of what is sent would be those of another entry (a command that is sent twice says which it is: give one of them an `id`)"),
		asPolicy("an id that isn't a name", "{whenever: ShelfEmptied, sends: [{command: Empty, id: ▸A b, with: {reason: meta.actor}}]}",
			"NAME_STYLE the name of an entry of `sends` is written in snake_case, not \"A b\" (write a_b)"),
		asPolicy("another command when it is refused", "{whenever: ShelfEmptied, sends: [{command: Empty, with: {reason: meta.actor}, on_rejected: {sends: [{command: Count, with: {note: rejection.message}}]}}]}"),
		asPolicy("nothing when it is refused", "{whenever: ShelfEmptied, sends: [{command: Empty, with: {reason: meta.actor}, ▸on_rejected: {sends: []}}]}",
			"BAD_VALUE nothing is sent instead (name a command, or write `on_rejected: skip`)"),
		asPolicy("a rejection where there is none", "{whenever: ShelfEmptied, sends: [{command: Empty, with: {reason: ▸rejection.id}}]}",
			"EXPR_UNKNOWN nothing in scope is named \"rejection\" (only the `sends` under `on_rejected` know it)"),
		asPolicy("a list", "{whenever: ShelfFilled, sends: [{command: Empty, for_each: event.lines, as: line, when: line.quantity > 0, with: {reason: line.sku}}]}"),
		asPolicy("something that is no list", "{whenever: ShelfEmptied, sends: [{command: Empty, for_each: ▸event.count, as: i, with: {reason: i}}]}",
			"EXPR_TYPE `for_each` goes through a list, and this is an int64"),
		asPolicy("an absent value that is asked for", "{whenever: ShelfEmptied, sends: [{command: Empty, when: has(event.at), with: {reason: string(event.at)}}]}"),
		asPolicy("an absent value that isn't asked for", "{whenever: ShelfEmptied, sends: [{command: Empty, with: {reason: string(▸event.at)}}]}",
			"EXPR_ABSENT event.at is optional and may be absent here (ask has(event.at) before it, in && or ?:)"),
		asPolicy("a new id where none is kept", "{whenever: ShelfEmptied, sends: [{command: Empty, when: ▸new_id() == meta.actor, with: {reason: meta.actor}}]}",
			"EXPR_UNSUPPORTED new_id() would give another id each time this is looked at (have the command make the id and the event carry it)"),
		asPolicy("retries", "{whenever: ShelfEmptied, sends: [{command: Empty, retry: {attempts: 2, backoff: 1s}, with: {reason: meta.actor}}]}"),
		asPolicy("a backoff that is no duration", "{whenever: ShelfEmptied, sends: [{command: Empty, retry: {attempts: 2, backoff: ▸soon}, with: {reason: meta.actor}}]}",
			"BAD_VALUE `backoff` takes a duration above 0, not \"soon\" (write it as in 90s, 15m or 24h)"),
		asPolicy("a backoff of nothing", "{whenever: ShelfEmptied, sends: [{command: Empty, retry: {backoff: ▸0s}, with: {reason: meta.actor}}]}",
			"BAD_VALUE `backoff` takes a duration above 0, not \"0s\" (write it as in 90s, 15m or 24h)"),
	} {
		w.run(t)
	}
}

func TestSendsForRows(t *testing.T) {
	for _, w := range []wrong{
		stocked("a query", `read_models:
  HabitList:
    key: shelf_id
    fields: {shelf_id: ref Shelf, count: int, note: optional string}
    from: {ShelfEmptied: {upsert: {count: event.count}}}
    queries:
      active: {filter: row.count > 0}
      of: {where: [count]}
      total: {count: true}
policies:
  Nightly: {every: {interval: 24h}, sends: [{command: Empty, for_each: query HabitList.active, as: habit, when: habit.count > 1, with: {shelf_id: habit.shelf_id, reason: string(now)}}]}
`),
		stocked("a row's field that isn't one", `read_models:
  HabitList:
    key: shelf_id
    fields: {shelf_id: ref Shelf, count: int, note: optional string}
    from: {ShelfEmptied: {upsert: {count: event.count}}}
    queries:
      active: {filter: row.count > 0}
      of: {where: [count]}
      total: {count: true}
policies:
  Nightly: {every: {interval: 24h}, sends: [{command: Empty, for_each: query HabitList.active, as: habit, with: {shelf_id: habit.▸shelf, reason: string(now)}}]}
`,
			"UNKNOWN_FIELD a row of HabitList has no field \"shelf\""),
		stocked("an absent field of a row", `read_models:
  HabitList:
    key: shelf_id
    fields: {shelf_id: ref Shelf, count: int, note: optional string}
    from: {ShelfEmptied: {upsert: {count: event.count}}}
    queries:
      active: {filter: row.count > 0}
      of: {where: [count]}
      total: {count: true}
policies:
  Nightly: {every: {interval: 24h}, sends: [{command: Empty, for_each: query HabitList.active, as: habit, with: {shelf_id: habit.shelf_id, reason: ▸habit.note}}]}
`,
			"EXPR_ABSENT habit.note is optional and may be absent here (ask has(habit.note) before it, in && or ?:)"),
		stocked("a query that isn't one", `read_models:
  HabitList:
    key: shelf_id
    fields: {shelf_id: ref Shelf, count: int, note: optional string}
    from: {ShelfEmptied: {upsert: {count: event.count}}}
    queries:
      active: {filter: row.count > 0}
      of: {where: [count]}
      total: {count: true}
policies:
  Nightly: {every: {interval: 24h}, sends: [{command: Empty, for_each: query Habi▸tList.activ, as: habit, with: {shelf_id: habit.shelf_id, reason: string(now)}}]}
`,
			"UNKNOWN_QUERY HabitList has no query \"activ\" (did you mean active?)"),
		stocked("a read model that isn't one", `read_models:
  HabitList:
    key: shelf_id
    fields: {shelf_id: ref Shelf, count: int, note: optional string}
    from: {ShelfEmptied: {upsert: {count: event.count}}}
    queries:
      active: {filter: row.count > 0}
      of: {where: [count]}
      total: {count: true}
policies:
  Nightly: {every: {interval: 24h}, sends: [{command: Empty, for_each: query ▸HabitsList.active, as: habit, with: {shelf_id: habit.shelf_id, reason: string(now)}}]}
`,
			"UNKNOWN_QUERY \"HabitsList.active\" is no query of a read model of context stock (did you mean HabitList?)"),
		stocked("a name that is no query's", `read_models:
  HabitList:
    key: shelf_id
    fields: {shelf_id: ref Shelf, count: int, note: optional string}
    from: {ShelfEmptied: {upsert: {count: event.count}}}
    queries:
      active: {filter: row.count > 0}
      of: {where: [count]}
      total: {count: true}
policies:
  Nightly: {every: {interval: 24h}, sends: [{command: Empty, for_each: query ▸active, as: habit, with: {shelf_id: habit.shelf_id, reason: string(now)}}]}
`,
			"UNKNOWN_QUERY \"active\" is no query of a read model of context stock (write it as in query HabitList.active)"),
		stocked("a query with arguments", `read_models:
  HabitList:
    key: shelf_id
    fields: {shelf_id: ref Shelf, count: int, note: optional string}
    from: {ShelfEmptied: {upsert: {count: event.count}}}
    queries:
      active: {filter: row.count > 0}
      of: {where: [count]}
      total: {count: true}
policies:
  Nightly: {every: {interval: 24h}, sends: [{command: Empty, for_each: query Habi▸tList.of, as: habit, with: {shelf_id: habit.shelf_id, reason: string(now)}}]}
`,
			"UNKNOWN_QUERY of takes arguments, which can't be given here (use a query with a `filter`, and without `where`)"),
		stocked("a query of a number", `read_models:
  HabitList:
    key: shelf_id
    fields: {shelf_id: ref Shelf, count: int, note: optional string}
    from: {ShelfEmptied: {upsert: {count: event.count}}}
    queries:
      active: {filter: row.count > 0}
      of: {where: [count]}
      total: {count: true}
policies:
  Nightly: {every: {interval: 24h}, sends: [{command: Empty, for_each: query Habi▸tList.total, as: habit, with: {shelf_id: habit.shelf_id, reason: string(now)}}]}
`,
			"UNKNOWN_QUERY total gives a number, and rows are gone through (use a query without `count`)"),
	} {
		w.run(t)
	}
}
