package resolve

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/module"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/naming"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// collectContexts merges the files of each context. A file that would be a
// context's second folder, or a folder's second context, is left out.
func (r *resolver) collectContexts() {
	files := slices.Clone(r.in.Files)
	slices.SortStableFunc(files, func(a, b *syntax.File) int { return cmp.Compare(a.Path, b.Path) })
	folders := map[string]*context{}
	for _, f := range files {
		name, dir := f.Context, path.Dir(f.Path)
		if !name.Present() {
			continue // a finding of its form says so
		}
		c := r.contexts[name.Text]
		switch other := folders[dir]; {
		case c != nil && c.m.Dir != dir:
			r.errorf(name.Span, diag.DuplicateContext, "context %s has files in two folders, %s and %s", name.Text, c.m.Dir, dir).
				Suggestf("move them into one folder, or rename one context").
				Relate(c.files[0].Context.Span, "the other folder's file")
			continue
		case other != nil && other != c:
			r.errorf(name.Span, diag.DuplicateContext, "the folder %s holds two contexts, %s and %s", dir, other.m.Name, name.Text).
				Suggestf("a folder is one Go package: give each context its own").
				Relate(other.files[0].Context.Span, "the other context")
			continue
		}
		if c == nil {
			c = r.newContext(name, dir)
			folders[dir] = c
		}
		own := *f // parts that don't belong are taken out of it
		c.files = append(c.files, &own)
		c.m.Files = append(c.m.Files, f.Path)
		c.describe(&own)
	}
	slices.SortFunc(r.order, func(a, b *context) int { return cmp.Compare(a.m.Name, b.m.Name) })
	r.checkPackages()
	for _, c := range r.order {
		c.checkContent()
	}
}

func (r *resolver) newContext(name syntax.Scalar, dir string) *context {
	c := &context{
		resolver: r,
		m: &model.Context{
			Name: name.Text, Package: naming.Package(name.Text), Dir: dir, Import: path.Join(r.in.Module, dir),
		},
		declared: map[string]declaration{},
		enums:    map[string]*model.Enum{}, values: map[string]*structState[model.Value]{}, unions: map[string]*model.Union{},
		variants:    map[*model.Variant]*structState[model.Variant]{},
		byAggregate: map[string]*aggregate{},
		byEvent:     map[string]*event{}, byCommand: map[string]*command{}, asks: map[string]*ask{},
		foreign: map[*model.Aggregate]*model.ID{},
		kernels: map[*context]diag.Span{},
		views:   map[*event]*view{}, copies: map[any]any{}, refused: map[*event]bool{}, byReadModel: map[string]*readModel{},
	}
	r.contexts[name.Text] = c
	r.order = append(r.order, c)
	if !r.snake(name, "a context") {
		return c
	}
	if problem := naming.PackageProblem(c.m.Package); problem != "" {
		r.errorf(name.Span, diag.GoReserved, "context %s can't be the Go package %s: %s", name.Text, c.m.Package, problem).
			Suggestf("call it otherwise, for example by what it does")
	}
	if err := module.CheckImportPath(c.m.Import); (err != nil || isIgnored(dir)) && r.in.Module != "" {
		r.errorf(name.Span, diag.BadValue, "the folder %s can't be part of a Go import path", diag.Quote(dir)).
			Suggestf("name it with letters, digits and - _ . ~ only")
	}
	return c
}

// isIgnored says that the go command doesn't look into a folder.
func isIgnored(dir string) bool {
	return dir != "." && slices.ContainsFunc(strings.Split(dir, "/"), func(name string) bool {
		return strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".")
	})
}

// describe takes what a file says of its context as a whole, which only one of
// them says.
func (c *context) describe(f *syntax.File) {
	first := c.files[0]
	for _, said := range []struct {
		key   string
		s     syntax.Scalar
		to    *string
		where func(*syntax.File) syntax.Scalar
	}{
		{"doc", f.Doc, &c.m.Doc, func(f *syntax.File) syntax.Scalar { return f.Doc }},
		{"owner", f.Owner, &c.m.Owner, func(f *syntax.File) syntax.Scalar { return f.Owner }},
		{"subdomain", f.Subdomain, &c.m.Subdomain, func(f *syntax.File) syntax.Scalar { return f.Subdomain }},
	} {
		switch {
		case !said.s.Present():
		case *said.to == "":
			*said.to = said.s.Text
		case *said.to != said.s.Text:
			for _, earlier := range c.files {
				if s := said.where(earlier); s.Present() && earlier != f {
					c.errorf(said.s.Span, diag.KeyConflict, "context %s has its `%s` in another file already", c.m.Name, said.key).
						Suggestf("say it in one of the files").Relate(s.Span, "the first is here")
					break
				}
			}
		}
	}
	c.m.Kernel = c.m.Kernel || isTrue(f.Kernel)
	c.m.External = c.m.External || isTrue(f.External)
	for _, pair := range f.Glossary {
		c.m.Glossary = append(c.m.Glossary, model.Term{Word: pair.Key.Text, Meaning: pair.Value.Text})
	}
	if c.m.Kernel && c.m.External {
		where := f.External
		if !isTrue(where) {
			where = f.Kernel
		}
		if !isTrue(where) {
			where = first.Context
		}
		c.errorf(where.Span, diag.KeyConflict, "context %s can't be both a kernel and external", c.m.Name)
		c.m.External = false
	}
}

// checkPackages finds contexts that would be one Go package to whoever imports
// them, and one that lies where another's test kit goes.
func (r *resolver) checkPackages() {
	packages := map[string]*context{}
	for _, c := range r.order {
		if other := packages[c.m.Package]; other != nil {
			r.errorf(c.files[0].Context.Span, diag.GoNameClash, "contexts %s and %s are both the Go package %s", other.m.Name, c.m.Name, c.m.Package).
				Relate(other.files[0].Context.Span, "the other context")
			continue
		}
		packages[c.m.Package] = c
	}
	kits := map[string]*context{}
	for _, c := range r.order {
		kits[path.Join(c.m.Dir, c.m.Package+"test")] = c
	}
	for _, c := range r.order {
		if owner := kits[c.m.Dir]; owner != nil {
			r.errorf(c.files[0].Context.Span, diag.GoNameClash, "the folder %s is where the test kit of context %s goes", c.m.Dir, owner.m.Name).
				Suggestf("move context %s to another folder", c.m.Name)
		}
	}
}

// checkContent refuses what a kernel or an external context doesn't hold, and
// leaves it out.
func (c *context) checkContent() {
	for _, f := range c.files {
		switch {
		case c.m.Kernel:
			c.refuse(f, diag.KernelContent, "a kernel holds enums, values and unions only", true)
		case c.m.External:
			c.refuse(f, diag.ExternalContent, "an external context holds its events and their types only", false)
		case len(f.Events) > 0:
			c.errorf(f.Events[0].Name.Span, diag.ExternalContent, "events stand under their aggregate").
				Suggestf("only a context that is `external: true` has them at the top")
			for _, e := range f.Events {
				c.breaks(e.Name)
			}
			f.Events = nil
		}
	}
}

func (c *context) refuse(f *syntax.File, rule diag.Rule, why string, events bool) {
	for _, name := range contentNames(f, events) {
		c.errorf(name.Span, rule, "%s can't stand here: %s", name.Text, why)
		c.breaks(name)
	}
	f.Aggregates, f.Policies, f.Processes, f.ReadModels, f.Fixtures = nil, nil, nil, nil, nil
	if events {
		f.Events = nil
	}
}

func contentNames(f *syntax.File, events bool) []syntax.Scalar {
	var names []syntax.Scalar
	for _, x := range f.Aggregates {
		names = append(names, x.Name)
	}
	for _, x := range f.Policies {
		names = append(names, x.Name)
	}
	for _, x := range f.Processes {
		names = append(names, x.Name)
	}
	for _, x := range f.ReadModels {
		names = append(names, x.Name)
	}
	for _, x := range f.Fixtures {
		names = append(names, x.Name)
	}
	if events {
		for _, x := range f.Events {
			names = append(names, x.Name)
		}
	}
	return names
}
