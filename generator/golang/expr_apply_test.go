package golang

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/internal/usermodule"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// boxEvent is an event with sets, and what applying it looks like.
type boxEvent struct {
	name   string
	copies []string
	to     int // member of the status plus one; 0 is none
	sets   func(b *box, e *model.Event) []*model.Set
	want   string
}

// Steps of a path.
func key(n model.Node) model.PathStep    { return model.PathStep{Key: check("key", n)} }
func into(f *model.Field) model.PathStep { return model.PathStep{Field: f} }
func (b *box) where(n model.Node) model.PathStep {
	return model.PathStep{Where: check("where", n), Elem: boxElem}
}

var boxElem = &model.Var{Scope: model.ScopeElem, Name: "elem"}

func (b *box) set(field string, value model.Node, steps ...model.PathStep) *model.Set {
	return &model.Set{Field: b.fields[field], Steps: steps, Value: check("boxes."+field, value)}
}

// field is a field of the event, which has the state's fields.
func (b *box) given(name string) model.Node { return sel(eventVar, b.fields[name]) }

var boxEvents = []boxEvent{
	{
		name: "BoxFilled", copies: []string{"items", "stock", "note", "parents"}, to: 2,
		want: "o.Items = slices.Clip(e.Items)\no.Stock = maps.Clone(e.Stock)\no.Note = e.Note\no.Parents = slices.Clip(e.Parents)\no.Status = boxes.BoxStatusPacked",
	},
	{
		name: "ItemAdded", sets: func(b *box, e *model.Event) []*model.Set {
			return []*model.Set{b.set("items", sum("+", b.state("items"), &model.MakeList{Elems: []model.Node{b.given("main")}, T: b.fields["items"].Type}))}
		},
		want: "o.Items = append(o.Items, e.Main)",
	},
	{
		name: "ItemsSwapped", sets: func(b *box, e *model.Event) []*model.Set {
			return []*model.Set{
				b.set("total", &model.Convert{X: b.state("size"), T: simple(model.Int64)}),
				b.set("size", &model.Convert{X: b.state("total"), T: simple(model.Int32)}),
			}
		},
		want: "total := o.Total\no.Total = int64(o.Size)\no.Size = ev.Int32(total)",
	},
	{
		name: "ItemDone", sets: func(b *box, e *model.Event) []*model.Set {
			same := eq(b.part(boxElem, "sku"), b.part(b.given("main"), "sku"))
			return []*model.Set{b.set("items", boolNode(true), b.where(same), into(b.parts["done"]))}
		},
		want: "o.Items = slices.Clone(o.Items)\nfor i := range o.Items {\n\tif item := &o.Items[i]; item.SKU == e.Main.SKU {\n\t\titem.Done = true\n\t}\n}",
	},
	{
		name: "ItemTagged", sets: func(b *box, e *model.Event) []*model.Set {
			same := eq(b.part(boxElem, "sku"), b.part(b.given("main"), "sku"))
			return []*model.Set{b.set("items", sum("+", b.given("total"), intNode(1)), b.where(same), into(b.parts["tags"]), key(textNode("x")))}
		},
		want: "value := ev.AddInt(e.Total, 1)\no.Items = slices.Clone(o.Items)\nfor i := range o.Items {\n\tif item := &o.Items[i]; item.SKU == e.Main.SKU {\n\t\titem.Tags = expr.PutCopy(item.Tags, \"x\", value)\n\t}\n}",
	},
	{
		name: "ItemsCounted", sets: func(b *box, e *model.Event) []*model.Set {
			many := gt(callOf("size", simple(model.Int64), b.state("items")), intNode(1))
			return []*model.Set{b.set("items", intNode(9), b.where(many), into(b.parts["quantity"]))}
		},
		want: "items := o.Items\no.Items = slices.Clone(o.Items)\nfor i := range o.Items {\n\tif item := &o.Items[i]; len(items) > 1 {\n\t\titem.Quantity = 9\n\t}\n}",
	},
	{
		name: "StockSet", sets: func(b *box, e *model.Event) []*model.Set {
			return []*model.Set{
				b.set("stock", b.given("total"), key(b.part(b.given("main"), "sku"))),
				b.set("total", callOf("size", simple(model.Int64), b.state("stock"))),
			}
		},
		want: "stock := maps.Clone(o.Stock)\nexpr.Put(&o.Stock, e.Main.SKU, e.Total)\no.Total = int64(len(stock))",
	},
	{
		name: "ShelfCounted", sets: func(b *box, e *model.Event) []*model.Set {
			return []*model.Set{b.set("shelves", b.given("total"), key(textNode("top")), into(b.parts["quantity"]))}
		},
		want: "entry := expr.Key(&ev, o.Shelves, \"top\")\nentry.Quantity = e.Total\nexpr.Put(&o.Shelves, \"top\", entry)",
	},
	{
		name: "SpareRenamed", sets: func(b *box, e *model.Event) []*model.Set {
			return []*model.Set{b.set("spare", b.part(b.given("main"), "sku"), into(b.parts["sku"]))}
		},
		want: "item := expr.Deref(&ev, o.Spare)\nitem.SKU = e.Main.SKU\no.Spare = &item",
	},
	{
		name: "MainChanged", sets: func(b *box, e *model.Event) []*model.Set {
			return []*model.Set{
				b.set("main", &model.With{X: b.state("main"), Fields: []model.FieldNode{
					{Field: b.parts["quantity"], X: b.given("total")}, {Field: b.parts["done"], X: boolNode(true)}}}),
				b.set("note", &model.None{T: b.fields["note"].Type}),
				b.set("owed", sum("-", b.state("owed"), b.part(b.given("main"), "price"))),
			}
		},
		want: "o.Main.Quantity, o.Main.Done = e.Total, true\no.Note = nil\no.Owed = decimals.Sub(&ev, o.Owed, e.Main.Price)",
	},
	{
		name: "ShelvesCounted", sets: func(b *box, e *model.Event) []*model.Set {
			return []*model.Set{
				b.set("shelves", b.given("total"), key(textNode("top")), into(b.parts["quantity"])),
				b.set("shelves", b.given("total"), key(textNode("low")), into(b.parts["quantity"])),
			}
		},
		want: "entry := expr.Key(&ev, o.Shelves, \"top\")\nentry.Quantity = e.Total\nexpr.Put(&o.Shelves, \"top\", entry)\n" +
			"entry2 := expr.Key(&ev, o.Shelves, \"low\")\nentry2.Quantity = e.Total\nexpr.Put(&o.Shelves, \"low\", entry2)",
	},
	{
		name: "StockRaised", sets: func(b *box, e *model.Event) []*model.Set {
			more := gt(b.given("total"), intNode(1))
			return []*model.Set{b.set("stock", &model.Cond{If: more, Then: sum("+", b.given("total"), intNode(1)), Else: b.given("total")}, key(textNode("x")))}
		},
		want: "var value int64\nif e.Total > 1 {\n\tvalue = ev.AddInt(e.Total, 1)\n} else {\n\tvalue = e.Total\n}\nexpr.Put(&o.Stock, \"x\", value)",
	},
	{
		name: "SpareCounted", sets: func(b *box, e *model.Event) []*model.Set {
			changed := &model.With{X: &model.Deref{X: b.state("spare"), Safe: true}, Fields: []model.FieldNode{{Field: b.parts["quantity"], X: b.given("total")}}}
			return []*model.Set{b.set("spare", &model.Cond{
				If: &model.IsPresent{X: b.state("spare")}, Then: &model.Some{X: changed}, Else: &model.None{T: b.fields["spare"].Type}})}
		},
		want: "if o.Spare != nil {\n\titem := *o.Spare\n\titem.Quantity = e.Total\n\to.Spare = &item\n}",
	},
	{
		name: "ParentAdded", sets: func(b *box, e *model.Event) []*model.Set {
			parent := b.given("box_id")
			return []*model.Set{b.set("parents", &model.Cond{
				If: &model.In{X: parent, Of: b.state("parents")}, Then: b.state("parents"),
				Else: sum("+", b.state("parents"), &model.MakeList{Elems: []model.Node{parent}, T: b.fields["parents"].Type}),
			})}
		},
		want: "if !slices.Contains(o.Parents, e.BoxID) {\n\to.Parents = append(o.Parents, e.BoxID)\n}",
	},
}

// addEvents declares the events; each has all of the state's fields.
func (b *box) addEvents() {
	a := b.aggregate
	a.Lifecycle = b.fields["status"]
	for _, made := range boxEvents {
		e := &model.Event{Aggregate: a, Name: made.name, GoName: made.name, WireType: "boxes." + made.name, Version: 1, Fields: a.State}
		for _, name := range made.copies {
			e.Copies = append(e.Copies, model.Copy{State: b.fields[name], Event: b.fields[name]})
		}
		if made.to > 0 {
			e.To = b.status.Members[made.to-1]
		}
		a.Events = append(a.Events, e)
	}
	for i, made := range boxEvents {
		if made.sets != nil {
			a.Events[i].Sets = made.sets(b, a.Events[i])
		}
	}
}

func TestApplyingAnEventReadsLikeHandWrittenGo(t *testing.T) {
	b := newBox()
	b.addEvents()
	for i, e := range b.aggregate.Events {
		fr := &frame{pkg: b.pkg, state: "o", event: "e", meta: "meta"}
		got := statementsText(fr.apply(e))
		if got != boxEvents[i].want {
			t.Errorf("%s: got\n%s\nwant\n%s", e.Name, got, boxEvents[i].want)
		}
		if fails := strings.Contains(got, "ev.") || strings.Contains(got, "&ev"); fr.applyFails(e) != fails {
			t.Errorf("%s: applyFails is %v of\n%s", e.Name, !fails, got)
		}
	}
}

// TestAppliedEventsShareNothingWithTheState runs the code above.
func TestAppliedEventsShareNothingWithTheState(t *testing.T) {
	b := newBox()
	b.addEvents()
	m := usermodule.New(t)
	f := b.pkg.newFile()
	declare(f,
		b.pkg.structDecl(b.item.GoName, b.item.Fields),
		b.pkg.equalMethod("x", b.item.GoName, b.item.Fields),
		b.pkg.structDecl("Box", b.aggregate.State),
		jen.Type().Id("BoxID").String(), jen.Type().Id("BoxStatus").String(), jen.Type().Id("Method").Interface(),
		jen.Const().Id("BoxStatusPacked").Id("BoxStatus").Op("=").Lit("packed"))
	for _, e := range b.aggregate.Events {
		fr := &frame{pkg: b.pkg, state: "o", event: "e", meta: "meta"}
		body := append([]jen.Code{fr.errors()}, fr.apply(e)...)
		declare(f, jen.Func().Params(jen.Id("o").Op("*").Id("Box")).Id(e.GoName).Params(jen.Id("e").Id("Box")).Error().Block(
			append(body, jen.Return(fr.failed()))...))
	}
	file, err := b.pkg.render("boxes.go", f)
	if err != nil {
		t.Fatal(err)
	}
	m.Write(file.Path, string(file.Content))
	program, err := os.ReadFile(filepath.Join("testdata", "expr", "boxes_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	m.Write("boxes/boxes_test.go", string(program))
	m.MustGo("vet", "./boxes")
	m.MustGo("test", "./boxes")
}
