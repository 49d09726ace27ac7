package reaction

import (
	"context"
	"iter"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Rows goes through all pages of a query's answer.
func Rows[R any](ctx context.Context, query func(ctx context.Context, page orchestrix.Page) (orchestrix.Paged[R], error)) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		var page orchestrix.Page
		for {
			paged, err := query(ctx, page)
			if err != nil {
				var none R
				yield(none, err)
				return
			}
			for _, row := range paged.Rows {
				if !yield(row, nil) {
					return
				}
			}
			if paged.Next == "" {
				return
			}
			page.After = paged.Next
		}
	}
}
