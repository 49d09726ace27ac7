package orchestrix_test

import (
	"errors"
	"strings"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

func TestTablesThatNoStoreTakes(t *testing.T) {
	if err := people.Check(); err != nil {
		t.Errorf("a good table: %v", err)
	}
	for _, table := range orchestrix.SystemTables() {
		if err := table.Check(); err != nil {
			t.Errorf("one of the runtime's: %v", err)
		}
	}
	for name, test := range map[string]struct {
		change func(*orchestrix.Table)
		says   string
	}{
		"no name":                    {func(t *orchestrix.Table) { t.Name = "" }, "name"},
		"a long name":                {func(t *orchestrix.Table) { t.Name = strings.Repeat("a", 61) }, "name"},
		"a name with a quote":        {func(t *orchestrix.Table) { t.Name = `a"b` }, "name"},
		"a name that is a number":    {func(t *orchestrix.Table) { t.Name = "1" }, "name"},
		"a name of SQLite's":         {func(t *orchestrix.Table) { t.Name = "sqlite_stat1" }, "name"},
		"no key":                     {func(t *orchestrix.Table) { t.Key = 0 }, "key"},
		"a key of too much":          {func(t *orchestrix.Table) { t.Key = 5 }, "key"},
		"a key that may be absent":   {func(t *orchestrix.Table) { t.Key = 2 }, "absent"},
		"a key of JSON":              {func(t *orchestrix.Table) { t.Columns[0].Kind = orchestrix.JSONColumn }, "compared"},
		"a column's name":            {func(t *orchestrix.Table) { t.Columns[1].Name = "Age" }, "name"},
		"two columns of a name":      {func(t *orchestrix.Table) { t.Columns[1].Name = "name" }, "two"},
		"an unknown kind":            {func(t *orchestrix.Table) { t.Columns[1].Kind = 7 }, "kind 7"},
		"an index without columns":   {func(t *orchestrix.Table) { t.Indexes[0].Columns = nil }, "no columns"},
		"an index of JSON":           {func(t *orchestrix.Table) { t.Indexes[0].Columns = []string{"more"} }, "index"},
		"an index of something else": {func(t *orchestrix.Table) { t.Indexes[0].Columns = []string{"less"} }, "index"},
		"two indexes of a name":      {func(t *orchestrix.Table) { t.Indexes = append(t.Indexes, t.Indexes[0]) }, "two"},
	} {
		table := *people
		table.Columns = append([]orchestrix.Column(nil), people.Columns...)
		table.Indexes = append([]orchestrix.Index(nil), people.Indexes...)
		test.change(&table)
		err := table.Check()
		if _, ok := errors.AsType[*orchestrix.TableError](err); !ok || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: error %v, want one that speaks of %q", name, err, test.says)
		}
	}
}
