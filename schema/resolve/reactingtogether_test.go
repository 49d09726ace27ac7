package resolve_test

import (
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/resolve"
)

// reading has policies, processes and read models, all of which depend on much.
var reading = stock(`policies:
  FillOnPlaced:
    whenever: [orders.OrderPlaced, ShelfEmptied]
    uses: [order_id, customer_id]
    let: {whose: '"shelf of " + meta.actor'}
    sends:
      - {command: Empty, id: first, for_each: query ShelfRows.active, as: shelf, when: shelf.count > 1, with: {shelf_id: shelf.shelf_id, reason: whose},
         on_rejected: {sends: [{command: Empty, id: second, with: {shelf_id: shelf.shelf_id, reason: rejection.id}}]}}
    scenarios:
      - {name: placed, when: {orders.OrderPlaced: {order_id: a, customer_id: b}}, sends: [{Empty: {reason: x}}]}
  Convert:
    whenever: orders.OrderPlaced
    uses: [items, total]
    sends: [{command: Fill, for_each: event.items, as: item, with: {lines: '[item]'}}]
processes:
  Emptying:
    key: shelf_id
    state: {kept: int, seen: list of string, whole: Money}
    whenever:
      ShelfFilled:
        starts: true
        let: {twice: event.count * 2}
        sets: {kept: twice, whole: event.total, seen: 'state.seen + ["a"]'}
        timeout: {name: due, after: 30m}
      orders.OrderShipped:
        uses: [order_id, at]
        key: event.order_id
        cancels: [due]
        sends: [{command: Count, when: state.kept > 1, with: {count: state.kept, note: string(event.at)}}]
        ends: size(state.seen) > 1
      timeout.due: {sends: [{command: Empty, with: {reason: key + string(state.whole.amount)}}], ends: true}
    fixtures:
      filled: [{ShelfFilled: {lines: [], total: {amount: 1, currency: EUR}, count: 3}}]
    scenarios:
      - {name: due, given: [filled], passes: 31m, sends: [{Empty: {}}], state: {kept: 6}, ended: true}
      - {name: shipped, given: [filled], when: {orders.OrderShipped: {order_id: a, at: 2026-01-28T12:00:00Z}}, sends: [{Count: {count: 6}}], key: a}
read_models:
  ShelfRows:
    key: shelf_id
    fields: {shelf_id: ref Shelf, count: int, phase: Phase, whole: Money, note: optional string}
    from:
      ShelfFilled: {insert: {phase: open, whole: event.total}}
      ShelfEmptied: {update: {phase: event.phase, count: row.count - event.count}, where: row.phase == event.phase && row.count > event.count}
      orders.OrderShipped: {uses: [order_id, at], upsert: {note: string(event.at)}, key: event.order_id}
    queries:
      active: {filter: row.count > 0 && row.phase == open, order_by: [count desc]}
      of: {where: [note], allowed: cmd.note == meta.actor}
    scenarios:
      - {name: filled, given: [{ShelfFilled: {lines: [], total: {amount: 1, currency: EUR}, count: 3}}], query: {active: {}}, rows: [{count: 3, phase: open}]}
      - {name: of, query: {of: {note: x}}, rows: []}
`)

func TestWhatReactsToOneMistakeHasNoOther(t *testing.T) {
	mustResolve(t, reading)
	for _, c := range []struct{ right, wrong, rule string }{
		{"      OrderPlaced:\n", "      orderPlaced:\n", "NAME_STYLE"},
		{"OrderShipped: {published: true", "OrderShipped: {published: false", "UNPUBLISHED_DEPENDENCY"},
		{"OrderShipped: {published: true, fields: {at: timestamp}", "OrderShipped: {published: true, fields: {at: timestmp}", "UNKNOWN_TYPE"},
		{"items: list of Item", "items: list of Itm", "UNKNOWN_TYPE"},
		{"Item: {fields: {sku: string, quantity: int,", "Item: {fields: {sku: string, quantity: itn,", "UNKNOWN_TYPE"},
		{"  Shelf:\n    id", "  shelf:\n    id", "NAME_STYLE"},
		{"ShelfFilled: {fields: {lines: list of Line, total: Money, count: int}", "ShelfFilled: {fields: {lines: list of Line, total: Mony, count: int}", "UNKNOWN_TYPE"},
		{"      ShelfEmptied: {fields", "      shelfEmptied: {fields", "NAME_STYLE"},
		{"Empty: {fields: {reason: string}", "empty: {fields: {reason: string}", "NAME_STYLE"},
		{"Empty: {fields: {reason: string}", "Empty: {fields: {reason: strin}", "UNKNOWN_TYPE"},
		{"Phase: [open, done]", "Phase: [Open, done]", "NAME_STYLE"},
		{"whenever: [orders.OrderPlaced, ShelfEmptied]", "whenever: [orders.OrderPlacd, ShelfEmptied]", "UNKNOWN_EVENT"},
		{"uses: [order_id, customer_id]", "uses: [order_id, custmer_id]", "UNKNOWN_FIELD"},
		{"let: {whose: '\"shelf of \" + meta.actor'}", "let: {whose: '\"shelf of \" + meta.acto'}", "UNKNOWN_FIELD"},
		{"query ShelfRows.active", "query ShelfRows.activ", "UNKNOWN_QUERY"},
		{"when: shelf.count > 1", "when: shelf.cont > 1", "UNKNOWN_FIELD"},
		{"reason: rejection.id", "reason: rejection.di", "UNKNOWN_FIELD"},
		{"uses: [items, total]", "uses: [itms, total]", "UNKNOWN_FIELD"},
		{"for_each: event.items", "for_each: event.itms", "UNKNOWN_FIELD"},
		{"key: shelf_id\n    state", "key: shlf_id\n    state", "UNKNOWN_FIELD"},
		{"state: {kept: int", "state: {kept: itn", "UNKNOWN_TYPE"},
		{"state: {kept: int", "state: {Kept: int", "NAME_STYLE"},
		{"let: {twice: event.count * 2}", "let: {twice: event.cout * 2}", "UNKNOWN_FIELD"},
		{"sets: {kept: twice", "sets: {kpt: twice", "BAD_TARGET"},
		{"timeout: {name: due", "timeout: {name: Due", "NAME_STYLE"},
		{"      orders.OrderShipped:\n", "      orders.OrderShippd:\n", "UNKNOWN_EVENT"},
		{"key: event.order_id\n", "key: event.order\n", "UNKNOWN_FIELD"},
		{"sends: [{command: Count,", "sends: [{command: Cont,", "UNKNOWN_COMMAND"},
		{"fields: {shelf_id: ref Shelf, count: int", "fields: {shelf_id: ref Shelf, count: itn", "UNKNOWN_TYPE"},
		{"fields: {shelf_id: ref Shelf, count: int", "fields: {shelf_id: ref Shelv, count: int", "UNKNOWN_AGGREGATE"},
		{"  ShelfRows:", "  shelfRows:", "NAME_STYLE"},
		{"insert: {phase: open, whole", "insert: {phase: opn, whole", "UNKNOWN_ENUM_MEMBER"},
		{"insert: {phase: open, whole", "insert: {phas: open, whole", "UNKNOWN_FIELD"},
		{"      ShelfEmptied: {update", "      ShelfEmptid: {update", "UNKNOWN_EVENT"},
		{"active: {filter: row.count > 0", "active: {filter: row.count + 1 > 0", "EXPR_UNSUPPORTED"},
		{"of: {where: [note]", "of: {where: [nte]", "UNKNOWN_FIELD"},
	} {
		t.Run(c.wrong, func(t *testing.T) {
			if !strings.Contains(reading, c.right) {
				t.Fatalf("%q isn't there", c.right)
			}
			_, findings := resolveText(t, strings.Replace(reading, c.right, c.wrong, 1))
			if len(findings) != 1 || string(findings[0].Rule) != c.rule {
				t.Errorf("found\n%swant %s", found(findings, true), c.rule)
			}
		})
	}
}

// TestAnyPieceOfWhatReactsMayBeMissing takes lines and words out: whatever is left
// is answered.
func TestAnyPieceOfWhatReactsMayBeMissing(t *testing.T) {
	lines := strings.SplitAfter(reading, "\n")
	try := func(text string) {
		files, _ := readable(text)
		ws, findings := resolve.Resolve(resolve.Input{Module: "example.org/m", Files: files})
		if ws == nil && len(findings) == 0 {
			t.Errorf("no model and no finding:\n%s", text)
		}
	}
	for i, line := range lines {
		if strings.HasPrefix(line, "-- ") {
			continue
		}
		before, after := strings.Join(lines[:i], ""), strings.Join(lines[i+1:], "")
		try(before + after)
		if i < len(lines)-60 {
			continue // what is reacted to has tests of its own
		}
		words := strings.SplitAfter(line, " ")
		for w := i % 4; w < len(words); w += 4 {
			if strings.TrimSpace(words[w]) != "" {
				try(before + strings.Join(words[:w], "") + strings.Join(words[w+1:], "") + after)
			}
		}
	}
}
