// Package orders is the context orders. Takes an order from the basket to the customer's
// door.
package orders

//go:generate go tool orchestrix-gen generate
