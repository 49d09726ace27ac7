package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

var fullCases = []testCase{
	{name: "on a full disk nothing is half written, and it goes on when there is room", run: fullDisk, needs: fills},
}

var fullTableCases = []testCase{
	{name: "on a full disk a transaction with rows is undone, and it goes on when there is room", run: fullDiskOfRows, needs: fills},
}

// filled opens the store over a disk with little room, and gives what makes room.
func (s *subject) filled() (free func() error) {
	s.Helper()
	s.close()
	store, free, err := s.harness.Fill(s.dir)
	if err != nil {
		s.Fatalf("open on a small disk: %v", err)
	}
	s.store = store
	return free
}

// large is an append of events to two streams, too large to go unnoticed.
func large(command string, n int) []orchestrix.Batch {
	var batches []orchestrix.Batch
	for _, id := range []string{"a", "b"} {
		b := batch(command, stream(id), orchestrix.Exactly(orchestrix.Version(3*n)), 3)
		for i := range b.Events {
			b.Events[i].Data = fmt.Appendf(nil, `{"text":%q}`, bytes.Repeat([]byte("x"), 3000))
		}
		batches = append(batches, b)
	}
	return batches
}

// untilFull does something until it fails, and gives how often it was done.
func (s *subject) untilFull(do func(n int) error) (done int, err error) {
	s.Helper()
	for done = range 10_000 {
		if err = do(done); err != nil {
			return done, err
		}
	}
	s.Fatal("a small disk never gets full")
	return 0, nil
}

// wantFull checks that an error speaks of none of what a caller could mend.
func (s *subject) wantFull(err error) {
	s.Helper()
	if err == nil || errors.As(err, new(*orchestrix.ConflictError)) || errors.As(err, new(*orchestrix.TableError)) || errors.As(err, new(*orchestrix.RowExistsError)) {
		s.Errorf("on a full disk: error %v", err)
	}
}

func fullDisk(s *subject) {
	free := s.filled()
	command := func(n int) string { return fmt.Sprint("command-", n) }
	appended := func(n int) error {
		_, err := s.store.Append(s.patient(), large(command(n), n)...)
		return err
	}
	done, err := s.untilFull(appended)
	s.wantFull(err)
	for range 3 {
		s.wantFull(appended(done)) // and again
		s.wantLen(stream("a"), 3*done)
		s.wantLen(stream("b"), 3*done)
		if _, known, err := s.store.ByCommand(s.patient(), orchestrix.CommandID(command(done))); known || err != nil {
			s.Errorf("a command that failed is known: %v, error %v", known, err)
		}
	}
	if all := s.all(orchestrix.Position{}, orchestrix.Filter{}); len(all) != 6*done {
		s.Errorf("%d events of %d appends", len(all), done)
	}
	if err := free(); err != nil {
		s.Fatal(err)
	}
	for n := done; n < done+3; n++ {
		if err := appended(n); err != nil {
			s.Fatalf("when there is room: %v", err)
		}
	}
	s.wantLen(stream("a"), 3*done+9)
	s.wantLen(stream("b"), 3*done+9)
}

func fullDiskOfRows(s *subject) {
	free := s.filled()
	s.make(counts)
	written := func(n int) error {
		return s.tables().Transact(s.patient(), func(ctx context.Context, tx orchestrix.Tx) error {
			name := fmt.Sprintf("%06d", n)
			if err := tx.Put(ctx, counts, orchestrix.Row{name, int64(n)}); err != nil {
				return err
			}
			_, err := s.store.Append(ctx, large(name, n)...)
			return err
		})
	}
	wantDone := func(n int) {
		s.Helper()
		rows, err := s.tables().Count(s.patient(), counts, nil)
		if err != nil || rows != int64(n) {
			s.Errorf("%d rows of %d transactions, error %v", rows, n, err)
		}
		s.wantLen(stream("a"), 3*n)
		s.wantLen(stream("b"), 3*n)
	}
	done, err := s.untilFull(written)
	s.wantFull(err)
	for range 2 {
		s.wantFull(written(done))
		wantDone(done)
	}
	if err := free(); err != nil {
		s.Fatal(err)
	}
	for range 3 {
		if err := written(done); err != nil {
			s.Fatalf("when there is room: %v", err)
		}
		done++
	}
	wantDone(done)
}
