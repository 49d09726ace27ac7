package resolve_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/internal/cputime"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/resolve"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// repeat writes a piece with numbers in it until the text is large: what costs
// more than in proportion shows there.
func repeat(head, format, separator, tail string) string {
	const most = 400 << 10
	var b strings.Builder
	b.WriteString(head)
	for i := 0; b.Len() < most; i++ {
		if i > 0 {
			b.WriteString(separator)
		}
		fmt.Fprintf(&b, format, i)
	}
	b.WriteString(tail)
	return b.String()
}

func TestLargeAndWrongModelsAreAnsweredSoon(t *testing.T) {
	const limit = 30 * time.Second // of processors, far above what it takes
	for name, text := range map[string]string{
		"unknown types":            repeat("context: a\nvalues:\n", "  V%[1]d: {fields: {x: Unknown%[1]d}}", "\n", "\n"),
		"values in values":         repeat("context: a\nvalues:\n  V0: {fields: {x: int}}\n", "  W%[1]d: {fields: {x: W%[1]d0, y: optional W%[1]d1}}", "\n", "\n"),
		"a chain of values":        chain(),
		"words":                    repeat("context: a\nenums:\n  E: [", "w%d", ", ", "]\n"),
		"fields":                   repeat("context: a\nvalues:\n  V:\n    fields: {", "f%d: int", ", ", "}\n"),
		"fields of one Go name":    repeat("context: a\nvalues:\n  V:\n    fields: {", "f_%d: int, f%[1]d: int", ", ", "}\n"),
		"copies of nothing":        repeat("context: a\naggregates:\n  A:\n    events:\n      E: {copies: [", "f%d", ", ", "]}\n"),
		"events of nothing":        repeat("context: a\naggregates:\n  A:\n    commands:\n      C: {emits: [", "E%d", ", ", "]}\n"),
		"lets of lets":             repeat("context: a\naggregates:\n  A:\n    events: {E: {apply: none}}\n    commands:\n      C:\n        emits: [E]\n        let: {x0: '1', ", "x1%[1]d: x0 + %[1]d", ", ", "}\n"),
		"guards of nothing":        repeat("context: a\naggregates:\n  A:\n    events: {E: {apply: none}}\n    commands:\n      C: {emits: [E], refuses: [", "g%d", ", ", "]}\n"),
		"examples of other types":  repeat("context: a\nenums: {E: [a, b, c]}\nvalues:\n", "  V%d: {fields: {x: {type: list of E, example: [x, y, z]}}}", "\n", "\n"),
		"a pattern of repetitions": "context: a\nvalues: {V: {fields: {x: {type: string, pattern: '" + strings.Repeat("(a{0,10}){0,10}", 2000) + "', example: aaa}}}}\n",
		"policies of nothing":      repeat("context: a\npolicies:\n", "  P%d: {whenever: E%[1]d, sends: [C%[1]d]}", "\n", "\n"),
		"events of one policy":     repeat(smallReacting+"policies:\n  P: {sends: [{command: Do, with: {x: event.y}}], whenever: [", "E%d, E%[1]d", ", ", "]}\n"),
		"commands of one policy":   repeat(smallReacting+"policies:\n  P: {whenever: E, sends: [", "{command: Do, id: i%d, with: {x: 1}}", ", ", "]}\n"),
		"much for many events":     "context: a\naggregates:\n  A:\n    commands: {Do: {fields: {x: int}, decide: go, emits: [E0]}}\n    events: {" + numbered(2000, "E%d: {apply: none}") + "}\npolicies:\n  P:\n    whenever: [" + numbered(2000, "E%d") + "]\n    sends: [" + numbered(2000, "{command: Do, id: i%d, with: {x: 1}}") + "]\n",
		"timeouts":                 repeat(smallReacting+"processes:\n  P: {key: a_id, whenever: {E: {starts: true, timeout: [", "{name: t%d, after: 1s}", ", ", "], cancels: [x, x]}}}\n"),
		"rows of nothing":          repeat(smallReacting+"read_models:\n  R: {key: [], fields: {y: int}, from: {E: {upsert: {}}}, scenarios: [{name: a, rows: [", "{y%d: 1}", ", ", "]}]}\n"),
		"events of an example":     repeat(smallReacting+"read_models:\n  R: {key: [], fields: {y: int}, from: {E: {upsert: {}}}, scenarios: [{name: a, rows: [], given: [", "{E%d: {}}", ", ", "]}]}\n"),
		"commands of an example":   repeat(smallReacting+"policies:\n  P: {whenever: E, sends: [{command: Do, with: {x: 1}}], scenarios: [{name: a, when: {E: {y: 1}}, sends: [", "{Do%d: {}}", ", ", "]}]}\n"),
		"queries":                  repeat(smallReacting+"read_models:\n  R:\n    key: []\n    fields: {y: int}\n    from: {E: {upsert: {}}}\n    queries:\n", "      q%d: {filter: row.y > %[1]d, order_by: [y desc]}", "\n", "\n"),
		"sets of each other":       setChain(),
		"personal data all over":   repeat("context: a\nvalues:\n  V0: {fields: {x: {type: string, sensitivity: pii}}}\naggregates:\n  A:\n    events:\n", "      E%d: {fields: {x: list of V0}, apply: none}", "\n", "\n"),
	} {
		t.Run(name, func(t *testing.T) {
			tree, findings := syntax.Parse("a/a.orchestrix.yaml", []byte(text))
			if tree == nil {
				t.Fatal(findings)
			}
			var ws *model.Workspace
			cost := cputime.Of(func() {
				ws, findings = resolve.Resolve(resolve.Input{Module: "example.org/m", Files: []*syntax.File{tree}})
			})
			if cost > limit {
				t.Errorf("%d KB took %v", len(text)>>10, cost)
			}
			if ws == nil && len(findings) == 0 || len(findings) > 1001 {
				t.Errorf("%d findings", len(findings))
			}
			t.Logf("%d KB: %d findings in %v", len(text)>>10, len(findings), cost)
		})
	}
}

// smallReacting is a small context with something to react to.
const smallReacting = "context: a\naggregates: {A: {events: {E: {fields: {y: int}, apply: none}}, commands: {Do: {fields: {x: int}, decide: go, emits: [E]}}}}\n"

// numbered is a piece again and again, with its number in it.
func numbered(n int, format string) string {
	pieces := make([]string, n)
	for i := range pieces {
		pieces[i] = fmt.Sprintf(format, i)
	}
	return strings.Join(pieces, ", ")
}

// setChain is a state of fields of which each is set from the one behind it, and the
// last from something personal.
func setChain() string {
	const n = 4000
	var sets strings.Builder
	for i := range n {
		fmt.Fprintf(&sets, "s%d: state.s%d, ", i, i+1)
	}
	return "context: a\naggregates:\n  A:\n    state: {" + numbered(n+1, "s%d: string") + "}\n    events:\n" +
		"      E: {fields: {s: {type: string, sensitivity: pii, subject: a_id}}, sets: {" + sets.String() + fmt.Sprintf("s%d: event.s}}\n", n) +
		"    commands: {Do: {creates: true, decide: go, emits: [E]}}\n"
}

// chain is values of which each holds the next one.
func chain() string {
	var b strings.Builder
	b.WriteString("context: a\nvalues:\n")
	const links = 50_000
	for i := range links {
		fmt.Fprintf(&b, "  V%d: {fields: {x: V%d}}\n", i, (i+1)%links)
	}
	return b.String()
}
