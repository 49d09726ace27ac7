package postgres

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// together writes requests of any number of batches in one transaction of two
// round trips: the first locks
// the streams concerned and reads their versions, the second writes for all whose
// expectations hold. A conflict is the answer to one request, and no error of the
// group.
func (s *Store) together(ctx context.Context, group []*request) error {
	conn, err := s.acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	w := writer{db: conn, begin: []string{"BEGIN ISOLATION LEVEL READ COMMITTED", oncePlannedText}, end: "COMMIT", leave: "ROLLBACK"}
	if err := w.write(ctx, group); err != nil {
		// If it fails the connection is dead, and so is the transaction.
		_, _ = conn.Exec(context.WithoutCancel(ctx), "ROLLBACK")
		return err
	}
	if w.wrote {
		s.news.tell()
	}
	return nil
}

// writer writes in one transaction.
type writer struct {
	db interface {
		querier
		SendBatch(ctx context.Context, batch *pgx.Batch) pgx.BatchResults
	}
	begin      []string // what is sent first
	end, leave string   // what is sent last: with something written, and without

	epoch, transaction uint64
	wrote              bool
}

const (
	// lockText locks the rows of streams, which it makes if they aren't there,
	// always in one order. Those that are there it leaves as they are.
	lockText = `INSERT INTO orchestrix_streams AS stream (tenant, category, stream_id, version, transaction_id)
	SELECT tenant, category, stream_id, 0, '0' FROM unnest($1::text[], $2::text[], $3::text[]) AS s(tenant, category, stream_id)
	ORDER BY tenant COLLATE "C", category COLLATE "C", stream_id COLLATE "C"
	ON CONFLICT (tenant, category, stream_id) DO UPDATE SET version = stream.version WHERE false`

	// lookText reads the versions of streams, and the transaction ids that what
	// is appended mustn't be below.
	lookText = `SELECT stream.* FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS s(tenant, category, stream_id, n),
	LATERAL (SELECT stream.version, ` + laterOf + ` FROM orchestrix_streams AS stream
		WHERE stream.tenant = s.tenant AND stream.category = s.category AND stream.stream_id = s.stream_id OFFSET 0) AS stream
	ORDER BY n`

	// knownText reads which commands are known, and numbers their appends.
	// As a condition instead of a join it would be a scan of all commands.
	knownText = `SELECT known.place IS NOT NULL, nextval('orchestrix_appends')
	FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS c(tenant, command_id, n) LEFT JOIN LATERAL (
		SELECT event.place FROM orchestrix_events AS event
		WHERE event.tenant = c.tenant AND event.command_id = c.command_id AND event.command_events IS NOT NULL OFFSET 0) AS known ON true
	ORDER BY n`

	eventsText = `INSERT INTO orchestrix_events (epoch, transaction_id, place, command_events, tenant, category, stream_id, version,
		time, schema_version, event_id, type, actor, correlation_id, causation_id, command_id, trace_parent, trace_state, data)
	SELECT $1, $2, e.place, nullif(e.command_events, 0), e.a, e.b, e.c, e.d, e.e, e.f, e.g, e.h, e.i, e.j, e.k, e.l, e.m, e.n, e.o
	FROM unnest($3::bigint[], $4::integer[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::timestamptz[], $10::integer[],
		$11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::json[])
		AS e(place, command_events, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o)`

	// versionsText is about rows that are there and locked; to say it as an
	// insertion makes the way to them the index, whatever the planner thinks.
	versionsText = `INSERT INTO orchestrix_streams (transaction_id, tenant, category, stream_id, version)
	SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[])
	ON CONFLICT (tenant, category, stream_id) DO UPDATE SET version = excluded.version, transaction_id = excluded.transaction_id`
)

// write answers a group of requests.
func (w *writer) write(ctx context.Context, group []*request) error {
	streams := streamsOf(group)
	asked, err := w.look(ctx, group, streams)
	if err != nil {
		return err
	}
	writing := writing{columns: newColumns(0)}
	first := map[commandKey]*request{}
	for i, r := range group {
		key := commandKey{r.tenant, r.command}
		switch twin := first[key]; {
		case asked[i].known:
			if r.appended, _, err = receiptOf(ctx, w.db, r.tenant, r.command); err != nil {
				return err
			}
		case twin != nil:
			r.appended = again(twin.appended)
		default:
			if r.err = streams.check(r.batches); r.err != nil {
				continue
			}
			r.appended = writing.add(r, streams, asked[i].place)
			if n := r.appended.Events; n > 0 {
				r.appended.Position = orchestrix.NewPosition(w.epoch, w.transaction, uint64(asked[i].place)+uint64(n))
				first[key] = r
			}
		}
	}
	w.wrote = len(first) > 0
	return w.flush(ctx, &writing, streams)
}

type commandKey struct {
	tenant  string
	command orchestrix.CommandID
}

// asked is what is asked about a request.
type asked struct {
	known bool
	place int64
}

// look locks the streams and reads what there is to know.
func (w *writer) look(ctx context.Context, group []*request, streams *streams) (answers []asked, err error) {
	var tenants, commands []string
	for _, r := range group {
		tenants, commands = append(tenants, r.tenant), append(commands, string(r.command))
	}
	var batch pgx.Batch
	for _, text := range w.begin {
		batch.Queue(text)
	}
	batch.Queue(lockText, streams.tenants, streams.categories, streams.ids)
	batch.Queue(lookText, streams.tenants, streams.categories, streams.ids).Query(func(rows pgx.Rows) error {
		var version int64
		var transaction uint64
		_, err := pgx.ForEachRow(rows, []any{&version, &transaction}, func() error {
			streams.versions, streams.before = append(streams.versions, version), append(streams.before, version)
			w.transaction = max(w.transaction, transaction)
			return nil
		})
		return err
	})
	batch.Queue(knownText, tenants, commands).Query(func(rows pgx.Rows) error {
		var answer asked
		var number int64
		_, err := pgx.ForEachRow(rows, []any{&answer.known, &number}, func() error {
			w.epoch, answer.place = numbered(number)
			answers = append(answers, answer)
			return nil
		})
		return err
	})
	err = w.db.SendBatch(ctx, &batch).Close()
	return answers, err
}

// flush writes, and ends the transaction.
func (w *writer) flush(ctx context.Context, writing *writing, streams *streams) error {
	var batch pgx.Batch
	end := w.leave
	if w.wrote {
		end = w.end
		c := writing.columns
		batch.Queue(eventsText, w.epoch, w.transaction, writing.places, writing.counts, writing.tenants, writing.categories, writing.ids, writing.versions,
			c.times, c.schemaVersions, c.ids, c.types, c.actors, c.correlations, c.causations, c.commands, c.traceParents, c.traceStates, c.data)
		changed := streams.written()
		batch.Queue(versionsText, w.transaction, changed.tenants, changed.categories, changed.ids, changed.versions)
	}
	batch.Queue(end)
	return w.db.SendBatch(ctx, &batch).Close()
}

// streams are those that a group is about, each once, and their versions.
type streams struct {
	places                   map[orchestrix.StreamID]int
	tenants, categories, ids []string
	versions                 []int64
	before                   []int64 // the versions when they were locked
}

// written are those that have got events.
func (s *streams) written() *streams {
	var w streams
	for i, version := range s.versions {
		if version != s.before[i] {
			w.tenants, w.categories, w.ids = append(w.tenants, s.tenants[i]), append(w.categories, s.categories[i]), append(w.ids, s.ids[i])
			w.versions = append(w.versions, version)
		}
	}
	return &w
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
			s.add(id)
		}
	}
	return s
}

func (s *streams) add(id orchestrix.StreamID) {
	s.tenants, s.categories, s.ids = append(s.tenants, id.Tenant), append(s.categories, id.Category), append(s.ids, id.ID)
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
	tenants, categories, ids []string
	places, versions         []int64
	counts                   []int32 // of the events of an append, at its first; else 0
}

// add takes an append whose expectations hold, and which begins after a place.
func (w *writing) add(r *request, streams *streams, place int64) orchestrix.Appended {
	var appended orchestrix.Appended
	first := len(w.counts)
	for i := range r.batches {
		batch := &r.batches[i]
		if len(batch.Events) == 0 {
			continue
		}
		id, version := batch.Stream, &streams.versions[streams.places[batch.Stream]]
		for j := range batch.Events {
			*version++
			place++
			w.tenants, w.categories, w.ids = append(w.tenants, id.Tenant), append(w.categories, id.Category), append(w.ids, id.ID)
			w.places, w.versions, w.counts = append(w.places, place), append(w.versions, *version), append(w.counts, 0)
			w.columns.add(&batch.Events[j])
		}
		appended.Versions = append(appended.Versions, orchestrix.Version(*version))
		appended.Streams = append(appended.Streams, id)
		appended.Events += len(batch.Events)
	}
	if appended.Events > 0 {
		w.counts[first] = int32(appended.Events)
	}
	return appended
}

// again is the receipt for whoever sends a command a second time.
func again(first orchestrix.Appended) orchestrix.Appended {
	first.Duplicate = true
	first.Versions, first.Streams = slices.Clone(first.Versions), slices.Clone(first.Streams)
	return first
}
