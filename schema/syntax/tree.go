// Package syntax reads schema files into a typed tree with a span for every
// part. It knows the form of the language and nothing of its meaning.
package syntax

import "github.com/orchestrix-go/orchestrix-gen/schema/diag"

// File is one *.orchestrix.yaml file.
type File struct {
	Path      string // relative to the workspace root, slash-separated
	Context   Scalar
	Doc       Scalar
	Owner     Scalar
	Subdomain Scalar
	Kernel    Scalar
	External  Scalar
	Glossary  []Pair

	Enums      []*Enum
	Values     []*Struct
	Unions     []*Union
	Aggregates []*Aggregate
	// Events are an external context's, at the top.
	Events     []*Event
	Fixtures   []*Fixture
	Policies   []*Policy
	Processes  []*Process
	ReadModels []*ReadModel
	Relations  []*Relation

	// Damaged are the places of the names of parts that lack what a finding is
	// about: what they lack is no mistake of its own.
	Damaged []diag.Pos
}

// Pair is a key with a scalar.
type Pair struct{ Key, Value Scalar }

// Enum is an entry of `enums`.
type Enum struct {
	Name    Scalar
	Doc     Scalar // none in the list form
	Members []EnumMember
}

// EnumMember is one word of an enum.
type EnumMember struct{ Name, Doc, Deprecated Scalar }

// Struct is an entry of `values`, a variant of a union, or a rejection.
type Struct struct {
	Name    Scalar
	Doc     Scalar
	Message Scalar // of a rejection
	Fields  []*Field
	Rules   []*Rule
}

// Union is an entry of `unions`.
type Union struct {
	Name     Scalar
	Doc      Scalar // by the key `doc` beside the variants
	Variants []*Struct
}

// Field is an entry of `fields`, `state`, ….
type Field struct {
	Name        Scalar
	Type        Scalar // raw text of the type
	Doc         Scalar
	Example     *Value
	Default     *Value
	Initial     *Value
	Deprecated  Scalar
	Was         []Scalar
	Wire        Scalar
	Sensitivity Scalar
	Subject     Scalar
	Rules       FieldRules
	Span        diag.Span // of the key
}

// FieldRules are a field's own rules, in the order written. Every key of the
// table is known here; whether it fits the type is not.
type FieldRules struct {
	Rules []FieldRule
}

// FieldRule is one key of a field's rules: `min: 3`, `in: [a, b]`, `each: {…}`.
type FieldRule struct {
	Key    Scalar
	Value  *Value      // for all but each and keys
	Nested *FieldRules // for each and keys
}

// Rule is an entry of `rules` and `invariants`: {id, check, message}.
type Rule struct{ ID, Check, Message Scalar }

// Refusal is an entry of `refuses` or `guards`: {id, if, message}; in `refuses`
// a bare name refers to a guard (only ID is set).
type Refusal struct {
	ID, If, Message Scalar
	Guard           bool // a bare name
}

// Value is any YAML value, for defaults, examples and scenarios.
type Value struct {
	Span   diag.Span
	Kind   ValueKind
	Scalar Scalar   // ScalarValue
	Items  []*Value // ListValue
	Pairs  []ValuePair
}

// ValueKind is the shape of a Value.
type ValueKind int

// The shapes of values.
const (
	ScalarValue ValueKind = iota
	ListValue
	MapValue
)

// ValuePair is one entry of a mapping.
type ValuePair struct {
	Key   Scalar
	Value *Value
}

// Aggregate is an entry of `aggregates`.
type Aggregate struct {
	Name       Scalar
	Doc        Scalar
	Was        []Scalar
	ID         *ID // nil: by default a prefix made from the name
	Snapshot   *Snapshot
	State      []*Field
	Lifecycle  Scalar
	Invariants []*Rule
	Unique     []*Unique
	Guards     []*Refusal
	Rejections []*Struct
	Events     []*Event
	Commands   []*Command
	Fixtures   []*Fixture
	Scenarios  []*Scenario
}

// ID is `id: {prefix: ord}`, `{format: uuid}`, `{name: order_no}`.
type ID struct {
	Span                 diag.Span
	Prefix, Format, Name Scalar
}

// Snapshot is `snapshot: {every: 100}`.
type Snapshot struct {
	Span  diag.Span
	Every Scalar
}

// Unique is an entry of `unique`: {id, by, message}.
type Unique struct{ ID, By, Message Scalar }

// Event is an entry of `events`.
type Event struct {
	Name      Scalar
	Doc       Scalar
	Published Scalar
	Version   Scalar
	Retired   Scalar
	Ends      Scalar
	Apply     Scalar // go, none
	Was       []Scalar
	Like      Scalar
	Fields    []*Field
	From      *From
	To        Scalar
	Copies    []Scalar
	Sets      []*Assign
	Let       []*Assign
	Upcast    []*Upcast
	Writes    Scalar
	Keys      []Scalar // all keys as written, for findings about one of them
}

// From is `from: [draft]` or `from: {states: […], id: …, message: …}`.
type From struct {
	Key         Scalar
	States      []Scalar
	ID, Message Scalar
}

// Assign is a target with an expression: an entry of `sets`, `with`, `let`, ….
// Null tells a literal `null`.
type Assign struct {
	Target Scalar
	Value  *Value // an expression or literal; usually a scalar
}

// Upcast is one entry of `upcast`: version N to N+1, by expressions or `go`.
type Upcast struct {
	Version Scalar
	Go      Scalar
	Sets    []*Assign
}

// Command is an entry of `commands`.
type Command struct {
	Name       Scalar
	Doc        Scalar
	Creates    Scalar
	Actor      Scalar
	Allowed    Scalar
	Like       Scalar
	Fields     []*Field
	Rules      []*Rule
	Reads      []*Read
	Asks       []*Ask
	Let        []*Assign
	Refuses    []*Refusal
	Skips      []Scalar
	Emits      []*Emit
	OnRejected *OnRejected
	Decide     Scalar
	Rejects    []Scalar
	Keys       []Scalar
}

// Read is an entry of `reads`.
type Read struct {
	Name, Aggregate, ID, IDs, Optional Scalar
}

// Ask is an entry of `asks`: {args: [expr], type}.
type Ask struct {
	Name Scalar
	Doc  Scalar
	Args []Scalar
	Type Scalar
}

// Emit is an entry of `emits`; in the short form only Event is set.
type Emit struct {
	Event     Scalar
	On        Scalar
	ForEach   Scalar
	As        Scalar
	When      Scalar
	With      []*Assign
	FromState []Scalar
	Span      diag.Span
}

// OnRejected is `on_rejected: {event, with}`.
type OnRejected struct {
	Key   Scalar
	Event Scalar
	With  []*Assign
}

// Fixture is an entry of `fixtures`.
type Fixture struct {
	Name   Scalar
	Events []*Given
}

// Given is an entry of `given` or of a fixture: a fixture's name, or an event.
type Given struct {
	Fixture Scalar // the name of a fixture; else:
	Event   Scalar // Name, Name@1, context.Name
	Value   *Value // nil or a mapping
	At      Scalar
	Meta    []Pair
	Span    diag.Span
}

// Scenario is an example; Steps is empty where its own keys are the one step.
type Scenario struct {
	Name  Scalar
	Span  diag.Span
	Step  Step
	Steps []*Step
}

// Step is what a scenario and each of its steps may hold.
type Step struct {
	Span     diag.Span
	Name     Scalar   // of an entry of `steps`
	Keys     []Scalar // all keys as written
	Partly   bool     // one more stands there that isn't known
	Now      Scalar
	Meta     []Pair
	Given    []*Given
	HasGiven bool
	When     *Message // command; event or timeout in policies and processes
	HasThen  bool
	Then     []*Message
	Rejected Scalar
	Invalid  []Scalar
	State    *Value
	IDs      []Scalar
	Asks     []ValuePair
	Repeat   Scalar
	// of read models, policies and processes
	Rows     *Value
	Query    *Message
	Count    Scalar
	HasSends bool
	Sends    []*Message
	Ended    Scalar
	Passes   Scalar
	Key      Scalar
}

// Message is `{Name: {fields}}`.
type Message struct {
	Name  Scalar
	Value *Value // nil or a mapping
	Span  diag.Span
}
