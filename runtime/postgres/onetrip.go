package postgres

import (
	"cmp"
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

const (
	// oncePlannedText holds for the transaction. A statement is planned once, not
	// for each group, which costs more than to run it; and since a plan made when
	// the tables are small would read all of them when they aren't, by indexes.
	oncePlannedText = `SELECT set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true)`

	// makeText makes the rows of streams that aren't there.
	makeText = `INSERT INTO orchestrix_streams (tenant, category, stream_id, version, transaction_id)
	SELECT tenant, category, stream_id, 0, '0' FROM unnest($1::text[], $2::text[], $3::text[]) AS s(tenant, category, stream_id)
	ON CONFLICT DO NOTHING`

	// groupText appends a batch to each of some streams, which it locks one after
	// the other, if the version that a stream has by then is as expected.
	groupText = `WITH head AS MATERIALIZED (
	SELECT n, tenant, category, stream_id, command_id, events, version, transaction_id, nextval('orchestrix_appends') AS append
	FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::integer[], $6::text[]) WITH ORDINALITY
		AS asked(tenant, category, stream_id, expected, events, command_id, n),
	LATERAL (SELECT stream.version, ` + laterOf + ` AS transaction_id FROM orchestrix_streams AS stream
		WHERE stream.tenant = asked.tenant AND stream.category = asked.category AND stream.stream_id = asked.stream_id
		FOR NO KEY UPDATE) AS stream
	WHERE version = expected OR expected = -1 OR expected = -2 AND version > 0
), stream AS (
	INSERT INTO orchestrix_streams (tenant, category, stream_id, version, transaction_id)
	SELECT tenant, category, stream_id, version + events, transaction_id FROM head
	ON CONFLICT (tenant, category, stream_id) DO UPDATE SET version = excluded.version, transaction_id = excluded.transaction_id
), event AS (` + insertEvents + `SELECT tenant, category, stream_id, command_id, CASE WHEN e.i = 1 THEN events END, ` + epochOf + `, transaction_id, ` + placeOf + ` + e.i, version + e.i,
	e.a, e.b, e.c, e.d, e.e, e.f, e.g, e.h, e.j, e.k
	FROM head JOIN unnest($7::bigint[], $8::bigint[], $9::timestamptz[], $10::integer[], $11::text[], $12::text[], $13::text[],
		$14::text[], $15::text[], $16::text[], $17::text[], $18::json[]) AS e(n, i, a, b, c, d, e, f, g, h, j, k) USING (n)
)
SELECT n, version + events, ` + epochOf + `, transaction_id, ` + placeOf + ` + events FROM head`
)

// inOneTrip writes requests of one batch each, to a stream each, in a transaction
// that the server ends by itself. One that isn't written has missed.
func (s *Store) inOneTrip(ctx context.Context, group []*request) error {
	conn, err := s.acquire(ctx)
	if err != nil {
		return err
	}
	defer conn.Release()
	// The rows of streams are locked in one order, that of lockText.
	slices.SortFunc(group, func(a, b *request) int {
		x, y := a.batches[0].Stream, b.batches[0].Stream
		return cmp.Or(cmp.Compare(x.Tenant, y.Tenant), cmp.Compare(x.Category, y.Category), cmp.Compare(x.ID, y.ID))
	})
	var batch pgx.Batch
	batch.Queue(oncePlannedText)
	queueGroup(&batch, group)
	wrote := false
	batch.QueuedQueries[batch.Len()-1].Query(func(rows pgx.Rows) error {
		var n int
		var version orchestrix.Version
		var epoch, transaction, place uint64
		_, err := pgx.ForEachRow(rows, []any{&n, &version, &epoch, &transaction, &place}, func() error {
			group[n-1].written(version, orchestrix.NewPosition(epoch, transaction, place))
			wrote = true
			return nil
		})
		return err
	})
	for _, r := range group {
		r.missed = true
	}
	// It returns when the transaction is committed, or with what came in between.
	if err := conn.SendBatch(ctx, &batch).Close(); err != nil {
		return err
	}
	if wrote {
		s.news.tell()
	}
	return nil
}

func queueGroup(batch *pgx.Batch, group []*request) {
	var made, all streams
	var expected, requests, places []int64
	var counts []int32
	var commands []string
	n := 0
	for _, r := range group {
		n += len(r.batches[0].Events)
	}
	c := newColumns(n)
	for i, r := range group {
		b := &r.batches[0]
		if b.Expect == orchestrix.NoStream || b.Expect == orchestrix.Any {
			made.add(b.Stream)
		}
		all.add(b.Stream)
		expected, counts, commands = append(expected, int64(b.Expect)), append(counts, int32(len(b.Events))), append(commands, string(r.command))
		for j := range b.Events {
			requests, places = append(requests, int64(i+1)), append(places, int64(j+1))
			c.add(&b.Events[j])
		}
	}
	if len(made.ids) > 0 {
		batch.Queue(makeText, made.tenants, made.categories, made.ids)
	}
	batch.Queue(groupText, all.tenants, all.categories, all.ids, expected, counts, commands, requests, places,
		c.times, c.schemaVersions, c.ids, c.types, c.actors, c.correlations, c.causations, c.traceParents, c.traceStates, c.data)
}
