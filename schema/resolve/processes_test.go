package resolve_test

import "testing"

func TestProcesses(t *testing.T) {
	for _, w := range []wrong{
		asProcess("what they may say", `
key: shelf_id
since: beginning
state: {total: Money, count: {type: int, initial: 3}, size: Size, at: optional timestamp}
let: {many: state.count > 3}
whenever:
  ShelfFilled:
    starts: true
    let: {full: event.count > 9 && many}
    sets: {total: event.total, count: event.count, total.amount: event.total.amount + 1}
    timeout: [{name: due, after: 30m}, {name: late, at: 'meta.time + duration("1h")'}]
    sends: [{command: Empty, when: full, with: {reason: key}}]
  ShelfEmptied: {cancels: [due, late], sends: [{command: Count, with: {note: null}}], ends: many}
  orders.OrderPlaced: {uses: [order_id, total, size], key: event.order_id, sets: {total: event.total, size: event.size}, timeout: {name: due, after: 'duration(string(state.count) + "s")'}}
  timeout.due: {sends: [{command: Empty, with: {reason: string(now)}}], ends: true}
  timeout.late: {sets: {at: now}, timeout: {name: due, after: 1h}}
`),
		asProcess("what they may not", `
key: shelf_id
state: {total: Money, count: int, size: Size}
let: {a: ▸event.count}
whenever:
  ShelfFilled: {starts: true, sets: {▸totl: event.total, count: ▸now}, timeout: {name: due, after: ▸0s}}
  ShelfEmptied: {cancels: [▸dew, due, ▸due], sets: {count: 1}, ends: ▸event.count}
  orders.OrderShipped: {uses: [order_id], key: event.order_id, sets: {count: ▸new_id()}}
  timeout.due: {▸starts: true, ▸uses: [a], ▸key: b, sends: [{command: Empty, with: {reason: ▸event.x}}], ends: true}
  timeout.▸never: {ends: true}
`,
			"EXPR_UNKNOWN nothing in scope is named \"event\" (`let` of a process is for all it reacts to: say it under one of its reactions)",
			"BAD_TARGET the state has no field \"totl\" (did you mean total?)",
			"EXPR_UNKNOWN nothing in scope is named \"now\" (the time of the event is meta.time)",
			"BAD_VALUE a timeout after 0s would be over before it began (give a duration above 0)",
			"UNKNOWN_TIMEOUT Filling sets no timeout \"dew\"",
			"DUPLICATE_NAME due stands here twice",
			"EXPR_TYPE this is an int64, and a bool is wanted",
			"EXPR_UNSUPPORTED new_id() would give another id each time this is looked at (have the command make the id and the event carry it)",
			"KEY_CONFLICT `starts` doesn't go with a timeout: a timeout is of an instance that is there (leave it out)",
			"KEY_CONFLICT `uses` doesn't go with a timeout: a timeout is no event, and has no fields (leave it out)",
			"KEY_CONFLICT `key` doesn't go with a timeout: a timeout is of the instance that set it (leave it out)",
			"EXPR_UNKNOWN nothing in scope is named \"event\" (a timeout has no event: keep what is needed of earlier ones in the state)",
			"UNKNOWN_TIMEOUT Filling sets no timeout \"never\""),
		asProcess("nothing that follows", `
key: shelf_id
state: {count: int}
whenever:
  ShelfFilled: {starts: true}
  ▸ShelfEmptied: {}
`,
			"MISSING_KEY nothing follows from ShelfEmptied (say what it `sets`, `sends`, `cancels` or `ends`, or leave it out)"),
		asProcess("an event twice", `
key: shelf_id
state: {count: int}
whenever:
  ShelfFilled: {starts: true}
  ▸stock.ShelfFilled: {ends: true}
`,
			"DUPLICATE_NAME stock.ShelfFilled stands here twice"),
		asProcess("nothing that starts", `
key: shelf_id
state: {count: int}
whenever:
  ShelfFilled: {ends: true}
`,
			"stock/stock.orchestrix.yaml:20:3 MISSING_KEY nothing starts the process Filling, so there is never an instance of it (write `starts: true` at the event that it begins with)"),
		asProcess("timeouts", `
key: shelf_id
state: {count: int}
whenever:
  ShelfFilled: {starts: true, timeout: [{name: ▸due, after: ▸count}, {name: ▸due, at: 5}, {name: ▸Late, after: 1h}]}
`,
			"UNKNOWN_TIMEOUT nothing follows when the timeout due is reached (say what does: under `whenever`, timeout.due: {…})",
			"EXPR_UNKNOWN nothing in scope is named \"count\"",
			"DUPLICATE_NAME due is set already",
			"NAME_STYLE the name of a timeout is written in snake_case, not \"Late\" (write late)"),
		asProcess("a state whose names Go needs", `
key: shelf_id
state: {▸clone: int, ▸equal: bool}
whenever:
  ShelfEmptied: {starts: true}
`,
			"GO_RESERVED a field of a process can't be named clone: generated code has a method Clone that copies (choose another name; with `wire: clone` the JSON key can stay)",
			"GO_RESERVED a field of a process can't be named equal: generated code has a method Equal that compares (choose another name; with `wire: equal` the JSON key can stay)"),
		asProcess("fields from the key and the state", `
key: shelf_id
state: {note: optional string, reason: string}
whenever:
  ShelfEmptied: {starts: true, sends: [Count, Empty]}
`),
	} {
		w.run(t)
	}
}

func TestKeysOfProcesses(t *testing.T) {
	for _, w := range []wrong{
		asProcess("a field", `
key: shelf_id
whenever:
  ShelfEmptied: {starts: true}
`),
		asProcess("an expression for all", `
key: string(event.count)
whenever:
  ShelfEmptied: {starts: true}
  ShelfFilled: {starts: true}
`),
		asProcess("lists, and what may be absent", `
key: shelf_id
whenever:
  ShelfEmptied: {starts: true, key: event.tags}
  ShelfFilled: {key: 'event.count > 1 ? ["a", "b"] : []', starts: true}
  orders.OrderPlaced: {uses: [gifts, order_id, size], key: [order_id, string(event.size)], starts: true}
`),
		asProcess("a field that isn't there", `
key: shelf_id
whenever:
  ShelfEmptied: {starts: true}
  ▸orders.OrderShipped: {uses: [at], ends: true}
`,
			"UNKNOWN_FIELD the event orders.OrderShipped has no field shelf_id to tell the instance by (say under `key` which instances it concerns, as in key: event.other_id)"),
		asProcess("a field that isn't used", `
key: order_id
whenever:
  ShelfEmptied: {key: shelf_id, starts: true}
  ▸orders.OrderShipped: {uses: [at], ends: true}
`,
			"UNKNOWN_FIELD the event orders.OrderShipped has no field order_id to tell the instance by (add it to `uses`)"),
		asProcess("keys that speak of names under let", `
key: shelf_id
state: {count: int}
let: {mine: state.count}
whenever:
  ShelfFilled: {let: {many: string(event.count)}, key: ▸many, starts: true, sets: {count: event.count}}
  ShelfEmptied: {let: {few: string(event.count)}, key: "▸few + \"x\"", sets: {count: event.count}}
  orders.OrderShipped: {uses: [], key: "string(▸mine)", sets: {count: 1}}
`,
			"UNKNOWN_FIELD the event ShelfFilled has no field many to tell the instance by (names under `let` are worked out of the instance that the key finds: write out what this one stands for)",
			"EXPR_UNKNOWN nothing in scope is named \"few\" (names under `let` are worked out of the instance that the key finds: write out what this one stands for)",
			"EXPR_UNKNOWN nothing in scope is named \"mine\" (names under `let` are worked out of the instance that the key finds: write out what this one stands for)"),
		asProcess("a field of none of them", `
key: ▸shelfid
whenever:
  ShelfEmptied: {starts: true}
  ShelfFilled: {ends: true}
`,
			"UNKNOWN_FIELD none of the events that Filling follows has a field shelfid (did you mean shelf_id?)"),
		asProcess("none at all", `
key: shelf_id
whenever:
  ShelfEmptied: {starts: true}
  ShelfFilled: {▸key: [], ends: true}
`,
			"BAD_VALUE `key: []` concerns no instance, so nothing comes of the event ShelfFilled"),
		asProcess("a field that is misspelt", `
key: shelf_id
whenever:
  ShelfEmptied: {key: ▸shelf, starts: true}
`,
			"UNKNOWN_FIELD the event ShelfEmptied has no field shelf to tell the instance by (say under `key` which instances it concerns, as in key: event.other_id)"),
		asProcess("what tells nothing apart", `
key: ▸event.total
whenever:
  ShelfFilled: {starts: true}
  ShelfEmptied: {key: ▸event.weight, ends: true}
`,
			"EXPR_TYPE a key is a text, an id, a word of an enum or a whole number, or a list of them, and this is a Money",
			"EXPR_TYPE a key is a text, an id, a word of an enum or a whole number, or a list of them, and this is a float64"),
		asProcess("the state", `
key: ▸state.count
state: {count: int}
whenever:
  ShelfFilled: {starts: true}
`,
			"EXPR_UNKNOWN nothing in scope is named \"state\" (the key tells which instance it is, whose state is looked at then)"),
		asProcess("lists within a list", `
key: shelf_id
whenever:
  ShelfEmptied: {key: [▸event.tags, event.shelf_id], starts: true}
`,
			"EXPR_TYPE this is a list of string, and each of several keys is one (write one expression that gives a list, in quotes)"),
	} {
		w.run(t)
	}
}
