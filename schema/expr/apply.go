package expr

import (
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// apply is a call of a function of the table. The receiver, if any, is the
// first argument.
func (l *lowering) apply(e ast.Expr, name string, receiver ast.Expr, args []ast.Expr, want *model.Type) model.Node {
	forms := functions[name]
	if len(forms) == 0 {
		l.unknownFunction(e, name)
		return nil
	}
	if name == "new_id" && !l.env.MakesIDs {
		l.report(l.callName(e), diag.ExprUnsupported, "have the command make the id and the event carry it",
			"new_id() would give another id each time this is looked at")
		return nil
	}
	exprs := append(receivers(receiver), args...)
	forms = withShape(forms, receiver != nil, len(exprs))
	if len(forms) == 0 {
		l.badShape(e, name)
		return nil
	}
	if lower := forms[0].lower; lower != nil {
		return lower(l, e, exprs)
	}
	nodes := l.arguments(exprs, forms, plain(want))
	if nodes == nil {
		return nil
	}
	if name == "string" {
		if n := textOf(nodes[0]); n != nil {
			return n
		}
	}
	for _, f := range forms {
		if bound, ok := f.takes(nodes); ok {
			return l.result(e, f, bound, exprs, nodes)
		}
	}
	l.badArgument(e, name, forms, exprs, nodes)
	return nil
}

func receivers(receiver ast.Expr) []ast.Expr {
	if receiver == nil {
		return nil
	}
	return []ast.Expr{receiver}
}

func withShape(forms []*Function, method bool, count int) []*Function {
	var fitting []*Function
	for _, f := range forms {
		if f.Method == method && (len(f.Args) == count || f.Variadic && len(f.Args) < count) {
			fitting = append(fitting, f)
		}
	}
	return fitting
}

// arguments lowers what a function is given; nil after a finding. An argument
// without a type of its own takes the one that all forms want there, else that
// of the others.
func (l *lowering) arguments(exprs []ast.Expr, forms []*Function, want *model.Type) []model.Node {
	nodes := make([]model.Node, len(exprs))
	whole := true
	var seen *model.Type
	lower := func(i int, hint *model.Type) {
		nodes[i] = l.present(l.lower(exprs[i], hint), exprs[i])
		if nodes[i] == nil {
			whole = false
		} else if seen == nil {
			seen = nodes[i].Type()
		}
	}
	var needy []int
	for i, e := range exprs {
		if l.needy(e) {
			needy = append(needy, i)
			continue
		}
		var hint *model.Type
		if want != nil && want.Kind == model.List && same(forms[0].Result, forms[0].arg(i)) {
			hint = want // reverse, distinct, … give what they are given
		}
		lower(i, hint)
	}
	for _, i := range needy {
		lower(i, commonArg(forms, i, seen))
	}
	if !whole {
		return nil
	}
	return nodes
}

// arg is the type of what is given at a place.
func (f *Function) arg(i int) *model.Type { return f.Args[min(i, len(f.Args)-1)] }

// commonArg is the type that all forms want at a place, else another one.
func commonArg(forms []*Function, i int, other *model.Type) *model.Type {
	t := forms[0].arg(i)
	for _, f := range forms[1:] {
		if !same(t, f.arg(i)) {
			return other
		}
	}
	if open(t) {
		return other
	}
	return t
}

// open says that the arguments decide what a type of a signature is.
func open(t *model.Type) bool { return t.Kind <= anyKind || t.Elem != nil && open(t.Elem) }

// textOf is string() of what is a string to CEL, or has constants with names.
func textOf(x model.Node) model.Node {
	switch t := x.Type(); t.Kind {
	case model.String:
		return x
	case model.IDRef, model.UUID, model.EnumRef:
		return &model.Convert{X: x, T: stringType}
	}
	return nil
}

// takes says whether a form takes arguments, and what its open types are then.
func (f *Function) takes(nodes []model.Node) (bound map[model.Kind]*model.Type, ok bool) {
	bound = map[model.Kind]*model.Type{}
	for i, n := range nodes {
		if !matches(f.arg(i), n.Type(), bound) {
			return nil, false
		}
	}
	return bound, true
}

func matches(pattern, t *model.Type, bound map[model.Kind]*model.Type) bool {
	if pattern.Kind <= anyKind {
		if known := bound[pattern.Kind]; known != nil {
			t = join(known, t)
		}
		bound[pattern.Kind] = t
		return t != nil
	}
	switch pattern.Kind {
	case model.List:
		return t.Kind == model.List && matches(pattern.Elem, t.Elem, bound)
	case model.Map:
		return t.Kind == model.Map && matches(pattern.Key, t.Key, bound) && matches(pattern.Elem, t.Elem, bound)
	}
	return converts(t, pattern)
}

// instance is a type of a signature with its open types filled in.
func instance(t *model.Type, bound map[model.Kind]*model.Type) *model.Type {
	switch {
	case t.Kind <= anyKind:
		return bound[t.Kind]
	case t.Kind == model.List:
		return listOf(instance(t.Elem, bound))
	case t.Kind == model.Map:
		return &model.Type{Kind: model.Map, Key: instance(t.Key, bound), Elem: instance(t.Elem, bound)}
	}
	return t
}

// result is the call of a form, or the constant that it gives.
func (l *lowering) result(e ast.Expr, f *Function, bound map[model.Kind]*model.Type, exprs []ast.Expr, nodes []model.Node) model.Node {
	for i, n := range nodes {
		nodes[i] = convert(n, instance(f.arg(i), bound))
	}
	t := instance(f.Result, bound)
	if f.same {
		return nodes[0]
	}
	if f.constant != nil {
		n, done := l.constantResult(f, t, exprs, nodes)
		if done {
			return n
		}
	}
	if f.compares && !comparable(nodes[0].Type()) {
		l.report(l.callName(e), diag.ExprType, "", "%s can't be compared", words(nodes[0].Type().Elem))
		return nil
	}
	fails := f.CanFail
	if f.Name == "matches" {
		_, constant := nodes[1].(*model.Lit)
		fails = !constant // a pattern that is only known when it runs may be none
	}
	if f.Variadic && len(nodes) > 1 {
		l.rewriteAsList(e)
	}
	return &model.Call{Name: f.Name, Args: nodes, T: t, CanFail: fails}
}

// rewriteAsList gives cel-go, which has no functions of any number of arguments,
// those of a call as one list.
func (l *lowering) rewriteAsList(e ast.Expr) {
	call := e.AsCall()
	list := celFactory.NewList(l.newID(), call.Args(), nil)
	l.rewrite(e, celFactory.NewMemberCall(e.ID(), call.FunctionName(), call.Target(), list))
}

// constantResult looks at constant arguments. Done says that there is no call
// to make: a literal stands for it, or nothing after a finding.
func (l *lowering) constantResult(f *Function, t *model.Type, exprs []ast.Expr, nodes []model.Node) (n model.Node, done bool) {
	values := make([]any, len(nodes))
	last := -1
	for i, n := range nodes {
		if lit, ok := n.(*model.Lit); ok {
			values[i], last = lit.Value.Value, i
		}
	}
	if last < 0 || len(nodes) == 1 && values[0] == nil {
		return nil, false
	}
	value, wrong := f.constant(values)
	if wrong != "" {
		l.wrongConstant(f, exprs[f.judged], nodes[f.judged], wrong)
		return nil, true
	}
	if value == nil {
		return nil, false
	}
	return l.lit(t, value), true
}

func (l *lowering) wrongConstant(f *Function, e ast.Expr, n model.Node, wrong string) {
	rule, subject := diag.ExprType, "this"
	if text, ok := stringConstant(n); ok {
		subject = diag.Quote(text)
	}
	if f.Name == "matches" {
		rule = diag.BadPattern
	}
	l.report(l.extent(e), rule, "", "%s %s", subject, wrong)
}

func (l *lowering) unknownFunction(e ast.Expr, name string) {
	at := l.callName(e)
	wayOut, unsupported := Unsupported[name]
	namespace, _, _ := strings.Cut(name, ".")
	if whole, ok := namespaces[namespace]; ok && !whole && !unsupported {
		wayOut, unsupported = decideInGo, true
	}
	if unsupported {
		l.report(at, diag.ExprUnsupported, wayOut, "%s isn't part of the language", name)
		return
	}
	candidates := []string{"has", "with"}
	for known := range functions {
		candidates = append(candidates, known)
	}
	for known := range loops {
		candidates = append(candidates, known)
	}
	candidates = append(candidates, l.env.Types.names...)
	l.report(at, diag.ExprUnknown, didYouMean(name, sorted(candidates)), "no function is named %s", diag.Quote(name))
}

// badShape is a function that is called in a way it doesn't have.
func (l *lowering) badShape(e ast.Expr, name string) {
	forms := functions[name]
	var usages []string
	for _, f := range forms {
		usage := f.usage()
		if len(usages) == 0 || usages[len(usages)-1] != usage {
			usages = append(usages, usage)
		}
	}
	if len(usages) > 3 {
		usages = usages[:3]
	}
	l.report(l.callName(e), diag.ExprType, "", "%s is written %s", name, strings.Join(usages, " or "))
}

// usage is a form as its users write it, whatever lists and maps hold.
func (f *Function) usage() string {
	return f.written(func(t *model.Type) string {
		switch t.Kind {
		case model.List:
			return "list"
		case model.Map:
			return "map"
		}
		return words(t)
	})
}

// Signature is a form with its types and what it gives, as documentation has it.
func (f *Function) Signature() string { return f.written(words) + " → " + words(f.Result) }

func (f *Function) written(word func(*model.Type) string) string {
	args := make([]string, len(f.Args))
	for i, t := range f.Args {
		args[i] = word(t)
	}
	if f.Variadic {
		args = append(args, "…")
	}
	if f.Method {
		if strings.Contains(args[0], " ") {
			args[0] = "(" + args[0] + ")"
		}
		return args[0] + "." + f.Name + "(" + strings.Join(args[1:], ", ") + ")"
	}
	return f.Name + "(" + strings.Join(args, ", ") + ")"
}

func (l *lowering) badArgument(e ast.Expr, name string, forms []*Function, exprs []ast.Expr, nodes []model.Node) {
	if len(forms) == 1 {
		for i, t := range forms[0].Args {
			if !matches(t, nodes[i].Type(), map[model.Kind]*model.Type{}) {
				l.mismatch(exprs[i], t, nodes[i].Type())
				return
			}
		}
	}
	given := make([]string, len(nodes))
	for i, n := range nodes {
		given[i] = a(n.Type())
	}
	suggestion := ""
	if len(nodes) > 1 && !slices.ContainsFunc(nodes, func(n model.Node) bool { return !celNumbers[wide(n.Type()).Kind] }) {
		suggestion = "convert to one type, as in double(…)"
	}
	l.report(l.callName(e), diag.ExprType, suggestion, "%s doesn't take %s", name, strings.Join(given, " and "))
}
