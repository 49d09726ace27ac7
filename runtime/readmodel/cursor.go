package readmodel

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// A cursor is where a page ended: the values that the query's order compares of
// its last row. A hash before them tells the cursor of one query, with one set
// of arguments, one tenant and one actor, from any other text. It keeps nothing
// secret: whoever got it got that row.
const cursorHash = 12

// cursor is that of the page after a row; empty without a row.
func (s *Stored[R]) cursor(ctx context.Context, q Query, order []orchestrix.Order, last orchestrix.Row) string {
	if last == nil {
		return ""
	}
	var values []byte
	for _, o := range order {
		values = appendValue(values, last[s.column(o.Column)])
	}
	hash := s.cursorHash(ctx, q, values)
	return base64.RawURLEncoding.EncodeToString(append(hash, values...))
}

// after are the values that a cursor stands for.
func (s *Stored[R]) after(ctx context.Context, q Query, order []orchestrix.Order, cursor string) (orchestrix.Row, error) {
	data, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err == nil && len(data) > cursorHash {
		hash, rest := data[:cursorHash], data[cursorHash:]
		after := make(orchestrix.Row, 0, len(order))
		ok := bytes.Equal(hash, s.cursorHash(ctx, q, rest))
		for ok && len(rest) > 0 {
			var value any
			if value, rest, ok = readValue(rest); ok {
				after = append(after, value)
			}
		}
		if ok && len(after) == len(order) && s.table.CheckCondition(orchestrix.AfterRow(order, after)) == nil {
			return after, nil
		}
	}
	var found orchestrix.Violations
	found.Add("page.after", "cursor", "isn't where a page of this query ended, with these arguments and for this caller: ask for the first page again, without it")
	return nil, found.Err(s.queryName(q))
}

func (s *Stored[R]) cursorHash(ctx context.Context, q Query, values []byte) []byte {
	about := fmt.Appendf(nil, "%s\n%s\n%q\n%q\n%#v\n", s.queryName(q), s.model.Fingerprint,
		orchestrix.TenantFrom(ctx), orchestrix.MetadataFrom(ctx).Actor, q.Where)
	hash := sha256.Sum256(append(about, values...))
	return hash[:cursorHash]
}

// column is the place of a column.
func (s *Stored[R]) column(name string) int {
	for i, column := range s.table.Columns {
		if column.Name == name {
			return i
		}
	}
	return -1
}
