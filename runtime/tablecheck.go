package orchestrix

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
)

// TableError says what no store can make or keep: a table, a row or a condition
// that contradicts the table. It is the caller's mistake, or of the data, and
// comes again however often it is tried.
type TableError struct {
	Table  string
	Column string // empty: it isn't about one
	Reason string
}

func (e *TableError) Error() string {
	if e.Column == "" {
		return fmt.Sprintf("table %q: %s", e.Table, e.Reason)
	}
	return fmt.Sprintf("table %q: column %q: %s", e.Table, e.Column, e.Reason)
}

func (t *Table) wrong(column, format string, args ...any) error {
	return &TableError{Table: t.Name, Column: column, Reason: fmt.Sprintf(format, args...)}
}

// Longest names: what of them the databases keep, less what stores put before.
const (
	maxTableName  = 60
	maxColumnName = 63
)

// Instants of the years 0 to 9999, which JSON can say, wherever on earth.
const (
	firstYear = -1
	lastYear  = 10000
)

// What an index, or the key, has at most: PostgreSQL keeps 32 columns and 2,704
// bytes, of which each column and the whole need some.
const (
	maxIndexColumns = 32
	maxIndexBytes   = 2400
)

// Check says what about a table no store can take: a [*TableError].
func (t *Table) Check() error {
	if !plainName(t.Name, maxTableName) || strings.HasPrefix(t.Name, "sqlite_") || strings.HasPrefix(t.Name, "pg_") {
		return t.wrong("", "its name isn't one: lower case letters, digits and _, at most %d", maxTableName)
	}
	if t.Key < 1 || t.Key > min(len(t.Columns), maxIndexColumns) {
		return t.wrong("", "a key of %d of its %d columns, %d are the most", t.Key, len(t.Columns), maxIndexColumns)
	}
	for i, column := range t.Columns {
		switch {
		case !plainName(column.Name, maxColumnName):
			return t.wrong(column.Name, "its name isn't one: lower case letters, digits and _, at most %d", maxColumnName)
		case t.column(column.Name) != i:
			return t.wrong(column.Name, "there are two of that name")
		case column.Kind < TextColumn || column.Kind > JSONColumn:
			return t.wrong(column.Name, "there is no kind %d", column.Kind)
		case i < t.Key && (column.Optional || column.Kind == JSONColumn):
			return t.wrong(column.Name, "what the key has is never absent, and can be compared")
		}
	}
	return t.checkIndexes()
}

func (t *Table) checkIndexes() error {
	for i, index := range t.Indexes {
		if !plainName(index.Name, maxTableName) || len(index.Columns) == 0 {
			return t.wrong("", "the index %q has no columns, or no name of lower case letters, digits and _", index.Name)
		}
		if len(index.Columns) > maxIndexColumns {
			return t.wrong("", "the index %q has %d columns, %d are the most", index.Name, len(index.Columns), maxIndexColumns)
		}
		if slices.ContainsFunc(t.Indexes[:i], func(other Index) bool { return other.Name == index.Name }) {
			return t.wrong("", "there are two indexes %q", index.Name)
		}
		for _, name := range index.Columns {
			if at := t.column(name); at < 0 || t.Columns[at].Kind == JSONColumn {
				return t.wrong(name, "the index %q can't have it", index.Name)
			}
		}
	}
	return nil
}

func plainName(name string, longest int) bool {
	if name == "" || len(name) > longest || (name[0] >= '0' && name[0] <= '9') {
		return false
	}
	for i := range len(name) {
		if c := name[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}

// column gives the place of a column; -1 without it.
func (t *Table) column(name string) int {
	return slices.IndexFunc(t.Columns, func(c Column) bool { return c.Name == name })
}

// CheckRows says what about rows the table can't hold: a [*TableError].
func (t *Table) CheckRows(rows ...Row) error {
	for _, row := range rows {
		if len(row) != len(t.Columns) {
			return t.wrong("", "a row of %d values for %d columns", len(row), len(t.Columns))
		}
		if err := t.checkValues(row); err != nil {
			return err
		}
		if err := t.checkIndexed(row); err != nil {
			return err
		}
	}
	return nil
}

// checkIndexed takes what fits into the key's index, and into the others.
func (t *Table) checkIndexed(row Row) error {
	all := 0
	for _, value := range row {
		all += bytesOf(value)
	}
	if all <= maxIndexBytes { // so has each index
		return nil
	}
	key := 0
	for _, value := range row[:t.Key] {
		key += bytesOf(value)
	}
	if key > maxIndexBytes {
		return t.wrong("", "its key has %d bytes, %d are the most", key, maxIndexBytes)
	}
	for _, index := range t.Indexes {
		indexed := 0
		for _, name := range index.Columns {
			indexed += bytesOf(row[t.column(name)])
		}
		if indexed > maxIndexBytes {
			return t.wrong("", "what the index %q is over has %d bytes, %d are the most", index.Name, indexed, maxIndexBytes)
		}
	}
	return nil
}

// bytesOf is how long a value is whose length varies.
func bytesOf(value any) int {
	switch v := value.(type) {
	case string:
		return len(v)
	case []byte:
		return len(v)
	}
	return 0
}

// CheckKey says what about the values of a key can't be one's: a [*TableError].
func (t *Table) CheckKey(key Row) error {
	if len(key) != t.Key {
		return t.wrong("", "a key of %d values, it has %d", len(key), t.Key)
	}
	return t.checkValues(key)
}

func (t *Table) checkValues(values Row) error {
	for i, value := range values {
		column := &t.Columns[i]
		if value == nil {
			if !column.Optional {
				return t.wrong(column.Name, "it can't be absent")
			}
			continue
		}
		if err := t.checkValue(column, value); err != nil {
			return err
		}
	}
	return nil
}

// checkValue takes what every database keeps as it is.
func (t *Table) checkValue(column *Column, value any) error {
	switch v := value.(type) {
	case string:
		if column.Kind != TextColumn && column.Kind != JSONColumn {
			break
		}
		if !utf8.ValidString(v) {
			return t.wrong(column.Name, "it isn't UTF-8")
		}
		if column.Kind == JSONColumn && !validJSON(v) {
			return t.wrong(column.Name, "it isn't JSON")
		}
		return nil
	case int64:
		if column.Kind == IntColumn {
			return nil
		}
	case float64:
		if column.Kind != FloatColumn {
			break
		}
		if math.IsNaN(v) {
			return t.wrong(column.Name, "it isn't a number")
		}
		return nil
	case bool:
		if column.Kind == BoolColumn {
			return nil
		}
	case []byte:
		if column.Kind == BytesColumn {
			return nil
		}
	case time.Time:
		if column.Kind != TimeColumn {
			break
		}
		if v.Location() != time.UTC || v.Nanosecond()%1000 != 0 {
			return t.wrong(column.Name, "%v isn't in UTC and whole microseconds", v)
		}
		if v.Year() < firstYear || v.Year() > lastYear {
			return t.wrong(column.Name, "its year isn't between 0 and 9999")
		}
		return nil
	}
	return t.wrong(column.Name, "a %T isn't %v", value, column.Kind)
}

func validJSON(text string) bool {
	d := jsontext.Open([]byte(text))
	d.Skip()
	return d.Close() == nil
}

// String is the kind in words.
func (k ColumnKind) String() string {
	kinds := [...]string{"text", "an int64", "a float64", "a bool", "bytes", "a time", "JSON text"}
	if k < 0 || int(k) >= len(kinds) {
		return fmt.Sprintf("kind %d", int(k))
	}
	return kinds[k]
}

// CheckSelection says what about a selection the table can't answer: a
// [*TableError].
func (t *Table) CheckSelection(s Selection) error {
	if s.Limit < 0 {
		return t.wrong("", "a limit of %d", s.Limit)
	}
	for _, order := range s.Order {
		if err := t.comparable(order.Column); err != nil {
			return err
		}
	}
	return t.CheckCondition(s.Where)
}

// CheckCondition says what about a condition the table can't answer: a
// [*TableError].
func (t *Table) CheckCondition(where Condition) error {
	switch c := where.(type) {
	case nil:
		return nil
	case And:
		return t.checkConditions(c)
	case Or:
		return t.checkConditions(c)
	case Not:
		if c.Condition == nil {
			return t.wrong("", "not what?")
		}
		return t.CheckCondition(c.Condition)
	case IsNull:
		if t.column(c.Column) < 0 {
			return t.wrong(c.Column, "it has no such column")
		}
		return nil
	case Compare:
		if !slices.Contains(comparisons, c.Op) {
			return t.wrong(c.Column, "it can't be compared by %q", c.Op)
		}
		return t.checkCompared(c.Column, c.Value)
	case In:
		return t.checkCompared(c.Column, c.Values...)
	}
	return t.wrong("", "a %T isn't a condition", where)
}

var comparisons = []string{"=", "<>", "<", "<=", ">", ">="}

func (t *Table) checkConditions(conditions []Condition) error {
	for _, c := range conditions {
		if c == nil {
			return t.wrong("", "a condition is missing")
		}
		if err := t.CheckCondition(c); err != nil {
			return err
		}
	}
	return nil
}

// checkCompared takes nil as a value, too: the answer is that nothing is known.
func (t *Table) checkCompared(name string, values ...any) error {
	if err := t.comparable(name); err != nil {
		return err
	}
	column := &t.Columns[t.column(name)]
	for _, value := range values {
		if value == nil {
			continue
		}
		if err := t.checkValue(column, value); err != nil {
			return err
		}
	}
	return nil
}

func (t *Table) comparable(name string) error {
	at := t.column(name)
	switch {
	case at < 0:
		return t.wrong(name, "it has no such column")
	case t.Columns[at].Kind == JSONColumn:
		return t.wrong(name, "JSON isn't compared")
	}
	return nil
}
