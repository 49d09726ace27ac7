package web

import (
	"net/http"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shop"
)

func routeShipping(mux *http.ServeMux, s *shop.Shop) {
	const id, parcels = "parcel_id", "/parcels/"
	mux.Handle("POST /parcels", creation(s.Shipping.PackParcel, id, parcels))
	mux.Handle("GET /parcels/{parcel_id}", state(s.Shipping.Parcel, id))
	mux.Handle("POST /parcels/{parcel_id}/handover", command(s.Shipping.HandOverParcel, id))
	mux.Handle("POST /parcels/{parcel_id}/delivery", command(s.Shipping.ConfirmDelivery, id))
}
