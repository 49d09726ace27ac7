package resolve_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// stockModel is the context stock with parts that are right.
func stockModel(t *testing.T, parts string) *model.Context {
	t.Helper()
	ws := mustResolve(t, stock(parts))
	i := slices.IndexFunc(ws.Contexts, func(c *model.Context) bool { return c.Name == "stock" })
	return ws.Contexts[i]
}

func fieldsOf(fields []*model.Field) string {
	var all []string
	for _, f := range fields {
		all = append(all, f.Name+" "+f.Type.String())
	}
	return strings.Join(all, ", ")
}

func want(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s is\n\t%s\nwant\n\t%s", what, got, want)
	}
}

// A view has what anybody uses of the event; each who uses it has its own part.
func TestTheViewOfAForeignEvent(t *testing.T) {
	c := stockModel(t, `policies:
  First: {whenever: orders.OrderPlaced, uses: [items, total], sends: [{command: Fill, with: {lines: event.items}}]}
  Second: {whenever: [orders.OrderPlaced, crm.CustomerMerged], uses: [customer_id, into, order_id, size], do: go}
`)
	if len(c.Views) != 2 {
		t.Fatalf("%d views", len(c.Views))
	}
	v := c.Views[0]
	want(t, "the view", v.GoName+" of "+v.Event.WireType+" in "+v.Event.Category(), "OrderPlaced of orders.OrderPlaced in orders.Order")
	want(t, "the view's fields", fieldsOf(v.Fields), "order_id ref Order, customer_id ref Customer, items list of Item, total OrdersMoney, size OrdersSize")
	want(t, "what the first uses", fieldsOf(c.Policies[0].Reactions[0].Trigger.Uses), "items list of Item, total OrdersMoney")
	want(t, "what the second uses", fieldsOf(c.Policies[1].Reactions[0].Trigger.Uses), "order_id ref Order, customer_id ref Customer, size OrdersSize")
	want(t, "what it uses of the other", fieldsOf(c.Policies[1].Reactions[1].Trigger.Uses), "customer_id ref Customer, into ref Customer")
	for _, f := range v.Fields {
		if f.AggregateID {
			t.Errorf("%s counts as an id of this context's own", f.Name)
		}
	}
	var copies []string
	for _, e := range c.Enums {
		if e.Of != nil {
			copies = append(copies, fmt.Sprint(e.GoName, " ", e.Members[0].GoName))
		}
	}
	for _, v := range c.Values {
		if v.Of != nil {
			copies = append(copies, v.GoName+" "+v.Of.Context.Name)
		}
	}
	want(t, "what is copied", strings.Join(copies, ", "), "OrdersSize OrdersSizeS, Item orders, OrdersMoney orders")
	size := c.Values[slices.IndexFunc(c.Values, func(v *model.Value) bool { return v.GoName == "Item" })].Fields[3]
	if m := size.Default.Value.(*model.EnumMember); m.GoName != "OrdersSizeM" || m != size.Type.Enum.Members[1] {
		t.Errorf("the default of a copy is %v", m)
	}
	var ids []string
	for _, id := range c.IDs {
		ids = append(ids, fmt.Sprint(id.GoName, " ", id.Foreign()))
	}
	want(t, "the ids", strings.Join(ids, ", "), "ShelfID false, OrderID true, CustomerID true")
}

// Types of kernels stay the kernel's; an external context's events have no
// aggregate.
func TestTheViewOfAnExternalEvent(t *testing.T) {
	ws := mustResolve(t, `-- bank/bank.orchestrix.yaml --
context: bank
external: true
events: {TransferArrived: {fields: {amount: money.Money, reference: string}}}
-- money/money.orchestrix.yaml --
context: money
kernel: true
values: {Money: {fields: {amount: int64}}}
-- pay/pay.orchestrix.yaml --
context: pay
aggregates:
  Bill:
    id: {format: natural}
    events: {BillPaid: {fields: {amount: money.Money}, apply: none}}
    commands: {Pay: {fields: {amount: money.Money}, emits: [BillPaid]}}
policies:
  PayOnTransfer: {whenever: bank.TransferArrived, uses: [amount, reference], sends: [{command: Pay, with: {bill_id: event.reference}}]}
`)
	bank, money, pay := ws.Contexts[0], ws.Contexts[1], ws.Contexts[2]
	if len(bank.Events) != 1 || bank.Events[0].Aggregate != nil || bank.Events[0].Category() != "bank" {
		t.Errorf("the events of bank are %+v", bank.Events)
	}
	v := pay.Views[0]
	if v.Event != bank.Events[0] || v.Fields[0].Type.Value != money.Values[0] || len(pay.Values) != 0 {
		t.Errorf("the view is %+v", v)
	}
}

func TestThePolicyInTheModel(t *testing.T) {
	c := stockModel(t, `policies:
  Counting:
    was: Tallying
    since: beginning
    whenever: [ShelfFilled, ShelfEmptied]
    let: {some: event.count + 1}
    sends:
      - {command: Count, id: tally, when: some > 1, with: {count: some, note: null}, retry: {attempts: 4, backoff: 2s},
         on_rejected: {sends: [{command: Empty, with: {reason: rejection.id}}]}}
  Nightly: {every: {cron: "0 3 * * *"}, do: go, sends: [Empty]}
  Often: {every: {interval: 15m}, sends: [{command: Fill, with: {lines: [], total: 'Money{amount: 1, currency: "EUR"}'}}]}
`)
	p := c.Policies[0]
	if p.Wire != "stock.Tallying" || !p.Beginning || len(p.Reactions) != 2 || p.Reactions[1].Trigger.Event.Name != "ShelfEmptied" {
		t.Errorf("the policy is %+v", p)
	}
	s := p.Reactions[0].Sends[0]
	if s.ID != "tally" || s.Attempts != 4 || s.Backoff != 2*time.Second || s.OnRejected != model.SendOther || s.Then[0].ID != "Empty" || s.MakesID {
		t.Errorf("what is sent is %+v", s)
	}
	want(t, "what fills it", sources(s.Fields), "shelf_id event.shelf_id, count some, note null")
	want(t, "what fills the other", sources(s.Then[0].Fields), "shelf_id event.shelf_id, reason rejection.id")
	if r := c.Policies[1].Reactions[0]; r.Trigger.Every.Cron != "0 3 * * *" || len(r.Sends) != 1 || r.Sends[0].Fields != nil {
		t.Errorf("the nightly reaction is %+v", r)
	}
	if r := c.Policies[2].Reactions[0]; r.Trigger.Every.Interval != 15*time.Minute || !r.Sends[0].MakesID || len(r.Sends[0].Fields) != 2 {
		t.Errorf("the reaction of an interval is %+v", r)
	}
}

func sources(fields []model.FieldSource) string {
	var all []string
	for _, f := range fields {
		all = append(all, f.Field.Name+" "+f.Value.Source)
	}
	return strings.Join(all, ", ")
}

func TestTheProcessInTheModel(t *testing.T) {
	c := stockModel(t, `processes:
  Filling:
    key: shelf_id
    state: {count: int, note: optional string}
    whenever:
      ShelfFilled: {starts: true, sets: {count: event.count}, timeout: {name: due, after: 30m}}
      ShelfEmptied: {key: event.tags, cancels: [due], sends: [Count], ends: "true"}
      orders.OrderShipped: {uses: [order_id], key: order_id, ends: true}
      timeout.due: {sends: [{command: Empty, with: {reason: key}}]}
  ByShelf:
    key: shelf_id
    whenever: {ShelfFilled: {starts: true}, ShelfEmptied: {ends: true}}
`)
	p := c.Processes[0]
	if p.KeyType.Kind != model.String || len(p.Timeouts) != 1 || len(p.Reactions) != 4 || len(p.State) != 2 {
		t.Errorf("the process is %+v", p)
	}
	if c.Processes[1].KeyType.Kind != model.IDRef {
		t.Errorf("a process whose events have one key has one of %s", c.Processes[1].KeyType)
	}
	for i, r := range p.Reactions[:3] {
		if r.Keys == nil || r.Keys.Type().String() != "list of string" {
			t.Errorf("the keys of reaction %d are %v", i, r.Keys)
		}
	}
	first, due := p.Reactions[0], p.Reactions[3]
	if !first.Starts || len(first.Sets) != 1 || first.Timeouts[0].Name != "due" || first.Timeouts[0].After == nil || first.Ends != nil {
		t.Errorf("the first reaction is %+v", first)
	}
	want(t, "what fills Count", sources(p.Reactions[1].Sends[0].Fields), "shelf_id event.shelf_id, count event.count, note state.note")
	if due.Trigger.Timeout != "due" || due.Keys != nil {
		t.Errorf("the timeout's reaction is %+v", due)
	}
	want(t, "what fills Empty", sources(due.Sends[0].Fields), "shelf_id key, reason key")
}

func TestTheReadModelInTheModel(t *testing.T) {
	c := stockModel(t, `read_models:
  ShelfSummary:
    was: Overview
    key: shelf_id
    fields: {shelf_id: ref Shelf, total: Money, phase: Phase, count: {type: int32, default: 7}, note: optional string, at: timestamp}
    from:
      ShelfFilled: {insert: {phase: open, at: meta.time, count: 1}}
      ShelfEmptied: {update: {count: row.count + 1, phase: event.phase}, where: "has(row.note) && row.note == meta.actor || !(3 <= row.count)"}
      orders.OrderPlaced: {uses: [items, total], for_each: event.items, as: item, upsert: {note: item.note}, key: item.sku}
    queries:
      of_note: {where: [note], order_by: [count desc, at], page: 20, filter: "row.phase in [open, done]", allowed: cmd.note == meta.actor}
      total: {count: true}
`)
	m := c.ReadModels[0]
	want(t, "its names", strings.Join([]string{m.GoName, m.Plural, m.QueriesType, m.Wire, m.Table}, " "),
		"ShelfSummary ShelfSummaries ShelfSummaryQueries stock.Overview stock_overview")
	want(t, "its key", fieldsOf(m.Key), "shelf_id ref Shelf")
	insert, update, upsert := m.Projections[0], m.Projections[1], m.Projections[2]
	want(t, "what is inserted", sources(insert.Sets), "shelf_id event.shelf_id, total event.total, phase open, count 1, note , at meta.time")
	if insert.Key[0] != insert.Sets[0].Value {
		t.Error("the key of an insert is read twice")
	}
	want(t, "what is updated", sources(update.Sets), "phase event.phase, count row.count + 1")
	want(t, "which rows", asText(update.Where), "((has note && note == meta.actor) || !(count >= 3))")
	if upsert.Does != model.UpsertRow || upsert.As.Name != "item" || upsert.Key[0].Source != "item.sku" {
		t.Errorf("the upsert is %+v", upsert)
	}
	want(t, "what is upserted", sources(upsert.Sets), "total event.total, note item.note")
	q := m.Queries[0]
	want(t, "the query", fmt.Sprint(q.GoName, " ", fieldsOf(q.Where), " ", q.Page, " ", q.OrderBy[0].Field.Name, q.OrderBy[0].Desc, q.OrderBy[1].Desc, " ", asText(q.Filter)),
		"OfNote note optional string 20 counttrue false phase in [open done]")
	if q.Allowed == nil || !m.Queries[1].Count {
		t.Errorf("the queries are %+v", m.Queries)
	}
}

// asText is a filter as text.
func asText(f *model.Filter) string {
	join := func(parts []*model.Filter, by string) string {
		var all []string
		for _, part := range parts {
			all = append(all, asText(part))
		}
		return "(" + strings.Join(all, by) + ")"
	}
	switch {
	case f.And != nil:
		return join(f.And, " && ")
	case f.Or != nil:
		return join(f.Or, " || ")
	case f.Not != nil:
		return "!(" + asText(f.Not) + ")"
	case f.Op == "has":
		return "has " + f.Field.Name
	case f.Values != nil:
		var all []string
		for _, v := range f.Values {
			all = append(all, v.Source)
		}
		return fmt.Sprint(f.Field.Name, " in ", all)
	}
	return f.Field.Name + " " + f.Op + " " + f.Value.Source
}

// Contexts a and a_box would keep the rows of BoxCar and Car in one table.
func TestTablesOfTwoContexts(t *testing.T) {
	context := func(name, readModel string) string {
		return "-- " + name + "/x.orchestrix.yaml --\ncontext: " + name + `
aggregates: {A: {events: {E: {apply: none}}}}
read_models:
  ` + readModel + ": {key: [], fields: {n: int}, from: {E: {upsert: {n: row.n + 1}}}}\n"
	}
	wrong{"of one name", context("a", "BoxCar") + context("a_box", "Car"), []string{
		"a_box/x.orchestrix.yaml:4:3 WIRE_CLASH the rows of BoxCar and Car would both be kept in the table a_box_car",
	}}.run(t)
	wrong{"of several", context("a", "Boxcar") + context("a_box", "Car"), nil}.run(t)
}
