package golang

import "github.com/orchestrix-go/orchestrix-gen/schema/model"

// Roots of the order's expressions.
var (
	cmdVar   = &model.Var{Scope: model.ScopeCmd, Name: "cmd"}
	stateVar = &model.Var{Scope: model.ScopeState, Name: "state"}
	eventVar = &model.Var{Scope: model.ScopeEvent, Name: "event"}
	metaVar  = &model.Var{Scope: model.ScopeMeta, Name: "meta"}
)

// addOrder declares the aggregate.
func (m *shopModel) addOrder(status *model.Enum, item *model.Value, method *model.Union) *model.Aggregate {
	a := &model.Aggregate{
		Context: m.shop, Name: "Order", GoName: "Order", Category: "shop.Order",
		Doc: "A customer's binding wish to buy.",
	}
	a.ID = &model.ID{Aggregate: a, Context: m.shop, GoName: "OrderID", Prefix: "ord"}
	m.shop.IDs = append(m.shop.IDs, a.ID)
	m.shop.Aggregates = append(m.shop.Aggregates, a)
	id := func() *model.Field {
		return &model.Field{Name: "order_id", GoName: "OrderID", Wire: "order_id", Type: idRef(a.ID), AggregateID: true}
	}
	a.IDField = id()
	str, whole := simple(model.String), simple(model.Int64)
	stateField := func(name, goName string, t *model.Type) *model.Field {
		f := codecField(name, goName, t)
		a.State = append(a.State, f)
		return f
	}
	a.State = []*model.Field{a.IDField}
	customer := stateField("customer", "Customer", str)
	stands := stateField("status", "Status", enumRef(status))
	stands.Initial = &model.Literal{Type: enumRef(status), Value: status.Members[0]}
	items := stateField("items", "Items", listOf(valueRef(item)))
	total := stateField("total", "Total", whole)
	stateField("method", "Method", unionRef(method))
	note := stateField("note", "Note", optionalOf(str))
	stateField("stock", "Stock", mapOf(str, whole))
	a.Lifecycle = stands

	event := func(e *model.Event, fields ...*model.Field) *model.Event {
		e.Aggregate, e.GoName, e.WireType, e.Version = a, e.Name, "shop."+e.Name, 1
		e.Fields = append([]*model.Field{id()}, fields...)
		e.Pos = model.Pos{File: "internal/shop/shop.orchestrix.yaml", Line: 30}
		a.Events = append(a.Events, e)
		return e
	}
	placedCustomer, placedItems := codecField("customer", "Customer", str), ruled("items", "Items", listOf(valueRef(item)), model.FieldRules{MinItems: new(1)})
	m.placed = event(&model.Event{
		Name: "OrderPlaced", Doc: "the customer committed to buy", Published: true,
		From: status.Members[:1], To: status.Members[1],
		Copies: []model.Copy{{State: customer, Event: placedCustomer}, {State: items, Event: placedItems}},
	}, placedCustomer, placedItems, codecField("placed_at", "PlacedAt", simple(model.Timestamp)))
	added := codecField("item", "Item", valueRef(item))
	price := sel(sel(sel(eventVar, added), item.Fields[2]), item.Fields[2].Type.Value.Fields[0])
	itemAdded := event(&model.Event{Name: "ItemAdded", From: status.Members[1:2], Sets: []*model.Set{
		{Field: items, Value: check("shop.ItemAdded.items", &model.Arith{Op: "+", T: items.Type,
			X: sel(stateVar, items), Y: &model.MakeList{Elems: []model.Node{sel(eventVar, added)}, T: items.Type}})},
		{Field: total, Value: check("shop.ItemAdded.total", &model.Arith{Op: "+", T: whole, X: sel(stateVar, total), Y: price})},
		{Field: note, Value: check("shop.ItemAdded.note", &model.Some{X: &model.SelectMeta{X: metaVar, Name: "actor", T: str}})},
	}}, added)
	reason, refund := ruled("reason", "Reason", str, model.FieldRules{MinLen: new(1)}), codecField("refund", "Refund", optionalOf(whole))
	cancelled := event(&model.Event{
		Name: "OrderCancelled", From: status.Members[1:3], FromID: "not_open", FromMessage: "only an open order is cancelled", FromText: textMessage("only an open order is cancelled"),
		FromGoName: "OrderRefusalNotOpen",
		To:         status.Members[3],
	}, reason, refund)
	sku := codecField("sku", "SKU", str)
	restocked := event(&model.Event{Name: "RestockRequested"}, sku)
	deleted := event(&model.Event{Name: "OrderDeleted", Ends: true, Retired: true})
	counted := event(&model.Event{Name: "StockCounted", ApplyGo: true}, codecField("count", "Count", whole))

	a.Invariants = []*model.Invariant{{
		ID: "in_credit", GoName: "OrderRefusalInCredit", Message: &model.Message{Parts: []model.MessagePart{
			{Text: "order "}, {Expr: check("shop.Order.in_credit", &model.Convert{X: sel(stateVar, a.IDField), T: str})}, {Text: " is too much"}}},
		Check: check("shop.Order.in_credit", &model.Compare{Op: "<=",
			X: &model.Arith{Op: "*", T: whole, X: sel(stateVar, total), Y: intNode(2)}, Y: intNode(20000)}),
	}}
	excess := codecField("excess", "Excess", whole)
	exceeded := &model.Rejection{Name: "CreditExceeded", GoName: "CreditExceeded", Doc: "Too much is owed.", Fields: []*model.Field{excess},
		Message: &model.Message{Parts: []model.MessagePart{{Text: "credit exceeded by "}, {Expr: check("shop.CreditExceeded",
			&model.Call{Name: "string", Args: []model.Node{&model.Var{Scope: model.ScopeLocal, Name: "excess", T: whole}}, T: str})}}}}
	a.Rejections = []*model.Rejection{exceeded}

	command := func(c *model.Command, fields ...*model.Field) *model.Command {
		c.Aggregate, c.GoName, c.WireType = a, c.Name, "shop."+c.Name
		c.Fields = append([]*model.Field{id()}, fields...)
		a.Commands = append(a.Commands, c)
		return c
	}
	now := &model.Var{Scope: model.ScopeNow, Name: "now", T: simple(model.Timestamp)}
	from := func(f *model.Field, n model.Node) model.FieldSource {
		return model.FieldSource{Field: f, Value: check("shop."+f.Name, n)}
	}
	cmdCustomer, cmdItems := codecField("customer", "Customer", str), codecField("items", "Items", listOf(valueRef(item)))
	command(&model.Command{Name: "PlaceOrder", Creates: model.MustNotExist, Actor: "customer", Doc: "Commits the customer to buy.",
		Allowed: check("shop.PlaceOrder.allowed", &model.Compare{Op: "==",
			X: &model.SelectMeta{X: metaVar, Name: "actor", T: str}, Y: sel(cmdVar, cmdCustomer)}),
		Emits: []*model.Emit{{Event: m.placed, Fields: []model.FieldSource{
			from(placedCustomer, sel(cmdVar, cmdCustomer)), from(placedItems, sel(cmdVar, cmdItems)), from(m.placed.Fields[3], now)}}},
	}, cmdCustomer, cmdItems)

	isStatus := func(member int) model.Node {
		return &model.Compare{Op: "==", X: sel(stateVar, stands),
			Y: &model.Lit{Value: &model.Literal{Type: enumRef(status), Value: status.Members[member]}}}
	}
	closed := &model.Refusal{ID: "closed", GoName: "OrderRefusalClosed", Guard: true, If: check("shop.Order.closed", isStatus(3)),
		Message: &model.Message{Parts: []model.MessagePart{{Text: "order is "}, {Expr: check("shop.Order.closed",
			&model.Convert{X: sel(stateVar, stands), T: str})}}}}
	cmdItem := codecField("item", "Item", valueRef(item))
	limit := &model.Ask{Name: "limit", GoName: "Limit", Doc: "How much may be owed.", Type: whole,
		Params: []*model.Param{{GoName: "context", Type: str}, {GoName: "type", Type: simple(model.Decimal)}}}
	m.shop.Asks = []*model.Ask{limit}
	dear := &model.Let{Name: "dear", GoName: "dear", Value: check("shop.AddItem.dear", &model.Compare{Op: ">",
		X: &model.Arith{Op: "+", T: whole, X: sel(stateVar, total), Y: intNode(1)},
		Y: &model.Var{Scope: model.ScopeAsk, Name: "limit", T: whole, Ask: limit}})}
	command(&model.Command{Name: "AddItem", Lets: []*model.Let{dear},
		Asks: []*model.CommandAsk{{Ask: limit, BeforeLoad: true, Args: []*model.Expr{
			check("shop.AddItem.limit", sel(sel(cmdVar, cmdItem), item.Fields[0])),
			check("shop.AddItem.limit", &model.Lit{Value: litOf(model.Decimal, "1.5")})}}},
		Refuses: []*model.Refusal{closed, {ID: "too_dear", GoName: "OrderRefusalTooDear", Message: textMessage("that is too dear"),
			If: check("shop.AddItem.too_dear", &model.Var{Scope: model.ScopeLet, Name: "dear", T: simple(model.Bool), Let: dear})}},
		Emits: []*model.Emit{{Event: itemAdded, Fields: []model.FieldSource{from(added, sel(cmdVar, cmdItem))}}},
	}, cmdItem)

	cmdReason := ruled("reason", "Reason", str, model.FieldRules{MinLen: new(1), MaxLen: new(500)})
	each := &model.Var{Scope: model.ScopeLocal, Name: "item", T: valueRef(item)}
	half := &model.Arith{Op: "/", T: whole, X: sel(stateVar, total), Y: intNode(2)}
	command(&model.Command{Name: "CancelOrder",
		Skips: []*model.Expr{check("shop.CancelOrder.skips", isStatus(3))},
		Emits: []*model.Emit{
			{Event: cancelled, Fields: []model.FieldSource{from(reason, sel(cmdVar, cmdReason)),
				from(refund, &model.Cond{If: &model.Compare{Op: ">", X: sel(stateVar, total), Y: intNode(0)},
					Then: &model.Some{X: half}, Else: &model.None{T: refund.Type}})}},
			{Event: restocked, ForEach: check("shop.CancelOrder.items", sel(stateVar, items)), As: each,
				When:   check("shop.CancelOrder.when", &model.Compare{Op: ">", X: sel(each, item.Fields[1]), Y: intNode(0)}),
				Fields: []model.FieldSource{from(sku, sel(each, item.Fields[0]))}},
		}}, cmdReason)
	command(&model.Command{Name: "ChangeItems", DecideGo: true, Creates: model.CreateIfMissing,
		Asks:    []*model.CommandAsk{{Ask: limit, Args: []*model.Expr{check("x", sel(stateVar, customer)), check("x", &model.Lit{Value: litOf(model.Decimal, "1")})}}},
		Emits:   []*model.Emit{{Event: itemAdded}, {Event: counted}},
		Rejects: []*model.Rejection{exceeded},
	}, codecField("add", "Add", listOf(valueRef(item))))
	command(&model.Command{Name: "DeleteOrder", Emits: []*model.Emit{{Event: deleted}}})
	return a
}
