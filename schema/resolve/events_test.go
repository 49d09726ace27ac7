package resolve_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// withEvent is a schema with one event, written from line 11 on.
func withEvent(event string) string {
	return `context: a
enums: {Status: [draft, placed]}
values: {Item: {fields: {sku: string, n: int}}}
aggregates:
  Order:
    state: {status: {type: Status, initial: draft}, items: list of Item, stock: map of string to int, note: optional string, total: int}
    lifecycle: status
    guards:
      shut: {if: state.status == placed, message: it is shut}
    events:
      ` + strings.ReplaceAll(event, "\n", "\n      ") + "\n"
}

func TestARenamedEventIsReadUnderItsOldNames(t *testing.T) {
	ws := mustResolve(t, withEvent("Happened: {was: [Occurred, TookPlace], apply: none}"))
	e := ws.Contexts[0].Aggregates[0].Events[0]
	if e.WireType != "a.Happened" || !slices.Equal(e.Was, []string{"a.Occurred", "a.TookPlace"}) {
		t.Errorf("written as %s, read as %v", e.WireType, e.Was)
	}
}

func TestEvents(t *testing.T) {
	for _, w := range []wrong{
		{"that say nothing", withEvent("▸Happened: {fields: {n: int}}"), []string{"EVENT_FORGOTTEN Happened changes no state and doesn't say so"}},
		{"whose apply is mistyped", withEvent("Happened: {apply: ▸nothing}"), []string{"BAD_VALUE"}},
		{"that end", withEvent("Happened: {ends: true}"), nil},
		{"that are retired", withEvent("Happened: {retired: true}"), nil},
		{"that copy what they don't have", withEvent("Happened: {fields: {totl: int}, copies: [▸total]}"), []string{`UNKNOWN_FIELD "total" isn't a field of the event Happened (did you mean totl?)`}},
		{"that copy what the state doesn't have", withEvent("Happened: {fields: {sum: int}, copies: [▸sum]}"), []string{`UNKNOWN_FIELD "sum" isn't a field of the state of Order`}},
		{"that copy another type", withEvent("Happened: {fields: {total: string}, copies: [▸total]}"), []string{"EXPR_TYPE total is a string in the event and an int64 in the state"}},
		{"that copy an optional", withEvent("Happened: {fields: {total: optional int}, copies: [▸total]}"), []string{"EXPR_TYPE"}},
		{"that copy twice", withEvent("Happened: {fields: {total: int}, copies: [total, ▸total]}"), []string{"DUPLICATE_NAME total is copied already"}},
		{"that copy the id", withEvent("Happened: {copies: [▸order_id]}"), []string{"BAD_TARGET order_id never changes"}},
		{"that set what isn't there", withEvent("Happened: {sets: {▸totl: 1}}"), []string{"BAD_TARGET the state has no field \"totl\""}},
		{"that set the id", withEvent("Happened: {sets: {▸order_id: '\"x\"'}}"), []string{"BAD_TARGET order_id is the aggregate's id, which never changes"}},
		{"that set to another type", withEvent("Happened: {sets: {total: ▸state.note}}"), []string{"EXPR_"}},
		{"that set from what isn't in scope", withEvent("Happened: {sets: {total: ▸cmd.total}}"), []string{"EXPR_UNKNOWN"}},
		{"that have their own let", withEvent("Happened: {let: {twice: state.total * 2}, sets: {total: twice}}"), nil},
		{"from no state", withEvent("Happened: {▸from: [], apply: none}"), []string{"LIFECYCLE `from` names no state"}},
		{"from an unknown state", withEvent("Happened: {from: [▸drafd], apply: none}"), []string{`UNKNOWN_ENUM_MEMBER "drafd" isn't a word of Status (did you mean draft?)`}},
		{"from one state twice", withEvent("Happened: {from: [draft, ▸draft], apply: none}"), []string{"DUPLICATE_NAME"}},
		{"to an unknown state", withEvent("Happened: {to: ▸placd}"), []string{"UNKNOWN_ENUM_MEMBER"}},
		{"refused like commands end", withEvent("Happened: {from: {states: [draft], id: ▸not_found}, apply: none}"), []string{"DUPLICATE_NAME the id not_found is taken"}},
		{"with what doesn't go with apply none", withEvent("Happened: {▸to: placed, apply: none}"), []string{"KEY_CONFLICT `to` doesn't go with `apply: none`"}},
		{"with what doesn't go with apply go", withEvent("Happened: {▸sets: {total: 1}, apply: go}"), []string{"KEY_CONFLICT `sets` doesn't go with `apply: go`"}},
		{"of a version that nothing makes", withEvent("Happened: {version: ▸2, apply: none}"), []string{"BAD_UPCAST nothing makes version 2 of Happened from version 1"}},
		{"with old versions", withEvent("Happened: {version: 2, apply: none, ▸upcast: {1: go}, ▸writes: 1}"), []string{"NOT_YET `upcast` isn't there yet", "NOT_YET `writes`"}},
		{"like others", withEvent("Happened: {fields: {total: int}, copies: [total]}\nHappenedAgain: {like: Happened, copies: [total]}"), nil},
		{"like nobody", withEvent("Happened: {like: ▸Hapened, apply: none}"), []string{"UNKNOWN_COMMAND no command or event of context a is named \"Hapened\""}},
		{"like each other", withEvent("First: {like: Second, apply: none}\nSecond: {like: ▸First, apply: none}"), []string{"LIKE_CYCLE Second is like First, which is like it"}},
		{"with a field that like brings", withEvent("First: {fields: {n: int}, apply: none}\nSecond: {like: First, fields: {▸n: int}, apply: none}"), []string{"DUPLICATE_NAME Second has the field n by `like: First` already"}},
		{"without a lifecycle", "context: a\naggregates:\n  Order:\n    events:\n      Happened: {▸from: [draft], to: ▸placed}\n",
			[]string{"LIFECYCLE `from` needs a lifecycle, and Order has none", "LIFECYCLE `to` needs a lifecycle"}},
		{"with a lifecycle of no enum", "context: a\naggregates:\n  Order:\n    state: {status: string}\n    lifecycle: ▸status\n    events:\n      Happened: {from: [draft], to: placed}\n",
			[]string{"LIFECYCLE the lifecycle of Order is a field of an enum, and status is none"}},
		{"with a lifecycle that isn't there", "context: a\naggregates:\n  Order:\n    lifecycle: ▸status\n", []string{`UNKNOWN_FIELD "status" isn't a field of the state of Order`}},
	} {
		w.run(t)
	}
}

func TestLetsOfEventsStandInTheSetsThatUseThem(t *testing.T) {
	ws := mustResolve(t, withEvent("Happened: {let: {twice: state.total * 2, four: twice + twice}, sets: {total: four, 'stock[string(twice)]': 1}}"))
	sets := ws.Contexts[0].Aggregates[0].Events[0].Sets
	for _, n := range []model.Node{sets[0].Value.Node, sets[1].Steps[0].Key.Node} {
		reads := 0
		model.Walk(n, func(n model.Node) bool {
			if v, ok := n.(*model.Var); ok {
				if v.Scope != model.ScopeState {
					t.Errorf("%s is left", v.Name)
				}
				reads++
			}
			return true
		})
		if reads == 0 {
			t.Error("nothing reads the state")
		}
	}
	names := "x0: state.total"
	for i := 1; i < 40; i++ {
		names += fmt.Sprintf(", x%d: x%d + x%d", i, i-1, i-1)
	}
	wrong{"that grow", withEvent("Happened: {let: {" + names + "}, sets: {▸total: x39}}"), []string{"EXPR_TOO_LARGE"}}.run(t)
}

func TestSensitiveEvents(t *testing.T) {
	for _, w := range []wrong{
		{"a secret", withEvent("Happened: {fields: {▸pass: {type: string, sensitivity: secret}}, apply: none}"), []string{"SECRET_IN_EVENT pass is secret, and an event is kept for ever"}},
		{"a secret in a value", "context: a\nvalues: {Login: {fields: {pass: {type: string, sensitivity: secret}}}}\naggregates:\n  A:\n    events: {Happened: {fields: {▸logins: list of Login}, apply: none}}\n",
			[]string{"SECRET_IN_EVENT logins holds a secret"}},
		{"a secret in a command", "context: a\naggregates:\n  A:\n    events: {Happened: {apply: none}}\n    commands: {Do: {fields: {pass: {type: string, sensitivity: secret}}, emits: [Happened]}}\n", nil},
		{"personal data of nobody", withEvent("Happened: {fields: {▸mail: {type: string, sensitivity: pii}}, apply: none}"),
			[]string{"PII_IN_EVENT mail is personal data, and the event doesn't say whose"}},
		{"personal data in a union", "context: a\nunions: {Contact: {mail: {fields: {at: {type: string, sensitivity: pii}}}}}\naggregates:\n  A:\n    events: {Happened: {fields: {▸contact: optional Contact}, apply: none}}\n",
			[]string{"PII_IN_EVENT contact holds personal data"}},
		{"personal data of somebody", withEvent("Happened: {fields: {who: string, ▸mail: {type: string, sensitivity: pii, subject: who}}, apply: none}"),
			[]string{"NOT_GENERATED personal data isn't encrypted yet"}},
		{"the aggregate is about the person", withEvent("Happened: {fields: {▸mail: {type: string, sensitivity: pii, subject: order_id}}, apply: none}"), []string{"NOT_GENERATED"}},
		{"a subject that isn't there", withEvent("Happened: {fields: {who: string, ▸mail: {type: string, sensitivity: pii, subject: ▸wo}}, apply: none}"),
			[]string{"NOT_GENERATED", `BAD_SUBJECT "wo" isn't a field of the event Happened`}},
		{"a subject that is no id", withEvent("Happened: {fields: {who: int, ▸mail: {type: string, sensitivity: pii, subject: ▸who}}, apply: none}"),
			[]string{"NOT_GENERATED", "BAD_SUBJECT who holds no id of a person"}},
		{"a subject of what isn't personal", withEvent("Happened: {fields: {who: string, mail: {type: string, subject: ▸who}}, apply: none}"),
			[]string{"KEY_CONFLICT `subject` is for personal data"}},
	} {
		w.run(t)
	}
}

func TestAggregates(t *testing.T) {
	for _, w := range []wrong{
		{"an invariant that doesn't hold its type", "context: a\naggregates:\n  A:\n    state: {n: int}\n    invariants:\n      - {id: some, check: ▸state.n, message: x}\n", []string{"EXPR_TYPE"}},
		{"an invariant's names", "context: a\naggregates:\n  A:\n    state: {n: int}\n    invariants:\n      - {id: some, check: state.n > 0, message: x}\n      - {id: ▸some, check: state.n > 1, message: x}\n      - {id: ▸Other, check: state.n > 1, message: x}\n",
			[]string{"DUPLICATE_NAME the id some is taken", "NAME_STYLE"}},
		{"an invariant named like an outcome", "context: a\naggregates:\n  A:\n    state: {n: int}\n    invariants:\n      - {id: ▸forbidden, check: state.n > 0, message: x}\n", []string{"DUPLICATE_NAME the id forbidden is taken"}},
		{"a guard named like an invariant", "context: a\naggregates:\n  A:\n    state: {n: int}\n    invariants:\n      - {id: some, check: state.n > 0, message: x}\n    guards: {▸some: {if: state.n > 0, message: x}}\n", []string{"DUPLICATE_NAME the id some is taken"}},
		{"a guard over a command", "context: a\naggregates:\n  A:\n    guards: {shut: {if: ▸cmd.x, message: x}}\n", []string{"EXPR_UNKNOWN"}},
		{"a message's expression", "context: a\naggregates:\n  A:\n    state: {n: int}\n    guards: {shut: {if: state.n > 0, message: 'it is {▸m}'}}\n", []string{"EXPR_UNKNOWN"}},
		{"a rejection's message", "context: a\naggregates:\n  A:\n    rejections: {Late: {message: 'by {▸hours}', fields: {minutes: int}}}\n", []string{"EXPR_UNKNOWN"}},
		{"a value's rule", "context: a\nvalues:\n  Range:\n    fields: {from: int, to: int}\n    rules:\n      - {id: ordered, check: this.from <= this.▸too, message: x}\n", []string{"UNKNOWN_FIELD"}},
		{"a value's rules of one id", "context: a\nvalues:\n  Range:\n    fields: {from: int, to: int}\n    rules:\n      - {id: ordered, check: this.from <= this.to, message: x}\n      - {id: ▸ordered, check: this.from <= this.to, message: x}\n", []string{"DUPLICATE_NAME"}},
		{"a refusal's constant", "context: a\nvalues: {ARefusalShut: {fields: {n: int}}}\naggregates:\n  A:\n    guards: {▸shut: {if: exists, message: x}}\n", []string{"GO_NAME_CLASH the Go name ARefusalShut"}},
	} {
		w.run(t)
	}
}
