// Package readmodel keeps read models: tables that events are projected to, for
// queries (CQRS, Young). A projection writes rows in the transaction that moves
// its checkpoint, or in that of the append, so that a crash neither loses an
// update nor does one twice.
package readmodel

import (
	"context"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Model tells the runtime how one read model is kept; R is a row as Go has it.
// Generated code has one value of it a read model.
type Model[R any] struct {
	Name string // "orders.OrderSummary"; of one that was renamed the first name
	// Table is what it is kept in, without the tenant, which the runtime puts
	// first, and with a name that the runtime adds the fingerprint to.
	Table orchestrix.Table
	// Fingerprint tells one shape of the rows, or way to project them, from
	// another: each has a table of its own.
	Fingerprint string
	// Categories are those of the events that are projected.
	Categories []string
	// Inline has it written in the transaction of each append.
	Inline bool
	// Key appends the values of a row's key to that of the tenant.
	Key func(row *R, values orchestrix.Row) orchestrix.Row
	// Values appends the values of a row's other columns to its key.
	Values func(row *R, values orchestrix.Row) (orchestrix.Row, error)
	// Settle makes a row what it is when it is read back; nil where it is so already.
	Settle func(row *R)
	// Scan reads a row from what Key and Values gave.
	Scan func(row *R, s *Scanner)
	// Project says what an event does to the rows.
	Project func(ctx context.Context, rows *Rows[R], event orchestrix.Recorded) error
}

// settle makes a row that was changed what it is when it is read back, so that
// what comes of it doesn't depend on when it is written.
func (m *Model[R]) settle(row *R) {
	if m.Settle != nil {
		m.Settle(row)
	}
}

// Stored is a read model in a store. It is safe for concurrent use.
type Stored[R any] struct {
	model  *Model[R]
	engine *orchestrix.Engine
	store  orchestrix.Store
	table  *orchestrix.Table
}

// In is the read model in an engine's store.
func (m *Model[R]) In(engine *orchestrix.Engine) *Stored[R] {
	return &Stored[R]{model: m, engine: engine, store: engine.Store(), table: m.tableOf(m.Table.Name, m.Fingerprint)}
}

// Name is the read model's: "orders.OrderSummary".
func (s *Stored[R]) Name() string { return s.model.Name }

// Table is what it is kept in, for those who read it by SQL.
func (s *Stored[R]) Table() *orchestrix.Table { return s.table }

// tables is the store as one that keeps rows.
func (s *Stored[R]) tables() (orchestrix.Tables, error) { return tablesOf(s.store, s.model.Name) }
