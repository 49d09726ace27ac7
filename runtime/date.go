package orchestrix

import (
	"cmp"
	"fmt"
	"time"
)

// Date is a day of the calendar without a clock or a zone, from 0001-01-01 to
// 9999-12-31. Dates compare with ==. The zero Date is unset and no day.
type Date struct {
	year  int16
	month uint8
	day   uint8
}

// ParseDate reads a real day in the form 2006-01-02.
func ParseDate(s string) (Date, error) {
	var d Date
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return d, fmt.Errorf("date %q isn't of the form 2006-01-02", s)
	}
	year, okYear := digits(s[:4])
	month, okMonth := digits(s[5:7])
	day, okDay := digits(s[8:])
	if !okYear || !okMonth || !okDay {
		return d, fmt.Errorf("date %q isn't of the form 2006-01-02", s)
	}
	if year < 1 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return d, fmt.Errorf("date %q isn't a day of the calendar", s)
	}
	return Date{int16(year), uint8(month), uint8(day)}, nil
}

// MustParseDate is [ParseDate] for dates that are written in a program; it
// panics on any other.
func MustParseDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// DateOf is the day of a time in UTC; the zero Date outside the years 1 to 9999.
func DateOf(t time.Time) Date {
	year, month, day := t.UTC().Date()
	if year < 1 || year > 9999 {
		return Date{}
	}
	return Date{int16(year), uint8(month), uint8(day)}
}

// Year is 1 to 9999; 0 if d is unset.
func (d Date) Year() int { return int(d.year) }

// Month is 1 to 12; 0 if d is unset.
func (d Date) Month() time.Month { return time.Month(d.month) }

// Day is the day of the month; 0 if d is unset.
func (d Date) Day() int { return int(d.day) }

// IsZero says whether d is unset.
func (d Date) IsZero() bool { return d == Date{} }

// Time is the beginning of the day in UTC; the zero time if d is unset.
func (d Date) Time() time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	return time.Date(int(d.year), time.Month(d.month), int(d.day), 0, 0, 0, 0, time.UTC)
}

// Compare is negative when d is before e, 0 on the same day, positive after.
func (d Date) Compare(e Date) int {
	return cmp.Or(cmp.Compare(d.year, e.year), cmp.Compare(d.month, e.month), cmp.Compare(d.day, e.day))
}

// String is the date as 2006-01-02; 0000-00-00 if it is unset.
func (d Date) String() string { return string(d.append(make([]byte, 0, 10))) }

// AppendText appends the date as 2006-01-02. An unset date is an error.
func (d Date) AppendText(b []byte) ([]byte, error) {
	if d.IsZero() {
		return b, fmt.Errorf("date is unset")
	}
	return d.append(b), nil
}

// MarshalText is [Date.AppendText] into a new slice.
func (d Date) MarshalText() ([]byte, error) { return d.AppendText(make([]byte, 0, 10)) }

// UnmarshalText is [ParseDate].
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

func (d Date) append(b []byte) []byte {
	y, m, day := int(d.year), d.month, d.day
	return append(b,
		byte('0'+y/1000), byte('0'+y/100%10), byte('0'+y/10%10), byte('0'+y%10), '-',
		'0'+m/10, '0'+m%10, '-',
		'0'+day/10, '0'+day%10)
}

// digits reads a number that has nothing but digits.
func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
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
