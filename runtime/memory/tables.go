package memory

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// tables are those of the store, or a transaction's on top of others, which it
// leaves as they are.
type tables struct {
	below  *tables          // nil for the store's own
	byName map[string]*rows // nil for one that was dropped
}

// rows are a table's, by their keys' bytes; those of a transaction are on top of
// others.
type rows struct {
	layer *tables // whose they are to change
	below *rows
	byKey map[string]orchestrix.Row // nil for one that was deleted
}

func newTables(below *tables) *tables { return &tables{below: below, byName: map[string]*rows{}} }

func (t *tables) newRows(below *rows) *rows {
	return &rows{layer: t, below: below, byKey: map[string]orchestrix.Row{}}
}

// of gives a table's rows to read; nil if there is no such table.
func (t *tables) of(name string) *rows {
	for ; t != nil; t = t.below {
		if rows, has := t.byName[name]; has {
			return rows
		}
	}
	return nil
}

// writable gives a table's rows to change here; nil if there is no such table.
func (t *tables) writable(name string) *rows {
	rows := t.of(name)
	if rows != nil && rows.layer != t {
		rows = t.newRows(rows)
		t.byName[name] = rows
	}
	return rows
}

func (t *tables) create(table *orchestrix.Table) {
	if t.of(table.Name) == nil {
		t.byName[table.Name] = t.newRows(nil)
	}
}

func (t *tables) drop(name string) { t.byName[name] = nil }

func (t *tables) swap(from, to string) error {
	rows := t.of(from)
	if rows == nil {
		return noTable(from)
	}
	t.byName[from], t.byName[to] = nil, rows
	return nil
}

func noTable(name string) error { return fmt.Errorf("there is no table %q", name) }

// settle makes what was changed part of the tables below.
func (t *tables) settle() {
	for name, rows := range t.byName {
		if rows == nil && t.below.below == nil {
			delete(t.below.byName, name)
			continue
		}
		if rows != nil && rows.layer == t {
			rows = rows.settled(t.below)
		}
		t.below.byName[name] = rows
	}
}

// settled gives what rows on top of others come to in the tables below.
func (r *rows) settled(into *tables) *rows {
	if r.below == nil || r.below.layer != into {
		r.layer = into
		return r
	}
	for key, row := range r.byKey {
		if row == nil && r.below.below == nil {
			delete(r.below.byKey, key)
			continue
		}
		r.below.byKey[key] = row
	}
	return r.below
}

// get gives the row of a key; nil if there is none.
func (r *rows) get(key string) orchestrix.Row {
	for ; r != nil; r = r.below {
		if row, has := r.byKey[key]; has {
			return row
		}
	}
	return nil
}

func (r *rows) put(table *orchestrix.Table, added []orchestrix.Row) {
	for _, row := range added {
		r.byKey[keyOf(row[:table.Key])] = clone(row)
	}
}

// all calls f with each row, in no order.
func (r *rows) all(f func(orchestrix.Row)) {
	for layer := r; layer != nil; layer = layer.below {
		for key, row := range layer.byKey {
			if row != nil && !r.hides(layer, key) {
				f(row)
			}
		}
	}
}

// hides says whether a layer above another has something of its own at a key.
func (r *rows) hides(layer *rows, key string) bool {
	for above := r; above != layer; above = above.below {
		if _, has := above.byKey[key]; has {
			return true
		}
	}
	return false
}

// where gives copies of the rows of a selection.
func (r *rows) where(table *orchestrix.Table, selection orchestrix.Selection) []orchestrix.Row {
	var found []orchestrix.Row
	r.all(func(row orchestrix.Row) {
		if table.Holds(selection.Where, row) {
			found = append(found, row)
		}
	})
	order := table.ByKey(selection.Order)
	slices.SortFunc(found, func(a, b orchestrix.Row) int { return table.Compare(order, a, b) })
	if selection.Limit > 0 && len(found) > selection.Limit {
		found = found[:selection.Limit]
	}
	for i, row := range found {
		found[i] = clone(row)
	}
	return found
}

// clone copies a row, so that a store and its caller share nothing.
func clone(row orchestrix.Row) orchestrix.Row {
	row = slices.Clone(row)
	for i, value := range row {
		if b, ok := value.([]byte); ok {
			row[i] = append(make([]byte, 0, len(b)), b...)
		}
	}
	return row
}

// keyOf makes bytes of a key that are those of no other key.
func keyOf(values orchestrix.Row) string {
	var b bytes.Buffer
	number := func(n uint64) { b.Write(binary.BigEndian.AppendUint64(nil, n)) }
	for _, value := range values {
		switch v := value.(type) {
		case string:
			number(uint64(len(v)))
			b.WriteString(v)
		case []byte:
			number(uint64(len(v)))
			b.Write(v)
		case int64:
			number(uint64(v))
		case float64:
			if v == 0 {
				v = 0 // not -0, which is the same
			}
			number(math.Float64bits(v))
		case bool:
			b.WriteString(strconv.FormatBool(v))
		case time.Time:
			number(uint64(v.UnixMicro()))
		}
	}
	return b.String()
}
