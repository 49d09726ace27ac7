package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/templates"
)

// projectorType is the interface of a read model that is projected in Go.
func projectorType(rm *model.ReadModel) string { return rm.GoName + "Projector" }

// projectorField is the module's parameter for it.
func projectorField(rm *model.ReadModel) string { return lowerFirst(projectorType(rm)) }

// projectorDecl declares what is written by hand: a method an event, so that one
// that is forgotten doesn't compile.
func (p *pkg) projectorDecl(rm *model.ReadModel) jen.Code {
	var methods []jen.Code
	for _, projection := range rm.Projections {
		name := projectedName(projection.Trigger)
		methods = append(methods, jen.Id(name).Params(
			ctxParam(), rowsParam(rm), jen.Id("e").Id(name), jen.Id("meta").Qual(pkgOrchestrix, "Meta")).Error())
	}
	return commented(comment(projectorType(rm)+" is written by hand: what each event does to the rows of "+rm.Name+". "+
		"An error parks the event. In a rebuild, as readmodel.Rebuilding says, it does nothing but write rows."),
		jen.Type().Id(projectorType(rm)).Interface(methods...))
}

// projectedName is the type of an event here.
func projectedName(t model.Trigger) string {
	if t.View != nil {
		return t.View.GoName
	}
	return t.Event.GoName
}

// projectorStub writes order_summary_projector.go, once, if a read model is
// projected in Go.
func (p *pkg) projectorStub(rm *model.ReadModel) (*generator.File, error) {
	if !rm.ProjectGo {
		return nil, nil
	}
	stub := p.newStub("context", "errors", pkgOrchestrix, pkgReadModel)
	stub.Aggregate, stub.Type = rm.GoName, lowerFirst(projectorType(rm))
	for _, projection := range rm.Projections {
		name := projectedName(projection.Trigger)
		stub.Methods = append(stub.Methods, templates.Method{
			Name:    name,
			Of:      rm.Wire + " by " + name,
			Comment: commentLines(name + " says what the event does to the rows."),
			Params:  "ctx context.Context, rows *readmodel.Rows[" + rm.GoName + "], e " + name + ", meta orchestrix.Meta",
		})
	}
	return p.stub(p.readModelPrefix(rm)+"_projector.go", templates.ProjectorGo, stub)
}
