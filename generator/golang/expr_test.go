package golang

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// box is a model for expressions: an aggregate whose state has a field of every
// type that is compiled in its own way.
type box struct {
	pkg       *pkg
	aggregate *model.Aggregate
	id        *model.ID
	status    *model.Enum
	item      *model.Value
	method    *model.Union
	fields    map[string]*model.Field // of the state
	parts     map[string]*model.Field // of an item
}

func newBox() *box {
	c := &model.Context{Name: "boxes", Package: "boxes", Dir: "boxes", Import: "example.com/user/boxes"}
	b := &box{fields: map[string]*model.Field{}, parts: map[string]*model.Field{}}
	b.status = &model.Enum{Name: "BoxStatus", GoName: "BoxStatus", Members: []*model.EnumMember{
		{Name: "open", GoName: "BoxStatusOpen"}, {Name: "packed", GoName: "BoxStatusPacked"},
		{Name: "sent", GoName: "BoxStatusSent"}}}
	enumIn(c, b.status)
	b.item = &model.Value{Name: "BoxItem", GoName: "BoxItem"}
	for _, f := range []*model.Field{
		codecField("sku", "SKU", simple(model.String)),
		codecField("quantity", "Quantity", simple(model.Int64)),
		codecField("price", "Price", simple(model.Decimal)),
		codecField("tags", "Tags", mapOf(simple(model.String), simple(model.Int64))),
		codecField("note", "Note", optionalOf(simple(model.String))),
		codecField("done", "Done", simple(model.Bool)),
	} {
		b.item.Fields, b.parts[f.Name] = append(b.item.Fields, f), f
	}
	valueIn(c, b.item)
	b.method = &model.Union{Name: "Method", GoName: "Method", Variants: []*model.Variant{
		{Name: "card", GoName: "MethodCard", Fields: []*model.Field{codecField("last4", "Last4", simple(model.String))}},
		{Name: "cash", GoName: "MethodCash"}}}
	unionIn(c, b.method)
	b.aggregate = &model.Aggregate{Context: c, Name: "Box", GoName: "Box", Category: "boxes.Box"}
	b.id = &model.ID{Aggregate: b.aggregate, Context: c, GoName: "BoxID", Prefix: "box"}
	c.IDs, c.Aggregates = []*model.ID{b.id}, []*model.Aggregate{b.aggregate}
	b.aggregate.IDField = codecField("box_id", "BoxID", idRef(b.id))
	b.aggregate.IDField.AggregateID = true
	b.aggregate.State = []*model.Field{b.aggregate.IDField}
	b.fields["box_id"] = b.aggregate.IDField
	for _, f := range []*model.Field{
		codecField("status", "Status", enumRef(b.status)),
		codecField("items", "Items", listOf(valueRef(b.item))),
		codecField("main", "Main", valueRef(b.item)),
		codecField("spare", "Spare", optionalOf(valueRef(b.item))),
		codecField("stock", "Stock", mapOf(simple(model.String), simple(model.Int64))),
		codecField("shelves", "Shelves", mapOf(simple(model.String), valueRef(b.item))),
		codecField("total", "Total", simple(model.Int64)),
		codecField("owed", "Owed", simple(model.Decimal)),
		codecField("weight", "Weight", simple(model.Float64)),
		codecField("note", "Note", optionalOf(simple(model.String))),
		codecField("names", "Names", optionalOf(listOf(simple(model.String)))),
		codecField("method", "Method", unionRef(b.method)),
		codecField("due", "Due", simple(model.Timestamp)),
		codecField("wait", "Wait", simple(model.Duration)),
		codecField("parents", "Parents", listOf(idRef(b.id))),
		codecField("size", "Size", simple(model.Int32)),
	} {
		b.aggregate.State, b.fields[f.Name] = append(b.aggregate.State, f), f
	}
	b.pkg = newPkg(&model.Workspace{Module: "example.com/user", Contexts: []*model.Context{c}}, c)
	return b
}

// Short ways to write nodes.

func (b *box) state(name string) model.Node { return sel(stateVar, b.fields[name]) }
func (b *box) part(x model.Node, name string) model.Node {
	return sel(x, b.parts[name])
}

func (b *box) member(i int) model.Node {
	return &model.Lit{Value: &model.Literal{Type: enumRef(b.status), Value: b.status.Members[i]}}
}
func textNode(s string) model.Node { return &model.Lit{Value: stringLit(s)} }
func decimalNode(s string) model.Node {
	return &model.Lit{Value: litOf(model.Decimal, s)}
}
func boolNode(b bool) model.Node     { return &model.Lit{Value: litOf(model.Bool, b)} }
func eq(x, y model.Node) model.Node  { return &model.Compare{Op: "==", X: x, Y: y} }
func gt(x, y model.Node) model.Node  { return &model.Compare{Op: ">", X: x, Y: y} }
func and(x, y model.Node) model.Node { return &model.And{X: x, Y: y} }
func or(x, y model.Node) model.Node  { return &model.Or{X: x, Y: y} }
func not(x model.Node) model.Node    { return &model.Not{X: x} }
func textOf(x model.Node) model.Node { return &model.Convert{X: x, T: simple(model.String)} }
func local(n string, t *model.Type) *model.Var {
	return &model.Var{Scope: model.ScopeLocal, Name: n, T: t}
}

func callOf(name string, t *model.Type, args ...model.Node) model.Node {
	return &model.Call{Name: name, Args: args, T: t}
}

func sum(op string, x, y model.Node) model.Node {
	return &model.Arith{Op: op, X: x, Y: y, T: x.Type()}
}

func (b *box) overItems(name string, body func(item model.Node) model.Node) model.Node {
	v := local("item", valueRef(b.item))
	loop := &model.Loop{Name: name, Over: b.state("items"), Value: v, Body: body(v), T: simple(model.Bool)}
	if name == "map" {
		loop.T = listOf(loop.Body.Type())
	} else if name == "filter" {
		loop.T = loop.Over.Type()
	}
	return loop
}

func (b *box) quantityOf(sku string) model.Node {
	return &model.Index{X: b.state("stock"), I: textNode(sku)}
}

// TestExpressionsReadLikeHandWrittenGo shows how expressions look.
func TestExpressionsReadLikeHandWrittenGo(t *testing.T) {
	b := newBox()
	now := &model.Var{Scope: model.ScopeNow, Name: "now", T: simple(model.Timestamp)}
	exists := &model.Var{Scope: model.ScopeExists, Name: "exists", T: simple(model.Bool)}
	note := b.state("note")
	card := b.method.Variants[0]
	cash := &model.MakeValue{T: unionRef(b.method), Variant: b.method.Variants[1]}
	last4 := func(safe bool) model.Node {
		return sel(&model.AsVariant{X: b.state("method"), Variant: card, Safe: safe}, card.Fields[0])
	}
	statuses := &model.MakeList{Elems: []model.Node{b.member(1), b.member(2)}, T: listOf(enumRef(b.status))}
	key := local("sku", simple(model.String))
	for _, test := range []struct {
		name string
		node model.Node
		want string
	}{
		{"a path", b.state("total"), "o.Total"},
		{"an id compared with an id", eq(textOf(b.state("box_id")), textOf(b.state("box_id"))), "o.BoxID == o.BoxID"},
		{"an id compared with a constant", eq(textOf(b.state("box_id")), textNode("box_1")), `o.BoxID == "box_1"`},
		{"an id as text", sum("+", textNode("box "), textOf(b.state("box_id"))), `"box " + string(o.BoxID)`},
		{"a new id", &model.Convert{X: callOf("new_id", simple(model.String)), T: idRef(b.id)}, "boxes.BoxID(d.NewID())"},
		{"membership of few", &model.In{X: b.state("status"), Of: statuses}, "o.Status == boxes.BoxStatusPacked || o.Status == boxes.BoxStatusSent"},
		{"no membership of few", not(&model.In{X: b.state("status"), Of: statuses}), "o.Status != boxes.BoxStatusPacked && o.Status != boxes.BoxStatusSent"},
		{"parentheses where Go needs them", and(&model.In{X: b.state("status"), Of: statuses}, exists),
			"(o.Status == boxes.BoxStatusPacked || o.Status == boxes.BoxStatusSent) && d.Exists"},
		{"membership of a list", &model.In{X: b.state("box_id"), Of: b.state("parents")}, "slices.Contains(o.Parents, o.BoxID)"},
		{"not equal", not(eq(b.state("status"), b.member(0))), "o.Status != boxes.BoxStatusOpen"},
		{"checked arithmetic", gt(sum("*", b.state("total"), intNode(2)), intNode(20000)), "ev.MulInt(o.Total, 2) > 20000"},
		{"decimals", sum("-", b.state("owed"), b.part(b.state("main"), "price")), "decimals.Sub(&ev, o.Owed, o.Main.Price)"},
		{"a decimal compared with zero", not(eq(b.state("owed"), decimalNode("0"))), "!o.Owed.IsZero()"},
		{"a positive decimal", gt(b.state("owed"), decimalNode("0")), "o.Owed.IsPositive()"},
		{"a decimal compared with another", gt(b.state("owed"), decimalNode("1.5")), `o.Owed.GreaterThan(decimal.RequireFromString("1.5"))`},
		{"decimals divided", callOf("div", simple(model.Decimal), b.state("owed"), decimalNode("3"), intNode(2)),
			"decimals.Div(&ev, o.Owed, decimal.NewFromInt(3), 2)"},
		{"times", gt(now, b.state("due")), "d.Now.After(o.Due)"},
		{"times the other way round", not(gt(now, b.state("due"))), "!d.Now.After(o.Due)"},
		{"a time and a duration", sum("+", now, &model.Lit{Value: litOf(model.Duration, 36*time.Hour)}), "ev.AddTime(d.Now, 36*time.Hour)"},
		{"the hour of the day", callOf("getHours", simple(model.Int64), now), "int64(d.Now.Hour())"},
		{"the size of a list", &model.Compare{Op: ">=", X: callOf("size", simple(model.Int64), b.state("items")), Y: intNode(10)}, "len(o.Items) >= 10"},
		{"an empty list", eq(callOf("size", simple(model.Int64), b.state("items")), intNode(0)), "len(o.Items) == 0"},
		{"an element that exists", b.overItems("exists", func(item model.Node) model.Node {
			return and(eq(b.part(item, "sku"), textNode("A")), b.part(item, "done"))
		}), `slices.ContainsFunc(o.Items, func(item boxes.BoxItem) bool { return item.SKU == "A" && item.Done })`},
		{"no element", not(b.overItems("exists", func(item model.Node) model.Node { return b.part(item, "done") })),
			"!slices.ContainsFunc(o.Items, func(item boxes.BoxItem) bool { return item.Done })"},
		{"all elements", b.overItems("all", func(item model.Node) model.Node { return b.part(item, "done") }),
			"expr.All(o.Items, func(item boxes.BoxItem) bool { return item.Done })"},
		{"a changed copy of each", b.overItems("map", func(item model.Node) model.Node {
			return &model.With{X: item, Fields: []model.FieldNode{{Field: b.parts["done"], X: boolNode(false)}}}
		}), "expr.Map(o.Items, func(item boxes.BoxItem) boxes.BoxItem {\n\titem.Done = false\n\treturn item\n})"},
		{"a sum", eq(callOf("sum", simple(model.Int64), b.overItems("map", func(item model.Node) model.Node {
			return sum("*", b.part(item, "quantity"), intNode(3))
		})), b.state("total")), "expr.SumIntOf(&ev, o.Items, func(item boxes.BoxItem) int64 { return ev.MulInt(item.Quantity, 3) }) == o.Total"},
		{"a key that was looked for", and(&model.In{X: textNode("A"), Of: b.state("stock")}, gt(b.quantityOf("A"), intNode(0))),
			`expr.HasKey(o.Stock, "A") && o.Stock["A"] > 0`},
		{"a key that wasn't", gt(b.quantityOf("A"), intNode(0)), `expr.Key(&ev, o.Stock, "A") > 0`},
		{"what can fail goes last", and(gt(b.quantityOf("A"), intNode(0)), exists), `d.Exists && expr.Key(&ev, o.Stock, "A") > 0`},
		{"two that can fail", or(gt(b.quantityOf("A"), intNode(0)), gt(b.quantityOf("B"), intNode(0))),
			`ev.Or(func() bool { return expr.Key(&ev, o.Stock, "A") > 0 }, func() bool { return expr.Key(&ev, o.Stock, "B") > 0 })`},
		{"all entries by their keys", &model.Loop{Name: "all", Over: b.state("stock"), Value: key, T: simple(model.Bool),
			Body: gt(&model.Index{X: b.state("stock"), I: key}, intNode(0))},
			"expr.All2(maps.All(o.Stock), func(_ string, value int64) bool { return value > 0 })"},
		{"keys by their values", &model.Loop{Name: "transformList", Over: b.state("stock"), Index: key, Value: local("n", simple(model.Int64)),
			Filter: eq(local("n", simple(model.Int64)), intNode(0)), Body: key, T: listOf(simple(model.String))},
			"expr.Keys(expr.Where(expr.Sorted(o.Stock), func(_ string, n int64) bool { return n == 0 }))"},
		{"a map without a key", &model.Loop{Name: "transformMapEntry", Over: b.state("stock"), Index: key, Value: local("n", simple(model.Int64)),
			Filter: not(eq(key, textNode("A"))), T: b.fields["stock"].Type,
			Body: &model.MakeMap{Keys: []model.Node{key}, Values: []model.Node{local("n", simple(model.Int64))}, T: b.fields["stock"].Type}},
			`maps.Collect(expr.Where(maps.All(o.Stock), func(sku string, _ int64) bool { return sku != "A" }))`},
		{"the values of all keys", &model.Loop{Name: "map", Over: b.state("stock"), Value: key, T: listOf(simple(model.Int64)),
			Body: &model.Index{X: b.state("stock"), I: key}}, "expr.Values(expr.Sorted(o.Stock))"},
		{"an optional is present", &model.IsPresent{X: note}, "o.Note != nil"},
		{"an optional is absent", not(&model.IsPresent{X: note}), "o.Note == nil"},
		{"an optional after has", and(&model.IsPresent{X: note}, eq(&model.Deref{X: note, Safe: true}, textNode("x"))), `o.Note != nil && *o.Note == "x"`},
		{"an optional without has", eq(&model.Deref{X: note}, textNode("x")), `expr.Deref(&ev, o.Note) == "x"`},
		{"an optional or something else", &model.Cond{If: &model.IsPresent{X: note}, Then: &model.Deref{X: note, Safe: true}, Else: textNode("")},
			`expr.ValueOr(o.Note, "")`},
		{"an optional's field", b.part(&model.Deref{X: b.state("spare"), Safe: true}, "sku"), "o.Spare.SKU"},
		{"a present value", &model.Some{X: b.state("total")}, "new(o.Total)"},
		{"a present constant", &model.Some{X: intNode(5)}, "new(int64(5))"},
		{"a variant", &model.IsVariant{X: b.state("method"), Variant: card}, "expr.Is[boxes.MethodCard](o.Method)"},
		{"a variant's field", and(&model.IsVariant{X: b.state("method"), Variant: card}, eq(last4(true), textNode("4242"))),
			`expr.Is[boxes.MethodCard](o.Method) && o.Method.(boxes.MethodCard).Last4 == "4242"`},
		{"a variant's field without has", last4(false), "expr.As[boxes.MethodCard](&ev, o.Method).Last4"},
		{"unions are equal", eq(b.state("method"), cash), "boxes.EqualMethod(o.Method, boxes.MethodCash{})"},
		{"values differ", not(eq(b.state("main"), b.state("main"))), "!o.Main.Equal(o.Main)"},
		{"booleans in order", &model.Compare{Op: "<=", X: exists, Y: eq(b.state("total"), intNode(1))}, "!d.Exists || o.Total == 1"},
		{"booleans in order that can fail", gt(exists, gt(b.quantityOf("A"), intNode(0))),
			`expr.CompareBool(d.Exists, expr.Key(&ev, o.Stock, "A") > 0) > 0`},
		{"narrowed", &model.Convert{X: b.state("total"), T: simple(model.Int32)}, "ev.Int32(o.Total)"},
		{"widened", sum("+", &model.Convert{X: b.state("size"), T: simple(model.Int64)}, intNode(1)), "ev.AddInt(int64(o.Size), 1)"},
		{"one of two constants", &model.Cond{If: exists, Then: textNode("a"), Else: textNode("b")}, `expr.If(d.Exists, "a", "b")`},
		{"one of two numbers", &model.Cond{If: exists, Then: intNode(1), Else: intNode(2)}, "expr.If[int64](d.Exists, 1, 2)"},
		{"one of two works", &model.Cond{If: exists, Then: sum("/", b.state("total"), intNode(2)), Else: intNode(2)},
			"func() int64 {\n\tif d.Exists {\n\t\treturn ev.DivInt(o.Total, 2)\n\t}\n\treturn 2\n}()"},
		{"a constant pattern", callOf("matches", simple(model.Bool), b.part(b.state("main"), "sku"), textNode("^[A-Z]+$")), "expr.Matches(o.Main.SKU, `^[A-Z]+$`)"},
		{"lists joined", sum("+", b.state("parents"), b.state("parents")), "slices.Concat(o.Parents, o.Parents)"},
		{"a list with one more", sum("+", b.state("parents"), &model.MakeList{Elems: []model.Node{b.state("box_id")}, T: listOf(idRef(b.id))}),
			"append(slices.Clip(o.Parents), o.BoxID)"},
		{"lists in a list", &model.MakeList{T: listOf(listOf(simple(model.Int64))), Elems: []model.Node{
			&model.MakeList{T: listOf(simple(model.Int64)), Elems: []model.Node{intNode(1), b.state("total")}}}}, "[][]int64{{1, o.Total}}"},
		{"a sum of decimals", callOf("sum", simple(model.Decimal), b.overItems("map", func(item model.Node) model.Node { return b.part(item, "price") })),
			"decimals.SumOf(&ev, o.Items, func(item boxes.BoxItem) decimal.Decimal { return item.Price })"},
		{"formatted", callOf("format", simple(model.String), textNode("%.2f"), b.state("weight")), "expr.FormatFixed(o.Weight, 2)"},
		{"bits", callOf("math.bitAnd", simple(model.Int64), b.state("total"), intNode(7)), "o.Total & 7"},
		{"bits shifted", callOf("math.bitShiftLeft", simple(model.Int64), b.state("total"), intNode(3)), "o.Total << 3"},
		{"bits of constants", callOf("math.bitOr", simple(model.Int64), intNode(4), intNode(3)), "7"},
		{"sorted by a key", &model.Loop{Name: "sortBy", Over: b.state("items"), Value: local("item", valueRef(b.item)), T: b.fields["items"].Type,
			Body: b.part(local("item", valueRef(b.item)), "quantity")},
			"expr.SortBy(o.Items, func(item boxes.BoxItem) int64 { return item.Quantity })"},
		{"metadata", eq(&model.SelectMeta{X: metaVar, Name: "version", T: simple(model.Int64)}, intNode(1)), "int64(d.Meta.Version) == 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			fr := &frame{pkg: b.pkg, state: "o", now: "d.Now", exists: "d.Exists", meta: "d.Meta", newID: "d.NewID"}
			got := strings.TrimPrefix(fmt.Sprintf("%#v", jen.Id("x").Op("=").Add(fr.expr(test.node))), "x = ")
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if fails := fr.fails(test.node); fails != strings.Contains(got, "ev.") && fails != strings.Contains(got, "&ev") {
				t.Errorf("fails is %v of %s", fails, got)
			}
		})
	}
}

// TestStatementsOfExpressions shows what takes more than an expression in Go.
func TestStatementsOfExpressions(t *testing.T) {
	b := newBox()
	fr := &frame{pkg: b.pkg, state: "o"}
	large := gt(b.state("total"), intNode(10))
	choice := &model.Cond{If: large, Then: sum("/", b.state("total"), intNode(2)),
		Else: &model.Cond{If: gt(b.state("total"), intNode(5)), Then: sum("%", b.state("total"), intNode(3)), Else: intNode(1)}}
	for name, test := range map[string]struct {
		got  []jen.Code
		want string
	}{
		"returned": {fr.returns(choice), "if o.Total > 10 {\n\treturn ev.DivInt(o.Total, 2)\n}\nif o.Total > 5 {\n\treturn ev.ModInt(o.Total, 3)\n}\nreturn 1"},
		"declared": {fr.define("refund", choice), "var refund int64\nif o.Total > 10 {\n\trefund = ev.DivInt(o.Total, 2)\n} else if o.Total > 5 {\n\trefund = ev.ModInt(o.Total, 3)\n} else {\n\trefund = 1\n}"},
		"constant": {fr.define("n", intNode(5)), "var n int64 = 5"},
		"text":     {fr.define("s", textNode("x")), `s := "x"`},
		"changed copy": {fr.define("item", &model.With{X: b.state("main"), Fields: []model.FieldNode{
			{Field: b.parts["sku"], X: textNode("A")}, {Field: b.parts["done"], X: boolNode(true)}}}),
			"item := o.Main\nitem.SKU, item.Done = \"A\", true"},
	} {
		if got := statementsText(test.got); got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, test.want)
		}
	}
}

// statementsText is the text of statements, from a function's body.
func statementsText(statements []jen.Code) string {
	text := fmt.Sprintf("%#v", jen.Func().Id("f").Params().Block(statements...))
	text = strings.TrimSuffix(strings.TrimPrefix(text, "func f() {\n"), "\n}")
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimPrefix(lines[i], "\t")
	}
	return strings.Join(lines, "\n")
}

func TestLoopNamesHideNothing(t *testing.T) {
	b := newBox()
	for name, want := range map[string]string{
		"item": "item", "line_item": "lineItem", "order_id": "orderID", "type": "type_", "len": "len_", "string": "string_",
		"slices": "slices_", "boxes": "boxes", "id": "id", "o": "o_", "ev": "ev_", "event": "event_", "_": "it", "expr": "expr_", "err": "err_",
	} {
		fr := &frame{pkg: b.pkg, state: "o", taken: []string{"event", "err"}}
		if got := fr.local(name); got != want {
			t.Errorf("%s is spelled %s, want %s", name, got, want)
		}
	}
	fr := &frame{pkg: b.pkg}
	inner, first := fr.bind(local("a_b", simple(model.String)))
	if _, second := inner.bind(local("aB", simple(model.String))); first == second {
		t.Errorf("a_b and aB are both spelled %s", first)
	}
}

func TestMessagesAreConcatenated(t *testing.T) {
	b := newBox()
	fr := &frame{pkg: b.pkg, state: "o"}
	message := &model.Message{Parts: []model.MessagePart{
		{Text: "box "}, {Expr: check("x", b.state("box_id"))}, {Text: " owes "}, {Expr: check("x", b.state("owed"))},
		{Text: ", due "}, {Expr: check("x", b.state("due"))}}}
	want := `"box " + string(o.BoxID) + " owes " + decimals.Text(o.Owed) + ", due " + expr.TimeText(o.Due)`
	if got := fmt.Sprintf("%#v", jen.Add(fr.message(message))); got != want || fr.messageFails(message) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := fmt.Sprintf("%#v", jen.Add(fr.message(textMessage("plain")))); got != `"plain"` {
		t.Errorf("got %s", got)
	}
}

// TestEveryFunctionOfTheLanguageIsCompiled holds the table of the checker beside
// the compiler's.
func TestEveryFunctionOfTheLanguageIsCompiled(t *testing.T) {
	named := map[string]bool{}
	for _, f := range expr.Functions() {
		named[f.Name] = true
		if _, ok := functions[f.Name]; !ok {
			t.Errorf("%s isn't compiled", f.Name)
		}
	}
	for name := range functions {
		if !named[name] {
			t.Errorf("%s is no function of the language", name)
		}
	}
}
