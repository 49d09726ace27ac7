// Package resolve gives syntax trees their meaning: it finds what names stand
// for, checks types, rules, provenance and lifecycles, chooses every Go name,
// and makes the model that generators read.
//
// Work goes in steps over all contexts, so that order in files never matters:
// names are declared, types resolved, field rules and literals checked, and
// then what needs all of it: rules, events, commands, what reacts to events, and
// examples. A step that finds a mistake leaves the part out and goes on; what
// refers to that part is then left out without a finding of its own.
package resolve

import (
	"slices"
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/naming"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// Input is what a workspace's files hold.
type Input struct {
	Root   string // the workspace's folder, absolute
	Module string // the import path of Root
	Files  []*syntax.File
	Config *syntax.Workspace // nil without a workspace file
}

// Resolve makes the model of a workspace. It is nil when a finding is an error.
func Resolve(in Input) (*model.Workspace, []diag.Finding) {
	r := &resolver{
		in: in, contexts: map[string]*context{}, broken: map[string]bool{}, states: map[*model.Field]*fieldState{},
		ruleForms: map[*model.FieldRules]*syntax.FieldRules{},
	}
	r.configure()
	r.collectContexts()
	r.each((*context).declare)
	r.checkSubscriptions()
	r.each((*context).resolveTypes)
	r.checkRecursion()
	r.each((*context).resolveFieldRules)
	r.each((*context).resolveLiterals)
	r.each((*context).resolveLike)
	r.each((*context).findTriggers)
	for _, c := range r.order {
		c.types = expr.NewTypes(c.m, r.models())
	}
	r.each((*context).resolveValueRules)
	r.each((*context).resolveAggregates)
	r.each((*context).resolveCommands)
	r.each((*context).resolveReadModels)
	r.each((*context).resolvePolicies)
	r.each((*context).resolveProcesses)
	r.each((*context).resolveRelations)
	r.each((*context).resolveScenarios)
	findings := r.findings.Findings()
	if diag.HasErrors(findings) {
		return nil, findings
	}
	return &model.Workspace{Root: in.Root, Module: in.Module, Contexts: r.models()}, findings
}

// resolver is the work on one workspace.
type resolver struct {
	in       Input
	namer    *naming.Namer
	findings diag.List
	contexts map[string]*context
	order    []*context // sorted by name
	// broken are the names of what was found wrong and left out: an expression
	// that speaks of one has no findings of its own.
	broken map[string]bool
	// states are the fields as they were written; one that is there by `like` has
	// none.
	states map[*model.Field]*fieldState
	// ruleForms are rules as they were written.
	ruleForms map[*model.FieldRules]*syntax.FieldRules
	// sensitivity is what values and unions hold; nil until it is asked for.
	sensitivity map[any]model.Sensitivity
}

// context is one context on its way into the model.
type context struct {
	*resolver
	m       *model.Context
	files   []*syntax.File
	goNames naming.Scope
	// kitMethods are those of the test kit's fixture; fileNames are what the files
	// of aggregates, read models, policies and processes begin with.
	kitMethods, fileNames naming.Scope
	declared              map[string]declaration
	enums                 map[string]*model.Enum
	values                map[string]*structState[model.Value]
	unions                map[string]*model.Union
	variants              map[*model.Variant]*structState[model.Variant]
	// aggregates, events and commands are in the order of the files.
	aggregates  []*aggregate
	events      []*event
	commands    []*command
	fields      []*fieldState
	byAggregate map[string]*aggregate
	byEvent     map[string]*event
	byCommand   map[string]*command
	// asks are what commands ask the outside, and the Go names of it.
	asks     map[string]*ask
	askNames naming.Scope
	// foreign are the types of ids of other contexts' aggregates.
	foreign map[*model.Aggregate]*model.ID
	// kernels are those whose types are used, by where one first is.
	kernels map[*context]diag.Span
	// views are of foreign events, in the order in which viewed has them; copies
	// are types of other contexts as these views have them.
	views  map[*event]*view
	viewed []*view
	copies map[any]any
	// refused are private events of others that are reacted to: one finding each.
	refused map[*event]bool
	// policies, processes and read models are in the order of the files.
	policies    []*policy
	processes   []*process
	readModels  []*readModel
	byReadModel map[string]*readModel
	types       *expr.Types
}

func (r *resolver) each(step func(*context)) {
	for _, c := range r.order {
		step(c)
	}
}

func (r *resolver) models() []*model.Context {
	models := make([]*model.Context, len(r.order))
	for i, c := range r.order {
		models[i] = c.m
	}
	return models
}

// configure takes what the workspace file says.
func (r *resolver) configure() {
	var words []string
	if r.in.Config != nil {
		for _, s := range r.in.Config.Initialisms {
			if !naming.IsInitialism(s.Text) {
				r.errorf(s.Span, diag.BadValue, "%s isn't an initialism", diag.Quote(s.Text)).
					Suggestf("initialisms are two or more capitals and digits, like SKU")
				continue
			}
			words = append(words, s.Text)
		}
	}
	r.namer = naming.New(words...)
}

// breaks notes the name of something that is left out because it is wrong.
func (r *resolver) breaks(s syntax.Scalar) {
	if s.Text != "" {
		r.broken[s.Text] = true
	}
}

// speaksOfBroken says that a text names something that was left out.
func (r *resolver) speaksOfBroken(text string) bool {
	if len(r.broken) == 0 {
		return false
	}
	return slices.ContainsFunc(strings.FieldsFunc(text, notOfName), func(word string) bool { return r.broken[word] })
}

func notOfName(c rune) bool {
	return c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
}

func at(span diag.Span) model.Pos { return model.Pos{File: span.File, Line: span.Start.Line} }

// isTrue says that a flag is set.
func isTrue(s syntax.Scalar) bool { return s.Present() && s.Text == "true" }
