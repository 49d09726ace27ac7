// Package model is the resolved model of a workspace: what generators read.
//
// It is plain data. Every name is resolved, every type known, every expression
// checked, and every identifier that Go code will use has been chosen and found
// free of clashes; no YAML is left in it. Order is the order of the schema.
package model

// Workspace is all contexts of one workspace.
type Workspace struct {
	// Root is the workspace's folder, absolute; Module the Go module path the
	// root belongs to, joined with the root's place in that module.
	Root   string
	Module string
	// Contexts are sorted by name.
	Contexts []*Context
}

// Context is one bounded context (Evans): one Go package.
type Context struct {
	Name      string // snake_case, as written
	Package   string // Go package name
	Dir       string // slash-separated, relative to the workspace root; "." is the root
	Import    string // Go import path
	Files     []string
	Doc       string
	Owner     string
	Subdomain string
	Kernel    bool
	External  bool
	Glossary  []Term

	Enums  []*Enum
	Values []*Value
	Unions []*Union
	// IDs are the id types this package declares: of its own aggregates first,
	// then of the foreign aggregates it refers to.
	IDs        []*ID
	Aggregates []*Aggregate
	// Events are an external context's, at its top; events of others are those of
	// their aggregates.
	Events []*Event
	// Asks are what the outside answers, one a name, over all commands.
	Asks []*Ask
	// Views are the foreign events that this context uses, one an event.
	Views      []*View
	Policies   []*Policy
	Processes  []*Process
	ReadModels []*ReadModel
}

// Term is a word of the context's language.
type Term struct{ Word, Meaning string }

// Pos is a place in a schema file: File is relative to the workspace root, slash-separated.
type Pos struct {
	File string
	Line int
}

// Enum is a closed set of words, a Go string type.
type Enum struct {
	Context *Context
	Name    string // PascalCase; also the Go type
	GoName  string
	Doc     string
	Members []*EnumMember
	// Of is the other context's enum that this is a copy of, for the views of its
	// events: a member that this context doesn't know is kept. Nil: its own.
	Of *Enum
}

// EnumMember is one word of an enum.
type EnumMember struct {
	Name       string // as written, the JSON value
	GoName     string // constant: OrderStatusPaid
	Doc        string
	Deprecated string
}

// Value is a value object (Evans): a struct compared by value.
type Value struct {
	Context *Context
	Name    string
	GoName  string
	Doc     string
	Fields  []*Field
	Rules   []*Rule
	// Of is the other context's value that this is a copy of, for the views of
	// its events: it has no rules, as facts aren't checked. Nil: its own.
	Of *Value
}

// Union is exactly one of its variants: a sealed interface in Go, an object
// with "type" in JSON.
type Union struct {
	Context  *Context
	Name     string
	GoName   string
	Doc      string
	Variants []*Variant
	Of       *Union // as of Value
}

// Variant is one case of a union: a struct of its own.
type Variant struct {
	Union  *Union
	Name   string // snake_case, the JSON "type"
	GoName string // struct: PaymentMethodCard
	Doc    string
	Fields []*Field
	Rules  []*Rule
}

// ID is the type of an aggregate's id: a Go string type.
type ID struct {
	// Aggregate is whose id it is; never nil. Its context may be another one:
	// then this is a string type of the referring package's own.
	Aggregate *Aggregate
	// Context is the package that declares the type.
	Context *Context
	GoName  string
	Format  IDFormat
	Prefix  string // of IDPrefix
}

// Foreign says that the aggregate lives in another context.
func (id *ID) Foreign() bool { return id.Aggregate.Context != id.Context }

// IDFormat says how new ids are made and what is accepted.
type IDFormat int

// The formats of ids.
const (
	IDPrefix  IDFormat = iota // TypeID: prefix_ and a UUIDv7
	IDUUID                    // UUIDv7
	IDNatural                 // given from outside
)

// Field is a named, typed part of a value, variant, command, event, state or rejection.
type Field struct {
	Name   string // as written
	GoName string
	Wire   string // JSON key
	Doc    string
	Type   *Type
	Rules  FieldRules
	// Default is what a decoder puts for an absent key; nil without one.
	Default     *Literal
	Example     *Literal
	Deprecated  string
	Was         []string // older JSON keys that are still read
	Sensitivity Sensitivity
	Subject     string // field that holds whose data this is
	// AggregateID marks the aggregate's own id, the first field of its state,
	// commands and events.
	AggregateID bool
	// Initial is a state field's value before the first event; nil is the zero value.
	Initial *Literal
	Pos     Pos
}

// Sensitivity says what must not reach a log or an event.
type Sensitivity int

// Degrees of sensitivity.
const (
	Plain Sensitivity = iota
	PII
	Secret
)

// FieldRules are a field's own rules; nil and zero mean none.
type FieldRules struct {
	// strings, lengths in characters
	MinLen, MaxLen, Len *int
	Pattern             string
	Format              string
	Prefix, Suffix      string
	Trimmed             bool
	// numbers, decimals, timestamps, dates, durations
	Min, Max, GT, LT, MultipleOf *Literal
	In, NotIn                    []*Literal
	Past, Future                 bool
	// lists and maps
	MinItems, MaxItems *int
	Unique             bool
	UniqueBy           *Field // of the element's value
	Each, Keys         *FieldRules
}

// Rule is a check over several fields that must hold.
type Rule struct {
	ID      string
	Check   *Expr
	Message *Message
	// Fields are those of the top level that the check names: it is looked at
	// when they are valid by themselves.
	Fields []*Field
	Pos    Pos
}

// Message is text with expressions in braces.
type Message struct {
	Parts []MessagePart
}

// MessagePart is text, or an expression that gives a string.
type MessagePart struct {
	Text string
	Expr *Expr
}
