package expr

import (
	"slices"
	"strconv"
	"strings"

	"cel.dev/cel-go/common/ast"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// verbs are the clauses of format(), with the kinds that each takes.
var verbs = map[byte][]model.Kind{
	's': {
		model.String, model.Bool, model.Int64, model.Uint64, model.Float64, model.Bytes, model.Timestamp, model.Duration,
		model.Decimal, model.Date, model.EnumRef, model.List, model.Map,
	},
	'd': {model.Int64, model.Uint64, model.Float64},
	'f': {model.Int64, model.Uint64, model.Float64, model.Decimal},
	'e': {model.Int64, model.Uint64, model.Float64},
	'b': {model.Int64, model.Uint64, model.Bool},
	'o': {model.Int64, model.Uint64},
	'x': {model.Int64, model.Uint64, model.String, model.Bytes},
	'X': {model.Int64, model.Uint64, model.String, model.Bytes},
}

// maxPrecision is how many digits after the point a clause may ask for.
const maxPrecision = 100

// format is text.format([…]): the text with a value in the place of each clause.
// It becomes the sum of its texts and of one call for each clause, which is given
// the clause and the value.
func (l *lowering) format(e ast.Expr, exprs []ast.Expr) model.Node {
	text, ok := textWritten(exprs[0])
	switch {
	case !ok:
		l.report(l.extent(exprs[0]), diag.ExprUnsupported, "join with +, string() and ?:", "format() takes a text that is written out")
		return nil
	case exprs[1].Kind() != ast.ListKind:
		l.report(l.extent(exprs[1]), diag.ExprUnsupported, "write [a, b], or join(list, \", \")", "format() takes a list that is written out")
		return nil
	}
	pieces, wrong := formatPieces(text)
	args := exprs[1].AsList().Elements()
	clauses := len(slices.DeleteFunc(slices.Clone(pieces), func(p string) bool { return !isClause(p) }))
	switch {
	case wrong != "":
		l.report(l.extent(exprs[0]), diag.ExprType, "clauses are %s %d %f %.2f %e %b %o %x %X, and %% for a percent sign", "%s", wrong)
		return nil
	case clauses != len(args):
		l.report(l.extent(exprs[1]), diag.ExprType, "", "format() has %s and %s", counted(clauses, "clause"), counted(len(args), "value"))
		return nil
	}
	return l.formatted(pieces, args)
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// formatted joins the pieces of a text with the values of its clauses.
func (l *lowering) formatted(pieces []string, args []ast.Expr) model.Node {
	var sum model.Node
	whole := true
	for _, piece := range pieces {
		var n model.Node = l.lit(stringType, strings.ReplaceAll(piece, "%%", "%"))
		if isClause(piece) {
			n = l.clause(piece, args[0])
			args = args[1:]
		}
		switch {
		case n == nil:
			whole = false
		case sum == nil:
			sum = n
		default:
			sum = &model.Arith{Op: "+", X: sum, Y: n, T: stringType}
		}
	}
	switch {
	case !whole:
		return nil
	case sum == nil:
		return l.lit(stringType, "")
	}
	return sum
}

// clause is one value as a clause has it.
func (l *lowering) clause(clause string, arg ast.Expr) model.Node {
	x := l.operand(arg, nil)
	if x == nil {
		return nil
	}
	if !formats(clause[len(clause)-1], x.Type()) {
		l.report(l.extent(arg), diag.ExprType, "", "%s doesn't take %s", clause, a(x.Type()))
		return nil
	}
	return &model.Call{Name: "format", Args: []model.Node{l.lit(stringType, clause), x}, T: stringType}
}

// formats says that a verb takes values of a type.
func formats(verb byte, t *model.Type) bool {
	if !slices.Contains(verbs[verb], wide(t).Kind) {
		return false
	}
	switch t.Kind {
	case model.List:
		return formats(verb, t.Elem)
	case model.Map:
		return formats(verb, t.Key) && formats(verb, t.Elem)
	}
	return true
}

// isClause tells a clause from text: every percent sign in text is doubled.
func isClause(piece string) bool { return piece[0] == '%' && piece[1] != '%' }

// formatPieces takes a text apart into clauses and the texts between them, in
// which percent signs stay doubled.
func formatPieces(text string) (pieces []string, wrong string) {
	begin := 0
	for at := 0; at < len(text); {
		if text[at] != '%' {
			at++
			continue
		}
		if strings.HasPrefix(text[at:], "%%") {
			at += 2
			continue
		}
		end, wrong := clauseEnd(text, at)
		if wrong != "" {
			return nil, wrong
		}
		if begin < at {
			pieces = append(pieces, text[begin:at])
		}
		pieces = append(pieces, text[at:end])
		at, begin = end, end
	}
	if begin < len(text) {
		pieces = append(pieces, text[begin:])
	}
	return pieces, ""
}

// clauseEnd is where the clause that begins at a percent sign ends.
func clauseEnd(text string, at int) (end int, wrong string) {
	end = at + 1
	if end < len(text) && text[end] == '.' {
		digits := end + 1
		for end++; end < len(text) && text[end] >= '0' && text[end] <= '9'; end++ {
		}
		precision, err := strconv.Atoi(text[digits:end])
		if err != nil || precision > maxPrecision {
			return 0, diag.Quote(text[at:end]) + " asks for no number of digits from 0 to 100"
		}
	}
	if end == len(text) {
		return 0, "the text ends within a clause"
	}
	if verbs[text[end]] == nil {
		return 0, diag.Quote(string([]rune(text[at:])[:end-at+1])) + " isn't a clause of format()"
	}
	return end + 1, ""
}
