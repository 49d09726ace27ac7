package resolve_test

import "testing"

// withUnique is a schema with entries of `unique`.
func withUnique(entries string) string {
	return `context: a
enums: {Kind: [open, shut]}
values:
  Name: {fields: {first: string, last: optional string}}
  Score: {fields: {name: string, points: float64}}
  Card: {fields: {owner: string, cvv: {type: string, sensitivity: secret}}}
  Tree: {fields: {name: string, below: list of Tree}}
unions: {Pay: {cash: {}, card: {fields: {last4: string}}}}
aggregates:
  A:
    state:
      text: string
      perhaps: optional string
      n: int32
      u: uint64
      yes: bool
      share: float64
      exact: decimal
      day: date
      at: timestamp
      long: duration
      code: uuid
      raw: bytes
      any: json
      kind: Kind
      name: Name
      score: Score
      tree: Tree
      pay: Pay
      other_id: ref A
      texts: list of string
      shares: list of float64
      stock: map of string to int
      card: Card
      pin: {type: string, sensitivity: secret}
    guards: {shut: {if: state.yes, message: x}}
    invariants: [{id: few, check: state.n < 9, message: x}]
    rejections: {Late: {message: x}}
    unique: [` + entries + `]
    events: {Done: {apply: none}}
    commands:
      Do: {refuses: [{id: own, if: state.yes, message: x}], emits: [Done]}
`
}

func TestUnique(t *testing.T) {
	for _, by := range []string{
		"state.text", "state.perhaps", "state.n", "state.u", "state.yes", "state.exact", "state.day", "state.at", "state.long",
		"state.code", "state.raw", "state.kind", "state.name", "state.tree", "state.other_id", "state.texts", "state.text + state.text",
		"'[state.text, string(state.n)]'", "state.name.last", "'state.yes ? state.text : \"\"'", "size(state.stock)", "state.text.lowerAscii()",
	} {
		wrong{"by " + by, withUnique("{id: taken, by: " + by + ", message: x}"), nil}.run(t)
	}
	for _, w := range []wrong{
		{"by a float", "{id: taken, by: ▸state.share, message: x}", []string{"EXPR_TYPE a float64 can't be claimed: equal ones may be written in several ways (claim texts, exact numbers"}},
		{"by JSON", "{id: taken, by: ▸state.any, message: x}", []string{"EXPR_TYPE a json can't be claimed"}},
		{"by a union", "{id: taken, by: ▸state.pay, message: x}", []string{"EXPR_TYPE a Pay can't be claimed"}},
		{"by a map", "{id: taken, by: ▸state.stock, message: x}", []string{"EXPR_TYPE a map of string to int64 can't be claimed"}},
		{"by a list of floats", "{id: taken, by: ▸state.shares, message: x}", []string{"EXPR_TYPE a float64 can't be claimed"}},
		{"by a value with a float", "{id: taken, by: ▸state.score, message: x}", []string{"EXPR_TYPE a float64 (points of Score) can't be claimed"}},
		{"by the whole state", "{id: taken, by: ▸state, message: x}", []string{"EXPR_TYPE"}},
		{"by a secret", "{id: taken, by: ▸state.pin, message: x}", []string{"SECRET_IN_EVENT pin is secret, and a claim is kept for ever"}},
		{"by what is made of a secret", "{id: taken, by: '▸state.text + state.pin', message: x}", []string{"SECRET_IN_EVENT pin is secret"}},
		{"by a value with a secret", "{id: taken, by: ▸state.card, message: x}", []string{"SECRET_IN_EVENT cvv is secret"}},
		{"by a secret in a value", "{id: taken, by: ▸state.card.cvv, message: x}", []string{"SECRET_IN_EVENT cvv is secret"}},
		{"by a value's part that is none", "{id: taken, by: state.card.owner, message: x}", nil},
		{"by whether a secret is right", "{id: taken, by: 'state.pin == state.text', message: x}", nil},
		{"by the same for all", `{id: taken, by: '▸"one"', message: x}`, []string{"EXPR_TYPE every aggregate would claim the same"}},
		{"by what isn't the state's", "{id: taken, by: ▸cmd.text, message: x}", []string{"EXPR_UNKNOWN"}},
		{"by an unknown field", "{id: taken, by: state.▸txt, message: x}", []string{"UNKNOWN_FIELD"}},
		{"with an id in capitals", "{id: ▸Taken, by: state.text, message: x}", []string{"NAME_STYLE"}},
		{"with the id of an invariant", "{id: ▸few, by: state.text, message: x}", []string{"DUPLICATE_NAME the id few is taken"}},
		{"with the id of another one", "{id: taken, by: state.text, message: x}, {id: ▸taken, by: state.n, message: x}", []string{"DUPLICATE_NAME the id taken is taken"}},
		{"with a way that commands end", "{id: ▸not_found, by: state.text, message: x}", []string{"DUPLICATE_NAME the id not_found is taken"}},
		{"with a message about what is claimed", `{id: taken, by: state.perhaps, message: "{state.perhaps} is taken"}`, nil},
		{"with a message about what may be absent", `{id: taken, by: state.text, message: "{▸state.perhaps} is taken"}`, []string{"EXPR_ABSENT"}},
		{"with a message that gives a secret away", `{id: taken, by: state.text, message: "{▸state.pin} is taken"}`, []string{"EXPR_TYPE pin is secret and can't be in a message"}},
		{"with a message about the command", `{id: taken, by: state.text, message: "{▸cmd.text} is taken"}`, []string{"EXPR_UNKNOWN"}},
	} {
		w.text = withUnique(w.text)
		w.run(t)
	}
}

// TestTheIDsOfUniqueAreRefusals has what comes later in the file meet them.
func TestTheIDsOfUniqueAreRefusals(t *testing.T) {
	const schema = `context: a
aggregates:
  A:
    state: {n: int}
    unique: [{id: taken, by: state.n, message: x}]
    guards: {%guard: {if: state.n > 1, message: x}}
    events: {Done: {apply: none}}
    commands:
      Do: {refuses: [{id: %refusal, if: state.n > 2, message: x}], emits: [Done]}
`
	for _, w := range []wrong{
		{"a guard", replaced(schema, "%guard", "▸taken", "%refusal", "r"), []string{"DUPLICATE_NAME the id taken is taken"}},
		{"a command's refusal", replaced(schema, "%guard", "g", "%refusal", "▸taken"), []string{"DUPLICATE_NAME the id taken is taken"}},
		{"others", replaced(schema, "%guard", "g", "%refusal", "r"), nil},
	} {
		w.run(t)
	}
}

func TestTheMethodThatClaimsHasItsName(t *testing.T) {
	const schema = `context: a
aggregates:
  A:
    state: {n: int}
    unique: [%unique]
    events: {Done: {apply: none}}
    commands: {▸BackfillUnique: {emits: [Done]}}
`
	wrong{"with something to claim", replaced(schema, "%unique", "{id: taken, by: state.n, message: x}"),
		[]string{"GO_NAME_CLASH the module's method BackfillUnique would both send the command and claim unique values"}}.run(t)
	wrong{"with nothing to claim", replaced(schema, "%unique", "", marker, ""), nil}.run(t)
}
