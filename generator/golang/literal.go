package golang

import (
	"fmt"
	"math"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// literal is a constant as Go writes it where its type is known from the place:
// a field, an assignment, an argument. An id is just "ord_1" there.
func (p *pkg) literal(l *model.Literal) jen.Code { return p.literalIn(l, false) }

// typedLiteral is a constant whose Go type is told by itself: OrderID("ord_1").
func (p *pkg) typedLiteral(l *model.Literal) jen.Code { return p.literalIn(l, true) }

func (p *pkg) literalIn(l *model.Literal, typed bool) *jen.Statement {
	if l == nil || l.Value == nil {
		return jen.Nil()
	}
	switch l.Type.Kind {
	case model.Optional:
		return p.optionalLiteral(l)
	case model.Decimal:
		return jen.Qual(pkgDecimal, "RequireFromString").Call(jen.Lit(l.Value.(string)))
	case model.UUID:
		return jen.Qual(pkgUUID, "MustParse").Call(jen.Lit(l.Value.(string)))
	case model.Timestamp:
		return timeLiteral(l.Value.(time.Time))
	case model.Date:
		return jen.Qual(pkgOrchestrix, "MustParseDate").Call(jen.Lit(l.Value.(time.Time).Format(time.DateOnly)))
	case model.Bytes:
		return bytesLiteral(l.Value.([]byte))
	case model.JSON:
		return jen.Qual("encoding/json", "RawMessage").Call(rawLiteral(l.Value.(string)))
	case model.EnumRef:
		return p.enumLiteral(l)
	case model.List:
		return p.listLiteral(l)
	case model.Map:
		return p.mapLiteral(l)
	case model.ValueRef, model.UnionRef:
		return p.structLiteral(l)
	}
	code := scalarLiteral(l.Value)
	if typed && needsConversion(l) {
		return p.goType(l.Type).Parens(code)
	}
	return code
}

// scalarLiteral is an untyped constant, but for durations, which read better
// in their units.
func scalarLiteral(value any) *jen.Statement {
	switch x := value.(type) {
	case string:
		return jen.Lit(x)
	case bool:
		return jen.Lit(x)
	case int64:
		if x == math.MinInt64 {
			return jen.Qual("math", "MinInt64")
		}
		return jen.Op(strconv.FormatInt(x, 10))
	case uint64:
		return jen.Op(strconv.FormatUint(x, 10))
	case float64:
		return jen.Op(strconv.FormatFloat(x, 'g', -1, 64))
	case time.Duration:
		return durationLiteral(x)
	}
	panic(fmt.Sprintf("no Go literal for a %T; please report this as a bug of orchestrix-gen", value))
}

// needsConversion says that an untyped constant would get another type by
// itself.
func needsConversion(l *model.Literal) bool {
	switch l.Type.Kind {
	case model.String, model.Bool:
		return false
	case model.Duration:
		return l.Value.(time.Duration) == 0
	}
	return true
}

func (p *pkg) optionalLiteral(l *model.Literal) *jen.Statement {
	inner := &model.Literal{Type: l.Type.Elem, Value: l.Value, Pos: l.Pos}
	if nested, ok := l.Value.(*model.Literal); ok {
		inner = nested
	}
	if nilIsAbsent(inner.Type) {
		return p.literalIn(inner, true)
	}
	return jen.New(p.literalIn(inner, true))
}

// enumLiteral is the member's constant. Only a scenario has a member without
// one: a word that isn't of the enum, to show that it is refused.
func (p *pkg) enumLiteral(l *model.Literal) *jen.Statement {
	member := l.Value.(*model.EnumMember)
	if member.GoName == "" {
		return p.goType(l.Type).Parens(jen.Lit(member.Name))
	}
	return jen.Qual(l.Type.Enum.Context.Import, member.GoName)
}

func (p *pkg) listLiteral(l *model.Literal) *jen.Statement {
	var items []jen.Code
	for _, item := range l.Value.([]*model.Literal) {
		items = append(items, p.element(item))
	}
	return p.goType(l.Type).Add(values(items, literalWidth(l)))
}

func (p *pkg) mapLiteral(l *model.Literal) *jen.Statement {
	var entries []jen.Code
	for _, entry := range l.Value.([]model.MapEntry) {
		entries = append(entries, jen.Add(p.literal(entry.Key)).Op(":").Add(p.element(entry.Value)))
	}
	return p.goType(l.Type).Add(values(entries, literalWidth(l)))
}

// element is a literal in a list or map: the type of a struct or list stands
// there already.
func (p *pkg) element(l *model.Literal) jen.Code {
	switch x := l.Value.(type) {
	case *model.StructLiteral:
		if l.Type.Kind == model.ValueRef {
			return values(p.structFields(x), literalWidth(l))
		}
	case []*model.Literal:
		var items []jen.Code
		for _, item := range x {
			items = append(items, p.element(item))
		}
		return values(items, literalWidth(l))
	}
	return p.literal(l)
}

func (p *pkg) structLiteral(l *model.Literal) *jen.Statement {
	s := l.Value.(*model.StructLiteral)
	typ := p.goType(l.Type)
	if s.Variant != nil {
		typ = jen.Qual(s.Variant.Union.Context.Import, s.Variant.GoName)
	}
	return typ.Add(values(p.structFields(s), literalWidth(l)))
}

// structFields are the fields that were given and aren't absent.
func (p *pkg) structFields(s *model.StructLiteral) []jen.Code {
	var fields []jen.Code
	for _, f := range s.Fields {
		if f.Value != nil && f.Value.Value != nil {
			fields = append(fields, jen.Id(f.Field.GoName).Op(":").Add(p.literal(f.Value)))
		}
	}
	return fields
}

// messageLiteral is an event or command with the fields of a literal.
func (p *pkg) messageLiteral(goName string, l *model.Literal) *jen.Statement {
	s := l.Value.(*model.StructLiteral)
	return jen.Qual(p.ctx.Import, goName).Add(values(p.structFields(s), literalWidth(l)))
}

// lineWidth is how wide a literal may be before its parts get lines of their own.
const lineWidth = 100

// values are the parts of a composite literal: on one line if that is short.
func values(parts []jen.Code, width int) *jen.Statement {
	if width <= lineWidth || len(parts) == 0 {
		return jen.Values(parts...)
	}
	return jen.Custom(jen.Options{Open: "{", Close: "}", Separator: ",", Multi: true}, parts...)
}

// literalWidth is about how many characters a literal takes on one line.
func literalWidth(l *model.Literal) int {
	if l == nil {
		return 3
	}
	switch x := l.Value.(type) {
	case string:
		return len(x) + 2
	case time.Time:
		return 50
	case *model.EnumMember:
		return len(x.GoName) + 8
	case []*model.Literal:
		width := 10
		for _, item := range x {
			width += literalWidth(item) + 2
		}
		return width
	case []model.MapEntry:
		width := 16
		for _, entry := range x {
			width += literalWidth(entry.Key) + literalWidth(entry.Value) + 4
		}
		return width
	case *model.StructLiteral:
		width := 10
		for _, f := range x.Fields {
			width += len(f.Field.GoName) + literalWidth(f.Value) + 4
		}
		return width
	case []byte:
		return 4 * len(x)
	}
	return 10
}

func timeLiteral(t time.Time) *jen.Statement {
	t = t.UTC()
	return jen.Qual("time", "Date").Call(
		jen.Lit(t.Year()), jen.Qual("time", t.Month().String()), jen.Lit(t.Day()),
		jen.Lit(t.Hour()), jen.Lit(t.Minute()), jen.Lit(t.Second()), jen.Lit(t.Nanosecond()),
		jen.Qual("time", "UTC"))
}

var durationUnits = []struct {
	unit time.Duration
	name string
}{
	{time.Hour, "Hour"},
	{time.Minute, "Minute"},
	{time.Second, "Second"},
	{time.Millisecond, "Millisecond"},
	{time.Microsecond, "Microsecond"},
	{time.Nanosecond, "Nanosecond"},
}

// durationLiteral counts the largest unit that comes out even.
func durationLiteral(d time.Duration) *jen.Statement {
	if d == 0 {
		return jen.Lit(0)
	}
	for _, u := range durationUnits {
		if d%u.unit != 0 {
			continue
		}
		if d == u.unit {
			return jen.Qual("time", u.name)
		}
		return jen.Op(strconv.FormatInt(int64(d/u.unit), 10)).Op("*").Qual("time", u.name)
	}
	panic("unreachable: every duration is a number of nanoseconds")
}

// durationOperand is a duration that can stand beside any operator.
func durationOperand(d time.Duration) *jen.Statement {
	for _, u := range durationUnits {
		if d == u.unit {
			return durationLiteral(d)
		}
	}
	return jen.Parens(durationLiteral(d))
}

// bytesLiteral is readable where the bytes are text.
func bytesLiteral(b []byte) *jen.Statement {
	typ := jen.Index().Byte()
	if isText(b) {
		return typ.Parens(jen.Lit(string(b)))
	}
	var items []jen.Code
	for _, x := range b {
		items = append(items, jen.Op(fmt.Sprintf("%#02x", x)))
	}
	return typ.Values(items...)
}

func isText(b []byte) bool {
	if !utf8.Valid(b) {
		return false
	}
	for _, r := range string(b) {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return true
}

// rawLiteral is text in backquotes where Go allows it.
func rawLiteral(s string) *jen.Statement {
	if strconv.CanBackquote(s) {
		return jen.Op("`" + s + "`")
	}
	return jen.Lit(s)
}
