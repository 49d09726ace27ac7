package golang

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// filter is a condition as the runtime takes it. What its values need is worked
// out before it.
func (w *checks) filter(f *model.Filter) *jen.Statement {
	condition := func(name string) *jen.Statement { return jen.Qual(pkgOrchestrix, name) }
	all := func(name string, parts []*model.Filter, within func(*model.Filter) []*model.Filter) *jen.Statement {
		var conditions []jen.Code
		for _, part := range flat(parts, within) {
			conditions = append(conditions, w.filter(part))
		}
		return condition(name).Add(lines("{", "}", conditions...))
	}
	switch {
	case f.And != nil:
		return all("And", f.And, func(f *model.Filter) []*model.Filter { return f.And })
	case f.Or != nil:
		return all("Or", f.Or, func(f *model.Filter) []*model.Filter { return f.Or })
	case f.Not != nil:
		return condition("Not").Values(jen.Id("Condition").Op(":").Add(w.filter(f.Not)))
	}
	column := jen.Id("Column").Op(":").Lit(columnName(f.Field))
	switch f.Op {
	case "has":
		return condition("Not").Values(jen.Id("Condition").Op(":").Add(condition("IsNull").Values(column)))
	case "in":
		return condition("In").Values(column, jen.Id("Values").Op(":").Add(w.filterValues(f)))
	case "==":
		switch t := f.Value.Type(); {
		case t.Kind == model.Optional && t.Elem.Kind == model.Timestamp:
			return jen.Qual(pkgReadModel, "EqualsTime").Call(jen.Lit(columnName(f.Field)), w.instant(f.Field, f.Value))
		case t.Kind == model.Optional:
			return jen.Qual(pkgReadModel, "Equals").Call(jen.Lit(columnName(f.Field)), w.columnOf(f.Field, f.Value))
		}
	}
	if f.Value.Type().Kind == model.Timestamp {
		return jen.Qual(pkgReadModel, "CompareTime").Call(jen.Lit(columnName(f.Field)), jen.Lit(comparisons[f.Op]), w.instant(f.Field, f.Value))
	}
	return compare(f.Field, comparisons[f.Op], w.columnOf(f.Field, f.Value))
}

// flat are the parts of a && b && c, which the language nests.
func flat(parts []*model.Filter, within func(*model.Filter) []*model.Filter) []*model.Filter {
	var all []*model.Filter
	for _, part := range parts {
		if inner := within(part); inner != nil {
			all = append(all, flat(inner, within)...)
		} else {
			all = append(all, part)
		}
	}
	return all
}

// comparisons are the language's as a database has them.
var comparisons = map[string]string{"==": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}

func compare(field *model.Field, op string, value jen.Code) *jen.Statement {
	return jen.Qual(pkgOrchestrix, "Compare").Values(
		jen.Id("Column").Op(":").Lit(columnName(field)),
		jen.Id("Op").Op(":").Lit(op),
		jen.Id("Value").Op(":").Add(value))
}

// filterValues are the values of which a column has one.
func (w *checks) filterValues(f *model.Filter) *jen.Statement {
	times := held(f.Field.Type).Kind == model.Timestamp
	if f.Value == nil {
		var values []jen.Code
		for _, value := range f.Values {
			if times {
				values = append(values, w.instant(f.Field, value))
			} else {
				values = append(values, w.columnOf(f.Field, value))
			}
		}
		if times {
			return jen.Qual(pkgReadModel, "Times").Call(values...)
		}
		return jen.Index().Any().Values(values...)
	}
	if times {
		return jen.Qual(pkgReadModel, "Times").Call(jen.Add(w.instant(f.Field, f.Value)).Op("..."))
	}
	w.prepare(f.Value.Node)
	elem := f.Value.Type().Elem
	function := column(elem)
	switch {
	case exceeds(elem, f.Field):
		function = jen.Qual(pkgReadModel, "UintAsInt")
	case function == nil:
		function = jen.Qual(pkgReadModel, "Same").Types(w.pkg.goType(elem))
	}
	return jen.Qual(pkgReadModel, "Each").Call(w.value(f.Field.Name, f.Value), function)
}

// instant is an expression's value as it is: columns have whole microseconds, and
// how it compares with them the runtime says.
func (w *checks) instant(field *model.Field, e *model.Expr) jen.Code {
	w.prepare(e.Node)
	return w.value(field.Name, e)
}

// columnOf is an expression's value as a column keeps it.
func (w *checks) columnOf(field *model.Field, e *model.Expr) jen.Code {
	w.prepare(e.Node)
	value := jen.Add(w.value(field.Name, e))
	if lit, ok := e.Node.(*model.Lit); ok && lit.Value.Value != nil {
		if literal := columnLiteral(lit.Value); literal != nil {
			return literal
		}
	}
	if exceeds(e.Type(), field) {
		if e.Type().Kind == model.Optional {
			return jen.Qual(pkgReadModel, "Optional").Call(value, jen.Qual(pkgReadModel, "UintAsInt"))
		}
		return jen.Qual(pkgReadModel, "UintAsInt").Call(value)
	}
	return columnValue(e.Type(), value)
}

// exceeds says that a value may be more than the field's column keeps, which has
// another form: numbers are compared in the wider type.
func exceeds(t *model.Type, field *model.Field) bool {
	return held(t).Kind == model.Uint64 && held(field.Type).Kind == model.Uint32
}

// columnLiteral is a constant as a column keeps it, where Go's own constant would
// be of another type.
func columnLiteral(l *model.Literal) *jen.Statement {
	switch value := l.Value.(type) {
	case int64:
		return jen.Int64().Call(jen.Lit(int(value)))
	case string:
		if l.Type.Kind == model.String || l.Type.Kind == model.IDRef {
			return jen.Lit(value)
		}
	case float64:
		return jen.Float64().Call(jen.Lit(value))
	}
	return nil
}

// filterNodes are the expressions of a filter's values.
func filterNodes(f *model.Filter) []model.Node {
	var nodes []model.Node
	for _, value := range append(f.Values[:len(f.Values):len(f.Values)], f.Value) {
		if value != nil {
			nodes = append(nodes, value.Node)
		}
	}
	for _, part := range slices.Concat(f.And, f.Or, []*model.Filter{f.Not}) {
		if part != nil {
			nodes = append(nodes, filterNodes(part)...)
		}
	}
	return nodes
}
