package literal

import (
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// kindNames are the types that have a name of the language.
var kindNames = map[model.Kind]string{
	model.String: "string", model.Bool: "bool", model.Int32: "int32", model.Int64: "int64",
	model.Uint32: "uint32", model.Uint64: "uint64", model.Float64: "float64", model.Bytes: "bytes",
	model.JSON: "json", model.Decimal: "decimal", model.Timestamp: "timestamp", model.Duration: "duration",
	model.Date: "date", model.UUID: "uuid", model.Null: "null",
}

// TypeName is a type as the language writes it: list of OrderItem.
func TypeName(t *model.Type) string {
	switch t.Kind {
	case model.IDRef:
		return "ref " + t.ID.Aggregate.Name
	case model.List:
		return "list of " + TypeName(t.Elem)
	case model.Map:
		return "map of " + TypeName(t.Key) + " to " + TypeName(t.Elem)
	case model.Optional:
		return "optional " + TypeName(t.Elem)
	case model.EnumRef:
		return t.Enum.Name
	case model.ValueRef:
		return t.Value.Name
	case model.UnionRef:
		return t.Union.Name
	case model.Record:
		return t.Record.Name
	}
	return kindNames[t.Kind]
}

// Article puts "a" or "an" before a name.
func Article(name string) string {
	if name != "" && strings.ContainsRune("aeioAEIO", rune(name[0])) || strings.HasPrefix(name, "unset") {
		return "an " + name
	}
	return "a " + name
}
