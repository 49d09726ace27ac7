package celoracle

import (
	"encoding/hex"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// A plain value is one of the model's without the Go types of a generated
// package: bool, int64, uint64, float64, string (also ids, uuids, members of an
// enum, decimals and dates), []byte, time.Time, time.Duration, []any,
// map[any]any, *parts, and nil for what is absent or unset.

// parts are those of a value or a union's variant.
type parts struct {
	variant string // of a union
	fields  map[string]any
}

// Variants are the Go types of the unions' variants, by name.
type Variants map[string]reflect.Type

// give puts a plain value into a place of a generated Go type.
func (v Variants) give(place reflect.Value, t *model.Type, x any) {
	if x == nil {
		place.SetZero()
		return
	}
	switch t.Kind {
	case model.Optional:
		if place.Kind() == reflect.Pointer {
			place.Set(reflect.New(place.Type().Elem()))
			place = place.Elem()
		}
		v.give(place, t.Elem, x)
	case model.Bool:
		place.SetBool(x.(bool))
	case model.Int32, model.Int64:
		place.SetInt(x.(int64))
	case model.Uint32, model.Uint64:
		place.SetUint(x.(uint64))
	case model.Float64:
		place.SetFloat(x.(float64))
	case model.String, model.IDRef, model.EnumRef:
		place.SetString(x.(string))
	case model.UUID:
		place.Set(reflect.ValueOf(uuid.MustParse(x.(string))))
	case model.Decimal:
		place.Set(reflect.ValueOf(decimal.RequireFromString(x.(string))))
	case model.Date:
		place.Set(reflect.ValueOf(orchestrix.MustParseDate(x.(string))))
	case model.Bytes, model.Timestamp, model.Duration:
		place.Set(reflect.ValueOf(x))
	case model.List:
		list := x.([]any)
		place.Set(reflect.MakeSlice(place.Type(), len(list), len(list)))
		for i, elem := range list {
			v.give(place.Index(i), t.Elem, elem)
		}
	case model.Map:
		place.Set(reflect.MakeMap(place.Type()))
		key, elem := reflect.New(place.Type().Key()).Elem(), reflect.New(place.Type().Elem()).Elem()
		for k, e := range x.(map[any]any) {
			v.give(key, t.Key, k)
			v.give(elem, t.Elem, e)
			place.SetMapIndex(key, elem)
		}
	case model.ValueRef:
		v.giveFields(place, t.Value.Fields, x.(*parts))
	case model.UnionRef:
		variant := variantNamed(t.Union, x.(*parts).variant)
		s := reflect.New(v[variant.GoName]).Elem()
		v.giveFields(s, variant.Fields, x.(*parts))
		place.Set(s)
	}
}

func (v Variants) giveFields(place reflect.Value, fields []*model.Field, p *parts) {
	for _, f := range fields {
		v.give(place.FieldByName(f.GoName), f.Type, p.fields[f.Name])
	}
}

func variantNamed(u *model.Union, name string) *model.Variant {
	for _, v := range u.Variants {
		if v.Name == name {
			return v
		}
	}
	panic("celoracle: " + u.Name + " has no variant " + name)
}

// plain is the plain value in a place of a generated Go type.
func plain(place reflect.Value, t *model.Type) any {
	switch t.Kind {
	case model.Optional:
		if place.IsNil() {
			return nil
		}
		if place.Kind() == reflect.Pointer {
			place = place.Elem()
		}
		return plain(place, t.Elem)
	case model.Bool:
		return place.Bool()
	case model.Int32, model.Int64:
		return place.Int()
	case model.Uint32, model.Uint64:
		return place.Uint()
	case model.Float64:
		return place.Float()
	case model.String, model.IDRef, model.EnumRef:
		return place.String()
	case model.UUID, model.Date:
		return place.Interface().(fmt.Stringer).String()
	case model.Decimal:
		return decimalText(place.Interface().(decimal.Decimal).Rat())
	case model.Bytes:
		return place.Bytes()
	case model.Timestamp, model.Duration:
		return place.Interface()
	case model.List:
		list := make([]any, place.Len())
		for i := range list {
			list[i] = plain(place.Index(i), t.Elem)
		}
		return list
	case model.Map:
		m := make(map[any]any, place.Len())
		for it := place.MapRange(); it.Next(); {
			m[plain(it.Key(), t.Key)] = plain(it.Value(), t.Elem)
		}
		return m
	case model.ValueRef:
		return plainFields(place, t.Value.Fields, "")
	case model.UnionRef:
		if place.IsNil() {
			return nil
		}
		for _, v := range t.Union.Variants {
			if v.GoName == place.Elem().Type().Name() {
				return plainFields(place.Elem(), v.Fields, v.Name)
			}
		}
	}
	panic(fmt.Sprintf("celoracle: no plain value of %s", t))
}

func plainFields(place reflect.Value, fields []*model.Field, variant string) *parts {
	p := &parts{variant: variant, fields: make(map[string]any, len(fields))}
	for _, f := range fields {
		p.fields[f.Name] = plain(place.FieldByName(f.GoName), f.Type)
	}
	return p
}

// Text writes a plain value: see appendText.
func Text(x any) string { return string(appendText(nil, x)) }

// appendText writes a plain value so that equal ones, and no others, have one
// text.
func appendText(b []byte, x any) []byte {
	switch x := x.(type) {
	case nil:
		return append(b, "absent"...)
	case bool:
		return strconv.AppendBool(b, x)
	case int64:
		return strconv.AppendInt(b, x, 10)
	case uint64:
		return append(strconv.AppendUint(b, x, 10), 'u')
	case float64:
		return strconv.AppendFloat(append(b, 'f'), x, 'g', -1, 64)
	case string:
		return strconv.AppendQuote(b, x)
	case []byte:
		return hex.AppendEncode(append(b, "0x"...), x)
	case time.Time:
		return x.UTC().AppendFormat(b, time.RFC3339Nano)
	case time.Duration:
		return append(b, x.String()...)
	case []any:
		b = append(b, '[')
		for i, elem := range x {
			if i > 0 {
				b = append(b, ' ')
			}
			b = appendText(b, elem)
		}
		return append(b, ']')
	case map[any]any:
		entries := make([]string, 0, len(x))
		for key, elem := range x {
			entries = append(entries, string(appendText(append(appendText(nil, key), ':'), elem)))
		}
		slices.Sort(entries)
		return append(b, "map{"+strings.Join(entries, " ")+"}"...)
	case *parts:
		b = append(append(b, x.variant...), '{')
		for _, name := range slices.Sorted(maps.Keys(x.fields)) {
			b = append(appendText(append(append(b, name...), ':'), x.fields[name]), ' ')
		}
		return append(b, '}')
	}
	panic(fmt.Sprintf("celoracle: no text of %T", x))
}

// show is the inputs that an expression names.
func (p *parts) show(source string) string {
	var b strings.Builder
	for _, f := range inputs().Fields {
		if strings.Contains(source, "state."+f.Name) {
			fmt.Fprintf(&b, "%s = %s\n", f.Name, appendText(nil, p.fields[f.Name]))
		}
	}
	return b.String()
}

// modelType is the type of the model that a Go type stands for. Lists and maps
// don't show whether they are optional.
func modelType(t reflect.Type) *model.Type {
	switch t {
	case reflect.TypeFor[time.Time]():
		return timestampType
	case reflect.TypeFor[time.Duration]():
		return durationType
	case reflect.TypeFor[[]byte]():
		return bytesType
	case reflect.TypeFor[decimal.Decimal]():
		return decimalTyp
	case reflect.TypeFor[orchestrix.Date]():
		return dateTyp
	case reflect.TypeFor[uuid.UUID]():
		return uuidType
	}
	switch t.Kind() {
	case reflect.Bool:
		return boolType
	case reflect.Int32, reflect.Int64:
		return int64Type
	case reflect.Uint32, reflect.Uint64:
		return uint64Type
	case reflect.Float64:
		return float64Type
	case reflect.String:
		return stringType
	case reflect.Pointer:
		return optionalOf(modelType(t.Elem()))
	case reflect.Slice:
		return listOf(modelType(t.Elem()))
	case reflect.Map:
		return mapOf(modelType(t.Key()), modelType(t.Elem()))
	case reflect.Struct:
		return valueType(t.Name())
	case reflect.Interface:
		return unionType()
	}
	panic("celoracle: no type of the model for " + t.String())
}
