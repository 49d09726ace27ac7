package resolve_test

import "testing"

// reacting is a context with more in it, beside a context it reacts to.
func reacting(more string) string {
	return `-- b/b.orchestrix.yaml --
context: b
aggregates:
  Payment:
    events:
      PaymentMade: {published: true, fields: {amount: int}, apply: none}
      PaymentLost: {apply: none}
    commands: {Pay: {creates: true, fields: {amount: int}, emits: [PaymentMade]}}
-- a/a.orchestrix.yaml --
context: a
aggregates:
  Order:
    events: {OrderPaid: {fields: {amount: int}, apply: none}}
    commands:
      MarkPaid: {fields: {amount: int}, emits: [OrderPaid]}
      Note: {creates: true, emits: [{event: OrderPaid, with: {amount: 0}}]}
` + more
}

func TestReferences(t *testing.T) {
	for _, w := range []wrong{
		{"of policies", reacting(`policies:
  Good: {whenever: b.PaymentMade, uses: [payment_id, amount], sends: [{command: MarkPaid, with: {order_id: event.payment_id}}]}
  Own: {whenever: OrderPaid, sends: [MarkPaid]}
  Unused: {whenever: b.PaymentMade, sends: [Note]}
  Private: {whenever: b.PaymentLost, uses: [payment_id], sends: [Note]}
  NoEvent: {whenever: b.PaymentMad, uses: [amount], sends: [Note]}
  NoContext: {whenever: c.PaymentMade, uses: [amount], sends: [Note]}
  NoField: {whenever: b.PaymentMade, uses: [amout], sends: [Note]}
  Foreign: {whenever: OrderPaid, sends: [b.Pay]}
  ForeignToo: {whenever: OrderPaid, sends: [Pay]}
  NoCommand: {whenever: OrderPaid, sends: [MarkPayed]}
  NoTarget: {whenever: OrderPaid, sends: [{command: MarkPaid, with: {amout: event.amount}}]}
  Elsewhere: {whenever: PaymentMade, sends: [Note]}
  Nested: {whenever: OrderPaid, sends: [{command: MarkPaid, on_rejected: {sends: [Nothing]}}]}
`), []string{
			"a/a.orchestrix.yaml:11:22 MISSING_USES b.PaymentMade is of another context, and nothing says which of its fields are used (name them: uses: [payment_id, amount])",
			"a/a.orchestrix.yaml:12:23 UNPUBLISHED_DEPENDENCY PaymentLost is private to context b",
			`a/a.orchestrix.yaml:13:25 UNKNOWN_EVENT context b has no event named "PaymentMad" (did you mean PaymentMade?)`,
			`a/a.orchestrix.yaml:14:25 UNKNOWN_CONTEXT no context is named "c"`,
			`a/a.orchestrix.yaml:15:45 UNKNOWN_FIELD "amout" isn't a field of the event PaymentMade (did you mean amount?)`,
			"a/a.orchestrix.yaml:16:42 FOREIGN_COMMAND b.Pay is a command of context b",
			"a/a.orchestrix.yaml:17:45 FOREIGN_COMMAND Pay is a command of context b",
			`a/a.orchestrix.yaml:18:44 UNKNOWN_COMMAND context a has no command named "MarkPayed" (did you mean MarkPaid?)`,
			`a/a.orchestrix.yaml:19:70 UNKNOWN_FIELD "amout" isn't a field of the command MarkPaid`,
			`a/a.orchestrix.yaml:20:25 UNKNOWN_EVENT context a has no event named "PaymentMade" (did you mean b.PaymentMade?)`,
			`a/a.orchestrix.yaml:21:83 UNKNOWN_COMMAND context a has no command named "Nothing"`,
		}},
		{"of processes", reacting(`processes:
  Paying:
    key: order_id
    state: {paid: bool, sum: itn}
    whenever:
      OrderPaid: {starts: true, sets: {payd: true}, timeout: {name: due, after: 1h}, sends: [Pay]}
      timeout.due: {ends: true}
      timeout.later: {ends: true}
      b.PaymentMade: {cancels: [dew], sends: [MarkPaid]}
`), []string{
			`a/a.orchestrix.yaml:11:30 UNKNOWN_TYPE no type is named "itn"`,
			`a/a.orchestrix.yaml:13:40 BAD_TARGET the state has no field "payd" (did you mean paid?)`,
			"a/a.orchestrix.yaml:13:94 FOREIGN_COMMAND",
			`a/a.orchestrix.yaml:15:15 UNKNOWN_TIMEOUT Paying sets no timeout "later"`,
			"a/a.orchestrix.yaml:16:7 MISSING_USES",
			`a/a.orchestrix.yaml:16:33 UNKNOWN_TIMEOUT Paying sets no timeout "dew"`,
		}},
		{"of read models", reacting(`read_models:
  Orders:
    key: ordr_id
    fields: {order_id: ref Order, total: int}
    from:
      OrderPaid: {upsert: {totl: 1}}
      OrderPayed: {update: {total: 1}}
    queries:
      some: {where: [ttal]}
  More:
    key: [tenant, payment_id]
    fields: {payment_id: ref b.Payment}
    from: {b.PaymentMade: {uses: [payment_id], insert: {}}}
`), []string{
			`a/a.orchestrix.yaml:10:10 UNKNOWN_FIELD "ordr_id" isn't a field of the read model Orders (did you mean order_id?)`,
			`a/a.orchestrix.yaml:13:28 UNKNOWN_FIELD "totl"`,
			`a/a.orchestrix.yaml:14:7 UNKNOWN_EVENT context a has no event named "OrderPayed" (did you mean OrderPaid?)`,
			`a/a.orchestrix.yaml:16:22 UNKNOWN_FIELD "ttal"`,
		}},
	} {
		w.run(t)
	}
}
