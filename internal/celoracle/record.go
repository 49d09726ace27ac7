package celoracle

import (
	"fmt"
	"reflect"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// record is a value, a variant, a union or a root for cel-go. A union is an
// object with a field a variant, of which one is set.
type record struct {
	typ    *objectType
	fields map[string]ref.Val // those that are there
}

// objectType is a type of records.
type objectType struct {
	cel    *types.Type
	names  []string
	fields map[string]*model.Type // nil is a variant, which has no type of the model
	celOf  map[string]*types.Type
}

func (r *record) Get(name ref.Val) ref.Val {
	if v, ok := r.fields[string(name.(types.String))]; ok {
		return v
	}
	return types.NewErr("no such key: %v", name)
}

func (r *record) IsSet(name ref.Val) ref.Val {
	_, ok := r.fields[string(name.(types.String))]
	return types.Bool(ok)
}

func (r *record) Equal(other ref.Val) ref.Val {
	o, ok := other.(*record)
	if !ok || o.typ != r.typ || len(o.fields) != len(r.fields) {
		return types.False
	}
	for name, v := range r.fields {
		w, ok := o.fields[name]
		if !ok || v.Equal(w) != types.True {
			return types.False
		}
	}
	return types.True
}

func (r *record) Type() ref.Type { return r.typ.cel }
func (r *record) Value() any     { return r }

func (r *record) ConvertToNative(t reflect.Type) (any, error) {
	return nil, fmt.Errorf("no %v of a record", t)
}

func (r *record) ConvertToType(t ref.Type) ref.Val { return types.NewErr("no %v of a record", t) }

// with is a copy with some fields changed; an optional that is none unsets one.
func (r *record) with(changes traits.Mapper) ref.Val {
	changed := &record{typ: r.typ, fields: map[string]ref.Val{}}
	for name, v := range r.fields {
		changed.fields[name] = v
	}
	for it := changes.Iterator(); it.HasNext() == types.True; {
		name := it.Next()
		v := changes.Get(name)
		if opt, ok := v.(*types.Optional); ok {
			if !opt.HasValue() {
				delete(changed.fields, string(name.(types.String)))
				continue
			}
			v = opt.GetValue()
		}
		changed.fields[string(name.(types.String))] = v
	}
	return changed
}

// provider tells cel-go of the model's types.
type provider struct {
	types.Provider
	objects map[string]*objectType
}

func newProvider(base types.Provider) *provider {
	p := &provider{Provider: base, objects: map[string]*objectType{}}
	for _, v := range Things().Values {
		p.add(v.Name, v.Fields)
	}
	for _, u := range Things().Unions {
		union := &objectType{cel: types.NewObjectType(u.Name), fields: map[string]*model.Type{}, celOf: map[string]*types.Type{}}
		for _, v := range u.Variants {
			variant := p.add(variantType(u, v), v.Fields)
			union.names = append(union.names, v.Name)
			union.fields[v.Name], union.celOf[v.Name] = nil, variant.cel
		}
		p.objects[u.Name] = union
	}
	for _, root := range []*model.Var{expr.Meta, expr.Rejection} {
		p.add(root.Name, root.T.Record.Fields)
	}
	return p
}

func variantType(u *model.Union, v *model.Variant) string { return u.Name + "_" + v.Name }

func (p *provider) add(name string, fields []*model.Field) *objectType {
	o := &objectType{cel: types.NewObjectType(name), fields: map[string]*model.Type{}, celOf: map[string]*types.Type{}}
	for _, f := range fields {
		o.names = append(o.names, f.Name)
		o.fields[f.Name], o.celOf[f.Name] = f.Type, celType(f.Type)
	}
	p.objects[name] = o
	return o
}

func (p *provider) FindStructType(name string) (*types.Type, bool) {
	if o := p.objects[name]; o != nil {
		return types.NewTypeTypeWithParam(o.cel), true
	}
	return p.Provider.FindStructType(name)
}

func (p *provider) FindStructFieldNames(name string) ([]string, bool) {
	if o := p.objects[name]; o != nil {
		return o.names, true
	}
	return p.Provider.FindStructFieldNames(name)
}

func (p *provider) FindStructFieldType(name, field string) (*types.FieldType, bool) {
	if o := p.objects[name]; o != nil {
		t, ok := o.celOf[field]
		return &types.FieldType{Type: t}, ok
	}
	return p.Provider.FindStructFieldType(name, field)
}

func (p *provider) NewValue(name string, fields map[string]ref.Val) ref.Val {
	o := p.objects[name]
	if o == nil {
		return p.Provider.NewValue(name, fields)
	}
	r := &record{typ: o, fields: map[string]ref.Val{}}
	for name, v := range fields {
		r.fields[name] = v
	}
	return r
}

// celType is a type for cel-go.
func celType(t *model.Type) *types.Type {
	switch t.Kind {
	case model.String, model.IDRef, model.UUID, model.EnumRef:
		return cel.StringType
	case model.Bool:
		return cel.BoolType
	case model.Int32, model.Int64:
		return cel.IntType
	case model.Uint32, model.Uint64:
		return cel.UintType
	case model.Float64:
		return cel.DoubleType
	case model.Bytes:
		return cel.BytesType
	case model.Timestamp:
		return cel.TimestampType
	case model.Duration:
		return cel.DurationType
	case model.Decimal:
		return decimalType
	case model.Date:
		return dateType
	case model.List:
		return cel.ListType(celType(t.Elem))
	case model.Map:
		return cel.MapType(celType(t.Key), celType(t.Elem))
	case model.Optional:
		return celType(t.Elem)
	case model.ValueRef:
		return types.NewObjectType(t.Value.Name)
	case model.UnionRef:
		return types.NewObjectType(t.Union.Name)
	}
	panic(fmt.Sprintf("celoracle: no type of CEL for %s", t))
}

// val is a plain value for cel-go; not of what is absent.
func (p *provider) val(t *model.Type, x any) ref.Val {
	switch t.Kind {
	case model.Optional:
		return p.val(t.Elem, x)
	case model.Decimal:
		return decimalOf(x.(string))
	case model.Date:
		return celDate(x.(string))
	case model.List:
		list := make([]ref.Val, len(x.([]any)))
		for i, elem := range x.([]any) {
			list[i] = p.val(t.Elem, elem)
		}
		return types.NewRefValList(types.DefaultTypeAdapter, list)
	case model.Map:
		m := map[ref.Val]ref.Val{}
		for key, elem := range x.(map[any]any) {
			m[p.val(t.Key, key)] = p.val(t.Elem, elem)
		}
		return types.NewRefValMap(types.DefaultTypeAdapter, m)
	case model.ValueRef:
		return p.record(t.Value.Name, x.(*parts))
	case model.UnionRef:
		union := &record{typ: p.objects[t.Union.Name], fields: map[string]ref.Val{}}
		if x, ok := x.(*parts); ok {
			union.fields[x.variant] = p.record(variantType(t.Union, variantNamed(t.Union, x.variant)), x)
		}
		return union
	}
	return types.DefaultTypeAdapter.NativeToValue(x)
}

func (p *provider) record(name string, x *parts) ref.Val {
	r := &record{typ: p.objects[name], fields: map[string]ref.Val{}}
	for name, t := range r.typ.fields {
		if x.fields[name] != nil || t.Kind != model.Optional {
			r.fields[name] = p.val(t, x.fields[name])
		}
	}
	return r
}

// plainOf is the plain value of what cel-go gives.
func plainOf(v ref.Val) any {
	switch v := v.(type) {
	case types.Bool:
		return bool(v)
	case types.Int:
		return int64(v)
	case types.Uint:
		return uint64(v)
	case types.Double:
		return float64(v)
	case types.String:
		return string(v)
	case types.Bytes:
		return []byte(v)
	case types.Timestamp:
		return v.Time
	case types.Duration:
		return v.Duration
	case celDecimal:
		return decimalText(v.Rat)
	case celDate:
		return string(v)
	case *types.Optional:
		if !v.HasValue() {
			return nil
		}
		return plainOf(v.GetValue())
	case traits.Mapper:
		m := map[any]any{}
		for it := v.Iterator(); it.HasNext() == types.True; {
			key := it.Next()
			m[plainOf(key)] = plainOf(v.Get(key))
		}
		return m
	case traits.Lister:
		var list []any
		for it := v.Iterator(); it.HasNext() == types.True; {
			list = append(list, plainOf(it.Next()))
		}
		return list
	case *record:
		return v.plain()
	}
	return fmt.Sprintf("unexpected %T", v)
}

func (r *record) plain() any {
	p := &parts{fields: map[string]any{}}
	for name, t := range r.typ.fields {
		v, ok := r.fields[name]
		switch {
		case t == nil && ok: // a union's variant
			variant := v.(*record).plain().(*parts)
			variant.variant = name
			return variant
		case t == nil:
		case ok:
			p.fields[name] = plainOf(v)
		default:
			p.fields[name] = nil
		}
	}
	if len(r.typ.names) > 0 && r.typ.fields[r.typ.names[0]] == nil {
		return nil // a union that is unset
	}
	return p
}

// Root values that aren't inputs: every evaluation has the same.
var (
	Now       = time.Date(2026, 2, 28, 23, 30, 0, 123456789, time.UTC)
	Meta      = orchestrix.Meta{Time: Now, Actor: "ann", EventID: "7", Version: 3, CorrelationID: "c", CausationID: "ä"}
	Rejection = orchestrix.RejectionError{ID: "closed", Message: "it is closed"}
	metaOf    = &parts{fields: map[string]any{
		"time": Meta.Time, "actor": Meta.Actor, "tenant": Meta.Tenant, "event_id": string(Meta.EventID), "version": int64(Meta.Version),
		"correlation_id": Meta.CorrelationID, "causation_id": Meta.CausationID,
	}}
	rejected = &parts{fields: map[string]any{"id": Rejection.ID, "message": Rejection.Message}}
)

const exists = true

// NewID is every new id.
func NewID() string { return "id-1" }
