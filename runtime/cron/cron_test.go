package cron_test

import (
	"strings"
	"testing"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/runtime/cron"
)

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err)
	}
	return t
}

func TestNextTimes(t *testing.T) {
	for _, c := range []struct{ spec, after, want string }{
		{"0 3 * * *", "2026-01-01T02:59:59.999Z", "2026-01-01T03:00:00Z"},
		{"0 3 * * *", "2026-01-01T03:00:00Z", "2026-01-02T03:00:00Z"},
		{"0 3 * * *", "2026-01-01T03:00:00.5Z", "2026-01-02T03:00:00Z"},
		{"0 3 * * *", "2026-01-01T04:30:00+02:00", "2026-01-01T03:00:00Z"},
		{"*/15 * * * *", "2026-01-01T23:46:00Z", "2026-01-02T00:00:00Z"},
		{"0  9   * * MON-FRI", "2026-01-02T09:00:00Z", "2026-01-05T09:00:00Z"},
		{"0 0 29 2 *", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z"},
		{"30 6 1 */3 *", "2026-01-01T06:30:00Z", "2026-04-01T06:30:00Z"},
	} {
		s, err := cron.Parse(c.spec)
		if err != nil {
			t.Error(err)
			continue
		}
		if got := s.Next(at(c.after)); !got.Equal(at(c.want)) || got.Location() != time.UTC {
			t.Errorf("%s after %s is %v, want %s", s, c.after, got, c.want)
		}
	}
}

func TestWhatIsNoSchedule(t *testing.T) {
	for spec, want := range map[string]string{
		"":                "five fields",
		"* * * *":         "five fields",
		"0 0 3 * * *":     "five fields",
		"@daily":          "five fields",
		"61 * * * *":      "isn't one of cron's",
		"a * * * *":       "isn't one of cron's",
		"* * * * */0":     "isn't one of cron's",
		"0 0 30 2 *":      "no such day",
		"\x00 * * * *":    "isn't one of cron's",
		"1-0-2 * * * *":   "isn't one of cron's",
		"*,99 * * * *":    "isn't one of cron's", // whatever minute it is
		"0 0-23,24 * * *": "isn't one of cron's",
		"0,,1 * * * *":    "isn't one of cron's",
	} {
		if s, err := cron.Parse(spec); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is %v, %v: want an error that says %q", spec, s, err, want)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a schedule that is wrong is fine")
		}
	}()
	cron.Must("never")
}
