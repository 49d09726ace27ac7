package golang

import (
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

func TestColumnsHaveNamesThatDatabasesTake(t *testing.T) {
	long := strings.Repeat("a_very_long_name_", 4) + "end"
	for name, want := range map[string]string{
		"order": "order",
		"ctid":  "ctid_",
		"xmin":  "xmin_",
		long:    "a_very_long_name_a_very_long_name_a_very_long_name_",
	} {
		got := columnName(&model.Field{Name: name})
		if len(got) > 60 || (name != long && got != want) || (name == long && !strings.HasPrefix(got, "a_very_long_name_a_very_long_name_a_very_long_name_")) {
			t.Errorf("%s is the column %s, want %s", name, got, want)
		}
	}
	if other := long + "s"; columnName(&model.Field{Name: other}) == columnName(&model.Field{Name: long}) {
		t.Error("two long names are one column")
	}
}

// A rewritten projection is another shape, a comment isn't.
func TestAFingerprintIsOfFieldsAndProjections(t *testing.T) {
	shape := func(change func(rm *model.ReadModel)) string {
		text := &model.Type{Kind: model.String}
		price := &model.Type{Kind: model.List, Elem: &model.Type{Kind: model.ValueRef, Value: &model.Value{Name: "Price", Fields: []*model.Field{{Wire: "amount", Type: text}}}}}
		id, name, prices := &model.Field{Name: "id", Type: text}, &model.Field{Name: "name", Type: text}, &model.Field{Name: "prices", Type: price}
		event := &model.Event{WireType: "a.Named"}
		rm := &model.ReadModel{
			Key: []*model.Field{id}, Fields: []*model.Field{id, name, prices},
			Projections: []*model.Projection{{
				Trigger: model.Trigger{Event: event}, Does: model.UpdateRows,
				Key:  []*model.Expr{{Source: "event.id"}},
				Sets: []model.FieldSource{{Field: name, Value: &model.Expr{Source: "event.name"}}},
			}},
			Queries: []*model.Query{{Name: "by_name", Where: []*model.Field{name}}},
		}
		change(rm)
		return (&pkg{}).fingerprint(rm)
	}
	same := shape(func(*model.ReadModel) {})
	for name, tt := range map[string]struct {
		changes bool
		change  func(rm *model.ReadModel)
	}{
		"a comment":        {false, func(rm *model.ReadModel) { rm.Doc = "a comment" }},
		"a query's name":   {false, func(rm *model.ReadModel) { rm.Queries[0].Name = "named" }},
		"a query's page":   {false, func(rm *model.ReadModel) { rm.Queries[0].Page = 7 }},
		"a query's index":  {true, func(rm *model.ReadModel) { rm.Queries[0].Where = nil }},
		"a field's type":   {true, func(rm *model.ReadModel) { rm.Fields[1].Type = &model.Type{Kind: model.Int64} }},
		"a field's name":   {true, func(rm *model.ReadModel) { rm.Fields[1].Name = "title" }},
		"a default":        {true, func(rm *model.ReadModel) { rm.Fields[1].Default = &model.Literal{Type: rm.Fields[1].Type, Value: "x"} }},
		"a value's field":  {true, func(rm *model.ReadModel) { rm.Fields[2].Type.Elem.Value.Fields[0].Wire = "cents" }},
		"the key":          {true, func(rm *model.ReadModel) { rm.Key = rm.Fields[:2] }},
		"what it does":     {true, func(rm *model.ReadModel) { rm.Projections[0].Does = model.UpsertRow }},
		"when it does it":  {true, func(rm *model.ReadModel) { rm.Projections[0].When = &model.Expr{Source: "true"} }},
		"what is written":  {true, func(rm *model.ReadModel) { rm.Projections[0].Sets[0].Value.Source = `"x"` }},
		"which rows":       {true, func(rm *model.ReadModel) { rm.Projections[0].Where = &model.Filter{Field: rm.Key[0], Op: "=="} }},
		"which event":      {true, func(rm *model.ReadModel) { rm.Projections[0].Trigger.Event.WireType = "a.Renamed" }},
		"no event":         {true, func(rm *model.ReadModel) { rm.Projections = nil }},
		"written in place": {true, func(rm *model.ReadModel) { rm.Inline = true }},
	} {
		if changed := shape(tt.change) != same; changed != tt.changes {
			t.Errorf("%s changes the shape: %v, want %v", name, changed, tt.changes)
		}
	}
}
