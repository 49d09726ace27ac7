package expr

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// shop is a context with one of everything that expressions meet.
type shop struct {
	orders, money *model.Context
	types         *Types
	orderID       *model.ID
	env           *Env // cmd, state, event and all roots
	state         []*model.Field
}

func newShop() *shop {
	s := &shop{orders: &model.Context{Name: "orders"}, money: &model.Context{Name: "money", Kernel: true}}
	s.orderID = &model.ID{Aggregate: &model.Aggregate{Name: "Order", Context: s.orders}, Context: s.orders, GoName: "OrderID"}
	customerID := &model.ID{Aggregate: &model.Aggregate{Name: "Customer"}, Context: s.orders, GoName: "CustomerID"}
	currency := &model.Enum{Context: s.money, Name: "Currency", Members: members("eur", "usd")}
	s.money.Enums = []*model.Enum{currency}
	price := &model.Value{Context: s.money, Name: "Price", Fields: []*model.Field{
		field("amount", int64Type), field("currency", enumRef(currency)),
	}}
	s.money.Values = []*model.Value{price}

	status := &model.Enum{Context: s.orders, Name: "OrderStatus", Members: members("draft", "placed", "paid", "shipped", "state")}
	carrier := &model.Enum{Context: s.orders, Name: "Carrier", Members: members("dhl", "ups")}
	s.orders.Enums = []*model.Enum{status, carrier}
	money := &model.Value{Context: s.orders, Name: "Money", Fields: []*model.Field{
		field("amount", int64Type), field("currency", stringType),
	}}
	item := &model.Value{Context: s.orders, Name: "Item", Fields: []*model.Field{
		field("sku", stringType), field("quantity", int32Type), field("price", valueRef(money)),
		field("note", optional(stringType)), field("carrier", enumRef(carrier)),
	}}
	defaulted := field("retries", int64Type)
	defaulted.Default = &model.Literal{Type: int64Type, Value: int64(3)}
	retry := &model.Value{Context: s.orders, Name: "Retry", Fields: []*model.Field{defaulted, field("why", optional(stringType))}}
	s.orders.Values = []*model.Value{money, item, retry}
	payment := &model.Union{Context: s.orders, Name: "Payment"}
	payment.Variants = []*model.Variant{
		{Union: payment, Name: "card", Fields: []*model.Field{field("last4", stringType), field("note", optional(stringType))}},
		{Union: payment, Name: "invoice", Fields: []*model.Field{field("due", dateType)}},
	}
	s.orders.Unions = []*model.Union{payment}
	s.types = NewTypes(s.orders, []*model.Context{s.orders, s.money})

	secret := field("token", stringType)
	secret.Sensitivity = model.Secret
	id := field("order_id", idRef(s.orderID))
	id.AggregateID = true
	fields := []*model.Field{
		id,
		field("customer_id", idRef(customerID)),
		field("other_id", idRef(s.orderID)),
		field("status", enumRef(status)),
		field("statuses", listOf(enumRef(status))),
		field("maybe_status", optional(enumRef(status))),
		field("items", listOf(valueRef(item))),
		field("item", valueRef(item)),
		field("related", listOf(idRef(s.orderID))),
		field("names", listOf(stringType)),
		field("small", listOf(int32Type)),
		field("numbers", listOf(int64Type)),
		field("stock", mapOf(stringType, int64Type)),
		field("states", mapOf(idRef(s.orderID), enumRef(status))),
		field("by_status", mapOf(enumRef(status), int64Type)),
		field("total", valueRef(money)),
		field("refund", optional(valueRef(money))),
		field("note", optional(stringType)),
		field("parent", optional(idRef(s.orderID))),
		field("tags", optional(listOf(stringType))),
		field("payment", unionRef(payment)),
		field("maybe_payment", optional(unionRef(payment))),
		field("price", valueRef(price)),
		field("count", int64Type),
		field("count32", int32Type),
		field("size32", uint32Type),
		field("size64", uint64Type),
		field("ratio", float64Type),
		field("balance", decimalType),
		field("name", stringType),
		field("blob", bytesType),
		field("raw", &model.Type{Kind: model.JSON}),
		field("at", timestampType),
		field("wait", durationType),
		field("day", dateType),
		field("request", uuidType),
		field("open", boolType),
		field("retry", valueRef(retry)),
		secret,
	}
	s.state = fields
	s.env = &Env{Types: s.types, Rule: "orders.Order.rule", MakesIDs: true, Vars: []*model.Var{
		Record(model.ScopeCmd, "cmd", "the command PlaceOrder", fields),
		Record(model.ScopeState, "state", "the state of Order", fields),
		Record(model.ScopeEvent, "event", "the event OrderPlaced", fields),
		Now, Exists, Meta, Rejection,
	}}
	return s
}

func members(names ...string) []*model.EnumMember {
	list := make([]*model.EnumMember, len(names))
	for i, name := range names {
		list[i] = &model.EnumMember{Name: name}
	}
	return list
}

func field(name string, t *model.Type) *model.Field { return &model.Field{Name: name, Type: t} }

func optional(t *model.Type) *model.Type { return &model.Type{Kind: model.Optional, Elem: t} }

func mapOf(key, elem *model.Type) *model.Type {
	return &model.Type{Kind: model.Map, Key: key, Elem: elem}
}

func enumRef(e *model.Enum) *model.Type { return &model.Type{Kind: model.EnumRef, Enum: e} }

func valueRef(v *model.Value) *model.Type { return &model.Type{Kind: model.ValueRef, Value: v} }

func unionRef(u *model.Union) *model.Type { return &model.Type{Kind: model.UnionRef, Union: u} }

func idRef(id *model.ID) *model.Type { return &model.Type{Kind: model.IDRef, ID: id} }

// typeOfField is the type of a field of the state, for what is wanted.
func (s *shop) typeOfField(name string) *model.Type {
	if name == "" {
		return nil
	}
	f := findField(s.state, name)
	if f == nil {
		panic("the shop has no field " + name)
	}
	return f.Type
}

// textAt is where the text of scalar begins: line 3, column 3.
const textAt = 3

// scalar is text as a schema holds it, on lines of its own.
func scalar(t testing.TB, text string) syntax.Scalar {
	t.Helper()
	s, ok := tryScalar(text)
	if !ok {
		t.Fatalf("no YAML holds %q as it is", text)
	}
	return s
}

func tryScalar(text string) (syntax.Scalar, bool) {
	lines := strings.ReplaceAll(text, "\n", "\n  ")
	file, findings := syntax.Parse("shop.orchestrix.yaml", []byte("context: orders\ndoc: |-\n  "+lines+"\n"))
	if file == nil || len(findings) > 0 || file.Doc.Text != text {
		return syntax.Scalar{}, false
	}
	return file.Doc, true
}

// brief is a finding on one line: column, width, rule, message, suggestion.
func brief(f diag.Finding) string {
	s := fmt.Sprintf("%d+%d %s: %s", f.Span.Start.Column-textAt+1, f.Span.End.Column-f.Span.Start.Column, f.Rule, f.Message)
	if f.Suggestion != "" {
		s += " | " + f.Suggestion
	}
	return s
}

func briefs(findings []diag.Finding) string {
	lines := make([]string, len(findings))
	for i, f := range findings {
		lines[i] = brief(f)
	}
	return strings.Join(lines, "\n")
}

// show prints the lowered form. A ! marks what is checked when it runs.
func show(n model.Node) string {
	mark := func(safe bool) string {
		if safe {
			return ""
		}
		return "!"
	}
	switch n := n.(type) {
	case nil:
		return ""
	case *model.Var:
		return n.Name
	case *model.Lit:
		return showLiteral(n.Value)
	case *model.Select:
		return show(n.X) + "." + n.Field.Name
	case *model.SelectMeta:
		return show(n.X) + "." + n.Name
	case *model.AsVariant:
		return show(n.X) + "<" + n.Variant.Name + mark(n.Safe) + ">"
	case *model.IsVariant:
		return "(" + show(n.X) + " is " + n.Variant.Name + ")"
	case *model.IsPresent:
		return show(n.X) + "?"
	case *model.Deref:
		return "*" + mark(n.Safe) + show(n.X)
	case *model.Some:
		return "some(" + show(n.X) + ")"
	case *model.None:
		return "none"
	case *model.Convert:
		return strings.ReplaceAll(words(n.T), "ref ", "") + "(" + show(n.X) + ")"
	case *model.Not:
		return "!" + show(n.X)
	case *model.And:
		return "(" + show(n.X) + " && " + show(n.Y) + ")"
	case *model.Or:
		return "(" + show(n.X) + " || " + show(n.Y) + ")"
	case *model.Cond:
		return "(" + show(n.If) + " ? " + show(n.Then) + " : " + show(n.Else) + ")"
	case *model.Compare:
		return "(" + show(n.X) + " " + n.Op + " " + show(n.Y) + ")"
	case *model.Arith:
		if n.Op == "neg" {
			return "-" + show(n.X)
		}
		return "(" + show(n.X) + " " + n.Op + " " + show(n.Y) + ")"
	case *model.In:
		return "(" + show(n.X) + " in " + show(n.Of) + ")"
	case *model.Index:
		return show(n.X) + "[" + show(n.I) + mark(n.Safe) + "]"
	case *model.Call:
		return n.Name + mark(!n.CanFail) + "(" + showAll(n.Args) + ")"
	case *model.MakeList:
		return "[" + showAll(n.Elems) + "]"
	case *model.MakeMap:
		entries := make([]string, len(n.Keys))
		for i := range n.Keys {
			entries[i] = show(n.Keys[i]) + ": " + show(n.Values[i])
		}
		return "{" + strings.Join(entries, ", ") + "}"
	case *model.MakeValue:
		name := words(n.T)
		if n.Variant != nil {
			name += "." + n.Variant.Name
		}
		return name + "{" + showFields(n.Fields) + "}"
	case *model.With:
		return "with(" + show(n.X) + ", {" + showFields(n.Fields) + "})"
	case *model.Loop:
		s := n.Name + "(" + show(n.Over) + ", "
		if n.Index != nil {
			s += n.Index.Name + ", "
		}
		s += n.Value.Name + ", "
		if n.Filter != nil {
			s += show(n.Filter) + ", "
		}
		return s + show(n.Body) + ")"
	}
	return fmt.Sprintf("%T", n)
}

func showAll(nodes []model.Node) string {
	list := make([]string, len(nodes))
	for i, n := range nodes {
		list[i] = show(n)
	}
	return strings.Join(list, ", ")
}

func showFields(fields []model.FieldNode) string {
	list := make([]string, len(fields))
	for i, f := range fields {
		list[i] = f.Field.Name + ": " + show(f.X)
	}
	return strings.Join(list, ", ")
}

func showLiteral(l *model.Literal) string {
	switch v := l.Value.(type) {
	case string:
		if l.Type.Kind == model.String {
			return fmt.Sprintf("%q", v)
		}
		return words(l.Type) + fmt.Sprintf("%q", v)
	case *model.EnumMember:
		return l.Type.Enum.Name + "." + v.Name
	case time.Time:
		return words(l.Type) + v.Format("\"2006-01-02T15:04:05Z\"")
	case int64:
		if l.Type.Kind == model.Int64 {
			return fmt.Sprint(v)
		}
	case []byte:
		return fmt.Sprintf("b%q", v)
	}
	return fmt.Sprintf("%s(%v)", words(l.Type), l.Value)
}

// letOf is a name for an expression.
func letOf(t testing.TB, name, text string, env *Env) *model.Var {
	t.Helper()
	deferred := *env
	deferred.Deferred = true
	x, findings := Check(scalar(t, text), &deferred, nil)
	if x == nil {
		t.Fatalf("let %s: %s", name, briefs(findings))
	}
	return &model.Var{Scope: model.ScopeLet, Name: name, T: x.Type(), Let: &model.Let{Name: name, Value: x}}
}
