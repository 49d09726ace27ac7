package expr

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/parser"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// What an expression may be at most; nobody reads one that comes near.
const (
	maxBytes = 16 << 10
	maxDepth = 200
)

// celParser reads CEL without expanding macros: lowering wants the calls as
// they were written, and expands them itself for the check (celcheck.go).
var celParser = func() *parser.Parser {
	p, err := parser.NewParser(
		parser.EnablePrattParser(true),
		parser.EnableVariadicOperatorASTs(true),
		parser.MaxRecursionDepth(maxDepth),
		parser.ErrorReportingLimit(1),
		parser.ExpressionSizeCodePointLimit(maxBytes),
	)
	if err != nil {
		panic("expr: cel-go refuses the parser's options: " + err.Error())
	}
	return p
}()

// parse reads the text; nil after a finding. Of several syntax errors only the
// first is reported: the others tend to follow from it.
func (l *lowering) parse() ast.Expr {
	if len(l.src.text) > maxBytes {
		l.report(extent{0, min(len(l.src.text), 40)}, diag.ExprTooLarge, "split it with let, or decide in Go",
			"the expression has %d bytes, more than the %d that are read", len(l.src.text), maxBytes)
		return nil
	}
	if strings.TrimSpace(l.src.text) == "" {
		l.report(extent{0, len(l.src.text)}, diag.ExprSyntax, "", "an expression is missing here")
		return nil
	}
	parsed, errs := celParser.Parse(common.NewTextSource(l.src.text))
	if list := errs.GetErrors(); len(list) > 0 {
		l.syntaxError(list[0])
		return nil
	}
	l.info = parsed.SourceInfo()
	l.parsed = parsed
	return parsed.Expr()
}

// Names are those that stand by themselves in an expression: not the b of a.b, and
// nothing that is quoted. There are none in what can't be read.
func Names(src syntax.Scalar) []string {
	parsed, errs := celParser.Parse(common.NewTextSource(src.Text))
	if len(errs.GetErrors()) > 0 {
		return nil
	}
	var names []string
	ast.PreOrderVisit(parsed.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() == ast.IdentKind {
			names = append(names, e.AsIdent())
		}
	}))
	return names
}

// syntaxError says in our words what cel-go's parser says.
func (l *lowering) syntaxError(err *common.Error) {
	message := strings.TrimPrefix(err.Message, "Syntax error: ")
	if strings.Contains(message, "recursion limit") {
		l.report(extent{0, min(len(l.src.text), 40)}, diag.ExprTooLarge, "split it with let, or decide in Go",
			"the expression is nested deeper than the %d levels that are read", maxDepth)
		return
	}
	at := l.src.word(l.src.location(err.Location))
	if at.from == len(l.src.text) {
		// The end is shown as the last character there is.
		text := strings.TrimRight(l.src.text, " \t\r\n")
		_, last := utf8.DecodeLastRuneInString(text)
		at = extent{len(text) - last, len(text)}
	}
	word := l.src.text[at.from:at.to]
	rule, suggestion := diag.ExprSyntax, ""
	switch {
	case strings.Contains(message, "<EOF>"):
		message = "the expression ends too early"
	case word == "=":
		message, suggestion = `"=" isn't an operator`, "compare with =="
	case message == "unexpected token after expression" && (word == "and" || word == "or"):
		message = strconv.Quote(word) + " isn't an operator"
		suggestion = map[string]string{"and": "write &&", "or": "write ||"}[word]
	case message == "unexpected token after expression":
		message = "the expression ends before " + diag.Quote(word)
	case message == "unexpected token", message == "unexpected character":
		message = diag.Quote(word) + " can't stand here"
	case message == "invalid int literal", message == "invalid uint literal", message == "invalid double literal":
		message = "the number is too large for its type"
	case strings.HasPrefix(message, "reserved identifier"):
		message = diag.Quote(word) + " is a reserved word of CEL"
	case strings.HasPrefix(message, "unsupported syntax"):
		rule, message = diag.ExprUnsupported, "CEL's optional values (?) aren't part of the language"
		suggestion = "use has() and ?:"
	case strings.HasPrefix(message, "expected identifier"):
		message = "a name is missing here"
	case strings.HasPrefix(message, "unterminated"):
		message = "the text in quotes isn't closed"
	}
	l.report(at, rule, suggestion, "%s", message)
}
