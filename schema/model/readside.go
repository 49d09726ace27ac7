package model

import "time"

// View is another context's event as this one sees it: a struct of this
// package with the fields that are used, decoded tolerantly. It takes no import
// of the other context, so there is no cycle.
type View struct {
	Event  *Event // the foreign one
	GoName string
	Doc    string
	// Fields are those of `uses`, in the order of the event, of types of this
	// context: enums, values and unions of the other context are copied.
	Fields []*Field
	Pos    Pos
}

// Trigger is what a reaction or projection is about; exactly one of its parts is
// set.
type Trigger struct {
	Event *Event // of this context
	View  *View  // of another
	// Uses are the fields of the View that are used here; others use others.
	Uses    []*Field
	Timeout string // of a process
	// Every is a policy's schedule.
	Every *Schedule
}

// Schedule is when a policy acts by itself; exactly one of its parts is set.
type Schedule struct {
	Cron     string // five fields, in UTC
	Interval time.Duration
}

// Policy reacts to events with commands of its own context (Brandolini).
type Policy struct {
	Context *Context
	Name    string
	GoName  string
	Doc     string
	// Wire is "<context>.<Policy>", of the name it had first: its subscription,
	// and what ids that it makes derive from.
	Wire string
	// Beginning has a new policy read all that has happened; else it begins where
	// the store is when it is first deployed.
	Beginning bool
	// DoGo leaves the effect to hand-written Go, which may return the commands of
	// the reactions' Sends.
	DoGo bool
	// Reactions are one a trigger: expressions over `event` have one type.
	Reactions []*Reaction
	Fixtures  []*Fixture
	Scenarios []*ReactionScenario
	Pos       Pos
}

// Process follows several aggregates over time (process manager, Hohpe and Woolf).
type Process struct {
	Context *Context
	Name    string
	GoName  string // of its state
	Doc     string
	Wire    string // "<context>.<Process>", of the name it had first
	// KeyType is the type of an instance's key in expressions: String, or the type
	// of the key field.
	KeyType   *Type
	Beginning bool
	State     []*Field
	Reactions []*Reaction
	// Timeouts are the names of all that are set.
	Timeouts  []string
	Fixtures  []*Fixture
	Scenarios []*ReactionScenario
	Pos       Pos
}

// Reaction is what one trigger leads to. Lets are over event (or now), and in a
// process state and key.
type Reaction struct {
	Trigger Trigger
	Doc     string
	Lets    []*Let
	Sends   []*Send

	// The rest is of processes.

	// Starts makes an instance where there is none.
	Starts bool
	// Keys gives the instances, a list of strings in order; empty: none is
	// concerned. A timeout has none: it is of one instance.
	Keys *Expr
	// Sets come first; what follows sees the state after them.
	Sets     []*Set
	Timeouts []*Timeout
	Cancels  []string
	Ends     *Expr // nil: never
	Pos      Pos
}

// Timeout is set by a reaction, for an instance; exactly one of After and At is
// set.
type Timeout struct {
	Name  string
	After *Expr // a duration, from the event's time
	At    *Expr // a timestamp
	Pos   Pos
}

// Send is one command that a reaction sends.
type Send struct {
	Command *Command
	// ID is what command ids derive from, beside the event, the policy and the
	// place in ForEach: the command's name, or the entry's own id.
	ID string
	// ForEach is the list that is gone through, Query the query, which takes no
	// arguments; As names the element, of a query a row as a record. Neither: once.
	ForEach *Expr
	Query   *Query
	As      *Var
	When    *Expr // nil: always
	// Fields has a source for each of the command's fields, the aggregate's id
	// included unless MakesID: then that derives from the event. With DoGo it is
	// empty.
	Fields  []FieldSource
	MakesID bool
	// Attempts and Backoff are 0 for the defaults.
	Attempts int
	Backoff  time.Duration
	// OnRejected says what comes of a refusal; Then are the commands of SendOther,
	// over rejection, too.
	OnRejected RejectedAction
	Then       []*Send
	Pos        Pos
}

// RejectedAction says what comes of a sent command that is refused.
type RejectedAction int

// The forms of a sent command's `on_rejected`.
const (
	ParkEvent RejectedAction = iota
	SkipCommand
	SendOther
)

// ReadModel is a table that events are projected to (CQRS, Young).
type ReadModel struct {
	Context *Context
	Name    string
	GoName  string // of a row
	Plural  string // Go name of the module's method
	// QueriesType is the Go type with the queries: OrderSummaryQueries.
	QueriesType string
	Doc         string
	Wire        string // "<context>.<ReadModel>", of the name it had first
	// Table is the table's name; the store adds the shape's fingerprint.
	Table string
	// Key are fields; none is a single row. The tenant is part of every key.
	Key    []*Field
	Fields []*Field
	// Inline writes it in the append's own transaction.
	Inline bool
	// ProjectGo leaves the projector to hand-written Go.
	ProjectGo   bool
	Projections []*Projection
	Queries     []*Query
	Fixtures    []*Fixture
	Scenarios   []*RowScenario
	Pos         Pos
}

// Projecting is what an event does to rows.
type Projecting int

// The forms of a projection.
const (
	InsertRow Projecting = iota
	UpdateRows
	UpsertRow
	DeleteRows
)

// Projection is what one event does to a read model's rows. Of a read model
// that is projected in Go only the trigger is set.
type Projection struct {
	Trigger Trigger
	Lets    []*Let
	Does    Projecting
	// ForEach goes through a list, As names the element; nil: once.
	ForEach *Expr
	As      *Var
	When    *Expr // over event, meta; nil: always
	// Key says which row, one expression a key field; nil where Where says which.
	Key []*Expr
	// Where are the rows of an update or delete, over row, event and meta.
	Where *Filter
	// Sets are over event, row and meta. An insert has one for each field.
	Sets []FieldSource
	Pos  Pos
}

// Filter is a condition that a database can run; exactly one of its forms is set:
// And, Or, Not, or Field with Op.
type Filter struct {
	And, Or []*Filter
	Not     *Filter
	Field   *Field
	// Op is == != < <= > >= with Value; in with Values or with a list as Value; or
	// has, which takes none.
	Op     string
	Value  *Expr
	Values []*Expr
}

// Query is a method that finds rows.
type Query struct {
	ReadModel *ReadModel
	Name      string
	GoName    string
	Doc       string
	// Allowed is over the arguments by name, as `cmd`, and meta; nil: always.
	Allowed *Expr
	// Where are the fields whose values the caller gives.
	Where   []*Field
	Filter  *Filter
	OrderBy []OrderBy // what is left of the key comes last
	Page    int       // rows a page, 0 is the default
	Count   bool      // a number, no rows
	Pos     Pos
}

// OrderBy is one column of an order.
type OrderBy struct {
	Field *Field
	Desc  bool
}

// RowScenario is an example of a read model.
type RowScenario struct {
	Name string
	// Now and Meta are those of the query.
	Now   time.Time
	Meta  ScenarioMeta
	Steps []*RowStep // one for a scenario without `steps`
	Pos   Pos
}

// RowStep is what has happened, and which rows there are then.
type RowStep struct {
	Given []*Given
	// Now and Meta are set where a step has its own; nil as the scenario's.
	Now  *time.Time
	Meta *ScenarioMeta
	// Query is nil for all rows, in any order; Args are one a field of its Where.
	Query *Query
	Args  []*Literal
	// Rows are partial; nil without HasRows.
	HasRows bool
	Rows    []*Literal
	Count   *int
	// Forbidden says that the query isn't allowed.
	Forbidden bool
	Pos       Pos
}

// ReactionScenario is an example of a policy or process.
type ReactionScenario struct {
	Name  string
	Now   time.Time
	Meta  ScenarioMeta
	IDs   []string
	Steps []*ReactionStep // one for a scenario without `steps`
	Pos   Pos
}

// ReactionStep is what has happened, what happens, and what is sent.
type ReactionStep struct {
	Given []*Given
	// Now, Meta and IDs are set where a step has its own; nil as the scenario's.
	Now  *time.Time
	Meta *ScenarioMeta
	IDs  []string
	// At most one of When, Timeout and Passes is set.
	When    *Given
	Timeout string
	Passes  time.Duration
	// Key says which instance State, Ended and Timeout are about, in the form of
	// Process.KeyType; empty: the only one.
	Key      string
	HasSends bool
	Sends    []*SentCommand
	State    *Literal // partial; nil without
	Ended    *bool
	Pos      Pos
}

// SentCommand is a command that must be sent; what Value leaves out isn't
// compared.
type SentCommand struct {
	Command *Command
	Value   *Literal
	Pos     Pos
}
