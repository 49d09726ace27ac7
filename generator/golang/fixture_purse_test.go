package golang

import "github.com/orchestrix-go/orchestrix-gen/schema/model"

// addPurse declares an aggregate of which no two have one owner, and a command
// that empties another purse into its own.
func (m *shopModel) addPurse() {
	a := &model.Aggregate{Context: m.shop, Name: "Purse", GoName: "Purse", Category: "shop.Purse"}
	a.ID = &model.ID{Aggregate: a, Context: m.shop, GoName: "PurseID", Prefix: "prs"}
	m.shop.IDs = append(m.shop.IDs, a.ID)
	m.shop.Aggregates = append(m.shop.Aggregates, a)
	id := func() *model.Field {
		return &model.Field{Name: "purse_id", GoName: "PurseID", Wire: "purse_id", Type: idRef(a.ID), AggregateID: true}
	}
	str, whole := simple(model.String), simple(model.Int64)
	a.IDField = id()
	owner, amount := codecField("owner", "Owner", str), codecField("amount", "Amount", whole)
	owner.Sensitivity = model.PII
	a.State = []*model.Field{a.IDField, owner, amount}
	a.Unique = []*model.Unique{{
		ID: "one_each", GoName: "PurseRefusalOneEach", By: check("shop.Purse.one_each", sel(stateVar, owner)),
		Message: &model.Message{Parts: []model.MessagePart{{Expr: check("shop.Purse.one_each", sel(stateVar, owner))}, {Text: " has a purse"}}},
	}}

	event := func(name string, e *model.Event, fields ...*model.Field) *model.Event {
		e.Aggregate, e.Name, e.GoName, e.WireType, e.Version = a, name, name, "shop."+name, 1
		e.Fields = append([]*model.Field{id()}, fields...)
		a.Events = append(a.Events, e)
		return e
	}
	filledOwner, filledAmount := codecField("owner", "Owner", str), codecField("amount", "Amount", whole)
	filled := event("PurseFilled", &model.Event{
		Copies: []model.Copy{{State: owner, Event: filledOwner}},
		Sets: []*model.Set{{Field: amount, Value: check("shop.PurseFilled.amount", &model.Arith{Op: "+", T: whole,
			X: sel(stateVar, amount), Y: sel(eventVar, filledAmount)})}},
	}, filledOwner, filledAmount)
	by := codecField("by", "By", idRef(a.ID))
	emptied := event("PurseEmptied", &model.Event{Sets: []*model.Set{{Field: amount, Value: check("shop.PurseEmptied.amount", intNode(0))}}}, by)
	why := codecField("why", "Why", str)
	refused := event("MergeRefused", &model.Event{}, why)

	command := func(name string, c *model.Command, fields ...*model.Field) {
		c.Aggregate, c.Name, c.GoName, c.WireType = a, name, name, "shop."+name
		c.Fields = append([]*model.Field{id()}, fields...)
		a.Commands = append(a.Commands, c)
	}
	from := func(f *model.Field, n model.Node) model.FieldSource {
		return model.FieldSource{Field: f, Value: check("shop."+f.Name, n)}
	}
	cmdOwner, cmdAmount := codecField("owner", "Owner", str), codecField("amount", "Amount", whole)
	command("FillPurse", &model.Command{Creates: model.CreateIfMissing, Actor: "parent", Emits: []*model.Emit{{Event: filled,
		Fields: []model.FieldSource{from(filledOwner, sel(cmdVar, cmdOwner)), from(filledAmount, sel(cmdVar, cmdAmount))}}}},
		cmdOwner, cmdAmount)

	which := codecField("which", "Which", idRef(a.ID))
	other := &model.Read{Name: "other", GoName: "Other", Aggregate: a, ID: check("shop.Merge.other", sel(cmdVar, which))}
	otherVar := &model.Var{Scope: model.ScopeRead, Name: "other", Read: other, T: &model.Type{Kind: model.Record, Record: &model.RecordType{Name: "the state of Purse", Fields: a.State}}}
	rejection := &model.Var{Scope: model.ScopeRejection, Name: "rejection"}
	command("Merge", &model.Command{
		Reads: []*model.Read{other},
		Refuses: []*model.Refusal{{ID: "empty", GoName: "PurseRefusalEmpty", Message: &model.Message{Parts: []model.MessagePart{
			{Expr: check("shop.Merge.empty", sel(otherVar, owner))}, {Text: " has nothing in it"}}},
			If: check("shop.Merge.empty", &model.Compare{Op: "==", X: sel(otherVar, amount), Y: intNode(0)})}},
		Emits: []*model.Emit{
			{Event: filled, Fields: []model.FieldSource{from(filledOwner, sel(stateVar, owner)), from(filledAmount, sel(otherVar, amount))}},
			{Event: emptied, On: other, Fields: []model.FieldSource{from(by, sel(cmdVar, a.IDField))}},
		},
		OnRejected: &model.OnRejected{Event: refused, Fields: []model.FieldSource{
			from(why, &model.SelectMeta{X: rejection, Name: "id", T: str})}},
	}, which)
}
