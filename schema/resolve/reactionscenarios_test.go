package resolve_test

import "testing"

func TestScenariosOfPolicies(t *testing.T) {
	for _, w := range []wrong{
		stocked("that are right", `policies:
  Filling:
    whenever: [ShelfFilled, orders.OrderShipped]
    uses: [order_id, at]
    sends: [{command: Empty, with: {shelf_id: '"a"', reason: meta.actor}, on_rejected: {sends: [{command: Count, with: {shelf_id: '"a"', count: 1, note: null}}]}}]
    scenarios:
      - {name: a, when: {ShelfFilled: {lines: [], total: {amount: 1, currency: EUR}, count: 3}}, sends: [{Empty: {reason: ""}}, {Count: {note: null}}]}
      - {name: b, meta: {actor: x}, ids: [i], when: {orders.OrderShipped: {order_id: a, at: 2026-01-28T12:00:00Z}}, sends: []}
      - {name: c, steps: [{when: {orders.OrderShipped: {order_id: a, at: 2026-01-28T12:00:00Z}}, sends: [{Empty: {}}]}]}
`),
		stocked("what happens", `policies:
  Filling:
    whenever: [ShelfFilled, orders.OrderShipped]
    uses: [order_id, at]
    sends: [{command: Empty, with: {shelf_id: '"a"', reason: meta.actor}, on_rejected: {sends: [{command: Count, with: {shelf_id: '"a"', count: 1, note: null}}]}}]
    scenarios:
      - {name: a, when: {▸ShelfEmptied: {phase: done, count: 1, weight: 1.5, price: "2.50", tags: []}}, sends: []}
      - {name: b, when: {▸orders.OrderPlaced: {}}, sends: []}
      - {name: c, when: {▸timeout.due: {}}, sends: []}
      - {name: d, passes: ▸1h, sends: []}
      - {name: ▸e, sends: []}
      - {name: ▸f, when: {orders.OrderShipped: {order_id: a, at: 2026-01-28T12:00:00Z}}}
      - {name: g, when: {orders.OrderShipped: {order_id: a, at: 2026-01-28T12:00:00Z}}, passes: ▸1h, sends: []}
      - {name: h, when: {orders.OrderShipped: {order_id: a, at: 2026-01-28T12:00:00Z}}, ▸then: []}
      - {name: i, steps: [{when: {orders.OrderShipped: {order_id: a, at: 2026-01-28T12:00:00Z}}, ▸rows: []}]}
`,
			"SCENARIO_UNKNOWN Filling doesn't react to ShelfEmptied",
			"SCENARIO_UNKNOWN Filling doesn't react to orders.OrderPlaced, so it makes no difference here",
			"UNKNOWN_TIMEOUT Filling is a policy, which has no timeouts (write the event that happens)",
			"SCENARIO_SHAPE nothing comes of time that passes: Filling reacts to events only (leave it out, and write the event under `when`)",
			"SCENARIO_SHAPE commands are expected, and nothing happens (add `when`)",
			"SCENARIO_SHAPE nothing is expected here (add `sends`)",
			"SCENARIO_SHAPE nothing comes of time that passes: Filling reacts to events only (leave it out, and write the event under `when`)",
			"UNKNOWN_KEY \"then\" isn't a key of a scenario of a policy or process (say under `sends` which commands are sent)",
			"UNKNOWN_KEY \"rows\" isn't a key of a step (rows are expected under `scenarios` of a read model)"),
		stocked("a field that isn't under uses, here and there", `policies:
  Filling:
    whenever: orders.OrderShipped
    uses: [order_id]
    sends: [{command: Empty, with: {shelf_id: '"a"', reason: string(event.▸at)}}]
    scenarios:
      - {name: a, when: {orders.OrderShipped: {order_id: a, at: 2026-01-28T12:00:00Z}}, sends: [{Empty: {}}]}
`,
			"UNKNOWN_FIELD the event orders.OrderShipped has no field \"at\" (it is a field of orders.OrderShipped that isn't under `uses`: add it there)"),
		stocked("what is sent", `policies:
  Filling:
    whenever: [ShelfFilled, orders.OrderShipped]
    uses: [order_id, at]
    sends: [{command: Empty, with: {shelf_id: '"a"', reason: meta.actor}, on_rejected: {sends: [{command: Count, with: {shelf_id: '"a"', count: 1, note: null}}]}}]
    scenarios:
      - {name: a, when: {orders.OrderShipped: {order_id: a, at: 2026-01-28T12:00:00Z}}, sends: [{▸Fill: {}}]}
      - {name: b, when: {orders.OrderShipped: {order_id: a, at: 2026-01-28T12:00:00Z}}, sends: [{▸Emty: {}}]}
      - {name: c, when: {orders.OrderShipped: {order_id: a, at: 2026-01-28T12:00:00Z}}, sends: [{Empty: {▸reson: x}}]}
      - {name: d, when: {orders.OrderShipped: {order_id: a, at: 2026-01-28T12:00:00Z}}, sends: [{Count: {count: ▸x}}]}
      - {name: e, when: {orders.OrderShipped: {order_id: a, at: 2026-01-28T12:00:00Z}}, sends: [], ▸state: {}, ▸ended: true, ▸key: a}
`,
			"SCENARIO_OUTCOME Filling never sends Fill here",
			"UNKNOWN_COMMAND context stock has no command named \"Emty\" (did you mean Empty?)",
			"UNKNOWN_FIELD \"reson\" isn't a field of the command Empty (did you mean reason?)",
			"SCENARIO_VALUE \"x\" isn't an int64: a whole number",
			"SCENARIO_SHAPE Filling is a policy, which has no instances (leave `state` out)",
			"SCENARIO_SHAPE Filling is a policy, which has no instances (leave `ended` out)",
			"SCENARIO_SHAPE Filling is a policy, which has no instances (leave `key` out)"),
		stocked("of a schedule", `policies:
  Nightly:
    every: {cron: "0 3 * * *"}
    sends: [{command: Empty, with: {shelf_id: '"a"', reason: '"b"'}}]
    scenarios:
      - {name: a, passes: 24h, sends: [{Empty: {reason: b}}]}
      - {name: b, when: {▸ShelfFilled: {lines: [], total: {amount: 1, currency: EUR}, count: 3}}, sends: []}
`,
			"SCENARIO_UNKNOWN Nightly doesn't react to ShelfFilled"),
	} {
		w.run(t)
	}
}

func TestScenariosOfProcesses(t *testing.T) {
	for _, w := range []wrong{
		stocked("that are right", `processes:
  Filling:
    key: shelf_id
    state: {count: int, phase: Phase}
    whenever:
      ShelfFilled: {starts: true, sets: {count: event.count}, timeout: {name: due, after: 30m}, sends: [{command: Count, with: {note: null}}]}
      orders.OrderShipped: {uses: [order_id, at], key: event.order_id, sends: [{command: Empty, with: {shelf_id: key, reason: string(event.at)}}], ends: true}
      timeout.due: {sends: [{command: Empty, with: {reason: key}}]}
    fixtures:
      begun: [{ShelfFilled: {lines: [], total: {amount: 1, currency: EUR}, count: 3}}]
    scenarios:
      - {name: a, given: [begun], state: {count: 3, phase: null}, ended: false}
      - {name: b, given: [begun], passes: 31m, sends: [{Empty: {}}]}
      - {name: c, given: [begun], when: {timeout.due: {}}, sends: [{Empty: {}}]}
      - {name: d, given: [begun], when: {orders.OrderShipped: {order_id: a, at: 2026-01-28T12:00:00Z}}, sends: [{Empty: {shelf_id: a}}], key: a, ended: true}
      - {name: e, given: [begun], steps: [{passes: 1m, sends: []}, {passes: 30m, sends: [{Empty: {}}]}, {state: {count: 3}}]}
`),
		stocked("that are wrong", `processes:
  Filling:
    key: shelf_id
    state: {count: int, phase: Phase}
    whenever:
      ShelfFilled: {starts: true, sets: {count: event.count}, timeout: {name: due, after: 30m}, sends: [{command: Count, with: {note: null}}]}
      orders.OrderShipped: {uses: [order_id, at], key: event.order_id, sends: [{command: Empty, with: {shelf_id: key, reason: string(event.at)}}], ends: true}
      timeout.due: {sends: [{command: Empty, with: {reason: key}}]}
    fixtures:
      begun: [{ShelfFilled: {lines: [], total: {amount: 1, currency: EUR}, count: 3}}]
    scenarios:
      - {name: ▸a, given: [begun]}
      - {name: b, given: [begun], passes: ▸31m, when: {timeout.due: {}}, sends: []}
      - {name: c, given: [begun], passes: ▸soon, sends: []}
      - {name: d, given: [begun], passes: ▸-1m, sends: []}
      - {name: e, given: [begun], when: {timeout.▸deu: {}}, sends: []}
      - {name: f, given: [begun], when: {timeout.due: {▸x: 1}}, sends: []}
      - {name: g, given: [begun], passes: 31m, sends: [{▸Count: {}}]}
      - {name: h, given: [begun], state: {▸cont: 1}}
      - {name: i, given: [begun], state: {count: ▸x}}
      - {name: ▸j, given: [begun], sends: []}
      - {name: k, given: [begun], ▸sends: [{Empty: {}}], steps: [{state: {}}]}
      - {name: l, given: [begun], when: {▸orders.OrderSeen: {}}, sends: []}
`,
			"SCENARIO_SHAPE nothing is expected here (add `sends`, `state` or `ended`)",
			"SCENARIO_SHAPE either something happens or time passes (make `passes` a step of its own)",
			"SCENARIO_VALUE `passes` takes a duration above 0, not \"soon\" (write it as in 90s, 15m or 24h)",
			"SCENARIO_VALUE `passes` takes a duration above 0, not \"-1m\" (write it as in 90s, 15m or 24h)",
			"UNKNOWN_TIMEOUT Filling sets no timeout \"deu\" (did you mean due?)",
			"UNKNOWN_FIELD a timeout has no fields (write {timeout.due: {}})",
			"SCENARIO_OUTCOME Filling never sends Count here",
			"UNKNOWN_FIELD \"cont\" isn't a field of the state of Filling (did you mean count?)",
			"SCENARIO_VALUE \"x\" isn't an int64: a whole number",
			"SCENARIO_SHAPE commands are expected, and nothing happens (add `when` or `passes`)",
			"SCENARIO_SHAPE sends stands in the steps of a scenario that has some (make it a step)",
			"SCENARIO_UNKNOWN Filling doesn't react to orders.OrderSeen, so it makes no difference here"),
		stocked("of a key that isn't one", `processes:
  Filling:
    key: event.count
    whenever: {ShelfFilled: {starts: true}}
    scenarios: [{name: a, key: ▸x, ended: false}, {name: b, key: "3", ended: false}]
`,
			"SCENARIO_VALUE \"x\" isn't an int64: a whole number"),
		stocked("of what was found wrong before", `policies:
  Filling:
    whenever: [ShelfFilled, orders.OrderPlaced, ▸orders.OrderSeen]
    uses: [order_id, ▸totl]
    sends: [{command: Empty, with: {shelf_id: '"a"', reason: ▸1}}, ▸Nothing]
    scenarios:
      - {name: a, when: {ShelfFilled: {lines: [], total: {amount: 1, currency: EUR}, count: 3}}, sends: [{Empty: {reason: ""}}]}
      - {name: b, when: {orders.OrderPlaced: {order_id: a, total: 3}}, sends: []}
      - {name: c, when: {orders.OrderSeen: {}}, sends: []}
read_models:
  Rows:
    key: shelf_id
    fields: {shelf_id: ref Shelf, count: ▸itn}
    from: {ShelfFilled: {insert: {}}, orders.OrderPlaced: {uses: [▸nothing], upsert: {}, key: '"a"'}}
    queries: {by_count: {where: [▸cont]}}
    scenarios:
      - {name: a, given: [{orders.OrderPlaced: {nothing: 1}}], rows: [{count: 1}]}
      - {name: b, query: {by_count: {cont: 1}}, rows: []}
processes:
  Counting:
    key: shelf_id
    whenever: {ShelfFilled: {starts: true, sends: [{command: Empty, with: {reason: ▸1}}]}, timeout.▸never: {ends: true}}
    scenarios:
      - {name: a, when: {ShelfFilled: {lines: [], total: {amount: 1, currency: EUR}, count: 3}}, sends: [{Empty: {}}]}
      - {name: b, when: {timeout.never: {}}, sends: []}
`,
			"UNPUBLISHED_DEPENDENCY OrderSeen is private to context orders (write `published: true` at the event, if others may depend on it)",
			"UNKNOWN_FIELD \"totl\" isn't a field of the event OrderPlaced (did you mean total?)",
			"EXPR_TYPE this is an int64, and a string is wanted (write string(1))",
			"UNKNOWN_COMMAND context stock has no command named \"Nothing\"",
			"UNKNOWN_TYPE no type is named \"itn\" (did you mean int?)",
			"UNKNOWN_FIELD \"nothing\" isn't a field of the event OrderPlaced",
			"UNKNOWN_FIELD \"cont\" isn't a field of the read model Rows",
			"EXPR_TYPE this is an int64, and a string is wanted (write string(1))",
			"UNKNOWN_TIMEOUT Counting sets no timeout \"never\""),
	} {
		w.run(t)
	}
}

func TestScenariosOfAggregatesThatSayWhatOtherThingsDo(t *testing.T) {
	wrong{"each once", `context: orders
aggregates:
  Order:
    events: {OrderPlaced: {apply: none}}
    commands: {PlaceOrder: {creates: true, emits: [OrderPlaced]}}
    scenarios:
      - {name: a, when: {PlaceOrder: {}}, ▸sends: []}
      - {name: b, ▸passes: 1h, then: []}
      - {name: c, steps: [{when: {PlaceOrder: {}}, ▸ended: true}]}
      - {name: d, when: {▸PlaceOrdr: {}}, then: []}
`, []string{
		"UNKNOWN_KEY \"sends\" isn't a key of a scenario of an aggregate (what a command comes to stands under `then`)",
		"UNKNOWN_KEY \"passes\" isn't a key of a scenario of an aggregate (say under `now` when the command is sent)",
		"UNKNOWN_KEY \"ended\" isn't a key of a step (instances end under `scenarios` of a process)",
		"UNKNOWN_COMMAND Order has no command \"PlaceOrdr\" (did you mean PlaceOrder?)",
	}}.run(t)
}
