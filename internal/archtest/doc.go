// Package archtest tests what docs/architecture.md says about who may import
// whom, so that the way of the data stays one way.
package archtest
