package resolve_test

import (
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/resolve"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

func TestFilesOfAContextMerge(t *testing.T) {
	ws := mustResolve(t, `
-- internal/sales/b.orchestrix.yaml --
context: big_sales
owner: team-sales
values:
  Line: {fields: {colour: Colour}}
-- internal/sales/a.orchestrix.yaml --
context: big_sales
doc: Sells.
enums: {Colour: [red]}
glossary: {Line: One line.}
`)
	if len(ws.Contexts) != 1 {
		t.Fatalf("%d contexts", len(ws.Contexts))
	}
	c := ws.Contexts[0]
	if c.Package != "bigsales" || c.Dir != "internal/sales" || c.Import != "example.org/m/internal/sales" {
		t.Errorf("package %s in %s, imported as %s", c.Package, c.Dir, c.Import)
	}
	if strings.Join(c.Files, " ") != "internal/sales/a.orchestrix.yaml internal/sales/b.orchestrix.yaml" {
		t.Errorf("files %v", c.Files)
	}
	if c.Doc != "Sells." || c.Owner != "team-sales" || len(c.Glossary) != 1 || len(c.Enums) != 1 || len(c.Values) != 1 {
		t.Errorf("parts are missing: %+v", c)
	}
	if c.Values[0].Fields[0].Type.Enum != c.Enums[0] {
		t.Error("a type of one file isn't known in the other")
	}
}

func TestContexts(t *testing.T) {
	for _, w := range []wrong{
		{"two contexts in one folder", `
-- x/a.orchestrix.yaml --
context: a
-- x/b.orchestrix.yaml --
context: b
`, []string{"x/b.orchestrix.yaml:1:10 DUPLICATE_CONTEXT the folder x holds two contexts, a and b"}},
		{"a context in two folders", `
-- x/a.orchestrix.yaml --
context: a
-- y/a.orchestrix.yaml --
context: a
`, []string{"y/a.orchestrix.yaml:1:10 DUPLICATE_CONTEXT context a has files in two folders, x and y"}},
		{"the name's style", "context: Orders\n", []string{`1:10 NAME_STYLE the name of a context is written in snake_case, not "Orders" (write orders)`}},
		{"a keyword as package", "context: type\n", []string{"1:10 GO_RESERVED context type can't be the Go package type"}},
		{"a package that can't be imported", "context: main\n", []string{"1:10 GO_RESERVED"}},
		{"a predeclared name as package", "context: string\n", []string{"1:10 GO_RESERVED"}},
		{"packages of other generated imports are fine", "context: fmt\n", nil},
		{"one Go package of two contexts", `
-- x/a.orchestrix.yaml --
context: big_sales
-- y/a.orchestrix.yaml --
context: bigsales
`, []string{"y/a.orchestrix.yaml:1:10 GO_NAME_CLASH contexts big_sales and bigsales are both the Go package bigsales"}},
		{"a context where another's test kit goes", `
-- x/a.orchestrix.yaml --
context: orders
-- x/orderstest/a.orchestrix.yaml --
context: other
`, []string{"x/orderstest/a.orchestrix.yaml:1:10 GO_NAME_CLASH the folder x/orderstest is where the test kit of context orders goes"}},
		{"a folder that can't be imported", `
-- my orders/a.orchestrix.yaml --
context: orders
`, []string{"my orders/a.orchestrix.yaml:1:10 BAD_VALUE the folder \"my orders\" can't be part of a Go import path"}},
		{"a folder that the go command ignores", `
-- _drafts/a.orchestrix.yaml --
context: orders
`, []string{"_drafts/a.orchestrix.yaml:1:10 BAD_VALUE the folder \"_drafts\" can't be part of a Go import path"}},
		{"what is said twice of a context", `
-- x/a.orchestrix.yaml --
context: a
owner: team-a
-- x/b.orchestrix.yaml --
context: a
owner: team-b
`, []string{"x/b.orchestrix.yaml:2:8 KEY_CONFLICT context a has its `owner` in another file already"}},
		{"a kernel holds types only", `
context: money
kernel: true
values:
  Money: {fields: {amount: int}}
aggregates:
  Account: {}
policies:
  P: {whenever: X}
`, []string{
			"6:3 KERNEL_CONTENT Account can't stand here",
			"8:3 KERNEL_CONTENT P can't stand here",
		}},
		{"an external context holds events and types only", `
context: legacy
external: true
enums: {Colour: [red]}
events:
  ThingMade: {fields: {colour: Colour}}
  ThingBroken: {apply: none}
  ThingLost: {published: false}
aggregates:
  Thing: {}
`, []string{
			"6:17 EXTERNAL_CONTENT `apply` is for events of an aggregate",
			"7:26 EXTERNAL_CONTENT what another system does is known to all",
			"9:3 EXTERNAL_CONTENT Thing can't stand here",
		}},
		{"events stand at the top of external contexts only", "context: a\nevents:\n  ThingMade: {}\n",
			[]string{"3:3 EXTERNAL_CONTENT events stand under their aggregate"}},
		{"events at the top that others react to", `
-- a/a.orchestrix.yaml --
context: a
events:
  ThingMade: {fields: {size: int}}
-- b/b.orchestrix.yaml --
context: b
policies:
  Notice: {whenever: a.ThingMade, uses: [size], do: go}
`, []string{"a/a.orchestrix.yaml:3:3 EXTERNAL_CONTENT events stand under their aggregate"}},
		{"kernel and external", "context: a\nkernel: true\nexternal: true\n", []string{"3:11 KEY_CONFLICT context a can't be both"}},
		{"relations", `
-- x/a.orchestrix.yaml --
context: a
relations:
  - {upstream: b, as: [published_language], downstream_as: [anticorruption_layer]}
  - {with: b, as: partnership}
  - {with: c, as: partnership}
  - {with: a, as: partnership}
  - {upstream: b, as: partnershop}
-- y/b.orchestrix.yaml --
context: b
`, []string{
			`x/a.orchestrix.yaml:5:12 UNKNOWN_CONTEXT no context is named "c"`,
			"x/a.orchestrix.yaml:6:12 UNKNOWN_CONTEXT a relation is with another context",
			`x/a.orchestrix.yaml:7:23 UNKNOWN_ROLE "partnershop" isn't a role here (did you mean partnership?)`,
		}},
	} {
		w.run(t)
	}
}

func TestDeclarations(t *testing.T) {
	for _, w := range []wrong{
		{"a name that two kinds of things have", `
context: a
enums: {Colour: [red]}
values:
  Colour: {fields: {x: int}}
`, []string{"4:3 DUPLICATE_NAME Colour is the name of an enum of context a already"}},
		{"the style of types and words", `
context: a
enums:
  colour: [red]
  Size: [Small, extra_large]
`, []string{
			`3:3 NAME_STYLE the name of an enum is written in PascalCase, not "colour" (write Colour)`,
			`4:10 NAME_STYLE the name of a word of an enum is written in snake_case, not "Small" (write small)`,
		}},
		{"a word twice", "context: a\nenums: {Colour: [red, red]}\n", []string{`2:23 DUPLICATE_NAME Colour has the word "red" already`}},
		{"an enum without words", "context: a\nenums: {Colour: []}\n", []string{"2:9 BAD_VALUE the enum Colour has no words"}},
		{"words that are one constant", "context: a\nenums: {Colour: [line_2, line2]}\n",
			[]string{"2:26 GO_NAME_CLASH the Go name ColourLine2 would be both of the word line_2 of Colour and of the word line2 of Colour"}},
		{"a constant and a type", "context: a\nenums: {Colour: [red]}\nvalues:\n  ColourRed: {fields: {x: int}}\n",
			[]string{"4:3 GO_NAME_CLASH the Go name ColourRed would be both of the word red of Colour and of the value ColourRed"}},
		{"a variant and a type", "context: a\nvalues: {MethodCard: {fields: {x: int}}}\nunions:\n  Method: {card: {}}\n",
			[]string{"4:12 GO_NAME_CLASH the Go name MethodCard"}},
		{"a union without variants", "context: a\nunions:\n  Method: {doc: A method.}\n", []string{"3:3 BAD_VALUE the union Method has no variants"}},
		{"what every package declares", "context: a\nvalues:\n  Module: {fields: {x: int}}\n",
			[]string{"3:3 GO_RESERVED the Go name Module of the value Module is taken"}},
		{"the set of an aggregate's events", `
context: a
aggregates:
  Order: {}
values:
  OrderEvent: {fields: {x: int}}
`, []string{"3:3 GO_NAME_CLASH the Go name OrderEvent would be both of the value OrderEvent and of the aggregate Order (the set of its events)"}},
		{"an id's own functions", "context: a\naggregates: {Order: {}}\nvalues:\n  ParseOrderID: {fields: {x: int}}\n",
			[]string{"2:14 GO_NAME_CLASH the Go name ParseOrderID"}},
		{"a command that is a method for reading", `
context: a
aggregates:
  Order:
    events: {OrderSent: {apply: none}}
    commands: {OrderAt: {emits: [OrderSent]}}
`, []string{"5:16 GO_NAME_CLASH the module's method OrderAt would both send the command"}},
		{"an aggregate that is a method for reading another", "context: a\naggregates:\n  Order: {}\n  OrderAt: {}\n",
			[]string{"4:3 GO_NAME_CLASH the module's method OrderAt would both read the aggregate and read Order as it was"}},
		{"aggregates that differ in capitals only", "context: a\naggregates:\n  SKUList: {}\n  SkuList: {}\n",
			[]string{"4:3 GO_NAME_CLASH the aggregate SKUList and the aggregate SkuList would be written to the same files"}},
		{"aggregates that differ in more", "context: a\naggregates:\n  SKUList: {}\n  SkuLists: {}\n", nil},
		{"what the files of two aggregates declare", "context: a\naggregates:\n  NewOrder: {}\n  OrderAggregate: {}\n",
			[]string{"4:3 GO_NAME_CLASH the Go name newOrderAggregate would be both of the aggregate NewOrder and of the aggregate OrderAggregate"}},
		{"methods of the test kit", "context: a\naggregates:\n  StateOf: {}\n  Is: {}\n",
			[]string{"4:3 GO_NAME_CLASH the test kit's method StateOfIs would be both of the aggregate StateOf and of the aggregate Is"}},
		{"the types of a decision in Go", `
context: a
aggregates:
  Order:
    events: {PlaceEvent: {apply: none}}
    commands: {Place: {decide: go, emits: [PlaceEvent]}}
`, []string{"5:16 GO_NAME_CLASH the Go name PlaceEvent would be both of the event PlaceEvent and of the command Place"}},
		{"without a decision in Go there is no such type", `
context: a
aggregates:
  Order:
    events: {PlaceEvent: {apply: none}}
    commands: {Place: {emits: [PlaceEvent]}}
`, nil},
		{"two events stored under one name", `
context: a
aggregates:
  Order:
    events: {OrderSent: {apply: none}, OrderPosted: {was: OrderSent, apply: none}}
`, []string{"4:59 WIRE_CLASH OrderSent and OrderPosted are both stored as a.OrderSent"}},
		{"an event's old name that it has", `
context: a
aggregates:
  Order:
    events: {OrderSent: {was: [OrderPosted, OrderSent], apply: none}}
`, []string{"4:45 WIRE_CLASH OrderSent is read anyway"}},
	} {
		w.run(t)
	}
}

func TestInitialismsOfTheWorkspace(t *testing.T) {
	config, _ := syntax.ParseWorkspace("orchestrix.yaml", []byte("version: 1\ngo: {initialisms: [SKU, vat]}\n"))
	file, _ := syntax.Parse("a/a.orchestrix.yaml", []byte("context: a\nvalues: {Line: {fields: {sku: string}}}\n"))
	_, findings := resolve.Resolve(resolve.Input{Module: "example.org/m", Files: []*syntax.File{file}, Config: config})
	if len(findings) != 1 || findings[0].Rule != diag.BadValue || findings[0].Span.Start != (diag.Pos{Line: 2, Column: 25}) {
		t.Errorf("want one finding at vat: %v", findings)
	}
	config, _ = syntax.ParseWorkspace("orchestrix.yaml", []byte("version: 1\ngo: {initialisms: [SKU]}\n"))
	ws, findings := resolve.Resolve(resolve.Input{Module: "example.org/m", Files: []*syntax.File{file}, Config: config})
	if ws == nil || ws.Contexts[0].Values[0].Fields[0].GoName != "SKU" {
		t.Errorf("sku isn't SKU: %v", findings)
	}
}
