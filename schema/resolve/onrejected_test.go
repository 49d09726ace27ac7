package resolve_test

import (
	"strings"
	"testing"
)

func replaced(text string, pairs ...string) string {
	return strings.NewReplacer(pairs...).Replace(text)
}

// refusing is a schema whose command has the given keys.
func refusing(keys string) string {
	return `context: a
aggregates:
  Other:
    state: {n: int}
    events: {OtherFailed: {apply: none}}
  A:
    state: {n: int, status: {type: Status, initial: new}}
    lifecycle: status
    events:
      Done: {fields: {n: int}, copies: [n]}
      Failed: {fields: {n: int, why: string}, apply: none}
      FailedFor: {fields: {n: int, text: string, at: timestamp, who: string, was: int}, apply: none}
      Moved: {to: new}
      Set: {fields: {n: int}, sets: {n: event.n}}
      Over: {ends: true}
      OverToo: {ends: true, apply: none}
      Counted: {apply: go}
      Early: {from: [new], apply: none}
      Old: {retired: true, apply: none}
    commands:
      Do:
        fields: {n: int, pin: {type: string, sensitivity: secret}, id_of_other: ref Other}
        reads: {other: {aggregate: Other, id: cmd.id_of_other}}
        asks: {rate: {type: int}}
        let: {twice: cmd.n * 2}
        ` + strings.ReplaceAll(strings.TrimSpace(keys), "\n", "\n        ") + `
enums: {Status: [new, old]}
`
}

func TestOnRejected(t *testing.T) {
	for _, w := range []wrong{
		{"by id", "emits: [Done]\non_rejected: {event: Failed, with: {why: rejection.id}}", nil},
		{"by all there is", "emits: [Done]\non_rejected: {event: FailedFor, with: {text: rejection.message, at: now, who: meta.actor, was: 'exists ? state.n : 0'}}", nil},
		{"decided in Go", "decide: go\nemits: [Done]\non_rejected: {event: Failed, with: {why: rejection.id}}", nil},
		{"with what compares a secret", "emits: [Done]\non_rejected: {event: Failed, with: {why: 'cmd.pin == \"1\" ? \"a\" : \"b\"'}}", nil},

		{"as an unknown event", "emits: [Done]\non_rejected: {event: ▸Faild}", []string{`UNKNOWN_EVENT A has no event named "Faild" (did you mean Failed?)`}},
		{"as another aggregate's event", "emits: [Done]\non_rejected: {event: ▸OtherFailed}", []string{`UNKNOWN_EVENT A has no event named "OtherFailed" (it is an event of Other, and a refusal is recorded as one of A)`}},
		{"as an event that copies", "emits: [Done]\non_rejected: {event: ▸Done}", []string{"KEY_CONFLICT Done can't record a refusal: it speaks of a state that stays as it was (record it as an event of its own, with `apply: none`)"}},
		{"as an event that moves", "emits: [Done]\non_rejected: {event: ▸Moved}", []string{"KEY_CONFLICT Moved can't record a refusal"}},
		{"as an event that sets", "emits: [Done]\non_rejected: {event: ▸Set}", []string{"KEY_CONFLICT Set can't record a refusal"}},
		{"as an event that ends", "emits: [Done]\non_rejected: {event: ▸Over}", []string{"KEY_CONFLICT Over can't record a refusal"}},
		{"as an event that ends and changes nothing", "emits: [Done]\non_rejected: {event: ▸OverToo}", []string{"KEY_CONFLICT OverToo can't record a refusal"}},
		{"as an event that is applied in Go", "emits: [Done]\non_rejected: {event: ▸Counted}", []string{"KEY_CONFLICT Counted can't record a refusal"}},
		{"as an event that may happen in some states", "emits: [Done]\non_rejected: {event: ▸Early}", []string{"KEY_CONFLICT Early can't record a refusal"}},
		{"as an event that is retired", "emits: [Done]\non_rejected: {event: ▸Old}", []string{"KEY_CONFLICT Old is retired"}},
		{"with a field that nothing fills", "emits: [Done]\non_rejected: {event: ▸Failed}", []string{"FIELD_WITHOUT_SOURCE nothing fills the field why of Failed (add a field why to the command, or give it under `with`)"}},
		{"with a field that isn't the event's", "emits: [Done]\non_rejected: {event: Failed, with: {▸wy: rejection.id}}", []string{`UNKNOWN_FIELD "wy" isn't a field of the event Failed`}},
		{"with the id", "emits: [Done]\non_rejected: {event: Failed, with: {why: rejection.id, ▸a_id: cmd.a_id}}", []string{"KEY_CONFLICT a_id is the id of A"}},
		{"with an unknown part of the refusal", "emits: [Done]\non_rejected: {event: Failed, with: {why: rejection.▸kind}}", []string{`UNKNOWN_FIELD the rejection has no field "kind"`}},
		{"with a value of another type", "emits: [Done]\non_rejected: {event: Failed, with: {why: ▸cmd.n}}", []string{"EXPR_TYPE"}},
		{"with what was read", "emits: [Done]\non_rejected: {event: Failed, with: {why: rejection.id, n: ▸other.n}}", []string{`EXPR_UNKNOWN nothing in scope is named "other" (a refusal is recorded over rejection, cmd, state, exists, now and meta)`}},
		{"with an answer", "emits: [Done]\non_rejected: {event: Failed, with: {why: rejection.id, n: ▸rate}}", []string{`EXPR_UNKNOWN nothing in scope is named "rate" (a refusal is recorded over`}},
		{"with a let", "emits: [Done]\non_rejected: {event: Failed, with: {why: rejection.id, n: ▸twice}}", []string{`EXPR_UNKNOWN nothing in scope is named "twice" (a refusal is recorded over`}},
		{"with a secret", "emits: [Done]\non_rejected: {event: Failed, with: {why: ▸cmd.pin}}", []string{"SECRET_IN_EVENT pin is secret, and an event is kept for ever"}},
		{"elsewhere", "refuses: [{id: r, if: '▸rejection.id == \"\"', message: x}]\nemits: [Done]", []string{"EXPR_UNKNOWN nothing in scope is named \"rejection\" (only `on_rejected` knows it)"}},
		{"in a message", "refuses: [{id: r, if: exists, message: '{▸rejection.id}'}]\nemits: [Done]", []string{"EXPR_UNKNOWN nothing in scope is named \"rejection\""}},
		{"of what an event without `apply` says", "emits: [Done]\non_rejected: {event: Failed, with: {why: rejection.id}, ▸on: other}", []string{"UNKNOWN_KEY"}},
	} {
		w.text = refusing(w.text)
		w.run(t)
	}
}

func TestPersonalDataStaysOutOfRecordedMessages(t *testing.T) {
	const schema = `context: a
enums: {S: [x, y]}
aggregates:
  Other:
    state: {name: {type: string, sensitivity: pii}, n: int}
    invariants: [{id: other, check: state.n > 0, message: "%other"}]
    events: {Touched: {apply: none}}
  A:
    state: {s: {type: S, initial: x}, name: {type: string, sensitivity: pii}, n: int}
    lifecycle: s
    invariants: [{id: i, check: state.n > 0, message: "%invariant"}]
    unique: [{id: u, by: state.name, message: "%unique"}]
    guards: {g: {if: "state.n == 0", message: "%guard"}, unused: {if: "state.n == 0", message: "{state.name}"}}
    rejections: {No: {message: "%rejection", fields: {name: {type: string, sensitivity: pii}}}}
    events:
      Done: {from: {states: [x], id: f, message: "%from"}, apply: none}
      Failed: {fields: {why: string}, apply: none}
    commands:
      Do:
        fields: {name: {type: string, sensitivity: pii}}
        reads: {other: {aggregate: Other, id: '"1"'}}
        refuses: [g, {id: r, if: exists, message: "%refusal"}]
        emits: [Done, {event: Touched, on: other}]
        %declared
      DecideIt:
        decide: go
        emits: [Done]
        rejects: [No]
        %decided
`
	for _, w := range []wrong{
		{"of a refusal", "%refusal/{cmd.name}", []string{"PII_IN_EVENT the message of r tells name, which is personal data, and is recorded without saying whose (leave it out of the message"}},
		{"of a guard", "%guard/{state.name}", []string{"PII_IN_EVENT the message of g tells name"}},
		{"of an invariant", "%invariant/{state.n} of {state.name}", []string{"PII_IN_EVENT the message of i tells name"}},
		{"of a unique value", "%unique/{state.name}", []string{"PII_IN_EVENT the message of u tells name"}},
		{"of a lifecycle", "%from/{state.name}", []string{"PII_IN_EVENT the message of f tells name"}},
		{"of what else is touched", "%other/{state.name}", []string{"PII_IN_EVENT the message of other tells name"}},
		{"of a rejection", "%rejection/{name}", []string{"PII_IN_EVENT the message of No tells name"}},
		{"but what asks of it isn't", "%refusal/{cmd.name == state.name}", nil},
		{"but what isn't personal may be there", "%refusal/{state.n}", nil},
	} {
		place, message, _ := strings.Cut(w.text, "/")
		said := strings.Replace(schema, place+`"`, message+`"`, 1)
		for _, other := range []string{"%refusal", "%guard", "%invariant", "%unique", "%from", "%other", "%rejection"} {
			said = strings.Replace(said, other, "no", 1)
		}
		command := "%declared"
		if place == "%rejection" {
			command = "%decided"
		}
		mark := marker[:len(w.want)*len(marker)]
		w.text = strings.Replace(said, command, "on_rejected: {event: "+mark+"Failed, with: {why: rejection.id}}", 1)
		for _, text := range []struct{ name, text string }{{w.name, w.text}, {w.name + ", not recorded", said}} {
			w.name, w.text = text.name, replaced(text.text, "%declared", "doc: x", "%decided", "doc: x")
			w.run(t)
			w.want = nil
		}
	}
}

func TestSecretsStayOutOfMessages(t *testing.T) {
	const schema = `context: a
values:
  Card: {fields: {last4: string, cvv: {type: string, sensitivity: secret}}}
  Wallet: {fields: {owner: string, card: Card}}
aggregates:
  A:
    events: {Done: {apply: none}}
    commands:
      Do:
        fields: {pin: {type: string, sensitivity: secret}, wallet: Wallet}
        let: {hidden: cmd.pin + "!", right: cmd.pin == "1"}
        refuses: [{id: r, if: exists, message: "{%message}"}]
        emits: [Done]
`
	for _, w := range []wrong{
		{"by name", "▸cmd.pin", []string{"EXPR_TYPE pin is secret and can't be in a message"}},
		{"by a let", "▸hidden", []string{"EXPR_TYPE pin is secret and can't be in a message"}},
		{"deep in a value", "▸cmd.wallet", []string{"EXPR_TYPE cvv is secret and can't be in a message"}},
		{"but what is beside them doesn't", "cmd.wallet.card.last4", nil},
		{"but whether they are right doesn't", "right", nil},
	} {
		w.text = replaced(schema, "%message", w.text)
		w.run(t)
	}
}

func TestSecretsStayOutOfMessagesWhereverTheyStand(t *testing.T) {
	const schema = `context: a
enums: {S: [x, y]}
values:
  Card: {fields: {last4: string, cvv: {type: string, sensitivity: secret}}, rules: [{id: v, check: this.last4 != "", message: "%value"}]}
aggregates:
  A:
    state:
      s: {type: S, initial: x}
      text: string
      pin: {type: string, sensitivity: secret}
      old_pin: string
    lifecycle: s
    invariants: [{id: i, check: state.text != "", message: "%invariant"}]
    unique: [{id: u, by: state.text, message: "%unique"}]
    guards: {g: {if: "state.text == ''", message: "%guard"}}
    rejections: {No: {message: "%rejection", fields: {n: int, pin: {type: string, sensitivity: secret}, locked: {type: bool, sensitivity: secret}}}}
    events:
      Done: {from: {states: [x], id: f, message: "%from"}, sets: {old_pin: state.pin}}
    commands:
      Do:
        fields: {n: int, pin: {type: string, sensitivity: secret}}
        rules: [{id: c, check: cmd.n > 0, message: "%rule"}]
        refuses: [g]
        decide: go
        emits: [Done]
        rejects: [No]
`
	for _, w := range []wrong{
		{"of a value's rule", "%value/{▸this.cvv}", []string{"EXPR_TYPE cvv is secret and can't be in a message"}},
		{"of a command's rule", "%rule/{▸cmd.pin}", []string{"EXPR_TYPE pin is secret and can't be in a message"}},
		{"of an invariant", "%invariant/{▸state.pin}", []string{"EXPR_TYPE pin is secret and can't be in a message"}},
		{"of an invariant, by what was set from it", "%invariant/{▸state.old_pin}", []string{"EXPR_TYPE old_pin is secret and can't be in a message"}},
		{"of a unique value", "%unique/{▸state.old_pin}", []string{"EXPR_TYPE old_pin is secret and can't be in a message"}},
		{"of a guard", "%guard/{▸state.old_pin}", []string{"EXPR_TYPE old_pin is secret and can't be in a message"}},
		{"of a lifecycle", "%from/{▸state.old_pin}", []string{"EXPR_TYPE old_pin is secret and can't be in a message"}},
		{"of a rejection", "%rejection/{▸pin}", []string{"EXPR_TYPE pin is secret and can't be in a message"}},
		{"of a rejection, in an expression", "%rejection/{▸pin + '!'}", []string{"EXPR_TYPE pin is secret and can't be in a message"}},
		{"of a rejection, by logic", "%rejection/{▸!locked}", []string{"EXPR_TYPE locked is secret and can't be in a message"}},
		{"but what isn't secret doesn't", "%rejection/{n} {pin == ''}", nil},
		{"but what isn't secret of a state doesn't", "%invariant/{state.text} {state.old_pin == ''}", nil},
	} {
		place, message, _ := strings.Cut(w.text, "/")
		w.text = strings.Replace(schema, place+`"`, message+`"`, 1)
		for _, other := range []string{"%value", "%rule", "%invariant", "%unique", "%guard", "%from", "%rejection"} {
			w.text = strings.Replace(w.text, other, "no", 1)
		}
		w.run(t)
	}
}

func TestSecretsStayOutOfEvents(t *testing.T) {
	const schema = `context: a
values: {Card: {fields: {last4: string, cvv: {type: string, sensitivity: secret}}}}
aggregates:
  A:
    state: {word: {type: string, sensitivity: secret}}
    events: {Done: {fields: {text: string, n: int, word: string, yes: bool}, apply: none}}
    commands:
      Do:
        fields:
          pin: {type: string, sensitivity: secret}
          pins: {type: list of string, sensitivity: secret}
          locked: {type: bool, sensitivity: secret}
          card: Card
          cards: list of Card
          word: %word
          n: int
        let: {hidden: cmd.pin + "!", right: cmd.pin == state.word}
        emits: [%emit]
`
	for _, w := range []wrong{
		{"by with", "string/{event: Done, with: {text: ▸cmd.pin, yes: right}}", []string{"SECRET_IN_EVENT pin is secret, and an event is kept for ever (keep secrets out of events: store a hash"}},
		{"by a let", "string/{event: Done, with: {text: ▸hidden, yes: right}}", []string{"SECRET_IN_EVENT pin is secret"}},
		{"in a value", "string/{event: Done, with: {text: ▸cmd.card.cvv, yes: right}}", []string{"SECRET_IN_EVENT cvv is secret"}},
		{"in a loop", "string/{event: Done, with: {text: '▸cmd.cards.map(c, c.cvv).join(\"\")', yes: right}}", []string{"SECRET_IN_EVENT cvv is secret"}},
		{"in a branch", "string/{event: Done, with: {text: '▸right ? cmd.pin : \"\"', yes: right}}", []string{"SECRET_IN_EVENT pin is secret"}},
		{"by their length", "string/{event: Done, with: {text: cmd.word, n: ▸size(cmd.pin), yes: right}}", []string{"SECRET_IN_EVENT pin is secret"}},
		{"from the state", "string/{event: Done, with: {text: cmd.word, yes: right}, from_state: [▸word]}", []string{"SECRET_IN_EVENT word is secret"}},
		{"from the command", "{type: string, sensitivity: secret}/{event: ▸Done, with: {text: cmd.card.last4, yes: right}}", []string{"SECRET_IN_EVENT word is secret"}},
		{"for each", "string/{event: Done, for_each: cmd.pins, as: p, with: {text: ▸p, yes: right}}", []string{"SECRET_IN_EVENT pins is secret"}},
		{"by logic", "string/{event: Done, with: {text: cmd.word, yes: '▸!cmd.locked'}}", []string{"SECRET_IN_EVENT locked is secret"}},
		{"but they may be compared", "string/{event: Done, with: {text: 'right ? \"a\" : \"b\"', yes: cmd.pin == state.word}}", nil},
		{"but parts beside them may be told", "string/{event: Done, with: {text: cmd.card.last4, yes: right}}", nil},
	} {
		word, emit, _ := strings.Cut(w.text, "/")
		w.text = replaced(schema, "%word", word, "%emit", emit)
		w.run(t)
	}
}
