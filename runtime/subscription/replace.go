package subscription

import (
	"context"
	"fmt"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Position gives how far a subscription is, and keeps it there until the
// transaction ends; false if it has no place yet. Its events up to there are
// handled or put aside.
func Position(ctx context.Context, tx orchestrix.Tx, s *Subscription) (orchestrix.Position, bool, error) {
	living, err := lockLiving(ctx, tx, s)
	if err != nil || len(living) == 0 {
		return orchestrix.Position{}, false, err
	}
	return earliest(living), true, nil
}

// lockLiving locks the rows of a subscription that live, by name.
func lockLiving(ctx context.Context, tx orchestrix.Tx, s *Subscription) ([]*place, error) {
	if _, err := tx.Lock(ctx, orchestrix.SubscriptionsTable, s.base()); err != nil {
		return nil, err
	}
	l, err := lineageOf(ctx, tx, s)
	if err != nil {
		return nil, err
	}
	var living []*place
	for _, p := range l.living() {
		if p, err = lockPlace(ctx, tx, p.name); err != nil {
			return nil, err
		}
		if p != nil && !p.retired() {
			living = append(living, p)
		}
	}
	return living, nil
}

// Replace puts a subscription where another one is that did the same beside it,
// and gives it what that one put aside instead of its own; the other one has no
// place any more. Neither is partitioned. Whoever works on them finds out before
// writing anything.
func Replace(ctx context.Context, tx orchestrix.Tx, live, by *Subscription, position orchestrix.Position) error {
	if err := replace(ctx, tx, live, by, position); err != nil {
		return fmt.Errorf("subscription %s: take the place of %s: %w", live.base(), by.base(), err)
	}
	return nil
}

func replace(ctx context.Context, tx orchestrix.Tx, live, by *Subscription, position orchestrix.Position) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	own, err := lockPlace(ctx, tx, live.base())
	if err != nil {
		return err
	}
	if own == nil {
		own = &place{name: live.base(), shape: live.Shape, expires: now}
	}
	own.position, own.updated = position, now
	// Who works on it finds out, and may take it again at once, from there.
	own.token++
	own.owner, own.expires = "", now
	if err := tx.Put(ctx, orchestrix.SubscriptionsTable, own.row()); err != nil {
		return err
	}
	if err := tx.Delete(ctx, orchestrix.SubscriptionsTable, orchestrix.Row{by.base()}); err != nil {
		return err
	}
	if err := forgetParked(ctx, tx, live.base()); err != nil {
		return err
	}
	return rename(ctx, tx, by.base(), live.base())
}

// Forget has a subscription that isn't partitioned begin anew, since what it wrote
// is no more: its place and what it put aside are gone. Whoever works on it finds
// out before writing anything.
func Forget(ctx context.Context, tx orchestrix.Tx, s *Subscription) error {
	if _, err := lockPlace(ctx, tx, s.base()); err != nil {
		return err
	}
	if err := tx.Delete(ctx, orchestrix.SubscriptionsTable, orchestrix.Row{s.base()}); err != nil {
		return err
	}
	return forgetParked(ctx, tx, s.base())
}

func forgetParked(ctx context.Context, tx orchestrix.Tx, base string) error {
	rows, err := parkedRows(ctx, tx, orchestrix.Selection{Where: parkedBy(base)})
	if err != nil {
		return err
	}
	return tx.Delete(ctx, orchestrix.ParkedTable, keysOf(rows)...)
}

// rename puts what was put aside under one name under another.
func rename(ctx context.Context, tx orchestrix.Tx, from, to string) error {
	rows, err := parkedRows(ctx, tx, orchestrix.Selection{Where: parkedBy(from)})
	if err != nil {
		return err
	}
	if err := tx.Delete(ctx, orchestrix.ParkedTable, keysOf(rows)...); err != nil {
		return err
	}
	for _, p := range rows {
		p.subscription = to
	}
	return tx.Put(ctx, orchestrix.ParkedTable, rowsOf(rows)...)
}
