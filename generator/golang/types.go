package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// goType is how a type of the schema is written in this context's package.
func (p *pkg) goType(t *model.Type) *jen.Statement {
	switch t.Kind {
	case model.String:
		return jen.String()
	case model.Bool:
		return jen.Bool()
	case model.Int32:
		return jen.Int32()
	case model.Int64:
		return jen.Int64()
	case model.Uint32:
		return jen.Uint32()
	case model.Uint64:
		return jen.Uint64()
	case model.Float64:
		return jen.Float64()
	case model.Bytes:
		return jen.Index().Byte()
	case model.JSON:
		return jen.Qual("encoding/json", "RawMessage")
	case model.Decimal:
		return jen.Qual(pkgDecimal, "Decimal")
	case model.Timestamp:
		return jen.Qual("time", "Time")
	case model.Duration:
		return jen.Qual("time", "Duration")
	case model.Date:
		return jen.Qual(pkgOrchestrix, "Date")
	case model.UUID:
		return jen.Qual(pkgUUID, "UUID")
	case model.IDRef:
		return jen.Qual(t.ID.Context.Import, t.ID.GoName)
	case model.List:
		return jen.Index().Add(p.goType(t.Elem))
	case model.Map:
		return jen.Map(p.goType(t.Key)).Add(p.goType(t.Elem))
	case model.Optional:
		return p.optionalType(t.Elem)
	case model.EnumRef:
		return jen.Qual(t.Enum.Context.Import, t.Enum.GoName)
	case model.ValueRef:
		return jen.Qual(t.Value.Context.Import, t.Value.GoName)
	case model.Record:
		return jen.Id(p.stateOf(t.Record).GoName)
	case model.UnionRef:
		return jen.Qual(t.Union.Context.Import, t.Union.GoName)
	}
	panic("no Go type for this kind of type; please report this as a bug of orchestrix-gen")
}

// optionalType is a pointer, but a list, map or union, which stays nil when absent.
func (p *pkg) optionalType(elem *model.Type) *jen.Statement {
	if nilIsAbsent(elem) {
		return p.goType(elem)
	}
	return jen.Op("*").Add(p.goType(elem))
}

// stateOf is the aggregate that a record is the state of: of records only states
// are values in Go.
func (p *pkg) stateOf(r *model.RecordType) *model.Aggregate {
	for _, a := range p.ctx.Aggregates {
		if len(r.Fields) > 0 && r.Fields[0] == a.IDField {
			return a
		}
	}
	panic(bug("a value of type %s", r.Name))
}

// nilIsAbsent says that an optional of the type needs no pointer.
func nilIsAbsent(elem *model.Type) bool {
	switch elem.Kind {
	case model.List, model.Map, model.UnionRef, model.Bytes, model.JSON:
		return true
	}
	return false
}
