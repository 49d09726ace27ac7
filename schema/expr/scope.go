package expr

import "github.com/orchestrix-go/orchestrix-gen/schema/model"

// Types is what the expressions of one context can name: its own enums, values
// and unions, and those of kernels behind their context's name. Make one a
// context, after its types are resolved.
type Types struct {
	context *model.Context
}

// NewTypes collects the types for expressions of c; kernels are found among
// the contexts of the workspace.
func NewTypes(c *model.Context, workspace []*model.Context) *Types {
	return &Types{context: c}
}

// The roots of expressions that have the same type everywhere.
var (
	Now       = &model.Var{Scope: model.ScopeNow, Name: "now", T: &model.Type{Kind: model.Timestamp}}
	Exists    = &model.Var{Scope: model.ScopeExists, Name: "exists", T: &model.Type{Kind: model.Bool}}
	Meta      = Record(model.ScopeMeta, "meta", "the metadata", metaFields)
	Rejection = Record(model.ScopeRejection, "rejection", "the rejection", rejectionFields)
)

var metaFields = []*model.Field{
	{Name: "time", Type: &model.Type{Kind: model.Timestamp}},
	{Name: "actor", Type: &model.Type{Kind: model.String}},
	{Name: "tenant", Type: &model.Type{Kind: model.String}},
	{Name: "event_id", Type: &model.Type{Kind: model.String}},
	{Name: "version", Type: &model.Type{Kind: model.Int64}},
	{Name: "correlation_id", Type: &model.Type{Kind: model.String}},
	{Name: "causation_id", Type: &model.Type{Kind: model.String}},
}

var rejectionFields = []*model.Field{
	{Name: "id", Type: &model.Type{Kind: model.String}},
	{Name: "message", Type: &model.Type{Kind: model.String}},
}

// Record is a root whose fields can be selected: cmd, state, after, event, row,
// this. Is says in messages what it is: "the state of Order".
func Record(scope model.Scope, name, is string, fields []*model.Field) *model.Var {
	return &model.Var{Scope: scope, Name: name, T: &model.Type{
		Kind: model.Record, Record: &model.RecordType{Name: is, Fields: fields},
	}}
}
