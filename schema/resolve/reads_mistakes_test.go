package resolve_test

import (
	"strings"
	"testing"
)

// withReads is a schema whose command Pay is written as the given keys. What may
// be read is an Account; Bill is the command's own aggregate.
func withReads(keys string) string {
	return `context: a
aggregates:
  Account:
    state: {balance: int, owner: string, note: optional string, partner_id: optional ref Account}
    events:
      MoneyTaken: {fields: {amount: int}, sets: {balance: state.balance - event.amount}}
      OwnerNoted: {fields: {owner: string}, apply: none}
      Closed: {retired: true}
  Bill:
    state: {account_id: ref Account, amount: int, partners: list of ref Account, owner: string}
    events:
      BillPaid: {fields: {amount: int}, apply: none}
    commands:
      Pay:
        fields: {amount: int, account_id: ref Account, all: list of ref Account, bills: list of ref Bill, perhaps: optional ref Account, text: string}
        ` + strings.ReplaceAll(strings.TrimSpace(keys), "\n", "\n        ") + `
-- b/b.orchestrix.yaml --
context: b
aggregates:
  Parcel: {state: {n: int}}
`
}

// inReads is a test about an entry of `reads`, whose command does nothing else.
func inReads(entry string) string {
	return withFile(withReads("reads: {" + entry + "}\nemits: [BillPaid]"))
}

func withFile(text string) string { return "-- a/a.orchestrix.yaml --\n" + text }

func TestReads(t *testing.T) {
	for _, w := range []wrong{
		{"by an id of the command", inReads("account: {aggregate: Account, id: cmd.account_id}"), nil},
		{"by an id of the state", inReads("account: {aggregate: Account, id: state.account_id}"), nil},
		{"by a text", inReads("account: {aggregate: Account, id: cmd.text}"), nil},
		{"of the own type", inReads("other: {aggregate: Bill, id: 'cmd.bills[0]'}"), nil},
		{"of several", inReads("accounts: {aggregate: Account, ids: cmd.all + state.partners}"), nil},
		{"of several, written", inReads("accounts: {aggregate: Account, ids: '[cmd.account_id, state.account_id]'}"), nil},
		{"of several that may be missing", inReads("accounts: {aggregate: Account, ids: cmd.all, optional: true}"), nil},
		{"by an id that may be absent, of what may be missing", inReads("account: {aggregate: Account, id: cmd.perhaps, optional: true}"), nil},
		{"of two of one type", inReads("one: {aggregate: Account, id: cmd.account_id}, two: {aggregate: Account, id: state.account_id}"), nil},

		{"of an unknown aggregate", inReads("account: {aggregate: ▸Acount, id: cmd.account_id}"), []string{`UNKNOWN_AGGREGATE context a has no aggregate named "Acount" (did you mean Account?)`}},
		{"of another context's aggregate", inReads("parcel: {aggregate: ▸b.Parcel, id: cmd.text}"), []string{"UNKNOWN_AGGREGATE b.Parcel belongs to context b, and a command reads aggregates of its own context (keep what is needed of it in an aggregate here, brought up to date by a policy"}},
		{"of another context's aggregate by its bare name", inReads("parcel: {aggregate: ▸Parcel, id: cmd.text}"), []string{"UNKNOWN_AGGREGATE Parcel belongs to context b"}},
		{"of an unknown context's aggregate", inReads("parcel: {aggregate: ▸c.Parcel, id: cmd.text}"), []string{"UNKNOWN_CONTEXT"}},
		{"by a number", inReads("account: {aggregate: Account, id: ▸cmd.amount}"), []string{"EXPR_TYPE this is an int64, and a ref Account is wanted"}},
		{"by an id of another aggregate", inReads("account: {aggregate: Account, id: '▸cmd.bills[0]'}"), []string{"EXPR_TYPE this is a ref Bill, and a ref Account is wanted (give an id of Account)"}},
		{"by an unknown field", inReads("account: {aggregate: Account, id: cmd.▸acount_id}"), []string{"UNKNOWN_FIELD"}},
		{"by a list", inReads("account: {aggregate: Account, id: ▸cmd.all}"), []string{"EXPR_TYPE this is a list of ref Account, and a ref Account is wanted (write `ids` to read several)"}},
		{"by ids that are one", inReads("accounts: {aggregate: Account, ids: ▸cmd.account_id}"), []string{"EXPR_TYPE this is a ref Account, and a list of ref Account is wanted (write `id` to read one)"}},
		{"by ids of another aggregate", inReads("accounts: {aggregate: Account, ids: ▸cmd.bills}"), []string{"EXPR_TYPE this is a list of ref Bill, and a list of ref Account is wanted"}},
		{"by an id that may be absent", inReads("account: {aggregate: Account, id: ▸cmd.perhaps}"), []string{"EXPR_ABSENT cmd.perhaps is optional and may be absent here (with `optional: true` nothing is read then, and has(account) tells)"}},
		{"by who sends", inReads("account: {aggregate: Account, id: ▸meta.actor}"), []string{"EXPR_UNKNOWN nothing in scope is named \"meta\" (which one is read is said over cmd and state)"}},
		{"by what another read says", inReads("one: {aggregate: Account, id: cmd.account_id}, two: {aggregate: Account, id: ▸one.partner_id, optional: true}"), []string{"EXPR_UNKNOWN nothing in scope is named \"one\" (which one is read is said over cmd and state)"}},
		{"named like a root", inReads("▸state: {aggregate: Account, id: cmd.account_id}"), []string{"DUPLICATE_NAME a read can't be named state"}},
		{"named like a word of CEL", inReads("▸in: {aggregate: Account, id: cmd.account_id}"), []string{"GO_RESERVED a read can't be named in"}},
		{"of the Go name of what decisions look at", inReads("▸new_i_d: {aggregate: Account, id: cmd.account_id}"), []string{"GO_NAME_CLASH the Go name NewID would be both of what every decision looks at and of the read new_i_d"}},
		{"of the Go name of a question", withFile(withReads("reads: {a_1: {aggregate: Account, id: cmd.account_id}}\nasks: {▸a1: {type: int}}\nemits: [BillPaid]")), []string{"GO_NAME_CLASH the Go name A1 would be both of the read a_1 and of the question a1"}},
		{"named in capitals", inReads("▸Account: {aggregate: Account, id: cmd.account_id}"), []string{"NAME_STYLE the name of a read is written in snake_case"}},
		{"of one Go name", inReads("a_1: {aggregate: Account, id: cmd.account_id}, ▸a1: {aggregate: Account, id: cmd.account_id}"), []string{"GO_NAME_CLASH the Go name A1 would be both of the read a_1 and of the read a1"}},
	} {
		w.run(t)
	}
}

func TestWhatIsReadIsInScope(t *testing.T) {
	const account = "reads: {account: {aggregate: Account, id: cmd.account_id}}\n"
	const perhaps = "reads: {account: {aggregate: Account, id: cmd.account_id, optional: true}}\n"
	const several = "reads: {accounts: {aggregate: Account, ids: cmd.all}}\n"
	for _, w := range []wrong{
		{"in refusals, skips and messages", withReads(account + `refuses: [{id: poor, if: account.balance < cmd.amount, message: "{account.owner} has {account.balance}"}]
skips: [account.balance == 0]
emits: [BillPaid]`), nil},
		{"in lets and questions", withReads(account + `let: {left: account.balance - cmd.amount}
asks: {limit: {args: [account.owner], type: int}}
skips: [left < limit]
emits: [BillPaid]`), nil},
		{"in what an event is filled with", withReads(account + "emits: [{event: BillPaid, with: {amount: account.balance}}]"), nil},
		{"to go through", withReads(several + `refuses: [{id: poor, if: "accounts.exists(id, a, a.balance < 0) || sum(accounts.map(id, accounts[id].balance)) < 1 || size(accounts) > 3", message: x}]
emits: [BillPaid]`), nil},
		{"unless it is missing", withReads(perhaps + `refuses: [{id: poor, if: "has(account) && account.balance < cmd.amount", message: x}]
emits: [{event: BillPaid, with: {amount: "has(account) ? account.balance : 0"}}]`), nil},
		{"with its unknown fields found", withReads(account + "skips: [account.▸ballance == 0]\nemits: [BillPaid]"), []string{`UNKNOWN_FIELD the state of Account has no field "ballance" (did you mean balance?)`}},
		{"but not before it was seen to be there", withReads(perhaps + "skips: [▸account.balance == 0]\nemits: [BillPaid]"), []string{"EXPR_ABSENT account is optional and may be absent here (ask has(account) before it, in && or ?:)"}},
		{"but not whether one that must be there is", withReads(account + "skips: [has(▸account)]\nemits: [BillPaid]"), []string{"EXPR_TYPE has() asks for what may be absent, and account is always there"}},
		{"but not to say who may send", withReads(account + "allowed: ▸account.owner == meta.actor\nemits: [BillPaid]"), []string{"EXPR_UNKNOWN nothing in scope is named \"account\" (`allowed` is over command, state and meta: say under `refuses` what needs more)"}},
		{"but not to say by a let who may send", withReads(account + "let: {owner: account.owner}\nallowed: ▸owner == meta.actor\nemits: [BillPaid]"), []string{"EXPR_UNKNOWN nothing in scope is named \"owner\" (`allowed` is over"}},
		{"but not in the command's rules", withReads(account + "rules: [{id: r, check: ▸account.balance > 0, message: x}]\nemits: [BillPaid]"), []string{"EXPR_UNKNOWN"}},
		{"and a question has another name", withReads(account + "asks: {▸account: {type: int}}\nemits: [BillPaid]"), []string{"DUPLICATE_NAME account is in scope here already"}},
		{"and a let has another name", withReads(account + "let: {▸account: cmd.amount}\nemits: [BillPaid]"), []string{"DUPLICATE_NAME account is in scope here already"}},
		{"and an element has another name", withReads(account + "emits: [{event: BillPaid, for_each: cmd.all, as: ▸account}]"), []string{"DUPLICATE_NAME account is in scope here already"}},
		{"but is no value of its own", withReads(account + "let: {a: ▸account}\nemits: [BillPaid]"), []string{"EXPR_TYPE a would name no value"}},
		{"but several are none, either", withReads(several + "let: {a: ▸accounts}\nemits: [BillPaid]"), []string{"EXPR_TYPE a would name no value"}},
		{"but can't be put to the outside as a whole", withReads(several + "asks: {limit: {args: [▸accounts], type: int}}\nemits: [BillPaid]"), []string{"EXPR_TYPE an argument is a value"}},
		{"and has no findings where it is wrong itself", withReads("reads: {account: {aggregate: ▸Acount, id: cmd.account_id}}\nskips: [account.balance == 0]\nemits: [{event: BillPaid, with: {amount: account.balance}}, {event: MoneyTaken, on: account}]"), []string{"UNKNOWN_AGGREGATE"}},
	} {
		w.text = withFile(w.text)
		w.run(t)
	}
}

func TestEventsOnWhatIsRead(t *testing.T) {
	const reads = `reads:
  account: {aggregate: Account, id: cmd.account_id}
  perhaps: {aggregate: Account, id: cmd.account_id, optional: true}
  accounts: {aggregate: Account, ids: cmd.all}
  other: {aggregate: Bill, id: 'cmd.bills[0]'}
`
	for _, w := range []wrong{
		{"on one", "emits: [{event: MoneyTaken, on: account}]", nil},
		{"on one that is there", "emits: [{event: MoneyTaken, on: perhaps, when: has(perhaps)}]", nil},
		{"on one that isn't missing", "emits: [{event: MoneyTaken, on: perhaps, when: '!(!has(perhaps) || cmd.amount > 3)'}]", nil},
		{"on one of several", "emits: [{event: MoneyTaken, on: 'accounts[cmd.account_id]'}]", nil},
		{"on each of several", "emits: [{event: MoneyTaken, on: 'accounts[id]', for_each: cmd.all, as: id}]", nil},
		{"on another one of the own type", "emits: [BillPaid, {event: BillPaid, on: other}]", nil},
		{"from the state of what is read", "emits: [{event: OwnerNoted, on: account, from_state: [owner]}]", nil},

		{"on what isn't read", "emits: [{event: MoneyTaken, on: ▸acount}]", []string{`UNKNOWN_READ Pay reads nothing that is named "acount" (did you mean account?)`}},
		{"on the own state", "emits: [{event: BillPaid, on: ▸state}]", []string{`UNKNOWN_READ Pay reads nothing that is named "state"`}},
		{"on no name", "emits: [{event: BillPaid, on: '▸[1]'}]", []string{"UNKNOWN_READ"}},
		{"on several", "emits: [{event: MoneyTaken, on: ▸accounts}]", []string{"EXPR_TYPE accounts are several aggregates, and an event is raised on one (say which: accounts[…])"}},
		{"on an element of one", "emits: [{event: MoneyTaken, on: 'account▸[cmd.text]'}]", []string{"EXPR_TYPE the state of Account has no elements"}},
		{"on a part of one", "emits: [{event: MoneyTaken, on: ▸account.owner}]", []string{"EXPR_TYPE an event is raised on an aggregate that is read, not on a string"}},
		{"on one of several by a number", "emits: [{event: MoneyTaken, on: 'accounts[▸cmd.amount]'}]", []string{"EXPR_TYPE this is an int64, and a ref Account is wanted"}},
		{"on one of several by another aggregate's id", "emits: [{event: MoneyTaken, on: 'accounts[▸cmd.bills[0]]'}]", []string{"EXPR_TYPE this is a ref Bill, and a ref Account is wanted"}},
		{"on one of several by an id that may be absent", "emits: [{event: MoneyTaken, on: 'accounts[▸cmd.perhaps]'}]", []string{"EXPR_ABSENT cmd.perhaps is optional and may be absent here (ask has(cmd.perhaps) before it"}},
		{"on one of several by an id that is there", "emits: [{event: MoneyTaken, on: 'accounts[cmd.perhaps]', when: has(cmd.perhaps)}]", nil},
		{"on one that may be missing", "emits: [{event: MoneyTaken, on: ▸perhaps}]", []string{"EXPR_ABSENT perhaps is optional and may be absent here (write when: has(perhaps))"}},
		{"on one that may be missing, from its state", "emits: [{event: OwnerNoted, on: ▸perhaps, with: {owner: perhaps.owner}}]", []string{"EXPR_ABSENT"}},
		{"of the own aggregate", "emits: [{event: ▸BillPaid, on: account}]", []string{`UNKNOWN_EVENT Account has no event named "BillPaid" (it is an event of the command's own aggregate: leave ` + "`on` out)"}},
		{"of another aggregate", "emits: [{event: ▸MoneyTaken, on: other}]", []string{`UNKNOWN_EVENT Bill has no event named "MoneyTaken" (it is an event of Account: write on: account)`}},
		{"without `on`", "emits: [▸MoneyTaken]", []string{`UNKNOWN_EVENT Bill has no event named "MoneyTaken" (it is an event of Account: write on: account)`}},
		{"that are retired", "emits: [{event: ▸Closed, on: account}]", []string{"KEY_CONFLICT Closed is retired"}},
		{"that are unknown", "emits: [{event: ▸MoneyTake, on: account}]", []string{`UNKNOWN_EVENT Account has no event named "MoneyTake" (did you mean MoneyTaken?)`}},
		{"with a field that nothing fills", "emits: [{event: ▸OwnerNoted, on: account}]", []string{"FIELD_WITHOUT_SOURCE nothing fills the field owner of OwnerNoted (take it from the state with `from_state: [owner]`"}},
		{"from a field that isn't in what is read", "emits: [{event: MoneyTaken, on: account, from_state: [▸amount]}]", []string{`UNKNOWN_FIELD "amount" isn't a field of the state of Account`}},
		{"with an id of their own", "emits: [{event: MoneyTaken, on: account, with: {▸account_id: cmd.account_id}}]", []string{"KEY_CONFLICT account_id is the id of Account, which each of its events has by itself"}},

		{"decided in Go", "decide: go\nemits: [BillPaid, {event: MoneyTaken, on: account}, {event: MoneyTaken, on: accounts}, {event: MoneyTaken, on: perhaps}]", nil},
		{"decided in Go, on one of several", "decide: go\nemits: [{event: MoneyTaken, on: 'accounts▸[cmd.account_id]'}]", []string{"DECIDE_CONFLICT the event's own id says which of accounts it is for (write on: accounts)"}},
		{"decided in Go, twice", "decide: go\nemits: [{event: MoneyTaken, on: account}, {event: ▸MoneyTaken, on: account}]", []string{"DUPLICATE_NAME MoneyTaken stands here twice"}},
		{"decided in Go, without `on`", "decide: go\nemits: [▸MoneyTaken]", []string{`UNKNOWN_EVENT Bill has no event named "MoneyTaken" (it is an event of Account: write on: account)`}},
	} {
		w.text = withFile(withReads(reads + w.text))
		w.run(t)
	}
	wrong{"of an aggregate that isn't read", withFile(withReads("emits: [▸MoneyTaken]")),
		[]string{"UNKNOWN_EVENT Bill has no event named \"MoneyTaken\" (it is an event of Account: have the command read one under `reads`, and say `on` which the event is raised)"}}.run(t)
}
