package expr

import (
	"testing"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/ext"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// ours are the functions that the language adds to CEL, or widens to types that
// CEL doesn't have.
var ours = map[string]bool{
	"new_id": true, "sum": true, "min": true, "max": true, "div": true, "round": true, "decimal": true, "date": true,
}

// Every function that the language says is CEL's has the same form in cel-go
// with its extensions.
func TestFunctionsAreCELs(t *testing.T) {
	env, err := cel.NewEnv(ext.Strings(), ext.Lists(), ext.Math(), cel.Variable("x", cel.DynType))
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{}
	// math.greatest and math.least are macros over functions with these names.
	names := map[string]string{"math.greatest": "math.@max", "math.least": "math.@min"}
	for _, f := range Functions() {
		if ours[f.Name] || f.own && f.Name == "string" {
			continue
		}
		name := f.Name
		if inner := names[name]; inner != "" {
			if name = inner; len(f.Args) > 2 {
				continue // the macro makes a list of them
			}
		}
		if ourType(f.Args[0]) {
			continue
		}
		decl := env.Functions()[name]
		if decl == nil {
			t.Errorf("cel-go has no function %s", f.usage())
			continue
		}
		found := false
		for _, o := range decl.OverloadDecls() {
			found = found || o.IsMemberFunction() == f.Method && len(o.ArgTypes()) == len(f.Args) &&
				alikeAll(o.ArgTypes(), p, f.Args) && alikeTypes(o.ResultType(), p.celType(f.Result))
		}
		if !found {
			t.Errorf("cel-go's %s has no form %s that gives %s", f.Name, f.usage(), words(f.Result))
		}
	}
}

// ourType says that CEL doesn't have a type, or what it holds.
func ourType(t *model.Type) bool {
	if t.Kind == model.List {
		t = t.Elem
	}
	return t.Kind == model.Date || t.Kind == model.Decimal
}

func alikeAll(cels []*types.Type, p *provider, args []*model.Type) bool {
	for i, t := range args {
		if !alikeTypes(cels[i], p.celType(t)) {
			return false
		}
	}
	return true
}

// alikeTypes takes type parameters and dyn as the same, whatever their names.
func alikeTypes(s, t *types.Type) bool {
	open := func(t *types.Type) bool { return t.Kind() == types.TypeParamKind || t.Kind() == types.DynKind }
	if open(s) || open(t) {
		return open(s) && (open(t) || t.Kind() == types.ListKind)
	}
	if s.Kind() != t.Kind() || len(s.Parameters()) != len(t.Parameters()) {
		return false
	}
	for i := range s.Parameters() {
		if !alikeTypes(s.Parameters()[i], t.Parameters()[i]) {
			return false
		}
	}
	return true
}
