package postgres

import (
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// TableSQL is the SQL that makes a table and its indexes in a database that has
// neither, for whoever migrates with tools of their own.
func TableSQL(table *orchestrix.Table) string { return strings.Join(createTable(table), ";\n") + ";\n" }

// createTable are the statements that make a table and its indexes. Those have no
// names of ours: the server finds free ones, so that a table may be renamed and
// another made in its place.
func createTable(table *orchestrix.Table) []string {
	var columns []string
	for _, column := range table.Columns {
		definition := quoted(column.Name) + " " + columnType(column.Kind)
		if column.Kind == orchestrix.TextColumn {
			definition += ` COLLATE "C"`
		}
		if !column.Optional {
			definition += " NOT NULL"
		}
		columns = append(columns, definition)
	}
	columns = append(columns, "PRIMARY KEY ("+columnList(table.Columns[:table.Key])+")")
	statements := []string{"CREATE TABLE " + quoted(table.Name) + " (\n\t" + strings.Join(columns, ",\n\t") + "\n)"}
	for _, index := range table.Indexes {
		statements = append(statements, createIndex(table, index))
	}
	return statements
}

func createIndex(table *orchestrix.Table, index orchestrix.Index) string {
	var columns []string
	for _, name := range index.Columns {
		column := quoted(name)
		if table.Columns[place(table, name)].Optional {
			column += " NULLS FIRST" // as they are ordered
		}
		columns = append(columns, column)
	}
	return "CREATE INDEX ON " + quoted(table.Name) + " (" + strings.Join(columns, ", ") + ")"
}

func columnType(kind orchestrix.ColumnKind) string {
	switch kind {
	case orchestrix.IntColumn:
		return "bigint"
	case orchestrix.FloatColumn:
		return "double precision"
	case orchestrix.BoolColumn:
		return "boolean"
	case orchestrix.BytesColumn:
		return "bytea"
	case orchestrix.TimeColumn:
		return "timestamptz"
	case orchestrix.JSONColumn:
		return "json"
	}
	return "text"
}

// reserved are the names that every table has columns of already.
var reserved = []string{"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"}

// quoted makes any name one of SQL's, also a keyword.
func quoted(name string) string {
	if slices.Contains(reserved, name) {
		name += "_"
	}
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

func columnList(columns []orchestrix.Column) string {
	var names []string
	for _, column := range columns {
		names = append(names, quoted(column.Name))
	}
	return strings.Join(names, ", ")
}

func place(table *orchestrix.Table, column string) int {
	return slices.IndexFunc(table.Columns, func(c orchestrix.Column) bool { return c.Name == column })
}

// CreateTable implements [orchestrix.Tables].
func (s *Store) CreateTable(ctx context.Context, table *orchestrix.Table) error {
	if err := table.Check(); err != nil {
		return err
	}
	for races := 0; ; races++ {
		err := s.InTx(ctx, func(ctx context.Context, tx pgx.Tx) error {
			if exists, err := s.TableExists(ctx, table.Name); exists || err != nil {
				return err
			}
			for _, statement := range createTable(table) {
				if _, err := tx.Exec(ctx, statement); err != nil {
					return explain(ctx, "make table "+table.Name, err)
				}
			}
			return nil
		})
		switch stateOf(err) {
		case duplicateTable, duplicateObject, uniqueViolation: // another makes it, too
			if races < maxRaces {
				continue
			}
		}
		return err
	}
}

// DropTable implements [orchestrix.Tables].
func (s *Store) DropTable(ctx context.Context, name string) error {
	return s.InTx(ctx, func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "DROP TABLE IF EXISTS "+quoted(name))
		if err != nil {
			return explain(ctx, "drop table "+name, err)
		}
		return nil
	})
}

// TableExists implements [orchestrix.Tables].
func (s *Store) TableExists(ctx context.Context, name string) (exists bool, err error) {
	err = s.run(ctx, func(db querier) error {
		return db.QueryRow(ctx, "SELECT to_regclass($1) IS NOT NULL", quoted(name)).Scan(&exists)
	})
	if err != nil {
		return false, explain(ctx, "look for table "+name, err)
	}
	return exists, nil
}
