package golang

import (
	"go/token"
	"maps"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// predeclared are the identifiers of Go that compiled expressions use.
var predeclared = []string{
	"any", "append", "bool", "byte", "cap", "clear", "cmp", "complex", "copy", "delete", "error", "false",
	"float64", "int", "int32", "int64", "iota", "len", "make", "max", "min", "new", "nil", "panic",
	"print", "println", "recover", "rune", "string", "true", "uint32", "uint64",
}

// expressionImports are the packages that functions with expressions in them
// may name.
var expressionImports = []string{
	"bytes", "cmp", "context", "errors", "fmt", "json", "maps", "math", "orchestrix", "regexp", "slices", "slog", "strconv",
	"strings", "time", "utf8", "decimal", "decimals", "expr", "formats", "jsontext", "reaction", "readmodel", "subscription", "uuid", "values",
}

// local is a Go identifier for a name of the language that hides nothing the
// function needs but, as the language has it, another of the same name.
func (fr *frame) local(name string) string { return fr.free(name, name) }

// temporary is a Go identifier for a variable that the language has no name for: it
// hides nothing at all.
func (fr *frame) temporary(name string) string { return fr.free(name, "") }

func (fr *frame) free(name, hides string) string {
	id := camel(name)
	for fr.isTaken(id, hides) {
		id += "_"
	}
	return id
}

func (fr *frame) isTaken(id, hides string) bool {
	if id == errorsVar || token.IsKeyword(id) || slices.Contains(predeclared, id) ||
		slices.Contains(expressionImports, id) || slices.Contains(fr.taken, id) {
		return true
	}
	for c, name := range fr.pkg.imports {
		if c != fr.pkg.ctx && id == name {
			return true
		}
	}
	for _, root := range []string{
		fr.this, fr.cmd, fr.state, fr.after, fr.event, fr.row, fr.key,
		fr.now, fr.exists, fr.meta, fr.rejection, fr.newID, fr.elem,
	} {
		if first, _, _ := strings.Cut(root, "."); id == first {
			return true
		}
	}
	for other, spelled := range fr.locals {
		if first, _, _ := strings.Cut(spelled, "."); id == first && other != hides {
			return true
		}
	}
	for _, spelled := range fr.lets {
		if id == strings.TrimSuffix(spelled, "()") {
			return true
		}
	}
	return false
}

// bind is the frame in which a loop name is in scope, and how Go spells it.
func (fr *frame) bind(v *model.Var) (*frame, string) {
	id := fr.local(v.Name)
	return fr.spell(v.Name, id), id
}

// spell is the frame in which a name of the language is spelled as given.
func (fr *frame) spell(name, spelled string) *frame {
	inner := *fr
	inner.locals = maps.Clone(fr.locals)
	if inner.locals == nil {
		inner.locals = make(map[string]string)
	}
	inner.locals[name] = spelled
	return &inner
}

// camel is a name of the language as a local identifier: line_item is lineItem,
// order_id is orderID.
func camel(name string) string {
	var b strings.Builder
	for i, word := range strings.FieldsFunc(name, func(r rune) bool { return r == '_' }) {
		switch {
		case i == 0:
			b.WriteString(word)
		case word == "id":
			b.WriteString("ID")
		default:
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	if b.Len() == 0 {
		return "it"
	}
	id := b.String()
	if id[0] >= '0' && id[0] <= '9' {
		return "it" + id
	}
	return id
}

// variable is a root, a loop name, a let or an ask.
func (fr *frame) variable(v *model.Var) operand {
	spelled := ""
	switch v.Scope {
	case model.ScopeThis:
		spelled = fr.this
	case model.ScopeCmd:
		spelled = fr.cmd
	case model.ScopeState:
		spelled = fr.state
	case model.ScopeAfter:
		spelled = fr.after
	case model.ScopeEvent:
		spelled = fr.event
	case model.ScopeRow:
		spelled = fr.row
	case model.ScopeKey:
		spelled = fr.key
	case model.ScopeNow:
		spelled = fr.now
	case model.ScopeExists:
		spelled = fr.exists
	case model.ScopeMeta:
		spelled = fr.meta
	case model.ScopeRejection:
		spelled = fr.rejection
	case model.ScopeLocal:
		spelled = fr.locals[v.Name]
	case model.ScopeElem:
		spelled = fr.elem
	case model.ScopeLet:
		spelled = fr.lets[v.Name]
	case model.ScopeAsk:
		if fr.ask != nil {
			spelled = fr.ask(v.Ask)
		}
	case model.ScopeRead:
		if fr.read != nil {
			spelled = fr.readState(v.Read)
		}
	}
	if spelled == "" {
		panic(bug("the name %q here", v.Name))
	}
	return primary(jen.Id(spelled))
}

// readState is the state of an aggregate that a command reads: for one that may
// be missing a pointer, for several a map.
func (fr *frame) readState(r *model.Read) string {
	switch {
	case r.IDs != nil:
		return fr.read(r) + ".States"
	case r.Optional:
		return fr.read(r) + ".Found()"
	}
	return fr.read(r) + ".State"
}

// optionalRead is an aggregate that a command reads and that may be missing,
// whose own fields say more plainly than a pointer whether it is there.
func (fr *frame) optionalRead(n model.Node) (read string, ok bool) {
	v, ok := n.(*model.Var)
	if !ok || v.Scope != model.ScopeRead || v.Read.IDs != nil || !v.Read.Optional {
		return "", false
	}
	return fr.read(v.Read), true
}

// metaGoNames are the fields of orchestrix.Meta and of a rejection.
var metaGoNames = map[string]string{
	"time": "Time", "actor": "Actor", "tenant": "Tenant", "event_id": "EventID", "version": "Version",
	"correlation_id": "CorrelationID", "causation_id": "CausationID", "id": "ID", "message": "Message",
}

func (fr *frame) selectMeta(n *model.SelectMeta) operand {
	goName, ok := metaGoNames[n.Name]
	if !ok {
		panic(bug("the part %q of the metadata", n.Name))
	}
	field := fr.operand(n.X).dot(goName)
	switch n.Name {
	case "event_id":
		return primary(jen.String().Call(field))
	case "version":
		return primary(jen.Int64().Call(field))
	}
	return primary(field)
}
