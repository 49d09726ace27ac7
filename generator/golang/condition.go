package golang

import (
	"maps"
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// checks writes the body of a function that returns an error: conditions one
// after another, each with what follows from it. An evaluation error is
// returned as a fault that names the expression.
type checks struct {
	pkg   *pkg
	frame *frame
	// returns makes the statement that returns a fault; nil returns just that.
	returns func(fault jen.Code) jen.Code

	statements []jen.Code
	failing    bool // the variable for evaluation errors is declared
}

// when adds what happens if a condition holds. name is for a local variable,
// which a condition that can fail needs.
func (w *checks) when(name string, e *model.Expr, then func() []jen.Code) {
	w.condition(name, e, false, then)
}

// unless adds what happens if a condition doesn't hold.
func (w *checks) unless(name string, e *model.Expr, then func() []jen.Code) {
	w.condition(name, e, true, then)
}

func (w *checks) condition(name string, e *model.Expr, negated bool, then func() []jen.Code) {
	w.prepare(e.Node)
	fr := w.frame
	if !fr.fails(e.Node) {
		condition := fr.expr(e.Node)
		if negated {
			condition = fr.not(e.Node)
		}
		w.add(jen.If(condition).Block(then()...))
		return
	}
	local := fr.temporary(name)
	w.fallible()
	w.add(fr.define(local, e.Node)...)
	w.reserve(local)
	w.add(w.ifFailed(e))
	condition := jen.Id(local)
	if negated {
		condition = jen.Op("!").Id(local)
	}
	w.add(jen.If(condition).Block(then()...))
}

func (w *checks) add(statements ...jen.Code) { w.statements = append(w.statements, statements...) }

// fallible declares the variable for evaluation errors, where the first
// expression that can fail is worked out.
func (w *checks) fallible() {
	if !w.failing {
		w.failing = true
		w.add(w.frame.errors())
	}
}

// ifFailed returns a fault if evaluating an expression, or others with it, failed.
func (w *checks) ifFailed(e *model.Expr, others ...model.Node) jen.Code {
	if e.Node != nil {
		others = append(others, e.Node)
	}
	fault := faultOf(e.Rule, e.Pos, others)
	returns := jen.Return(fault)
	if w.returns != nil {
		returns = jen.Add(w.returns(fault))
	}
	return jen.If(jen.Err().Op(":=").Add(w.frame.failed()), jen.Err().Op("!=").Nil()).Block(returns)
}

// faultOf is the fault of evaluating expressions, which ended in err.
func faultOf(rule string, pos model.Pos, nodes []model.Node) *jen.Statement {
	err := jen.Err()
	if slices.ContainsFunc(nodes, looksAtHidden) {
		err = jen.Qual(pkgExpr, "Kind").Call(err)
	}
	return jen.Op("&").Qual(pkgOrchestrix, "FaultError").Values(
		jen.Id("Rule").Op(":").Lit(rule),
		jen.Id("Source").Op(":").Lit(sourceOf(pos)),
		jen.Id("Err").Op(":").Add(err))
}

// nodesOfSets are the expressions of what sets fields.
func nodesOfSets(sets []*model.Set) []model.Node {
	var nodes []model.Node
	for _, s := range sets {
		nodes = append(nodes, expressionsOf(s)...)
	}
	return nodes
}

// nodesOfMessage are the expressions of a message.
func nodesOfMessage(m *model.Message) []model.Node {
	var nodes []model.Node
	for _, part := range m.Parts {
		if part.Expr != nil {
			nodes = append(nodes, part.Expr.Node)
		}
	}
	return nodes
}

// refusal returns a rejection with a message; about is what a fault of the
// message names.
func (w *checks) refusal(command, id jen.Code, m *model.Message, about *model.Expr) []jen.Code {
	fr := *w.frame
	fr.lets = maps.Clone(fr.lets)
	inner := &checks{pkg: w.pkg, frame: &fr, returns: w.returns, failing: w.failing}
	for _, part := range m.Parts {
		if part.Expr != nil {
			inner.prepare(part.Expr.Node)
		}
	}
	message := inner.frame.message(m)
	if inner.frame.messageFails(m) {
		inner.fallible()
		inner.add(jen.Id("message").Op(":=").Add(message), inner.ifFailed(about, nodesOfMessage(m)...))
		message = jen.Id("message")
	}
	return append(inner.statements, jen.Return(rejection(command, id, message, personal(m))))
}

// personal says that a message looks at something personal, also among what it is
// about, whose fields it has by their names.
func personal(m *model.Message, about ...*model.Field) bool {
	hidden := func(n model.Node) bool {
		v, ok := n.(*model.Var)
		return ok && v.Scope == model.ScopeLocal && slices.ContainsFunc(about, func(f *model.Field) bool {
			return f.Name == v.Name && f.Sensitivity != model.Plain
		})
	}
	return slices.ContainsFunc(nodesOfMessage(m), func(n model.Node) bool {
		return looksAtHidden(n) || anyNode(n, hidden)
	})
}

func rejection(command, id, message jen.Code, personal bool) *jen.Statement {
	var fields []jen.Code
	if command != nil {
		fields = append(fields, jen.Id("Command").Op(":").Add(command))
	}
	fields = append(fields, jen.Id("ID").Op(":").Add(id), jen.Id("Message").Op(":").Add(message))
	if personal {
		fields = append(fields, jen.Id("Personal").Op(":").True())
	}
	return jen.Op("&").Qual(pkgOrchestrix, "RejectionError").Add(lines("{", "}", fields...))
}

// body is the whole.
func (w *checks) body(last ...jen.Code) []jen.Code { return append(w.statements, last...) }

// prepare declares the lets that expressions use, where they haven't been yet:
// a variable, or a function where working it out can fail, so that only using
// it can.
func (w *checks) prepare(nodes ...model.Node) {
	for _, let := range letsOf(nodes...) {
		if w.frame.lets[let.Name] != "" {
			continue
		}
		name, value := w.frame.local(let.Name), let.Value.Node
		if w.frame.fails(value) {
			w.fallible()
			w.add(jen.Id(name).Op(":=").Func().Params().Add(w.pkg.goType(value.Type())).Block(w.frame.returns(value)...))
			w.frame.lets[let.Name] = name + "()"
			continue
		}
		w.add(w.frame.define(name, value)...)
		w.frame.lets[let.Name] = name
	}
}

// letsOf are the lets that expressions use, directly or by way of each other,
// each after those that it uses itself.
func letsOf(nodes ...model.Node) []*model.Let {
	var lets []*model.Let
	var collect func(model.Node) bool
	collect = func(n model.Node) bool {
		if v, ok := n.(*model.Var); ok && v.Scope == model.ScopeLet && !slices.Contains(lets, v.Let) {
			anyNode(v.Let.Value.Node, collect)
			lets = append(lets, v.Let)
		}
		return false
	}
	for _, n := range nodes {
		anyNode(n, collect)
	}
	return lets
}
