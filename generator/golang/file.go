// Package golang turns a model into Go files: one source file of this package
// for each kind of generated file, each a set of small functions on jennifer.
package golang

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// The import paths that generated code may name. Every one is registered with
// its package name in newFile, so that the text of an import never depends on
// the order of first use.
const (
	pkgOrchestrix   = "github.com/orchestrix-go/orchestrix-gen/runtime"
	pkgJSONText     = pkgOrchestrix + "/jsontext"
	pkgExpr         = pkgOrchestrix + "/expr"
	pkgDecimals     = pkgOrchestrix + "/decimals"
	pkgFormats      = pkgOrchestrix + "/formats"
	pkgMemory       = pkgOrchestrix + "/memory"
	pkgReadModel    = pkgOrchestrix + "/readmodel"
	pkgReaction     = pkgOrchestrix + "/reaction"
	pkgSubscription = pkgOrchestrix + "/subscription"
	pkgCron         = pkgOrchestrix + "/cron"
	pkgScenarioTest = pkgOrchestrix + "/scenariotest"
	pkgValues       = pkgOrchestrix + "/values"
	pkgDecimal      = "github.com/shopspring/decimal"
	pkgUUID         = "github.com/google/uuid"
)

var importNames = map[string]string{
	pkgJSONText:     "jsontext",
	pkgExpr:         "expr",
	pkgDecimals:     "decimals",
	pkgFormats:      "formats",
	pkgMemory:       "memory",
	pkgReadModel:    "readmodel",
	pkgReaction:     "reaction",
	pkgSubscription: "subscription",
	pkgCron:         "cron",
	pkgScenarioTest: "scenariotest",
	pkgValues:       "values",
	pkgDecimal:      "decimal",
	pkgUUID:         "uuid",
}

// importedAnyway are the names of other packages that generated code imports. A
// context of one of these names is imported under another, so that no name
// depends on which comes first in a file.
var importedAnyway = map[string]bool{
	"bytes": true, "cmp": true, "context": true, "errors": true, "fmt": true, "json": true, "maps": true,
	"math": true, "orchestrix": true, "regexp": true, "slices": true, "slog": true, "strconv": true,
	"strings": true, "testing": true, "time": true, "utf8": true,
	"decimal": true, "decimals": true, "expr": true, "formats": true, "jsontext": true, "memory": true, "readmodel": true,
	"scenariotest": true, "uuid": true, "values": true, "cron": true, "reaction": true, "subscription": true,
	// what generated functions declare, besides one letter
	"again": true, "all": true, "allowed": true, "answer": true, "answers": true, "arg1": true, "arg2": true, "arg3": true,
	"asks": true, "broken": true, "change": true, "changed": true, "changes": true, "cmd": true, "command": true, "commands": true, "ctx": true,
	"data": true, "effects": true, "element": true, "elements": true, "engine": true, "entry": true, "err": true, "ev": true,
	"event": true, "events": true, "first": true, "id": true, "in": true, "item": true, "items": true, "key": true,
	"message": true, "meta": true, "more": true, "name": true, "none": true, "now": true, "ok": true, "options": true, "other": true,
	"outside": true, "own": true, "page": true, "projector": true, "raise": true, "recorded": true, "rejection": true,
	"columns": true, "row": true, "rows": true, "same": true, "seed": true, "send": true, "sends": true, "shared": true, "state": true,
	"store": true, "stream": true, "test": true, "value": true, "version": true, "want": true, "when": true,
}

// imported are the names under which the packages of contexts are imported in
// the files of one of them: of its own, and of kernels; what else contexts know
// of each other is their own. A package has its own name, unless generated code
// calls something else so.
func imported(ws *model.Workspace, own *model.Context) map[*model.Context]string {
	kits := make(map[string]bool, len(ws.Contexts))
	for _, c := range ws.Contexts {
		kits[kitPackage(c)] = true
	}
	names := map[*model.Context]string{}
	for _, c := range ws.Contexts {
		if c != own && !c.Kernel {
			continue
		}
		name := c.Package
		if len(name) == 1 || importedAnyway[name] || strings.HasSuffix(name, contextSuffix) || kits[name] {
			name += contextSuffix
		}
		names[c] = name
	}
	return names
}

// contextSuffix ends the names of contexts that are imported under another than
// their own, and so no others.
const contextSuffix = "ctx"

// pkg writes the Go package of one context.
type pkg struct {
	ws  *model.Workspace
	ctx *model.Context
	// imports are the names of the contexts' packages in its files.
	imports map[*model.Context]string
	// stems name what is declared for one field.
	stems stems
}

func newPkg(ws *model.Workspace, c *model.Context) *pkg {
	return &pkg{ws: ws, ctx: c, imports: imported(ws, c), stems: newStems(c)}
}

// source is what the header of a context's files names.
func (p *pkg) source() string { return "context " + p.ctx.Name }

// newFile begins a generated file of the context's own package.
func (p *pkg) newFile() *jen.File {
	f := jen.NewFilePathName(p.ctx.Import, p.ctx.Package)
	p.header(f)
	return f
}

// newSideFile begins a generated file of a package beside the context's own:
// its external tests, its test kit.
func (p *pkg) newSideFile(importPath, name string) *jen.File {
	f := jen.NewFilePathName(importPath, name)
	p.header(f)
	return f
}

func (p *pkg) header(f *jen.File) {
	f.HeaderComment("// Code generated by orchestrix-gen from " + p.source() + ". DO NOT EDIT.")
	f.ImportNames(importNames)
	f.ImportAlias(pkgOrchestrix, "orchestrix")
	for c, name := range p.imports {
		if name != c.Package {
			f.ImportAlias(c.Import, name)
		} else {
			f.ImportName(c.Import, name)
		}
	}
}

// render makes the file called name in the context's folder.
func (p *pkg) render(name string, f *jen.File) (generator.File, error) {
	var out kept
	if err := f.Render(&out); err != nil {
		return generator.File{}, fmt.Errorf("rendering %s of context %s: %w", name, p.ctx.Name, err)
	}
	return generator.File{Path: path.Join(p.ctx.Dir, name), Content: grouped(out), Source: p.source()}, nil
}

// kept is what Jennifer writes, which it does at once and with bytes of its own.
type kept []byte

func (k *kept) Write(p []byte) (int, error) {
	*k = p
	return len(p), nil
}

// grouped puts the standard library's imports before the others, which
// Jennifer sorts among each other.
func grouped(source []byte) []byte {
	open, end := []byte("\nimport (\n"), []byte("\n)\n")
	before, rest, ok := bytes.Cut(source, open)
	if !ok {
		return source
	}
	imports, after, _ := bytes.Cut(rest, end)
	var standard, others [][]byte
	for line := range bytes.SplitSeq(imports, []byte("\n")) {
		if bytes.ContainsRune(line, '.') {
			others = append(others, line)
		} else {
			standard = append(standard, line)
		}
	}
	if len(standard) > 0 && len(others) > 0 {
		standard = append(standard, nil)
	}
	lines := bytes.Join(append(standard, others...), []byte("\n"))
	return slices.Concat(before, open, lines, end, after)
}

// rendered is render for a file that there may be none of.
func (p *pkg) rendered(name string, f *jen.File) (*generator.File, error) {
	file, err := p.render(name, f)
	if err != nil {
		return nil, err
	}
	return &file, nil
}
