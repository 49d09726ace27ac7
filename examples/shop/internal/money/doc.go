// Package money is the context money. Amounts of money, which every context of the shop
// speaks of in the same way.
package money

//go:generate go tool orchestrix-gen generate
