package resolve_test

import (
	"slices"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// order is a context that resolves, for tests that look at the model.
const order = `
context: sales
enums: {Status: [draft, placed, cancelled]}
values:
  Item: {fields: {sku: string, quantity: int32}}
aggregates:
  Order:
    doc: A wish to buy.
    state:
      status: {type: Status, initial: draft}
      customer: string
      items: list of Item
      stock: map of string to int
      note: optional string
      count: int
    lifecycle: status
    invariants:
      - {id: few_items, check: size(state.items) <= 100, message: "more than 100 items, by {meta.actor}"}
    guards:
      closed: {if: state.status == cancelled, message: "order {state.order_id} is closed"}
    rejections:
      CreditExceeded: {message: "over by {excess}", fields: {excess: int}}
    events:
      OrderPlaced:
        published: true
        fields: {customer: string, items: list of Item, note: string}
        from: [draft]
        to: placed
        copies: [customer, items, note]
      ItemAdded:
        fields: {item: Item, note: optional string}
        sets:
          items: state.items + [event.item]
          "stock[event.item.sku]": event.item.quantity
          "items[sku == event.item.sku].quantity": event.item.quantity
          count: 0
          note: null
      OrderCancelled:
        fields: {reason: string}
        from: {states: [draft, placed], id: not_open, message: "an order is cancelled while {state.status} can be"}
        to: cancelled
      StockCounted: {apply: go}
      OrderDeleted: {ends: true}
      OrderFlagged: {retired: true}
    commands:
      PlaceOrder:
        creates: true
        actor: customer
        allowed: cmd.customer == meta.actor
        fields: {customer: string, items: {type: list of Item, min_items: 1}, note: string}
        rules:
          - {id: some_quantity, check: "cmd.items.all(i, i.quantity > 0)", message: each item is there}
        emits: [OrderPlaced]
      AddItem:
        fields: {item: Item}
        let: {many: size(state.items) + total, total: cmd.item.quantity}
        asks:
          credit: {args: [cmd.order_id, cmd.item.sku], type: decimal}
          limit: {args: [state.customer], type: int}
        refuses:
          - closed
          - {id: too_many, if: many > limit, message: "{many} are too many"}
        skips: ["credit == decimal(0)"]
        emits:
          - {event: ItemAdded, from_state: [note]}
          - {event: ItemAdded, for_each: state.items, as: other, when: has(state.note), with: {item: other, note: state.note}}
      Recount: {decide: go, emits: [StockCounted], rejects: [CreditExceeded]}
      Copy: {like: PlaceOrder, creates: once, fields: {of: ref Order}, emits: [OrderPlaced]}
`

func theOrder(t *testing.T) *model.Aggregate {
	t.Helper()
	return mustResolve(t, order).Contexts[0].Aggregates[0]
}

func command(a *model.Aggregate, name string) *model.Command {
	for _, c := range a.Commands {
		if c.Name == name {
			return c
		}
	}
	return nil
}

func event(a *model.Aggregate, name string) *model.Event {
	for _, e := range a.Events {
		if e.Name == name {
			return e
		}
	}
	return nil
}

func TestAnAggregateIsResolved(t *testing.T) {
	a := theOrder(t)
	if a.Category != "sales.Order" || a.ID.GoName != "OrderID" || a.ID.Prefix != "order" || a.Doc != "A wish to buy." {
		t.Errorf("%s, %+v", a.Category, a.ID)
	}
	id := a.State[0]
	if id != a.IDField || id.Name != "order_id" || id.GoName != "OrderID" || !id.AggregateID || id.Type.ID != a.ID {
		t.Errorf("the first field of the state is %+v", id)
	}
	if a.Lifecycle == nil || a.Lifecycle.Initial.Value.(*model.EnumMember).GoName != "StatusDraft" {
		t.Errorf("lifecycle %+v", a.Lifecycle)
	}
	inv := a.Invariants[0]
	if inv.ID != "few_items" || inv.GoName != "OrderRefusalFewItems" || inv.Check.Rule != "sales.Order.few_items" || inv.Check.Type().Kind != model.Bool {
		t.Errorf("invariant %+v", inv)
	}
	if r := a.Rejections[0]; r.Name != "CreditExceeded" || len(r.Fields) != 1 || len(r.Message.Parts) != 2 {
		t.Errorf("rejection %+v", r)
	}
}

func TestEventsAreResolved(t *testing.T) {
	a := theOrder(t)
	placed := event(a, "OrderPlaced")
	if !placed.Published || placed.Version != 1 || placed.WireType != "sales.OrderPlaced" || !placed.Fields[0].AggregateID || len(placed.Fields) != 4 {
		t.Errorf("%+v", placed)
	}
	if len(placed.From) != 1 || placed.From[0].Name != "draft" || placed.FromID != "wrong_status" || placed.FromGoName != "OrderRefusalWrongStatus" || placed.To.Name != "placed" {
		t.Errorf("from %v (%s) to %v", placed.From, placed.FromID, placed.To)
	}
	if len(placed.Copies) != 3 || placed.Copies[2].State.Type.Kind != model.Optional || placed.Copies[2].Event.Type.Kind != model.String {
		t.Errorf("copies %+v", placed.Copies)
	}
	added := event(a, "ItemAdded")
	if len(added.Sets) != 5 || added.Sets[0].Value.Rule != "sales.ItemAdded.items" {
		t.Errorf("sets %+v", added.Sets)
	}
	if s := added.Sets[1]; s.Field.Name != "stock" || len(s.Steps) != 1 || s.Steps[0].Key == nil || s.Value.Type().Kind != model.Int64 {
		t.Errorf("a path into a map: %+v", s)
	}
	if s := added.Sets[2]; len(s.Steps) != 2 || s.Steps[0].Where == nil || s.Steps[1].Field.Name != "quantity" || s.Value.Type().Kind != model.Int32 {
		t.Errorf("a path into a list: %+v", s)
	}
	if s := added.Sets[4]; s.Value.Type().Kind != model.Optional {
		t.Errorf("null is %+v", s.Value.Node)
	}
	cancelled := event(a, "OrderCancelled")
	if cancelled.FromID != "not_open" || cancelled.FromGoName != "OrderRefusalNotOpen" || len(cancelled.FromText.Parts) != 3 {
		t.Errorf("%+v", cancelled)
	}
	if !event(a, "StockCounted").ApplyGo || !event(a, "OrderDeleted").Ends || !event(a, "OrderFlagged").Retired {
		t.Error("apply, ends or retired is lost")
	}
}

func TestCommandsAreResolved(t *testing.T) {
	a := theOrder(t)
	place := command(a, "PlaceOrder")
	if place.Creates != model.MustNotExist || place.Actor != "customer" || place.Allowed == nil || place.WireType != "sales.PlaceOrder" {
		t.Errorf("%+v", place)
	}
	if rule := place.Rules[0]; rule.ID != "some_quantity" || len(rule.Fields) != 1 || rule.Fields[0].Name != "items" {
		t.Errorf("rule %+v", rule)
	}
	for _, f := range place.Emits[0].Fields {
		if f.Value.Source != "cmd."+f.Field.Name {
			t.Errorf("%s comes from %s", f.Field.Name, f.Value.Source)
		}
	}

	add := command(a, "AddItem")
	if len(add.Lets) != 2 || add.Lets[0].Name != "total" || add.Lets[1].Name != "many" {
		t.Errorf("a let doesn't come after the one it needs: %+v", add.Lets)
	}
	credit, limit := add.Asks[0], add.Asks[1]
	if !credit.BeforeLoad || limit.BeforeLoad {
		t.Error("what needs the state is asked before it is loaded, or what doesn't isn't")
	}
	if p := credit.Ask.Params; p[0].GoName != "orderID" || p[0].Type.Kind != model.String || p[1].GoName != "sku" {
		t.Errorf("parameters %+v %+v", p[0], p[1])
	}
	if asks := a.Context.Asks; len(asks) != 2 || asks[0] != credit.Ask || asks[0].GoName != "Credit" {
		t.Errorf("the context asks %+v", asks)
	}
	if r := add.Refuses; len(r) != 2 || !r[0].Guard || r[0].GoName != "OrderRefusalClosed" || r[1].GoName != "OrderRefusalTooMany" || r[1].If.Rule != "sales.AddItem.too_many" {
		t.Errorf("refuses %+v %+v", r[0], r[1])
	}
	first, second := add.Emits[0], add.Emits[1]
	if first.Fields[0].Value.Source != "cmd.item" || first.Fields[1].Value.Source != "state.note" {
		t.Errorf("sources %+v", first.Fields)
	}
	if second.ForEach == nil || second.As.Name != "other" || second.When == nil || second.When.Rule != "sales.AddItem.ItemAdded.when" {
		t.Errorf("%+v", second)
	}

	recount := command(a, "Recount")
	if !recount.DecideGo || len(recount.Emits) != 1 || recount.Emits[0].Fields != nil || recount.Rejects[0] != a.Rejections[0] {
		t.Errorf("%+v", recount)
	}
	copied := command(a, "Copy")
	if copied.Creates != model.CreateOnce || len(copied.Fields) != 5 || !copied.Fields[0].AggregateID || copied.Fields[4].Name != "of" {
		t.Errorf("%+v", copied.Fields)
	}
	if copied.Fields[2] == place.Fields[2] || copied.Fields[2].Rules.MinItems == nil {
		t.Error("a field by like is the other's own, or has lost its rules")
	}
}

func TestAFieldFillsAnOptionalOne(t *testing.T) {
	ws := mustResolve(t, `
context: a
aggregates:
  Order:
    events: {Noted: {fields: {note: optional string}, apply: none}}
    commands: {Note: {fields: {note: string}, emits: [Noted]}}
`)
	value := ws.Contexts[0].Aggregates[0].Commands[0].Emits[0].Fields[0].Value
	if _, ok := value.Node.(*model.Some); !ok || value.Type().Kind != model.Optional {
		t.Errorf("note is filled by %#v", value.Node)
	}
}

func TestIDs(t *testing.T) {
	ws := mustResolve(t, `
context: a
aggregates:
  OrderLine2: {}
  Plain: {id: {prefix: pl}}
  Unique: {id: {format: uuid, name: number}}
  Natural: {id: {format: natural}}
  Old: {was: [First, Second]}
`)
	all := ws.Contexts[0].Aggregates
	if id := all[0].ID; id.Prefix != "order_line" || id.Format != model.IDPrefix || all[0].IDField.Name != "order_line2_id" {
		t.Errorf("%+v", id)
	}
	if all[1].ID.Prefix != "pl" {
		t.Errorf("%+v", all[1].ID)
	}
	if all[2].ID.Format != model.IDUUID || all[2].IDField.Name != "number" || all[2].ID.GoName != "UniqueID" {
		t.Errorf("%+v, %+v", all[2].ID, all[2].IDField)
	}
	if all[3].ID.Format != model.IDNatural || all[3].ID.Prefix != "" {
		t.Errorf("%+v", all[3].ID)
	}
	if all[4].Category != "a.First" {
		t.Errorf("an aggregate is stored as %s", all[4].Category)
	}
	if was := all[4].IDField.Was; !slices.Equal(was, []string{"first_id", "second_id"}) {
		t.Errorf("the id's JSON key was %v", was)
	}
	for _, w := range []wrong{
		{"a prefix that isn't one", "context: a\naggregates:\n  A: {id: {prefix: ▸A-1}}\n", []string{`BAD_VALUE "A-1" can't be the prefix of ids`}},
		{"a prefix of a uuid", "context: a\naggregates:\n  A: {id: {format: uuid, prefix: ▸a}}\n", []string{"KEY_CONFLICT an id with `format: uuid` has no prefix"}},
		{"a field like the id's old name", "context: a\naggregates:\n  A: {was: B, state: {▸b_id: string}}\n", []string{`WIRE_CLASH the JSON key "b_id" is that of the field a_id, too`}},
		{"a name's style", "context: a\naggregates:\n  A: {id: {name: ▸No}}\n", []string{"NAME_STYLE"}},
	} {
		w.run(t)
	}
}
