package scenario_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/scenario"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// head declares what the model below holds, and some things that it doesn't:
// they were found wrong before.
const head = `context: orders
aggregates:
  Order:
    guards: {broken_guard: {if: oops, message: m}, idle: {if: "true", message: m}}
    invariants: [{id: broken_invariant, check: oops, message: m}]
    events:
      OrderPlaced: {fields: {customer: string}}
      OrderCancelled: {fields: {reason: string}}
      BrokenEvent: {fields: {x: Nothing}}
      HalfBroken: {fields: {x: Nothing}}
    commands:
      PlaceOrder: {fields: {customer: string}, emits: [OrderPlaced, BrokenEvent], asks: {broken_ask: {type: Nothing}}}
      CancelOrder: {refuses: [broken_guard], emits: [OrderCancelled]}
      NoteFailure: {emits: [OrderCancelled], on_rejected: {event: OrderCancelled}}
      BrokenCommand: {fields: {x: Nothing}}
`

func kind(k model.Kind) *model.Type { return &model.Type{Kind: k} }

func optional(t *model.Type) *model.Type { return &model.Type{Kind: model.Optional, Elem: t} }

func field(name string, t *model.Type) *model.Field {
	return &model.Field{Name: name, GoName: name, Wire: name, Type: t}
}

func ruled(f *model.Field, rules model.FieldRules) *model.Field {
	f.Rules = rules
	return f
}

// orders is what the schema's head was resolved to.
func orders() *model.Aggregate {
	one, zero := 1, &model.Literal{Type: kind(model.Int64), Value: int64(0)}
	ctx := &model.Context{Name: "orders"}
	order := &model.Aggregate{Context: ctx, Name: "Order", GoName: "Order"}
	ctx.Aggregates = []*model.Aggregate{order}
	order.ID = &model.ID{Aggregate: order, Context: ctx, GoName: "OrderID", Prefix: "ord"}
	order.IDField = field("order_id", &model.Type{Kind: model.IDRef, ID: order.ID})
	order.IDField.AggregateID = true

	status := &model.Enum{Context: ctx, Name: "OrderStatus", GoName: "OrderStatus", Members: []*model.EnumMember{
		{Name: "placed", GoName: "OrderStatusPlaced"}, {Name: "cancelled", GoName: "OrderStatusCancelled"}}}
	statusType := &model.Type{Kind: model.EnumRef, Enum: status}
	money := &model.Value{Context: ctx, Name: "Money", GoName: "Money",
		Fields: []*model.Field{field("amount", kind(model.Int64)), field("currency", kind(model.String))},
		Rules:  []*model.Rule{{ID: "known_currency"}}}
	moneyType := &model.Type{Kind: model.ValueRef, Value: money}
	item := &model.Value{Context: ctx, Name: "Item", GoName: "Item", Fields: []*model.Field{
		field("sku", kind(model.String)), ruled(field("quantity", kind(model.Int64)), model.FieldRules{GT: zero})}}
	items := &model.Type{Kind: model.List, Elem: &model.Type{Kind: model.ValueRef, Value: item}}
	method := &model.Union{Context: ctx, Name: "Method", GoName: "Method"}
	method.Variants = []*model.Variant{{Union: method, Name: "card", GoName: "MethodCard", Fields: []*model.Field{field("last4", kind(model.String))}}}

	priority := field("priority", kind(model.Int32))
	priority.Default = &model.Literal{Type: kind(model.Int32), Value: int64(3)}
	placed := &model.Event{Aggregate: order, Name: "OrderPlaced", GoName: "OrderPlaced", Fields: []*model.Field{
		order.IDField, field("customer", kind(model.String)), field("note", optional(kind(model.String))), priority}}
	cancelled := &model.Event{Aggregate: order, Name: "OrderCancelled", GoName: "OrderCancelled",
		From: []*model.EnumMember{status.Members[0]}, FromID: "wrong_status",
		Fields: []*model.Field{order.IDField, field("reason", kind(model.String)), field("refund", optional(moneyType)), field("at", optional(kind(model.Timestamp)))}}
	half := &model.Event{Aggregate: order, Name: "HalfBroken", GoName: "HalfBroken", Fields: []*model.Field{order.IDField}}
	order.Events = []*model.Event{placed, cancelled, half}

	order.State = []*model.Field{order.IDField, field("status", statusType), field("total", optional(moneyType)),
		field("stock", &model.Type{Kind: model.Map, Key: kind(model.String), Elem: kind(model.Int64)}), field("items", items)}
	order.Invariants = []*model.Invariant{{ID: "total_matches"}}

	price := &model.Ask{Name: "unit_price", GoName: "UnitPrice", Type: kind(model.Decimal)}
	ctx.Asks = []*model.Ask{price}
	rejection := &model.Rejection{Name: "CreditExceeded", GoName: "CreditExceeded"}
	order.Commands = []*model.Command{
		{Aggregate: order, Name: "PlaceOrder", GoName: "PlaceOrder", Creates: model.MustNotExist,
			Fields: []*model.Field{order.IDField,
				ruled(field("customer", kind(model.String)), model.FieldRules{MinLen: &one}),
				field("nickname", kind(model.String)),
				field("items", items),
				field("status", statusType),
				field("method", &model.Type{Kind: model.UnionRef, Union: method}),
				field("price", moneyType),
				field("stock", &model.Type{Kind: model.Map, Key: kind(model.String), Elem: kind(model.Int64)}),
			},
			Rules: []*model.Rule{{ID: "distinct_skus"}},
			Asks:  []*model.CommandAsk{{Ask: price}},
			Emits: []*model.Emit{{Event: placed}}},
		{Aggregate: order, Name: "CancelOrder", GoName: "CancelOrder",
			Fields:  []*model.Field{order.IDField, field("reason", kind(model.String))},
			Refuses: []*model.Refusal{{ID: "closed"}},
			Rejects: []*model.Rejection{rejection},
			Emits:   []*model.Emit{{Event: cancelled}}},
		{Aggregate: order, Name: "NoteFailure", GoName: "NoteFailure",
			Fields:  []*model.Field{order.IDField},
			Refuses: []*model.Refusal{{ID: "closed"}},
			Emits:   []*model.Emit{{Event: cancelled}}},
	}
	return order
}

// check reads the examples that follow the head, indented as they stand there.
func check(t *testing.T, examples string) (*model.Aggregate, []diag.Finding) {
	t.Helper()
	file, findings := syntax.Parse("orders.orchestrix.yaml", []byte(head+examples))
	for _, f := range findings {
		t.Fatalf("%d:%d %s: %s", f.Span.Start.Line, f.Span.Start.Column, f.Rule, f.Message)
	}
	a := orders()
	return a, scenario.Check(scenario.Input{Aggregate: a, Syntax: file.Aggregates[0], Shared: file.Fixtures})
}

// unmark takes ‹…› out of a schema and gives the place they stood around.
func unmark(schema string) (string, diag.Span) {
	from, to := strings.Index(schema, "‹"), strings.Index(schema, "›")
	if from < 0 {
		return schema, diag.Span{}
	}
	place := func(before string) diag.Pos {
		before = head + strings.NewReplacer("‹", "", "›", "").Replace(before)
		line := before[strings.LastIndexByte(before, '\n')+1:]
		return diag.Pos{Line: strings.Count(before, "\n") + 1, Column: len([]rune(line)) + 1}
	}
	return strings.NewReplacer("‹", "", "›", "").Replace(schema),
		diag.Span{File: "orders.orchestrix.yaml", Start: place(schema[:from]), End: place(schema[:to])}
}

// step is a scenario of one line.
func step(keys string) string { return "    scenarios: [{name: s, " + keys + "}]\n" }

const (
	placeAll = `when: {PlaceOrder: {customer: c, nickname: "", items: [], status: placed, method: {type: card, last4: "1"}, price: {amount: 1, currency: EUR}, stock: {}}}`
	cancel   = `when: {CancelOrder: {reason: r}}`
)

func TestExamplesThatHold(t *testing.T) {
	tests := map[string]string{
		"then":                     step(cancel + ", then: [{OrderCancelled: {reason: r, refund: null}}]"),
		"in part":                  step(cancel + ", then: [{OrderCancelled: {refund: {amount: 1}}}]"),
		"an empty body":            step(cancel + ", then: [{OrderCancelled: }]"),
		"nothing":                  step(cancel + ", then: []"),
		"qualified":                step("given: [{orders.OrderPlaced: {customer: c}}], " + cancel + ", then: []"),
		"state":                    step(cancel + ", state: {status: cancelled, stock: {a: 1}, items: [{sku: a}]}"),
		"an unset state":           step(cancel + ", state: {status: null, total: null}"),
		"state of no command":      step("given: [{OrderPlaced: {customer: c}}], state: {status: placed}"),
		"a refusal":                step(cancel + ", rejected: closed"),
		"a rejection":              step(cancel + ", rejected: CreditExceeded"),
		"an invariant":             step(cancel + ", rejected: total_matches"),
		"the lifecycle":            step(cancel + ", rejected: wrong_status"),
		"not found":                step(cancel + ", rejected: not_found"),
		"already there":            step(placeAll + ", rejected: already_exists"),
		"a made id":                step(strings.Replace(placeAll, "{customer", `{order_id: "", customer`, 1) + ", asks: {unit_price: '1'}, then: [{OrderPlaced: {}}]"),
		"answers":                  step(placeAll + `, asks: {unit_price: "13.00"}, then: [{OrderPlaced: {}}]`),
		"no answer needed":         step(placeAll + `, then: []`),
		"now and meta":             step("now: 2026-01-29T12:00:00+01:00, meta: {actor: a, tenant: t, correlation_id: c, causation_id: d}, ids: [x, y], " + cancel + ", then: []"),
		"a path":                   step(strings.Replace(placeAll, "items: []", "items: [{sku: a, quantity: 0}]", 1) + `, invalid: ["items[0].quantity"]`),
		"a part left out":          step(strings.Replace(placeAll, "items: []", "items: [{sku: a}]", 1) + `, invalid: ["items[0].quantity"]`),
		"a field left out":         step(strings.Replace(placeAll, "customer: c, ", "", 1) + `, invalid: [customer]`),
		"an enum left out":         step(strings.Replace(placeAll, "status: placed, ", "", 1) + `, invalid: [status]`),
		"no member of the enum":    step(strings.Replace(placeAll, "status: placed", "status: bogus", 1) + `, invalid: [status]`),
		"a part of a union":        step(placeAll + `, invalid: [method.last4]`),
		"an entry":                 step(placeAll + `, invalid: ['stock["a b"]']`),
		"a rule of the command":    step(placeAll + `, invalid: [distinct_skus]`),
		"a rule of a value":        step(placeAll + `, invalid: [known_currency]`),
		"a rule of a field":        step(placeAll + `, invalid: [min_len]`),
		"repeated":                 step(cancel + ", repeat: true, then: []"),
		"at and meta":              step("given: [{OrderPlaced: {customer: c}, at: 2026-01-01T00:00:00Z, meta: {actor: x}}], " + cancel + ", then: []"),
		"steps of their own":       step("steps: [{now: 2026-01-01T00:00:00Z, meta: {actor: a}, ids: [a], given: [{OrderPlaced: {customer: c}}], " + cancel + ", then: []}, {" + cancel + ", rejected: closed}], state: {status: placed}"),
		"fixtures":                 "    fixtures: {a: [{OrderPlaced: {customer: c}}], b: [a, {OrderCancelled: {reason: r}}]}\n" + step("given: [b], "+cancel+", rejected: closed"),
		"a fixture of the context": "fixtures: {a: [{OrderPlaced: {customer: c}}]}\n",
	}
	for name, examples := range tests {
		t.Run(name, func(t *testing.T) {
			a, findings := check(t, examples)
			for _, f := range findings {
				t.Errorf("%d:%d %s: %s", f.Span.Start.Line, f.Span.Start.Column, f.Rule, f.Message)
			}
			if strings.Contains(examples, "scenarios") && len(a.Scenarios) != 1 {
				t.Errorf("%d scenarios", len(a.Scenarios))
			}
		})
	}
}

func TestFindings(t *testing.T) {
	tests := []struct {
		name, examples string
		rule           diag.Rule
		says           string // message and suggestion, in part
	}{
		{"two of a name", "    scenarios: [{name: s, " + cancel + ", then: []}, {name: ‹s›, " + cancel + ", then: []}]\n", diag.DuplicateName, "already"},
		{"no name", "    scenarios: [{name: ‹\"\"›, " + cancel + ", then: []}]\n", diag.BadValue, "needs a name"},
		{"no expectation", step("when: {‹CancelOrder›: {reason: r}}"), diag.ScenarioShape, "nothing is expected of CancelOrder"},
		{"nothing at all", "    scenarios: [{name: ‹s›, given: []}]\n", diag.ScenarioShape, "nothing is expected here"},
		{"no command", "    scenarios: [{name: ‹s›, then: []}]\n", diag.ScenarioShape, "no command"},
		{"repeating nothing", "    scenarios: [{name: s, repeat: ‹true›, state: {}}]\n", diag.ScenarioShape, "there is none"},
		{"invalid and refused", "    scenarios: [{name: ‹s›, " + cancel + ", invalid: [reason], rejected: closed}]\n", diag.ScenarioShape, "comes to nothing else"},
		{"refused with events", step(cancel + ", rejected: ‹closed›, then: []"), diag.ScenarioShape, "raises no events"},
		{"an outcome beside steps", step("steps: [{" + cancel + ", then: []}], ‹then›: []"), diag.ScenarioShape, "stands in the steps"},
		{"a path twice", step("when: {CancelOrder: {reason: \"\"}}, invalid: [reason, ‹reason›]"), diag.DuplicateName, "stands here twice"},
		{"an unknown command", step("when: {‹CancleOrder›: {}}, then: []"), diag.UnknownCommand, "did you mean CancelOrder?"},
		{"a missing field", step("when: {‹CancelOrder›: {}}, then: []"), diag.ScenarioIncomplete, "reason of the command CancelOrder is missing"},
		{"an unknown field", step("when: {CancelOrder: {reason: r, ‹reson›: x}}, then: []"), diag.UnknownField, "did you mean reason?"},
		{"a value of another type", step(cancel + ", then: [{OrderCancelled: {refund: {amount: ‹much›}}}]"), diag.ScenarioValue, "isn't an int64"},
		{"absence of what is always there", step(cancel + ", then: [{OrderCancelled: {reason: ‹null›}}]"), diag.ScenarioValue, "never absent"},
		{"an unknown event", step(cancel + ", then: [{‹OrderCanceled›: {}}]"), diag.UnknownEvent, "did you mean OrderCancelled?"},
		{"another command's event", step(cancel + ", then: [{‹OrderPlaced›: {}}]"), diag.ScenarioOutcome, "CancelOrder never raises OrderPlaced"},
		{"an unknown state field", step(cancel + ", state: {‹statu›: placed}"), diag.UnknownField, "did you mean status?"},
		{"no member", step(cancel + ", state: {status: ‹payed›}"), diag.UnknownEnumMember, ""},
		{"an unknown refusal", step(cancel + ", rejected: ‹close›"), diag.UnknownRejection, "did you mean closed?"},
		{"another command's refusal", step(placeAll + ", rejected: ‹closed›"), diag.ScenarioOutcome, "it can be refused by already_exists"},
		{"a guard that guards nothing", step(cancel + ", rejected: ‹idle›"), diag.ScenarioOutcome, "CancelOrder is never refused by idle"},
		{"created and not found", step(placeAll + ", rejected: ‹not_found›"), diag.ScenarioOutcome, "where there is no Order"},
		{"not creating and already there", step(cancel + ", rejected: ‹already_exists›"), diag.ScenarioOutcome, "where there is a Order"},
		{"never forbidden", step(cancel + ", rejected: ‹forbidden›"), diag.ScenarioOutcome, "add `allowed`"},
		{"an unknown path", step(cancel + ", invalid: [‹reasn›]"), diag.ScenarioUnknown, "did you mean reason?"},
		{"an unknown rule", step(placeAll + ", invalid: [‹distinct_sku›]"), diag.ScenarioUnknown, "did you mean distinct_skus?"},
		{"an unknown part", step(placeAll + `, invalid: ["items[0].‹quantiti›"]`), diag.ScenarioUnknown, "did you mean quantity?"},
		{"an index of no list", step(placeAll + `, invalid: ["customer‹[0]›"]`), diag.ScenarioUnknown, "doesn't lead anywhere in a string"},
		{"no path", step(placeAll + `, invalid: [‹"items[x]"›]`), diag.ScenarioUnknown, "isn't a path"},
		{"invalid in no respect", step("when: {‹CancelOrder›: {reason: r}}, invalid: []"), diag.ScenarioShape, "names no path"},
		{"left out unseen", step(strings.Replace(placeAll, `nickname: "", `, "", 1) + ", invalid: [‹nickname›]"), diag.ScenarioOutcome, "which no rule of it refuses"},
		{"left out elsewhere", step("when: {‹PlaceOrder›: {nickname: n, items: [], status: placed, method: {type: card, last4: x}, price: {amount: 1, currency: E}, stock: {}}}, invalid: [items]"), diag.ScenarioIncomplete, "customer"},
		{"what Go can't hold", step(strings.Replace(placeAll, "items: []", "items: [{sku: a, quantity: ‹lots›}]", 1) + `, invalid: ["items[0].quantity"]`), diag.ScenarioValue, "isn't an int64"},
		{"a bad now", step("now: ‹noon›, " + cancel + ", then: []"), diag.ScenarioValue, "isn't a timestamp"},
		{"a now too fine", step("now: ‹2026-01-01T00:00:00.0000001Z›, " + cancel + ", then: []"), diag.ScenarioValue, "microsecond"},
		{"an unknown meta", step("meta: {‹actr›: a}, " + cancel + ", then: []"), diag.UnknownKey, "did you mean actor?"},
		{"the time in meta", step("meta: {‹time›: 2026-01-01T00:00:00Z}, " + cancel + ", then: []"), diag.UnknownKey, "write `now`"},
		{"the version in meta", step("meta: {‹version›: 3}, " + cancel + ", then: []"), diag.UnknownKey, "comes by itself"},
		{"an unknown question", step("asks: {‹unit_prise›: 1}, " + cancel + ", then: []"), diag.ScenarioUnknown, "did you mean unit_price?"},
		{"a bad answer", step("asks: {unit_price: ‹dear›}, " + cancel + ", then: []"), diag.ScenarioValue, "isn't a decimal"},
		{"no answer", step(strings.Replace(placeAll, "PlaceOrder", "‹PlaceOrder›", 1) + ", then: [{OrderPlaced: {}}]"), diag.ScenarioIncomplete, "asks unit_price, which nobody answers"},
		{"an unknown fixture", "    fixtures: {placed: []}\n" + step("given: [‹plased›], "+cancel+", then: []"), diag.ScenarioUnknown, "did you mean placed?"},
		{"an event as a fixture", step("given: [‹OrderPlaced›], " + cancel + ", then: []"), diag.ScenarioUnknown, "an event is written {OrderPlaced: {}}"},
		{"a fixture twice", "    fixtures: {a: []}\nfixtures: {‹a›: []}\n", diag.DuplicateName, "already"},
		{"fixtures in a circle", "    fixtures: {a: [b], b: [c], c: [‹a›]}\n", diag.FixtureCycle, "a begins with itself"},
		{"a fixture of itself", "    fixtures: {a: [‹a›]}\n", diag.FixtureCycle, "a begins with itself"},
		{"an incomplete given", step("given: [{‹OrderPlaced›: {}}], " + cancel + ", then: []"), diag.ScenarioIncomplete, "customer"},
		{"an unknown given", step("given: [{‹OrderPlacd›: {}}], " + cancel + ", then: []"), diag.UnknownEvent, "did you mean OrderPlaced?"},
		{"a foreign given", step("given: [{‹payments.Paid›: {}}], " + cancel + ", then: []"), diag.ScenarioUnknown, "another context"},
		{"an old given", step("given: [{OrderPlaced‹@1›: {}}], " + cancel + ", then: []"), diag.NotYet, "earlier version"},
		{"a mistake in an unused fixture", "    fixtures: {a: [{‹OrderPlacd›: {}}]}\n", diag.UnknownEvent, "did you mean OrderPlaced?"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			examples, span := unmark(tt.examples)
			a, findings := check(t, examples)
			if len(findings) != 1 {
				t.Fatalf("findings %v", findings)
			}
			f := findings[0]
			if f.Rule != tt.rule || f.Span != span {
				t.Errorf("%v %s, want %v %s: %s", f.Span, f.Rule, span, tt.rule, f.Message)
			}
			if text := f.Message + "; " + f.Suggestion; !strings.Contains(text, tt.says) {
				t.Errorf("it says %q, want %q", text, tt.says)
			}
			if tt.rule != diag.DuplicateName && tt.name != "no name" && len(a.Scenarios) > 0 {
				t.Error("the scenario is there all the same")
			}
		})
	}
}

func TestWhatWasFoundBeforeIsNotReportedAgain(t *testing.T) {
	for name, examples := range map[string]string{
		"a command":              step("when: {BrokenCommand: {x: 1}}, then: []"),
		"a given event":          step("given: [{BrokenEvent: {x: 1}}], " + cancel + ", then: []"),
		"a field":                step("given: [{HalfBroken: {x: 1}}], " + cancel + ", then: []"),
		"an emitted event":       step(placeAll + ", then: [{BrokenEvent: {}}]"),
		"a refusal":              step(cancel + ", rejected: broken_guard"),
		"an invariant":           step(cancel + ", rejected: broken_invariant"),
		"a refusal of an event":  step(placeAll + ", rejected: wrong_status"),
		"a question":             step("asks: {broken_ask: 1}, " + cancel + ", then: []"),
		"by way of a fixture":    "    fixtures: {a: [{BrokenEvent: {}}]}\n" + step("given: [a], "+cancel+", then: []"),
		"the event of a refusal": step("when: {NoteFailure: {}}, rejected: closed, then: [{OrderCancelled: {}}]"),
	} {
		t.Run(name, func(t *testing.T) {
			a, findings := check(t, examples)
			if len(findings) > 0 {
				t.Errorf("findings %v", findings)
			}
			if len(a.Scenarios) > 0 {
				t.Error("the scenario is there all the same")
			}
		})
	}
}

func TestFixturesThatDoubleAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("    fixtures:\n      f0: [{OrderPlaced: {customer: c}}]\n")
	for i := 1; i <= 60; i++ {
		fmt.Fprintf(&b, "      f%d: [f%d, f%d]\n", i, i-1, i-1)
	}
	_, findings := check(t, b.String())
	if len(findings) == 0 || !strings.Contains(findings[0].Message, "more than 10000 events") {
		t.Errorf("findings %v", findings)
	}
}

func TestTheModelOfAScenario(t *testing.T) {
	a, findings := check(t, `    fixtures:
      placed: [{OrderPlaced: {customer: c}}]
    scenarios:
      - name: s
        meta: {actor: me}
        given:
          - placed
          - OrderPlaced: {order_id: ord_2, customer: d, priority: 5}
            at: 2026-01-01T01:00:00+01:00
        when: {CancelOrder: {order_id: ord_2, reason: r}}
        then: [{OrderCancelled: {reason: r}}]
        state: {status: placed}
`)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	s := a.Scenarios[0]
	if len(s.Given) != 2 || s.Given[0].ID != "ord_1" || s.Given[1].ID != "ord_2" {
		t.Errorf("given %+v", s.Given)
	}
	if !s.Given[0].At.IsZero() || s.Given[1].At.Format("15:04 MST") != "00:00 UTC" {
		t.Errorf("given at %v and %v", s.Given[0].At, s.Given[1].At)
	}
	fields := s.Given[0].Value.Value.(*model.StructLiteral).Fields
	if len(fields) != 3 || fields[0].Value.Value != "ord_1" || fields[1].Value.Value != "c" || fields[2].Value.Value != int64(3) {
		t.Errorf("the id and the default aren't filled in: %+v", fields)
	}
	if !s.Now.IsZero() || s.Meta.Actor != "me" {
		t.Errorf("now %v, meta %v", s.Now, s.Meta)
	}
	step := s.Steps[0]
	if step.ID != "ord_2" || step.StateID != "ord_2" {
		t.Errorf("command on %q, state of %q", step.ID, step.StateID)
	}
	if n := len(step.Then[0].Value.Value.(*model.StructLiteral).Fields); n != 1 {
		t.Errorf("%d fields are expected", n)
	}
	if len(a.Fixtures) != 1 || len(a.Fixtures[0].Events) != 1 {
		t.Errorf("fixtures %+v", a.Fixtures)
	}
}
