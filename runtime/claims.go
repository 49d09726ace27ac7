package orchestrix

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
)

// Unique is a value that no two living aggregates of a type share. It is claimed
// in the append that gives it to an aggregate, and released in the one that
// takes it away.
type Unique[S any] struct {
	ID string // of the refusal
	// Constraint names the value in the store: "<context>.<Aggregate>.<id>".
	Constraint string
	// Fingerprint tells one way to work out the value from another, such as the
	// expression as written: what was claimed by another one doesn't count.
	Fingerprint string
	// By gives the value as canonical bytes; none: nothing is claimed.
	By func(state *S) ([]byte, error)
	// Message tells the one that would share the value that it is taken.
	Message func(state *S) (string, error)
	// Personal is that of the [RejectionError].
	Personal bool
}

// A claim has a stream by the hash of its value, whose last event says who has
// it: two that claim a value at once meet in the version that they expect.

func (u *Unique[S]) category() string { return claimCategories + u.Constraint }

// claimOf is the stream of the value that a state has; none for one that has none.
func (u *Unique[S]) claimOf(tenant string, state *S) (stream StreamID, claims bool, err error) {
	key, err := u.By(state)
	if err != nil || len(key) == 0 {
		return StreamID{}, false, err
	}
	return u.stream(tenant, key), true, nil
}

func (u *Unique[S]) stream(tenant string, key []byte) StreamID {
	hash := sha256.Sum256(key)
	return StreamID{Tenant: tenant, Category: u.category(), ID: u.fingerprint() + "/" + hex.EncodeToString(hash[:])}
}

// fingerprint is the Fingerprint as a part of stream ids.
func (u *Unique[S]) fingerprint() string {
	hash := sha256.Sum256([]byte(u.Fingerprint))
	return hex.EncodeToString(hash[:8])
}

// claimChange is a value that an aggregate has no more, or has from now on.
type claimChange struct {
	stream StreamID
	by     string
	taken  func() error // the refusal, if somebody else has it
}

// claims gives the batches that release what the participants' events take
// away, and claim what they give. What is claimed already refuses the command.
func (r *Reading) claims(ctx context.Context) ([]Batch, error) {
	for _, p := range r.participants {
		if err := p.changeClaims(ctx); err != nil {
			return nil, err
		}
	}
	if len(r.releases)+len(r.takes) == 0 {
		return nil, nil
	}
	return r.claimBatches(ctx)
}

func (p *participant[S, E]) changeClaims(ctx context.Context) error {
	if len(p.events) == 0 {
		return nil
	}
	for i := range p.a.Unique {
		u := &p.a.Unique[i]
		before, err := p.keyOf(u, &p.State, p.Exists)
		if err != nil {
			return err
		}
		after, err := p.keyOf(u, &p.After, !p.ends)
		if err != nil {
			return err
		}
		if bytes.Equal(before, after) {
			continue
		}
		if err := ensureClaimed(ctx, p.r.work.engine, p.a, u); err != nil {
			return err
		}
		if len(before) > 0 {
			p.r.releases = append(p.r.releases, claimChange{stream: u.stream(p.stream.Tenant, before), by: p.stream.ID})
		}
		if len(after) > 0 {
			p.r.takes = append(p.r.takes, claimChange{u.stream(p.stream.Tenant, after), p.stream.ID, func() error { return p.taken(u) }})
		}
	}
	return nil
}

func (p *participant[S, E]) keyOf(u *Unique[S], state *S, living bool) ([]byte, error) {
	if !living {
		return nil, nil
	}
	return u.By(state)
}

func (p *participant[S, E]) taken(u *Unique[S]) error {
	message, err := u.Message(&p.After)
	if err != nil {
		return err
	}
	return &RejectionError{Command: p.r.work.command, ID: u.ID, Message: message, Personal: u.Personal}
}

// claimBatches releases before it takes, so that one command can pass a value on.
func (r *Reading) claimBatches(ctx context.Context) ([]Batch, error) {
	var streams []StreamID
	byStream := map[StreamID]*claim{}
	at := func(stream StreamID) (*claim, error) {
		if known := byStream[stream]; known != nil {
			return known, nil
		}
		read, err := readClaim(ctx, r.work.engine.store, stream)
		if err != nil {
			return nil, err
		}
		streams, byStream[stream] = append(streams, stream), read
		return read, nil
	}
	for _, change := range r.releases {
		claim, err := at(change.stream)
		if err != nil {
			return nil, err
		}
		if claim.now == change.by {
			claim.now = ""
		}
	}
	for _, change := range r.takes {
		claim, err := at(change.stream)
		if err != nil {
			return nil, err
		}
		if claim.now != "" && claim.now != change.by {
			return nil, change.taken()
		}
		claim.now = change.by
	}
	batches := make([]Batch, len(streams))
	for i, stream := range streams {
		claim := byStream[stream]
		batches[i] = Batch{Stream: stream, Expect: Exactly(claim.version)}
		if claim.now == claim.holder {
			continue
		}
		event, err := r.ofOurs(stream, 0, claimEvent{claim.now})
		if err != nil {
			return nil, err
		}
		batches[i].Events = []Pending{event}
	}
	return batches, nil
}

// claim is who has a value.
type claim struct {
	version Version
	holder  string // the id of the aggregate that has it; empty: none
	now     string // who is to have it
}

func readClaim(ctx context.Context, store Store, stream StreamID) (*claim, error) {
	c := &claim{}
	for stored, err := range store.Read(ctx, stream, 0) {
		if err != nil {
			return nil, fmt.Errorf("read %v: %w", stream, err)
		}
		if c.holder, err = holderOf(stored); err != nil {
			return nil, fmt.Errorf("decode version %d of %v: %w", stored.Version, stream, err)
		}
		c.version = stored.Version
	}
	c.now = c.holder
	return c, nil
}

// claimEvent says who has a value from now on; nobody: it is released.
type claimEvent struct{ by string }

// EventType tells a claim from a release.
func (e claimEvent) EventType() string {
	if e.by == "" {
		return releasedType
	}
	return claimedType
}

// SchemaVersion is 1.
func (e claimEvent) SchemaVersion() int { return 1 }

// AppendJSON appends who claims.
func (e claimEvent) AppendJSON(b []byte) ([]byte, error) {
	if e.by == "" {
		return append(b, "{}"...), nil
	}
	return append(jsontext.AppendString(append(b, `{"by":`...), e.by), '}'), nil
}

// holderOf is who has a value after an event of its claim.
func holderOf(stored Recorded) (by string, err error) {
	if stored.Type == releasedType {
		return "", nil
	}
	d := jsontext.Open(stored.Data)
	m := d.Object()
	for m.Next() {
		if m.At(`"by":`) || m.Key("by") {
			by = d.String()
		}
	}
	return by, d.Close()
}
