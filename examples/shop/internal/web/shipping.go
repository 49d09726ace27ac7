package web

import (
	"net/http"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shipping"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shop"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

func routeShipping(to *routes, s *shop.Shop) {
	const id, parcels = "parcel_id", "/parcels/"
	to.handle("POST /parcels", creation(s.Shipping.PackParcel, id, parcels))
	to.handle("GET /parcels/{parcel_id}", state(s.Shipping.Parcel, id))
	to.handle("POST /parcels/{parcel_id}/handover", command(s.Shipping.HandOverParcel, id))
	to.handle("POST /parcels/{parcel_id}/delivery", command(s.Shipping.ConfirmDelivery, id))

	days := s.Shipping.PackingDays()
	to.handle("GET /reports/packing-days", rows(days, func(r *http.Request, page orchestrix.Page) (orchestrix.Paged[shipping.PackingDay], error) {
		return days.Latest(r.Context(), page)
	}))
}
