package shipping

import (
	"context"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/readmodel"
)

// NewPackingDayProjector says what events do to the rows of PackingDay.
func NewPackingDayProjector() PackingDayProjector { return packingDayProjector{} }

type packingDayProjector struct{}

// ParcelPacked says what the event does to the rows.
func (packingDayProjector) ParcelPacked(ctx context.Context, rows *readmodel.Rows[PackingDay], e ParcelPacked, meta orchestrix.Meta) error {
	return rows.Upsert(ctx, PackingDay{Day: workingDay(meta.Time)}, func(row *PackingDay, _ bool) error {
		row.Parcels++
		row.Weight = row.Weight.Add(e.Weight)
		return nil
	})
}

// ParcelHandedOver says what the event does to the rows.
func (packingDayProjector) ParcelHandedOver(ctx context.Context, rows *readmodel.Rows[PackingDay], _ ParcelHandedOver, meta orchestrix.Meta) error {
	return rows.Upsert(ctx, PackingDay{Day: workingDay(meta.Time)}, func(row *PackingDay, _ bool) error {
		row.HandedOver++
		return nil
	})
}

// workingDay is the day on which the carrier comes for what is packed now.
func workingDay(now time.Time) orchestrix.Date {
	switch now.Weekday() {
	case time.Saturday:
		now = now.AddDate(0, 0, 2)
	case time.Sunday:
		now = now.AddDate(0, 0, 1)
	}
	return orchestrix.DateOf(now)
}
