package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Transaction ids begin anew in another cluster, and positions are made of them.
// So each position begins with an epoch, and a new one begins when the tables
// are found in a database that isn't the one where the last began. The sequence
// that numbers appends has it in its upper bits: who appends gets both at once.

const (
	sameDatabase = `SELECT EXISTS (
	SELECT FROM orchestrix_epochs, pg_control_system() AS here
	WHERE epoch = (SELECT max(epoch) FROM orchestrix_epochs)
	AND orchestrix_epochs.system_identifier = here.system_identifier
	AND database_oid = (SELECT oid FROM pg_database WHERE datname = current_database()))`

	beginEpoch = `INSERT INTO orchestrix_epochs (epoch, system_identifier, database_oid)
	SELECT (SELECT coalesce(max(epoch), 0) + 1 FROM orchestrix_epochs), system_identifier,
		(SELECT oid FROM pg_database WHERE datname = current_database())
	FROM pg_control_system()`

	currentEpoch = `(SELECT max(epoch) FROM orchestrix_epochs)`

	// appendBits are those of a number of appends that are below the epoch's.
	appendBits = 40

	// forgetText has streams forget the ids of transactions of the epoch before,
	// and numberText numbers appends by the new one. If what follows is undone, the
	// next attempt comes to the same epoch.
	forgetText = `UPDATE orchestrix_streams SET transaction_id = '0' WHERE transaction_id <> '0'`
	numberText = `SELECT setval('orchestrix_appends', greatest(last_value, ` + currentEpoch + ` << 40))
		FROM orchestrix_appends`
)

// BeginEpoch makes all positions from now on come after all before. It is for
// after a recovery to a point in time, or from a copy of the files, which takes
// transaction ids back and can't be told from going on; after dump and restore,
// a store does it by itself.
func BeginEpoch(ctx context.Context, db DB) error {
	if err := beginEpochIf(ctx, db, func(pgx.Tx) (bool, error) { return true, nil }); err != nil {
		return fmt.Errorf("begin an epoch: %w", err)
	}
	return nil
}

func beginEpochIf(ctx context.Context, db DB, needed func(pgx.Tx) (bool, error)) error {
	return pgx.BeginFunc(ctx, db, func(tx pgx.Tx) error {
		// Whoever appends ends before, or begins after.
		if _, err := tx.Exec(ctx, "LOCK TABLE orchestrix_streams, orchestrix_events IN SHARE ROW EXCLUSIVE MODE"); err != nil {
			return err
		}
		if yes, err := needed(tx); err != nil || !yes {
			return err
		}
		for _, statement := range []string{beginEpoch, forgetText, numberText} {
			if _, err := tx.Exec(ctx, statement); err != nil {
				return err
			}
		}
		return nil
	})
}

const checkedKey = "orchestrix: epoch checked"

// checkEpoch begins an epoch if a connection leads to another database than that
// of the last. One that is open leads to the same as long as it is.
func checkEpoch(ctx context.Context, conn *pgx.Conn, db DB) error {
	checked := conn.PgConn().CustomData()
	if checked[checkedKey] != nil {
		return nil
	}
	same := func(db DB) (same bool, err error) {
		return same, db.QueryRow(ctx, sameDatabase).Scan(&same)
	}
	is, err := same(db)
	if err == nil && !is {
		err = beginEpochIf(ctx, db, func(tx pgx.Tx) (bool, error) {
			is, err := same(tx)
			return !is, err
		})
	}
	if err != nil {
		return fmt.Errorf("look whether the database is that of before: %w", err)
	}
	checked[checkedKey] = true
	return nil
}

// acquire gives a connection of the pool.
func (s *Store) acquire(ctx context.Context) (*pgxpool.Conn, error) {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	if err := checkEpoch(ctx, conn.Conn(), conn); err != nil {
		conn.Release()
		return nil, err
	}
	return conn, nil
}

// PositionError says that a position isn't one of the database's: it was restored
// from a backup that is older, or the position is another's. Events may have
// come, and some that were seen be gone; whoever reads on decides from where.
type PositionError struct {
	Position orchestrix.Position
	Head     orchestrix.Position // of the database
}

func (e *PositionError) Error() string {
	return fmt.Sprintf("no event of the database is at position %v, its head is %v: it was restored from an older backup, or the position is of another database; read from the beginning, or from a position that it has",
		e.Position, e.Head)
}
