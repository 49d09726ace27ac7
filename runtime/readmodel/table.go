package readmodel

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// tenantColumn is the first of each read model's key.
const tenantColumn = "_tenant"

// The parts of a table's name, which together are at most 60 bytes long.
const (
	maxBase          = 42
	fingerprintChars = 8
	rebuildChars     = 8
)

// tableOf is the model's table, by a name, with the tenant's column.
func (m *Model[R]) tableOf(base, fingerprint string) *orchestrix.Table {
	t := orchestrix.Table{
		Name:    shortened(base) + "_" + fingerprint[:min(len(fingerprint), fingerprintChars)],
		Key:     m.Table.Key + 1,
		Columns: make([]orchestrix.Column, 0, len(m.Table.Columns)+1),
		Indexes: make([]orchestrix.Index, 0, len(m.Table.Indexes)),
	}
	t.Columns = append(t.Columns, orchestrix.Column{Name: tenantColumn, Kind: orchestrix.TextColumn})
	t.Columns = append(t.Columns, m.Table.Columns...)
	for _, index := range m.Table.Indexes {
		columns := append([]string{tenantColumn}, index.Columns...)
		t.Indexes = append(t.Indexes, orchestrix.Index{Name: index.Name, Columns: columns})
	}
	return &t
}

// shortened is a name with room behind it; a hash of the whole keeps two long
// ones apart.
func shortened(name string) string {
	if len(name) <= maxBase {
		return name
	}
	hash := sha256.Sum256([]byte(name))
	return name[:maxBase-9] + "_" + hex.EncodeToString(hash[:4])
}

// tablesOf is a store as one that keeps rows.
func tablesOf(store orchestrix.Store, model string) (orchestrix.Tables, error) {
	tables, ok := store.(orchestrix.Tables)
	if !ok {
		return nil, fmt.Errorf("read model %s: the store %T keeps no tables", model, store)
	}
	return tables, nil
}
