package syntax

import (
	"testing"
)

const shop = `
context: shop
kernel: false
glossary: {Order: A wish.}
enums:
  Status: [draft, on]
  Carrier:
    doc: Who carries it.
    dhl: {doc: DHL Parcel}
    ups: {deprecated: contract ended}
values:
  Money:
    fields:
      amount: {type: int64, min: 0, each: {max_len: 3, in: [a]}, default: 0}
      currency: string
    rules: [{id: r, check: this.amount > 0, message: m}]
unions:
  Method:
    card: {fields: {last4: string}}
    cash:
aggregates:
  Order:
    id: {prefix: ord}
    snapshot: {every: 100}
    state: {status: {type: Status, initial: draft, was: old}}
    unique: [{id: u, by: state.number, message: taken}]
    guards: {closed: {if: state.done, message: closed}}
    rejections: {TooMuch: {message: m, fields: {excess: Money}}}
    events:
      Placed:
        fields: {a: int}
        from: {states: [draft], id: late, message: too late}
        to: on
        sets: {"items[a == event.a].b": event.b, done: true, note: null}
        upcast: {1: go, 2: {a: event.b}}
      Gone: {ends: true, from: [on]}
    commands:
      Place:
        creates: once
        reads: {credit: {aggregate: Account, id: cmd.id, optional: true}}
        asks: {price: {args: [cmd.sku], type: decimal}}
        refuses: [closed, {id: late, if: now > a, message: b}]
        skips: [state.done]
        emits: [Placed, {event: Gone, for_each: state.items, as: item, when: b, with: {c: d}, from_state: [e], on: credit}]
        on_rejected: {event: Failed, with: {reason: rejection.id}}
    fixtures: {placed: [{Placed: {a: 1}}]}
    scenarios:
      - name: s
        given: [placed, {Gone: , at: 2026-01-01T00:00:00Z, meta: {actor: a}}]
        when: {Place: {a: 1}}
        then: []
        state: {a: null}
      - name: t
        steps: [{name: u, when: {Place: {}}, rejected: late}]
policies:
  P:
    whenever: a.B
    sends: [C, {command: D, retry: {attempts: 2}, on_rejected: {sends: [E]}}]
processes:
  Q:
    key: [a, b]
    whenever:
      timeout.due: {timeout: [{name: x, after: 1h}, {name: y, at: z}], ends: true}
read_models:
  R:
    key: []
    fields: {a: int}
    from: {Placed: {insert: {a: 1}}}
    queries: {q: {order_by: [a desc], page: 5}}
relations: [{with: b, as: partnership}]
`

func TestTheTreeHoldsWhatIsWritten(t *testing.T) {
	f, findings := Parse("shop.orchestrix.yaml", []byte(shop))
	for _, x := range findings {
		t.Errorf("%v: %s", x.Span.Start, x.Message)
	}
	order := f.Aggregates[0]
	placed, gone, place := order.Events[0], order.Events[1], order.Commands[0]
	first, second := order.Scenarios[0], order.Scenarios[1]
	policy, process, rows := f.Policies[0], f.Processes[0], f.ReadModels[0]
	amount := f.Values[0].Fields[0]
	for what, ok := range map[string]bool{
		"the file's own keys":              f.Path == "shop.orchestrix.yaml" && f.Context.Text == "shop" && f.Kernel.Text == "false" && f.Glossary[0].Key.Text == "Order",
		"an enum as a list":                f.Enums[0].Members[1].Name.Text == "on" && !f.Enums[0].Doc.Present(),
		"an enum as a mapping":             f.Enums[1].Doc.Present() && len(f.Enums[1].Members) == 2 && f.Enums[1].Members[1].Deprecated.Present(),
		"a field as a mapping":             amount.Type.Text == "int64" && amount.Default.Scalar.Text == "0" && amount.Span.Start.Line == 14,
		"a field's rules in order":         amount.Rules.Rules[0].Key.Text == "min" && amount.Rules.Rules[1].Nested.Rules[1].Value.Kind == ListValue,
		"a field as a type":                f.Values[0].Fields[1].Type.Text == "string",
		"a rule":                           f.Values[0].Rules[0].Check.Text == "this.amount > 0",
		"variants, also without fields":    len(f.Unions[0].Variants) == 2 && f.Unions[0].Variants[1].Name.Text == "cash",
		"an id, a snapshot":                order.ID.Prefix.Text == "ord" && order.Snapshot.Every.Text == "100",
		"state":                            order.State[0].Initial.Scalar.Text == "draft" && order.State[0].Was[0].Text == "old",
		"unique, guards, rejections":       order.Unique[0].By.Text == "state.number" && order.Guards[0].ID.Text == "closed" && order.Rejections[0].Message.Text == "m",
		"from as a mapping":                placed.From.ID.Text == "late" && placed.From.States[0].Text == "draft",
		"from as a list":                   gone.From.States[0].Text == "on" && gone.Ends.Text == "true",
		"paths on the left":                placed.Sets[0].Target.Text == "items[a == event.a].b" && placed.Sets[2].Value.Scalar.Null(),
		"upcasts":                          placed.Upcast[0].Go.Text == "go" && placed.Upcast[1].Sets[0].Target.Text == "a",
		"an event's keys":                  len(placed.Keys) == 5 && placed.Keys[4].Text == "upcast",
		"reads and asks":                   place.Reads[0].Optional.Text == "true" && place.Asks[0].Args[0].Text == "cmd.sku",
		"refusals":                         place.Refuses[0].Guard && !place.Refuses[1].Guard && place.Refuses[1].If.Text == "now > a",
		"emits":                            place.Emits[0].Event.Text == "Placed" && place.Emits[1].With[0].Target.Text == "c" && place.Emits[1].On.Text == "credit",
		"on_rejected":                      place.OnRejected.With[0].Value.Scalar.Text == "rejection.id" && place.OnRejected.Key.Text == "on_rejected",
		"fixtures":                         order.Fixtures[0].Events[0].Event.Text == "Placed" && len(order.Fixtures[0].Events[0].Value.Pairs) == 1,
		"givens":                           first.Step.Given[0].Fixture.Text == "placed" && first.Step.Given[1].At.Present() && first.Step.Given[1].Meta[0].Value.Text == "a" && first.Step.Given[1].Value == nil,
		"an empty list of events":          first.Step.HasThen && len(first.Step.Then) == 0 && !second.Step.HasThen,
		"a state that asserts absence":     first.Step.State.Pairs[0].Value.Scalar.Null(),
		"steps":                            second.Steps[0].Name.Text == "u" && second.Steps[0].Rejected.Text == "late" && second.Steps[0].When.Value.Kind == MapValue,
		"a scenario's keys":                len(first.Step.Keys) == 5 && second.Name.Text == "t",
		"a policy":                         policy.Whenever[0].Text == "a.B" && policy.Sends[0].Command.Text == "C" && policy.Sends[1].OnRejected.Sends[0].Command.Text == "E",
		"a process":                        len(process.Key) == 2 && process.Whenever[0].Timeouts[1].At.Text == "z" && process.Whenever[0].Ends.Text == "true",
		"a read model with a single row":   rows.HasKey && len(rows.Key) == 0 && rows.From[0].Insert.Sets[0].Target.Text == "a" && rows.Queries[0].OrderBy[0].Text == "a desc",
		"a relation, with one word for as": f.Relations[0].With.Text == "b" && f.Relations[0].As[0].Text == "partnership",
	} {
		if !ok {
			t.Errorf("%s: not read as written", what)
		}
	}
}

// Thirteen mistakes that have nothing to do with each other.
func TestAllMistakesOfAFileComeTogether(t *testing.T) {
	_, findings := Parse("f", []byte(`context: shop
subdomain: centre
external: maybe
colour: red
enums: {E: a}
values:
  V: {fields: {a: {min: 1}}}
  W: {fields: {a: {type: int, min_len: x}}}
aggregates:
  A:
    snapshot: {every: 0}
    events:
      E: {copies: a, doc: !b , x-a: b}
    commands:
      C:
        emits: [{with: {a: b}}]
        refuses: [{id: i, if: max(a, b), message: m}]
    scenarios:
      - when: {C: {}, D: {}}
        name: n
doc: a
doc: b
`))
	want := []string{
		"2:12 BAD_VALUE", "3:11 BAD_VALUE", "4:1 UNKNOWN_KEY", "5:12 WRONG_SHAPE", "7:16 MISSING_KEY", "8:40 BAD_VALUE", "11:23 BAD_VALUE",
		"13:19 WRONG_SHAPE", "13:27 SYNTAX", "16:17 MISSING_KEY", "17:38 UNKNOWN_KEY", "19:23 WRONG_SHAPE", "22:1 DUPLICATE_KEY",
	}
	got := placed(findings)
	if len(got) != len(want) {
		t.Errorf("%d findings, want %d", len(got), len(want))
	}
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Errorf("finding %d is %s, want %s", i, got[i], want[i])
		}
	}
}
