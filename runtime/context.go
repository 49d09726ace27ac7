package orchestrix

import "context"

type contextKey int

const (
	metadataKey contextKey = iota
	tenantKey
	transactionKey
)

// WithActor says who sends the commands of this context.
func WithActor(ctx context.Context, actor string) context.Context {
	m := MetadataFrom(ctx)
	m.Actor = actor
	return withMetadata(ctx, m)
}

// WithTenant says whose data the commands and reads of this context are about.
func WithTenant(ctx context.Context, tenant string) context.Context {
	return context.WithValue(ctx, tenantKey, tenant)
}

// WithCorrelationID sets what ties everything together that one wish from
// outside brought about. Without it, it is the command's own id.
func WithCorrelationID(ctx context.Context, id string) context.Context {
	m := MetadataFrom(ctx)
	m.CorrelationID = id
	return withMetadata(ctx, m)
}

// WithCausationID sets what caused the commands of this context directly, such
// as the id of the event that a policy reacts to.
func WithCausationID(ctx context.Context, id string) context.Context {
	m := MetadataFrom(ctx)
	m.CausationID = id
	return withMetadata(ctx, m)
}

// WithTrace sets the W3C trace context that events are recorded with.
func WithTrace(ctx context.Context, parent, state string) context.Context {
	m := MetadataFrom(ctx)
	m.TraceParent, m.TraceState = parent, state
	return withMetadata(ctx, m)
}

// MetadataFrom gives what the context says about events that come of it. The
// command id is empty: it belongs to one command, not to a context.
func MetadataFrom(ctx context.Context) Metadata {
	m, _ := ctx.Value(metadataKey).(Metadata)
	return m
}

// TenantFrom gives the context's tenant; empty without one.
func TenantFrom(ctx context.Context) string {
	tenant, _ := ctx.Value(tenantKey).(string)
	return tenant
}

// WithinTransaction is for stores: it marks the context of appends that are part
// of a transaction which its owner may still roll back.
func WithinTransaction(ctx context.Context) context.Context {
	return context.WithValue(ctx, transactionKey, true)
}

// InTransaction says whether the context is so marked.
func InTransaction(ctx context.Context) bool {
	within, _ := ctx.Value(transactionKey).(bool)
	return within
}

func withMetadata(ctx context.Context, m Metadata) context.Context {
	return context.WithValue(ctx, metadataKey, m)
}
