package golang

import (
	"bytes"
	"fmt"
	"go/format"
	"path"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/templates"
)

// docStub writes doc.go, once: the package comment and the go:generate line.
func (p *pkg) docStub() (*generator.File, error) {
	first := "Package " + p.ctx.Package + " is the context " + p.ctx.Name + "."
	if doc := strings.TrimSpace(p.ctx.Doc); doc != "" {
		first += " " + sentence(doc)
	}
	return p.stub("doc.go", templates.DocGo, templates.Doc{Package: p.ctx.Package, Comment: commentLines(first)})
}

// deciderStub writes order_decider.go, once, if a decision is left to Go.
func (p *pkg) deciderStub(a *model.Aggregate) (*generator.File, error) {
	if !decidesInGo(a) {
		return nil, nil
	}
	stub := p.newStub("context", "errors")
	stub.Aggregate, stub.Type = a.GoName, lowerFirst(deciderType(a))
	for _, c := range a.Commands {
		if c.DecideGo {
			stub.Methods = append(stub.Methods, templates.Method{
				Name:    c.GoName,
				Of:      c.WireType,
				Comment: commentLines(c.GoName + " decides " + withArticle(c.GoName) + ". " + sentence(c.Doc)),
				Params:  "ctx context.Context, in " + inputType(c),
				Result:  "[]" + raisedSet(c),
			})
		}
	}
	return p.stub(p.filePrefix(a)+"_decider.go", templates.DeciderGo, stub)
}

// applyStub writes order_apply.go, once, if an event is applied in Go.
func (p *pkg) applyStub(a *model.Aggregate) (*generator.File, error) {
	stub := p.newStub("errors", pkgOrchestrix)
	stub.Aggregate, stub.Receiver = a.GoName, receiver(a.GoName, stateKind)
	for _, e := range a.Events {
		if e.ApplyGo {
			stub.Methods = append(stub.Methods, templates.Method{
				Name:    applyFunc(e),
				Of:      e.WireType,
				Comment: commentLines(applyFunc(e) + " changes the state by the event. It must depend on nothing else, and keep no slice or map of it."),
				Params:  "e " + e.GoName + ", meta orchestrix.Meta",
			})
		}
	}
	if stub.Methods == nil {
		return nil, nil
	}
	return p.stub(p.filePrefix(a)+"_apply.go", templates.ApplyGo, stub)
}

// asksStub writes asks.go, once, if a command asks the outside.
func (p *pkg) asksStub() (*generator.File, error) {
	if len(p.ctx.Asks) == 0 || len(p.ctx.Aggregates) == 0 {
		return nil, nil
	}
	imports := []string{"context", "errors"}
	var methods []templates.Method
	for _, ask := range p.ctx.Asks {
		params := "ctx context.Context"
		for _, param := range ask.Params {
			params += ", " + p.paramName(param.GoName) + " " + p.typeText(param.Type, &imports)
		}
		methods = append(methods, templates.Method{
			Name:    ask.GoName,
			Of:      p.ctx.Name + "." + ask.Name,
			Comment: commentLines(ask.GoName + " answers " + ask.Name + ". " + sentence(ask.Doc)),
			Params:  params,
			Result:  p.typeText(ask.Type, &imports),
		})
	}
	stub := p.newStub(imports...)
	stub.Type, stub.Methods = "asks", methods
	return p.stub("asks.go", templates.AsksGo, stub)
}

// newStub begins a stub that imports packages.
func (p *pkg) newStub(imports ...string) templates.Stub {
	slices.Sort(imports)
	var standard, others []string
	for _, importPath := range slices.Compact(imports) {
		spec := strconv.Quote(importPath)
		if name := p.importName(importPath); name != path.Base(importPath) {
			spec = name + " " + spec
		}
		if strings.Contains(importPath, ".") {
			others = append(others, spec)
		} else {
			standard = append(standard, spec)
		}
	}
	if len(standard) > 0 && len(others) > 0 {
		standard = append(standard, "")
	}
	return templates.Stub{Package: p.ctx.Package, Imports: append(standard, others...)}
}

// importName is the name that a package has where it is imported.
func (p *pkg) importName(importPath string) string {
	if importPath == pkgOrchestrix {
		return "orchestrix"
	}
	for c, name := range p.imports {
		if c.Import == importPath {
			return name
		}
	}
	return path.Base(importPath)
}

// typeText is goType as text; what it needs is added to the imports.
func (p *pkg) typeText(t *model.Type, imports *[]string) string {
	qualified := func(importPath, name string) string {
		if importPath == p.ctx.Import {
			return name
		}
		*imports = append(*imports, importPath)
		return p.importName(importPath) + "." + name
	}
	switch t.Kind {
	case model.List:
		return "[]" + p.typeText(t.Elem, imports)
	case model.Map:
		return "map[" + p.typeText(t.Key, imports) + "]" + p.typeText(t.Elem, imports)
	case model.Optional:
		if nilIsAbsent(t.Elem) {
			return p.typeText(t.Elem, imports)
		}
		return "*" + p.typeText(t.Elem, imports)
	case model.JSON:
		return qualified("encoding/json", "RawMessage")
	case model.Decimal:
		return qualified(pkgDecimal, "Decimal")
	case model.Timestamp:
		return qualified("time", "Time")
	case model.Duration:
		return qualified("time", "Duration")
	case model.Date:
		return qualified(pkgOrchestrix, "Date")
	case model.UUID:
		return qualified(pkgUUID, "UUID")
	case model.IDRef:
		return qualified(t.ID.Context.Import, t.ID.GoName)
	case model.EnumRef:
		return qualified(t.Enum.Context.Import, t.Enum.GoName)
	case model.ValueRef:
		return qualified(t.Value.Context.Import, t.Value.GoName)
	case model.UnionRef:
		return qualified(t.Union.Context.Import, t.Union.GoName)
	}
	return fmt.Sprintf("%#v", p.goType(t))
}

// stub fills a template in.
func (p *pkg) stub(name string, t *template.Template, data any) (*generator.File, error) {
	var out bytes.Buffer
	if err := t.Execute(&out, data); err != nil {
		return nil, fmt.Errorf("scaffolding %s of context %s: %w", name, p.ctx.Name, err)
	}
	content, err := format.Source(out.Bytes())
	if err != nil {
		return nil, fmt.Errorf("scaffolding %s of context %s: %w", name, p.ctx.Name, err)
	}
	return &generator.File{Path: path.Join(p.ctx.Dir, name), Content: content, Source: p.source(), Once: true}, nil
}
