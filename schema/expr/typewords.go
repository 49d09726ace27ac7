package expr

import "github.com/orchestrix-go/orchestrix-gen/schema/model"

var (
	stringType    = &model.Type{Kind: model.String}
	boolType      = &model.Type{Kind: model.Bool}
	int32Type     = &model.Type{Kind: model.Int32}
	int64Type     = &model.Type{Kind: model.Int64}
	uint32Type    = &model.Type{Kind: model.Uint32}
	uint64Type    = &model.Type{Kind: model.Uint64}
	float64Type   = &model.Type{Kind: model.Float64}
	bytesType     = &model.Type{Kind: model.Bytes}
	decimalType   = &model.Type{Kind: model.Decimal}
	timestampType = &model.Type{Kind: model.Timestamp}
	durationType  = &model.Type{Kind: model.Duration}
	dateType      = &model.Type{Kind: model.Date}
	uuidType      = &model.Type{Kind: model.UUID}
	nullType      = &model.Type{Kind: model.Null}
)

func listOf(elem *model.Type) *model.Type { return &model.Type{Kind: model.List, Elem: elem} }

// words is a type as the schema writes it.
func words(t *model.Type) string {
	switch {
	case t.Kind <= anyKind:
		return "value"
	case open(t) && t.Kind == model.Map:
		return "map"
	case open(t):
		return "list"
	}
	return t.String()
}

// a is the type with its article, for sentences.
func a(t *model.Type) string {
	w := words(t)
	switch {
	case t.Kind == model.Record, t.Kind == model.Null, t.Kind == model.Bytes, t.Kind == model.JSON:
		return w
	case t.Kind == model.UUID || t.Kind == model.Uint32 || t.Kind == model.Uint64:
		return "a " + w
	case len(w) > 0 && (w[0] == 'a' || w[0] == 'e' || w[0] == 'i' || w[0] == 'o' || w[0] == 'A' || w[0] == 'E' || w[0] == 'I' || w[0] == 'O'):
		return "an " + w
	}
	return "a " + w
}

// same says that two types are one.
func same(s, t *model.Type) bool {
	if s == t {
		return true
	}
	if s == nil || t == nil || s.Kind != t.Kind {
		return false
	}
	switch s.Kind {
	case model.IDRef:
		return s.ID == t.ID
	case model.List, model.Optional:
		return same(s.Elem, t.Elem)
	case model.Map:
		return same(s.Key, t.Key) && same(s.Elem, t.Elem)
	case model.EnumRef:
		return s.Enum == t.Enum
	case model.ValueRef:
		return s.Value == t.Value
	case model.UnionRef:
		return s.Union == t.Union
	case model.Record:
		return s.Record == t.Record
	}
	return true
}

// plain is the type without its optional.
func plain(t *model.Type) *model.Type {
	if t != nil && t.Kind == model.Optional {
		return t.Elem
	}
	return t
}

// wide is the type that CEL computes in: every integer has 64 bits, an id is a string.
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

// elemOf is the type of a list's elements or a map's entries; nil for others.
func elemOf(t *model.Type) *model.Type {
	if t != nil && (t.Kind == model.List || t.Kind == model.Map) {
		return t.Elem
	}
	return nil
}

// join is the type that values of both types can be read as; nil without one.
func join(s, t *model.Type) *model.Type {
	switch {
	case same(s, t):
		return s
	case s.Kind == model.Optional || t.Kind == model.Optional:
		if elem := join(plain(s), plain(t)); elem != nil {
			return &model.Type{Kind: model.Optional, Elem: elem}
		}
		return nil
	case s.Kind == model.List && t.Kind == model.List:
		if elem := join(s.Elem, t.Elem); elem != nil {
			return listOf(elem)
		}
		return nil
	case s.Kind == model.Map && t.Kind == model.Map:
		key, elem := join(s.Key, t.Key), join(s.Elem, t.Elem)
		if key != nil && elem != nil {
			return &model.Type{Kind: model.Map, Key: key, Elem: elem}
		}
		return nil
	}
	if w := wide(s); same(w, wide(t)) {
		return w
	}
	return nil
}
