package expr

import (
	"strings"

	"cel.dev/cel-go/common/ast"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// Message reads text that holds expressions in braces. Each expression is
// converted to a string: a value becomes its fields' texts, a space between. A
// secret can't be in a message.
func Message(src syntax.Scalar, env *Env) (*model.Message, []diag.Finding) {
	m := &messageReader{src: src, env: env, message: &model.Message{}}
	m.read()
	if len(m.findings) > 0 {
		return nil, m.findings
	}
	return m.message, nil
}

type messageReader struct {
	src      syntax.Scalar
	env      *Env
	message  *model.Message
	findings []diag.Finding
}

func (m *messageReader) read() {
	text := m.src.Text
	for at := 0; at < len(text); {
		brace := strings.IndexAny(text[at:], "{}")
		if brace < 0 {
			m.text(text[at:])
			return
		}
		m.text(text[at : at+brace])
		at += brace
		if text[at] == '}' {
			m.report(at, `a brace as text is written {"}"}`, "this brace closes nothing")
			return
		}
		end := closing(text, at)
		if end < 0 {
			m.report(at, `a brace as text is written {"{"}`, "this brace isn't closed")
			return
		}
		m.part(at+1, end)
		at = end + 1
	}
}

func (m *messageReader) report(at int, suggestion, message string) {
	m.findings = append(m.findings, diag.Finding{
		Span: m.src.Part(at, at+1), Rule: diag.ExprSyntax, Message: message, Suggestion: suggestion,
	})
}

// closing is the brace that closes the one at a byte, outside of quoted texts;
// -1 without one.
func closing(text string, open int) int {
	depth := 0
	for i := open; i < len(text); i++ {
		switch c := text[i]; c {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		case '"', '\'':
			for i++; i < len(text) && text[i] != c; i++ {
				if text[i] == '\\' {
					i++
				}
			}
		}
	}
	return -1
}

func (m *messageReader) text(s string) {
	if s == "" {
		return
	}
	parts := m.message.Parts
	if last := len(parts) - 1; last >= 0 && parts[last].Expr == nil {
		parts[last].Text += s
		return
	}
	m.message.Parts = append(parts, model.MessagePart{Text: s})
}

// part is one expression in braces.
func (m *messageReader) part(from, to int) {
	l := newLowering(newSource(m.src, from, to), m.env)
	defer func() { m.findings = append(m.findings, l.found()...) }()
	root := l.parse()
	if root == nil {
		return
	}
	n := l.present(l.lower(root, nil), root)
	if n == nil || len(l.findings) > 0 {
		return
	}
	if f := SecretIn(n); f != nil {
		l.report(l.extent(root), diag.ExprType, "", "%s is secret and can't be in a message", f.Name)
		return
	}
	if !plainlyTyped(n) {
		l.celCheck(root, n)
	}
	m.append(l, root, n)
}

// append adds a node's text: one part, or for a value those of its fields.
func (m *messageReader) append(l *lowering, root ast.Expr, n model.Node) {
	if n.Type().Kind != model.ValueRef {
		text := l.toText(root, n)
		if lit, ok := text.(*model.Lit); ok {
			m.text(lit.Value.Value.(string))
		} else if text != nil {
			m.message.Parts = append(m.message.Parts, model.MessagePart{Expr: l.expr(text, l.src.text)})
		}
		return
	}
	for i, f := range n.Type().Value.Fields {
		part := &model.Select{X: n, Field: f}
		space := " "
		if i == 0 {
			space = ""
		}
		if f.Type.Kind != model.Optional {
			m.text(space)
			m.append(l, root, part)
			continue
		}
		text := l.toText(root, &model.Deref{X: part, Safe: true})
		if text == nil {
			return
		}
		if space != "" {
			text = &model.Arith{Op: "+", X: l.lit(stringType, space), Y: text, T: stringType}
		}
		m.message.Parts = append(m.message.Parts, model.MessagePart{Expr: l.expr(
			&model.Cond{If: &model.IsPresent{X: part}, Then: text, Else: l.lit(stringType, "")}, l.src.text)})
	}
}

// toText is string(x), written by nobody.
func (l *lowering) toText(root ast.Expr, n model.Node) model.Node {
	if text := textOf(n); text != nil {
		return text
	}
	n = convert(n, wide(n.Type()))
	for _, f := range functions["string"] {
		if same(f.Args[0], n.Type()) {
			return &model.Call{Name: f.Name, Args: []model.Node{n}, T: stringType, CanFail: f.CanFail}
		}
	}
	l.report(l.extent(root), diag.ExprType, "name a part of it", "%s can't be written in a message", a(n.Type()))
	return nil
}
