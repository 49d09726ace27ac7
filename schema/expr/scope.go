package expr

import (
	"strings"
	"sync"

	"cel.dev/cel-go/checker"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// Types is what the expressions of one context can name: its own enums, values
// and unions, and those of kernels behind their context's name. Make one a
// context, after its types are resolved.
type Types struct {
	context *model.Context
	enums   map[string]*model.Enum // by name as written: OrderStatus, money.Currency
	values  map[string]*model.Value
	unions  map[string]*model.Union
	kernels map[string]bool
	names   []string // of all types, for suggestions

	env func() *checker.Env // made when first used
}

// NewTypes collects the types for expressions of c; kernels are found among
// the contexts of the workspace.
func NewTypes(c *model.Context, workspace []*model.Context) *Types {
	t := &Types{
		context: c,
		enums:   map[string]*model.Enum{},
		values:  map[string]*model.Value{},
		unions:  map[string]*model.Union{},
		kernels: map[string]bool{},
	}
	t.add("", c)
	for _, k := range workspace {
		if k.Kernel && k != c {
			t.kernels[k.Name] = true
			t.add(k.Name+".", k)
		}
	}
	t.env = sync.OnceValue(t.newEnv)
	return t
}

func (t *Types) add(prefix string, c *model.Context) {
	for _, e := range c.Enums {
		t.enums[prefix+e.Name] = e
		t.names = append(t.names, prefix+e.Name)
	}
	for _, v := range c.Values {
		t.values[prefix+v.Name] = v
		t.names = append(t.names, prefix+v.Name)
	}
	for _, u := range c.Unions {
		t.unions[prefix+u.Name] = u
		t.names = append(t.names, prefix+u.Name)
	}
}

// written is how an expression of this context names a type of another one.
func (t *Types) written(c *model.Context, name string) string {
	if c == nil || c == t.context {
		return name
	}
	return c.Name + "." + name
}

func (t *Types) enumName(e *model.Enum) string   { return t.written(e.Context, e.Name) }
func (t *Types) valueName(v *model.Value) string { return t.written(v.Context, v.Name) }
func (t *Types) unionName(u *model.Union) string { return t.written(u.Context, u.Name) }

// variant finds `PaymentMethod.card` or `money.Payment.card`.
func (t *Types) variant(name string) (u *model.Union, v *model.Variant) {
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 {
		return nil, nil
	}
	if u = t.unions[name[:dot]]; u != nil {
		v = findVariant(u, name[dot+1:])
	}
	return u, v
}

// enumOf finds the enums that have a member, for suggestions.
func (t *Types) enumOf(member string) *model.Enum {
	for _, name := range t.names {
		if e := t.enums[name]; e != nil && findMember(e, member) != nil {
			return e
		}
	}
	return nil
}

func findMember(e *model.Enum, name string) *model.EnumMember {
	for _, m := range e.Members {
		if m.Name == name {
			return m
		}
	}
	return nil
}

func findVariant(u *model.Union, name string) *model.Variant {
	for _, v := range u.Variants {
		if v.Name == name {
			return v
		}
	}
	return nil
}

func findField(fields []*model.Field, name string) *model.Field {
	for _, f := range fields {
		if f.Name == name {
			return f
		}
	}
	return nil
}

func fieldNames(fields []*model.Field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

func memberNames(e *model.Enum) []string {
	names := make([]string, len(e.Members))
	for i, m := range e.Members {
		names[i] = m.Name
	}
	return names
}

func variantNames(u *model.Union) []string {
	names := make([]string, len(u.Variants))
	for i, v := range u.Variants {
		names[i] = v.Name
	}
	return names
}

// The roots of expressions that have the same type everywhere.
var (
	Now       = &model.Var{Scope: model.ScopeNow, Name: "now", T: timestampType}
	Exists    = &model.Var{Scope: model.ScopeExists, Name: "exists", T: boolType}
	Meta      = Record(model.ScopeMeta, "meta", "the metadata", metaFields)
	Rejection = Record(model.ScopeRejection, "rejection", "the rejection", rejectionFields)
)

var metaFields = []*model.Field{
	{Name: "time", Type: timestampType},
	{Name: "actor", Type: stringType},
	{Name: "tenant", Type: stringType},
	{Name: "event_id", Type: stringType},
	{Name: "version", Type: int64Type},
	{Name: "correlation_id", Type: stringType},
	{Name: "causation_id", Type: stringType},
}

var rejectionFields = []*model.Field{
	{Name: "id", Type: stringType},
	{Name: "message", Type: stringType},
}

// Record is a root whose fields can be selected: cmd, state, after, event, row,
// this. Is says in messages what it is: "the state of Order".
func Record(scope model.Scope, name, is string, fields []*model.Field) *model.Var {
	return &model.Var{Scope: scope, Name: name, T: &model.Type{
		Kind: model.Record, Record: &model.RecordType{Name: is, Fields: fields},
	}}
}
