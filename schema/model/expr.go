package model

// Expr is a checked CEL expression, lowered to the model's types.
type Expr struct {
	Node   Node
	Source string // as written, for comments and faults
	Pos    Pos
	// Rule names the expression in faults: "orders.Order.total_matches".
	Rule string

	// fails has been found out about Node once: lets are looked through again
	// wherever they are used.
	fails answer
}

// answer is yes or no, or not asked yet.
type answer int8

func (a *answer) once(ask func() bool) bool {
	if *a == 0 {
		*a = 1
		if ask() {
			*a = 2
		}
	}
	return *a == 2
}

// Fails says that evaluating the expression can end in an evaluation error.
func (e *Expr) Fails() bool { return e != nil && e.fails.once(e.Node.Fails) }

// Type is the expression's type.
func (e *Expr) Type() *Type { return e.Node.Type() }

// Node is one operation of an expression. Conversions are nodes of their own:
// what a node is given has exactly the type it works on.
type Node interface {
	Type() *Type
	// Fails says that evaluating it can end in an evaluation error.
	Fails() bool
}

// Scope is where a variable comes from.
type Scope int

// The roots of expressions.
const (
	ScopeThis Scope = iota // a value's rules
	ScopeCmd
	ScopeState
	ScopeAfter
	ScopeEvent
	ScopeRow
	ScopeKey
	ScopeNow
	ScopeExists
	ScopeMeta
	ScopeRejection
	ScopeLocal // loop names, for_each's `as`
	ScopeLet
	ScopeAsk
	ScopeRead // another aggregate's state under `reads`
	ScopeElem // fields of a list's element by bare name, in a path on the left of sets
)

// Var is a name in scope.
type Var struct {
	Scope Scope
	Name  string
	T     *Type
	Let   *Let // of ScopeLet
	Ask   *Ask // of ScopeAsk
	// Read is of ScopeRead. The name's type is the aggregate's state as a record,
	// an optional of it, or a map of it by id.
	Read *Read
	// From is what a name stands for that is bound outside of the expression: of
	// ScopeLocal the list that `for_each` goes through or the field of a rejection,
	// of ScopeKey the keys.
	From []Node
}

// Lit is a constant.
type Lit struct{ Value *Literal }

// Select reads a field of a value, a variant or a record.
type Select struct {
	X     Node
	Field *Field
}

// SelectMeta reads a part of `meta` or `rejection`: Name is as in the language.
type SelectMeta struct {
	X    Node
	Name string
	T    *Type
}

// AsVariant reads a union as one of its variants; it fails when it is another
// unless Safe says that has() came before.
type AsVariant struct {
	X       Node
	Variant *Variant
	Safe    bool
}

// IsVariant is has(u.card).
type IsVariant struct {
	X       Node
	Variant *Variant
}

// IsPresent is has() of an optional.
type IsPresent struct{ X Node }

// Deref reads an optional as its value; it fails when absent unless Safe says
// that has() came before: in the term on its left, the condition around it, or
// what the expression is given. Such a has() can't fail itself, and stands in
// the same And or Or before it, so what can't fail may be moved in front of what
// can.
type Deref struct {
	X    Node
	Safe bool
}

// Some makes an optional of a value.
type Some struct{ X Node }

// None is an absent optional.
type None struct{ T *Type }

// Convert changes between types that hold the same values in other Go types:
// an id or enum to string, string to id, int32 to int64 …, and narrowing,
// which fails out of range. It changes what is in a list or an optional where
// that can't fail.
type Convert struct {
	X Node
	T *Type
}

// Not, And, Or, Cond are logic; And and Or absorb errors as CEL says.
type (
	Not  struct{ X Node }
	And  struct{ X, Y Node }
	Or   struct{ X, Y Node }
	Cond struct{ If, Then, Else Node }
)

// Compare is == != over two values of one type, and < <= > >= over two of one
// type or an int64 and a uint64.
type Compare struct {
	Op   string
	X, Y Node
}

// Arith is + - * / % over numbers, decimals, strings, bytes, lists, timestamps
// and durations, and unary - (Op "neg", Y nil).
type Arith struct {
	Op   string
	X, Y Node
	T    *Type
}

// In is membership in a list or of a key in a map.
type In struct{ X, Of Node }

// Index is a list's element or a map's entry; it fails where there is none
// unless Safe says that the key is known to be in the map.
type Index struct {
	X, I Node
	Safe bool
}

// Call is a function or method by its name and the types of what it is given:
// Name is the CEL name ("size", "startsWith", "sum", "math.greatest", …), the
// receiver, if any, is Args[0].
type Call struct {
	Name string
	Args []Node
	T    *Type
	// CanFail says that evaluating it can end in an evaluation error.
	CanFail bool
}

// MakeList, MakeMap, MakeValue, With build values.
type (
	MakeList struct {
		Elems []Node
		T     *Type
	}
	MakeMap struct {
		Keys, Values []Node
		T            *Type
	}
	// MakeValue builds a value, or a union's variant; Fields are those given.
	MakeValue struct {
		T       *Type
		Variant *Variant
		Fields  []FieldNode
	}
	// With copies a value with some fields changed.
	With struct {
		X      Node
		Fields []FieldNode
	}
	FieldNode struct {
		Field *Field
		X     Node
	}
)

// Loop is a comprehension: Name is all, exists, exists_one, filter, map, sortBy,
// transformList, transformMap, transformMapEntry. One-variable forms go over a
// list's elements or a map's keys with Value set only; two-variable forms have
// Index (a list's index or a map's key) and Value. Filter is the optional
// middle argument of map and the transforms. The Body of transformMapEntry is a
// map whose entries are added; that of sortBy is what elements are compared by.
type Loop struct {
	Name         string
	Over         Node
	Index, Value *Var
	Filter       Node
	Body         Node
	T            *Type
}
