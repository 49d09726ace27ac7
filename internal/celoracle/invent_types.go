package celoracle

import (
	"slices"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

func simple(k model.Kind) *model.Type { return &model.Type{Kind: k} }

var (
	stringType    = simple(model.String)
	boolType      = simple(model.Bool)
	int32Type     = simple(model.Int32)
	int64Type     = simple(model.Int64)
	uint32Type    = simple(model.Uint32)
	uint64Type    = simple(model.Uint64)
	float64Type   = simple(model.Float64)
	bytesType     = simple(model.Bytes)
	timestampType = simple(model.Timestamp)
	durationType  = simple(model.Duration)
	decimalTyp    = simple(model.Decimal)
	dateTyp       = simple(model.Date)
	uuidType      = simple(model.UUID)
)

func listOf(t *model.Type) *model.Type     { return &model.Type{Kind: model.List, Elem: t} }
func optionalOf(t *model.Type) *model.Type { return &model.Type{Kind: model.Optional, Elem: t} }
func mapOf(key, elem *model.Type) *model.Type {
	return &model.Type{Kind: model.Map, Key: key, Elem: elem}
}

func enumType() *model.Type {
	return &model.Type{Kind: model.EnumRef, Enum: Things().Enums[0]}
}

func unionType() *model.Type {
	return &model.Type{Kind: model.UnionRef, Union: Things().Unions[0]}
}

func valueType(name string) *model.Type {
	return &model.Type{Kind: model.ValueRef, Value: valueNamed(name)}
}

func idType() *model.Type { return &model.Type{Kind: model.IDRef, ID: Things().IDs[0]} }

// scalars are the types that expressions compute with.
var scalars = []*model.Type{
	boolType, boolType, int64Type, int64Type, uint64Type, float64Type, stringType, stringType, bytesType,
	timestampType, durationType, decimalTyp, dateTyp,
}

// anyType is a type that an expression can have by itself.
func (g *inventor) anyType() *model.Type {
	switch g.IntN(12) {
	case 0:
		return enumType()
	case 1:
		return pick(g.chooser, valueType("Part"), valueType("Part"), valueType("Thing"))
	case 2:
		return unionType()
	case 3, 4:
		return listOf(g.elemType())
	case 5:
		return mapOf(g.keyType(), g.elemType())
	case 6:
		return pick(g.chooser, listOf(idType()), listOf(uuidType), listOf(int32Type), listOf(listOf(int64Type)), mapOf(enumType(), decimalTyp), mapOf(idType(), valueType("Part")))
	}
	return pick(g.chooser, scalars...)
}

// elemType is a type of what lists and maps hold.
func (g *inventor) elemType() *model.Type {
	switch g.IntN(8) {
	case 0:
		return enumType()
	case 1:
		return valueType("Part")
	case 2:
		return unionType()
	case 3:
		return listOf(pick(g.chooser, scalars...))
	}
	return pick(g.chooser, scalars...)
}

// wide is the type that CEL computes in.
func wide(t *model.Type) *model.Type {
	switch t.Kind {
	case model.Int32:
		return int64Type
	case model.Uint32:
		return uint64Type
	case model.IDRef, model.UUID:
		return stringType
	}
	return t
}

// isNarrow says that a type is one of what only fields hold.
func isNarrow(t *model.Type) bool { return !same(wide(t), t) }

func same(s, t *model.Type) bool {
	if s.Kind != t.Kind {
		return false
	}
	switch s.Kind {
	case model.List, model.Optional:
		return same(s.Elem, t.Elem)
	case model.Map:
		return same(s.Key, t.Key) && same(s.Elem, t.Elem)
	case model.ValueRef:
		return s.Value == t.Value
	case model.EnumRef:
		return s.Enum == t.Enum
	case model.UnionRef:
		return s.Union == t.Union
	}
	return true
}

// unify says whether a type is an instance of one of a signature, in which
// kinds below zero stand for any type.
func unify(pattern, t *model.Type, bound map[model.Kind]*model.Type) bool {
	switch {
	case pattern.Kind < 0:
		if known := bound[pattern.Kind]; known != nil {
			return same(known, t)
		}
		bound[pattern.Kind] = t
		return true
	case pattern.Kind == model.List:
		return t.Kind == model.List && unify(pattern.Elem, t.Elem, bound)
	case pattern.Kind == model.Map:
		return t.Kind == model.Map && unify(pattern.Key, t.Key, bound) && unify(pattern.Elem, t.Elem, bound)
	}
	return same(pattern, t)
}

// instance fills in the open types of a signature, those not bound yet at
// random; what is a map's key is a string.
func (g *inventor) instance(t *model.Type, bound map[model.Kind]*model.Type) *model.Type {
	switch {
	case t.Kind < 0:
		if bound[t.Kind] == nil {
			bound[t.Kind] = g.elemType()
		}
		return bound[t.Kind]
	case t.Kind == model.List:
		return listOf(g.instance(t.Elem, bound))
	case t.Kind == model.Map:
		if t.Key.Kind < 0 && bound[t.Key.Kind] == nil {
			bound[t.Key.Kind] = stringType
		}
		return mapOf(g.instance(t.Key, bound), g.instance(t.Elem, bound))
	}
	return t
}

// shadow is what is in scope when a name gets another meaning.
func (g *inventor) shadow(names ...string) []named {
	return slices.DeleteFunc(slices.Clone(g.scope), func(n named) bool {
		return slices.ContainsFunc(names, func(name string) bool { return begins(n.code.ours, name) })
	})
}

// begins says that a path begins with a name.
func begins(path, name string) bool {
	if len(path) < len(name) || path[:len(name)] != name {
		return false
	}
	return len(path) == len(name) || path[len(name)] == '.' || path[len(name)] == '['
}
