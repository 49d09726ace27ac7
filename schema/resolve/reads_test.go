package resolve_test

import (
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// bank is a context whose commands look at several aggregates.
const bank = `
context: bank
values:
  Name: {fields: {first: string, last: optional string}}
enums: {Kind: [open, shut]}
aggregates:
  Account:
    id: {prefix: acc}
    state:
      owner: string
      number: optional string
      name: Name
      balance: int
      kind: {type: Kind, initial: open}
      partner_id: optional ref Account
    unique:
      - {id: number_taken, by: state.number, message: "number {state.number} is taken"}
      - {id: name_taken, by: "[state.name.first, state.owner]", message: the name is taken}
    events:
      AccountOpened: {fields: {owner: string, number: optional string}, copies: [owner, number]}
      MoneyTaken: {fields: {amount: int, transfer_id: ref Transfer}, sets: {balance: state.balance - event.amount}}
      MoneyGiven: {fields: {amount: int, owner: string}, sets: {balance: state.balance + event.amount}}
      OpeningRefused: {fields: {owner: string, why: string, at: timestamp}, apply: none}
    commands:
      OpenAccount:
        creates: true
        fields: {owner: string, number: optional string}
        emits: [AccountOpened]
        on_rejected: {event: OpeningRefused, with: {why: 'rejection.id + ": " + rejection.message', at: now}}
      Borrow:
        fields: {amount: int}
        reads: {partner: {aggregate: Account, id: state.partner_id, optional: true}}
        refuses: [{id: nobody_lends, if: "!has(partner) || partner.balance < cmd.amount", message: nobody lends}]
        emits:
          - {event: MoneyGiven, from_state: [owner]}
          - {event: MoneyGiven, on: partner, when: has(partner), with: {amount: -cmd.amount}, from_state: [owner]}
  Transfer:
    state: {amount: int}
    events:
      Transferred: {fields: {amount: int}, copies: [amount]}
    commands:
      DoTransfer:
        creates: true
        fields: {amount: int, from: ref Account, to: list of ref Account}
        reads:
          from: {aggregate: Account, id: cmd.from}
          to: {aggregate: Account, ids: cmd.to}
        asks: {limit: {args: [from.owner], type: int}}
        let: {enough: from.balance >= cmd.amount * size(to)}
        refuses: [{id: too_little, if: "!enough || cmd.amount > limit", message: "{from.owner} has only {from.balance}"}]
        skips: ["to.all(id, a, a.kind == shut)"]
        emits:
          - Transferred
          - {event: MoneyTaken, on: from}
          - {event: MoneyGiven, on: 'to[id]', for_each: "to.map(id, id)", as: id, from_state: [owner]}
      Decide:
        decide: go
        fields: {from: ref Account, to: list of ref Account}
        reads:
          from: {aggregate: Account, id: cmd.from}
          to: {aggregate: Account, ids: cmd.to, optional: true}
        emits: [Transferred, {event: MoneyTaken, on: from}, {event: MoneyGiven, on: to}, {event: MoneyTaken, on: to}]
`

func TestReadsAreResolved(t *testing.T) {
	ws := mustResolve(t, bank)
	account, transfer := ws.Contexts[0].Aggregates[0], ws.Contexts[0].Aggregates[1]

	do := command(transfer, "DoTransfer")
	from, to := do.Reads[0], do.Reads[1]
	if from.Name != "from" || from.GoName != "From" || from.Aggregate != account || from.Optional || from.IDs != nil {
		t.Errorf("%+v", from)
	}
	if from.ID.Source != "cmd.from" || from.ID.Type().ID != account.ID || from.ID.Rule != "bank.DoTransfer.from" {
		t.Errorf("%+v", from.ID)
	}
	if to.ID != nil || to.IDs.Type().Kind != model.List || to.IDs.Type().Elem.ID != account.ID {
		t.Errorf("%+v", to)
	}
	if do.Asks[0].BeforeLoad {
		t.Error("what needs another aggregate's state is asked before that is loaded")
	}

	borrow := command(account, "Borrow")
	partner := borrow.Reads[0]
	if !partner.Optional || partner.ID.Type().Kind != model.IDRef || partner.ID.Fails() {
		t.Errorf("an id that may be absent is %+v", partner.ID)
	}
}

func TestWhatIsReadHasTheTypeThatItsEntrySays(t *testing.T) {
	ws := mustResolve(t, bank)
	account, transfer := ws.Contexts[0].Aggregates[0], ws.Contexts[0].Aggregates[1]
	vars := map[string]*model.Var{}
	note := func(e *model.Expr) {
		model.Walk(e.Node, func(n model.Node) bool {
			if v, ok := n.(*model.Var); ok && v.Scope == model.ScopeRead {
				vars[v.Name] = v
			}
			return true
		})
	}
	do := command(transfer, "DoTransfer")
	note(do.Lets[0].Value)
	note(do.Skips[0])
	note(command(account, "Borrow").Refuses[0].If)
	for name, kind := range map[string]model.Kind{"from": model.Record, "to": model.Map, "partner": model.Optional} {
		if v := vars[name]; v == nil || v.T.Kind != kind || v.Read == nil || v.Read.Name != name {
			t.Errorf("%s is %+v", name, v)
		}
	}
}

func TestEventsOnWhatIsReadAreResolved(t *testing.T) {
	ws := mustResolve(t, bank)
	account, transfer := ws.Contexts[0].Aggregates[0], ws.Contexts[0].Aggregates[1]
	do := command(transfer, "DoTransfer")
	own, taken, given := do.Emits[0], do.Emits[1], do.Emits[2]
	if own.On != nil || taken.On != do.Reads[0] || taken.OnID != nil || given.On != do.Reads[1] {
		t.Errorf("on %+v, %+v, %+v", own.On, taken.On, given.On)
	}
	if given.OnID.Source != "id" || given.OnID.Type().ID != account.ID {
		t.Errorf("one of several is picked by %+v", given.OnID)
	}
	sources := func(e *model.Emit) map[string]string {
		all := map[string]string{}
		for _, f := range e.Fields {
			all[f.Field.Name] = f.Value.Source
		}
		return all
	}
	if got := sources(taken); got["amount"] != "cmd.amount" || got["transfer_id"] != "cmd.transfer_id" {
		t.Errorf("the fields come from %v", got)
	}
	if got := sources(given); got["owner"] != "to[id].owner" {
		t.Errorf("the fields come from %v", got)
	}
	onPartner := command(account, "Borrow").Emits[1]
	if got := sources(onPartner); got["owner"] != "partner.owner" {
		t.Errorf("the fields come from %v", got)
	}
	if len(command(transfer, "Decide").Emits) != 4 || command(transfer, "Decide").Emits[3].On.Name != "to" {
		t.Errorf("%+v", command(transfer, "Decide").Emits)
	}
}

func TestUniqueIsResolved(t *testing.T) {
	account := mustResolve(t, bank).Contexts[0].Aggregates[0]
	number, name := account.Unique[0], account.Unique[1]
	if number.ID != "number_taken" || number.GoName != "AccountRefusalNumberTaken" || number.By.Type().Kind != model.Optional || number.By.Rule != "bank.Account.number_taken" {
		t.Errorf("%+v", number)
	}
	if len(number.Message.Parts) != 3 || name.By.Type().Kind != model.List {
		t.Errorf("%+v, %+v", number.Message, name)
	}
}

func TestOnRejectedIsResolved(t *testing.T) {
	open := command(mustResolve(t, bank).Contexts[0].Aggregates[0], "OpenAccount")
	if open.OnRejected == nil || open.OnRejected.Event.Name != "OpeningRefused" {
		t.Fatalf("%+v", open.OnRejected)
	}
	for i, want := range []string{"cmd.owner", `rejection.id + ": " + rejection.message`, "now"} {
		if got := open.OnRejected.Fields[i].Value.Source; got != want {
			t.Errorf("the field comes from %s, want %s", got, want)
		}
	}
}
