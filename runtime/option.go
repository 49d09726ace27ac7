package orchestrix

// Option is what a caller may say about one command: a [CommandID], an
// [ExpectVersion] or [AnyRole].
type Option interface{ option(*callOptions) }

type callOptions struct {
	commandID CommandID // empty: one is made
	expecting bool
	expected  Version
	anyRole   bool
}

// option of an empty id changes nothing, so that a header that may be missing
// can be passed on as it is.
func (id CommandID) option(o *callOptions) { o.commandID = id }

// ExpectVersion is the version of the aggregate that the caller has seen. When
// the aggregate has moved on the command ends in a [*ConflictError] instead of
// being decided again.
type ExpectVersion Version

func (v ExpectVersion) option(o *callOptions) { o.expecting, o.expected = true, Version(v) }

// AnyRole has a command not ask for the role that it takes: the model itself
// sends it, whoever the context's actor is.
var AnyRole Option = anyRole{}

type anyRole struct{}

func (anyRole) option(o *callOptions) { o.anyRole = true }
