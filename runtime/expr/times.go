package expr

import (
	"strconv"
	"strings"
	"time"
)

// The seconds since 1970 of CEL's first and last timestamps: the beginning of
// the year 1 and the last second of 9999.
const (
	firstSecond int64 = -62135596800
	lastSecond  int64 = 253402300799
)

// AddDuration is x + y.
func (e *Errors) AddDuration(x, y time.Duration) time.Duration {
	return time.Duration(e.AddInt(int64(x), int64(y)))
}

// SubDuration is x - y.
func (e *Errors) SubDuration(x, y time.Duration) time.Duration {
	return time.Duration(e.SubInt(int64(x), int64(y)))
}

// NegDuration is -d.
func (e *Errors) NegDuration(d time.Duration) time.Duration { return e.SubDuration(0, d) }

// AddTime is t + d.
func (e *Errors) AddTime(t time.Time, d time.Duration) time.Time {
	return e.inRange(t.Add(d))
}

// SubTime is t - d.
func (e *Errors) SubTime(t time.Time, d time.Duration) time.Time {
	return e.inRange(t.Add(e.NegDuration(d)))
}

// Since is the duration t - u. It spans at most some 292 years.
func (e *Errors) Since(t, u time.Time) time.Duration {
	// In whole seconds first, as CEL counts, so that the same spans overflow.
	seconds := time.Duration(e.MulInt(t.Unix()-u.Unix(), int64(time.Second)))
	return e.AddDuration(seconds, time.Duration(t.Nanosecond()-u.Nanosecond()))
}

func (e *Errors) inRange(t time.Time) time.Time {
	if seconds := t.Unix(); seconds < firstSecond || seconds > lastSecond {
		e.Fail(ErrTimeRange)
		return time.Time{}
	}
	return t
}

// Time is timestamp(text): RFC 3339, given in UTC.
func (e *Errors) Time(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	// time.Parse is more generous: it takes "2026-1-2T3:04:05Z" and a comma.
	if err != nil || !strictTime(text) {
		e.failf(ErrConversion, "not an RFC 3339 timestamp")
		return time.Time{}
	}
	return e.inRange(t.UTC())
}

// strictTime checks what time.Parse lets pass: the places of the marks up to
// the seconds, a point before the fraction, and an offset of a day at most.
func strictTime(text string) bool {
	const layout = "0000-00-00T00:00:00"
	if len(text) <= len(layout) {
		return false
	}
	for i := range len(layout) {
		digit := text[i] >= '0' && text[i] <= '9'
		if layout[i] == '0' && !digit || layout[i] != '0' && layout[i] != text[i] {
			return false
		}
	}
	if text[len(layout)] == ',' {
		return false
	}
	if text[len(text)-1] == 'Z' {
		return true
	}
	offset := text[len(text)-5:]
	return offset[:2] <= "23" && offset[3:] <= "59"
}

// TimeOfUnix is timestamp(seconds), from seconds since 1970.
func (e *Errors) TimeOfUnix(seconds int64) time.Time {
	if seconds < firstSecond || seconds > lastSecond {
		e.Fail(ErrTimeRange)
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

// Duration is duration(text), in Go's syntax: "1h30m".
func (e *Errors) Duration(text string) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil {
		e.failf(ErrConversion, "not a duration")
	}
	return d
}

// TimeText is string(timestamp): RFC 3339 in UTC.
func TimeText(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// DurationText is string(duration): seconds, such as "5400s".
func DurationText(d time.Duration) string {
	return strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + "s"
}

// In is t on the clocks of a time zone, by its IANA name or an offset such as
// "+02:00", for the parts of a date there.
func (e *Errors) In(t time.Time, zone string) time.Time {
	if hours, minutes, ok := strings.Cut(zone, ":"); ok {
		offset, ok := offsetOf(hours, minutes)
		if !ok {
			e.failf(ErrArgument, "time zone offset isn't of the form +02:00")
			return t
		}
		return t.In(time.FixedZone("", offset))
	}
	location, err := time.LoadLocation(zone)
	if err != nil {
		e.failf(ErrArgument, "no such time zone")
		return t
	}
	return t.In(location)
}

// offsetOf is the seconds east of UTC.
func offsetOf(hours, minutes string) (seconds int, ok bool) {
	h, err := strconv.Atoi(hours)
	if err != nil || h < -23 || h > 23 {
		return 0, false
	}
	m, err := strconv.Atoi(minutes)
	if err != nil || m < 0 || m > 59 {
		return 0, false
	}
	if hours[0] == '-' {
		m = -m
	}
	return h*3600 + m*60, true
}

// SumDuration adds up a list; an empty one is 0.
func SumDuration(e *Errors, list []time.Duration) (sum time.Duration) {
	for _, d := range list {
		sum = e.AddDuration(sum, d)
	}
	return sum
}

// SumDurationOf adds up what each element is worth.
func SumDurationOf[T any](e *Errors, list []T, worth func(T) time.Duration) (sum time.Duration) {
	for _, v := range list {
		sum = e.AddDuration(sum, worth(v))
	}
	return sum
}
