package postgres

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// together writes a group in one transaction of two round trips: the first locks
// the streams concerned and reads their versions, the second writes for all whose
// expectations hold. A conflict is the answer to one request, and no error of the
// group.
func (s *Store) together(ctx context.Context, group []*request) error {
	conn, err := s.acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	w := writer{db: conn, begin: "BEGIN ISOLATION LEVEL READ COMMITTED", commit: "COMMIT"}
	if err := w.write(ctx, group); err != nil || !w.wrote {
		// If it fails the connection is dead, and so is the transaction.
		_, _ = conn.Exec(context.WithoutCancel(ctx), "ROLLBACK")
		return err
	}
	s.news.tell()
	return nil
}

// writer writes in one transaction.
type writer struct {
	db interface {
		querier
		SendBatch(ctx context.Context, batch *pgx.Batch) pgx.BatchResults
	}
	begin, commit string // what is sent first, and last
	shared        bool   // the transaction is a user's, and may have appended before

	epoch, transaction uint64
	place              int64
	wrote              bool
}

const (
	// lockText locks the rows of streams, which it makes if they aren't there,
	// always in one order. Those that are there it leaves as they are.
	lockText = `INSERT INTO orchestrix_streams AS stream (tenant, category, stream_id, version)
	SELECT tenant, category, stream_id, 0 FROM unnest($1::text[], $2::text[], $3::text[]) AS s(tenant, category, stream_id)
	ORDER BY tenant COLLATE "C", category COLLATE "C", stream_id COLLATE "C"
	ON CONFLICT (tenant, category, stream_id) DO UPDATE SET version = stream.version WHERE false`

	// lookText reads the versions of streams, and which commands are known.
	lookText = `SELECT (SELECT version FROM orchestrix_streams AS stream
		WHERE stream.tenant = s.tenant AND stream.category = s.category AND stream.stream_id = s.stream_id)
	FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS s(tenant, category, stream_id, n) ORDER BY n`

	knownText = `SELECT (SELECT true FROM orchestrix_commands AS command
		WHERE command.tenant = c.tenant AND command.command_id = c.command_id)
	FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS c(tenant, command_id, n) ORDER BY n`

	transactionText = `SELECT ` + currentEpoch + `, pg_current_xact_id(), 0::bigint`

	// sharedText also asks for the last place that the transaction gave.
	sharedText = `SELECT ` + currentEpoch + `, pg_current_xact_id(), coalesce((SELECT max(place) FROM orchestrix_events
	WHERE epoch = ` + currentEpoch + ` AND transaction_id = pg_current_xact_id()), 0)`

	eventsText = `INSERT INTO orchestrix_events (epoch, transaction_id, place, tenant, category, stream_id, version,
		time, schema_version, event_id, type, actor, correlation_id, causation_id, command_id, trace_parent, trace_state, data)
	SELECT $1, $2, $3 + n, a, b, c, d, e, f, g, h, i, j, k, l, m, o, p
	FROM unnest($4::text[], $5::text[], $6::text[], $7::bigint[], $8::timestamptz[], $9::integer[], $10::text[], $11::text[],
		$12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::json[])
		WITH ORDINALITY AS e(a, b, c, d, e, f, g, h, i, j, k, l, m, o, p, n)`

	commandsText = `INSERT INTO orchestrix_commands (tenant, command_id, epoch, transaction_id, first_place, last_place)
	SELECT tenant, command_id, $1, $2, first_place, last_place
	FROM unnest($3::text[], $4::text[], $5::bigint[], $6::bigint[]) AS c(tenant, command_id, first_place, last_place)
	ORDER BY tenant COLLATE "C", command_id COLLATE "C"`

	// versionsText is about rows that are there and locked; to say it as an
	// insertion makes the way to them the index, whatever the planner thinks.
	versionsText = `INSERT INTO orchestrix_streams (tenant, category, stream_id, version)
	SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
	ON CONFLICT (tenant, category, stream_id) DO UPDATE SET version = excluded.version`
)

// write answers a group of requests.
func (w *writer) write(ctx context.Context, group []*request) error {
	streams := streamsOf(group)
	known, err := w.look(ctx, group, streams)
	if err != nil {
		return err
	}
	writing := writing{columns: newColumns(0), place: w.place}
	first := map[commandKey]*request{}
	for i, r := range group {
		key := commandKey{r.tenant, r.command}
		switch twin := first[key]; {
		case known[i]:
			if r.appended, _, err = receiptOf(ctx, w.db, r.tenant, r.command); err != nil {
				return err
			}
		case twin != nil:
			r.appended = again(twin.appended)
		default:
			if r.err = streams.check(r.batches); r.err != nil {
				continue
			}
			r.appended = writing.add(r, streams)
			if r.appended.Events > 0 {
				r.appended.Position = orchestrix.NewPosition(w.epoch, w.transaction, uint64(writing.place))
				first[key] = r
			}
		}
	}
	if w.wrote = len(first) > 0; w.wrote || w.shared {
		return w.flush(ctx, &writing, streams)
	}
	return nil
}

type commandKey struct {
	tenant  string
	command orchestrix.CommandID
}

// look locks the streams and reads what there is to know.
func (w *writer) look(ctx context.Context, group []*request, streams *streams) (known []bool, err error) {
	var tenants, commands []string
	for _, r := range group {
		tenants, commands = append(tenants, r.tenant), append(commands, string(r.command))
	}
	about := transactionText
	if w.shared {
		about = sharedText
	}
	var batch pgx.Batch
	batch.Queue(w.begin)
	batch.Queue(lockText, streams.tenants, streams.categories, streams.ids)
	batch.Queue(lookText, streams.tenants, streams.categories, streams.ids).Query(func(rows pgx.Rows) error {
		streams.versions, err = pgx.CollectRows(rows, pgx.RowTo[int64])
		return err
	})
	batch.Queue(knownText, tenants, commands).Query(func(rows pgx.Rows) error {
		known, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (bool, error) {
			var yes *bool
			err := row.Scan(&yes)
			return yes != nil, err
		})
		return err
	})
	batch.Queue(about).QueryRow(func(row pgx.Row) error { return row.Scan(&w.epoch, &w.transaction, &w.place) })
	return known, w.db.SendBatch(ctx, &batch).Close()
}

// flush writes, and ends the transaction.
func (w *writer) flush(ctx context.Context, writing *writing, streams *streams) error {
	var batch pgx.Batch
	if w.wrote {
		c := writing.columns
		batch.Queue(eventsText, w.epoch, w.transaction, w.place, writing.tenants, writing.categories, writing.ids, writing.versions,
			c.times, c.schemaVersions, c.ids, c.types, c.actors, c.correlations, c.causations, c.commands, c.traceParents, c.traceStates, c.data)
		batch.Queue(commandsText, w.epoch, w.transaction, writing.commandTenants, writing.commands, writing.firsts, writing.lasts)
		batch.Queue(versionsText, streams.tenants, streams.categories, streams.ids, streams.versions)
	}
	batch.Queue(w.commit)
	return w.db.SendBatch(ctx, &batch).Close()
}

// streams are those that a group is about, each once, and their versions.
type streams struct {
	places                   map[orchestrix.StreamID]int
	tenants, categories, ids []string
	versions                 []int64
}

func streamsOf(group []*request) *streams {
	s := &streams{places: map[orchestrix.StreamID]int{}}
	for _, r := range group {
		for i := range r.batches {
			id := r.batches[i].Stream
			if _, there := s.places[id]; there {
				continue
			}
			s.places[id] = len(s.places)
			s.tenants, s.categories, s.ids = append(s.tenants, id.Tenant), append(s.categories, id.Category), append(s.ids, id.ID)
		}
	}
	return s
}

// check says which expectation of an append doesn't hold.
func (s *streams) check(batches []orchestrix.Batch) error {
	for i := range batches {
		batch := &batches[i]
		actual := orchestrix.Version(s.versions[s.places[batch.Stream]])
		if !batch.Expect.Holds(actual) {
			return &orchestrix.ConflictError{Stream: batch.Stream, Expected: batch.Expect, Actual: actual}
		}
	}
	return nil
}

// writing is what a transaction is to write.
type writing struct {
	*columns
	place                    int64 // the last one given
	tenants, categories, ids []string
	versions                 []int64
	// What follows has an entry for each append.
	commandTenants, commands []string
	firsts, lasts            []int64
}

// add takes an append whose expectations hold.
func (w *writing) add(r *request, streams *streams) orchestrix.Appended {
	var appended orchestrix.Appended
	before := w.place
	for i := range r.batches {
		batch := &r.batches[i]
		if len(batch.Events) == 0 {
			continue
		}
		version := &streams.versions[streams.places[batch.Stream]]
		for j := range batch.Events {
			*version++
			w.place++
			w.tenants, w.categories, w.ids = append(w.tenants, batch.Stream.Tenant), append(w.categories, batch.Stream.Category), append(w.ids, batch.Stream.ID)
			w.versions = append(w.versions, *version)
			w.columns.add(&batch.Events[j])
		}
		appended.Versions = append(appended.Versions, orchestrix.Version(*version))
		appended.Streams = append(appended.Streams, batch.Stream)
		appended.Events += len(batch.Events)
	}
	if appended.Events > 0 {
		w.commandTenants, w.commands = append(w.commandTenants, r.tenant), append(w.commands, string(r.command))
		w.firsts, w.lasts = append(w.firsts, before+1), append(w.lasts, w.place)
	}
	return appended
}

// again is the receipt for whoever sends a command a second time.
func again(first orchestrix.Appended) orchestrix.Appended {
	first.Duplicate = true
	first.Versions, first.Streams = slices.Clone(first.Versions), slices.Clone(first.Streams)
	return first
}
