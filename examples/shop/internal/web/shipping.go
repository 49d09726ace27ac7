package web

import (
	"net/http"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shipping"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shop"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

func routeShipping(mux *http.ServeMux, s *shop.Shop) {
	const id, parcels = "parcel_id", "/parcels/"
	mux.Handle("POST /parcels", creation(s.Shipping.PackParcel, id, parcels))
	mux.Handle("GET /parcels/{parcel_id}", state(s.Shipping.Parcel, id))
	mux.Handle("POST /parcels/{parcel_id}/handover", command(s.Shipping.HandOverParcel, id))
	mux.Handle("POST /parcels/{parcel_id}/delivery", command(s.Shipping.ConfirmDelivery, id))

	days := s.Shipping.PackingDays()
	mux.Handle("GET /reports/packing-days", rows(days, func(r *http.Request, page orchestrix.Page) (orchestrix.Paged[shipping.PackingDay], error) {
		return days.Latest(r.Context(), page)
	}))
}
