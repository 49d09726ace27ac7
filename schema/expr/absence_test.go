package expr

import (
	"fmt"
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// How the use of something that may be absent is judged.
const (
	sure    = "sure"    // it is there: nothing is looked at when it runs
	checked = "checked" // an evaluation error when it isn't
	found   = "found"   // a finding, about what stands in ‹…›
)

// judged is an expression and what is said of what it uses.
type judged struct{ source, want string }

// judge says how all that may be absent in an expression is used.
func judge(n model.Node) string {
	verdict := sure
	model.Walk(n, func(n model.Node) bool {
		safe := true
		switch n := n.(type) {
		case *model.Deref:
			safe = n.Safe
		case *model.AsVariant:
			safe = n.Safe
		case *model.Index:
			safe = n.Safe || n.X.Type().Kind == model.List
		}
		if !safe {
			verdict = checked
		}
		return true
	})
	return verdict
}

// absenceEnv is the shop's with lets, and with a name of an element.
func absenceEnv(t *testing.T) *Env {
	s := newShop()
	env := s.env
	for _, let := range []struct{ name, text string }{
		{"note", "state.note"}, {"noted", "has(state.note)"}, {"unnoted", "!noted"}, {"either", "has(cmd.note) || has(state.note)"},
		{"both", "noted && has(cmd.note)"}, {"number", "state.numbers[0]"}, {"chosen", "state.items.filter(i, has(i.note))"},
		{"first", "state.items[0]"}, {"one", "state.items.filter(i, has(i.note))[0]"}, {"key", "state.name"},
	} {
		env = env.With(letOf(t, let.name, let.text, env))
	}
	items := findField(s.state, "items")
	env = env.WithElement(&model.Var{Scope: model.ScopeLocal, Name: "item", T: items.Type.Elem},
		&model.Expr{Node: &model.Select{X: findVar(env, "state"), Field: items}})
	prices := mapOf(stringType, optional(int64Type))
	return env.With(
		&model.Var{Scope: model.ScopeAsk, Name: "prices", T: prices, Ask: &model.Ask{Name: "prices"}},
		&model.Var{Scope: model.ScopeAsk, Name: "tables", T: mapOf(stringType, mapOf(stringType, stringType)), Ask: &model.Ask{Name: "tables"}})
}

func findVar(env *Env, name string) *model.Var {
	for _, v := range env.Vars {
		if v.Name == name {
			return v
		}
	}
	return nil
}

func runJudged(t *testing.T, env *Env, want *model.Type, cases []judged) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.source, func(t *testing.T) {
			source, place := unmark(c.source)
			x, findings := Check(scalar(t, source), env, want)
			switch {
			case c.want == found && (len(findings) != 1 || findings[0].Rule != diag.ExprAbsent || !strings.HasPrefix(briefs(findings), place)):
				t.Errorf("found %s, want one at %s", briefs(findings), place)
			case c.want == found:
			case x == nil:
				t.Errorf("found %s", briefs(findings))
			case judge(x.Node) != c.want:
				t.Errorf("%s, want %s", judge(x.Node), c.want)
			}
		})
	}
}

// unmark takes ‹…› out of a text and gives the place that they stood around, as
// brief does.
func unmark(text string) (plain, place string) {
	before, rest, ok := strings.Cut(text, "‹")
	if !ok {
		return text, ""
	}
	inside, after, _ := strings.Cut(rest, "›")
	return before + inside + after, fmt.Sprintf("%d+%d ", len([]rune(before))+1, len([]rune(inside)))
}

func TestPresenceInConditions(t *testing.T) {
	runJudged(t, absenceEnv(t), boolType, []judged{
		{"has(state.note) && state.note == 'a'", sure},
		{"state.open && has(state.note) && state.note == 'a'", sure},
		{"has(state.note) && (state.open || state.note == 'a')", sure},
		{"(has(state.note) && state.open) && state.note == 'a'", sure},
		{"!has(state.note) || state.note == 'a'", sure},
		{"!(has(state.note) && state.open) || state.note == 'a'", sure},
		{"!(!has(state.note) || state.open) && state.note == 'a'", sure},
		{"!!has(state.note) && state.note == 'a'", sure},
		{"has(state.note) ? state.note == 'a' : false", sure},
		{"!has(state.note) ? false : state.note == 'a'", sure},
		{"has(state.note) && has(state.refund) ? state.note == state.refund.currency : true", sure},
		{"(has(state.note) ? state.note == 'a' : false) && state.note != 'b'", sure},
		{"(has(state.note) ? state.open : false) && state.note == 'a'", sure},
		{"(!has(state.note) ? false : state.open) && state.note == 'a'", sure},
		{"!(has(state.note) ? state.open : true) || ‹state.note› == 'a'", found},
		{"(has(state.note) ? false : true) || state.note == 'a'", sure},
		{"has(state.note) == true && state.note == 'a'", sure},
		{"has(state.note) != false && state.note == 'a'", sure},
		{"has(state.note) == false || state.note == 'a'", sure},
		{"has(state.note) == state.open && ‹state.note› == 'a'", found},

		{"‹state.note› == 'a'", found},
		{"‹state.note› == 'a' && has(state.note)", found},
		{"has(state.note) || ‹state.note› == 'a'", found},
		{"!has(state.note) && ‹state.note› == 'a'", found},
		{"(has(state.note) || state.open) && ‹state.note› == 'a'", found},
		{"!(has(state.note) && state.open) && ‹state.note› == 'a'", found},
		{"!(has(state.note) || state.open) || ‹state.note› == 'a'", found},
		{"has(state.note) ? true : ‹state.note› == 'a'", found},
		{"has(cmd.note) && ‹state.note› == 'a'", found},
		{"(has(state.note) ? state.open : true) && ‹state.note› == 'a'", found},
		{"(has(state.note) && state.open || state.count > 1) && ‹state.note› == 'a'", found},
		// What may fail before it proves anything is absorbed by &&, so the use is
		// looked at again.
		{"has(state.note) && state.numbers[0] > 1 && state.note == 'a'", sure},
		{"(has(state.note) && state.numbers[0] > 1) && state.note == 'a'", checked},
		{"(state.numbers[0] > 1 || !has(state.note)) || state.note == 'a'", checked},
		{"!(state.numbers[0] > 1 || !has(state.note)) && state.note == 'a'", checked},
	})
}

func TestPresenceOfParts(t *testing.T) {
	runJudged(t, absenceEnv(t), boolType, []judged{
		{"has(state.refund) && state.refund.amount > 1", sure},
		{"has(state.payment.card) && state.payment.card.last4 == '1'", sure},
		{"has(state.payment.card) && has(state.payment.card.note) && state.payment.card.note == '1'", sure},
		{"has(state.maybe_payment) && has(state.maybe_payment.card) && state.maybe_payment.card.last4 == '1'", sure},
		{"has(state.tags) && size(state.tags) > 1", sure},
		{"has(state.tags) && state.tags[0] == 'a' && 'b' in state.tags", sure},
		{"has(state.items[0].note) && state.items[0].note == 'a'", checked}, // there may be no first
		{"has(state.items[state.count].note) && state.items[state.count].note == 'a'", checked},
		{"has(state.items[state.count + 1].note) && state.items[state.count + 1].note == 'a'", checked},
		{"has(state.items[size(state.items) - 1].note) && state.items[size(state.items) - 1].note == 'a'", checked},
		{"has(state.items.reverse()[0].note) && state.items.reverse()[0].note == 'a'", checked},
		{"state.name in state.stock && state.stock[state.name] > 1", sure},
		{"'a' in state.stock && state.stock['a'] > 1 && state.stock.a > 1", sure},
		{"has(state.stock.a) && state.stock['a'] > 1", sure},
		{"placed in state.by_status && state.by_status[OrderStatus.placed] > 1", sure},
		{"!(state.name in state.stock) || state.stock[state.name] > 1", sure},

		{"‹state.refund›.amount > 1", found},
		{"has(state.refund) && ‹cmd.refund›.amount > 1", found},
		{"‹state.payment.card›.last4 == '1'", found},
		{"has(state.payment.card) && ‹state.payment.card.note› == '1'", found},
		{"has(state.payment.invoice) && ‹state.payment.card›.last4 == '1'", found},
		{"!has(state.payment.invoice) && ‹state.payment.card›.last4 == '1'", found},
		{"has(‹state.payment.card›.note)", found},
		{"has(‹state.maybe_payment›.card)", found},
		{"has(state.maybe_payment) && ‹state.maybe_payment.card›.last4 == '1'", found},
		{"size(‹state.tags›) > 1", found},
		{"'a' in ‹state.tags›", found},
		{"has(state.items[0].note) && ‹state.items[1].note› == 'a'", found},
		{"has(state.items[state.count].note) && ‹state.items[state.count + 1].note› == 'a'", found},
		{"has(state.items[1].note) && ‹state.items.reverse()[1].note› == 'a'", found},
		{"(‹state.open ? state.note : cmd.note›) == 'a'", found},
		{"'a' in state.stock && state.stock['b'] > 1", checked},
		{"state.name in state.stock || state.stock[state.name] > 1", checked},
		{"state.name in cmd.stock && state.stock[state.name] > 1", checked},
	})
}

func TestPresenceInLoops(t *testing.T) {
	runJudged(t, absenceEnv(t), boolType, []judged{
		{"state.items.all(i, has(i.note) && i.note == 'a')", sure},
		{"state.items.all(i, !has(i.note) || i.note == 'a')", sure},
		{"state.items.exists(i, has(i.note) ? i.note == 'a' : false)", sure},
		{"has(state.note) && state.items.all(i, i.sku == state.note)", sure},
		{"state.items.map(i, has(i.note), i.note)[0] == 'a'", sure},
		{"state.items.transformList(n, i, has(i.note), i.note)[0] == 'a'", sure},
		{"state.items.all(n, i, has(i.note) && i.note == 'a')", sure},
		{"state.stock.all(k, state.stock[k] > 1)", sure},
		{"state.stock.all(k, v, v > 1 && state.stock[k] > 1)", sure},
		{"prices.all(k, p, has(p) && p > 1)", sure},
		{"item.sku == '' && has(item.note) && item.note == 'a'", sure},

		{"state.items.all(i, ‹i.note› == 'a')", found},
		{"state.items.all(i, has(i.note)) && state.items.all(i, ‹i.note› == 'a')", found},
		{"state.items.all(i, has(state.note) && ‹i.note› == 'a')", found},
		{"prices.all(k, p, ‹p› > 1)", found},
		{"‹item.note› == 'a'", found},
		// A name within a loop is another one than outside of it.
		{"has(item.note) && state.items.all(item, ‹item.note› == 'a')", found},
		{"state.items.all(i, has(i.note) && cmd.items.all(i, ‹i.note› == 'a'))", found},
		{"has(cmd.note) && state.items.all(cmd, ‹cmd.note› == 'a')", found},
		{"noted && state.items.all(state, ‹state.note› == 'a')", found},
		{"state.items.all(state, noted && ‹state.note› == 'a')", found},
		{"state.items.all(i, has(i.note) && cmd.items.all(j, i.note == 'a'))", sure},
		{"has(state.note) && state.items.all(cmd, state.note == 'a')", sure},
		{"state.numbers.all(i, has(state.items[i].note) && cmd.numbers.all(i, ‹state.items[i].note› == 'a'))", found},
		{"state.names.all(k, k in state.stock && cmd.names.all(k, state.stock[k] > 1))", checked},
		{"state.names.all(k, k in state.stock && cmd.names.all(j, state.stock[k] > 1))", sure},
		{"state.stock.all(k, cmd.names.all(k, state.stock[k] > 1))", checked},
		{"key in state.stock && state.names.all(key, state.stock[key] > 1)", checked},
		{"state.names.all(j, j in tables && tables[j].all(k, v, tables[j][k] == v))", sure},
		{"state.names.all(j, j in tables && tables[j].all(k, j, j in tables && tables[j][k] == ''))", checked},
		// What was chosen out of sight is looked at when it runs.
		{"state.items.filter(i, has(i.note)).all(i, i.note == 'a')", checked},
		{"state.items.filter(i, has(i.note))[0].note == 'a'", checked},
		{"chosen.all(i, i.note == 'a')", checked},
		{"chosen[0].note == 'a'", checked},
		{"one.note == 'a'", checked},
		{"‹first.note› == 'a'", found},
		{"state.items.reverse().all(i, ‹i.note› == 'a')", found},
	})
}

func TestPresenceByLets(t *testing.T) {
	runJudged(t, absenceEnv(t), boolType, []judged{
		{"noted && state.note == 'a'", sure},
		{"unnoted || state.note == 'a'", sure},
		{"!unnoted && state.note == 'a'", sure},
		{"both && state.note == cmd.note", sure},
		{"has(note) && note == 'a'", sure},
		{"noted ? state.note == 'a' : false", sure},

		{"unnoted && ‹state.note› == 'a'", found},
		{"either && ‹state.note› == 'a'", found},
		{"both || ‹state.note› == 'a'", found},
		{"‹note› == 'a'", found},
		{"noted && ‹note› == 'a'", found},
		{"has(note) && ‹state.note› == 'a'", found},
	})
}

func TestPresenceOfWhatIsPassedOn(t *testing.T) {
	env := absenceEnv(t)
	runJudged(t, env, optional(stringType), []judged{
		{"state.note", sure},
		{"state.open ? state.note : cmd.note", sure},
		{"state.open ? state.note : null", sure},
		{"has(state.note) ? state.note : state.name", sure},
		{"note", sure},
		{"item.note", sure},
		{"‹state.note› + '!'", found},
		{"‹state.payment.card›.note", found},
	})
	runJudged(t, env, stringType, []judged{
		{"has(state.note) ? state.note : ''", sure},
		{"!has(state.note) ? '' : state.note", sure},
		{"has(state.note) ? state.note : has(cmd.note) ? cmd.note : ''", sure},
		{"has(state.parent) ? state.parent : state.order_id", sure},
		{"‹state.note›", found},
		{"has(state.note) ? '' : ‹state.note›", found},
		{"state.open ? ‹state.note› : ''", found},
		{"has(state.note) ? state.note : ‹cmd.note›", found},
	})
	runJudged(t, env, listOf(stringType), []judged{
		{"has(state.note) ? [state.note] : []", sure},
		{"state.items.map(i, has(i.note) ? i.note : '')", sure},
		{"[‹state.note›]", found},
		{"state.items.map(i, ‹i.note›)", found},
	})
	runJudged(t, env, mapOf(stringType, stringType), []judged{
		{"has(state.note) ? {'a': state.note} : {}", sure},
		{"{'a': ‹state.note›}", found},
		{"has(state.note) ? {state.note: 'a'} : {}", sure},
		{"{‹state.note›: 'a'}", found},
	})
}

// TestPresenceInValuesOfYAML has lists and mappings that YAML writes out.
func TestPresenceInValuesOfYAML(t *testing.T) {
	env := absenceEnv(t)
	given, _ := Check(scalar(t, "has(state.note)"), env, boolType)
	for _, c := range []struct {
		yaml  string
		want  *model.Type
		given []*model.Expr
		found string
	}{
		{"[state.note]", listOf(stringType), nil, "EXPR_ABSENT"},
		{"[state.note]", listOf(stringType), []*model.Expr{given}, ""},
		{"{a: state.note}", mapOf(stringType, stringType), nil, "EXPR_ABSENT"},
		{"{a: 'has(state.note) ? state.note : state.name'}", mapOf(stringType, stringType), nil, ""},
		{"{sku: state.note, quantity: 1, price: {amount: 1, currency: state.name}, note: cmd.note, carrier: ups}", env.Types.value(t, "Item"), []*model.Expr{given}, ""},
		{"{sku: cmd.note, quantity: 1, price: {amount: 1, currency: state.name}, note: cmd.note, carrier: ups}", env.Types.value(t, "Item"), []*model.Expr{given}, "EXPR_ABSENT"},
	} {
		t.Run(c.yaml, func(t *testing.T) {
			inner := *env
			inner.Given = c.given
			_, findings := CheckValue(yamlValue(t, c.yaml), &inner, c.want)
			got := ""
			if len(findings) > 0 {
				got = string(findings[0].Rule)
			}
			if got != c.found || len(findings) > 1 {
				t.Errorf("found %s, want %s", briefs(findings), c.found)
			}
		})
	}
}

func (ts *Types) value(t *testing.T, name string) *model.Type {
	t.Helper()
	v := ts.values[name]
	if v == nil {
		t.Fatalf("no value is named %s", name)
	}
	return valueRef(v)
}

// TestPresenceOnTheLeft has paths that sets write to.
func TestPresenceOnTheLeft(t *testing.T) {
	s := newShop()
	for path, want := range map[string]string{
		"stock[event.note]":                                                               "event.note",
		"items[sku == event.note].quantity":                                               "event.note",
		"items[note == 'a'].quantity":                                                     "note",
		"items[has(note) && note == 'a'].quantity":                                        "",
		"items[!has(note) || note != sku].quantity":                                       "",
		"items[has(event.note) && sku == event.note].quantity":                            "",
		"stock[has(event.note) ? event.note : '']":                                        "",
		"items[has(note) && event.items.all(elem, elem.sku == note)].quantity":            "",
		"items[has(note) && event.items.all(elem, elem.note == note)].quantity":           "elem.note",
		"items[has(note) && event.items.all(e, has(e.note) && e.note == note)].quantity":  "",
		"items[event.items.all(elem, has(elem.note) && elem.note == sku) && note == sku]": "note",
	} {
		t.Run(path, func(t *testing.T) {
			_, _, _, findings := Target(scalar(t, path), s.state, s.env)
			if want == "" {
				if len(findings) > 0 {
					t.Errorf("found %s", briefs(findings))
				}
				return
			}
			if len(findings) != 1 || findings[0].Rule != diag.ExprAbsent || !strings.HasPrefix(findings[0].Message, want+" is optional") {
				t.Errorf("found %s, want one about %s", briefs(findings), want)
			}
		})
	}
}

// TestPresenceInMessages has braces that stand alone: what one asks proves
// nothing in another.
func TestPresenceInMessages(t *testing.T) {
	env := absenceEnv(t)
	for text, want := range map[string]string{
		"{has(state.note) ? state.note : '-'}":                      "",
		"{has(state.note)}: {state.note}":                           "state.note",
		"{has(state.payment.card) ? state.payment.card.last4 : ''}": "",
		"{state.payment.card.last4}":                                "state.payment.card",
		"{one.note}":                                                "",
	} {
		t.Run(text, func(t *testing.T) {
			_, findings := Message(scalar(t, text), env)
			if (len(findings) > 0) != (want != "") || want != "" && !strings.HasPrefix(findings[0].Message, want+" ") {
				t.Errorf("found %s, want one about %q", briefs(findings), want)
			}
		})
	}
}
