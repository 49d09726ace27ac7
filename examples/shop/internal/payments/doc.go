// Package payments is the context payments. Takes money from customers, and gives it
// back.
package payments

//go:generate go tool orchestrix-gen generate
