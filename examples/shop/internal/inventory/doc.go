// Package inventory is the context inventory. Knows how many pieces of an article are
// there, and for whom.
package inventory

//go:generate go tool orchestrix-gen generate
