package scenario_test

import (
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/resolve"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// bank is a context whose commands read other aggregates. Scenarios of Transfer
// follow it.
const bank = `context: bank
aggregates:
  Account:
    id: {prefix: acc}
    state: {number: string, balance: int, status: {type: Status, initial: open}}
    lifecycle: status
    invariants: [{id: not_overdrawn, check: state.balance >= 0, message: x}]
    unique: [{id: number_taken, by: state.number, message: x}]
    events:
      AccountOpened: {fields: {number: string}, copies: [number]}
      MoneyTaken: {fields: {amount: int}, from: {states: [open], id: shut, message: x}, sets: {balance: state.balance - event.amount}}
      MoneyGiven: {fields: {amount: int}, from: [open], sets: {balance: state.balance + event.amount}}
  Transfer:
    id: {prefix: tr}
    state: {amount: int, reference: string}
    unique: [{id: reference_taken, by: state.reference, message: x}]
    invariants: [{id: some, check: state.amount > 0, message: x}]
    events:
      Transferred: {fields: {amount: int, reference: string}, copies: [amount, reference]}
      TransferFailed: {fields: {amount: int, why: string}, apply: none}
      Noted: {fields: {amount: int}, apply: none}
    commands:
      DoTransfer:
        creates: true
        fields: {amount: int, reference: string, from: ref Account, to: ref Account}
        reads: {from: {aggregate: Account, id: cmd.from}, to: {aggregate: Account, id: cmd.to, optional: true}}
        asks: {limit: {args: [cmd.amount], type: int}}
        refuses: [{id: too_much, if: cmd.amount > limit, message: x}]
        emits: [Transferred, {event: MoneyTaken, on: from}, {event: MoneyGiven, on: to, when: has(to)}]
        on_rejected: {event: TransferFailed, with: {why: rejection.id}}
      Note:
        creates: if_missing
        fields: {amount: int}
        emits: [Noted]
      Look:
        creates: if_missing
        fields: {from: ref Account}
        reads: {from: {aggregate: Account, id: cmd.from}}
        emits: [{event: Noted, with: {amount: from.balance}}]
enums: {Status: [open, closed]}
`

const transfer = "when: {DoTransfer: {amount: 1, reference: r, from: acc_1, to: acc_2}}"

func resolveBank(t *testing.T, examples string) (*model.Aggregate, []diag.Finding) {
	t.Helper()
	schema := strings.Replace(bank, "enums:", examples+"enums:", 1)
	tree, findings := syntax.Parse("bank.orchestrix.yaml", []byte(schema))
	if tree == nil {
		t.Fatal(findings)
	}
	ws, found := resolve.Resolve(resolve.Input{Root: "/w", Module: "example.org/m", Files: []*syntax.File{tree}})
	if ws == nil {
		return nil, append(findings, found...)
	}
	return ws.Contexts[0].Aggregates[1], append(findings, found...)
}

func TestExamplesWithSeveralAggregatesThatHold(t *testing.T) {
	const answer = "asks: {limit: 9}, "
	for name, example := range map[string]string{
		"given events of another aggregate": "given: [{AccountOpened: {number: a}}, {AccountOpened: {account_id: acc_2, number: b}}], " + answer + transfer + ", then: [{Transferred: {}}, {MoneyTaken: {}}, {MoneyGiven: {}}]",
		"events on named aggregates":        answer + transfer + ", then: [{MoneyTaken: {account_id: acc_1, amount: 1}}, {MoneyGiven: {account_id: acc_2}}, {Transferred: {amount: 1}}]",
		"a read that is missing":            transfer + ", rejected: not_found",
		"a read of one that may be made":    "when: {Look: {from: acc_1}}, rejected: not_found",
		"a value that is taken":             transfer + ", rejected: reference_taken",
		"another's value that is taken":     transfer + ", rejected: number_taken",
		"another's invariant":               transfer + ", rejected: not_overdrawn",
		"another's lifecycle":               transfer + ", rejected: wrong_status",
		"another's named lifecycle":         transfer + ", rejected: shut",
		"a refusal that is recorded":        transfer + ", rejected: too_much, then: [{TransferFailed: {why: too_much}}]",
		"a refusal, recorded or not":        transfer + ", rejected: too_much",
		"a refusal that is repeated":        transfer + ", repeat: true, rejected: too_much, then: [{TransferFailed: {}}]",
		"steps":                             "steps: [{" + transfer + ", rejected: not_found, then: [{TransferFailed: {}}]}, {given: [{AccountOpened: {number: a}}], " + answer + transfer + ", then: [{Transferred: {}}, {MoneyTaken: {}}]}]",
	} {
		t.Run(name, func(t *testing.T) {
			a, findings := resolveBank(t, step(example))
			for _, f := range findings {
				t.Errorf("%d:%d %s: %s (%s)", f.Span.Start.Line, f.Span.Start.Column, f.Rule, f.Message, f.Suggestion)
			}
			if a != nil && len(a.Scenarios) != 1 {
				t.Errorf("%d scenarios", len(a.Scenarios))
			}
		})
	}
}

func TestFindingsAboutSeveralAggregates(t *testing.T) {
	for _, tt := range []struct {
		name, example string
		rule          diag.Rule
		says          string
	}{
		{"a refusal recorded as nothing", transfer + ", rejected: ‹too_much›, then: []", diag.ScenarioOutcome, "a refusal of DoTransfer is recorded as TransferFailed; expect it: then: [{TransferFailed: {}}]"},
		{"a refusal recorded as another event", transfer + ", rejected: too_much, then: [{‹Transferred›: {}}]", diag.ScenarioOutcome, "DoTransfer, refused, raises nothing but TransferFailed"},
		{"a refusal recorded twice", transfer + ", rejected: too_much, then: [{TransferFailed: {}}, {‹TransferFailed›: {}}]", diag.ScenarioOutcome, "recorded once"},
		{"a refusal recorded with an unknown field", transfer + ", rejected: too_much, then: [{TransferFailed: {‹reason›: x}}]", diag.UnknownField, ""},
		{"a refusal recorded as an unknown event", transfer + ", rejected: too_much, then: [{‹TransferFail›: {}}]", diag.UnknownEvent, "did you mean TransferFailed?"},
		{"a refusal that isn't recorded", "when: {Note: {amount: 1}}, rejected: ‹some›, then: [{Noted: {}}]", diag.ScenarioShape, "raises no events"},
		{"a record of no refusal", "asks: {limit: 1}, " + transfer + ", then: [{‹TransferFailed›: {}}]", diag.ScenarioOutcome, "DoTransfer raises TransferFailed only when it is refused; say by what it is: add `rejected`"},
		{"an event that isn't raised on a read", "asks: {limit: 1}, " + transfer + ", then: [{‹AccountOpened›: {}}]", diag.ScenarioOutcome, "DoTransfer never raises AccountOpened"},
		{"a value of another's event", "asks: {limit: 1}, " + transfer + ", then: [{MoneyTaken: {amount: ‹much›}}]", diag.ScenarioValue, "isn't an int64"},
		{"another's value, never claimed", "when: {Note: {amount: 1}}, rejected: ‹number_taken›", diag.ScenarioOutcome, "Note is never refused by number_taken"},
		{"another's invariant, never looked at", "when: {Note: {amount: 1}}, rejected: ‹not_overdrawn›", diag.ScenarioOutcome, "Note is never refused by not_overdrawn"},
		{"nothing that could be missing", "when: {Note: {amount: 1}}, rejected: ‹not_found›", diag.ScenarioOutcome, "Note is never refused by not_found"},
		{"an unknown refusal", transfer + ", rejected: ‹number_take›", diag.UnknownRejection, "did you mean number_taken?"},
		{"an incomplete given of another", "given: [{‹AccountOpened›: {}}], " + transfer + ", rejected: too_much", diag.ScenarioIncomplete, "number"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			examples, _ := unmark(step(tt.example))
			column := len([]rune(step(tt.example)[:strings.Index(step(tt.example), "‹")])) + 1
			_, findings := resolveBank(t, examples)
			if len(findings) != 1 {
				t.Fatalf("findings %v", findings)
			}
			f := findings[0]
			if f.Rule != tt.rule || f.Span.Start.Column != column {
				t.Errorf("column %d, want %d: %s %s", f.Span.Start.Column, column, f.Rule, f.Message)
			}
			if text := f.Message + "; " + f.Suggestion; !strings.Contains(text, tt.says) {
				t.Errorf("it says %q, want %q", text, tt.says)
			}
		})
	}
}

// TestMistakesInWhatIsReadAreReportedOnce has scenarios that speak of what was
// found wrong.
func TestMistakesInWhatIsReadAreReportedOnce(t *testing.T) {
	for name, tt := range map[string]struct{ wrong, right, example string }{
		"a read":                   {"aggregate: Acount, id: cmd.from", "aggregate: Account, id: cmd.from", transfer + ", rejected: not_found"},
		"what a refusal is":        {"{why: rejection.kind}", "{why: rejection.id}", transfer + ", rejected: too_much, then: [{TransferFailed: {why: x}}]"},
		"another's unique":         {"by: state.nmber", "by: state.number", transfer + ", rejected: number_taken"},
		"another's invariant":      {"state.balanc >= 0", "state.balance >= 0", transfer + ", rejected: not_overdrawn"},
		"another's event's field":  {"AccountOpened: {fields: {number: strin}", "AccountOpened: {fields: {number: string}", "given: [{AccountOpened: {number: x}}], " + transfer + ", rejected: too_much"},
		"an event on what is read": {"{event: MoneyTaken, on: frm}", "{event: MoneyTaken, on: from}", "asks: {limit: 1}, " + transfer + ", then: [{MoneyTaken: {}}]"},
	} {
		t.Run(name, func(t *testing.T) {
			schema := strings.Replace(bank, "enums:", step(tt.example)+"enums:", 1)
			if !strings.Contains(schema, tt.right) {
				t.Fatalf("%s isn't in the schema", tt.right)
			}
			tree, _ := syntax.Parse("bank.orchestrix.yaml", []byte(strings.Replace(schema, tt.right, tt.wrong, 1)))
			_, findings := resolve.Resolve(resolve.Input{Root: "/w", Module: "example.org/m", Files: []*syntax.File{tree}})
			if len(findings) != 1 {
				t.Errorf("findings %v", findings)
			}
		})
	}
}

func TestTheModelOfARecordedRefusal(t *testing.T) {
	a, findings := resolveBank(t, step("given: [{AccountOpened: {number: a}}], "+transfer+", rejected: too_much, then: [{TransferFailed: {why: too_much}}]"))
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	s := a.Scenarios[0]
	if s.Given[0].ID != "acc_1" || s.Given[0].Event.Aggregate.Name != "Account" {
		t.Errorf("given %+v", s.Given[0])
	}
	if step := s.Steps[0]; step.Rejected != "too_much" || !step.HasThen || len(step.Then) != 1 || step.Then[0].Event.Name != "TransferFailed" {
		t.Errorf("%+v", step)
	}
}
