package templates_test

import (
	"go/format"
	"strings"
	"testing"
	"text/template"

	"github.com/orchestrix-go/orchestrix-gen/templates"
)

func TestTheTemplatesMakeFormattableGo(t *testing.T) {
	stub := templates.Stub{
		Package: "orders", Imports: []string{`"context"`, `"errors"`}, Aggregate: "Order", Receiver: "o", Type: "orderDecider",
		Methods: []templates.Method{{
			Name: "ChangeItems", Of: "orders.ChangeItems", Comment: []string{"// ChangeItems decides."},
			Params: "ctx context.Context, in ChangeItemsInput", Result: "[]ChangeItemsEvent",
		}},
	}
	for name, tt := range map[string]struct {
		template *template.Template
		data     any
		want     string
	}{
		"doc.go":       {templates.DocGo, templates.Doc{Package: "orders", Comment: []string{"// Package orders sells."}}, "//go:generate go tool orchestrix-gen generate"},
		"decider.go":   {templates.DeciderGo, stub, "func NewOrderDecider() OrderDecider"},
		"apply.go":     {templates.ApplyGo, stub, "func (o *Order)"},
		"asks.go":      {templates.AsksGo, stub, "func NewAsks() Asks"},
		"effects.go":   {templates.EffectsGo, stub, "func NewEffects() Effects"},
		"projector.go": {templates.ProjectorGo, stub, "func NewOrderProjector() OrderProjector"},
	} {
		var text strings.Builder
		if err := tt.template.Execute(&text, tt.data); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, err := format.Source([]byte(text.String())); err != nil {
			t.Errorf("%s isn't Go: %v\n%s", name, err, text.String())
		}
		if !strings.Contains(text.String(), tt.want) {
			t.Errorf("%s has no %q:\n%s", name, tt.want, text.String())
		}
	}
}
