package golang

import (
	"math"
	"strconv"
	"time"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// pattern is what a piece of JSON must be, in the words of package scenariotest.
// Unlike a literal it has no Go type: fields that are left out aren't compared.
func (p *pkg) pattern(l *model.Literal) *jen.Statement {
	if l == nil || l.Value == nil {
		return jen.Nil()
	}
	switch x := l.Value.(type) {
	case *model.Literal:
		return p.pattern(x)
	case *model.EnumMember:
		return jen.Lit(x.Name)
	case int64:
		// A constant is an int by itself, which may have 32 bits.
		if x < math.MinInt32 || x > math.MaxInt32 {
			return jen.Int64().Parens(scalarLiteral(x))
		}
	case uint64:
		if x > math.MaxInt32 {
			return jen.Uint64().Parens(scalarLiteral(x))
		}
	case float64:
		return jen.Lit(x)
	case time.Time:
		if kindOf(l.Type) == model.Date {
			return jen.Lit(x.Format(time.DateOnly))
		}
		return timeLiteral(x)
	case time.Duration:
		if x == 0 {
			return jen.Qual("time", "Duration").Parens(jen.Lit(0))
		}
	case []byte:
		return bytesLiteral(x)
	case string:
		switch kindOf(l.Type) {
		case model.Decimal:
			return jen.Qual(pkgScenarioTest, "Decimal").Parens(jen.Lit(x))
		case model.JSON:
			return jen.Qual("encoding/json", "RawMessage").Parens(rawLiteral(x))
		}
	case []*model.Literal:
		return p.listPattern(x, literalWidth(l))
	case []model.MapEntry:
		return p.entriesPattern(x, literalWidth(l))
	case *model.StructLiteral:
		return p.fieldsPattern(x, literalWidth(l))
	}
	return scalarLiteral(l.Value)
}

// kindOf looks through optional.
func kindOf(t *model.Type) model.Kind {
	if t.Kind == model.Optional {
		return t.Elem.Kind
	}
	return t.Kind
}

func (p *pkg) listPattern(items []*model.Literal, width int) *jen.Statement {
	var parts []jen.Code
	for _, item := range items {
		parts = append(parts, p.pattern(item))
	}
	return jen.Qual(pkgScenarioTest, "List").Add(values(parts, width))
}

func (p *pkg) entriesPattern(entries []model.MapEntry, width int) *jen.Statement {
	var parts []jen.Code
	for _, entry := range entries {
		parts = append(parts, jen.Lit(keyText(entry.Key)).Op(":").Add(p.pattern(entry.Value)))
	}
	return jen.Qual(pkgScenarioTest, "Entries").Add(values(parts, width))
}

// keyText is a map's key as JSON has it.
func keyText(key *model.Literal) string {
	if member, ok := key.Value.(*model.EnumMember); ok {
		return member.Name
	}
	return key.Value.(string)
}

func (p *pkg) fieldsPattern(s *model.StructLiteral, width int) *jen.Statement {
	var parts []jen.Code
	if s.Variant != nil {
		parts = append(parts, jen.Lit("type").Op(":").Lit(s.Variant.Name))
	}
	for _, f := range s.Fields {
		parts = append(parts, jen.Op(strconv.Quote(f.Field.Wire)).Op(":").Add(p.pattern(f.Value)))
	}
	return jen.Qual(pkgScenarioTest, "Fields").Add(values(parts, width))
}
