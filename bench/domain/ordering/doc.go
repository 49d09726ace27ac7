// Package ordering is the context ordering. What the measurements run on, an order as a
// shop has it.
package ordering

//go:generate go tool orchestrix-gen generate
