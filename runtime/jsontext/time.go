package jsontext

import "time"

// AppendTime appends a time in UTC as RFC 3339 writes it, with as many digits
// of its nanoseconds as it needs. A year that hasn't four digits is an error.
func AppendTime(b []byte, t time.Time) ([]byte, error) {
	t = t.UTC()
	year, month, day := t.Date()
	if year < 0 || year > 9999 {
		return nil, encodeError(OutOfRange, "is a time outside the years 0000 to 9999")
	}
	hour, minute, second := t.Clock()
	b = append(b, '"')
	b = appendTwo(b, year/100)
	b = appendTwo(b, year%100)
	b = appendTwo(append(b, '-'), int(month))
	b = appendTwo(append(b, '-'), day)
	b = appendTwo(append(b, 'T'), hour)
	b = appendTwo(append(b, ':'), minute)
	b = appendTwo(append(b, ':'), second)
	if nanos := t.Nanosecond(); nanos != 0 {
		b = append(b, '.')
		b = appendTwo(b, nanos/1e7)
		b = appendTwo(b, nanos/1e5%100)
		b = appendTwo(b, nanos/1e3%100)
		b = appendTwo(b, nanos/10%100)
		b = append(b, byte('0'+nanos%10))
		for b[len(b)-1] == '0' {
			b = b[:len(b)-1]
		}
	}
	return append(b, 'Z', '"'), nil
}

func appendTwo(b []byte, n int) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }

// Time reads a time as RFC 3339 writes it, with any offset and at most nine
// digits of a second, and gives it in UTC.
func (d *Decoder) Time() time.Time {
	d.peek()
	start := d.pos
	text := d.String()
	if d.err != nil {
		return time.Time{}
	}
	t, ok := parseTime(text)
	if !ok {
		d.fail(BadValue, start, "", "isn't a time like 2006-01-02T15:04:05Z")
		return time.Time{}
	}
	if last := text[len(text)-1]; last != 'Z' && (t.Year() < 0 || t.Year() > 9999) {
		d.fail(OutOfRange, start, "", "is a time outside the years 0000 to 9999 in UTC")
		return time.Time{}
	}
	return t
}

func parseTime(s string) (t time.Time, ok bool) {
	if len(s) < len("2006-01-02T15:04:05Z") || s[4] != '-' || s[7] != '-' || s[10] != 'T' || s[13] != ':' || s[16] != ':' {
		return t, false
	}
	century, y := two(s), two(s[2:])
	month, day := two(s[5:]), two(s[8:])
	hour, minute, second := two(s[11:]), two(s[14:]), two(s[17:])
	if century < 0 || y < 0 || month < 1 || month > 12 || day < 1 ||
		hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 {
		return t, false
	}
	year := century*100 + y
	if day > daysIn(year, month) {
		return t, false
	}
	nanos, rest, ok := fraction(s[19:])
	if !ok {
		return t, false
	}
	t = time.Date(year, time.Month(month), day, hour, minute, second, nanos, time.UTC)
	if rest == "Z" {
		return t, true
	}
	if len(rest) != len("+00:00") || rest[3] != ':' || rest[0] != '+' && rest[0] != '-' {
		return t, false
	}
	hours, minutes := two(rest[1:]), two(rest[4:])
	if hours < 0 || hours > 23 || minutes < 0 || minutes > 59 {
		return t, false
	}
	offset := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	if rest[0] == '+' {
		offset = -offset
	}
	return t.Add(offset), true
}

// fraction reads the digits after the seconds, if there are any.
func fraction(s string) (nanos int, rest string, ok bool) {
	if s[0] != '.' {
		return 0, s, true
	}
	i := 1
	for ; i < len(s) && '0' <= s[i] && s[i] <= '9'; i++ {
		nanos = nanos*10 + int(s[i]-'0')
	}
	if i == 1 || i > 10 {
		return 0, "", false
	}
	for range 10 - i {
		nanos *= 10
	}
	return nanos, s[i:], true
}

// two is the number of two digits at the beginning of s, or negative.
func two(s string) int {
	tens, ones := s[0]-'0', s[1]-'0'
	if tens > 9 || ones > 9 {
		return -1
	}
	return int(tens)*10 + int(ones)
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// AppendDuration appends a duration as Go writes it: "1h30m0s".
func AppendDuration(b []byte, v time.Duration) []byte {
	b = append(b, '"')
	b = append(b, v.String()...) // its only character beyond ASCII is µ
	return append(b, '"')
}

// Duration reads a duration as Go writes it.
func (d *Decoder) Duration() time.Duration {
	d.peek()
	start := d.pos
	text := d.String()
	if d.err != nil {
		return 0
	}
	v, err := time.ParseDuration(text)
	if err != nil {
		d.fail(BadValue, start, "", "isn't a duration like 1h30m")
		return 0
	}
	return v
}

// A calendarDate is a date type whose text is 2006-01-02 and whose zero value
// is unset.
type calendarDate interface {
	IsZero() bool
	AppendText([]byte) ([]byte, error)
}

// AppendDate appends a date; null if it is unset.
func AppendDate[D calendarDate](b []byte, date D) ([]byte, error) {
	if date.IsZero() {
		return append(b, "null"...), nil
	}
	b, err := date.AppendText(append(b, '"'))
	if err != nil {
		return nil, encodeError(OutOfRange, "is no date that can be written")
	}
	return append(b, '"'), nil
}
