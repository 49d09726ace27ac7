// Package templates embeds the text/templates of files that are written once
// and belong to people from then on.
package templates

import (
	"embed"
	"text/template"
)

//go:embed *.tmpl
var files embed.FS

var parsed = template.Must(template.ParseFS(files, "*.tmpl"))

// Doc is a context's doc.go.
type Doc struct {
	Package string
	// Comment are the lines of the package comment, each with its slashes.
	Comment []string
}

// Stub is a file with what the model leaves to Go.
type Stub struct {
	Package string
	// Imports are quoted import paths, with a name where one is needed.
	Imports []string
	// Aggregate is the Go name of the aggregate that a decider or the apply
	// functions are of, or of the read model that a projector is of.
	Aggregate string
	// Receiver is the name of the aggregate as a receiver.
	Receiver string
	// Type is the stub's own type, which implements the interface.
	Type    string
	Methods []Method
}

// Method is one thing that is left to Go.
type Method struct {
	Name    string // as Go names it
	Of      string // what it is for: "orders.ChangeItems"
	Comment []string
	Params  string // "ctx context.Context, sku string"
	Result  string // the first result's type
}

// The templates, by the names of their files.
var (
	DocGo       = parsed.Lookup("doc.go.tmpl")
	DeciderGo   = parsed.Lookup("decider.go.tmpl")
	ApplyGo     = parsed.Lookup("apply.go.tmpl")
	AsksGo      = parsed.Lookup("asks.go.tmpl")
	EffectsGo   = parsed.Lookup("effects.go.tmpl")
	ProjectorGo = parsed.Lookup("projector.go.tmpl")
)
