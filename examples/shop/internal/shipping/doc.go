// Package shipping is the context shipping. Brings parcels to customers.
package shipping

//go:generate go tool orchestrix-gen generate
