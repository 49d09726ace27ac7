package golang

import (
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/internal/usermodule"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

func TestReceivers(t *testing.T) {
	for _, tt := range []struct {
		name string
		kind kind
		want string
	}{
		{"Order", stateKind, "o"}, {"Basket", stateKind, "s"}, {"Money", valueKind, "x"}, {"Item", valueKind, "i"},
		{"Cancel", commandKind, "c"}, {"OrderPlaced", commandKind, "c"}, {"OrderPlaced", eventKind, "e"},
	} {
		if got := receiver(tt.name, tt.kind); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestWordsAndUnexportedNames(t *testing.T) {
	for _, tt := range []struct{ name, snake, unexported string }{
		{"Order", "order", "order"}, {"OrderItem", "order_item", "orderItem"}, {"SKUList", "sku_list", "skuList"},
		{"OrderID", "order_id", "orderID"}, {"ID", "id", "id"}, {"A", "a", "a"}, {"V2Order", "v2_order", "v2Order"},
	} {
		if got := words(tt.name, "_"); got != tt.snake {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.snake)
		}
		if got := lowerFirst(tt.name); got != tt.unexported {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.unexported)
		}
	}
}

func TestAggregatesWhoseFilesWouldMeetSayWhatTheyAre(t *testing.T) {
	p := &pkg{ctx: &model.Context{Aggregates: []*model.Aggregate{{Name: "StateJSONAggregate"}}}}
	for name, want := range map[string]string{
		"Order": "order", "Types": "types_aggregate", "Module": "module_aggregate", "TypesJSON": "types_json_aggregate",
		"OrderEvents": "order_events_aggregate", "EventsOrder": "events_order", "Asks": "asks_aggregate",
		"StateJSON": "state_json_aggregate_aggregate",
	} {
		if got := p.filePrefix(&model.Aggregate{Name: name}); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func TestFieldsOfTwoTypesNeverShareAStem(t *testing.T) {
	item, ofItem := codecField("item", "Item", simple(model.String)), codecField("of_item", "OfItem", simple(model.String))
	s := newStems(&model.Context{Values: []*model.Value{
		{GoName: "Order", Fields: []*model.Field{ofItem}},
		{GoName: "OrderOf", Fields: []*model.Field{item}},
	}})
	if a, b := s[stemKey{"Order", ofItem}], s[stemKey{"OrderOf", item}]; a == b || a != "OrderOfItem" {
		t.Errorf("%q and %q", a, b)
	}
}

// awkward are names that mean something to Go or to the generated code.
var awkward = []string{
	"type", "error", "context", "fmt", "len", "string", "runtime", "now", "v", "e", "c", "d", "m", "h", "s", "i", "x",
	"other", "event", "meta", "ev", "raise", "err", "ctx", "in", "cmd", "orchestrix", "expr", "time", "slices", "values",
	"nil", "true", "func", "range", "new", "append", "any", "errors", "key", "item", "entry", "first", "found", "id",
	"state", "message", "rejection", "ok", "events", "options", "engine", "slog", "init", "main", "iota",
}

// TestAwkwardNamesCompile has a context called time, a kernel called values,
// fields of every awkward name in every place, and an aggregate that is applied
// by hand alone.
func TestAwkwardNamesCompile(t *testing.T) {
	kernel := &model.Context{Name: "values", Package: "values", Dir: "values", Import: "example.com/user/values", Kernel: true}
	ctx := &model.Context{Name: "time", Package: "time", Dir: "time", Import: "example.com/user/time"}
	fields := func(t *model.Type) []*model.Field {
		var all []*model.Field
		for _, name := range awkward {
			f := ruled(name, upperFirst(name), t, model.FieldRules{})
			switch t.Kind {
			case model.String:
				f.Rules = model.FieldRules{Pattern: "^[a-z]{2}$", MinLen: new(1), In: []*model.Literal{stringLit("ab")}}
			case model.List:
				f.Rules = model.FieldRules{Unique: true, Each: &model.FieldRules{MaxLen: new(3)}}
			case model.Map:
				f.Rules = model.FieldRules{Keys: &model.FieldRules{Pattern: "^(a|bc)$"}, MinItems: new(1)}
			}
			all = append(all, f)
		}
		return all
	}
	str := simple(model.String)
	shared := &model.Value{Name: "Values", GoName: "Values", Fields: fields(str)}
	valueIn(kernel, shared)
	for _, v := range []*model.Value{
		{Name: "Item", GoName: "Item", Fields: fields(listOf(str))},
		{Name: "Value", GoName: "Value", Fields: fields(mapOf(str, listOf(valueRef(shared))))},
		{Name: "Join", GoName: "Join", Fields: fields(optionalOf(simple(model.Timestamp)))},
		{Name: "Known", GoName: "Known", Fields: fields(simple(model.Decimal))},
		{Name: "Nothing", GoName: "Nothing"},
	} {
		valueIn(ctx, v)
	}
	union := &model.Union{Name: "Either", GoName: "Either", Variants: []*model.Variant{
		{Name: "x", GoName: "EitherX", Fields: fields(str)}, {Name: "nothing", GoName: "EitherNothing"}}}
	unionIn(ctx, union)
	a := &model.Aggregate{Context: ctx, Name: "Types", GoName: "Types", Category: "time.Types", Doc: strings.Repeat("*/ ", 40)}
	a.ID = &model.ID{Aggregate: a, Context: ctx, GoName: "TypesID", Format: model.IDUUID}
	ctx.IDs, ctx.Aggregates = []*model.ID{a.ID}, []*model.Aggregate{a}
	a.IDField = &model.Field{Name: "types_id", GoName: "TypesID", Wire: "types_id", Type: idRef(a.ID), AggregateID: true}
	a.State = append([]*model.Field{a.IDField}, fields(unionRef(union))...)
	happened := &model.Event{Aggregate: a, Name: "Happened", GoName: "Happened", WireType: "time.Happened", Version: 1,
		Fields: append([]*model.Field{a.IDField}, fields(str)...)}
	a.Events = []*model.Event{happened}
	do := &model.Command{Aggregate: a, Name: "Do", GoName: "Do", WireType: "time.Do", Creates: model.CreateOnce,
		Fields: append([]*model.Field{a.IDField}, fields(str)...)}
	emit := &model.Emit{Event: happened, ForEach: check("time.Do.each", &model.MakeList{T: listOf(str), Elems: []model.Node{&model.Lit{Value: stringLit("a")}}}),
		As: &model.Var{Scope: model.ScopeLocal, Name: "raise", T: str}}
	for i, f := range happened.Fields[1:] {
		var n model.Node = emit.As
		if i%2 == 0 {
			n = sel(cmdVar, do.Fields[i+1])
		}
		emit.Fields = append(emit.Fields, model.FieldSource{Field: f, Value: check("time.Do."+f.Name, n)})
	}
	do.Emits = []*model.Emit{emit}
	a.Commands = []*model.Command{do}
	byHand := &model.Aggregate{Context: ctx, Name: "ByHand", GoName: "ByHand", Category: "time.ByHand"}
	byHand.ID = &model.ID{Aggregate: byHand, Context: ctx, GoName: "ByHandID", Format: model.IDNatural}
	byHand.IDField = &model.Field{Name: "by_hand_id", GoName: "ByHandID", Wire: "by_hand_id", Type: idRef(byHand.ID), AggregateID: true}
	byHand.State = []*model.Field{byHand.IDField}
	byHand.Events = []*model.Event{{Aggregate: byHand, Name: "Counted", GoName: "Counted", WireType: "time.Counted", Version: 1,
		Fields: byHand.State, ApplyGo: true}}
	ctx.IDs, ctx.Aggregates = append(ctx.IDs, byHand.ID), append(ctx.Aggregates, byHand)
	ws := &model.Workspace{Module: "example.com/user", Contexts: []*model.Context{ctx, kernel}}

	files, err := Generate(ws)
	if err != nil {
		t.Fatal(err)
	}
	module := usermodule.New(t)
	for _, file := range files {
		module.Write(file.Path, string(file.Content))
	}
	module.MustGo("vet", "./...")
}
