package readmodel

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Query finds rows of the context's tenant.
type Query struct {
	Name string // in the model: "by_customer"
	// Where are the conditions of its arguments: a page is of one set of them.
	// Filter is what always holds. Both may be nil.
	Where, Filter orchestrix.Condition
	// Order is the query's own; the key comes last, so that no two rows are at
	// one place.
	Order []orchestrix.Order
	// Page is how many rows a page has; 0 is the default.
	Page int
}

// The size of a page where the query doesn't say, and what a caller gets at most.
const (
	defaultPage = 100
	maxPage     = 1000
)

// condition is the whole of what a row must be like.
func (q Query) condition(ctx context.Context) orchestrix.Condition {
	all := orchestrix.And{ofTenant(orchestrix.TenantFrom(ctx), nil)}
	for _, condition := range []orchestrix.Condition{q.Where, q.Filter} {
		if condition != nil {
			all = append(all, condition)
		}
	}
	return all
}

// Get gives the row of a key; false if there is none.
func (s *Stored[R]) Get(ctx context.Context, key R) (row R, found bool, err error) {
	tables, err := s.tables()
	if err != nil {
		return row, false, err
	}
	values := s.model.Key(&key, orchestrix.Row{orchestrix.TenantFrom(ctx)})
	read, err := tables.Get(ctx, s.table, values...)
	if err != nil || read == nil {
		return row, false, s.explain(ctx, tables, err)
	}
	row, err = s.model.scan(read)
	return row, err == nil, err
}

// Page gives one page of a query's answer. It begins behind the row that the
// page before ended with, whatever was written since. A page that is no page of
// this query is an [*orchestrix.InvalidError].
func (s *Stored[R]) Page(ctx context.Context, q Query, page orchestrix.Page) (orchestrix.Paged[R], error) {
	none := orchestrix.Paged[R]{}
	tables, err := s.tables()
	if err != nil {
		return none, err
	}
	size, err := s.size(q, page)
	if err != nil {
		return none, err
	}
	order := s.order(q)
	where := q.condition(ctx)
	if page.After != "" {
		after, err := s.after(ctx, q, order, page.After)
		if err != nil {
			return none, err
		}
		where = orchestrix.And{where, orchestrix.AfterRow(order, after)}
	}
	paged := orchestrix.Paged[R]{Rows: []R{}}
	var last orchestrix.Row
	for row, err := range tables.Select(ctx, s.table, orchestrix.Selection{Where: where, Order: order, Limit: size + 1}) {
		if err != nil {
			return none, s.explain(ctx, tables, err)
		}
		if len(paged.Rows) == size {
			paged.Next = s.cursor(ctx, q, order, last)
			break
		}
		read, err := s.model.scan(row)
		if err != nil {
			return none, err
		}
		paged.Rows, last = append(paged.Rows, read), row
	}
	return paged, nil
}

// All yields all rows of a query's answer.
func (s *Stored[R]) All(ctx context.Context, q Query) iter.Seq2[R, error] {
	return func(yield func(R, error) bool) {
		var none R
		tables, err := s.tables()
		if err != nil {
			yield(none, err)
			return
		}
		where := q.condition(ctx)
		for row, err := range tables.Select(ctx, s.table, orchestrix.Selection{Where: where, Order: s.order(q)}) {
			if err != nil {
				yield(none, s.explain(ctx, tables, err))
				return
			}
			read, err := s.model.scan(row)
			if !yield(read, err) || err != nil {
				return
			}
		}
	}
}

// Count counts the rows of a query's answer.
func (s *Stored[R]) Count(ctx context.Context, q Query) (int64, error) {
	tables, err := s.tables()
	if err != nil {
		return 0, err
	}
	n, err := tables.Count(ctx, s.table, q.condition(ctx))
	return n, s.explain(ctx, tables, err)
}

func (s *Stored[R]) size(q Query, page orchestrix.Page) (int, error) {
	switch {
	case page.Size < 0:
		var found orchestrix.Violations
		found.Add("page.size", "min", "must be at least 0")
		return 0, found.Err(s.queryName(q))
	case page.Size > 0:
		return min(page.Size, maxPage), nil
	case q.Page > 0:
		return q.Page, nil
	}
	return defaultPage, nil
}

func (s *Stored[R]) queryName(q Query) string { return s.model.Name + "." + q.Name }

// order is the query's, and behind it what is left of the key, in the direction
// of what comes before: an index is gone through one way.
func (s *Stored[R]) order(q Query) []orchestrix.Order {
	order := slices.Clip(q.Order)
	desc := len(order) > 0 && order[len(order)-1].Desc
	for _, column := range s.table.Columns[1:s.table.Key] {
		if !slices.ContainsFunc(order, func(o orchestrix.Order) bool { return o.Column == column.Name }) {
			order = append(order, orchestrix.Order{Column: column.Name, Desc: desc})
		}
	}
	return order
}

// explain says of a failure what is to be done about it, if it is that there is
// no table.
func (s *Stored[R]) explain(ctx context.Context, tables orchestrix.Tables, err error) error {
	if err == nil {
		return nil
	}
	if exists, errLooking := tables.TableExists(ctx, s.table.Name); errLooking == nil && !exists {
		return s.unmade()
	}
	return fmt.Errorf("read %s: %w", s.model.Name, err)
}

func (s *Stored[R]) unmade() error {
	return fmt.Errorf("read model %s has no table %s: call the module's Migrate", s.model.Name, s.table.Name)
}

// Now is the time of a query.
func (s *Stored[R]) Now() time.Time { return s.engine.Now() }

// Meta is what the condition of who may ask a query looks at.
func (s *Stored[R]) Meta(ctx context.Context) orchestrix.Meta {
	metadata := orchestrix.MetadataFrom(ctx)
	return orchestrix.Meta{
		Time:          s.engine.Now(),
		Actor:         metadata.Actor,
		Tenant:        orchestrix.TenantFrom(ctx),
		CorrelationID: metadata.CorrelationID,
		CausationID:   metadata.CausationID,
	}
}
