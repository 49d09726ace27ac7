package catalog_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"testing"

	"example.com/user/internal/catalog"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/problem"
)

// A caller is told a rejection's fields, but for what is secret or personal.
func TestAProblemTellsWhatARejectionMayTell(t *testing.T) {
	rejection := &catalog.TooDear{
		SecretCode: "hunter2", Tags: []string{"a"}, Money: catalog.Money{Currency: "EUR"},
		Method: catalog.PaymentMethodCard{Last4: "4242", Holder: "Ada"}, When: now,
	}
	p := problem.Of(&orchestrix.RejectionError{ID: "TooDear", Message: rejection.Error(), Err: rejection})
	var told map[string]any
	if err := json.Unmarshal(p.Rejection, &told); err != nil {
		t.Fatalf("%s: %v", p.Rejection, err)
	}
	got := slices.Sorted(maps.Keys(told))
	// method holds a name, secret_code a secret; opt is absent.
	want := []string{"day", "id", "m", "money", "price", "tags", "when"}
	if !slices.Equal(got, want) || p.Status != http.StatusConflict || p.Rule != "TooDear" {
		t.Errorf("told %v, status %d, rule %s; want %v", got, p.Status, p.Rule, want)
	}
}
