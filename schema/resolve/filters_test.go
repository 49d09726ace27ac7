package resolve_test

import "testing"

func TestConditionsOfDatabases(t *testing.T) {
	for _, w := range []wrong{
		asReadModel("what they can run", `
key: shelf_id
fields: {shelf_id: ref Shelf, phase: Phase, count: int32, big: uint64, note: optional string, weight: float64, price: decimal, tags: list of string, done: bool, pay: Pay, at: optional timestamp}
from: {ShelfFilled: {delete: true}}
queries:
  one: {filter: "row.phase in [open, done] && !(row.count < 3 || row.done) && has(row.note) && row.note != 'x' && row.big >= 3u && row.weight > 1.5 && row.price == decimal('1')"}
  two: {filter: "3 < row.count && row.shelf_id == meta.actor && has(row.at) && row.at < now - duration('1h')"}
`),
		asReadModel("what they can't", `
key: shelf_id
fields: {shelf_id: ref Shelf, phase: Phase, count: int32, big: uint64, note: optional string, weight: float64, price: decimal, tags: list of string, done: bool, pay: Pay, at: optional timestamp}
from: {ShelfFilled: {delete: true}}
queries:
  a: {filter: "row.done && ▸size(row.tags) == 0"}
  b: {filter: "▸row.count == int(row.big)"}
  c: {filter: "▸row.weight == 1.5"}
  d: {filter: "▸row.price > decimal('1')"}
  e: {filter: "▸row.count + 1 > 3"}
  f: {filter: "▸row.done ? row.count > 1 : false"}
  g: {filter: "row.done || ▸meta.actor == 'x'"}
  h: {filter: "▸'a' in row.tags"}
  i: {filter: "▸has(row.pay.card)"}
  j: {filter: "row.count ▸== 3u"}
  k: {filter: "▸row.note == 'x'"}
  l: {filter: row.▸nothing == 1}
  m: {filter: "has(row.note) && ▸row.note.startsWith('x')"}
  n: {filter: "▸row.count"}
  o: {filter: "▸true"}
  p: {filter: ▸cmd.count == 3}
  q: {filter: "▸row.phase == row.phase"}
  r: {filter: "▸row.count in [1, 2, row.count]"}
  s: {filter: "▸row.tags == ['a']"}
`,
			"EXPR_UNSUPPORTED a database can't run this: it asks something that is worked out of the row (keep what is asked for in a field of its own, and compare that)",
			"EXPR_UNSUPPORTED a database can't run this: it asks something that is worked out of the row (keep what is asked for in a field of its own, and compare that)",
			"EXPR_UNSUPPORTED a database can't run this: weight is a float64, which isn't compared there (keep what is asked for in a field of its own, and compare that)",
			"EXPR_UNSUPPORTED a database can't run this: price is a decimal, which has no order there (keep what is asked for in a field of its own, and compare that)",
			"EXPR_UNSUPPORTED a database can't run this: it asks something that is worked out of the row (keep what is asked for in a field of its own, and compare that)",
			"EXPR_UNSUPPORTED a database can't run this: it asks something that is worked out of the row (keep what is asked for in a field of its own, and compare that)",
			"EXPR_UNSUPPORTED a database can't run this: it doesn't depend on the row (leave it out, or say under `allowed` who may ask)",
			"EXPR_UNSUPPORTED a database can't run this: `in` has a field of the row on its left, and a list that isn't of the row on its right (keep what is asked for in a field of its own, and compare that)",
			"EXPR_UNSUPPORTED a database can't run this: it asks something that is worked out of the row (keep what is asked for in a field of its own, and compare that)",
			"EXPR_TYPE an int32 can't be compared with a uint64 (convert one side, as in int(…))",
			"EXPR_ABSENT row.note is optional and may be absent here (ask has(row.note) before it, in && or ?:)",
			"UNKNOWN_FIELD a row of ShelfLine has no field \"nothing\"",
			"EXPR_UNSUPPORTED a database can't run this: it asks something that is worked out of the row (keep what is asked for in a field of its own, and compare that)",
			"EXPR_TYPE this is an int32, and a bool is wanted",
			"EXPR_UNSUPPORTED a database can't run this: it doesn't depend on the row (leave it out, or say under `allowed` who may ask)",
			"EXPR_UNKNOWN nothing in scope is named \"cmd\" (a query compares what it is asked with by `where`)",
			"EXPR_UNSUPPORTED a database can't run this: both sides are of the row (keep what is asked for in a field of its own, and compare that)",
			"EXPR_UNSUPPORTED a database can't run this: `in` has a field of the row on its left, and a list that isn't of the row on its right (keep what is asked for in a field of its own, and compare that)",
			"EXPR_UNSUPPORTED a database can't run this: tags is a list of string, which isn't compared there (keep what is asked for in a field of its own, and compare that)"),
	} {
		w.run(t)
	}
}
