package sqlite

import (
	"context"
	"fmt"
	"strings"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// TableSQL is the SQL that makes a table and its indexes in a database that has
// neither, for whoever migrates with tools of their own. Times are in
// microseconds since 1970 in UTC, booleans 0 or 1.
func TableSQL(table *orchestrix.Table) string {
	var b strings.Builder
	b.WriteString(createTable(table))
	for _, index := range table.Indexes {
		b.WriteString(createIndex(table, index, indexName(table, index, 1)))
	}
	return b.String()
}

func createTable(table *orchestrix.Table) string {
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE TABLE %s (\n", quoted(table.Name))
	for _, column := range table.Columns {
		fmt.Fprintf(&b, "\t%s %s", quoted(column.Name), columnType(column.Kind))
		if !column.Optional {
			b.WriteString(" NOT NULL")
		}
		b.WriteString(",\n")
	}
	fmt.Fprintf(&b, "\tPRIMARY KEY (%s)\n) STRICT, WITHOUT ROWID;\n", columnList(names(table.Columns[:table.Key])))
	return b.String()
}

func createIndex(table *orchestrix.Table, index orchestrix.Index, name string) string {
	return fmt.Sprintf("CREATE INDEX %s ON %s (%s);\n", quoted(name), quoted(table.Name), columnList(index.Columns))
}

// indexName is the nth that an index may have. Indexes' names are those of the
// whole database, and an index can't be given another: that of a table which
// took the place of another keeps its own, and the next one yields.
func indexName(table *orchestrix.Table, index orchestrix.Index, n int) string {
	name := table.Name + "_" + index.Name
	if n > 1 {
		name = fmt.Sprint(name, "_", n)
	}
	return name
}

func columnType(kind orchestrix.ColumnKind) string {
	switch kind {
	case orchestrix.IntColumn, orchestrix.BoolColumn, orchestrix.TimeColumn:
		return "INTEGER"
	case orchestrix.FloatColumn:
		return "REAL"
	case orchestrix.BytesColumn:
		return "BLOB"
	}
	return "TEXT"
}

// quoted makes any name one of SQL's, also a keyword.
func quoted(name string) string { return `"` + name + `"` }

func names(columns []orchestrix.Column) []string {
	var names []string
	for _, column := range columns {
		names = append(names, column.Name)
	}
	return names
}

func columnList(names []string) string { return `"` + strings.Join(names, `", "`) + `"` }

// CreateTable implements [orchestrix.Tables].
func (s *Store) CreateTable(ctx context.Context, table *orchestrix.Table) error {
	if err := table.Check(); err != nil {
		return err
	}
	return s.transact(ctx, s.begin, func(ctx context.Context, t *transaction) error {
		if exists, err := s.TableExists(ctx, table.Name); exists || err != nil {
			return err
		}
		if err := t.define(ctx, createTable(table)); err != nil {
			return err
		}
		for _, index := range table.Indexes {
			name, err := t.freeName(ctx, table, index)
			if err != nil {
				return err
			}
			if err := t.define(ctx, createIndex(table, index, name)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *transaction) freeName(ctx context.Context, table *orchestrix.Table, index orchestrix.Index) (string, error) {
	for n := 1; ; n++ {
		name := indexName(table, index, n)
		taken, err := t.has(ctx, name)
		if !taken || err != nil {
			return name, err
		}
	}
}

func (t *transaction) has(ctx context.Context, name string) (has bool, err error) {
	err = t.db.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = ?)", name).Scan(&has)
	if err != nil {
		return false, t.failed(ctx, err)
	}
	return has, nil
}

// define changes what tables there are.
func (t *transaction) define(ctx context.Context, text string) error {
	if err := t.usable(ctx); err != nil {
		return err
	}
	if _, err := t.db.ExecContext(context.WithoutCancel(ctx), text); err != nil {
		return explain("change tables", t.failed(ctx, err))
	}
	return nil
}

// DropTable implements [orchestrix.Tables].
func (s *Store) DropTable(ctx context.Context, name string) error {
	return s.transact(ctx, s.begin, func(ctx context.Context, t *transaction) error {
		return t.define(ctx, "DROP TABLE IF EXISTS "+quoted(strings.ReplaceAll(name, `"`, `""`)))
	})
}

// TableExists implements [orchestrix.Tables].
func (s *Store) TableExists(ctx context.Context, name string) (exists bool, err error) {
	err = s.statements.tableExists.queryRow(ctx, name).Scan(&exists)
	if err != nil {
		return false, fmt.Errorf("look for table %s: %w", name, orEnded(ctx, err))
	}
	return exists, nil
}

// Swap implements [orchestrix.Tx].
func (x *rowTx) Swap(ctx context.Context, from, to string) error {
	for _, name := range []string{from, to} {
		if strings.Contains(name, `"`) {
			return fmt.Errorf("%q isn't a table's name", name)
		}
	}
	if err := x.t.define(ctx, "DROP TABLE IF EXISTS "+quoted(to)); err != nil {
		return err
	}
	return x.t.define(ctx, "ALTER TABLE "+quoted(from)+" RENAME TO "+quoted(to))
}
