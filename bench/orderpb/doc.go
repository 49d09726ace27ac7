// Package orderpb is the measured command as a protobuf message with
// Protovalidate's rules.
package orderpb

//go:generate go run generate.go
