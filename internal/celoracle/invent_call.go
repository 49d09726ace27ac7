package celoracle

import (
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
		if unify(f.Result, t, bound) && !(f.Result.Kind < 0) {
			fits = append(fits, fit{f, bound})
		}
	}
	if len(fits) == 0 {
		return code{}, false
	}
	f := pick(g.chooser, fits...)
	args := make([]code, len(f.form.Args))
	for i, arg := range f.form.Args {
		args[i] = g.argument(f.form, i, g.instance(arg, f.bound), depth)
	}
	return called(f.form, args, t), true
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
	case (f.Name == "decimal" || f.Name == "date") && f.Args[0].Kind == f.Result.Kind:
		x.cel = args[0].cel
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
	case t.Kind == model.String && f.Name == "date":
		return text(pick(g.chooser, days...))
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
	"decimal": {"decimal_text", nil}, "timestamp": {"time_text", nil}, "duration": {"duration_text", nil},
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
