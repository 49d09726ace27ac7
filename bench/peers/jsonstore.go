package peers

import (
	"context"
	"sync"

	eh "github.com/looplab/eventhorizon"
	"github.com/looplab/eventhorizon/codec/json"
	"github.com/looplab/eventhorizon/uuid"
)

// jsonStore keeps eventhorizon's events in memory as its JSON codec writes
// them, as its stores on disk do with theirs.
type jsonStore struct {
	mu      sync.RWMutex
	codec   json.EventCodec
	streams map[uuid.UUID][][]byte
}

func newJSONStore() *jsonStore { return &jsonStore{streams: map[uuid.UUID][][]byte{}} }

func (s *jsonStore) Save(ctx context.Context, events []eh.Event, version int) error {
	if len(events) == 0 {
		return eh.ErrMissingEvents
	}
	var texts [][]byte
	for _, event := range events {
		text, err := s.codec.MarshalEvent(ctx, event)
		if err != nil {
			return err
		}
		texts = append(texts, text)
	}
	id := events[0].AggregateID()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.streams[id]) != version {
		return eh.ErrEventConflictFromOtherSave
	}
	s.streams[id] = append(s.streams[id], texts...)
	return nil
}

func (s *jsonStore) Load(ctx context.Context, id uuid.UUID) ([]eh.Event, error) {
	return s.LoadFrom(ctx, id, 1)
}

func (s *jsonStore) LoadFrom(ctx context.Context, id uuid.UUID, version int) ([]eh.Event, error) {
	s.mu.RLock()
	texts := s.streams[id]
	s.mu.RUnlock()
	if len(texts) < version {
		return nil, eh.ErrAggregateNotFound
	}
	events := make([]eh.Event, 0, len(texts))
	for _, text := range texts[version-1:] {
		event, _, err := s.codec.UnmarshalEvent(ctx, text)
		if err != nil {
			return nil, err
		}
		events = append(events, event)
	}
	return events, nil
}

func (*jsonStore) Close() error { return nil }
