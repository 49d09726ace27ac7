// Package orchestrix is what generated code links against: the envelope of an
// event, the contract of a store, the errors a caller meets, and the order in
// which a command is carried out.
//
// It imports the standard library only and uses no reflection. Stores live in
// packages below it, each with the one dependency it is about.
package orchestrix

// IsAtLeastV1 is named by generated code, so that code which needs a newer
// runtime than the one in go.mod doesn't compile.
const IsAtLeastV1 = true
