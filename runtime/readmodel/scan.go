package readmodel

import (
	"fmt"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/jsontext"
)

// Scanner reads a row's values one after another, in the order of the columns.
// What isn't of the kind that is asked for is noted, and read as a zero value.
type Scanner struct {
	row     orchestrix.Row
	at      int                 // the value that is next
	columns []orchestrix.Column // without the tenant's, which is the first value
	err     error
}

// scan reads a row of a table that begins with the tenant.
func (m *Model[R]) scan(row orchestrix.Row) (R, error) {
	r, err := m.read(row)
	if err != nil {
		return r, fmt.Errorf("read a row of %s: %w", m.Name, err)
	}
	return r, nil
}

func (m *Model[R]) read(row orchestrix.Row) (r R, err error) {
	s := &Scanner{row: row, at: 1, columns: m.Table.Columns}
	m.Scan(&r, s)
	if s.err == nil && s.at != len(row) {
		s.err = fmt.Errorf("it has %d columns, %d were read", len(row), s.at)
	}
	return r, s.err
}

// Absent says whether the next value is absent, and passes it then.
func (s *Scanner) Absent() bool {
	if s.at < len(s.row) && s.row[s.at] == nil {
		s.at++
		return true
	}
	return false
}

// Text is the next value, a text.
func (s *Scanner) Text() string { return next[string](s) }

// Int is the next value, a number.
func (s *Scanner) Int() int64 { return next[int64](s) }

// Float is the next value, a number with a fraction.
func (s *Scanner) Float() float64 { return next[float64](s) }

// Bool is the next value, true or false.
func (s *Scanner) Bool() bool { return next[bool](s) }

// Bytes is the next value, bytes.
func (s *Scanner) Bytes() []byte { return next[[]byte](s) }

// Time is the next value, an instant.
func (s *Scanner) Time() time.Time { return next[time.Time](s) }

// Duration is the next value, a number of nanoseconds.
func (s *Scanner) Duration() time.Duration { return time.Duration(next[int64](s)) }

// JSON is the next value, JSON text, which read reads. It may be of a row that
// isn't complete yet: what must be there in an event may be null.
func (s *Scanner) JSON(read func(d *jsontext.Decoder)) {
	d := jsontext.Open([]byte(next[string](s)))
	d.AllowUnset()
	read(d)
	if err := d.Close(); err != nil {
		s.Fail(err)
	}
}

// Fail notes what is wrong with the value that was read last.
func (s *Scanner) Fail(err error) {
	if s.err == nil {
		s.err = fmt.Errorf("column %s: %w", s.column(), err)
	}
}

// column is the name of the column that was read last.
func (s *Scanner) column() string {
	if at := s.at - 2; at < len(s.columns) {
		return s.columns[at].Name
	}
	return fmt.Sprint(s.at - 1)
}

// Parsed is a text that parse makes something of; its error is noted.
func Parsed[T any](s *Scanner, parse func(string) (T, error)) T {
	value, err := parse(s.Text())
	if err != nil {
		s.Fail(err)
	}
	return value
}

func next[T any](s *Scanner) T {
	var none T
	if s.at >= len(s.row) {
		s.at++
		s.Fail(fmt.Errorf("it has %d columns only", len(s.row)))
		return none
	}
	value, ok := s.row[s.at].(T)
	s.at++
	if !ok {
		s.Fail(fmt.Errorf("%T isn't %T", s.row[s.at-1], none))
	}
	return value
}
