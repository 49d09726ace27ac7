package postgres

import (
	"strings"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// columnTypes are what the kinds of columns are in the database.
var columnTypes = [...]string{
	orchestrix.TextColumn:  `text COLLATE "C"`,
	orchestrix.IntColumn:   "bigint",
	orchestrix.FloatColumn: "double precision",
	orchestrix.BoolColumn:  "boolean",
	orchestrix.BytesColumn: "bytea",
	orchestrix.TimeColumn:  "timestamptz",
	orchestrix.JSONColumn:  "json",
}

// createTable is the SQL of a table and its indexes. Those have no names of ours:
// the server finds free ones, so that a table may be renamed and made again.
func createTable(table *orchestrix.Table) []string {
	var columns []string
	for _, column := range table.Columns {
		definition := quote(column.Name) + " " + columnTypes[column.Kind]
		if !column.Optional {
			definition += " NOT NULL"
		}
		columns = append(columns, definition)
	}
	columns = append(columns, "PRIMARY KEY ("+names(table.Columns[:table.Key])+")")
	statements := []string{"CREATE TABLE " + quote(table.Name) + " (\n\t" + strings.Join(columns, ",\n\t") + "\n)"}
	for _, index := range table.Indexes {
		var columns []string
		for _, column := range index.Columns {
			columns = append(columns, quote(column))
		}
		statements = append(statements, "CREATE INDEX ON "+quote(table.Name)+" ("+strings.Join(columns, ", ")+")")
	}
	return statements
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func names(columns []orchestrix.Column) string {
	var quoted []string
	for _, column := range columns {
		quoted = append(quoted, quote(column.Name))
	}
	return strings.Join(quoted, ", ")
}
