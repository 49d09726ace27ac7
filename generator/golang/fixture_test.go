package golang

import (
	"time"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// shopModel is a small workspace, built by hand: a kernel, and a context whose
// values have every rule, with one aggregate that has every kind of event and
// command.
type shopModel struct {
	ws          *model.Workspace
	money, shop *model.Context
	rules       *model.Value // has a field for each rule
	placed      *model.Event
}

func newShop() shopModel {
	var m shopModel
	m.money = &model.Context{Name: "money", Package: "money", Dir: "money", Import: "example.com/user/money", Kernel: true}
	money := &model.Value{Name: "Money", GoName: "Money", Doc: "An amount in minor units.\r\n\r\n  it */ is // odd\n+build x", Fields: []*model.Field{
		ruled("amount", "Amount", simple(model.Int64), model.FieldRules{Min: intLit(0)}),
		ruled("currency", "Currency", simple(model.String), model.FieldRules{Pattern: "^[A-Z]{3}$"}),
	}}
	valueIn(m.money, money)

	m.shop = &model.Context{
		Name: "shop", Package: "shop", Dir: "internal/shop", Import: "example.com/user/internal/shop",
		Doc: "sells things",
	}
	m.shop.Files = []string{"internal/shop/shop.orchestrix.yaml"}
	status := &model.Enum{Name: "Status", GoName: "Status", Members: []*model.EnumMember{
		{Name: "draft", GoName: "StatusDraft", Doc: "nothing is binding"},
		{Name: "placed", GoName: "StatusPlaced"},
		{Name: "paid", GoName: "StatusPaid", Deprecated: "use placed"},
		{Name: "cancelled", GoName: "StatusCancelled"},
	}}
	enumIn(m.shop, status)
	item := &model.Value{Name: "Item", GoName: "Item", Fields: []*model.Field{
		ruled("sku", "SKU", simple(model.String), model.FieldRules{Pattern: "^[A-Z]{2,4}-[0-9]{1,6}$"}),
		ruled("quantity", "Quantity", simple(model.Int64), model.FieldRules{Min: intLit(1), Max: intLit(1000)}),
		codecField("price", "Price", valueRef(money)),
		codecField("labels", "Labels", listOf(simple(model.String))),
	}}
	valueIn(m.shop, item)
	method := &model.Union{Name: "Method", GoName: "Method", Doc: "How it is paid.", Variants: []*model.Variant{
		{Name: "card", GoName: "MethodCard", Fields: []*model.Field{
			ruled("last4", "Last4", simple(model.String), model.FieldRules{Len: new(4)}),
			{Name: "holder", GoName: "Holder", Wire: "holder", Type: simple(model.String), Sensitivity: model.PII},
		}},
		{Name: "invoice", GoName: "MethodInvoice", Fields: []*model.Field{codecField("due", "Due", simple(model.Date))}},
	}}
	unionIn(m.shop, method)
	order := m.addOrder(status, item, method)
	m.addPurse()
	m.rules = newRules(m.shop, status, item, method, order.ID)
	m.ws = &model.Workspace{Root: "/nowhere", Module: "example.com/user", Contexts: []*model.Context{m.money, m.shop}}
	return m
}

func ruled(name, goName string, t *model.Type, rules model.FieldRules) *model.Field {
	f := codecField(name, goName, t)
	f.Rules = rules
	return f
}

func litOf(k model.Kind, value any) *model.Literal {
	return &model.Literal{Type: simple(k), Value: value}
}
func intLit(n int64) *model.Literal { return litOf(model.Int64, n) }

// newRules is a value with a field for every rule on every kind of type.
func newRules(c *model.Context, status *model.Enum, item *model.Value, method *model.Union, id *model.ID) *model.Value {
	str, day := simple(model.String), func(s string) *model.Literal {
		t, _ := time.Parse(time.DateOnly, s)
		return litOf(model.Date, t)
	}
	v := &model.Value{Name: "Rules", GoName: "Rules", Fields: []*model.Field{
		ruled("len", "Len", str, model.FieldRules{Len: new(3)}),
		ruled("min_len", "MinLen", str, model.FieldRules{MinLen: new(2)}),
		ruled("not_empty", "NotEmpty", str, model.FieldRules{MinLen: new(1), MaxLen: new(3)}),
		ruled("pattern", "Pattern", str, model.FieldRules{Pattern: `^(ab|cd)+$`}),
		ruled("format", "Format", str, model.FieldRules{Format: "slug"}),
		ruled("affix", "Affix", str, model.FieldRules{Prefix: "a", Suffix: "z"}),
		ruled("trimmed", "Trimmed", str, model.FieldRules{Trimmed: true}),
		ruled("in", "In", str, model.FieldRules{In: []*model.Literal{stringLit("a"), stringLit("b"), stringLit("a")}}),
		ruled("not_in", "NotIn", str, model.FieldRules{NotIn: []*model.Literal{stringLit("x")}}),
		ruled("small", "Small", simple(model.Int32), model.FieldRules{GT: litOf(model.Int32, int64(0)), LT: litOf(model.Int32, int64(10)), MultipleOf: litOf(model.Int32, int64(3))}),
		ruled("count", "Count", simple(model.Uint32), model.FieldRules{Min: litOf(model.Uint32, uint64(0)), GT: litOf(model.Uint32, uint64(0)), In: []*model.Literal{litOf(model.Uint32, uint64(5))}}),
		ruled("rate", "Rate", simple(model.Float64), model.FieldRules{Min: litOf(model.Float64, 0.5), MultipleOf: litOf(model.Float64, 0.25)}),
		ruled("wait", "Wait", simple(model.Duration), model.FieldRules{Min: litOf(model.Duration, time.Minute), MultipleOf: litOf(model.Duration, 5*time.Second)}),
		ruled("price", "Price", simple(model.Decimal), model.FieldRules{GT: litOf(model.Decimal, "0"), Max: litOf(model.Decimal, "9.99"), MultipleOf: litOf(model.Decimal, "0.01")}),
		ruled("tier", "Tier", simple(model.Decimal), model.FieldRules{In: []*model.Literal{litOf(model.Decimal, "1.5"), litOf(model.Decimal, "2")}}),
		ruled("born", "Born", simple(model.Date), model.FieldRules{Past: true, Min: day("1900-01-01")}),
		ruled("due", "Due", simple(model.Timestamp), model.FieldRules{Future: true, Max: litOf(model.Timestamp, time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC))}),
		ruled("tags", "Tags", listOf(str), model.FieldRules{MinItems: new(1), MaxItems: new(3), Unique: true, Each: &model.FieldRules{MinLen: new(2)}}),
		ruled("items", "Items", listOf(valueRef(item)), model.FieldRules{UniqueBy: item.Fields[0]}),
		ruled("stock", "Stock", mapOf(str, simple(model.Int64)), model.FieldRules{MinItems: new(2), Keys: &model.FieldRules{Pattern: "^[a-z]+$"}, Each: &model.FieldRules{Min: intLit(1)}}),
		ruled("grid", "Grid", listOf(listOf(valueRef(item))), model.FieldRules{}),
		codecField("by_status", "ByStatus", mapOf(enumRef(status), idRef(id))),
		codecField("status", "Status", enumRef(status)),
		codecField("method", "Method", unionRef(method)),
		codecField("raw", "Raw", simple(model.JSON)),
		ruled("note", "Note", optionalOf(str), model.FieldRules{MinLen: new(2)}),
		codecField("maybe_method", "MaybeMethod", optionalOf(unionRef(method))),
		codecField("maybe_item", "MaybeItem", optionalOf(valueRef(item))),
		ruled("maybe_tags", "MaybeTags", optionalOf(listOf(str)), model.FieldRules{MinItems: new(1)}),
		codecField("uid", "UID", simple(model.UUID)),
		codecField("data", "Data", simple(model.Bytes)),
		codecField("on", "On", simple(model.Bool)),
		{Name: "password", GoName: "Password", Wire: "password", Type: str, Sensitivity: model.Secret, Rules: model.FieldRules{MinLen: new(8)}},
		{Name: "pin", GoName: "Pin", Wire: "pin", Type: simple(model.Int64), Sensitivity: model.Secret, Rules: model.FieldRules{Min: intLit(1000)}},
	}}
	this := &model.Var{Scope: model.ScopeThis, Name: "this"}
	at := func(name string) *model.Field {
		for _, f := range v.Fields {
			if f.Name == name {
				return f
			}
		}
		panic(name)
	}
	small, count := at("small"), at("count")
	v.Rules = []*model.Rule{
		{ID: "short", Fields: []*model.Field{at("len"), at("min_len")}, Message: textMessage("len is not min_len"),
			Check: check("shop.Rules.short", &model.Compare{Op: "!=", X: sel(this, at("len")), Y: sel(this, at("min_len"))})},
		{ID: "divides", Fields: []*model.Field{small, count}, Message: textMessage("count divides small"),
			Check: check("shop.Rules.divides", &model.Compare{Op: "==", X: intNode(0), Y: &model.Arith{Op: "%", T: simple(model.Int64),
				X: &model.Convert{X: sel(this, small), T: simple(model.Int64)},
				Y: &model.Arith{Op: "-", T: simple(model.Int64), X: &model.Convert{X: sel(this, small), T: simple(model.Int64)}, Y: intNode(6)}}})},
	}
	valueIn(c, v)
	return v
}

func sel(x model.Node, f *model.Field) model.Node { return &model.Select{X: x, Field: f} }
func intNode(n int64) model.Node                  { return &model.Lit{Value: intLit(n)} }
func textMessage(text string) *model.Message {
	return &model.Message{Parts: []model.MessagePart{{Text: text}}}
}

func check(rule string, n model.Node) *model.Expr {
	return &model.Expr{Node: n, Rule: rule, Pos: model.Pos{File: "internal/shop/shop.orchestrix.yaml", Line: 7}}
}
