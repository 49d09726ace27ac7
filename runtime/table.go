package orchestrix

import (
	"context"
	"fmt"
	"iter"
	"time"
)

// Tables is a [Store] that keeps rows beside its events, in the same
// transactions: read models, and what subscriptions, snapshots and timers need.
// Package storetest tests it for every store that has it.
type Tables interface {
	Store
	RowReader
	// Transact runs f in one transaction, and commits it if f returns nil.
	// Appends and reads with the context that f gets are part of it, but All and
	// Head may leave out what it appended itself: that isn't stable before it is
	// committed. With any other context they may wait for f's end. What f wrote is
	// durable when Transact returns nil, nothing of it happened when f returned an
	// error, and any other error leaves it open. With the context of a transaction
	// it is a part of that: an error undoes only what this f did.
	Transact(ctx context.Context, f func(ctx context.Context, tx Tx) error) error
	// CreateTable makes a table and its indexes if no table is called so.
	CreateTable(ctx context.Context, table *Table) error
	// DropTable removes a table; one that isn't there is no error.
	DropTable(ctx context.Context, name string) error
	// TableExists says whether there is a table of this name.
	TableExists(ctx context.Context, name string) (bool, error)
}

// RowReader reads rows.
type RowReader interface {
	// Get gives the row of a key, which has a value for each key column; nil if
	// there is none.
	Get(ctx context.Context, table *Table, key ...any) (Row, error)
	// Select yields rows in order. A connection that breaks is an error, never an
	// early end. The row is the caller's, who may write meanwhile: rows are read in
	// pages, so that all of them needn't be as they were at one time.
	Select(ctx context.Context, table *Table, selection Selection) iter.Seq2[Row, error]
	// Count counts the rows for which a condition holds.
	Count(ctx context.Context, table *Table, where Condition) (int64, error)
}

// Tx is a transaction on rows, for one goroutine at a time. It reads what it
// wrote. After an error of the database it can't go on: all that follows, the commit
// too, may be a [*BrokenTxError].
type Tx interface {
	RowReader
	// GetAll gives the rows that there are of some keys, no two of which are
	// equal, in any order.
	GetAll(ctx context.Context, table *Table, keys ...Row) ([]Row, error)
	// Lock is Get, and keeps other transactions from locking, changing or making
	// the row until this one ends.
	Lock(ctx context.Context, table *Table, key ...any) (Row, error)
	// Insert adds rows; a [*RowExistsError] if one has the key of another, after
	// which the transaction goes on without any of them.
	Insert(ctx context.Context, table *Table, rows ...Row) error
	// Put adds rows, or replaces those with their keys; of two with one key the
	// later stays.
	Put(ctx context.Context, table *Table, rows ...Row) error
	// Delete removes rows by their keys; one that isn't there is no error.
	Delete(ctx context.Context, table *Table, keys ...Row) error
	// Swap gives a table the name of another, which is dropped if it is there:
	// whoever reads by the name sees one or the other, never none.
	Swap(ctx context.Context, from, to string) error
	// Now is the database's clock, which all processes share.
	Now(ctx context.Context) (time.Time, error)
}

// Row has a value for each column of its table. By the column's kind it is a
// string, int64, float64, bool, []byte or time.Time (UTC, microseconds); nil is
// absence.
type Row []any

// Table says what a table holds.
type Table struct {
	Name string // unquoted; lower case letters, digits and "_", at most 60
	// Columns begin with the key's, of which there is at least one.
	Columns []Column
	Key     int // how many columns the key has
	// Indexes are column lists that queries look for; the key has one anyway.
	Indexes []Index
}

// Column is one column of a table.
type Column struct {
	Name     string
	Kind     ColumnKind
	Optional bool // may be nil
}

// ColumnKind says what a column holds.
type ColumnKind int

// The kinds of columns. Texts are ordered by their bytes in every store.
const (
	TextColumn  ColumnKind = iota // string
	IntColumn                     // int64
	FloatColumn                   // float64
	BoolColumn                    // bool, false before true
	BytesColumn                   // []byte
	TimeColumn                    // time.Time
	JSONColumn                    // string: JSON text, kept as written; not compared
)

// Index is an index over columns of a table.
type Index struct {
	Name    string // unique among the table's
	Columns []string
}

// Selection is which rows to read, and in which order. Absent values come first
// when ascending.
type Selection struct {
	Where Condition // nil: all
	Order []Order
	Limit int // 0: no limit
}

// Order is one column of an order.
type Order struct {
	Column string
	Desc   bool
}

// Condition is what a database looks at rows by. As in SQL, a comparison with an
// absent value neither holds nor doesn't, whatever Not is put before it, unless
// it is [IsNull].
type Condition interface{ condition() }

type (
	// And holds if all do; without any it does.
	And []Condition
	// Or holds if one does; without any it doesn't.
	Or []Condition
	// Not holds if another doesn't.
	Not struct{ Condition Condition }
	// Compare compares a column with a value: = <> < <= > >=.
	Compare struct {
		Column string
		Op     string
		Value  any
	}
	// In holds if a column has one of some values.
	In struct {
		Column string
		Values []any
	}
	// IsNull holds if a column's value is absent.
	IsNull struct{ Column string }
)

func (And) condition()     {}
func (Or) condition()      {}
func (Not) condition()     {}
func (Compare) condition() {}
func (In) condition()      {}
func (IsNull) condition()  {}

// RowExistsError says that a row can't be added, because there is one with its key.
type RowExistsError struct {
	Table string
	Key   Row
}

func (e *RowExistsError) Error() string {
	return fmt.Sprintf("%s has a row with the key %v already", e.Table, []any(e.Key))
}

// BrokenTxError says that a transaction came to nothing, since what was done in it
// went on after an error of the database, instead of returning it.
type BrokenTxError struct{ Err error }

func (e *BrokenTxError) Error() string {
	return fmt.Sprintf("the transaction went on after an error of the database, which undoes all of it; return such an error, or begin a savepoint before what may fail: %v", e.Err)
}

func (e *BrokenTxError) Unwrap() error { return e.Err }

// Page is which rows of a query's answer a caller wants.
type Page struct {
	// Size is how many rows at most; 0 is what the query says.
	Size int
	// After is where the page begins: Next of the one before; empty is the
	// beginning.
	After string
}

// Paged is one page of a query's answer.
type Paged[R any] struct {
	Rows []R
	// Next is the [Page.After] of the page that follows; empty if none does.
	Next string
}
