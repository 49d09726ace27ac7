// Package generator holds what turns a model into files: this file says what a
// generated file is, the packages below make and write them.
package generator

// File is one file in memory.
type File struct {
	Path    string // slash-separated, relative to the workspace root
	Content []byte
	// Source is what the header names: "context orders".
	Source string
	// Once marks a stub that belongs to people: it is written when there is no
	// file of that name, and never again.
	Once bool
}
