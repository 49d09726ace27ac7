package golang

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// A read model's table has a column a field, those of the key first; the tenant
// is the runtime's.

// columnFields are the fields in the order of the columns.
func columnFields(rm *model.ReadModel) []*model.Field {
	return append(slices.Clone(rm.Key), valueFields(rm)...)
}

// valueFields are the fields that aren't of the key.
func valueFields(rm *model.ReadModel) []*model.Field {
	return slices.DeleteFunc(slices.Clone(rm.Fields), func(f *model.Field) bool { return slices.Contains(rm.Key, f) })
}

// held is a type without the optional around it.
func held(t *model.Type) *model.Type {
	if t.Kind == model.Optional {
		return t.Elem
	}
	return t
}

// columnKind is how a column keeps a type: the name of an orchestrix.ColumnKind.
func columnKind(t *model.Type) string {
	switch held(t).Kind {
	case model.Int32, model.Int64, model.Uint32, model.Duration:
		return "IntColumn"
	case model.Float64:
		return "FloatColumn"
	case model.Bool:
		return "BoolColumn"
	case model.Bytes:
		return "BytesColumn"
	case model.Timestamp:
		return "TimeColumn"
	case model.JSON, model.List, model.Map, model.ValueRef, model.UnionRef:
		return "JSONColumn"
	}
	return "TextColumn"
}

// tableValue is the table without the tenant.
func (p *pkg) tableValue(rm *model.ReadModel) jen.Code {
	var columns []jen.Code
	for _, f := range columnFields(rm) {
		column := []jen.Code{
			jen.Id("Name").Op(":").Lit(columnName(f)),
			jen.Id("Kind").Op(":").Qual(pkgOrchestrix, columnKind(f.Type)),
		}
		if f.Type.Kind == model.Optional {
			column = append(column, jen.Id("Optional").Op(":").True())
		}
		columns = append(columns, jen.Values(column...))
	}
	fields := []jen.Code{
		jen.Id("Name").Op(":").Lit(rm.Table),
		jen.Id("Columns").Op(":").Index().Qual(pkgOrchestrix, "Column").Add(lines("{", "}", columns...)),
		jen.Id("Key").Op(":").Lit(len(rm.Key)),
	}
	if indexes := indexes(rm); indexes != nil {
		fields = append(fields, jen.Id("Indexes").Op(":").Index().Qual(pkgOrchestrix, "Index").Add(lines("{", "}", indexes...)))
	}
	return jen.Qual(pkgOrchestrix, "Table").Add(lines("{", "}", fields...))
}

// indexes are those that the queries need, and the projections that look for
// rows by other fields than the key.
func indexes(rm *model.ReadModel) []jen.Code {
	var indexes []jen.Code
	known := [][]string{columnNames(rm.Key)}
	add := func(name string, columns []string) {
		if len(columns) == 0 || slices.ContainsFunc(known, func(k []string) bool { return begins(k, columns) }) {
			return
		}
		known = append(known, columns)
		indexes = append(indexes, jen.Values(
			jen.Id("Name").Op(":").Lit(inDatabase(name)),
			jen.Id("Columns").Op(":").Index().String().ValuesFunc(func(g *jen.Group) {
				for _, column := range columns {
					g.Lit(column)
				}
			})))
	}
	for _, q := range rm.Queries {
		add(q.Name, queryColumns(q))
	}
	for _, p := range rm.Projections {
		if p.Where != nil {
			equal := equalFields(p.Where)
			add("for_"+words(triggering(p.Trigger).Name, "_"), columnNames(equal))
		}
	}
	return indexes
}

// begins says that a list begins with another.
func begins(list, with []string) bool {
	return len(list) >= len(with) && slices.Equal(list[:len(with)], with)
}

// queryColumns are the columns that a query compares with one value, and then
// those that it orders by.
func queryColumns(q *model.Query) []string {
	fields := slices.Clone(q.Where)
	add := func(f *model.Field) {
		if !slices.Contains(fields, f) && columnKind(f.Type) != "JSONColumn" {
			fields = append(fields, f)
		}
	}
	if q.Filter != nil {
		for _, f := range equalFields(q.Filter) {
			add(f)
		}
	}
	for _, o := range q.OrderBy {
		add(o.Field)
	}
	return columnNames(fields)
}

// equalFields are the fields that a condition wants to have one value.
func equalFields(f *model.Filter) []*model.Field {
	if f.Field != nil && f.Op == "==" && columnKind(f.Field.Type) != "JSONColumn" {
		return []*model.Field{f.Field}
	}
	var fields []*model.Field
	for _, part := range f.And {
		fields = append(fields, equalFields(part)...)
	}
	return fields
}

// columnNames are the names of the columns of some fields.
func columnNames(fields []*model.Field) []string {
	all := make([]string, len(fields))
	for i, f := range fields {
		all[i] = columnName(f)
	}
	return all
}

// column is a function that makes a column of a value of a type that isn't
// optional; nil where a column keeps it as it is.
func column(t *model.Type) *jen.Statement {
	switch t.Kind {
	case model.IDRef, model.EnumRef:
		return jen.Qual(pkgReadModel, "Text")
	case model.Int32, model.Uint32, model.Duration:
		return jen.Qual(pkgReadModel, "Int")
	case model.Uint64:
		return jen.Qual(pkgReadModel, "Uint")
	case model.Bytes:
		return jen.Qual(pkgReadModel, "Bytes")
	case model.Timestamp:
		return jen.Qual(pkgReadModel, "Time")
	case model.Decimal:
		return jen.Qual(pkgDecimals, "Text")
	case model.Date:
		return jen.Qual(pkgOrchestrix, "Date").Dot("String")
	case model.UUID:
		return jen.Qual(pkgUUID, "UUID").Dot("String")
	}
	return nil
}

// columnValue is a value of a type as its column keeps it; JSON columns aside.
func columnValue(t *model.Type, value *jen.Statement) *jen.Statement {
	switch {
	case t.Kind == model.Optional && t.Elem.Kind == model.Bytes:
		return jen.Qual(pkgReadModel, "OptionalBytes").Call(value)
	case t.Kind == model.Optional:
		function := column(t.Elem)
		if function == nil {
			function = jen.Qual(pkgReadModel, "Same")
		}
		return jen.Qual(pkgReadModel, "Optional").Call(value, function)
	}
	switch t.Kind {
	case model.IDRef, model.EnumRef:
		return jen.String().Call(value)
	case model.Int32, model.Uint32, model.Duration:
		return jen.Int64().Call(value)
	case model.Date, model.UUID:
		return value.Clone().Dot("String").Call()
	}
	if function := column(t); function != nil {
		return function.Call(value)
	}
	return value
}

// rowKey declares the method that gives the values of a row's key.
func (p *pkg) rowKey(rm *model.ReadModel, recv string) jen.Code {
	values := []jen.Code{jen.Id("values")}
	for _, f := range rm.Key {
		values = append(values, columnValue(f.Type, jen.Id(recv).Dot(f.GoName)))
	}
	result := jen.Append(values...)
	receiver := jen.Id(recv).Op("*").Id(rm.GoName)
	if len(rm.Key) == 0 {
		result, receiver = jen.Id("values"), jen.Op("*").Id(rm.GoName)
	}
	row := jen.Qual(pkgOrchestrix, "Row")
	return commented(comment("key appends the values of the key."),
		jen.Func().Params(receiver).Id("key").Params(jen.Id("values").Add(row)).Add(row.Clone()).Block(jen.Return(result)))
}

// rowValues declares the method that gives the values of the other columns.
func (p *pkg) rowValues(rm *model.ReadModel, recv string) jen.Code {
	fields := valueFields(rm)
	var body []jen.Code
	values := []jen.Code{jen.Id("values")}
	encodes := 0
	fr := &frame{pkg: p, taken: []string{recv, "values", "b", "err"}}
	for _, f := range fields {
		value := jen.Id(recv).Dot(f.GoName)
		if columnKind(f.Type) != "JSONColumn" {
			values = append(values, columnValue(f.Type, value))
			continue
		}
		encodes++
		local := fr.temporary(f.Name)
		fr = fr.holding(local)
		body = append(body, p.encodeColumn(f.Type, value, local, encodes == 1)...)
		values = append(values, jen.Id(local))
	}
	if encodes > 0 {
		declared := []jen.Code{jen.Var().Id("b").Index().Byte()}
		if slices.ContainsFunc(fields, func(f *model.Field) bool { return columnKind(f.Type) == "JSONColumn" && appendFails(held(f.Type)) }) {
			declared = append(declared, jen.Var().Err().Error())
		}
		body = append(declared, body...)
	}
	result := jen.Append(values...)
	switch {
	case len(fields) == 0:
		result = jen.Id("values")
	case len(fields) > 1:
		result = jen.Id("append").Add(lines("(", ")", values...))
	}
	receiver := jen.Id(recv).Op("*").Id(rm.GoName)
	if len(fields) == 0 {
		receiver = jen.Op("*").Id(rm.GoName)
	}
	row := jen.Qual(pkgOrchestrix, "Row")
	return commented(comment("values appends the values of the other columns."),
		jen.Func().Params(receiver).Id("values").Params(jen.Id("values").Add(row)).Params(row.Clone(), jen.Error()).Block(
			append(body, jen.Return(result, jen.Nil()))...))
}

// encodeColumn declares a local variable with a field as JSON text. All are made
// in one buffer, of which the first needs no clearing.
func (p *pkg) encodeColumn(t *model.Type, value *jen.Statement, local string, first bool) []jen.Code {
	encode := func(t *model.Type, value *jen.Statement) []jen.Code {
		call := p.appendCall(t, value)
		var statements []jen.Code
		if !first {
			statements = append(statements, jen.Id("b").Op("=").Id("b").Index(jen.Op(":").Lit(0)))
		}
		if appendFails(t) {
			return append(statements, jen.If(jen.List(jen.Id("b"), jen.Err()).Op("=").Add(call), jen.Err().Op("!=").Nil()).Block(
				jen.Return(jen.Nil(), jen.Err())))
		}
		return append(statements, assignB(call))
	}
	text := jen.String().Call(jen.Id("b"))
	if t.Kind != model.Optional {
		return append(encode(t, value), jen.Id(local).Op(":=").Add(text))
	}
	return []jen.Code{
		jen.Var().Id(local).Any(),
		jen.If(value.Clone().Op("!=").Nil()).Block(append(encode(t.Elem, value), jen.Id(local).Op("=").Add(text))...),
	}
}

// settles says that a row has fields whose columns keep less than they may hold.
func settles(rm *model.ReadModel) bool {
	return slices.ContainsFunc(rm.Fields, func(f *model.Field) bool { return held(f.Type).Kind == model.Timestamp })
}

// rowSettle declares the method that has a row's instants as their columns keep
// them; nil without any.
func (p *pkg) rowSettle(rm *model.ReadModel, recv string) jen.Code {
	if !settles(rm) {
		return nil
	}
	var body []jen.Code
	for _, f := range rm.Fields {
		settled := "Time"
		switch {
		case held(f.Type).Kind != model.Timestamp:
			continue
		case f.Type.Kind == model.Optional:
			settled = "OptionalTime"
		}
		field := jen.Id(recv).Dot(f.GoName)
		body = append(body, field.Clone().Op("=").Qual(pkgReadModel, settled).Call(field))
	}
	return commented(comment("settle has instants as the columns keep them."),
		jen.Func().Params(jen.Id(recv).Op("*").Id(rm.GoName)).Id("settle").Params().Block(body...))
}

// rowScan declares the method that reads a row from the columns' values.
func (p *pkg) rowScan(rm *model.ReadModel, recv string) jen.Code {
	var body []jen.Code
	for _, f := range columnFields(rm) {
		target := jen.Id(recv).Dot(f.GoName)
		if f.Type.Kind != model.Optional {
			body = append(body, p.scanInto(target, f.Type))
			continue
		}
		elem := f.Type.Elem
		var read []jen.Code
		switch {
		case columnKind(elem) == "JSONColumn":
			read = []jen.Code{scanJSON(p.decodeOptional(target, elem)...)}
		case nilIsAbsent(elem):
			read = []jen.Code{p.scanInto(target, elem)}
		default:
			read = []jen.Code{target.Clone().Op("=").New(p.scanned(elem))}
		}
		body = append(body, jen.If(jen.Op("!").Id("columns").Dot("Absent").Call()).Block(read...))
	}
	return commented(comment("scan reads the columns, the key's first."),
		jen.Func().Params(jen.Id(recv).Op("*").Id(rm.GoName)).Id("scan").Params(jen.Id("columns").Op("*").Qual(pkgReadModel, "Scanner")).Block(body...))
}

func (p *pkg) scanInto(target *jen.Statement, t *model.Type) jen.Code {
	if columnKind(t) == "JSONColumn" {
		return scanJSON(p.decodeInto(target, t))
	}
	return target.Clone().Op("=").Add(p.scanned(t))
}

func scanJSON(read ...jen.Code) jen.Code {
	return jen.Id("columns").Dot("JSON").Call(jen.Func().Params(jen.Id("d").Op("*").Add(inJSON("Decoder"))).Block(read...))
}

// scannerMethods read a value each and need no conversion.
var scannerMethods = map[model.Kind]string{
	model.String:    "Text",
	model.Bool:      "Bool",
	model.Int64:     "Int",
	model.Float64:   "Float",
	model.Bytes:     "Bytes",
	model.Timestamp: "Time",
	model.Duration:  "Duration",
}

// scanned is an expression that reads a column of a type; JSON columns aside.
func (p *pkg) scanned(t *model.Type) *jen.Statement {
	if name, ok := scannerMethods[t.Kind]; ok {
		return jen.Id("columns").Dot(name).Call()
	}
	parsed := func(parse *jen.Statement) *jen.Statement {
		return jen.Qual(pkgReadModel, "Parsed").Call(jen.Id("columns"), parse)
	}
	switch t.Kind {
	case model.Int32, model.Uint32:
		return p.goType(t).Call(jen.Id("columns").Dot("Int").Call())
	case model.Uint64:
		return parsed(jen.Qual(pkgReadModel, "ParseUint"))
	case model.Decimal:
		return parsed(jen.Qual(pkgDecimals, "Parse"))
	case model.Date:
		return parsed(jen.Qual(pkgReadModel, "ParseDate"))
	case model.UUID:
		return parsed(jen.Qual(pkgUUID, "Parse"))
	}
	return p.goType(t).Call(jen.Id("columns").Dot("Text").Call()) // an id or a word
}
