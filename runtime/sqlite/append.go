package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// request is one append on its way.
type request struct {
	command  orchestrix.CommandID
	tenant   string
	batches  []orchestrix.Batch
	appended orchestrix.Appended
	err      error
}

// Append implements [orchestrix.Store]. An error of the context means that
// nothing was written.
func (s *Store) Append(ctx context.Context, batches ...orchestrix.Batch) (orchestrix.Appended, error) {
	command, tenant, err := orchestrix.CheckAppend(batches)
	if err != nil {
		return orchestrix.Appended{}, err
	}
	if ctx.Err() != nil {
		return orchestrix.Appended{}, context.Cause(ctx)
	}
	r := &request{command: command, tenant: tenant, batches: batches}
	if t := txFrom(ctx); t != nil {
		return s.appendIn(ctx, t, r)
	}
	if err := s.queue.Do(ctx, r); err != nil {
		return orchestrix.Appended{}, err
	}
	return r.appended, r.err
}

// commit answers a group of requests.
func (s *Store) commit(group []*request) {
	err := s.commitTogether(group)
	if err == nil {
		return
	}
	if broken := (*commitError)(nil); len(group) == 1 || errors.As(err, &broken) {
		for _, r := range group {
			r.appended, r.err = orchestrix.Appended{}, err
		}
		return
	}
	// Nothing was committed. What one of them can't do must not be the others'
	// fault, and each again by itself shows whose it is.
	for _, r := range group {
		r.appended, r.err = orchestrix.Appended{}, nil
		if err := s.commitTogether([]*request{r}); err != nil {
			r.appended, r.err = orchestrix.Appended{}, err
		}
	}
}

// commitError is an error of the commit itself, which leaves open whether it
// happened.
type commitError struct{ err error }

func (e *commitError) Error() string { return "commit: " + e.err.Error() }
func (e *commitError) Unwrap() error { return e.err }

// commitTogether writes a group in one transaction. A conflict is the answer to
// one request, and no error of the group.
func (s *Store) commitTogether(group []*request) error {
	// The callers' contexts don't reach into a transaction that they share.
	ctx := context.Background()
	s.writing.lock()
	defer s.writing.unlock()
	t, err := s.begin(ctx)
	if err != nil {
		return explain("begin", err)
	}
	w := s.writerIn(ctx, t)
	wrote := false
	for _, r := range group {
		if err := w.write(ctx, r); err != nil {
			t.rollback()
			return explain("append", err)
		}
		wrote = wrote || (r.err == nil && r.appended.Events > 0 && !r.appended.Duplicate)
	}
	if !wrote {
		t.rollback()
		return nil
	}
	if err := s.commitTx(t); err != nil {
		t.rollback()
		return &commitError{explain("append", err)}
	}
	s.news.tell()
	return nil
}

// write answers a request with a receipt or a conflict. Everything is checked
// before anything is written. Its own error is the transaction's end.
func (w *txWriter) write(ctx context.Context, r *request) error {
	var known, version sql.NullInt64
	first := r.batches[0].Stream
	err := w.look.QueryRowContext(ctx, r.tenant, string(r.command), r.tenant, first.Category, first.ID).Scan(&known, &version)
	if err != nil {
		return err
	}
	if known.Valid {
		r.appended, _, err = receiptOf(r.tenant,
			w.db.QueryRowContext(ctx, commandText, r.tenant, string(r.command)),
			func(from, to int64) (*sql.Rows, error) { return w.db.QueryContext(ctx, receiptText, from, to) })
		return err
	}
	versions := make([]orchestrix.Version, len(r.batches))
	for i, batch := range r.batches {
		if i > 0 {
			if err := w.version.QueryRowContext(ctx, r.tenant, batch.Stream.Category, batch.Stream.ID).Scan(&version); err != nil {
				return err
			}
		}
		versions[i] = orchestrix.Version(version.Int64)
		if !batch.Expect.Holds(versions[i]) {
			r.err = &orchestrix.ConflictError{Stream: batch.Stream, Expected: batch.Expect, Actual: versions[i]}
			return nil
		}
	}
	var from, to int64
	for i, batch := range r.batches {
		for j := range batch.Events {
			versions[i]++
			if to, err = w.insert(ctx, batch.Stream, versions[i], &batch.Events[j]); err != nil {
				return err
			}
			if from == 0 {
				from = to
			}
		}
		if len(batch.Events) > 0 {
			r.appended.Versions = append(r.appended.Versions, versions[i])
			r.appended.Streams = append(r.appended.Streams, batch.Stream)
			r.appended.Events += len(batch.Events)
		}
	}
	if r.appended.Events == 0 {
		return nil
	}
	r.appended.Position = position(to)
	_, err = w.insertCommand.ExecContext(ctx, r.tenant, string(r.command), from, to)
	return err
}

func (w *txWriter) insert(ctx context.Context, stream orchestrix.StreamID, version orchestrix.Version, e *orchestrix.Pending) (int64, error) {
	result, err := w.insertEvent.ExecContext(ctx, stream.Tenant, stream.Category, stream.ID, int64(version),
		string(e.ID), e.Type, e.SchemaVersion, e.Time.UnixMicro(),
		e.Metadata.Actor, e.Metadata.CorrelationID, e.Metadata.CausationID, string(e.Metadata.CommandID),
		e.Metadata.TraceParent, e.Metadata.TraceState, string(e.Data))
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

// receiptOf makes the first receipt of a command again.
func receiptOf(tenant string, command *sql.Row, streams func(from, to int64) (*sql.Rows, error)) (orchestrix.Appended, bool, error) {
	var from, to int64
	switch err := command.Scan(&from, &to); {
	case errors.Is(err, sql.ErrNoRows):
		return orchestrix.Appended{}, false, nil
	case err != nil:
		return orchestrix.Appended{}, false, err
	}
	rows, err := streams(from, to)
	if err != nil {
		return orchestrix.Appended{}, false, err
	}
	defer rows.Close()
	appended := orchestrix.Appended{Position: position(to), Duplicate: true}
	for rows.Next() {
		stream := orchestrix.StreamID{Tenant: tenant}
		var version orchestrix.Version
		var events int
		if err := rows.Scan(&stream.Category, &stream.ID, &version, &events); err != nil {
			return orchestrix.Appended{}, false, err
		}
		appended.Streams = append(appended.Streams, stream)
		appended.Versions = append(appended.Versions, version)
		appended.Events += events
	}
	if err := rows.Err(); err != nil {
		return orchestrix.Appended{}, false, err
	}
	return appended, true, nil
}

// ByCommand implements [orchestrix.Store].
func (s *Store) ByCommand(ctx context.Context, id orchestrix.CommandID) (orchestrix.Appended, bool, error) {
	tenant := orchestrix.TenantFrom(ctx)
	appended, known, err := receiptOf(tenant,
		s.statements.command.queryRow(ctx, tenant, string(id)),
		func(from, to int64) (*sql.Rows, error) { return s.statements.receipt.query(ctx, from, to) })
	if err != nil {
		return orchestrix.Appended{}, false, fmt.Errorf("look for command: %w", orEnded(ctx, err))
	}
	return appended, known, nil
}
