package subscription

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// base is the name of a subscription's row: another shape is another one.
func (s *Subscription) base() string { return withShape(s.Name, s.Shape) }

func withShape(name, shape string) string {
	if shape == "" {
		return name
	}
	return name + "@" + shape
}

// former are the bases whose place a subscription takes.
func (s *Subscription) former() []string {
	var bases []string
	for _, name := range s.Was {
		bases = append(bases, withShape(name, s.Shape))
	}
	return bases
}

// partition names the row of one of n parts, counted from 0.
func partition(base string, index, n int) string {
	if n == 1 {
		return base
	}
	return fmt.Sprintf("%s/%d of %d", base, index+1, n)
}

// splitPartition is the inverse of partition.
func splitPartition(name string) (base string, index, n int) {
	base, part, parted := strings.Cut(name, "/")
	if !parted {
		return base, 0, 1
	}
	first, last, _ := strings.Cut(part, " of ")
	index, _ = strconv.Atoi(first)
	n, _ = strconv.Atoi(last)
	return base, index - 1, n
}

// partitionOf says which of n parts a stream belongs to. It must never change.
func partitionOf(stream orchestrix.StreamID, n int) int {
	if n == 1 {
		return 0
	}
	const offset, prime = 14695981039346656037, 1099511628211 // FNV-1a
	hash := uint64(offset)
	for _, text := range [...]string{stream.Tenant, "\x00", stream.ID} {
		for i := range len(text) {
			hash = (hash ^ uint64(text[i])) * prime
		}
	}
	return int(hash % uint64(n))
}

// place is a row of [orchestrix.SubscriptionsTable].
type place struct {
	name     string
	position orchestrix.Position
	shape    string
	owner    string
	token    int64
	expires  time.Time
	updated  time.Time
}

func (p *place) row() orchestrix.Row {
	return orchestrix.Row{p.name, p.position.String(), p.shape, p.owner, p.token, p.expires, p.updated}
}

func placeOf(row orchestrix.Row) (*place, error) {
	p := &place{}
	var position string
	for i, to := range []any{&p.name, &position, &p.shape, &p.owner, &p.token, &p.expires, &p.updated} {
		if !scan(row, i, to) {
			return nil, fmt.Errorf("row of %s has %v for %s", orchestrix.SubscriptionsTable.Name, row[i], orchestrix.SubscriptionsTable.Columns[i].Name)
		}
	}
	var err error
	if p.position, err = orchestrix.ParsePosition(position); err != nil {
		return nil, fmt.Errorf("subscription %s: %w", p.name, err)
	}
	return p, nil
}

// scan takes a value of a row; an absent one leaves the zero value.
func scan(row orchestrix.Row, i int, to any) bool {
	if row[i] == nil {
		return true
	}
	ok := false
	switch to := to.(type) {
	case *string:
		*to, ok = row[i].(string)
	case *int64:
		*to, ok = row[i].(int64)
	case *time.Time:
		*to, ok = row[i].(time.Time)
	}
	return ok
}

// A row that another one took over stays, so that who knows only the former name
// or number of parts finds out, and doesn't begin anew. Its owner is then this
// and the base of that other one.
const succeeded = "→ "

// never is when the lease of such a row ends, for whoever looks only at that.
var never = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

func (p *place) retired() bool { return strings.HasPrefix(p.owner, succeeded) }

// longestLease is more than any lease lasts: one that ends later was taken before
// the database's clock was set back.
const longestLease = time.Hour

func (p *place) leased(now time.Time) bool {
	return p.owner != "" && p.expires.After(now) && p.expires.Before(now.Add(longestLease))
}

// lockPlace is nil if there is no such row.
func lockPlace(ctx context.Context, tx orchestrix.Tx, name string) (*place, error) {
	row, err := tx.Lock(ctx, orchestrix.SubscriptionsTable, name)
	if err != nil || row == nil {
		return nil, err
	}
	return placeOf(row)
}

// placesOf are the rows of some bases, by name.
func placesOf(ctx context.Context, rows orchestrix.RowReader, bases ...string) ([]*place, error) {
	var of orchestrix.Or
	for _, base := range bases {
		of = append(of,
			orchestrix.Compare{Column: "name", Op: "=", Value: base},
			orchestrix.And{ // all that begin with base and "/", which "0" follows
				orchestrix.Compare{Column: "name", Op: ">=", Value: base + "/"},
				orchestrix.Compare{Column: "name", Op: "<", Value: base + "0"},
			})
	}
	var places []*place
	for row, err := range rows.Select(ctx, orchestrix.SubscriptionsTable, orchestrix.Selection{Where: of, Order: []orchestrix.Order{{Column: "name"}}}) {
		if err != nil {
			return nil, err
		}
		p, err := placeOf(row)
		if err != nil {
			return nil, err
		}
		places = append(places, p)
	}
	return places, nil
}
