package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// errorsVar is the local variable in which a fallible expression notes its
// error, declared by frame.errors.
const errorsVar = "ev"

// frame says how the names of expressions are spelled in one Go function, and
// compiles expressions for it. An empty root isn't in scope.
//
// An expression that fails (frame.fails) notes its first error in a variable:
// whoever uses such an expression writes frame.errors before it and looks at
// frame.failed after it. All else compiles to plain Go.
type frame struct {
	pkg *pkg

	this, cmd, state, after, event, row, key string
	now, exists, meta, rejection             string
	newID                                    string // a func() string, without the call
	// ask spells the answer of an ask.
	ask func(*model.Ask) string
	// read spells an aggregate that a command reads.
	read func(*model.Read) string
	// locals are names of the language that are spelled as another in Go:
	// loop names, a rejection's fields in its message.
	locals map[string]string
	// lets are the named sub-expressions that have been declared.
	lets map[string]string
	// elem is the list element in a path on the left of sets.
	elem string
	// kept are the locals that hold fields of the state as they were before an
	// event wrote them.
	kept map[*model.Field]*model.Var
	// taken are the function's other identifiers that a local must not hide.
	taken []string

	// param is the language's name of the parameter of the function literal that
	// is being written: its own copy, which it may change.
	param string

	// careful says that has() may have been left undecided by an error, so that
	// what it guards must be read as if there had been none.
	careful bool
}

// fails says that evaluating the expression can end in an evaluation error.
func (fr *frame) fails(n model.Node) bool { return simplify(n).Fails() }

// errors declares the variable that fallible expressions note their error in.
func (fr *frame) errors() jen.Code {
	return jen.Var().Id(errorsVar).Qual(pkgExpr, "Errors")
}

// failed is the first evaluation error since frame.errors, or nil, in Go.
func (fr *frame) failed() jen.Code { return jen.Id(errorsVar).Dot("Err").Call() }

// expr is the expression in Go.
func (fr *frame) expr(n model.Node) jen.Code { return fr.operand(simplify(n)).code }

// not is the negation of a condition in Go.
func (fr *frame) not(n model.Node) jen.Code {
	return fr.operand(simplify(&model.Not{X: n})).code
}

// returns are the statements that return an expression.
func (fr *frame) returns(n model.Node) []jen.Code { return fr.body(simplify(n)) }

// define are the statements that declare a local variable of an expression's
// value.
func (fr *frame) define(name string, n model.Node) []jen.Code {
	n = simplify(n)
	typed := func() *jen.Statement { return jen.Var().Id(name).Add(fr.pkg.goType(n.Type())) }
	switch n := n.(type) {
	case *model.Cond:
		if _, ok := fr.condOperand(n); !ok {
			if _, none := n.Else.(*model.None); none {
				// The variable is absent already.
				then := fr.branchFrame(n).give(jen.Id(name), n.Then)
				return []jen.Code{typed(), jen.If(fr.operand(n.If).code).Block(then)}
			}
			return []jen.Code{typed(), fr.branches(jen.Id(name), n)}
		}
	case *model.With:
		return []jen.Code{jen.Id(name).Op(":=").Add(fr.operand(n.X).code), fr.setFields(jen.Id(name), n)}
	case *model.None:
		return []jen.Code{typed()}
	}
	if needsType(n) {
		return []jen.Code{typed().Op("=").Add(fr.operand(n).code)}
	}
	return []jen.Code{jen.Id(name).Op(":=").Add(fr.operand(n).code)}
}

// give is one statement that gives a place a value.
func (fr *frame) give(target jen.Code, n model.Node) jen.Code {
	if c, ok := n.(*model.Cond); ok {
		if _, short := fr.condOperand(c); !short {
			return fr.branches(target, c)
		}
	}
	return jen.Add(target).Op("=").Add(fr.operand(n).code)
}

// branches gives a place one of two values, as an if statement.
func (fr *frame) branches(target jen.Code, c *model.Cond) *jen.Statement {
	branch := fr.branchFrame(c)
	s := jen.If(fr.operand(c.If).code).Block(branch.give(target, c.Then)).Else()
	if next, ok := c.Else.(*model.Cond); ok {
		if _, short := branch.condOperand(next); !short {
			return s.Add(branch.branches(target, next))
		}
	}
	return s.Block(branch.give(target, c.Else))
}

// body are the statements that return an expression that is simplified.
func (fr *frame) body(n model.Node) []jen.Code {
	switch n := n.(type) {
	case *model.Cond:
		if _, short := fr.condOperand(n); !short {
			branch := fr.branchFrame(n)
			then := jen.If(fr.operand(n.If).code).Block(branch.body(n.Then)...)
			return append([]jen.Code{then}, branch.body(n.Else)...)
		}
	case *model.With:
		return fr.withBody(n)
	}
	return []jen.Code{jen.Return(fr.operand(n).code)}
}

// needsType says that n, where no type is asked for, is a Go constant of
// another type than n's.
func needsType(n model.Node) bool {
	lit, ok := n.(*model.Lit)
	if !ok {
		return false
	}
	switch lit.Type().Kind {
	case model.IDRef, model.Int32, model.Int64, model.Uint32, model.Uint64, model.Float64:
		return true
	case model.Duration:
		return needsConversion(lit.Value)
	}
	return false
}
