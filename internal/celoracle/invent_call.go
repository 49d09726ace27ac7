package celoracle

import (
	"fmt"
	"strings"
	"sync"

	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// functions are the language's, in all their forms.
var functions = sync.OnceValue(expr.Functions)

// call is a call of a function of the language's tables that gives the type.
func (g *inventor) call(t *model.Type, depth int) (code, bool) {
	type fit struct {
		form  *expr.Function
		bound map[model.Kind]*model.Type
	}
	var fits []fit
	for _, f := range functions() {
		bound := map[model.Kind]*model.Type{}
		if unify(f.Result, t, bound) && !(f.Result.Kind < 0) && !isSpecial(f) {
			fits = append(fits, fit{f, bound})
		}
	}
	if len(fits) == 0 {
		return code{}, false
	}
	f := pick(g.chooser, fits...)
	n := len(f.form.Args)
	if f.form.Variadic {
		n += g.IntN(4)
	}
	args := make([]code, n)
	for i := range args {
		args[i] = g.argument(f.form, i, g.instance(f.form.Args[min(i, len(f.form.Args)-1)], f.bound), depth)
	}
	g.forms = append(g.forms, formOf(f.form))
	return called(f.form, args, t), true
}

// isSpecial says that a function takes arguments that are written out.
func isSpecial(f *expr.Function) bool {
	return f.Name == "format" || f.Name == "flatten" && len(f.Args) == 2
}

// uses notes that a special function is called.
func (g *inventor) uses(name string) {
	for _, f := range functions() {
		if f.Name == name && isSpecial(f) {
			g.forms = append(g.forms, formOf(f))
		}
	}
}

// flattened is a list that was nested, up to a depth. For cel-go such a list is
// of any type, which its functions for numbers can't tell apart, so it gets the
// form without a depth.
func (g *inventor) flattened(t *model.Type, depth int) (code, bool) {
	g.uses("flatten")
	if g.odds(3) {
		x := g.expr(t, depth)
		return code{x.ours + ".flatten(0)", x.cel}, true
	}
	levels := 1
	if t.Elem.Kind != model.List {
		levels += g.IntN(3)
	}
	x := join("[%s, %s].flatten", g.expr(t, depth), g.expr(t, depth))
	return code{fmt.Sprintf("%s(%d)", x.ours, levels), x.cel + "()"}, true
}

// clauses are those of format, by what they take.
var clauses = map[model.Kind][]string{
	model.String: {"%s", "%x", "%X"}, model.Bytes: {"%s", "%x", "%X"}, model.Bool: {"%s", "%b"},
	model.Int64: {"%s", "%d", "%f", "%.2f", "%e", "%.3e", "%b", "%o", "%x", "%X"}, model.Uint64: {"%s", "%d", "%f", "%.0f", "%e", "%b", "%o", "%x", "%X"},
	model.Float64: {"%s", "%d", "%f", "%.3f", "%.0f", "%e", "%.1e"}, model.Timestamp: {"%s"}, model.Duration: {"%s"},
	model.Decimal: {"%s", "%f", "%.2f", "%.0f"}, model.Date: {"%s"}, model.EnumRef: {"%s"},
	model.List: {"%s"}, model.Map: {"%s"},
}

// formatted is format.
func (g *inventor) formatted(_ *model.Type, depth int) (code, bool) {
	g.uses("format")
	ours, cel := pick(g.chooser, "", "a ", "100%% ", "é", "😀%%"), ""
	cel = ours
	var args []code
	for range g.IntN(4) {
		t := pick(g.chooser, append(scalars, enumType(), listOf(float64Type), listOf(stringType), listOf(listOf(int64Type)),
			mapOf(stringType, float64Type), mapOf(int64Type, boolType), mapOf(stringType, listOf(timestampType)))...)
		x, clause := g.operand(t, depth), pick(g.chooser, clauses[t.Kind]...)
		ours, cel = ours+clause+pick(g.chooser, "", " ", "%%"), cel+"%s"
		switch {
		case t.Kind == model.Decimal && clause != "%s":
			x.cel = "fixed(" + x.cel + ", " + map[string]string{"%f": "6", "%.2f": "2", "%.0f": "0"}[clause] + ")"
		case t.Kind == model.Decimal, t.Kind == model.Date:
			x.cel = "text(" + x.cel + ")"
		default:
			cel = cel[:len(cel)-2] + clause
		}
		cel += strings.TrimPrefix(ours[strings.LastIndex(ours, clause):], clause)
		args = append(args, x)
	}
	list := join("["+strings.TrimSuffix(strings.Repeat("%s, ", len(args)), ", ")+"]", args...)
	if len(args) == 0 {
		list = alike("[]")
	}
	return code{fmt.Sprintf("%q.format(%s)", ours, list.ours), fmt.Sprintf("%q.format(%s)", cel, list.cel)}, true
}

// operand is an expression that has its type by itself.
func (g *inventor) operand(t *model.Type, depth int) code {
	switch t.Kind {
	case model.Decimal:
		return g.leaf(t) // a short one: long ones have another text
	}
	return g.expr(t, depth)
}

// formOf is a form of a function in words.
func formOf(f *expr.Function) string {
	types := make([]string, len(f.Args))
	for i, t := range f.Args {
		types[i] = signatureType(t)
	}
	if f.Variadic {
		types = append(types, "…")
	}
	return fmt.Sprintf("%s(%s), a method: %t", f.Name, strings.Join(types, ", "), f.Method)
}

func signatureType(t *model.Type) string {
	switch {
	case t.Kind < 0:
		return "any"
	case t.Kind == model.List:
		return "list of " + signatureType(t.Elem)
	case t.Kind == model.Map:
		return "map"
	}
	return t.String()
}

// called writes a call.
func called(f *expr.Function, args []code, result *model.Type) code {
	format := f.Name + "(" + strings.TrimSuffix(strings.Repeat("%s, ", len(args)), ", ") + ")"
	if f.Method {
		format = "%s." + f.Name + "(" + strings.TrimSuffix(strings.Repeat("%s, ", len(args)-1), ", ") + ")"
	}
	x := join(format, args...)
	switch {
	case f.Name == "sum":
		x.cel = "sum(" + args[0].cel + ", " + zeros[result.Kind] + ")"
	case f.Name == "string" && (f.Args[0].Kind == model.Decimal || f.Args[0].Kind == model.Date):
		x.cel = "text(" + args[0].cel + ")"
	}
	return x
}

// zeros are what sums begin with.
var zeros = map[model.Kind]string{
	model.Int64: "0", model.Uint64: "0u", model.Float64: "0.0", model.Duration: `duration("0s")`, model.Decimal: `decimal("0")`,
}

// argument makes up an argument. What a function reads as something else than
// text is one it can read often enough, and wrong often enough.
func (g *inventor) argument(f *expr.Function, i int, t *model.Type, depth int) code {
	special := specialTexts[f.Name]
	switch {
	case t.Kind == model.String && f.Name == "matches" && i == 1, t.Kind == model.String && i == 1 && strings.HasPrefix(f.Name, "get"):
		return g.textArgument(specialTexts[f.Name[:3]], depth)
	case t.Kind == model.String && i == 0 && special.field != "":
		return g.textArgument(special, depth)
	case t.Kind == model.Int64 && f.Name == "lists.range":
		return join("((%s) %% 5)", g.expr(t, depth))
	case t.Kind == model.Int64 && (f.Method || t.Kind != f.Args[0].Kind):
		return g.small(depth)
	case t.Kind == model.Decimal && f.Name == "string":
		return g.leaf(t)
	case t.Kind == model.List && t.Elem.Kind == model.String && g.odds(8) && f.Name == "join":
		return g.expr(listOf(idType()), depth)
	}
	return g.expr(t, depth)
}

// textArgument is a text of a certain form, by way of an input or written out.
type specialText struct {
	field string
	right []string // what may be written out
}

var specialTexts = map[string]specialText{
	"mat": {"pattern", []string{"^[a-z]+$", ".", "a|b", `\\pL{2}`, "(?i)HÉ", "^$", `\\d+`}},
	"get": {"zone", []string{"Europe/Berlin", "America/New_York", "+05:30", "-03:30", "Australia/Lord_Howe", "UTC"}},
	"int": {"number_text", nil}, "uint": {"number_text", nil}, "double": {"number_text", nil}, "bool": {"bool_text", nil},
	"decimal": {"decimal_text", nil}, "date": {"date_text", days}, "timestamp": {"time_text", nil}, "duration": {"duration_text", nil},
}

func (g *inventor) textArgument(special specialText, depth int) code {
	switch {
	case g.odds(2):
		return alike("state.%s", special.field)
	case len(special.right) > 0 && !g.odds(4):
		return alike(`"%s"`, pick(g.chooser, special.right...))
	}
	return g.expr(stringType, depth)
}
