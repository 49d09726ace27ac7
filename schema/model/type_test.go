package model_test

import (
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

func TestATypeIsWrittenAsTheLanguageHasIt(t *testing.T) {
	text := &model.Type{Kind: model.String}
	for want, typ := range map[string]*model.Type{
		"string":                  text,
		"optional list of string": {Kind: model.Optional, Elem: &model.Type{Kind: model.List, Elem: text}},
		"map of string to Status": {Kind: model.Map, Key: text, Elem: &model.Type{Kind: model.EnumRef, Enum: &model.Enum{Name: "Status"}}},
		"ref Order":               {Kind: model.IDRef, ID: &model.ID{Aggregate: &model.Aggregate{Name: "Order"}}},
		"Money":                   {Kind: model.ValueRef, Value: &model.Value{Name: "Money"}},
		"Method":                  {Kind: model.UnionRef, Union: &model.Union{Name: "Method"}},
		"the state of Order":      {Kind: model.Record, Record: &model.RecordType{Name: "the state of Order"}},
		"uuid":                    {Kind: model.UUID},
	} {
		if got := typ.String(); got != want {
			t.Errorf("%q is written %q", want, got)
		}
	}
}

// A node that can fail makes what holds it fail, unless has() came before.
func TestWhatCanFail(t *testing.T) {
	number := &model.Type{Kind: model.Int64}
	count := &model.Var{Scope: model.ScopeState, Name: "count", T: number}
	note := &model.Var{Scope: model.ScopeState, Name: "note", T: &model.Type{Kind: model.Optional, Elem: number}}
	sum := &model.Arith{Op: "+", X: count, Y: count, T: number}
	for name, tt := range map[string]struct {
		node model.Node
		want bool
	}{
		"a name":              {count, false},
		"a sum of integers":   {sum, true},
		"beside a sum":        {&model.Compare{Op: "<", X: count, Y: sum}, true},
		"an optional's value": {&model.Deref{X: note}, true},
		"behind has()":        {&model.Deref{X: note, Safe: true}, false},
		"an int64 as int32":   {&model.Convert{X: count, T: &model.Type{Kind: model.Int32}}, true},
		"an int32 as int64":   {&model.Convert{X: &model.Var{T: &model.Type{Kind: model.Int32}}, T: number}, false},
	} {
		if got := tt.node.Fails(); got != tt.want {
			t.Errorf("%s: Fails() is %v", name, got)
		}
	}
}
