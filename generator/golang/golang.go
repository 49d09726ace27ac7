package golang

import (
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// Generate writes the Go of a workspace: for each context its package, the
// tests of its scenarios and its test kit, and the stubs of what is written by
// hand. Files are written in parallel, and come in the order of the model.
func Generate(ws *model.Workspace) ([]generator.File, error) {
	var emitters []emitter
	for _, c := range ws.Contexts {
		if !c.External {
			emitters = append(emitters, newPkg(ws, c).emitters()...)
		}
	}
	files := make([]*generator.File, len(emitters))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, emit := range emitters {
		group.Go(func() (err error) {
			files[i], err = emit()
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	var written []generator.File
	seen := map[string]bool{}
	for _, file := range files {
		if file == nil {
			continue
		}
		if seen[file.Path] {
			return nil, fmt.Errorf("two generated files are named %s: rename one of the aggregates they are of", file.Path)
		}
		seen[file.Path] = true
		written = append(written, *file)
	}
	return written, nil
}

// emitter writes one file, or nil if the context has nothing for it.
type emitter func() (*generator.File, error)

// emitters are those of all files of a context, in the order of the model.
func (p *pkg) emitters() []emitter {
	all := []emitter{p.docStub, p.typesFile, p.typesJSON}
	for _, a := range p.ctx.Aggregates {
		for _, emit := range []func(*model.Aggregate) (*generator.File, error){
			p.stateFile, p.eventsFile, p.commandsFile, p.handlerFile, p.aggregateJSON, p.scenarios,
			p.kitExamples, p.deciderStub, p.applyStub,
		} {
			all = append(all, func() (*generator.File, error) { return emit(a) })
		}
	}
	for _, rm := range p.ctx.ReadModels {
		for _, emit := range []func(*model.ReadModel) (*generator.File, error){p.readModelFile, p.readModelJSON, p.rowScenarios, p.projectorStub} {
			all = append(all, func() (*generator.File, error) { return emit(rm) })
		}
	}
	for _, process := range p.ctx.Processes {
		for _, emit := range []func(*model.Process) (*generator.File, error){p.processFile, p.processScenarios} {
			all = append(all, func() (*generator.File, error) { return emit(process) })
		}
	}
	return append(all, p.viewsFile, p.policiesFile, p.policyScenarios, p.effectsStub, p.moduleFile, p.asksStub, p.kit)
}
