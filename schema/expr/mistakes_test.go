package expr

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

// mistaken are expressions with their findings: column and width, rule,
// message, and after a bar the suggestion.
type mistaken struct{ source, want, findings string }

func TestMistakes(t *testing.T) {
	s := newShop()
	for _, c := range []mistaken{
		{"state.", "",
			"6+1 EXPR_SYNTAX: a name is missing here"},
		{"state.name ==", "",
			"13+1 EXPR_SYNTAX: the expression ends too early"},
		{"state.name = 'x'", "",
			`12+1 EXPR_SYNTAX: "=" isn't an operator | compare with ==`},
		{"state.open and state.open", "",
			`12+3 EXPR_SYNTAX: "and" isn't an operator | write &&`},
		{"(state.count", "",
			"12+1 EXPR_SYNTAX: expected ')'"},
		{"state.name == 'x", "",
			"15+1 EXPR_SYNTAX: the text in quotes isn't closed"},
		{"5 $ 3", "",
			`3+1 EXPR_SYNTAX: "$" can't stand here`},
		{"loop", "",
			`1+4 EXPR_SYNTAX: "loop" is a reserved word of CEL`},
		{"state.?name", "",
			"6+1 EXPR_UNSUPPORTED: CEL's optional values (?) aren't part of the language | use has() and ?:"},
		{"99999999999999999999", "",
			"1+20 EXPR_SYNTAX: the number is too large for its type"},
		{"state.staus == paid", "",
			`7+5 UNKNOWN_FIELD: the state of Order has no field "staus" | did you mean status?`},
		{"stat.name", "",
			`1+4 EXPR_UNKNOWN: nothing in scope is named "stat" | did you mean state?`},
		{"state.total.amout", "",
			`13+5 UNKNOWN_FIELD: Money has no field "amout" | did you mean amount?`},
		{"state.name.foo", "",
			"12+3 EXPR_TYPE: a string has no fields"},
		{"state.status == payd", "",
			`17+4 UNKNOWN_ENUM_MEMBER: OrderStatus has no member "payd" | did you mean paid?`},
		{"state.status == 'paid'", "",
			"17+6 EXPR_TYPE: this is a string, and an OrderStatus is wanted | write paid without quotes"},
		{"paid", "",
			`1+4 EXPR_UNKNOWN: nothing in scope is named "paid" | write OrderStatus.paid`},
		{"OrderStatus", "",
			"1+11 EXPR_TYPE: OrderStatus is a type, and a value is wanted"},
		{"OrderStatus.payd == state.status", "",
			`13+4 UNKNOWN_ENUM_MEMBER: OrderStatus has no member "payd" | did you mean paid?`},
		{"OrderStatus.paid.x", "",
			"18+1 EXPR_TYPE: an OrderStatus has no fields"},
		{"Money.amount", "",
			"1+12 EXPR_TYPE: Money is a type, and a value is wanted"},
		{"money.Curency.eur", "",
			`7+7 EXPR_UNKNOWN: the kernel money has no type "Curency" | did you mean money.Currency?`},
		{"Payment.card", "",
			"1+12 EXPR_TYPE: Payment.card is a variant, and a value is wanted | give its fields: Payment.card{…}"},
		{"state.status == state", "",
			`17+5 EXPR_AMBIGUOUS_MEMBER: "state" is a member of OrderStatus and a name in scope | write OrderStatus.state`},
		{"state.count == 'x'", "",
			"13+2 EXPR_TYPE: an int64 can't be compared with a string"},
		{"state.count", "name",
			"1+11 EXPR_TYPE: this is an int64, and a string is wanted | write string(state.count)"},
		{"state.name", "status",
			"1+10 EXPR_TYPE: this is a string, and an OrderStatus is wanted | write OrderStatus(state.name)"},
		{"'paid'", "status",
			"1+6 EXPR_TYPE: this is a string, and an OrderStatus is wanted | write paid without quotes"},
		{"state.name", "count",
			"1+10 EXPR_TYPE: this is a string, and an int64 is wanted"},
		{"state.count + state.ratio", "",
			"13+1 EXPR_TYPE: + doesn't take an int64 and a float64 | convert one side, as in int(…)"},
		{"state.count + state.size64", "",
			"13+1 EXPR_TYPE: + doesn't take an int64 and a uint64 | convert one side, as in int(…)"},
		{"state.name + state.count", "",
			"12+1 EXPR_TYPE: + doesn't take a string and an int64 | write string(…) around what isn't a string"},
		{"state.balance / state.balance", "",
			"15+1 EXPR_TYPE: / doesn't take a decimal and a decimal | write div(a, b, scale), which rounds half-even"},
		{"state.balance + state.ratio", "",
			"15+1 EXPR_TYPE: + doesn't take a decimal and a float64 | convert one side with decimal(…)"},
		{"state.count && state.open", "",
			"1+11 EXPR_TYPE: this is an int64, and a bool is wanted"},
		{"!state.count", "",
			"2+11 EXPR_TYPE: this is an int64, and a bool is wanted"},
		{"state.count ? 1 : 2", "",
			"1+11 EXPR_TYPE: this is an int64, and a bool is wanted"},
		{"state.open ? 1 : 'x'", "",
			"12+1 EXPR_TYPE: the branches of ?: differ: an int64 and a string"},
		{"state.note == 'x'", "",
			"1+10 EXPR_ABSENT: state.note is optional and may be absent here | ask has(state.note) before it, in && or ?:"},
		{"state.note", "name",
			"1+10 EXPR_ABSENT: state.note is optional and may be absent here | ask has(state.note) before it, in && or ?:"},
		{"state.note + 'x'", "",
			"1+10 EXPR_ABSENT: state.note is optional and may be absent here | ask has(state.note) before it, in && or ?:"},
		{"state.refund.amount > 0", "",
			"1+12 EXPR_ABSENT: state.refund is optional and may be absent here | ask has(state.refund) before it, in && or ?:"},
		{"state.note == null", "",
			"15+4 EXPR_TYPE: nothing is equal to null | ask has(…) or !has(…)"},
		{"null", "",
			"1+4 EXPR_TYPE: null has no type here | ask has(…) whether something is there"},
		{"null", "name",
			"1+4 EXPR_TYPE: null can only be given to what is optional, this is a string"},
		{"state.note != 'x' && has(state.note)", "",
			"1+10 EXPR_ABSENT: state.note is optional and may be absent here | ask has(state.note) before it, in && or ?:"},
		{"has(state.note) || state.note == 'x'", "",
			"20+10 EXPR_ABSENT: state.note is optional and may be absent here | ask has(state.note) before it, in && or ?:"},
		{"has(state.name)", "",
			"5+10 EXPR_TYPE: has() asks for what may be absent, and state.name is always there"},
		{"has(exists)", "",
			"5+6 EXPR_TYPE: has() asks for what may be absent, and exists is always there"},
		{"has(state.stock['x'])", "",
			"5+16 EXPR_TYPE: has() asks for a field: has(x.f) | of a map's key ask `key in map`"},
		{"has()", "",
			"1+3 EXPR_TYPE: has() takes one thing: has(x.f)"},
		{"state.payment.card.last4", "",
			"1+18 EXPR_ABSENT: state.payment.card may be another variant of Payment here | ask has(state.payment.card) before it, in && or ?:"},
		{"state.payment.cash", "",
			`15+4 EXPR_UNKNOWN: Payment has no variant "cash" | it is one of card, invoice`},
		{"state.payment.last4", "",
			`15+5 EXPR_UNKNOWN: Payment has no variant "last4" | it is one of card, invoice`},
		{"-state.name", "",
			"1+1 EXPR_TYPE: - doesn't take a string"},
		{"-1", "size64",
			"1+2 EXPR_TYPE: -1 is out of the range of uint64"},
		{"3000000000", "count32",
			"1+10 EXPR_TYPE: 3000000000 is out of the range of int32"},
		{"state.count32 == 3000000000", "",
			"18+10 EXPR_TYPE: 3000000000 is out of the range of int32"},
		{"9223372036854775807 + 1", "",
			"1+23 EXPR_TYPE: this is out of the range of int64"},
		{"state.count / 0", "",
			"15+1 EXPR_TYPE: this divides by zero"},
		{"state.count % 0", "",
			"15+1 EXPR_TYPE: this divides by zero"},
		{"div(state.balance, 0, 2)", "",
			"20+1 EXPR_TYPE: this divides by zero"},
		{"decimal('abc')", "",
			`9+5 EXPR_TYPE: "abc" isn't a decimal such as 13.50`},
		{"timestamp('yesterday')", "",
			`11+11 EXPR_TYPE: "yesterday" isn't a timestamp such as 2026-01-29T12:00:00Z`},
		{"duration('1 hour')", "",
			`10+8 EXPR_TYPE: "1 hour" isn't a duration such as 1h30m`},
		{"date('2026-13-01')", "",
			`6+12 EXPR_TYPE: "2026-13-01" isn't a date such as 2026-01-29`},
		{"state.request == 'nope'", "",
			`18+6 EXPR_TYPE: "nope" isn't a uuid`},
		{"state.name.matches('(')", "",
			"20+3 BAD_PATTERN: \"(\" isn't a pattern that RE2 reads: missing closing ): `(`"},
		{"date(cmd.name) == state.day", "",
			"6+8 EXPR_UNSUPPORTED: date() takes a text that is written out"},
		{"state.count in state.names", "",
			"1+11 EXPR_TYPE: list of string holds a string, and this is an int64"},
		{"'x' in state.name", "",
			"8+10 EXPR_TYPE: in looks into a list or a map, and this is a string"},
		{"state.count[0]", "",
			"12+1 EXPR_TYPE: an int64 has no elements"},
		{"state.numbers['x']", "",
			"15+3 EXPR_TYPE: this is a string, and an int64 is wanted"},
		{"state.numbers[-1]", "",
			"15+2 EXPR_TYPE: a list has no element before its first"},
		{"state.raw == cmd.raw", "",
			"11+2 EXPR_TYPE: json can't be compared"},
		{"state == cmd", "",
			"7+2 EXPR_TYPE: the state of Order can't be compared with the command PlaceOrder"},
		{"state.open < state.open", "",
			"12+1 EXPR_TYPE: < doesn't compare a bool"},
		{"[]", "",
			"1+2 EXPR_TYPE: what this empty list would hold can't be seen here"},
		{"{}", "",
			"1+2 EXPR_TYPE: what this empty map would hold can't be seen here"},
		{"[1, 'x']", "",
			"2+1 EXPR_TYPE: this is an int64, and a string is wanted | write string(1)"},
		{"{'a': 1, 'a': 2}", "",
			"10+3 EXPR_TYPE: the map has this key already"},
		{"{1: 2}", "",
			"2+1 EXPR_TYPE: a map's keys are strings, members of an enum or ids, and this is an int64"},
		{"Money{amount: 1}", "",
			"1+5 EXPR_TYPE: Money isn't given: currency"},
		{"Money{amount: 1, currency: 2}", "",
			"28+1 EXPR_TYPE: this is an int64, and a string is wanted | write string(2)"},
		{"Money{amout: 1, currency: 'x'}", "",
			`7+5 UNKNOWN_FIELD: Money has no field "amout" | did you mean amount?`},
		{"Money{amount: 1, amount: 2, currency: ''}", "",
			"18+6 EXPR_TYPE: amount is given already"},
		{"Mony{amount: 1}", "",
			`1+4 UNKNOWN_TYPE: no value is named "Mony" | did you mean Money?`},
		{"Payment{card: 1}", "",
			"1+7 EXPR_TYPE: Payment is a union: name the variant | write Payment.card{…}"},
		{"Payment.cash{x: 1}", "",
			`1+12 EXPR_UNKNOWN: Payment has no variant "cash"`},
		{"{amount: 1, currency: 'x'}", "total",
			"1+26 EXPR_TYPE: this is a map, and a Money is wanted | write Money{amount: 1, currency: 'x'}"},
		{"with(state.total, {amout: 1})", "",
			`20+5 UNKNOWN_FIELD: Money has no field "amout" | did you mean amount?`},
		{"with(state.name, {x: 1})", "",
			"6+10 EXPR_TYPE: with() copies a value, and this is a string"},
		{"with(state.total)", "",
			"1+4 EXPR_TYPE: with() takes a value and the fields to change: with(x, {field: value})"},
		{"with(state.total, {'amount': 1})", "",
			"20+8 EXPR_TYPE: a field of Money is written without quotes"},
		{"state.name.all(c, c == 'x')", "",
			"12+3 EXPR_TYPE: all goes over a list or a map, and this is a string"},
		{"state.items.all(i)", "",
			"13+3 EXPR_TYPE: all is written list.all(x, condition)"},
		{"state.items.all(i.x, true)", "",
			"17+3 EXPR_SYNTAX: a name for the element is wanted here, as in list.all(x, condition)"},
		{"state.items.all(i, i.sku)", "",
			"20+5 EXPR_TYPE: this is a string, and a bool is wanted"},
		{"state.items.map(i, i.note)", "",
			"20+6 EXPR_ABSENT: i.note is optional and may be absent here | ask has(i.note) before it, in && or ?:"},
		{"state.items.filter(i, true, i)", "",
			"13+6 EXPR_TYPE: filter is written list.filter(x, condition)"},
		{"state.items.transformList(i, i, 1)", "",
			"30+1 EXPR_SYNTAX: the two names of a loop differ"},
		{"state.related.transformMap(i, v, v)", "",
			"15+12 EXPR_UNSUPPORTED: transformMap of a list would have numbers as keys, and a map's keys are strings, members of an enum or ids | use transformMapEntry, which makes keys"},
		{"state.related.transformMapEntry(i, v, state.states)", "",
			"39+12 EXPR_UNSUPPORTED: transformMapEntry makes one entry of each element: {key: value}"},
		{"state.name.startWith('x')", "",
			`12+9 EXPR_UNKNOWN: no function is named "startWith" | did you mean startsWith?`},
		{"state.name.startsWith(1)", "",
			"23+1 EXPR_TYPE: this is an int64, and a string is wanted | write string(1)"},
		{"startsWith(state.name, 'x')", "",
			"1+10 EXPR_TYPE: startsWith is written string.startsWith(string)"},
		{"state.name.startsWith('a', 'b')", "",
			"12+10 EXPR_TYPE: startsWith is written string.startsWith(string)"},
		{"size(state.count)", "",
			"1+4 EXPR_TYPE: size doesn't take an int64"},
		{"sum(state.names)", "",
			"1+3 EXPR_TYPE: sum doesn't take a list of string"},
		{"type(state.name)", "",
			"1+4 EXPR_UNSUPPORTED: type isn't part of the language"},
		{"cel.bind(x, 1, x)", "",
			"5+4 EXPR_UNSUPPORTED: cel.bind isn't part of the language"},
		{"math.sign(4)", "",
			"6+4 EXPR_UNSUPPORTED: math.sign isn't part of the language"},
		{"state.names.sortBy(n, n)", "",
			"13+6 EXPR_UNSUPPORTED: sortBy isn't part of the language"},
		{"state.name.format([1])", "",
			"12+6 EXPR_UNSUPPORTED: format isn't part of the language"},
		{"dyn(1)", "",
			"1+3 EXPR_UNSUPPORTED: dyn isn't part of the language"},
		{"foo(1)", "",
			`1+3 EXPR_UNKNOWN: no function is named "foo"`},
		{"state.items.all(i, i.foo && i.bar) && state.nmae == 'x'", "",
			`22+3 UNKNOWN_FIELD: Item has no field "foo"` + "\n" +
				`31+3 UNKNOWN_FIELD: Item has no field "bar"` + "\n" +
				`45+4 UNKNOWN_FIELD: the state of Order has no field "nmae" | did you mean name?`},
		{"OrderStatus('payd')", "",
			`13+6 UNKNOWN_ENUM_MEMBER: OrderStatus has no member "payd" | did you mean paid?`},
		{"OrderStatus(1)", "",
			"13+1 EXPR_TYPE: this is an int64, and a string is wanted | write string(1)"},
		{"string(state.items)", "",
			"1+6 EXPR_TYPE: string doesn't take a list of Item"},
		{"state.names.distinct(1)", "",
			"13+8 EXPR_TYPE: distinct is written list.distinct()"},
		{"state.at + 1", "",
			"10+1 EXPR_TYPE: + doesn't take a timestamp and an int64"},
		{"state.at + state.at", "",
			"10+1 EXPR_TYPE: + doesn't take a timestamp and a timestamp"},
		{"ä == 'ö'", "",
			`1+1 EXPR_SYNTAX: "ä" can't stand here`},
		{"'ö' + state.nmae", "",
			`13+4 UNKNOWN_FIELD: the state of Order has no field "nmae" | did you mean name?`},
		{"state.raw.x", "",
			"11+1 EXPR_TYPE: json has no fields"},
		{"state.items.map(i, j)", "",
			`20+1 EXPR_UNKNOWN: nothing in scope is named "j"`},
		{`"ä" == state.nam`, "",
			`14+3 UNKNOWN_FIELD: the state of Order has no field "nam" | did you mean name?`},
		{`state.name + "ä" + state.foo`, "",
			`26+3 UNKNOWN_FIELD: the state of Order has no field "foo"`},
	} {
		t.Run(c.source, func(t *testing.T) {
			x, findings := Check(scalar(t, c.source), s.env, s.typeOfField(c.want))
			if x != nil {
				t.Fatalf("no finding, but %s", show(x.Node))
			}
			if diff := cmp.Diff(c.findings, briefs(findings)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHostileInputEndsWithOneFinding(t *testing.T) {
	s := newShop()
	for name, c := range map[string]struct {
		text string
		rule diag.Rule
	}{
		"deep parentheses":  {strings.Repeat("(", 5000) + "1" + strings.Repeat(")", 5000), diag.ExprTooLarge},
		"open parentheses":  {strings.Repeat("(", 10000), diag.ExprTooLarge},
		"deep lists":        {strings.Repeat("[", 5000) + strings.Repeat("]", 5000), diag.ExprTooLarge},
		"a long text":       {"'" + strings.Repeat("x", 100_000) + "'", diag.ExprTooLarge},
		"a long sum":        {strings.Repeat("1+", 5000) + "1", diag.ExprTooLarge},
		"many parentheses":  {strings.Repeat("(", 100_000), diag.ExprTooLarge},
		"a chain of fields": {"state" + strings.Repeat(".name", 2000), diag.ExprTooLarge},
		"nothing":           {"", diag.ExprSyntax},
	} {
		t.Run(name, func(t *testing.T) {
			src := scalar(t, "x")
			src.Text = c.text
			x, findings := Check(src, s.env, nil)
			if x != nil || len(findings) != 1 || findings[0].Rule != c.rule {
				t.Errorf("got %v, want one %s", findings, c.rule)
			}
		})
	}
}

func TestLongChainsOfConditionsEnd(t *testing.T) {
	s := newShop()
	env := s.env
	for i := range 40 {
		twice := "state.open"
		if i > 0 {
			twice = fmt.Sprintf("l%d && l%d", i-1, i-1)
		}
		env = env.With(letOf(t, fmt.Sprintf("l%d", i), twice, env))
	}
	x, findings := Check(scalar(t, "l39 && "+strings.Repeat("has(state.note) && ", 300)+"state.note == 'x'"), env, boolType)
	if x == nil {
		t.Fatalf("findings:\n%s", briefs(findings))
	}
	if x.Fails() {
		t.Error("nothing in it fails")
	}
}
