// Package plain is the measured model as one writes it for libraries that read
// tags: for encoding/json and those like it, for easyjson's generator, and for
// go-playground/validator.
package plain

import "time"

//go:generate go tool easyjson -no_std_marshalers -output_filename plain_easyjson.go plain.go

type Money struct {
	Amount   int64  `json:"amount" validate:"gte=0"`
	Currency string `json:"currency" validate:"currency"`
}

type Item struct {
	SKU      string `json:"sku" validate:"sku"`
	Name     string `json:"name" validate:"min=1,max=100"`
	Quantity int32  `json:"quantity" validate:"gte=1,lte=1000"`
	Price    Money  `json:"price"`
}

// Placed is the event.
//
//easyjson:json
type Placed struct {
	OrderID    string    `json:"order_id"`
	CustomerID string    `json:"customer_id"`
	Items      []Item    `json:"items"`
	Total      Money     `json:"total"`
	PlacedAt   time.Time `json:"placed_at"`
	Channel    string    `json:"channel"`
	Express    bool      `json:"express"`
	Address    string    `json:"address"`
	Note       *string   `json:"note,omitempty"`
}

// PlaceOrder is the command.
type PlaceOrder struct {
	OrderID    string  `json:"order_id" validate:"omitempty,id"`
	CustomerID string  `json:"customer_id" validate:"min=1,max=100"`
	Items      []Item  `json:"items" validate:"min=1,max=100,dive"`
	Total      Money   `json:"total"`
	Channel    string  `json:"channel" validate:"oneof=web app phone"`
	Express    bool    `json:"express"`
	Address    string  `json:"address" validate:"min=1,max=200"`
	Note       *string `json:"note,omitempty" validate:"omitempty,max=500"`
}
