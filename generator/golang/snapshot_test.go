package golang

import (
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// A snapshot must be thrown away where the same events would make another state
// now, and had better be kept otherwise.
func TestShapeOfAState(t *testing.T) {
	shapeOf := func(change func(shopModel, *model.Aggregate)) string {
		m := newShop()
		a := m.shop.Aggregates[0]
		change(m, a)
		return newPkg(m.ws, m.shop).stateShape(a)
	}
	before := shapeOf(func(shopModel, *model.Aggregate) {})
	if again := shapeOf(func(shopModel, *model.Aggregate) {}); again != before {
		t.Fatalf("the shape is %s, and the next time %s", before, again)
	}
	added := func(a *model.Aggregate) *model.Event { return a.Events[1] }
	total := &model.Let{Name: "total", Value: &model.Expr{Node: intNode(1), Source: "1"}}
	for _, test := range []struct {
		name   string
		same   bool
		change func(m shopModel, a *model.Aggregate)
	}{
		{"a field's type", false, func(_ shopModel, a *model.Aggregate) { a.State[1].Type = simple(model.Int64) }},
		{"a field's key", false, func(_ shopModel, a *model.Aggregate) { a.State[1].Wire = "buyer" }},
		{"a field more", false, func(_ shopModel, a *model.Aggregate) {
			a.State = append(a.State, codecField("more", "More", simple(model.Int64)))
		}},
		{"an initial value", false, func(_ shopModel, a *model.Aggregate) { a.State[2].Initial.Value = a.State[2].Type.Enum.Members[1] }},
		{"a member of an enum", false, func(_ shopModel, a *model.Aggregate) { a.State[2].Type.Enum.Members[1].Name = "open" }},
		{"a field of a value", false, func(_ shopModel, a *model.Aggregate) {
			a.State[3].Type.Elem.Value.Fields[1].Type = simple(model.Int32)
		}},
		{"a field of a variant", false, func(_ shopModel, a *model.Aggregate) {
			a.State[5].Type.Union.Variants[0].Fields[0].Wire = "last_four"
		}},
		{"where an event leads", false, func(_ shopModel, a *model.Aggregate) { a.Events[0].To = a.State[2].Type.Enum.Members[2] }},
		{"what is copied", false, func(_ shopModel, a *model.Aggregate) { a.Events[0].Copies = a.Events[0].Copies[:1] }},
		{"what is set", false, func(_ shopModel, a *model.Aggregate) { added(a).Sets[0].Value.Source = "state.items" }},
		{"what is set by name", false, func(_ shopModel, a *model.Aggregate) {
			added(a).Sets[1].Value.Node = &model.Var{Scope: model.ScopeLet, Name: "total", T: simple(model.Int64), Let: total}
		}},
		{"where it is set", false, func(_ shopModel, a *model.Aggregate) {
			added(a).Sets[0].Steps = []model.PathStep{{Field: a.State[3].Type.Elem.Value.Fields[0]}}
		}},
		{"applied in Go", false, func(_ shopModel, a *model.Aggregate) { added(a).ApplyGo = true }},
		{"an event that ends it", false, func(_ shopModel, a *model.Aggregate) { added(a).Ends = true }},
		{"docs", true, func(m shopModel, a *model.Aggregate) { a.Doc, m.placed.Doc, a.State[1].Doc = "new", "new", "new" }},
		{"a field of an event that the state doesn't take", true, func(m shopModel, _ *model.Aggregate) {
			m.placed.Fields = append(m.placed.Fields, codecField("more", "More", simple(model.Int64)))
		}},
		{"commands and what must hold", true, func(_ shopModel, a *model.Aggregate) { a.Commands, a.Invariants = nil, nil }},
		{"the number of events", true, func(_ shopModel, a *model.Aggregate) { a.SnapshotEvery = 7 }},
	} {
		if got := shapeOf(test.change); (got == before) != test.same {
			t.Errorf("%s: the shape is %s, it was %s", test.name, got, before)
		}
	}
	first := shapeOf(func(_ shopModel, a *model.Aggregate) {
		added(a).Sets[1].Value.Node = &model.Var{Scope: model.ScopeLet, Name: "total", T: simple(model.Int64), Let: total}
	})
	total.Value.Source = "2"
	second := shapeOf(func(_ shopModel, a *model.Aggregate) {
		added(a).Sets[1].Value.Node = &model.Var{Scope: model.ScopeLet, Name: "total", T: simple(model.Int64), Let: total}
	})
	if first == second {
		t.Error("what a name stands for doesn't change the shape")
	}
}
