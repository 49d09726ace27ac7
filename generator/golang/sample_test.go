package golang

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

func TestSamplesKeepTheRules(t *testing.T) {
	count := func(n int) *int { return &n }
	integer := func(n int64) *model.Literal { return lit(simple(model.Int64), n) }
	status := &model.Enum{Members: []*model.EnumMember{{Name: "draft"}}}
	value := &model.Value{Fields: []*model.Field{codecField("n", "N", simple(model.Int64))}}
	value.Fields[0].Rules.Min = integer(2)
	noon := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name  string
		t     *model.Type
		rules model.FieldRules
		want  any // nil: the zero value, or nothing that is easily made
	}{
		{"any text", simple(model.String), model.FieldRules{}, nil},
		{"some text", simple(model.String), model.FieldRules{MinLen: count(1)}, "a"},
		{"long text", simple(model.String), model.FieldRules{MinLen: count(9), MaxLen: count(9)}, "aaaaaaaaa"},
		{"text of a length", simple(model.String), model.FieldRules{Len: count(3)}, "aaa"},
		{"text around", simple(model.String), model.FieldRules{Prefix: "p-", Suffix: "-s", MinLen: count(6)}, "p-aa-s"},
		{"a pattern", simple(model.String), model.FieldRules{Pattern: "^[A-Z]{3}$"}, "AAA"},
		{"a longer pattern", simple(model.String), model.FieldRules{Pattern: `^(ab|cd)-\d+x?$`}, "ab-1"},
		{"a pattern beyond it", simple(model.String), model.FieldRules{Pattern: `\bzz\B`}, nil},
		{"an email", simple(model.String), model.FieldRules{Format: "email"}, "someone@example.com"},
		{"one of", simple(model.String), model.FieldRules{In: []*model.Literal{stringLit("x")}}, "x"},
		{"not that", simple(model.String), model.FieldRules{MinLen: count(1), NotIn: []*model.Literal{stringLit("a")}}, "example"},
		{"any number", simple(model.Int64), model.FieldRules{}, nil},
		{"at least 3", simple(model.Int64), model.FieldRules{Min: integer(3)}, int64(3)},
		{"more than 0", simple(model.Int64), model.FieldRules{GT: integer(0)}, int64(1)},
		{"at most -2", simple(model.Int64), model.FieldRules{Max: integer(-2)}, int64(-2)},
		{"less than 0", simple(model.Int64), model.FieldRules{LT: integer(0)}, int64(-1)},
		{"a multiple", simple(model.Int64), model.FieldRules{GT: integer(0), MultipleOf: integer(25)}, int64(25)},
		{"out of reach", simple(model.Int64), model.FieldRules{Min: integer(26), MultipleOf: integer(25)}, nil},
		{"unsigned", simple(model.Uint32), model.FieldRules{Min: lit(simple(model.Uint32), uint64(7))}, uint64(7)},
		{"a float", simple(model.Float64), model.FieldRules{Min: lit(simple(model.Float64), 1.5)}, 1.5},
		{"a decimal", simple(model.Decimal), model.FieldRules{Max: lit(simple(model.Decimal), "-0.25")}, "-0.25"},
		{"a time", simple(model.Timestamp), model.FieldRules{}, noon},
		{"a time before", simple(model.Timestamp), model.FieldRules{Past: true}, noon.AddDate(-1, 0, 0)},
		{"a time after", simple(model.Timestamp), model.FieldRules{Future: true}, noon.AddDate(1, 0, 0)},
		{"a late time", simple(model.Timestamp), model.FieldRules{Min: lit(simple(model.Timestamp), noon.AddDate(2, 0, 0))}, noon.AddDate(2, 0, 0)},
		{"an enum", enumRef(status), model.FieldRules{}, status.Members[0]},
		{"an optional", optionalOf(enumRef(status)), model.FieldRules{}, nil},
		{"any list", listOf(simple(model.String)), model.FieldRules{}, nil},
		{"a full list", listOf(simple(model.String)), model.FieldRules{MinItems: count(2)}, []*model.Literal{stringLit(""), stringLit("")}},
		{"a full set", listOf(simple(model.String)), model.FieldRules{MinItems: count(2), Unique: true}, nil},
		{"a list of such", listOf(simple(model.String)), model.FieldRules{MinItems: count(1), Each: &model.FieldRules{MinLen: count(1)}}, []*model.Literal{stringLit("a")}},
		{"a map", mapOf(simple(model.String), simple(model.Bool)), model.FieldRules{MinItems: count(1)},
			[]model.MapEntry{{Key: stringLit(""), Value: lit(simple(model.Bool), false)}}},
		{"a value", valueRef(value), model.FieldRules{}, &model.StructLiteral{Fields: []model.FieldLiteral{{Field: value.Fields[0], Value: integer(2)}}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got any
			if l := (samples{}).value(tt.t, &tt.rules); l != nil {
				got = l.Value
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAValueInItselfHasASample(t *testing.T) {
	one := 1
	tree := &model.Value{}
	tree.Fields = []*model.Field{codecField("children", "Children", listOf(valueRef(tree)))}
	tree.Fields[0].Rules.MinItems = &one
	if l := (samples{}).value(valueRef(tree), &model.FieldRules{}); l == nil {
		t.Error("it has none")
	}
}

func TestAnExampleIsTakenBeforeTheRules(t *testing.T) {
	f := codecField("n", "N", simple(model.String))
	f.Default = stringLit("default")
	if got := (samples{}).field(f).Value; got != "default" {
		t.Errorf("the sample is %v", got)
	}
	f.Example = stringLit("example")
	if got := (samples{}).field(f).Value; got != "example" {
		t.Errorf("the sample is %v", got)
	}
}
