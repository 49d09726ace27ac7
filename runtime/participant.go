package orchestrix

import "context"

// Reading is what one attempt to carry out a command has read: the aggregates
// that take part in it, the command's own first.
type Reading struct {
	work         *work
	participants []party
	room         [1]party           // enough for a command that reads nothing
	byStream     map[StreamID]party // without the command's own
	missing      error              // the first that isn't there and must be

	raised []party // others, in the order of their first events
	events int     // on all participants
	buffer []byte  // what the events' data share
	err    error   // the first of raising one

	releases, takes []claimChange // of unique values
}

// party is a participant of any type.
type party interface {
	// prepare makes the state that events are applied to.
	prepare()
	checkInvariants() error
	// changeClaims notes the unique values that the events change.
	changeClaims(ctx context.Context) error
	id() StreamID
	batch() Batch
	// appended is called when the batch has been.
	appended(ctx context.Context) error
}

// participant is one aggregate in one attempt to carry out a command: it was
// read, so its version must still hold at the append, and events may be raised
// on it.
type participant[S any, E Event] struct {
	*Subject[S]
	r        *Reading
	a        *Aggregate[S, E]
	stream   StreamID
	position Position // of its last event
	ended    bool
	snapshot Version // from which it was loaded
	own      bool    // the command's: it may be the one that begins it
	prepared bool

	events []Pending
	ends   bool // by one of them
}

func (p *participant[S, E]) begin(l *loaded[S]) {
	p.State, p.Exists, p.Version = l.state, l.exists(), l.version
	p.position, p.ended, p.snapshot = l.position, l.ended, l.snapshot
}

func (p *participant[S, E]) id() StreamID { return p.stream }

func (p *participant[S, E]) prepare() {
	if p.prepared {
		return
	}
	p.prepared = true
	p.After = p.State
	if p.a.Clone != nil {
		p.After = p.a.Clone(p.State)
	}
}

func (p *participant[S, E]) checkInvariants() error {
	if len(p.events) == 0 || p.a.Invariants == nil {
		return nil
	}
	return p.r.work.refused(p.a.Invariants(&p.After, p.r.work.meta(p.stream, p.Version)))
}

// batch expects the version that was read; without events it only checks it.
func (p *participant[S, E]) batch() Batch {
	return Batch{Stream: p.stream, Expect: Exactly(p.Version), Events: p.events}
}

// appended has a snapshot taken if one is due now.
func (p *participant[S, E]) appended(ctx context.Context) error {
	if len(p.events) == 0 || p.ends {
		return nil
	}
	engine := p.r.work.engine
	keepSnapshot(engine, p.a, p.stream, p.snapshot, p.Version+Version(len(p.events)))
	if !engine.snapshots.checked {
		return nil
	}
	_, err := load(ctx, engine, p.a, p.stream, 0)
	return err
}

// batches are those of the participants: first the command's own aggregate or,
// if nothing happened to it, a record that says whose command it was; then the
// others with events, and those that were only read.
func (r *Reading) batches() ([]Batch, error) {
	own := r.participants[0]
	batches := make([]Batch, 0, len(r.participants))
	first := own.batch()
	if len(first.Events) == 0 {
		record, err := r.recordElsewhere(Version(first.Expect))
		if err != nil {
			return nil, err
		}
		batches = append(batches, record)
	}
	batches = append(batches, first)
	for _, p := range r.raised {
		batches = append(batches, p.batch())
	}
	for _, p := range r.participants[1:] {
		if b := p.batch(); len(b.Events) == 0 {
			batches = append(batches, b)
		}
	}
	return batches, nil
}
