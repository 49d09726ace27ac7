package resolve

import (
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/naming"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// snake wants a name in snake_case; what says "a field" for messages.
func (r *resolver) snake(name syntax.Scalar, what string) bool {
	return r.style(name, what, "snake_case", naming.IsSnake(name.Text), naming.ToSnake(name.Text), naming.IsSnake)
}

// pascal wants a name in PascalCase.
func (r *resolver) pascal(name syntax.Scalar, what string) bool {
	return r.style(name, what, "PascalCase", naming.IsPascal(name.Text), naming.ToPascal(name.Text), naming.IsPascal)
}

func (r *resolver) style(name syntax.Scalar, what, style string, ok bool, better string, fits func(string) bool) bool {
	if ok {
		return true
	}
	if !name.Present() {
		return false // reported with the form
	}
	if len(name.Text) > naming.MaxLength {
		r.errorf(name.Span, diag.NameStyle, "the name of %s is longer than %d characters", what, naming.MaxLength)
		return false
	}
	f := r.errorf(name.Span, diag.NameStyle, "the name of %s is written in %s, not %s", what, style, diag.Quote(name.Text))
	if fits(better) {
		f.Suggestf("write %s", better)
		r.broken[better] = true // what speaks of it may be right
	}
	return false
}

// take claims a Go name of the context's package.
func (c *context) take(goName string, name syntax.Scalar, what string) {
	if why, reserved := naming.ReservedTypes[goName]; reserved {
		c.errorf(name.Span, diag.GoReserved, "the Go name %s of %s is taken: generated code has %s", goName, what, why).
			Suggestf("choose another name")
		return
	}
	if other, taken := c.goNames.Take(goName, naming.Claim{What: what, Span: name.Span}); taken {
		c.errorf(name.Span, diag.GoNameClash, "the Go name %s would be both of %s and of %s", goName, other.What, what).
			Suggestf("choose another name for one of them").Relate(other.Span, "the other one")
	}
}

// fieldNames are the names within one struct.
type fieldNames struct {
	names   map[string]syntax.Scalar
	goNames naming.Scope
	wires   map[string]syntax.Scalar
}

// fieldName checks a field's name in its struct, and gives the Go name. A name
// that can't be a Go name was reported.
func (c *context) fieldName(name syntax.Scalar, in *structPlace) (goName string, ok bool) {
	if first, twice := in.names.names[name.Text]; twice {
		c.errorf(name.Span, diag.DuplicateName, "%s has a field %s already", in.what, name.Text).
			Relate(first.Span, "the first is here")
		return "", false
	}
	if in.names.names == nil {
		in.names.names, in.names.wires = map[string]syntax.Scalar{}, map[string]syntax.Scalar{}
	}
	in.names.names[name.Text] = name
	goName = c.namer.Exported(name.Text)
	if !c.snake(name, "a field") {
		return goName, false
	}
	if why, reserved := reservedField(goName, in.place); reserved {
		c.errorf(name.Span, diag.GoReserved, "a field of %s can't be named %s: %s", in.place, name.Text, why).
			Suggestf("choose another name; with `wire: %s` the JSON key can stay", name.Text)
		return goName, false
	}
	if other, taken := in.names.goNames.Take(goName, naming.Claim{What: name.Text, Span: name.Span}); taken {
		c.errorf(name.Span, diag.GoNameClash, "the fields %s and %s of %s are both %s in Go", other.What, name.Text, in.what, goName).
			Suggestf("choose another name for one of them").Relate(other.Span, "the other one")
		return goName, false
	}
	return goName, true
}

func reservedField(goName string, p fieldPlace) (why string, reserved bool) {
	if does, ok := naming.ReservedFields[goName]; ok {
		return "generated code has a method " + goName + " that " + does, true
	}
	if p == inRejection {
		if does, ok := naming.ReservedRejectionFields[goName]; ok {
			return "a rejection is a Go error, and " + goName + " " + does, true
		}
	}
	if p == inVariant && strings.EqualFold(goName, naming.ReservedVariantField) {
		return "it is the JSON key that tells the variants apart", true
	}
	return "", false
}

// wire claims the JSON keys of a field: the one written and those still read.
func (c *context) wire(key, name syntax.Scalar, in *structPlace) {
	if in.place == inVariant && key.Text == naming.ReservedVariantField {
		c.errorf(key.Span, diag.WireClash, "the JSON key `%s` tells the variants of a union apart", key.Text)
		return
	}
	if other, taken := in.names.wires[key.Text]; taken && other.Text != name.Text {
		c.errorf(key.Span, diag.WireClash, "the JSON key %s is that of the field %s, too", diag.Quote(key.Text), other.Text).
			Relate(other.Span, "the other field")
		return
	}
	in.names.wires[key.Text] = name
}

// languageNames are those that expressions have of themselves.
var languageNames = map[string]bool{
	"this": true, "cmd": true, "state": true, "after": true, "event": true, "row": true, "key": true, "now": true,
	"exists": true, "meta": true, "rejection": true, "new_id": true,
}

// celWords are those that CEL keeps.
var celWords = map[string]bool{
	"true": true, "false": true, "null": true, "in": true, "as": true, "break": true, "const": true,
	"continue": true, "else": true, "for": true, "function": true, "if": true, "import": true, "let": true,
	"loop": true, "package": true, "namespace": true, "return": true, "var": true, "void": true, "while": true,
}

// scopeName checks a name that a schema brings into the scope of expressions.
func (c *context) scopeName(name syntax.Scalar, what string) bool {
	switch {
	case !c.snake(name, what):
		return false
	case celWords[name.Text]:
		c.errorf(name.Span, diag.GoReserved, "%s can't be named %s: CEL keeps that word", what, name.Text)
		return false
	case languageNames[name.Text]:
		c.errorf(name.Span, diag.DuplicateName, "%s can't be named %s: expressions have that name already", what, name.Text)
		return false
	}
	return true
}

// newName checks a name that is added to those in scope.
func (s scope) newName(name syntax.Scalar, what string) bool {
	if !s.scopeName(name, what) {
		return false
	}
	if inScope(s, name.Text) {
		s.errorf(name.Span, diag.DuplicateName, "%s is in scope here already", name.Text).Suggestf("choose another name")
		return false
	}
	return true
}

// qualified splits a name into its context, which is this one when none is
// written, and the name there.
func (c *context) qualified(name syntax.Scalar) (owner *context, bare string, ok bool) {
	if !name.Present() {
		return nil, "", false
	}
	contextName, bare, found := strings.Cut(name.Text, ".")
	if !found {
		return c, name.Text, true
	}
	owner = c.contexts[contextName]
	if owner == nil {
		c.unknownContext(name.Part(0, len(contextName)), contextName)
		return nil, "", false
	}
	return owner, bare, true
}
