package naming

import "go/token"

// What is reserved stands in one table for each kind of name, with the reason.

// ReservedFields are the Go names that a field of a generated struct can't have:
// each is a method of such structs.
var ReservedFields = map[string]string{
	"AppendJSON":    "encodes",
	"Apply":         "applies an event to a state",
	"Clone":         "copies",
	"CommandType":   "tells a command's type",
	"DecodeJSON":    "decodes",
	"Equal":         "compares",
	"EventType":     "tells an event's type",
	"GoString":      "tells what may be printed",
	"LogValue":      "tells what a log may show",
	"MarshalJSON":   "encodes",
	"SchemaVersion": "tells an event's version",
	"UnmarshalJSON": "decodes",
	"Validate":      "checks",
	"ValidateAt":    "checks",
	"Violations":    "lists what is invalid",
}

// ReservedRejectionFields are those that a field of a rejection can't have
// besides: a rejection is a Go error.
var ReservedRejectionFields = map[string]string{
	"As":     "converts an error",
	"Error":  "is what makes it an error",
	"Is":     "compares errors",
	"Unwrap": "gives an error's cause",
}

// ReservedTypes are the Go names of what every generated package declares.
var ReservedTypes = map[string]string{
	"Asks":       "the interface that answers for the outside",
	"Effects":    "the interface of what policies do in Go",
	"Module":     "the type that wires the context to a store",
	"NewAsks":    "what makes the answers of the outside",
	"NewEffects": "what makes the effects of policies",
	"NewModule":  "what makes the context's module",
}

// ReservedMethods are the methods that every module may have besides those of its
// commands, aggregates and read models.
var ReservedMethods = map[string]string{
	"Migrate":       "makes the tables of read models",
	"Reactions":     "lists policies and processes",
	"ReadModels":    "lists read models",
	"Send":          "carries out any command",
	"Subscriptions": "lists all that reacts to events",
}

// ReservedQueries are the methods and fields that every read model's queries have.
var ReservedQueries = map[string]string{
	"Get":          "finds a row by its key",
	"Migrate":      "makes the table",
	"Name":         "is the read model's name",
	"Rebuild":      "makes the rows anew",
	"Stored":       "is where rows are kept",
	"Subscription": "is what brings rows up to date",
	"Table":        "says how rows are kept",
	"WaitFor":      "waits for an event to be projected",
}

// ReservedVariantField is the field that tells a union's variants apart in JSON.
const ReservedVariantField = "type"

// ReservedPackages are names of Go packages that can't be used or imported.
var ReservedPackages = map[string]string{
	"documentation": "the go command ignores it",
	"init":          "it can't be imported",
	"main":          "it can't be imported",
}

// predeclared are the identifiers that Go declares itself.
var predeclared = map[string]bool{
	"any": true, "append": true, "bool": true, "byte": true, "cap": true, "clear": true, "close": true,
	"comparable": true, "complex": true, "complex128": true, "complex64": true, "copy": true, "delete": true,
	"error": true, "false": true, "float32": true, "float64": true, "imag": true, "int": true, "int16": true,
	"int32": true, "int64": true, "int8": true, "iota": true, "len": true, "make": true, "max": true,
	"min": true, "new": true, "nil": true, "panic": true, "print": true, "println": true, "real": true,
	"recover": true, "rune": true, "string": true, "true": true, "uint": true, "uint16": true, "uint32": true,
	"uint64": true, "uint8": true, "uintptr": true,
}

// IsGoWord says whether Go has a meaning for an identifier: a keyword or one
// that is predeclared.
func IsGoWord(name string) bool { return token.IsKeyword(name) || predeclared[name] }

// PackageProblem says why a Go package can't have a name; "" if it can.
func PackageProblem(name string) string {
	switch {
	case token.IsKeyword(name):
		return "it is a keyword of Go"
	case predeclared[name]:
		return "Go declares that name itself"
	}
	return ReservedPackages[name]
}
