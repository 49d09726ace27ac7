package model

// Aggregate is a consistency boundary (Evans): one stream of events an instance.
type Aggregate struct {
	Context *Context
	Name    string // also the Go type of its state
	GoName  string
	Doc     string
	// Category is the streams' category: "<context>.<Aggregate>", of the name
	// it had first.
	Category string
	ID       *ID
	// IDField is the aggregate's id as the first field of State.
	IDField *Field
	// State begins with IDField.
	State     []*Field
	Lifecycle *Field // nil without one
	// SnapshotEvery is 0 without snapshots.
	SnapshotEvery int
	Invariants    []*Invariant
	Unique        []*Unique
	Rejections    []*Rejection
	Events        []*Event
	Commands      []*Command
	Fixtures      []*Fixture
	Scenarios     []*Scenario
	Pos           Pos
}

// Invariant must hold for the state after a command's events.
type Invariant struct {
	ID      string
	GoName  string // constant of the id
	Check   *Expr  // over state (the state after), meta
	Message *Message
	Pos     Pos
}

// Unique is a value that no two living aggregates of a type share.
type Unique struct {
	ID     string
	GoName string // constant of the id
	// By is what is claimed, over state; an absent or empty value claims nothing.
	By      *Expr
	Message *Message // over state, the one that would claim
	Pos     Pos
}

// Rejection is a named refusal that decisions in Go may return, a Go error type.
type Rejection struct {
	Name    string // also the id
	GoName  string
	Doc     string
	Message *Message // over the rejection's own fields by bare name
	Fields  []*Field
	Pos     Pos
}

// Event is a fact of an aggregate, or of another system.
type Event struct {
	Context   *Context
	Aggregate *Aggregate // nil of an external context
	Name      string
	GoName    string
	Doc       string
	WireType  string   // "<context>.<Event>", which is written
	Was       []string // wire types it had before, which are read, too
	Published bool
	Version   int
	Retired   bool
	Ends      bool
	// Fields begin with the aggregate's id.
	Fields []*Field
	// From are the lifecycle's states where it may happen; nil is everywhere.
	From        []*EnumMember
	FromID      string // "wrong_status" or its own
	FromGoName  string // constant of the id
	FromMessage string // "" for the standard one
	// FromText is FromMessage with the expressions in it, over state and meta; nil
	// for the standard one.
	FromText *Message
	// To is where the lifecycle leads; nil is where it was.
	To      *EnumMember
	Copies  []Copy
	Sets    []*Set
	ApplyGo bool
	Pos     Pos
}

// Category is that of the streams it stands in: its aggregate's, or an external
// context's name.
func (e *Event) Category() string {
	if e.Aggregate == nil {
		return e.Context.Name
	}
	return e.Aggregate.Category
}

// Copy sets a state field from the event's field of the same name.
type Copy struct{ State, Event *Field }

// Set writes the value of an expression to a path of the state.
type Set struct {
	Field *Field     // of the state
	Steps []PathStep // below it; empty is the whole field
	Value *Expr      // of the target's type
	Pos   Pos
}

// PathStep leads one level down; exactly one of its parts is set.
type PathStep struct {
	Field *Field // of a value
	Key   *Expr  // of a map
	Where *Expr  // over the list's elements: those for which it holds
	// Elem is the list's element in Where, of ScopeElem: a bare field name of
	// the language is a Select on it.
	Elem *Var
}

// Creation is what a command wants of its aggregate's existence.
type Creation int

// The forms of `creates`.
const (
	MustExist Creation = iota
	MustNotExist
	CreateOnce
	CreateIfMissing
)

// Command is a wish to change one aggregate.
type Command struct {
	Aggregate *Aggregate
	Name      string
	GoName    string
	WireType  string // "<context>.<Command>"
	Doc       string
	Creates   Creation
	Actor     string
	// Fields begin with the aggregate's id.
	Fields  []*Field
	Rules   []*Rule
	Allowed *Expr
	Reads   []*Read
	Lets    []*Let
	Asks    []*CommandAsk
	Refuses []*Refusal
	Skips   []*Expr
	Emits   []*Emit
	// DecideGo leaves the decision to hand-written Go, which may raise
	// the events of Emits and return Rejects.
	DecideGo bool
	Rejects  []*Rejection
	// OnRejected is what a refusal is recorded as; nil: it isn't.
	OnRejected *OnRejected
	Pos        Pos
}

// Read is another aggregate of the context whose state a command looks at, and
// whose version its append expects.
type Read struct {
	Name      string
	GoName    string // a field of the decision's input
	Aggregate *Aggregate
	// ID says which one, IDs which several, over cmd and state; exactly one is
	// set. ID is of the aggregate's id type, IDs a list of it.
	ID, IDs *Expr
	// Optional lets the aggregate be missing; else the command ends in not_found.
	Optional bool
	Pos      Pos
}

// OnRejected is the event that records a refusal, in a stream of its own. It
// changes no state.
type OnRejected struct {
	Event *Event
	// Fields has one source for each of the event's fields but the aggregate's
	// id, over rejection, cmd, state, exists, now and meta.
	Fields []FieldSource
	Pos    Pos
}

// Let names a sub-expression.
type Let struct {
	Name   string
	GoName string // a local or method name
	Value  *Expr
	Pos    Pos
}

// Ask is a question to the outside: a method of the context's Asks interface.
type Ask struct {
	Name   string
	GoName string
	Doc    string
	Params []*Param
	Type   *Type
	Pos    Pos
}

// Param is an argument of an Ask.
type Param struct {
	GoName string
	Type   *Type
}

// CommandAsk is an Ask as one command puts it.
type CommandAsk struct {
	Ask  *Ask
	Args []*Expr
	// BeforeLoad says that the arguments need only the command.
	BeforeLoad bool
}

// Refusal refuses a command while If is true.
type Refusal struct {
	ID      string
	GoName  string // constant of the id
	If      *Expr
	Message *Message
	// Guard says that it is shared by several commands of the aggregate.
	Guard bool
	Pos   Pos
}

// Emit is one event a command raises.
type Emit struct {
	Event *Event
	// On is the read aggregate that the event is raised on; nil is the command's
	// own. OnID picks one of several, for a read by IDs.
	On   *Read
	OnID *Expr
	// ForEach is the list that is gone through; As names its element. Nil: once.
	ForEach *Expr
	As      *Var
	When    *Expr // nil: always
	// Fields has one source for each of the event's fields but the aggregate's
	// id; empty when the command is decided in Go.
	Fields []FieldSource
	Pos    Pos
}

// FieldSource says where an emitted event's field comes from: always an
// expression of the field's type (cmd.x, state.x or what `with` says).
type FieldSource struct {
	Field *Field
	Value *Expr
}
