package expr_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/runtime/expr"
)

func TestTimestampsStayInCELsYears(t *testing.T) {
	first := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	last := time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC)
	for _, test := range []struct {
		name  string
		f     func(*expr.Errors) time.Time
		want  time.Time
		fails error
	}{
		{"up to the last", func(e *expr.Errors) time.Time { return e.AddTime(last.Add(-time.Hour), time.Hour) }, last, nil},
		{"past the last", func(e *expr.Errors) time.Time { return e.AddTime(last, 1) }, time.Time{}, expr.ErrTimeRange},
		{"down to the first", func(e *expr.Errors) time.Time { return e.SubTime(first.Add(time.Hour), time.Hour) }, first, nil},
		{"before the first", func(e *expr.Errors) time.Time { return e.SubTime(first, 1) }, time.Time{}, expr.ErrTimeRange},
		{"minus the least duration", func(e *expr.Errors) time.Time { return e.SubTime(first, math.MinInt64) }, time.Time{}, expr.ErrOverflow},
		{"of seconds", func(e *expr.Errors) time.Time { return e.TimeOfUnix(0) }, time.Unix(0, 0), nil},
		{"of too many seconds", func(e *expr.Errors) time.Time { return e.TimeOfUnix(1 << 40) }, time.Time{}, expr.ErrTimeRange},
	} {
		var ev expr.Errors
		got := test.f(&ev)
		if !errors.Is(ev.Err(), test.fails) || !got.Equal(test.want) {
			t.Errorf("%s: got %v, error %v; want %v, %v", test.name, got, ev.Err(), test.want, test.fails)
		}
	}
}

func TestTheTimeBetweenTimestamps(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	early := time.Date(1960, 1, 1, 0, 0, 0, 500, time.UTC)
	for _, test := range []struct{ from, to time.Time }{{at, at.Add(90 * time.Minute)}, {early, at}, {at, early}} {
		var ev expr.Errors
		if got := ev.Since(test.to, test.from); got != test.to.Sub(test.from) || ev.Err() != nil {
			t.Errorf("from %v to %v: got %v, error %v", test.from, test.to, got, ev.Err())
		}
	}
	var ev expr.Errors
	ev.Since(at, time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC))
	if !errors.Is(ev.Err(), expr.ErrOverflow) {
		t.Errorf("two thousand years: error %v", ev.Err())
	}
}

func TestTimestampsAreReadStrictly(t *testing.T) {
	for text, want := range map[string]string{
		"2026-01-02T03:04:05Z":           "2026-01-02T03:04:05Z",
		"2026-01-02T03:04:05.120Z":       "2026-01-02T03:04:05.12Z",
		"2026-01-02T03:04:05.5+02:00":    "2026-01-02T01:04:05.5Z",
		"0001-01-01T00:00:00Z":           "0001-01-01T00:00:00Z",
		"9999-12-31T23:59:59.999999999Z": "9999-12-31T23:59:59.999999999Z",
		"2026-1-02T03:04:05Z":            "",
		"2026-01-02T3:04:05Z":            "",
		"2026-01-02T03:04:05,5Z":         "",
		"2026-01-02t03:04:05Z":           "",
		"2026-01-02 03:04:05Z":           "",
		"2026-01-02T03:04:05":            "",
		"2026-01-02T03:04:05+24:00":      "",
		"2026-01-02T03:04:05+02:60":      "",
		"2026-02-30T03:04:05Z":           "",
		"0001-01-01T00:00:00+01:00":      "",
		"0000-01-01T00:00:00Z":           "",
		"":                               "",
	} {
		var ev expr.Errors
		got := ev.Time(text)
		if (want == "") != (ev.Err() != nil) {
			t.Errorf("%q: error %v", text, ev.Err())
		}
		if want != "" && expr.TimeText(got) != want {
			t.Errorf("%q: got %s, want %s", text, expr.TimeText(got), want)
		}
	}
}

func TestTimeZones(t *testing.T) {
	at := time.Date(2026, 1, 2, 23, 30, 0, 0, time.UTC)
	for zone, hour := range map[string]int{"+02:00": 1, "-03:30": 20, "UTC": 23, "05:00": 4} {
		var ev expr.Errors
		if got := ev.In(at, zone); got.Hour() != hour || ev.Err() != nil {
			t.Errorf("%s: got %v, error %v", zone, got, ev.Err())
		}
	}
	for _, zone := range []string{"+24:00", "+02:60", "x:00", "Nowhere/City", "+02:-1"} {
		var ev expr.Errors
		ev.In(at, zone)
		if !errors.Is(ev.Err(), expr.ErrArgument) {
			t.Errorf("%s: error %v", zone, ev.Err())
		}
	}
}

func TestDurations(t *testing.T) {
	var ev expr.Errors
	if got := ev.Duration("1h30m"); got != 90*time.Minute {
		t.Errorf("got %v", got)
	}
	if got := expr.DurationText(90 * time.Minute); got != "5400s" {
		t.Errorf("got %s", got)
	}
	if got := expr.SumDuration(&ev, []time.Duration{time.Second, time.Minute}); got != 61*time.Second {
		t.Errorf("got %v", got)
	}
	if ev.NegDuration(ev.SubDuration(1, 3)) != 2 || ev.Err() != nil {
		t.Errorf("error %v", ev.Err())
	}
	ev.AddDuration(math.MaxInt64, 1)
	if !errors.Is(ev.Err(), expr.ErrOverflow) {
		t.Errorf("error %v", ev.Err())
	}
	ev = expr.Errors{}
	ev.Duration("90")
	if !errors.Is(ev.Err(), expr.ErrConversion) {
		t.Errorf("error %v", ev.Err())
	}
}
