package scenariotest

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Foreign is an event of another context, with what is used of it.
type Foreign struct {
	Type     string // "orders.OrderPlaced"
	Category string // of its stream: "orders.Order"
	Fields   Fields
}

// EventType is the event's wire type.
func (e Foreign) EventType() string { return e.Type }

// SchemaVersion is 1: whoever sees an event from outside doesn't ask.
func (e Foreign) SchemaVersion() int { return 1 }

// AppendJSON appends the fields that are told.
func (e Foreign) AppendJSON(b []byte) ([]byte, error) {
	data, err := json.Marshal(encodable(e.Fields))
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", e.Type, err)
	}
	return append(b, data...), nil
}

func (e Foreign) stream() orchestrix.StreamID {
	return orchestrix.StreamID{Category: e.Category, ID: "foreign"}
}

// encodable is a pattern as encoding/json writes the value that it is about.
func encodable(pattern any) any {
	switch x := pattern.(type) {
	case Fields:
		return encodableObject(x)
	case Entries:
		return encodableObject(x)
	case List:
		list := make([]any, len(x))
		for i, item := range x {
			list[i] = encodable(item)
		}
		return list
	case time.Time:
		return x.Format(time.RFC3339Nano)
	case time.Duration:
		return x.String()
	case []byte:
		return base64.StdEncoding.EncodeToString(x)
	}
	return pattern
}

func encodableObject(fields map[string]any) map[string]any {
	object := map[string]any{}
	for name, value := range fields {
		if value != nil {
			object[name] = encodable(value)
		}
	}
	return object
}
