package golang

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/internal/corpus"
	"github.com/orchestrix-go/orchestrix-gen/internal/usermodule"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// codecModel is a workspace that has a field of every type in every place: a
// kernel with a value and a union, and a context that uses it.
type codecModel struct {
	ws            *model.Workspace
	money, orders *pkg
}

func simple(k model.Kind) *model.Type          { return &model.Type{Kind: k} }
func listOf(t *model.Type) *model.Type         { return &model.Type{Kind: model.List, Elem: t} }
func mapOf(k, v *model.Type) *model.Type       { return &model.Type{Kind: model.Map, Key: k, Elem: v} }
func optionalOf(t *model.Type) *model.Type     { return &model.Type{Kind: model.Optional, Elem: t} }
func enumRef(e *model.Enum) *model.Type        { return &model.Type{Kind: model.EnumRef, Enum: e} }
func valueRef(v *model.Value) *model.Type      { return &model.Type{Kind: model.ValueRef, Value: v} }
func unionRef(u *model.Union) *model.Type      { return &model.Type{Kind: model.UnionRef, Union: u} }
func idRef(id *model.ID) *model.Type           { return &model.Type{Kind: model.IDRef, ID: id} }
func stringLit(s string) *model.Literal        { return &model.Literal{Type: simple(model.String), Value: s} }
func enumIn(c *model.Context, e *model.Enum)   { e.Context, c.Enums = c, append(c.Enums, e) }
func valueIn(c *model.Context, v *model.Value) { v.Context, c.Values = c, append(c.Values, v) }
func codecField(name, goName string, t *model.Type) *model.Field {
	return &model.Field{Name: name, GoName: goName, Wire: name, Type: t}
}

func unionIn(c *model.Context, u *model.Union) {
	u.Context, c.Unions = c, append(c.Unions, u)
	for _, v := range u.Variants {
		v.Union = u
	}
}

func newCodecModel() codecModel {
	kernel := &model.Context{Name: "money", Package: "money", Dir: "money", Import: "example.com/user/money", Kernel: true}
	currency := &model.Enum{Name: "Currency", GoName: "Currency", Members: []*model.EnumMember{
		{Name: "eur", GoName: "CurrencyEUR"}, {Name: "usd", GoName: "CurrencyUSD"}}}
	enumIn(kernel, currency)
	money := &model.Value{Name: "Money", GoName: "Money", Fields: []*model.Field{
		codecField("amount", "Amount", simple(model.Int64)), codecField("currency", "Currency", enumRef(currency))}}
	valueIn(kernel, money)
	discount := &model.Union{Name: "Discount", GoName: "Discount", Variants: []*model.Variant{
		{Name: "percent", GoName: "DiscountPercent", Fields: []*model.Field{codecField("rate", "Rate", simple(model.Decimal))}},
		{Name: "nothing", GoName: "DiscountNothing"}}}
	unionIn(kernel, discount)

	c := &model.Context{Name: "orders", Package: "orders", Dir: "orders", Import: "example.com/user/orders"}
	order := &model.Aggregate{Context: c, Name: "Order", GoName: "Order"}
	id := &model.ID{Aggregate: order, Context: c, GoName: "OrderID"}
	c.IDs = []*model.ID{id}
	status := &model.Enum{Name: "Status", GoName: "Status", Members: []*model.EnumMember{
		{Name: "draft", GoName: "StatusDraft"}, {Name: "placed", GoName: "StatusPlaced"}}}
	enumIn(c, status)
	item := &model.Value{Name: "Item", GoName: "Item", Fields: []*model.Field{
		codecField("sku", "SKU", simple(model.String)), codecField("price", "Price", valueRef(money)),
		codecField("tags", "Tags", listOf(simple(model.String)))}}
	valueIn(c, item)
	// All of its fields may be absent, which decides where commas stand.
	options := &model.Value{Name: "Options", GoName: "Options", Fields: []*model.Field{
		codecField("gift", "Gift", optionalOf(simple(model.Bool))), codecField("note", "Note", optionalOf(simple(model.String))),
		codecField("weight", "Weight", simple(model.Float64)), codecField("express", "Express", optionalOf(simple(model.Bool)))}}
	valueIn(c, options)
	valueIn(c, &model.Value{Name: "Nothing", GoName: "Nothing"})
	payment := &model.Union{Name: "Payment", GoName: "Payment", Variants: []*model.Variant{
		{Name: "card", GoName: "PaymentCard", Fields: []*model.Field{
			codecField("last4", "Last4", simple(model.String)), codecField("holder", "Holder", optionalOf(simple(model.String)))}},
		{Name: "invoice", GoName: "PaymentInvoice", Fields: []*model.Field{codecField("due", "Due", simple(model.Date))}}}}
	unionIn(c, payment)

	types := []struct {
		name, goName string
		t            *model.Type
	}{
		{"text", "Text", simple(model.String)}, {"yes", "Yes", simple(model.Bool)},
		{"i32", "I32", simple(model.Int32)}, {"i64", "I64", simple(model.Int64)},
		{"u32", "U32", simple(model.Uint32)}, {"u64", "U64", simple(model.Uint64)},
		{"f64", "F64", simple(model.Float64)}, {"bin", "Bin", simple(model.Bytes)},
		{"raw", "Raw", simple(model.JSON)}, {"dec", "Dec", simple(model.Decimal)},
		{"at", "At", simple(model.Timestamp)}, {"took", "Took", simple(model.Duration)},
		{"day", "Day", simple(model.Date)}, {"uid", "UID", simple(model.UUID)},
		{"other", "Other", idRef(id)}, {"status", "Status", enumRef(status)},
		{"item", "Item", valueRef(item)}, {"total", "Total", valueRef(money)},
		{"payment", "Payment", unionRef(payment)}, {"discount", "Discount", unionRef(discount)},
	}
	aggregateID := codecField("order_id", "OrderID", idRef(id))
	aggregateID.AggregateID = true
	single, optional := []*model.Field{aggregateID}, []*model.Field{aggregateID}
	lists, maps := []*model.Field{aggregateID}, []*model.Field{aggregateID}
	for _, x := range types {
		single = append(single, codecField(x.name, x.goName, x.t))
		optional = append(optional, codecField(x.name, x.goName, optionalOf(x.t)))
		lists = append(lists, codecField(x.name, x.goName, listOf(x.t)))
		maps = append(maps, codecField(x.name, x.goName, mapOf(simple(model.String), x.t)))
	}
	optional = append(optional, codecField("list", "List", optionalOf(listOf(simple(model.String)))))
	lists = append(lists, codecField("grid", "Grid", listOf(listOf(simple(model.Int64)))), codecField("baskets", "Baskets", listOf(listOf(valueRef(item)))))
	maps = append(maps,
		codecField("by_status", "ByStatus", mapOf(enumRef(status), simple(model.Int64))),
		codecField("by_id", "ByID", mapOf(idRef(id), listOf(valueRef(item)))),
		codecField("maybe", "Maybe", mapOf(simple(model.String), optionalOf(simple(model.Int64)))),
		codecField("maybe_item", "MaybeItem", mapOf(simple(model.String), optionalOf(valueRef(item)))))

	channel := codecField("channel", "Channel", simple(model.String))
	channel.Default = stringLit("web")
	limit := codecField("limit", "Limit", optionalOf(simple(model.String)))
	limit.Default = &model.Literal{Type: simple(model.String), Value: "low"}
	customer := codecField("customer", "Customer", simple(model.String))
	customer.Wire, customer.Was = "cust\"omer", []string{"client", "buyer"}
	note := codecField("note", "Note", optionalOf(simple(model.String)))
	note.Was = []string{"remark"}

	// Of what is secret or personal, errors tell no words and no keys.
	hidden := []*model.Field{
		codecField("status", "Status", enumRef(status)), codecField("maybe", "Maybe", optionalOf(enumRef(status))),
		codecField("payment", "Payment", unionRef(payment)), codecField("by_name", "ByName", mapOf(simple(model.String), simple(model.Float64))),
		codecField("by_status", "ByStatus", mapOf(enumRef(status), simple(model.Int64))),
		codecField("totals", "Totals", listOf(valueRef(money))), codecField("raw", "Raw", simple(model.JSON)),
	}
	for i, f := range hidden {
		f.Sensitivity = []model.Sensitivity{model.PII, model.Secret}[i%2]
	}
	hidden = append(hidden, codecField("plain", "Plain", enumRef(status)))

	order.IDField = aggregateID
	order.State = []*model.Field{aggregateID, codecField("status", "Status", enumRef(status)), codecField("day", "Day", simple(model.Date)),
		codecField("payment", "Payment", unionRef(payment)), codecField("total", "Total", valueRef(money)), codecField("items", "Items", listOf(valueRef(item)))}
	order.Events = []*model.Event{
		{Aggregate: order, Name: "Single", GoName: "Single", Fields: single},
		{Aggregate: order, Name: "Optionals", GoName: "Optionals", Fields: optional},
		{Aggregate: order, Name: "Lists", GoName: "Lists", Fields: lists},
		{Aggregate: order, Name: "Maps", GoName: "Maps", Fields: maps},
		{Aggregate: order, Name: "Hidden", GoName: "Hidden", Fields: append([]*model.Field{aggregateID}, hidden...)},
	}
	order.Commands = []*model.Command{{Aggregate: order, Name: "Place", GoName: "Place", Fields: []*model.Field{
		aggregateID, customer, channel, limit, note, codecField("options", "Options", valueRef(options))}}}
	c.Aggregates = []*model.Aggregate{order}
	ws := &model.Workspace{Module: "example.com/user", Contexts: []*model.Context{kernel, c}}
	return codecModel{ws: ws, money: newPkg(ws, kernel), orders: newPkg(ws, c)}
}

// codecs are the files that are tested.
func (m codecModel) codecs(t testing.TB) []generator.File {
	t.Helper()
	var files []generator.File
	add := func(file *generator.File, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, *file)
	}
	add(m.money.typesJSON())
	add(m.orders.typesJSON())
	add(m.orders.aggregateJSON(m.orders.ctx.Aggregates[0]))
	return files
}

// bareTypes declares what codecs are methods of, and nothing else.
func bareTypes(t testing.TB, p *pkg) generator.File {
	t.Helper()
	f := p.newFile()
	for _, e := range p.ctx.Enums {
		declare(f, enumDecls(e)...)
	}
	for _, id := range p.ctx.IDs {
		declare(f, jen.Type().Id(id.GoName).String())
	}
	for _, v := range p.ctx.Values {
		declare(f, p.structDecl(v.GoName, v.Fields))
	}
	for _, u := range p.ctx.Unions {
		declare(f, jen.Type().Id(u.GoName).Interface(appendJSONSignature()))
		for _, v := range u.Variants {
			declare(f, p.structDecl(v.GoName, v.Fields))
		}
	}
	for _, a := range p.ctx.Aggregates {
		declare(f, p.structDecl(a.GoName, a.State))
		for _, e := range a.Events {
			declare(f, p.structDecl(e.GoName, e.Fields))
		}
		for _, c := range a.Commands {
			declare(f, p.structDecl(c.GoName, c.Fields))
		}
	}
	file, err := p.render("types_gen.go", f)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// TestCodecsCompileAndRun runs the tests of testdata/json in a module that
// holds the generated codecs, beside the documents of the JSON test suite.
func TestCodecsCompileAndRun(t *testing.T) {
	m := newCodecModel()
	module := usermodule.New(t)
	files := append(m.codecs(t), bareTypes(t, m.money), bareTypes(t, m.orders))
	for _, file := range files {
		module.Write(file.Path, string(file.Content))
	}
	for _, name := range []string{"orders_test.go", "hostile_test.go"} {
		behaviour, err := os.ReadFile(filepath.Join("testdata", "json", name))
		if err != nil {
			t.Fatal(err)
		}
		module.Write("orders/"+name, string(behaviour))
	}
	suite, err := json.Marshal(corpus.JSONTestSuite(t))
	if err != nil {
		t.Fatal(err)
	}
	module.Write("orders/testdata/suite.json", string(suite))
	module.MustGo("test", "-vet=all", "./...")
}

func TestCodecsAreTheSameEveryTime(t *testing.T) {
	first := newCodecModel().codecs(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, procs := range []int{1, 8} {
		runtime.GOMAXPROCS(procs)
		for i, file := range newCodecModel().codecs(t) {
			if file.Path != first[i].Path || !bytes.Equal(file.Content, first[i].Content) {
				t.Errorf("%s differs", file.Path)
			}
		}
	}
}

func TestAContextWithoutStructsHasNoCodecFile(t *testing.T) {
	m := newCodecModel()
	m.money.ctx.Values, m.money.ctx.Unions = nil, nil
	if file, err := m.money.typesJSON(); file != nil || err != nil {
		t.Errorf("there is %v, %v", file, err)
	}
}

// TestAFieldMoreIsOnlyLinesThatSpeakOfIt puts a field into an event at every
// place after its id.
func TestAFieldMoreIsOnlyLinesThatSpeakOfIt(t *testing.T) {
	generate := func(change func(*model.Event)) []string {
		m := newCodecModel()
		change(m.orders.ctx.Aggregates[0].Events[0])
		file, err := m.orders.aggregateJSON(m.orders.ctx.Aggregates[0])
		if err != nil {
			t.Fatal(err)
		}
		return strings.Split(string(file.Content), "\n")
	}
	before := generate(func(*model.Event) {})
	for _, typ := range []*model.Type{simple(model.Timestamp), optionalOf(simple(model.String)), listOf(simple(model.Int64))} {
		for _, at := range []int{1, 7, 21} {
			after := generate(func(e *model.Event) {
				fresh := codecField("fresh_field", "FreshField", typ)
				e.Fields = append(e.Fields[:at:at], append([]*model.Field{fresh}, e.Fields[at:]...)...)
			})
			// What is left of the new file without the blocks of the field is the old one.
			rest := withoutBlocks(after, regexp.MustCompile(`fresh_field|FreshField`))
			if strings.Join(rest, "\n") != strings.Join(before, "\n") {
				t.Errorf("a %v at %d changes other lines", typ.Kind, at)
			}
		}
	}
}

// withoutBlocks leaves out the lines that match, with what follows them up to
// the closing brace where they open one.
func withoutBlocks(lines []string, about *regexp.Regexp) []string {
	var rest []string
	for i := 0; i < len(lines); i++ {
		if !about.MatchString(lines[i]) {
			rest = append(rest, lines[i])
			continue
		}
		// An if around the field, or one whose condition ends in it.
		if strings.HasSuffix(lines[i], "{") {
			indent := lines[i][:len(lines[i])-len(strings.TrimLeft(lines[i], "\t"))]
			for lines[i] != indent+"}" {
				i++
			}
		}
	}
	return rest
}
