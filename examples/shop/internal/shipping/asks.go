package shipping

import (
	"context"
	"strings"
)

type asks struct{}

// NewAsks answers what only the outside knows. A real shop would call the
// carrier here; this one makes up the carrier's number from the parcel's id.
func NewAsks() Asks { return asks{} }

// TrackingNumber is the carrier's number for a parcel.
func (asks) TrackingNumber(_ context.Context, parcelID string) (string, error) {
	return "TRK-" + strings.ToUpper(parcelID[max(0, len(parcelID)-8):]), nil
}
