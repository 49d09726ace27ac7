package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
	"github.com/orchestrix-go/orchestrix-gen/runtime/problem"
)

type with = func(ctx context.Context, value string) context.Context

// maxBody is how long a command's JSON may be.
const maxBody = 1 << 20

// send is a module's method for a command.
type send[C any] = func(ctx context.Context, cmd C, options ...orchestrix.Option) (orchestrix.Receipt, error)

// sendable is a command that JSON is read into.
type sendable[C any] interface {
	*C
	json.Unmarshaler
	CommandType() string
}

// command answers a request with what a command came to. The aggregate's id is
// the path's part of that name, and the command's field of the same.
func command[C any, P sendable[C]](send send[C], id string) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		receipt, err := carryOut[C, P](w, r, send, id)
		if err != nil {
			return err
		}
		return answer(w, http.StatusOK, receipt)
	}
}

// creation is [command] for one that makes an aggregate, to be found below a
// path.
func creation[C any, P sendable[C]](send send[C], id, found string) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		receipt, err := carryOut[C, P](w, r, send, id)
		if err != nil {
			return err
		}
		w.Header().Set("Location", found+url.PathEscape(receipt.ID))
		return answer(w, http.StatusCreated, receipt)
	}
}

// carryOut reads a command and sends it. What became of it is logged with the
// command.
func carryOut[C any, P sendable[C]](w http.ResponseWriter, r *http.Request, send send[C], id string) (orchestrix.Receipt, error) {
	var cmd C
	options, err := options(r, P(&cmd).CommandType())
	if err != nil {
		return orchestrix.Receipt{}, err
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return orchestrix.Receipt{}, &refusal{problem.Malformed(err)}
	}
	if err := P(&cmd).UnmarshalJSON(withMember(body, id, r.PathValue(id))); err != nil {
		if at, ok := errors.AsType[*jsontext.Error](err); ok { // the member isn't the client's
			at.Offset = min(at.Offset, len(body))
		}
		return orchestrix.Receipt{}, &refusal{problem.Malformed(err)}
	}
	receipt, err := send(r.Context(), cmd, options...)
	if err != nil {
		return orchestrix.Receipt{}, refused(r, err)
	}
	return receipt, nil
}

// withMember puts a member that isn't the client's to say into an object, at its
// end, so that places which errors tell are those of the client's text. No body is
// an empty object; what isn't an object stays for the decoder to refuse.
func withMember(text []byte, key, value string) []byte {
	text = bytes.TrimRight(text, " \t\r\n")
	if len(text) == 0 {
		text = []byte("{}")
	}
	inner, ok := bytes.CutSuffix(text, []byte{'}'})
	if !ok {
		return text
	}
	b := bytes.Clone(inner)
	if inner = bytes.TrimSpace(inner); len(inner) > 0 && inner[len(inner)-1] != '{' {
		b = append(b, ',')
	}
	b = jsontext.AppendString(b, key)
	b = jsontext.AppendString(append(b, ':'), value)
	return append(b, '}')
}

// options are what headers say about a command.
func options(r *http.Request, command string) ([]orchestrix.Option, error) {
	options := []orchestrix.Option{commandID(unquoted(r.Header.Get("Idempotency-Key")), command)}
	if match := r.Header.Get("If-Match"); match != "" && match != "*" {
		version, err := strconv.ParseInt(unquoted(match), 10, 64)
		if err != nil || version < 0 {
			return nil, malformed(`If-Match takes a version as an ETag tells it, such as "3"`)
		}
		options = append(options, orchestrix.ExpectVersion(version))
	}
	return options, nil
}

// commandID is the id of a command by its key. It names the command, since an id
// is to be that of one wish: of a second command with the key of a first one the
// aggregate would say that it is done already. Without a key the command gets one,
// so that an id that was told is a key with which it can be sent again.
func commandID(key, command string) orchestrix.CommandID {
	if key == "" {
		key = orchestrix.NewUUID()
	}
	if of := command + ":"; !strings.HasPrefix(key, of) {
		key = of + key
	}
	return orchestrix.CommandID(key)
}

func unquoted(text string) string {
	if inner, ok := strings.CutPrefix(text, `"`); ok {
		if inner, ok = strings.CutSuffix(inner, `"`); ok {
			return inner
		}
	}
	return text
}

// refused is what a command ended in.
func refused(r *http.Request, err error) error {
	p := problem.Of(err)
	if p.Code == orchestrix.CodeConflict && r.Header.Get("If-Match") != "" {
		p.Status, p.Title = http.StatusPreconditionFailed, http.StatusText(http.StatusPreconditionFailed)
	}
	return &refusal{p}
}

// answer tells a receipt. Its position is what a query may be asked to have seen.
func answer(w http.ResponseWriter, status int, receipt orchestrix.Receipt) error {
	setVersion(w, receipt.Version)
	return writeJSON(w, status, struct {
		ID        string               `json:"id"`
		Version   orchestrix.Version   `json:"version"`
		Position  string               `json:"position"`
		CommandID orchestrix.CommandID `json:"command_id"`
		Events    int                  `json:"events"`
		Duplicate bool                 `json:"duplicate,omitempty"`
	}{receipt.ID, receipt.Version, receipt.Position.String(), receipt.CommandID, receipt.Events, receipt.Duplicate})
}

func setVersion(w http.ResponseWriter, version orchestrix.Version) {
	w.Header().Set("ETag", `"`+strconv.FormatInt(int64(version), 10)+`"`)
}

func writeJSON(w http.ResponseWriter, status int, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n')) // whoever asked is gone
	return nil
}
