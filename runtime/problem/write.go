package problem

import (
	"net/http"
	"strconv"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
)

// Write answers a request with what its command or query ended in.
func Write(w http.ResponseWriter, err error) { Of(err).Write(w) }

// Write answers a request with the problem. Headers that were set stay, but for
// those that speak of another body.
func (p Problem) Write(w http.ResponseWriter) {
	body := p.AppendJSON(nil)
	header := w.Header()
	for _, other := range []string{"Content-Encoding", "ETag", "Last-Modified"} {
		header.Del(other)
	}
	header.Set("Content-Type", MediaType)
	header.Set("Content-Length", strconv.Itoa(len(body)))
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(p.Status)
	_, _ = w.Write(body) // whoever asked is gone
}

// MarshalJSON is the problem as a JSON object.
func (p Problem) MarshalJSON() ([]byte, error) { return p.AppendJSON(nil), nil }

// AppendJSON appends the problem as a JSON object to b; members that are empty
// are left out.
func (p Problem) AppendJSON(b []byte) []byte {
	if p.Type == "" {
		p.Type = "about:blank"
	}
	b = append(b, '{')
	b = appendMember(b, "type", p.Type)
	b = appendMember(b, "title", p.Title)
	b = append(b, `,"status":`...)
	b = strconv.AppendInt(b, int64(p.Status), 10)
	b = appendMember(b, "detail", p.Detail)
	b = appendMember(b, "instance", p.Instance)
	b = appendMember(b, "code", string(p.Code))
	b = appendMember(b, "rule", p.Rule)
	if len(p.Rejection) > 0 {
		b = append(append(b, `,"rejection":`...), p.Rejection...)
	}
	if len(p.Violations) > 0 {
		b = append(b, `,"violations":`...)
		b = jsontext.AppendList(b, p.Violations, appendViolation)
	}
	b = appendMember(b, "command_id", string(p.CommandID))
	return append(b, '}')
}

func appendViolation(b []byte, v orchestrix.Violation) []byte {
	b = append(b, `{"path":`...)
	b = jsontext.AppendString(b, v.Path)
	b = appendMember(b, "rule", v.Rule)
	b = appendMember(b, "message", v.Message)
	return append(b, '}')
}

// appendMember appends a member that is text, unless it is empty.
func appendMember(b []byte, key, text string) []byte {
	if text == "" {
		return b
	}
	if b[len(b)-1] != '{' {
		b = append(b, ',')
	}
	b = append(append(append(b, '"'), key...), `":`...)
	return jsontext.AppendString(b, text)
}
