package readmodel

import (
	"context"
	"encoding/base64"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Registry is the table of tables.
func Registry() *orchestrix.Table { return registry }

// Forged is a cursor with any values of which the hash is right.
func (s *Stored[R]) Forged(ctx context.Context, q Query, values ...any) string {
	var b []byte
	for _, value := range values {
		b = appendValue(b, value)
	}
	return base64.RawURLEncoding.EncodeToString(append(s.cursorHash(ctx, q, b), b...))
}
