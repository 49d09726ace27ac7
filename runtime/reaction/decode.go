package reaction

import (
	"fmt"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// View decodes another context's event as this one sees it.
func View[E any, P interface {
	*E
	UnmarshalJSON(data []byte) error
}]() Decode[E] {
	return func(recorded orchestrix.Recorded) (E, error) {
		var event E
		if err := P(&event).UnmarshalJSON(recorded.Data); err != nil {
			// What a view holds of a kernel's types is as strict as the context's own.
			return event, fmt.Errorf("decode %s@%d as another context sees it: %w", recorded.Type, recorded.SchemaVersion, orchestrix.Undecodable(recorded, err))
		}
		return event, nil
	}
}

// Own decodes one of the events of an aggregate of the context's own.
func Own[E, Set any](decode Decode[Set]) Decode[E] {
	return func(recorded orchestrix.Recorded) (E, error) {
		var none E
		event, err := decode(recorded)
		if err != nil {
			return none, undecodable(recorded, err)
		}
		own, ok := any(event).(E)
		if !ok {
			return none, fmt.Errorf("%s was decoded as a %T", recorded.Type, event)
		}
		return own, nil
	}
}

// Known says whether this program knows the events of an aggregate.
func Known[Set any](decode Decode[Set]) func(orchestrix.Recorded) error {
	return func(recorded orchestrix.Recorded) error {
		if _, err := decode(recorded); err != nil {
			return undecodable(recorded, err)
		}
		return nil
	}
}

func undecodable(recorded orchestrix.Recorded, err error) error {
	return fmt.Errorf("decode %s@%d: %w", recorded.Type, recorded.SchemaVersion, orchestrix.Undecodable(recorded, err))
}
