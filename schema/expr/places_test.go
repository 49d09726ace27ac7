package expr

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

func TestWhatAConditionGivesCountsAsPresent(t *testing.T) {
	s := newShop()
	given := func(text string) *Env {
		x, findings := Check(scalar(t, text), s.env, boolType)
		if x == nil {
			t.Fatalf("%s: %s", text, briefs(findings))
		}
		env := *s.env
		env.Given = []*model.Expr{x}
		return &env
	}
	viaLet := *s.env.With(letOf(t, "noted", "has(state.note)", s.env))
	when, _ := Check(scalar(t, "noted"), &viaLet, boolType)
	viaLet.Given = []*model.Expr{when}
	for _, c := range []struct {
		name         string
		env          *Env
		source, tree string
	}{
		{"when has", given("has(state.note)"), "state.note", "*state.note"},
		{"when not absent", given("!(!has(state.note) || state.open)"), "state.note", "*state.note"},
		{"when variant", given("has(state.payment.card)"), "state.payment.card.last4", "state.payment<card>.last4"},
		{"when failing", given("has(state.items[0].note)"), "state.items[0].note", "*state.items[0!].note"},
		{"through a let", &viaLet, "state.note", "*state.note"},
	} {
		t.Run(c.name, func(t *testing.T) {
			x, findings := Check(scalar(t, c.source), c.env, stringType)
			if x == nil {
				t.Fatalf("findings:\n%s", briefs(findings))
			}
			if got := show(x.Node); got != c.tree {
				t.Errorf("got %s, want %s", got, c.tree)
			}
		})
	}
	x, findings := Check(scalar(t, "state.note"), given("has(state.note) || state.open"), stringType)
	if x != nil || len(findings) != 1 {
		t.Errorf("an || proves nothing, but got %v", findings)
	}
}

func TestALetIsWorkedOutWhereConditionsMayHold(t *testing.T) {
	s := newShop()
	env := s.env.With(letOf(t, "length", "size(state.note)", s.env))
	x, findings := Check(scalar(t, "has(state.note) && length > 3"), env, boolType)
	if x == nil {
		t.Fatalf("findings:\n%s", briefs(findings))
	}
	if got, want := show(x.Node), "(state.note? && (length > 3))"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if !x.Fails() {
		t.Error("the let reads an optional without has(), so it can fail")
	}
}

func TestExpressionsKeepTheirPlace(t *testing.T) {
	s := newShop()
	x, _ := Check(scalar(t, "state.open &&\n  state.count > 1"), s.env, boolType)
	if x.Source != "state.open &&\n  state.count > 1" || x.Rule != "orders.Order.rule" || x.Pos != (model.Pos{File: "shop.orchestrix.yaml", Line: 3}) {
		t.Errorf("got %+v", x)
	}
	_, findings := Check(scalar(t, "state.open &&\n  'ä' == state.nme"), s.env, boolType)
	if len(findings) != 1 || findings[0].Span.Start.Line != 4 || findings[0].Span.Start.Column != 3+15 {
		t.Errorf("got %+v", findings)
	}
}

func TestMessages(t *testing.T) {
	s := newShop()
	for _, c := range []struct{ text, want, findings string }{
		{text: "nothing to see", want: "nothing to see"},
		{text: "order {state.order_id} is {state.status}", want: "order {string(state.order_id)} is {string(state.status)}"},
		{text: "{state.count} and {state.count32}", want: "{string(state.count)} and {string(int64(state.count32))}"},
		{text: "{state.total} is due", want: "{string(state.total.amount)} {state.total.currency} is due"},
		{text: "{state.at} {state.day} {state.balance}", want: "{string(state.at)} {string(state.day)} {string(state.balance)}"},
		{text: "a brace {'}'} and {\"{\"}", want: "a brace } and {"},
		{text: "{has(state.note) ? state.note : 'none'}", want: `{(state.note? ? *state.note : "none")}`},
		{text: "{Money{amount: 1, currency: 'x'}.amount}", want: `{string(Money{amount: 1, currency: "x"}.amount)}`},
		{text: "{state.retry}", want: `{string(state.retry.retries)}{(state.retry.why? ? (" " + *state.retry.why) : "")}`},
		{text: "{state.staus}", findings: `8+5 UNKNOWN_FIELD: the state of Order has no field "staus" | did you mean status?`},
		{text: "ä {state.note}", findings: "4+10 EXPR_ABSENT: state.note is optional and may be absent here | ask has(state.note) before it, in && or ?:"},
		{text: "{state.token}", findings: "2+11 EXPR_TYPE: token is secret and can't be in a message"},
		{text: "{state.items}", findings: "2+11 EXPR_TYPE: a list of Item can't be written in a message | name a part of it"},
		{text: "open {state.name", findings: `6+1 EXPR_SYNTAX: this brace isn't closed | a brace as text is written {"{"}`},
		{text: "closed }", findings: `8+1 EXPR_SYNTAX: this brace closes nothing | a brace as text is written {"}"}`},
		{text: "empty {}", findings: "8+0 EXPR_SYNTAX: an expression is missing here"},
		{text: "{state.a} {state.b}", findings: `8+1 UNKNOWN_FIELD: the state of Order has no field "a"` + "\n" + `18+1 UNKNOWN_FIELD: the state of Order has no field "b"`},
	} {
		t.Run(c.text, func(t *testing.T) {
			m, findings := Message(scalar(t, c.text), s.env)
			if diff := cmp.Diff(c.findings, briefs(findings)); diff != "" {
				t.Fatalf("findings (-want +got):\n%s", diff)
			}
			if c.findings != "" {
				return
			}
			var got strings.Builder
			for _, p := range m.Parts {
				got.WriteString(p.Text)
				if p.Expr != nil {
					got.WriteString("{" + show(p.Expr.Node) + "}")
				}
			}
			if diff := cmp.Diff(c.want, got.String()); diff != "" {
				t.Errorf("message (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTargets(t *testing.T) {
	s := newShop()
	for _, c := range []struct{ path, want, findings string }{
		{path: "name", want: "name : string"},
		{path: "total.amount", want: "total .amount : int64"},
		{path: "stock[cmd.name]", want: "stock [cmd.name] : int64"},
		{path: "states[cmd.order_id]", want: "states [cmd.order_id] : OrderStatus"},
		{path: "by_status[paid]", want: "by_status [OrderStatus.paid] : int64"},
		{path: "stock.bolt", want: `stock ["bolt"] : int64`},
		{path: "by_status.paid", want: "by_status [OrderStatus.paid] : int64"},
		{path: "by_status.payd", findings: `11+4 UNKNOWN_ENUM_MEMBER: OrderStatus has no member "payd" | did you mean paid?`},
		{path: "items[sku == event.name].quantity", want: "items [elem: (elem.sku == event.name)] .quantity : int32"},
		{path: "items[carrier == dhl && quantity > 1].price.amount", want: "items [elem: ((elem.carrier == Carrier.dhl) && (elem.quantity > int32(1)))] .price .amount : int64"},
		{path: "items[has(note) && note == 'x'].note", want: `items [elem: (elem.note? && (*elem.note == "x"))] .note : optional string`},
		{path: "items[true]", want: "items [elem: bool(true)] : Item"},
		{path: "total", want: "total : Money"},
		{path: "nme", findings: `1+3 BAD_TARGET: the state has no field "nme" | did you mean name?`},
		{path: "state.name", findings: `1+5 BAD_TARGET: the state has no field "state" | leave state. out: the path begins with its field`},
		{path: "order_id", findings: "1+8 BAD_TARGET: order_id is the aggregate's id, which never changes"},
		{path: "total.amout", findings: `7+5 BAD_TARGET: Money has no field "amout" | did you mean amount?`},
		{path: "name.x", findings: "6+1 BAD_TARGET: a string has no fields"},
		{path: "name[1]", findings: "5+1 BAD_TARGET: a string has no elements"},
		{path: "items[0].quantity", findings: "7+1 BAD_TARGET: elements are chosen by what they are, not by their place | write a condition over the element's fields, as in items[sku == event.sku]"},
		{path: "items[skuu == 'x'].quantity", findings: `7+4 EXPR_UNKNOWN: nothing in scope is named "skuu" | did you mean sku?`},
		{path: "refund.amount", findings: "8+6 BAD_TARGET: what amount is a field of is optional and may be absent | set the whole of it"},
		{path: "payment.card", findings: "9+4 BAD_TARGET: a part of Payment can't be set: it may be another variant | set the whole of it"},
		{path: "size(name)", findings: "1+10 BAD_TARGET: a path leads from a field of the state, as in items[sku == event.sku].quantity"},
		{path: "stock[cmd.count]", findings: "7+9 EXPR_TYPE: this is an int64, and a string is wanted | write string(cmd.count)"},
		{path: "items[", findings: "6+1 EXPR_SYNTAX: the expression ends too early"},
	} {
		t.Run(c.path, func(t *testing.T) {
			field, steps, typ, findings := Target(scalar(t, c.path), s.state, s.env)
			if diff := cmp.Diff(c.findings, briefs(findings)); diff != "" {
				t.Fatalf("findings (-want +got):\n%s", diff)
			}
			if c.findings != "" {
				return
			}
			got := field.Name
			for _, step := range steps {
				switch {
				case step.Field != nil:
					got += " ." + step.Field.Name
				case step.Key != nil:
					got += " [" + show(step.Key.Node) + "]"
				default:
					got += " [" + step.Elem.Name + ": " + show(step.Where.Node) + "]"
				}
			}
			if got += " : " + words(typ); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestValuesAsYAMLWritesThem(t *testing.T) {
	s := newShop()
	for _, c := range []struct{ yaml, want, tree, findings string }{
		{yaml: "true", want: "open", tree: "bool(true)"},
		{yaml: "False", want: "open", tree: "bool(false)"},
		{yaml: "0", want: "count", tree: "0"},
		{yaml: "null", want: "note", tree: "none"},
		{yaml: "~", want: "note", tree: "none"},
		{yaml: "paid", want: "status", tree: "OrderStatus.paid"},
		{yaml: "event.name", want: "name", tree: "event.name"},
		{yaml: `'"placed by " + meta.actor'`, want: "note", tree: `some(("placed by " + meta.actor))`},
		{yaml: "2026-01-29", want: "day", tree: `date"2026-01-29T00:00:00Z"`},
		{yaml: "2026-01-29T12:00:00Z", want: "at", tree: `timestamp"2026-01-29T12:00:00Z"`},
		{yaml: "30m", want: "wait", tree: "duration(30m0s)"},
		{yaml: "13.50", want: "balance", tree: `decimal"13.5"`},
		{yaml: "[event.name, '\"x\"']", want: "names", tree: `[event.name, "x"]`},
		{yaml: "[paid, shipped]", want: "statuses", tree: "[OrderStatus.paid, OrderStatus.shipped]"},
		{yaml: "[]", want: "items", tree: "[]"},
		{yaml: "{amount: event.count, currency: '\"EUR\"'}", want: "refund", tree: `some(Money{amount: event.count, currency: "EUR"})`},
		{yaml: "{apples: 1, pears: event.count}", want: "stock", tree: `{"apples": 1, "pears": event.count}`},
		{yaml: "{paid: 1}", want: "by_status", tree: "{OrderStatus.paid: 1}"},
		{yaml: "{type: card, last4: event.name}", want: "payment", tree: "Payment.card{last4: event.name}"},
		{yaml: "null", want: "name", findings: "EXPR_TYPE: null can only be given to what is optional, this is a string"},
		{yaml: "EUR", want: "name", findings: `EXPR_UNKNOWN: nothing in scope is named "EUR" | a text stands in quotes of its own: '"EUR"'`},
		{yaml: "[1]", want: "name", findings: "EXPR_TYPE: this is a list, and a string is wanted"},
		{yaml: "{a: 1}", want: "name", findings: "EXPR_TYPE: this is a mapping, and a string is wanted | an expression that begins with a brace is quoted"},
		{yaml: "{amount: 1}", want: "total", findings: "EXPR_TYPE: Money isn't given: currency"},
		{yaml: "{amout: 1, currency: x}", want: "total", findings: "UNKNOWN_FIELD: Money has no field \"amout\" | did you mean amount?\nEXPR_UNKNOWN: nothing in scope is named \"x\" | a text stands in quotes of its own: '\"x\"'"},
		{yaml: "{last4: '\"1\"'}", want: "payment", findings: "EXPR_TYPE: Payment is one of card, invoice | say which: type: card"},
		{yaml: "{type: cash}", want: "payment", findings: `UNKNOWN_VARIANT: Payment has no variant "cash"`},
		{yaml: "{payd: 1}", want: "by_status", findings: `UNKNOWN_ENUM_MEMBER: OrderStatus has no member "payd" | did you mean paid?`},
	} {
		t.Run(c.yaml, func(t *testing.T) {
			x, findings := CheckValue(yamlValue(t, c.yaml), s.env, s.typeOfField(c.want))
			var got []string
			for _, f := range findings {
				_, rest, _ := strings.Cut(brief(f), " ")
				got = append(got, rest)
			}
			if diff := cmp.Diff(c.findings, strings.Join(got, "\n")); diff != "" {
				t.Fatalf("findings (-want +got):\n%s", diff)
			}
			if c.findings == "" && show(x.Node) != c.tree {
				t.Errorf("got %s, want %s", show(x.Node), c.tree)
			}
		})
	}
}

// yamlValue is a value as it stands beside a target of `sets`.
func yamlValue(t *testing.T, text string) *syntax.Value {
	t.Helper()
	file, findings := syntax.Parse("shop.orchestrix.yaml", []byte(
		"context: orders\naggregates:\n  Order:\n    state: {x: string}\n    events:\n      Placed:\n        sets:\n          x: "+text+"\n    commands: {}\n"))
	if file == nil || len(file.Aggregates) == 0 || len(file.Aggregates[0].Events) == 0 || len(file.Aggregates[0].Events[0].Sets) == 0 {
		t.Fatalf("the test's own YAML is wrong: %v", findings)
	}
	return file.Aggregates[0].Events[0].Sets[0].Value
}
