package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/internal/postgrestest"
	"github.com/orchestrix-go/orchestrix-gen/internal/usermodule"
)

// TestFiltersFindWhatExpressionsDo holds what a database finds by a condition
// against what Go makes of the same expression, over rows and events made at
// random: the tests lie beside the conditions, under testdata/filters.
func TestFiltersFindWhatExpressionsDo(t *testing.T) {
	t.Parallel()
	m := usermodule.New(t)
	if err := os.CopyFS(m.Dir, os.DirFS(filepath.Join("testdata", "filters"))); err != nil {
		t.Fatal(err)
	}
	m.Write("tiles/tiles.orchestrix.yaml", filterModel(strings.Split(strings.TrimSpace(m.Read("conditions.txt")), "\n")))
	mustGenerate(t, m)
	m.MustGo("test", "-vet=all", "./...")
	t.Run("postgres", func(t *testing.T) {
		m.Write("postgres.url", postgrestest.Database(t))
		m.MustGo("test", "-count=1", "./tiles")
	})
}

// What a row has, and the lists that only events have.
var (
	filterFields = []string{
		"parent: ref Tile", "text: string", "flag: bool", "small: int32", "big: int64", "usmall: uint32", "ubig: uint64", "ratio: float64",
		"raw: bytes", "price: decimal", "at: timestamp", "span: duration", "day: date", "code: uuid", "grade: Grade",
		"note: optional string", "weight: optional decimal", "due: optional timestamp", "rank: optional Grade", "extra: optional bytes",
		"ubonus: optional uint64", "usm: optional uint32",
	}
	filterLists = []string{
		"texts: list of string", "bigs: list of int64", "smalls: list of int32", "ubigs: list of uint64", "usmalls: list of uint32",
		"ats: list of timestamp", "grades: list of Grade", "prices: list of decimal", "codes: list of uuid", "days: list of date",
	}
)

// askedFields are those that a condition's event has: the row's tile, and what the
// condition looks at.
func askedFields(condition string) string {
	asked := filterFields[:1:1]
	looksAt := regexp.MustCompile(`event\.\w+`).FindAllString(condition, -1)
	for _, field := range slices.Concat(filterFields[1:], filterLists) {
		name, _, _ := strings.Cut(field, ":")
		if slices.Contains(looksAt, "event."+name) {
			asked = append(asked, field)
		}
	}
	return strings.Join(asked, ", ")
}

// filterModel has an event for each condition. It marks the row of the event's
// parent if the condition holds: in one read model the database says whether it
// does, in the other Go.
func filterModel(conditions []string) string {
	var b strings.Builder
	fields := strings.Join(filterFields, ", ")
	fmt.Fprintf(&b, `context: tiles
enums:
  Grade: [low, middle, high]
aggregates:
  Tile:
    id: {prefix: til}
    state: {seen: int64}
    events:
      Filled: {fields: {%s}, apply: none}
`, fields)
	for i, condition := range conditions {
		fmt.Fprintf(&b, "      Asked%d: {fields: {%s}, apply: none}\n", i, askedFields(condition))
	}
	b.WriteString("read_models:\n")
	for _, name := range []string{"ByDatabase", "ByGo"} {
		fmt.Fprintf(&b, "  %s:\n    key: tile_id\n    fields: {tile_id: ref Tile, hits: string, %s}\n    from:\n      Filled: {insert: {hits: '\"\"'}}\n", name, fields)
		for i, condition := range conditions {
			marked := fmt.Sprintf("row.hits + '%d '", i)
			if name == "ByDatabase" {
				fmt.Fprintf(&b, "      Asked%d: {update: {hits: %q}, where: %q}\n", i, marked, "row.tile_id == event.parent && ("+condition+")")
			} else {
				fmt.Fprintf(&b, "      Asked%d: {update: {hits: %q}, key: event.parent}\n", i, fmt.Sprintf("(%s) ? %s : row.hits", condition, marked))
			}
		}
	}
	return b.String()
}
