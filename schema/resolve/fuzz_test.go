package resolve_test

import (
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/resolve"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// ownReading reacts to events of its own, in one file.
const ownReading = `context: a
enums: {Phase: [open, done]}
aggregates:
  A:
    events: {Happened: {fields: {n: int, p: Phase, at: optional timestamp, tags: list of string}, apply: none}, Done: {apply: none}}
    commands: {Do: {creates: true, fields: {n: int}, decide: go, emits: [Happened]}, End: {fields: {why: string}, decide: go, emits: [Done]}}
policies:
  P:
    whenever: [Happened, Done]
    let: {x: string(meta.version)}
    sends: [{command: End, for_each: query Rows.open, as: one, when: one.n > 1, with: {a_id: one.a_id, why: x}, retry: {attempts: 2, backoff: 1s}, on_rejected: {sends: [{command: End, id: again, with: {why: rejection.id}}]}}]
    scenarios: [{name: s, when: {Done: {}}, sends: [{End: {why: x}}]}]
  Q: {every: {cron: "0 3 * * *"}, do: go, sends: [Do]}
processes:
  R:
    key: a_id
    state: {n: int, seen: map of string to int}
    whenever:
      Happened: {starts: true, key: event.tags, sets: {n: event.n, "seen[key]": state.n}, timeout: [{name: due, after: 1m}, {name: late, at: meta.time}], sends: [{command: Do, with: {n: state.n}}]}
      Done: {cancels: [due], ends: "true"}
      timeout.due: {ends: state.n > 1}
      timeout.late: {sends: [{command: End, with: {a_id: key, why: string(now)}}]}
    scenarios: [{name: s, given: [{Happened: {n: 1, p: open, tags: [a]}}], passes: 2m, sends: [], state: {n: 1}, key: a, ended: false}]
read_models:
  Rows:
    key: [tenant, a_id]
    fields: {a_id: ref A, n: int, p: Phase, at: optional timestamp}
    from: {Happened: {insert: {}}, Done: {update: {n: row.n + 1}, where: "row.p == open && !(row.n in [1, 2]) || has(row.at)"}}
    queries: {open: {filter: row.p == open, order_by: [n desc], page: 3}, of: {where: [n], allowed: cmd.n == 1}, total: {count: true}}
    scenarios: [{name: s, given: [{Happened: {n: 1, p: open, tags: []}}], query: {of: {n: 1}}, rows: [{n: 1}]}]
`

// FuzzResolve looks for schemas that aren't answered: by a model, or by findings
// that lie in the file.
func FuzzResolve(f *testing.F) {
	f.Add([]byte(order))
	f.Add([]byte(bank))
	f.Add([]byte(inValue("      x: {type: optional list of W, unique_by: n, each: {}, example: [{n: 1, s: x}], in: [*a, !x]}")))
	f.Add([]byte(withEvent("Happened: {let: {a: b, b: a}, from: {states: [draft], id: x}, sets: {'items[sku == 1].n': 2}, upcast: {1: go}}")))
	f.Add([]byte(withCommand("Do: {like: Filled, asks: {x: {args: [cmd.total], type: int}}, emits: [{event: Filled, for_each: state.items, as: i, with: {total: i.n}}]}")))
	f.Add([]byte("context: a\nexternal: true\nkernel: true\nevents: {E: {like: E}}\nrelations: [{with: a}]\n"))
	f.Add([]byte("context: a\nprocesses: {P: {key: x, whenever: {timeout.a: {cancels: [b]}, c.D: {sends: [E]}}}}\nread_models: {R: {key: [], from: {E: {insert: {x: 1}}}}}\n"))
	f.Add([]byte("context: a\naggregates: {A: {events: {E: {apply: none}}}}\nprocesses: {P: {key: a_id, whenever: {E: {starts: true, timeout: [{after: 1h}, {after: 2h}]}}}}\n"))
	f.Add([]byte("context: a\naggregates: {A: {events: {E: {apply: none}}, commands: {C: {creates: true, emits: [E]}}, scenarios: [{when: {C: {}}}, {then: []}]}}\n" +
		"policies: {P: {whenever: E, sends: [C], scenarios: [{sends: []}]}}\nread_models: {R: {key: a_id, fields: {a_id: ref A}, from: {E: {insert: {}}}, scenarios: [{given: []}]}}\n"))
	for _, file := range splitFiles(reading) {
		f.Add([]byte(file.text))
	}
	f.Add([]byte(ownReading))
	f.Fuzz(func(t *testing.T, data []byte) {
		tree, _ := syntax.Parse("a/a.orchestrix.yaml", data)
		if tree == nil {
			return
		}
		ws, findings := resolve.Resolve(resolve.Input{Module: "example.org/m", Files: []*syntax.File{tree}})
		if (ws == nil) != diag.HasErrors(findings) {
			t.Errorf("model %v beside findings %v", ws != nil, findings)
		}
		for _, f := range findings {
			if f.Span.File != "a/a.orchestrix.yaml" || f.Message == "" || f.Rule == "" {
				t.Errorf("a finding of no place, rule or message: %+v", f)
			}
		}
	})
}

func TestTheSeedOfWhatReactsIsRight(t *testing.T) { mustResolve(t, ownReading) }
