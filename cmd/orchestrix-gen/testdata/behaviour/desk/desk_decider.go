package desk

import (
	"context"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

type deskDecider struct{}

// NewDeskDecider makes the decisions that the schema leaves to Go.
func NewDeskDecider() DeskDecider { return deskDecider{} }

// Haggle accepts what costs no more than was asked.
func (deskDecider) Haggle(_ context.Context, in HaggleInput) ([]HaggleEvent, error) {
	offer := in.Cmd.Offer
	switch {
	case in.Cmd.Say == "":
		return nil, &NoReason{}
	case in.Cmd.Say == "quiet":
		return nil, nil
	case offer.Price.LessThan(in.Price):
		return nil, &TooDear{Price: in.Price, Over: 1, Who: in.Meta.Actor, Level: offer.Level, Since: orchestrix.DateOf(in.Now)}
	}
	return []HaggleEvent{
		Noted{DeskID: in.Cmd.DeskID, Key: "haggle", Text: in.Cmd.Say, By: in.NewID(), At: in.Now},
		Tried{DeskID: in.Cmd.DeskID, Times: in.State.Tries + 1},
	}, nil
}
