// Package cron has schedules in the five fields of cron: minute, hour, day of the
// month, month, day of the week. Times are in UTC.
package cron

import (
	"fmt"
	"strings"
	"time"

	"github.com/adhocore/gronx"
)

// Schedule is a schedule in cron's words.
type Schedule struct{ spec string }

// Parse reads a schedule; it must have a time at some day.
func Parse(spec string) (Schedule, error) {
	fields := strings.Fields(spec)
	if len(fields) != 5 {
		return Schedule{}, fmt.Errorf("cron %q: want five fields, minute, hour, day of the month, month, day of the week, not %d", spec, len(fields))
	}
	if !valid(fields) {
		return Schedule{}, fmt.Errorf("cron %q: a field isn't one of cron's", spec)
	}
	s := Schedule{spec: strings.Join(fields, " ")}
	if s.Next(time.Unix(0, 0)).IsZero() {
		return Schedule{}, fmt.Errorf("cron %q: there is no such day", spec)
	}
	return s, nil
}

// valid looks at each part of a list by itself: of a whole one gronx looks only as
// far as it needs to, to tell whether it is now.
func valid(fields []string) bool {
	for i, field := range fields {
		for part := range strings.SplitSeq(field, ",") {
			alone := []string{"*", "*", "*", "*", "*"}
			if alone[i] = part; !gronx.IsValid(strings.Join(alone, " ")) {
				return false
			}
		}
	}
	return true
}

// Must is [Parse] for a schedule that is known to be right; else it panics.
func Must(spec string) Schedule {
	s, err := Parse(spec)
	if err != nil {
		panic(err)
	}
	return s
}

// Next is the first time after another one; zero if there is none.
func (s Schedule) Next(after time.Time) time.Time {
	next, err := gronx.NextTickAfter(s.spec, after.UTC(), false)
	if err != nil {
		return time.Time{}
	}
	return next
}

// String is the schedule as it was written, with single spaces.
func (s Schedule) String() string { return s.spec }
