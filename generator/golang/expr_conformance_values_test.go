package golang

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	celpb "cel.dev/expr"
	conformance "cel.dev/expr/conformance/test"
	"github.com/dave/jennifer/jen"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/orchestrix-go/orchestrix-gen/internal/celoracle"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// variables are those of a case, and Go that says what they hold.
func (c conformanceCase) variables() (vars []*model.Var, values []jen.Code, err error) {
	for _, name := range slices.Sorted(maps.Keys(c.Bindings)) {
		t, code, err := goValue(c.Bindings[name].GetValue())
		if err != nil {
			return nil, nil, err
		}
		if strings.Contains(name, ".") {
			return nil, nil, fmt.Errorf("a variable with a dot in its name")
		}
		vars, values = append(vars, local(name, t)), append(values, code)
	}
	for _, decl := range c.TypeEnv {
		if _, bound := c.Bindings[decl.Name]; bound || decl.GetIdent() == nil {
			continue
		}
		t := declaredType(decl.GetIdent().Type)
		if t == nil {
			return nil, nil, fmt.Errorf("a variable of a type the language doesn't have")
		}
		vars, values = append(vars, local(decl.Name, t)), append(values, nil)
	}
	return vars, values, nil
}

func declaredType(t *celpb.Type) *model.Type {
	switch t := t.TypeKind.(type) {
	case *celpb.Type_Primitive:
		if kind, ok := primitiveKinds[t.Primitive]; ok {
			return simple(kind)
		}
	case *celpb.Type_ListType_:
		if elem := declaredType(t.ListType.ElemType); elem != nil {
			return listOf(elem)
		}
	case *celpb.Type_MapType_:
		key, elem := declaredType(t.MapType.KeyType), declaredType(t.MapType.ValueType)
		if key != nil && elem != nil {
			return mapOf(key, elem)
		}
	}
	return nil
}

var primitiveKinds = map[celpb.Type_PrimitiveType]model.Kind{
	celpb.Type_BOOL: model.Bool, celpb.Type_INT64: model.Int64, celpb.Type_UINT64: model.Uint64, celpb.Type_DOUBLE: model.Float64,
	celpb.Type_STRING: model.String, celpb.Type_BYTES: model.Bytes,
}

// goValue is a value of CEL as Go source, with its type.
func goValue(v *celpb.Value) (*model.Type, jen.Code, error) {
	typed := func(kind model.Kind, code jen.Code) (*model.Type, jen.Code, error) { return simple(kind), code, nil }
	switch v := v.GetKind().(type) {
	case *celpb.Value_BoolValue:
		return typed(model.Bool, jen.Lit(v.BoolValue))
	case *celpb.Value_Int64Value:
		return typed(model.Int64, jen.Int64().Call(jen.Lit(int(v.Int64Value))))
	case *celpb.Value_Uint64Value:
		return typed(model.Uint64, jen.Uint64().Call(jen.Op(strconv.FormatUint(v.Uint64Value, 10))))
	case *celpb.Value_DoubleValue:
		return typed(model.Float64, jen.Float64().Call(jen.Lit(v.DoubleValue)))
	case *celpb.Value_StringValue:
		return typed(model.String, jen.Lit(v.StringValue))
	case *celpb.Value_BytesValue:
		return typed(model.Bytes, jen.Index().Byte().Call(jen.Lit(string(v.BytesValue))))
	case *celpb.Value_ListValue:
		var elem *model.Type
		var elems []jen.Code
		for _, x := range v.ListValue.Values {
			t, code, err := goValue(x)
			if err != nil || elem != nil && elem.Kind != t.Kind {
				return nil, nil, fmt.Errorf("a variable that holds a list of many types: %w", err)
			}
			elem, elems = t, append(elems, code)
		}
		if elem != nil {
			return listOf(elem), jen.Index().Add(goTypes[elem.Kind]).Values(elems...), nil
		}
	case *celpb.Value_MapValue:
		var key, elem *model.Type
		var entries []jen.Code
		for _, x := range v.MapValue.Entries {
			k, keyCode, err := goValue(x.Key)
			e, elemCode, err2 := goValue(x.Value)
			if err = errors.Join(err, err2); err != nil || key != nil && (key.Kind != k.Kind || elem.Kind != e.Kind) {
				return nil, nil, fmt.Errorf("a variable that holds a map of many types: %w", err)
			}
			key, elem, entries = k, e, append(entries, jen.Add(keyCode).Op(":").Add(elemCode))
		}
		if key != nil && goTypes[elem.Kind] != nil {
			return mapOf(key, elem), jen.Map(goTypes[key.Kind]).Add(goTypes[elem.Kind]).Values(entries...), nil
		}
	case *celpb.Value_ObjectValue:
		switch x := plainValue(&celpb.Value{Kind: v}).(type) {
		case time.Time:
			return typed(model.Timestamp, jen.Qual("time", "Unix").Call(jen.Lit(int(x.Unix())), jen.Lit(x.Nanosecond())).Dot("UTC").Call())
		case time.Duration:
			return typed(model.Duration, jen.Qual("time", "Duration").Call(jen.Lit(int(x))))
		}
	}
	return nil, nil, fmt.Errorf("a variable that holds a %T", v.GetKind())
}

var goTypes = map[model.Kind]jen.Code{
	model.Bool: jen.Bool(), model.Int64: jen.Int64(), model.Uint64: jen.Uint64(), model.Float64: jen.Float64(), model.String: jen.String(),
}

// want is what a case is expected to come to, as the program writes it.
func (c conformanceCase) want() string {
	switch m := c.ResultMatcher.(type) {
	case *conformance.SimpleTest_Value:
		return celoracle.Text(plainValue(m.Value))
	case *conformance.SimpleTest_TypedResult:
		return celoracle.Text(plainValue(m.TypedResult.Result))
	case *conformance.SimpleTest_EvalError, *conformance.SimpleTest_AnyEvalErrors:
		return celoracle.Failed
	}
	return "true"
}

// plainValue is a value of CEL as the oracle knows them.
func plainValue(v *celpb.Value) any {
	switch v := v.GetKind().(type) {
	case *celpb.Value_BoolValue:
		return v.BoolValue
	case *celpb.Value_Int64Value:
		return v.Int64Value
	case *celpb.Value_Uint64Value:
		return v.Uint64Value
	case *celpb.Value_DoubleValue:
		return v.DoubleValue
	case *celpb.Value_StringValue:
		return v.StringValue
	case *celpb.Value_BytesValue:
		return v.BytesValue
	case *celpb.Value_ListValue:
		list := []any{}
		for _, elem := range v.ListValue.Values {
			list = append(list, plainValue(elem))
		}
		return list
	case *celpb.Value_MapValue:
		m := map[any]any{}
		for _, entry := range v.MapValue.Entries {
			m[plainValue(entry.Key)] = plainValue(entry.Value)
		}
		return m
	case *celpb.Value_ObjectValue:
		message, err := v.ObjectValue.UnmarshalNew()
		if err != nil {
			return err.Error()
		}
		switch m := message.(type) {
		case *timestamppb.Timestamp:
			return m.AsTime()
		case *durationpb.Duration:
			return m.AsDuration()
		}
		return "a message"
	}
	return "a value of another kind"
}

// typeText is a type in CEL's words.
func typeText(t *model.Type) string {
	switch t.Kind {
	case model.List:
		return "list(" + typeText(t.Elem) + ")"
	case model.Map:
		return "map(" + typeText(t.Key) + ", " + typeText(t.Elem) + ")"
	}
	return map[model.Kind]string{
		model.Bool: "BOOL", model.Int64: "INT64", model.Uint64: "UINT64", model.Float64: "DOUBLE", model.String: "STRING", model.Bytes: "BYTES",
		model.Timestamp: "TIMESTAMP", model.Duration: "DURATION",
	}[t.Kind]
}

func deducedText(t *celpb.Type) string {
	switch t := t.TypeKind.(type) {
	case *celpb.Type_Primitive:
		return t.Primitive.String()
	case *celpb.Type_WellKnown:
		return t.WellKnown.String()
	case *celpb.Type_ListType_:
		return "list(" + deducedText(t.ListType.ElemType) + ")"
	case *celpb.Type_MapType_:
		return "map(" + deducedText(t.MapType.KeyType) + ", " + deducedText(t.MapType.ValueType) + ")"
	}
	return fmt.Sprintf("%T", t.TypeKind)
}
