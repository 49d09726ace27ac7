package syntax

import "github.com/orchestrix-go/orchestrix-gen/schema/diag"

// Policy is an entry of `policies`.
type Policy struct {
	Name      Scalar
	Doc       Scalar
	Was       []Scalar
	Whenever  []Scalar // one event or a list
	Every     *Every   // instead of Whenever
	Since     Scalar   // now, beginning
	Uses      []Scalar
	Let       []*Assign
	Do        Scalar // go
	Sends     []*Send
	Fixtures  []*Fixture
	Scenarios []*Scenario
	Keys      []Scalar // all keys as written
}

// Every is `every: {cron: "0 3 * * *"}` or `every: {interval: 15m}`.
type Every struct {
	Span           diag.Span
	Cron, Interval Scalar
}

// Send is an entry of `sends`; in the short form only Command is set.
type Send struct {
	Span       diag.Span
	Command    Scalar
	ID         Scalar
	ForEach    Scalar
	As         Scalar
	When       Scalar
	With       []*Assign
	Retry      *Retry
	OnRejected *SendRejected
}

// Retry is `retry: {attempts: 5, backoff: 1s}`.
type Retry struct {
	Span              diag.Span
	Attempts, Backoff Scalar
}

// SendRejected is a sent command's `on_rejected: park`, `skip` or `{sends: […]}`.
type SendRejected struct {
	Span   diag.Span
	Action Scalar // park, skip; absent with Sends
	Sends  []*Send
}

// Process is an entry of `processes`.
type Process struct {
	Name      Scalar
	Doc       Scalar
	Was       []Scalar
	Key       []Scalar // a field or expression, or a list of them
	Since     Scalar   // now, beginning
	State     []*Field
	Let       []*Assign
	Whenever  []*Reaction
	Fixtures  []*Fixture
	Scenarios []*Scenario
	Keys      []Scalar // all keys as written
}

// Reaction is an entry of a process's `whenever`: an event or `timeout.name`.
type Reaction struct {
	Event    Scalar
	Doc      Scalar
	Starts   Scalar
	Uses     []Scalar
	Key      []Scalar // an expression, or a list of them
	Let      []*Assign
	Sets     []*Assign
	Timeouts []*Timeout // one or a list
	Cancels  []Scalar
	Sends    []*Send
	Ends     Scalar   // an expression; often true
	Keys     []Scalar // all keys as written
}

// Timeout is `timeout: {name: payment_due, after: 30m}`, or `at: expression`.
type Timeout struct {
	Span            diag.Span
	Name, After, At Scalar
}

// ReadModel is an entry of `read_models`.
type ReadModel struct {
	Name        Scalar
	Doc         Scalar
	Was         []Scalar
	Key         []Scalar // one field or a list
	HasKey      bool     // `key: []` is a single row
	Fields      []*Field
	From        []*Projection
	Queries     []*Query
	Consistency Scalar // inline
	Project     Scalar // go
	Fixtures    []*Fixture
	Scenarios   []*Scenario
	Keys        []Scalar // all keys as written
}

// Projection is an entry of a read model's `from`.
type Projection struct {
	Event   Scalar
	Uses    []Scalar
	Let     []*Assign
	Insert  *Row
	Update  *Row
	Upsert  *Row
	Delete  Scalar // true
	Where   Scalar
	Key     []Scalar // an expression, or one a field of the key
	When    Scalar
	ForEach Scalar
	As      Scalar
	Keys    []Scalar // all keys as written
}

// Row is what an insert, update or upsert sets.
type Row struct {
	Key  Scalar // insert, update or upsert
	Sets []*Assign
}

// Query is an entry of `queries`.
type Query struct {
	Name    Scalar
	Doc     Scalar
	Allowed Scalar
	Where   []Scalar
	OrderBy []Scalar // `placed_at desc`
	Filter  Scalar
	Page    Scalar
	Count   Scalar
	Keys    []Scalar // all keys as written
}

// Relation is an entry of `relations`: {upstream, as, downstream_as} or {with, as}.
type Relation struct {
	Span         diag.Span
	Upstream     Scalar
	With         Scalar
	As           []Scalar // one word or a list
	DownstreamAs []Scalar // one word or a list
}
