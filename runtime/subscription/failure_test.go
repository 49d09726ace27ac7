package subscription

import (
	"errors"
	"fmt"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
)

func TestErrorsThatWontGoAwayArePermanent(t *testing.T) {
	plain := errors.New("connection refused")
	for _, c := range []struct {
		err       error
		permanent bool
	}{
		{plain, false},
		{&orchestrix.ConflictError{}, false},
		{&orchestrix.UnknownError{Err: plain}, false},
		{&orchestrix.NewerError{}, false},
		{WithRetry(plain, Retry{Attempts: 1}), false},
		{Permanent(plain), true},
		{fmt.Errorf("charge: %w", Permanent(plain)), true},
		{&panicError{"boom"}, true},
		{&orchestrix.InvalidError{}, true},
		{&orchestrix.FaultError{}, true},
		{&orchestrix.RejectionError{}, true},
		{&orchestrix.NotFoundError{}, true},
		{&orchestrix.ExistsError{}, true},
		{&orchestrix.ForbiddenError{}, true},
		{&orchestrix.RowExistsError{}, true},
		{&orchestrix.TableError{}, true},
		{fmt.Errorf("decode: %w", &jsontext.Error{}), true},
	} {
		if got := IsPermanent(c.err); got != c.permanent {
			t.Errorf("IsPermanent(%T %v) = %v", c.err, c.err, got)
		}
	}
	if Permanent(nil) != nil || WithRetry(nil, Retry{}) != nil {
		t.Error("no error becomes one")
	}
}

func TestPausesDoubleUpToABoundAndEnd(t *testing.T) {
	plain := errors.New("connection refused")
	for _, c := range []struct {
		retry    Retry
		err      error
		attempts int
		most     time.Duration // 0: no more attempts
	}{
		{Retry{}, plain, 1, defaultBackoff},
		{Retry{}, plain, 4, 8 * defaultBackoff},
		{Retry{}, plain, defaultAttempts, 0},
		{Retry{Attempts: 1000}, plain, 900, maxBackoff},
		{Retry{Attempts: 2, Backoff: time.Minute}, plain, 1, time.Minute},
		{Retry{Attempts: 2, Backoff: time.Minute}, plain, 2, 0},
		{Retry{Attempts: 9, Backoff: time.Hour}, plain, 3, time.Hour},
		{Retry{}, Permanent(plain), 1, 0},
		{Retry{}, WithRetry(plain, Retry{Attempts: 1}), 1, 0},
		{Retry{Attempts: 1}, WithRetry(plain, Retry{Backoff: time.Second / 2}), 1, time.Second / 2},
	} {
		least, most := time.Duration(1<<62), time.Duration(0)
		for range 200 {
			pause, again := c.retry.next(c.attempts, c.err)
			if again != (c.most > 0) {
				t.Fatalf("%+v after %d attempts with %v: again is %v", c.retry, c.attempts, c.err, again)
			}
			least, most = min(least, pause), max(most, pause)
		}
		if c.most > 0 && (least < c.most/2 || most > c.most || least == most) {
			t.Errorf("%+v after %d attempts pauses between %v and %v, want half of %v to all of it", c.retry, c.attempts, least, most, c.most)
		}
	}
}

func TestErrorTextsFitIntoATable(t *testing.T) {
	for _, text := range []string{"", "nul\x00", "bad \xff", string(make([]byte, 10_000)), "é" + string(make([]rune, 0)) + fmt.Sprintf("%0*d", 3000, 0)} {
		p := &parked{subscription: "s", eventID: "e", since: time.Unix(0, 0).UTC()}
		p.failed(errors.New(text), Retry{}, time.Unix(0, 0).UTC())
		if err := orchestrix.ParkedTable.CheckRows(p.row()); err != nil || p.err == "" || len(p.err) > maxErrorText {
			t.Errorf("error %.20q becomes %d bytes: %v", text, len(p.err), err)
		}
	}
}
