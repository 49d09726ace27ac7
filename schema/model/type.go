package model

// Kind is what sort of type a Type is.
type Kind int

// The kinds of types.
const (
	String Kind = iota
	Bool
	Int32
	Int64
	Uint32
	Uint64
	Float64
	Bytes
	JSON
	Decimal
	Timestamp
	Duration
	Date
	UUID
	IDRef    // Type.ID
	List     // Type.Elem
	Map      // Type.Key, Type.Elem
	Optional // Type.Elem
	EnumRef  // Type.Enum
	ValueRef // Type.Value
	UnionRef // Type.Union
	// The kinds below occur in expressions only.
	Null
	Record // Type.Record: cmd, state, event, after, meta, rejection
)

// Type is a type of the schema language.
type Type struct {
	Kind   Kind
	Elem   *Type
	Key    *Type
	ID     *ID
	Enum   *Enum
	Value  *Value
	Union  *Union
	Record *RecordType
}

// RecordType is the type of a root name of expressions that is no value: its
// fields can be selected, it can't be stored.
type RecordType struct {
	Name   string // for messages: "the state of Order"
	Fields []*Field
}

// Literal is a constant of a type, as a schema wrote it.
type Literal struct {
	Type *Type
	// Value is by Kind: string (String, Decimal in canonical text, UUID, IDRef,
	// JSON text), bool, int64 (Int32, Int64), uint64 (Uint32, Uint64), float64,
	// []byte, time.Time (Timestamp, UTC; Date at midnight UTC), time.Duration,
	// *EnumMember, []*Literal (List), []MapEntry (Map, sorted by key),
	// *StructLiteral (ValueRef, UnionRef); nil is an absent optional.
	Value any
	Pos   Pos
}

// MapEntry is one entry of a map literal.
type MapEntry struct{ Key, Value *Literal }

// StructLiteral is a value or a union's variant; fields left out are nil.
type StructLiteral struct {
	Variant *Variant // of a union
	Fields  []FieldLiteral
}

// FieldLiteral gives one field; Value.Value is nil for an explicit null.
type FieldLiteral struct {
	Field *Field
	Value *Literal
}
