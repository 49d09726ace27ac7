package problem_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
	"github.com/orchestrix-go/orchestrix-gen/runtime/problem"
)

var order = orchestrix.StreamID{Tenant: "acme", Category: "orders.Order", ID: "ord_1"}

// creditExceeded is a typed rejection as it is generated.
type creditExceeded struct{ excess int64 }

func (e *creditExceeded) Error() string { return "over the limit" }

func (e *creditExceeded) AppendJSON(b []byte) ([]byte, error) {
	if e.excess < 0 {
		return nil, errors.New("can't be written")
	}
	return fmt.Appendf(b, `{"excess":%d}`, e.excess), nil
}

func rejection(err error) error {
	return &orchestrix.RejectionError{Command: "orders.PlaceOrder", ID: "CreditExceeded", Message: "over the limit", Err: err}
}

func TestEveryKindOfErrorHasItsProblem(t *testing.T) {
	tests := []struct {
		name string
		err  error
		want string
	}{
		{
			name: "invalid lists every violation by its path",
			err: &orchestrix.InvalidError{Type: "orders.PlaceOrder", Violations: orchestrix.Violations{
				{Path: "items[0].quantity", Rule: "min", Message: "must be at least 1"},
				{Rule: "one_currency", Message: `all "prices" are in one currency`},
			}},
			want: `{"type":"about:blank","title":"Unprocessable Entity","status":422,"detail":"orders.PlaceOrder breaks rules: see its violations",` +
				`"code":"invalid","violations":[{"path":"items[0].quantity","rule":"min","message":"must be at least 1"},` +
				`{"path":"","rule":"one_currency","message":"all \"prices\" are in one currency"}]}`,
		},
		{
			name: "forbidden",
			err:  &orchestrix.ForbiddenError{Command: "orders.PlaceOrder"},
			want: `{"type":"about:blank","title":"Forbidden","status":403,"detail":"orders.PlaceOrder is forbidden","code":"forbidden"}`,
		},
		{
			name: "a refusal says which rule",
			err:  &orchestrix.RejectionError{Command: "orders.CancelOrder", ID: "closed", Message: "order ord_1 is closed"},
			want: `{"type":"about:blank","title":"Conflict","status":409,"detail":"order ord_1 is closed","code":"refused","rule":"closed"}`,
		},
		{
			name: "a typed rejection tells its fields",
			err:  rejection(&creditExceeded{excess: 3}),
			want: `{"type":"about:blank","title":"Conflict","status":409,"detail":"over the limit","code":"refused","rule":"CreditExceeded","rejection":{"excess":3}}`,
		},
		{
			name: "a typed rejection that can't be written is told by its id",
			err:  rejection(&creditExceeded{excess: -1}),
			want: `{"type":"about:blank","title":"Conflict","status":409,"detail":"over the limit","code":"refused","rule":"CreditExceeded"}`,
		},
		{
			name: "what isn't there, without its tenant",
			err:  &orchestrix.NotFoundError{Stream: order},
			want: `{"type":"about:blank","title":"Not Found","status":404,"detail":"orders.Order \"ord_1\" doesn't exist","code":"not_found"}`,
		},
		{
			name: "a version that isn't there",
			err:  &orchestrix.NotFoundError{Stream: order, Version: 7},
			want: `{"type":"about:blank","title":"Not Found","status":404,"detail":"orders.Order \"ord_1\" has no version 7","code":"not_found"}`,
		},
		{
			name: "what is there already",
			err:  &orchestrix.ExistsError{Stream: order},
			want: `{"type":"about:blank","title":"Conflict","status":409,"detail":"orders.Order \"ord_1\" exists already, or did: its id isn't used again","code":"already_exists"}`,
		},
		{
			name: "a conflict says what was expected",
			err:  &orchestrix.ConflictError{Stream: order, Expected: orchestrix.Exactly(3), Actual: 4},
			want: `{"type":"about:blank","title":"Conflict","status":409,"detail":"orders.Order \"ord_1\" is at version 4, expected version 3","code":"conflict"}`,
		},
		{
			name: "a fault keeps its cause to itself",
			err:  &orchestrix.FaultError{Rule: "orders.Order.total", Err: errors.New("password=hunter2")},
			want: `{"type":"about:blank","title":"Internal Server Error","status":500,"detail":"something went wrong on our side; nothing was changed","code":"fault"}`,
		},
		{
			name: "so does any other error",
			err:  fmt.Errorf("dial 10.0.0.1: %w", context.DeadlineExceeded),
			want: `{"type":"about:blank","title":"Internal Server Error","status":500,"detail":"something went wrong on our side; nothing was changed","code":"failed"}`,
		},
		{
			name: "what is unknown can be sent again",
			err:  &orchestrix.UnknownError{CommandID: "cmd-1", Err: errors.New("connection reset")},
			want: `{"type":"about:blank","title":"Service Unavailable","status":503,` +
				`"detail":"it is unknown whether the command was carried out; send it again with the same command id","code":"unknown","command_id":"cmd-1"}`,
		},
		{
			name: "an error that is wrapped",
			err:  fmt.Errorf("placing: %w", &orchestrix.ForbiddenError{Command: "orders.PlaceOrder", Message: "only customers"}),
			want: `{"type":"about:blank","title":"Forbidden","status":403,"detail":"orders.PlaceOrder is forbidden: only customers","code":"forbidden"}`,
		},
		{
			name: "no error is a mistake of the program's",
			want: `{"type":"about:blank","title":"Internal Server Error","status":500,"detail":"something went wrong on our side; nothing was changed","code":"fault"}`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := problem.Of(test.err).AppendJSON(nil)
			if diff := cmp.Diff(test.want, string(got)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			if !json.Valid(got) {
				t.Error("that is no JSON")
			}
		})
	}
}

func TestARequestThatCantBeReadIsMalformed(t *testing.T) {
	tests := []struct {
		name string
		err  error
		want string
	}{
		{
			name: "with the place of the mistake",
			err:  fmt.Errorf("decoding: %w", &jsontext.Error{Path: "items[2].quantity", Offset: 17, Kind: jsontext.WrongType, Message: "expected a number"}),
			want: `{"type":"about:blank","title":"Bad Request","status":400,"detail":"items[2].quantity: expected a number (at byte 17)",` +
				`"code":"malformed","violations":[{"path":"items[2].quantity","rule":"wrong type","message":"expected a number"}]}`,
		},
		{
			name: "whatever reading it ended in",
			err:  errors.New("unexpected EOF"),
			want: `{"type":"about:blank","title":"Bad Request","status":400,"detail":"the body can't be read","code":"malformed"}`,
		},
		{
			name: "or too large",
			err:  &http.MaxBytesError{Limit: 1024},
			want: `{"type":"about:blank","title":"Request Entity Too Large","status":413,"detail":"the body is larger than 1024 bytes","code":"too_large"}`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, string(problem.Malformed(test.err).AppendJSON(nil))); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// A decoding error inside a command is the outside's or the store's mistake,
// not the caller's.
func TestADecodingErrorOfTheOutsideIsNotTheCallers(t *testing.T) {
	err := fmt.Errorf("asking for unit_price: %w", &jsontext.Error{Path: "price", Message: "expected a string"})
	if p := problem.Of(err); p.Status != http.StatusInternalServerError || p.Violations != nil {
		t.Errorf("Of() = %+v", p)
	}
}

func TestAResponseIsAProblemDetailsObject(t *testing.T) {
	recorder := httptest.NewRecorder()
	recorder.Header().Set("ETag", `"3"`)
	recorder.Header().Set("X-Request-Id", "r1")
	problem.Write(recorder, &orchestrix.NotFoundError{Stream: order})

	if recorder.Code != http.StatusNotFound {
		t.Errorf("status %d", recorder.Code)
	}
	want := http.Header{
		"Content-Type":           {"application/problem+json"},
		"Content-Length":         {fmt.Sprint(recorder.Body.Len())},
		"Cache-Control":          {"no-store"},
		"X-Content-Type-Options": {"nosniff"},
		"X-Request-Id":           {"r1"},
	}
	if diff := cmp.Diff(want, recorder.Header()); diff != "" {
		t.Errorf("headers: -want +got:\n%s", diff)
	}
	var got struct {
		Status int
		Code   string
	}
	if err := json.Unmarshal(recorder.Body.Bytes(), &got); err != nil || got.Status != 404 || got.Code != "not_found" {
		t.Errorf("body %s: %v, %v", recorder.Body, got, err)
	}
}

func TestATypeOfOnesOwnIsWritten(t *testing.T) {
	p := problem.Of(&orchestrix.NotFoundError{Stream: order})
	p.Type, p.Title, p.Instance = "https://shop.example/problems/not-found", "No such order", "/orders/ord_1"
	body, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"type":"https://shop.example/problems/not-found","title":"No such order","status":404,` +
		`"detail":"orders.Order \"ord_1\" doesn't exist","instance":"/orders/ord_1","code":"not_found"}`
	if diff := cmp.Diff(want, string(body)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// Every code of the runtime has a status of its own choosing, and the package's
// comment says which.
func TestEveryCodeHasItsStatus(t *testing.T) {
	codes := []orchestrix.Code{
		problem.CodeMalformed, problem.CodeTooLarge, orchestrix.CodeInvalid, orchestrix.CodeForbidden, orchestrix.CodeRefused,
		orchestrix.CodeNotFound, orchestrix.CodeAlreadyExists, orchestrix.CodeConflict, orchestrix.CodeFault, orchestrix.CodeFailed,
		orchestrix.CodeUnknown,
	}
	rows := documented(t)
	for _, code := range codes {
		if want, ok := rows[string(code)]; !ok || want != problem.Status(code) {
			t.Errorf("%s has status %d, and the comment says %d", code, problem.Status(code), want)
		}
	}
	if len(rows) != len(codes) {
		t.Errorf("the comment has %d rows, and there are %d codes", len(rows), len(codes))
	}
	if problem.Status("") != http.StatusOK {
		t.Error("no error is a success")
	}
	if problem.Status("something of one's own") != http.StatusInternalServerError {
		t.Error("a code that isn't known is our mistake")
	}
}

// FuzzProblem writes JSON whatever a message holds.
func FuzzProblem(f *testing.F) {
	f.Add("a", "b", "c\"\n\\")
	f.Add("\xff", "\x00", "\u2028")
	f.Fuzz(func(t *testing.T, path, rule, message string) {
		err := &orchestrix.InvalidError{Type: message, Violations: orchestrix.Violations{{Path: path, Rule: rule, Message: message}}}
		if body := problem.Of(err).AppendJSON(nil); !json.Valid(body) {
			t.Errorf("no JSON: %s", strings.ToValidUTF8(string(body), "?"))
		}
	})
}
