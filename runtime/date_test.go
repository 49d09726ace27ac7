package orchestrix_test

import (
	"encoding/json"
	"testing"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

func TestParseDateTakesRealDaysOnly(t *testing.T) {
	for _, valid := range []string{"0001-01-01", "9999-12-31", "2024-02-29", "2000-02-29", "2026-01-31", "2026-04-30"} {
		d, err := orchestrix.ParseDate(valid)
		if err != nil || d.String() != valid || d.IsZero() {
			t.Errorf("%s is read as %v, error %v", valid, d, err)
		}
	}
	for _, invalid := range []string{"", "2026-1-29", "2026-01-29 ", " 2026-01-29", "2026/01/29", "2026-01-29T00:00:00Z", "26-01-29",
		"2026-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-01", "2026-01-00", "2026-01-32", "0000-01-01", "+026-01-01", "2026-0x-01", "٢٠٢٦-01"} {
		if d, err := orchestrix.ParseDate(invalid); err == nil || !d.IsZero() {
			t.Errorf("%q is read as %v, error %v", invalid, d, err)
		}
	}
}

// time.Time is the oracle for every day of a few centuries.
func TestDatesAgreeWithTime(t *testing.T) {
	var last orchestrix.Date
	for day := time.Date(1890, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2110; day = day.AddDate(0, 0, 1) {
		d := orchestrix.DateOf(day.Add(23*time.Hour + 59*time.Minute))
		parsed, err := orchestrix.ParseDate(day.Format(time.DateOnly))
		if err != nil || parsed != d || !d.Time().Equal(day) || d.String() != day.Format(time.DateOnly) {
			t.Fatalf("%v is the date %v, parsed %v, error %v", day, d, parsed, err)
		}
		if d.Compare(last) <= 0 || last.Compare(d) >= 0 || d.Compare(parsed) != 0 {
			t.Fatalf("%v compares wrongly with %v", d, last)
		}
		if d.Year() != day.Year() || d.Month() != day.Month() || d.Day() != day.Day() {
			t.Fatalf("%v has the parts %d, %v, %d", d, d.Year(), d.Month(), d.Day())
		}
		last = d
	}
}

func TestDateOfIsInUTC(t *testing.T) {
	late := time.Date(2026, 1, 29, 23, 30, 0, 0, time.FixedZone("", -3600))
	if got := orchestrix.DateOf(late).String(); got != "2026-01-30" {
		t.Errorf("%v is the day %s", late, got)
	}
	for _, outside := range []time.Time{time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC), time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC)} {
		if d := orchestrix.DateOf(outside); !d.IsZero() {
			t.Errorf("%v is the day %v", outside, d)
		}
	}
}

func TestDateAsText(t *testing.T) {
	in := map[orchestrix.Date]orchestrix.Date{orchestrix.MustParseDate("2026-01-29"): orchestrix.MustParseDate("0987-06-05")}
	text, err := json.Marshal(in)
	if err != nil || string(text) != `{"2026-01-29":"0987-06-05"}` {
		t.Errorf("encoded as %s, error %v", text, err)
	}
	var out map[orchestrix.Date]orchestrix.Date
	if err := json.Unmarshal(text, &out); err != nil || len(out) != 1 || out[orchestrix.MustParseDate("2026-01-29")] != in[orchestrix.MustParseDate("2026-01-29")] {
		t.Errorf("decoded as %v, error %v", out, err)
	}
	var d orchestrix.Date
	if _, err := d.MarshalText(); err == nil {
		t.Error("an unset date is written as text")
	}
	if !d.Time().IsZero() || d.String() != "0000-00-00" {
		t.Errorf("an unset date is %v, %v", d, d.Time())
	}
	if err := d.UnmarshalText([]byte("2026-02-30")); err == nil || !d.IsZero() {
		t.Errorf("no day is read as %v, error %v", d, err)
	}
	defer func() {
		if recover() == nil {
			t.Error("MustParseDate takes anything")
		}
	}()
	orchestrix.MustParseDate("tomorrow")
}
