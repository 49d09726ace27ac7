package expr

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// loopForm is how a comprehension may be written. A new one is an entry here
// and a case in loopType.
type loopForm struct {
	name     string // of the model's node
	one, two bool   // forms with one and with two names
	filter   bool   // may have a condition before the body
	usage    string
}

var loops = map[string]loopForm{
	"all":               {name: "all", one: true, two: true, usage: "list.all(x, condition)"},
	"exists":            {name: "exists", one: true, two: true, usage: "list.exists(x, condition)"},
	"exists_one":        {name: "exists_one", one: true, two: true, usage: "list.exists_one(x, condition)"},
	"existsOne":         {name: "exists_one", one: true, two: true, usage: "list.existsOne(x, condition)"},
	"filter":            {name: "filter", one: true, usage: "list.filter(x, condition)"},
	"map":               {name: "map", one: true, filter: true, usage: "list.map(x, value)"},
	"transformList":     {name: "transformList", two: true, filter: true, usage: "list.transformList(i, x, value)"},
	"transformMap":      {name: "transformMap", two: true, filter: true, usage: "map.transformMap(key, x, value)"},
	"transformMapEntry": {name: "transformMapEntry", two: true, filter: true, usage: "list.transformMapEntry(i, x, {key: value})"},
	"sortBy":            {name: "sortBy", one: true, usage: "list.sortBy(x, key)"},
}

// loop is a comprehension over a list or map.
func (l *lowering) loop(e ast.Expr, name string, form loopForm, want *model.Type) model.Node {
	call := e.AsCall()
	args := call.Args()
	over := l.present(l.lower(call.Target(), nil), call.Target())
	names, ok := l.loopNames(e, form, args)
	if over == nil || !ok {
		return nil
	}
	t := over.Type()
	if t.Kind != model.List && (t.Kind != model.Map || form.name == "sortBy") {
		what := "a list or a map"
		if form.name == "sortBy" {
			what = "a list"
		}
		l.report(l.callName(e), diag.ExprType, "", "%s goes over %s, and this is %s", name, what, a(t))
		return nil
	}
	n := &model.Loop{Name: form.name, Over: over}
	n.Index, n.Value = loopVars(t, names)
	n.Filter, n.Body = l.loopBody(n, form, args[len(names):], plain(want))
	if n.Body == nil || n.Filter == nil && len(args) > len(names)+1 {
		return nil
	}
	n.T = loopType(n)
	l.expandLoop(e, n, args[len(names):])
	return n
}

// loopNames are the names that a loop declares: one or two.
func (l *lowering) loopNames(e ast.Expr, form loopForm, args []ast.Expr) ([]string, bool) {
	count := 1
	if form.two && (!form.one || len(args) == 3) {
		count = 2
	}
	if bodies := len(args) - count; bodies < 1 || bodies > 2 || bodies == 2 && !form.filter {
		l.report(l.callName(e), diag.ExprType, "", "%s is written %s", form.name, form.usage)
		return nil, false
	}
	names := make([]string, count)
	for i, arg := range args[:count] {
		if arg.Kind() != ast.IdentKind {
			l.report(l.extent(arg), diag.ExprSyntax, "", "a name for the element is wanted here, as in %s", form.usage)
			return nil, false
		}
		names[i] = arg.AsIdent()
	}
	if count == 2 && names[0] == names[1] {
		l.report(l.extent(args[1]), diag.ExprSyntax, "", "the two names of a loop differ")
		return nil, false
	}
	return names, true
}

func loopVars(over *model.Type, names []string) (index, value *model.Var) {
	first := &model.Var{Scope: model.ScopeLocal, Name: names[0]}
	if len(names) == 1 {
		if first.T = over.Elem; over.Kind == model.Map {
			first.T = over.Key
		}
		return nil, first
	}
	if first.T = int64Type; over.Kind == model.Map {
		first.T = over.Key
	}
	return first, &model.Var{Scope: model.ScopeLocal, Name: names[1], T: over.Elem}
}

// loopBody lowers what is evaluated for each element.
func (l *lowering) loopBody(n *model.Loop, form loopForm, args []ast.Expr, want *model.Type) (filter, body model.Node) {
	depth, outer, hidden := len(l.locals), l.facts, l.hidden(n.Over)
	defer func() { l.locals, l.facts = l.locals[:depth], outer }()
	for _, v := range []*model.Var{n.Index, n.Value} {
		if v == nil {
			continue
		}
		l.locals = append(l.locals, v)
		l.facts = l.facts.without(v)
		if hidden {
			l.hide(v)
		}
	}
	if key := mapKey(n); key != nil && !n.Over.Fails() {
		if of := pathOf(n.Over); of != "" && !speaksOf(of, key) && !speaksOf(of, n.Value) {
			l.facts = &facts{path: entryPath(n.Over, key), sure: true, outer: l.facts}
		}
	}
	if len(args) == 2 {
		if filter = l.condition(args[0]); filter == nil {
			l.lowerBody(n, form, args[1], want)
			return nil, nil
		}
		l.facts = l.facts.when(filter, true, !filter.Fails())
		args = args[1:]
	}
	return filter, l.lowerBody(n, form, args[0], want)
}

func (l *lowering) lowerBody(n *model.Loop, form loopForm, e ast.Expr, want *model.Type) model.Node {
	switch form.name {
	case "map", "transformList", "transformMap":
		hint := elemOf(want)
		return l.soften(l.kept(l.present(l.lower(e, hint), e), e), hint)
	case "transformMapEntry":
		return l.entries(e, want)
	case "sortBy":
		return l.sortKey(e)
	}
	return l.condition(e)
}

// entries are what transformMapEntry adds for an element.
func (l *lowering) entries(e ast.Expr, want *model.Type) model.Node {
	n := l.present(l.lower(e, want), e)
	if n != nil && n.Type().Kind != model.Map {
		l.report(l.extent(e), diag.ExprType, "", "transformMapEntry makes a map of each element, and this is %s", a(n.Type()))
		return nil
	}
	return n
}

// sortKey is what sortBy compares elements by.
func (l *lowering) sortKey(e ast.Expr) model.Node {
	n := l.operand(e, nil)
	if n != nil && !ordered[n.Type().Kind] {
		l.report(l.extent(e), diag.ExprType, "", "%s has no order", a(n.Type()))
		return nil
	}
	return n
}

// mapKey is the name that stands for a map's key, nil over a list.
func mapKey(n *model.Loop) *model.Var {
	if n.Over.Type().Kind != model.Map {
		return nil
	}
	if n.Index != nil {
		return n.Index
	}
	return n.Value
}

func loopType(n *model.Loop) *model.Type {
	switch n.Name {
	case "all", "exists", "exists_one":
		return boolType
	case "filter", "sortBy":
		return listOf(n.Value.T)
	case "map", "transformList":
		return listOf(n.Body.Type())
	case "transformMap":
		return &model.Type{Kind: model.Map, Key: n.Index.T, Elem: n.Body.Type()}
	}
	return n.Body.Type() // transformMapEntry: of its entries
}

// expandLoop writes the comprehension out for cel-go, as its macros would.
func (l *lowering) expandLoop(e ast.Expr, n *model.Loop, args []ast.Expr) {
	f := celFactory
	body := args[len(args)-1]
	accu := func() ast.Expr { return l.newIdent(celAccu) }
	value := func() ast.Expr { return l.newIdent(n.Value.Name) }
	yes := func() ast.Expr { return f.NewLiteral(l.newID(), types.True) }
	var init, step ast.Expr
	switch n.Name {
	case "filter", "sortBy":
		if n.Name == "sortBy" {
			body = f.NewCall(l.newID(), celOrdered, body)
		}
		init = f.NewList(l.newID(), nil, nil)
		added := f.NewCall(l.newID(), "_+_", accu(), f.NewList(l.newID(), []ast.Expr{value()}, nil))
		step = f.NewCall(l.newID(), "_?_:_", body, added, accu())
	case "map", "transformList":
		init = f.NewList(l.newID(), nil, nil)
		step = f.NewCall(l.newID(), "_+_", accu(), f.NewList(l.newID(), []ast.Expr{body}, nil))
	case "transformMap":
		init = f.NewMap(l.newID(), nil)
		step = f.NewCall(l.newID(), celInsert, accu(), f.NewMap(l.newID(), []ast.EntryExpr{
			f.NewMapEntry(l.newID(), l.newIdent(n.Index.Name), body, false),
		}))
	case "transformMapEntry":
		init = f.NewMap(l.newID(), nil)
		step = f.NewCall(l.newID(), celInsert, accu(), body)
	default:
		init, step = yes(), body
	}
	if len(args) == 2 {
		step = f.NewCall(l.newID(), "_?_:_", args[0], step, accu())
	}
	index, second := n.Value.Name, ""
	if n.Index != nil {
		index, second = n.Index.Name, n.Value.Name
	}
	l.rewrite(e, f.NewComprehensionTwoVar(l.newID(), e.AsCall().Target(), index, second, celAccu, init, yes(), step, accu()))
}
