package sqlite

import (
	"errors"
	"testing"
)

type coded int

func (c coded) Error() string { return "some driver's error" }
func (c coded) Code() int     { return int(c) }

func TestBusyOfAnyDriver(t *testing.T) {
	for _, c := range []struct {
		err  error
		busy bool
	}{
		{coded(5), true},
		{coded(517), true}, // SQLITE_BUSY_SNAPSHOT
		{coded(6), true},
		{coded(262), true}, // SQLITE_LOCKED_SHAREDCACHE
		{coded(13), false},
		{coded(2067), false},
		{errors.New("database is locked"), true},
		{errors.New("disk I/O error"), false},
		{nil, false},
	} {
		if isBusy(c.err) != c.busy {
			t.Errorf("%v is busy: %v", c.err, !c.busy)
		}
	}
}
