package outcome

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

func TestOutcomesSayWhatHappenedWithoutAValue(t *testing.T) {
	const value = "ann@example.com"
	for _, c := range []struct {
		err    error
		status string
		says   string
	}{
		{&orchestrix.RejectionError{Command: "a.B", ID: "taken", Message: value + " is taken"}, "refused", "rule=taken"},
		{&orchestrix.InvalidError{Violations: []orchestrix.Violation{{Message: value}}}, "invalid", "violations=1"},
		{&orchestrix.FaultError{Rule: "a.B.rule", Source: "a.yaml", Err: errors.New(value)}, "fault", "rule=a.B.rule"},
		{&orchestrix.RowExistsError{Table: "people", Key: orchestrix.Row{value}}, "failed", "people has a row"},
		{Panic, "fault", "rule=panic"},
		{errors.New("the store is away"), "failed", "the store is away"},
	} {
		err := fmt.Errorf("carry out: %w", c.err)
		logged := fmt.Sprint(Logged(err))
		if status := Status(true, err); status != c.status || !strings.Contains(logged, c.says) || strings.Contains(logged, value) {
			t.Errorf("%T: status %s, logged %s; want %s and %q", c.err, status, logged, c.status, c.says)
		}
	}
	if first, again := Status(false, nil), Status(true, nil); first != "success" || again != "duplicate" {
		t.Errorf("without an error: %s and %s", first, again)
	}
}
