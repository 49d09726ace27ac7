package model

var kindNames = map[Kind]string{
	String: "string", Bool: "bool", Int32: "int32", Int64: "int64", Uint32: "uint32", Uint64: "uint64",
	Float64: "float64", Bytes: "bytes", JSON: "json", Decimal: "decimal", Timestamp: "timestamp",
	Duration: "duration", Date: "date", UUID: "uuid", Null: "null",
}

// String is a type as the language writes it: list of OrderItem.
func (t *Type) String() string {
	switch t.Kind {
	case IDRef:
		return "ref " + t.ID.Aggregate.Name
	case List:
		return "list of " + t.Elem.String()
	case Map:
		return "map of " + t.Key.String() + " to " + t.Elem.String()
	case Optional:
		return "optional " + t.Elem.String()
	case EnumRef:
		return t.Enum.Name
	case ValueRef:
		return t.Value.Name
	case UnionRef:
		return t.Union.Name
	case Record:
		return t.Record.Name
	}
	return kindNames[t.Kind]
}
