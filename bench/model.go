package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// perContext is how many messages one context of the made-up model has.
const perContext = 50

// writeModel makes a workspace whose contexts declare the given number of
// messages (commands and events) between them, of the kind that people write:
// a handful of fields with rules, nested values, declarative decisions, an
// example for each aggregate.
func writeModel(root string, messages int) error {
	if err := write(root, "go.mod", "module example.com/bench\n\ngo 1.26\n"); err != nil {
		return err
	}
	for i := range messages / perContext {
		name := fmt.Sprintf("area%03d", i)
		if err := write(root, filepath.Join("internal", name, name+".orchestrix.yaml"), contextText(name)); err != nil {
			return err
		}
	}
	return nil
}

func write(root, name, text string) error {
	full := filepath.Join(root, name)
	if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
		return err
	}
	return os.WriteFile(full, []byte(text), 0o666)
}

// contextText is one context: five aggregates of five commands and five events.
func contextText(name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, head, name)
	for i := range perContext / 10 {
		letter := string(rune('A' + i))
		b.WriteString(strings.NewReplacer("@", letter, "~", strings.ToLower(letter)).Replace(aggregate))
	}
	return b.String()
}

const head = `context: %s
doc: One area of a large domain.
enums:
  Status: [draft, open, paid, closed]
values:
  Money:
    fields:
      amount:   {type: int64, min: 0}
      currency: {type: string, pattern: "^[A-Z]{3}$"}
  Line:
    fields:
      sku:      {type: string, min_len: 1, max_len: 40}
      quantity: {type: int32, min: 1}
      price:    Money
aggregates:
`

const aggregate = `  Thing@:
    doc: Something that is opened, changed, paid and closed.
    id: {prefix: th}
    state:
      status: {type: Status, initial: draft}
      owner:  string
      lines:  list of Line
      total:  int64
      note:   optional string
    lifecycle: status
    invariants:
      - {id: total_~_positive, check: state.total >= 0, message: the total is never negative}
    events:
      Thing@Opened:
        doc: It was opened.
        fields: {owner: string, lines: list of Line, total: int64, opened_at: timestamp}
        from: [draft]
        to: open
        copies: [owner, lines, total]
      Line@Added:
        doc: A line was added.
        fields: {line: Line}
        from: [open]
        sets: {lines: "state.lines + [event.line]", total: state.total + event.line.price.amount * event.line.quantity}
      Note@Written:
        fields: {note: optional string, author: string}
        copies: [note]
      Thing@Paid:
        fields: {amount: Money, reference: string, paid_at: timestamp}
        from: [open]
        to: paid
      Thing@Closed:
        fields: {reason: string}
        from: [open, paid]
        to: closed
    commands:
      Open@:
        doc: Opens it.
        creates: true
        fields: {owner: {type: string, min_len: 1, max_len: 100}, lines: {type: list of Line, min_items: 1, unique_by: sku}}
        rules:
          - {id: one_currency_~, check: "cmd.lines.all(l, l.price.currency == cmd.lines[0].price.currency)", message: one currency}
        emits:
          - {event: Thing@Opened, with: {total: "sum(cmd.lines.map(l, l.price.amount * l.quantity))", opened_at: now}}
      Add@Line:
        fields: {line: Line}
        refuses:
          - {id: too_many_~, if: size(state.lines) >= 100, message: "there are {size(state.lines)} lines already"}
        emits: [Line@Added]
      Write@Note:
        fields: {note: {type: optional string, max_len: 500}, author: {type: string, min_len: 1}}
        skips: [has(state.note) && has(cmd.note) && state.note == cmd.note]
        emits: [Note@Written]
      Pay@:
        fields: {amount: Money, reference: {type: string, min_len: 1, max_len: 40}}
        refuses:
          - {id: underpaid_~, if: cmd.amount.amount < state.total, message: "{state.total - cmd.amount.amount} are missing"}
        emits: [{event: Thing@Paid, with: {paid_at: now}}]
      Close@:
        fields: {reason: {type: string, min_len: 1, max_len: 500}}
        emits: [Thing@Closed]
    scenarios:
      - name: what is paid is closed
        given:
          - Thing@Opened: {owner: ann, lines: [{sku: a, quantity: 1, price: {amount: 5, currency: EUR}}], total: 5, opened_at: 2026-01-01T10:00:00Z}
        steps:
          - {when: {Pay@: {amount: {amount: 4, currency: EUR}, reference: r}}, rejected: underpaid_~}
          - {when: {Pay@: {amount: {amount: 5, currency: EUR}, reference: r}}, then: [{Thing@Paid: {reference: r}}]}
          - {when: {Close@: {reason: done}}, then: [{Thing@Closed: {reason: done}}]}
        state: {status: closed, total: 5}
`
