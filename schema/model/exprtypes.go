package model

var boolType = &Type{Kind: Bool}

func (n *Var) Type() *Type        { return n.T }
func (n *Lit) Type() *Type        { return n.Value.Type }
func (n *Select) Type() *Type     { return n.Field.Type }
func (n *SelectMeta) Type() *Type { return n.T }
func (n *AsVariant) Type() *Type {
	return &Type{Kind: Record, Record: &RecordType{Name: n.Variant.Name, Fields: n.Variant.Fields}}
}
func (n *IsVariant) Type() *Type { return boolType }
func (n *IsPresent) Type() *Type { return boolType }
func (n *Deref) Type() *Type     { return n.X.Type().Elem }
func (n *Some) Type() *Type      { return &Type{Kind: Optional, Elem: n.X.Type()} }
func (n *None) Type() *Type      { return n.T }
func (n *Convert) Type() *Type   { return n.T }
func (n *Not) Type() *Type       { return boolType }
func (n *And) Type() *Type       { return boolType }
func (n *Or) Type() *Type        { return boolType }
func (n *Cond) Type() *Type      { return n.Then.Type() }
func (n *Compare) Type() *Type   { return boolType }
func (n *Arith) Type() *Type     { return n.T }
func (n *In) Type() *Type        { return boolType }
func (n *Index) Type() *Type     { return n.X.Type().Elem }
func (n *Call) Type() *Type      { return n.T }
func (n *MakeList) Type() *Type  { return n.T }
func (n *MakeMap) Type() *Type   { return n.T }
func (n *MakeValue) Type() *Type { return n.T }
func (n *With) Type() *Type      { return n.X.Type() }
func (n *Loop) Type() *Type      { return n.T }

func (n *Var) Fails() bool        { return n.Scope == ScopeLet && n.Let.Value.Fails() }
func (n *Lit) Fails() bool        { return false }
func (n *Select) Fails() bool     { return n.X.Fails() }
func (n *SelectMeta) Fails() bool { return n.X.Fails() }
func (n *AsVariant) Fails() bool  { return !n.Safe || n.X.Fails() }
func (n *IsVariant) Fails() bool  { return n.X.Fails() }
func (n *IsPresent) Fails() bool  { return n.X.Fails() }
func (n *Deref) Fails() bool      { return !n.Safe || n.X.Fails() }
func (n *Some) Fails() bool       { return n.X.Fails() }
func (n *None) Fails() bool       { return false }
func (n *Convert) Fails() bool    { return narrows(n.X.Type(), n.T) || n.X.Fails() }
func (n *Not) Fails() bool        { return n.X.Fails() }
func (n *And) Fails() bool        { return n.X.Fails() || n.Y.Fails() }
func (n *Or) Fails() bool         { return n.X.Fails() || n.Y.Fails() }
func (n *Cond) Fails() bool       { return anyFails(n.If, n.Then, n.Else) }
func (n *Compare) Fails() bool    { return anyFails(n.X, n.Y) }
func (n *Arith) Fails() bool {
	switch n.T.Kind {
	case Int64, Uint64, Timestamp, Duration:
		return true // overflow, division by zero
	case Decimal:
		if n.Y != nil {
			return true // more digits than a decimal has
		}
	}
	return n.X.Fails() || n.Y != nil && n.Y.Fails()
}
func (n *In) Fails() bool       { return anyFails(n.X, n.Of) }
func (n *Index) Fails() bool    { return !n.Safe || anyFails(n.X, n.I) }
func (n *Call) Fails() bool     { return n.CanFail || anyFails(n.Args...) }
func (n *MakeList) Fails() bool { return anyFails(n.Elems...) }
func (n *MakeMap) Fails() bool {
	// A repeated key is an evaluation error; literal keys are checked before.
	return len(n.Keys) > 1 && !allLiterals(n.Keys) || anyFails(n.Keys...) || anyFails(n.Values...)
}
func (n *MakeValue) Fails() bool { return fieldFails(n.Fields) }
func (n *With) Fails() bool      { return n.X.Fails() || fieldFails(n.Fields) }
func (n *Loop) Fails() bool {
	if n.Name == "transformMapEntry" {
		return true // two entries of one key
	}
	return n.Over.Fails() || n.Body.Fails() || n.Filter != nil && n.Filter.Fails()
}

func narrows(from, to *Type) bool {
	return to.Kind == Int32 && from.Kind != Int32 || to.Kind == Uint32 && from.Kind != Uint32 ||
		(to.Kind == EnumRef || to.Kind == UUID) && from.Kind == String
}

func anyFails(nodes ...Node) bool {
	for _, n := range nodes {
		if n.Fails() {
			return true
		}
	}
	return false
}

func allLiterals(nodes []Node) bool {
	for _, n := range nodes {
		if _, ok := n.(*Lit); !ok {
			return false
		}
	}
	return true
}

func fieldFails(fields []FieldNode) bool {
	for _, f := range fields {
		if f.X.Fails() {
			return true
		}
	}
	return false
}

// Walk visits a node and, where visit says so, what it is made of. What a let
// stands for is no part of the node that names it.
func Walk(n Node, visit func(Node) bool) {
	if n == nil || !visit(n) {
		return
	}
	for _, part := range parts(n) {
		Walk(part, visit)
	}
}

func parts(n Node) []Node {
	switch n := n.(type) {
	case *Select:
		return []Node{n.X}
	case *SelectMeta:
		return []Node{n.X}
	case *AsVariant:
		return []Node{n.X}
	case *IsVariant:
		return []Node{n.X}
	case *IsPresent:
		return []Node{n.X}
	case *Deref:
		return []Node{n.X}
	case *Some:
		return []Node{n.X}
	case *Convert:
		return []Node{n.X}
	case *Not:
		return []Node{n.X}
	case *And:
		return []Node{n.X, n.Y}
	case *Or:
		return []Node{n.X, n.Y}
	case *Cond:
		return []Node{n.If, n.Then, n.Else}
	case *Compare:
		return []Node{n.X, n.Y}
	case *Arith:
		return []Node{n.X, n.Y}
	case *In:
		return []Node{n.X, n.Of}
	case *Index:
		return []Node{n.X, n.I}
	case *Call:
		return n.Args
	case *MakeList:
		return n.Elems
	case *MakeMap:
		return append(append([]Node{}, n.Keys...), n.Values...)
	case *MakeValue:
		return fieldParts(n.Fields)
	case *With:
		return append([]Node{n.X}, fieldParts(n.Fields)...)
	case *Loop:
		return []Node{n.Over, n.Filter, n.Body}
	}
	return nil
}

func fieldParts(fields []FieldNode) []Node {
	nodes := make([]Node, len(fields))
	for i, f := range fields {
		nodes[i] = f.X
	}
	return nodes
}
