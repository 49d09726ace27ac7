package resolve_test

import (
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// inValue is a schema with some fields of a value, from line 6 on, column 7.
func inValue(fields string) string {
	return `context: a
enums: {Colour: [red, blue]}
unions: {Method: {card: {}}}
values:
  V:
    fields:
` + fields + `
  W:
    fields: {n: int, s: string}
aggregates: {Order: {}}
`
}

func TestTypesAreRead(t *testing.T) {
	ws := mustResolve(t, inValue(`      a: string
      b: int
      c: optional list of V
      d: map of Colour to list of W
      e: list of ref Order
      f: map of ref Order to Method
      g: "optional   decimal"
      h: {type: uint32}`))
	want := []string{
		"string", "int64", "optional list of V", "map of Colour to list of W", "list of ref Order",
		"map of ref Order to Method", "optional decimal", "uint32",
	}
	for i, f := range ws.Contexts[0].Values[0].Fields {
		if got := f.Type.String(); got != want[i] {
			t.Errorf("%s is %s, want %s", f.Name, got, want[i])
		}
	}
}

func TestTypes(t *testing.T) {
	for _, tt := range []struct {
		name, typ string
		want      string
	}{
		{"unknown", "list of Colours", `7:18 UNKNOWN_TYPE no type is named "Colours" (did you mean Colour?)`},
		{"another language's word", "integer", `7:10 UNKNOWN_TYPE no type is named "integer" (write int64)`},
		{"an aggregate", "optional Order", "7:19 AGGREGATE_AS_TYPE Order is an aggregate, and an aggregate is only referred to by its id (write `ref Order`)"},
		{"an unknown aggregate", "ref Ordr", `7:14 UNKNOWN_AGGREGATE no aggregate of context a is named "Ordr" (did you mean Order?)`},
		{"a ref to a value", "ref W", `7:14 UNKNOWN_AGGREGATE no aggregate of context a is named "W" (W is a value`},
		{"ref alone", "ref", "7:10 BAD_TYPE `ref` needs the name of an aggregate"},
		{"an unknown context", "ref shop.Order", `7:14 UNKNOWN_CONTEXT no context is named "shop"`},
		{"optional in a list", "list of optional int", "7:18 BAD_TYPE the elements of a list are never absent (write `optional list of int`"},
		{"optional in a map", "map of string to optional int", "7:27 BAD_TYPE the entries of a map are never absent"},
		{"optional twice", "optional optional int", "7:10 BAD_TYPE optional twice"},
		{"keys of numbers", "map of int to int", "7:17 BAD_TYPE the keys of a map are strings, enums or ids"},
		{"a map to nothing", "map of string", "7:10 BAD_TYPE a map says what its keys lead to (write `map of string to T`)"},
		{"a list of nothing", "list of", `7:15 BAD_TYPE a type is missing after "of"`},
		{"list alone", "list", "7:10 BAD_TYPE \"list\" isn't a whole type (write `list of T`)"},
		{"more after the type", "int or string", `7:14 BAD_TYPE the type ends before "or string"`},
		{"blank", "' '", "7:10 BAD_TYPE a type is missing here"},
		{"quoted", `"list of Colours"`, `7:19 UNKNOWN_TYPE no type is named "Colours"`},
		{"itself", "V", "7:10 RECURSIVE_TYPE V would hold itself without end (put optional, list or map between: `x: optional V`)"},
		{"itself between", "map of string to V", ""},
	} {
		want := []string{tt.want}
		if tt.want == "" {
			want = nil
		}
		wrong{tt.name, inValue("      x: " + tt.typ), want}.run(t)
	}
	wrong{"through another value", `
context: a
values:
  A: {fields: {b: B}}
  B: {fields: {c: int, a: A}}
`, []string{"4:27 RECURSIVE_TYPE A would hold itself without end"}}.run(t)
}

func TestKernelTypesAreShared(t *testing.T) {
	kernel := "-- k/k.orchestrix.yaml --\ncontext: money\nkernel: true\nvalues:\n  Money: {fields: {amount: int}}\n"
	ws := mustResolve(t, kernel+"-- a/a.orchestrix.yaml --\ncontext: a\nvalues:\n  Line: {fields: {price: money.Money}}\n")
	if v := ws.Contexts[0].Values[0].Fields[0].Type.Value; v == nil || v != ws.Contexts[1].Values[0] {
		t.Error("money.Money isn't the kernel's Money")
	}
	for _, w := range []wrong{
		{"an unknown type of a kernel", kernel + "-- a/a.orchestrix.yaml --\ncontext: a\nvalues:\n  Line: {fields: {price: list of money.Mony}}\n",
			[]string{`a/a.orchestrix.yaml:3:40 UNKNOWN_TYPE no type of context money is named "Mony" (did you mean Money?)`}},
		{"types of a context that is no kernel", "-- k/k.orchestrix.yaml --\ncontext: money\nvalues:\n  Money: {fields: {amount: int}}\n-- a/a.orchestrix.yaml --\ncontext: a\nvalues:\n  Line: {fields: {price: money.Money}}\n",
			[]string{"a/a.orchestrix.yaml:3:26 BAD_TYPE Money is of context money, which is no kernel"}},
		{"kernels that need each other", "-- k/k.orchestrix.yaml --\ncontext: k\nkernel: true\nvalues:\n  K: {fields: {l: optional l.L}}\n-- l/l.orchestrix.yaml --\ncontext: l\nkernel: true\nvalues:\n  L: {fields: {k: optional k.K}}\n",
			[]string{"l/l.orchestrix.yaml:4:28 RECURSIVE_TYPE kernel l uses kernel k, which uses it"}},
	} {
		w.run(t)
	}
}

func TestForeignIDsAreTypesOfThisPackage(t *testing.T) {
	ws := mustResolve(t, `
-- a/a.orchestrix.yaml --
context: a
values:
  V: {fields: {x: ref b.Payment, y: ref b.Order, z: list of ref b.Payment}}
aggregates:
  Order: {}
-- b/b.orchestrix.yaml --
context: b
aggregates:
  Payment: {id: {format: uuid}}
  Order: {}
`)
	a, b := ws.Contexts[0], ws.Contexts[1]
	var names []string
	for _, id := range a.IDs {
		names = append(names, id.GoName)
	}
	if len(names) != 3 || names[0] != "OrderID" || names[1] != "PaymentID" || names[2] != "BOrderID" {
		t.Errorf("ids %v", names)
	}
	payment := a.IDs[1]
	if !payment.Foreign() || payment.Format != model.IDUUID || payment.Aggregate != b.Aggregates[0] || a.IDs[0].Foreign() {
		t.Errorf("%+v", payment)
	}
	fields := a.Values[0].Fields
	if fields[0].Type.ID != payment || fields[2].Type.Elem.ID != payment {
		t.Error("one aggregate has several id types in a package")
	}
}

func TestFieldNames(t *testing.T) {
	for _, w := range []wrong{
		{"the style", inValue("      Total: int"), []string{`7:7 NAME_STYLE the name of a field is written in snake_case, not "Total" (write total)`}},
		{"one Go name", inValue("      line_2: int\n      line2: int"), []string{"8:7 GO_NAME_CLASH the fields line_2 and line2 of the value V are both Line2 in Go"}},
		{"a method's name", inValue("      clone: int"), []string{"7:7 GO_RESERVED a field of a value can't be named clone: generated code has a method Clone"}},
		{"words of Go", inValue("      type: int\n      error: string\n      context: int\n      fmt: int\n      runtime: int\n      len: int\n      string: string\n      func: int"), nil},
		{"error in a rejection", "context: a\naggregates:\n  Order:\n    rejections:\n      Late: {message: x, fields: {error: int}}\n",
			[]string{"5:35 GO_RESERVED a field of a rejection can't be named error: a rejection is a Go error"}},
		{"type in a variant", "context: a\nunions:\n  U:\n    v: {fields: {type: int}}\n", []string{"4:18 GO_RESERVED a field of a variant can't be named type"}},
		{"type as JSON key in a variant", "context: a\nunions:\n  U:\n    v: {fields: {kind: {type: int, wire: type}}}\n", []string{"4:42 WIRE_CLASH the JSON key `type` tells the variants of a union apart"}},
		{"one JSON key", inValue("      a: int\n      b: {type: int, wire: a}"), []string{`8:28 WIRE_CLASH the JSON key "a" is that of the field a, too`}},
		{"an old JSON key that another has", inValue("      a: int\n      b: {type: int, was: a}"), []string{`8:27 WIRE_CLASH the JSON key "a"`}},
		{"an old JSON key said twice", inValue("      b: {type: int, was: [a, a]}"), []string{`7:31 WIRE_CLASH "a" stands here twice`}},
		{"an old JSON key that is its own", inValue("      b: {type: int, was: b}"), []string{`7:27 WIRE_CLASH "b" is the field's JSON key now`}},
		{"the aggregate's id", "context: a\naggregates:\n  Order:\n    state: {order_id: string}\n",
			[]string{"4:13 DUPLICATE_NAME order_id is the id of Order itself, which isn't written"}},
		{"a field that is the id in Go", "context: a\naggregates:\n  Order:\n    id: {name: line2}\n    state: {line_2: string}\n",
			[]string{"5:13 GO_NAME_CLASH"}},
	} {
		w.run(t)
	}
	ws := mustResolve(t, inValue("      a: {type: int, wire: A-b, was: [x, y], deprecated: use b, doc: An a.}"))
	f := ws.Contexts[0].Values[0].Fields[0]
	for said, want := range map[string]string{"true": "not for new code", "false": "", "use b": "use b"} {
		ws := mustResolve(t, inValue("      a: {type: int, deprecated: "+said+"}"))
		if got := ws.Contexts[0].Values[0].Fields[0].Deprecated; got != want {
			t.Errorf("deprecated: %s is %q", said, got)
		}
	}
	if f.Wire != "A-b" || len(f.Was) != 2 || f.Deprecated != "use b" || f.Doc != "An a." || f.Pos.Line != 7 {
		t.Errorf("%+v", f)
	}
}

func TestFieldRules(t *testing.T) {
	for _, tt := range []struct {
		name, field string
		want        []string
	}{
		{"strings", "{type: string, min_len: 1, max_len: 5, pattern: '^a', format: slug, prefix: a, suffix: b, trimmed: true, in: [ab, aab], not_in: [c]}", nil},
		{"numbers", "{type: decimal, min: '0.5', max: 10, multiple_of: 0.5, in: [1, 2.5]}", nil},
		{"open bounds", "{type: optional int32, gt: 1, lt: 3}", nil},
		{"times", "{type: timestamp, min: 2026-01-01T00:00:00Z, past: true}", nil},
		{"collections", "{type: list of W, min_items: 1, max_items: 3, unique_by: n}", nil},
		{"elements and keys", "{type: map of string to list of string, keys: {max_len: 3}, each: {min_items: 1, each: {len: 2}}}", nil},

		{"not for the type", "{type: int, ▸min_len: 3}", []string{"RULE_NOT_FOR_TYPE `min_len` is for strings, and x is an int64"}},
		{"for the elements", "{type: list of string, ▸min_len: 3}", []string{"RULE_NOT_FOR_TYPE `min_len` is for strings, and x is a list of string (a rule for the elements stands under `each`"}},
		{"not for the elements", "{type: list of int, each: {▸trimmed: true}}", []string{"RULE_NOT_FOR_TYPE"}},
		{"open bounds of times", "{type: date, ▸gt: 2026-01-01}", []string{"RULE_NOT_FOR_TYPE"}},
		{"past numbers", "{type: int, ▸past: true}", []string{"RULE_NOT_FOR_TYPE"}},
		{"keys of a list", "{type: list of string, ▸keys: {len: 1}}", []string{"RULE_NOT_FOR_TYPE"}},
		{"unique_by of strings", "{type: list of string, ▸unique_by: n}", []string{"RULE_NOT_FOR_TYPE"}},
		{"unique_by of no field", "{type: list of W, unique_by: ▸m}", []string{"UNKNOWN_FIELD \"m\" isn't a field of the value W"}},
		{"a bound of another type", "{type: int, min: ▸a lot}", []string{"BAD_VALUE \"a lot\" isn't an int64"}},
		{"a bound out of range", "{type: int32, max: ▸3000000000}", []string{"BAD_VALUE"}},
		{"a pattern that doesn't compile", "{type: string, pattern: ▸'[a'}", []string{"BAD_PATTERN the pattern doesn't compile: missing closing ]"}},
		{"a pattern that is too long", "{type: string, pattern: ▸'" + strings.Repeat("ab", 600) + "'}", []string{"BAD_PATTERN a pattern of more than 1000 bytes"}},
		{"look-ahead", "{type: string, pattern: ▸'(?=a)'}", []string{"BAD_PATTERN"}},
		{"an unknown format", "{type: string, format: ▸emial}", []string{`BAD_FORMAT no format is named "emial" (did you mean email?)`}},
		{"a multiple of nothing", "{type: int, multiple_of: ▸0}", []string{"BAD_VALUE"}},
	} {
		wrong{tt.name, inValue("      x: " + tt.field), tt.want}.run(t)
	}
}

func TestLiteralsOfFields(t *testing.T) {
	for _, tt := range []struct {
		name, field string
		want        []string
	}{
		{"that keep the rules", "{type: int, min: 3, example: 3, default: 4}", nil},
		{"an example that breaks a rule", "{type: int, min: 3, example: ▸2}", []string{`BREAKS_OWN_RULE "2" must be at least 3`}},
		{"a default that breaks a rule", "{type: string, len: 3, default: ▸ab}", []string{"BREAKS_OWN_RULE"}},
		{"an element that breaks a rule", "{type: list of int, each: {min: 3}, example: [4, ▸2]}", []string{"BREAKS_OWN_RULE"}},
		{"of another type", "{type: Colour, default: ▸green}", []string{`UNKNOWN_ENUM_MEMBER "green" isn't a word of Colour`}},
		{"a value without all fields", "{type: W, example: ▸{n: 1}}", []string{"MISSING_KEY s of W is missing"}},
		{"a default of an optional", "{type: optional int, default: ▸1}", []string{"KEY_CONFLICT an optional field has no default"}},
		{"initial outside a state", "{type: int, initial: ▸1}", []string{"KEY_CONFLICT `initial` is for fields of a state"}},
	} {
		wrong{tt.name, inValue("      x: " + tt.field), tt.want}.run(t)
	}
	wrong{"in a state", "context: a\naggregates:\n  Order:\n    state:\n      n: {type: int, initial: 1}\n      m: {type: int, default: 1}\n      o: {type: int, initial: x}\n",
		[]string{"6:31 KEY_CONFLICT a field of a state has no default", "7:31 BAD_VALUE"}}.run(t)
}

func TestDefaultsWithinALiteralAreFilledInWhateverTheOrder(t *testing.T) {
	ws := mustResolve(t, `
context: a
values:
  A: {fields: {b: {type: B, default: {}}}}
  B: {fields: {n: {type: int, default: 7}}}
`)
	b := ws.Contexts[0].Values[0].Fields[0].Default.Value.(*model.StructLiteral)
	if len(b.Fields) != 1 || b.Fields[0].Value == nil || b.Fields[0].Value.Value != int64(7) {
		t.Errorf("the default of A.b is %+v", b)
	}
}
