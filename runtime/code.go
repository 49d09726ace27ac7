package orchestrix

import "errors"

// Code is the kind of a command's outcome, for a metric's label or an HTTP
// status.
type Code string

// The codes of the errors of this package, and two for everything else.
const (
	CodeInvalid       Code = "invalid"        // [*InvalidError]
	CodeForbidden     Code = "forbidden"      // [*ForbiddenError]
	CodeRefused       Code = "refused"        // [*RejectionError]
	CodeNotFound      Code = "not_found"      // [*NotFoundError]
	CodeAlreadyExists Code = "already_exists" // [*ExistsError]
	CodeConflict      Code = "conflict"       // [*ConflictError]
	CodeFault         Code = "fault"          // [*FaultError]
	CodeUnknown       Code = "unknown"        // [*UnknownError]
	// CodeFailed is any other error: the store, the context or somebody
	// outside failed, and nothing was written.
	CodeFailed Code = "failed"
)

// CodeOf is the code of the outermost error of this package that err wraps;
// empty for nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var coded interface {
		error
		Code() Code
	}
	if errors.As(err, &coded) {
		return coded.Code()
	}
	return CodeFailed
}

// Code is [CodeInvalid].
func (e *InvalidError) Code() Code { return CodeInvalid }

// Code is [CodeForbidden].
func (e *ForbiddenError) Code() Code { return CodeForbidden }

// Code is [CodeRefused].
func (e *RejectionError) Code() Code { return CodeRefused }

// Code is [CodeNotFound].
func (e *NotFoundError) Code() Code { return CodeNotFound }

// Code is [CodeAlreadyExists].
func (e *ExistsError) Code() Code { return CodeAlreadyExists }

// Code is [CodeConflict].
func (e *ConflictError) Code() Code { return CodeConflict }

// Code is [CodeFault].
func (e *FaultError) Code() Code { return CodeFault }

// Code is [CodeUnknown].
func (e *UnknownError) Code() Code { return CodeUnknown }
