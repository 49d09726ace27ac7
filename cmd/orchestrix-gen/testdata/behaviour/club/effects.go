package club

import (
	"context"
	"errors"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// NewEffects thanks people.
func NewEffects() Effects { return effects{} }

type effects struct{}

func (effects) CelebrateOnMemberJoined(_ context.Context, event MemberJoined, _ orchestrix.Meta) ([]CelebrateCommand, error) {
	return []CelebrateCommand{
		WriteLetter{To: event.Name, Text: "welcome", Gifts: map[string]Kind{}},
		Note{Card: event.Card, Text: "welcomed"},
	}, nil
}

func (effects) CelebrateOnTillBroken(context.Context, TillBroken, orchestrix.Meta) ([]CelebrateCommand, error) {
	return nil, errors.New("nobody celebrates that")
}
