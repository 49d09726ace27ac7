// Package problem answers HTTP requests whose command or query ended in an
// error: as a problem details object (RFC 9457, application/problem+json), with
// the status that the kind of error maps to.
//
//	| code           | error                        | status                    |
//	|----------------|------------------------------|---------------------------|
//	| malformed      | the request can't be read    | 400 Bad Request           |
//	| too_large      | [http.MaxBytesError]         | 413 Content Too Large     |
//	| invalid        | orchestrix.InvalidError      | 422 Unprocessable Content |
//	| forbidden      | orchestrix.ForbiddenError    | 403 Forbidden             |
//	| refused        | orchestrix.RejectionError    | 409 Conflict              |
//	| not_found      | orchestrix.NotFoundError     | 404 Not Found             |
//	| already_exists | orchestrix.ExistsError       | 409 Conflict              |
//	| conflict       | orchestrix.ConflictError     | 409 Conflict              |
//	| fault          | orchestrix.FaultError        | 500 Internal Server Error |
//	| failed         | any other error              | 500 Internal Server Error |
//	| unknown        | orchestrix.UnknownError      | 503 Service Unavailable   |
//
// What a caller can't act on stays inside: a fault, a store's error or one of the
// outside is told as such, without its text, which belongs into the log.
package problem

import (
	"errors"
	"net/http"
	"strconv"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
)

// The codes of requests that never became a command; the others are those of
// package orchestrix.
const (
	CodeMalformed orchestrix.Code = "malformed"
	CodeTooLarge  orchestrix.Code = "too_large"
)

// MediaType is that of a problem details object.
const MediaType = "application/problem+json"

// Problem is a problem details object. Type, Title, Status, Detail and Instance
// are RFC 9457's; the rest are its extension members.
type Problem struct {
	// Type is a URI that names the kind of problem; empty is about:blank, whose
	// title is the status' own.
	Type     string
	Title    string
	Status   int
	Detail   string
	Instance string

	// Code is the kind of error, the same as in metrics.
	Code orchestrix.Code
	// Rule is the id of the rule that refused: of a refusal, a guard, an
	// invariant, a unique value, or a rejection's name.
	Rule string
	// Rejection is what a typed rejection tells, a JSON object; empty without one.
	Rejection []byte
	// Violations are the broken rules of what was sent, by path.
	Violations orchestrix.Violations
	// CommandID makes it safe to send a command again that ended unknown.
	CommandID orchestrix.CommandID
}

var statuses = map[orchestrix.Code]int{
	CodeMalformed:                http.StatusBadRequest,
	CodeTooLarge:                 http.StatusRequestEntityTooLarge,
	orchestrix.CodeInvalid:       http.StatusUnprocessableEntity,
	orchestrix.CodeForbidden:     http.StatusForbidden,
	orchestrix.CodeRefused:       http.StatusConflict,
	orchestrix.CodeNotFound:      http.StatusNotFound,
	orchestrix.CodeAlreadyExists: http.StatusConflict,
	orchestrix.CodeConflict:      http.StatusConflict,
	orchestrix.CodeFault:         http.StatusInternalServerError,
	orchestrix.CodeFailed:        http.StatusInternalServerError,
	orchestrix.CodeUnknown:       http.StatusServiceUnavailable,
}

// Status is the HTTP status of a kind of error; 200 for none.
func Status(code orchestrix.Code) int {
	if code == "" {
		return http.StatusOK
	}
	if status, ok := statuses[code]; ok {
		return status
	}
	return http.StatusInternalServerError
}

// Of tells what a command or query ended in. Nil is a problem, too: of the
// program that asks.
func Of(err error) Problem {
	code := orchestrix.CodeOf(err)
	if err == nil {
		code = orchestrix.CodeFault
	}
	p := of(code)
	switch code {
	case orchestrix.CodeInvalid:
		if e := as[*orchestrix.InvalidError](err); e != nil {
			p.Detail, p.Violations = e.Type+" breaks rules: see its violations", e.Violations
		}
	case orchestrix.CodeForbidden:
		if e := as[*orchestrix.ForbiddenError](err); e != nil {
			p.Detail = e.Error()
		}
	case orchestrix.CodeRefused:
		p.refused(as[*orchestrix.RejectionError](err))
	case orchestrix.CodeNotFound:
		if e := as[*orchestrix.NotFoundError](err); e != nil {
			p.Detail = named(e.Stream) + " doesn't exist"
			if e.Version != 0 {
				p.Detail = named(e.Stream) + " has no version " + strconv.FormatInt(int64(e.Version), 10)
			}
		}
	case orchestrix.CodeAlreadyExists:
		if e := as[*orchestrix.ExistsError](err); e != nil {
			p.Detail = named(e.Stream) + " exists already, or did: its id isn't used again"
		}
	case orchestrix.CodeConflict:
		if e := as[*orchestrix.ConflictError](err); e != nil {
			p.Detail = named(e.Stream) + " is at version " + strconv.FormatInt(int64(e.Actual), 10) + ", expected " + e.Expected.String()
		}
	case orchestrix.CodeUnknown:
		p.Detail = "it is unknown whether the command was carried out; send it again with the same command id"
		if e := as[*orchestrix.UnknownError](err); e != nil {
			p.CommandID = e.CommandID
		}
	default:
		p.Detail = "something went wrong on our side; nothing was changed"
	}
	return p
}

// Malformed tells why a request can't be read as a command: an error of its
// UnmarshalJSON, or of reading the body.
func Malformed(err error) Problem {
	if tooLarge := as[*http.MaxBytesError](err); tooLarge != nil {
		p := of(CodeTooLarge)
		p.Detail = "the body is larger than " + strconv.FormatInt(tooLarge.Limit, 10) + " bytes"
		return p
	}
	p := of(CodeMalformed)
	p.Detail = "the body can't be read"
	if e := as[*jsontext.Error](err); e != nil {
		p.Detail = e.Error()
		p.Violations = orchestrix.Violations{{Path: e.Path, Rule: e.Kind.String(), Message: e.Message}}
	}
	return p
}

func of(code orchestrix.Code) Problem {
	status := Status(code)
	return Problem{Title: http.StatusText(status), Status: status, Code: code}
}

// refused tells a refusal, and what a typed rejection adds to it.
func (p *Problem) refused(e *orchestrix.RejectionError) {
	if e == nil {
		return
	}
	p.Detail, p.Rule = e.Message, e.ID
	if typed := as[interface {
		error
		AppendJSON(b []byte) ([]byte, error)
	}](e.Err); typed != nil {
		// A rejection that can't be written is still told by its id and message.
		if object, err := typed.AppendJSON(nil); err == nil {
			p.Rejection = object
		}
	}
}

// as finds an error of a type; none is its zero value.
func as[E error](err error) (found E) {
	errors.As(err, &found)
	return found
}

// named is a stream in words, without its tenant: that is not the caller's to
// know.
func named(stream orchestrix.StreamID) string {
	return orchestrix.StreamID{Category: stream.Category, ID: stream.ID}.String()
}
