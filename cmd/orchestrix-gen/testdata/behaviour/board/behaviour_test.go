package board_test

import (
	"context"
	"errors"
	"testing"

	"example.com/user/board"
	"example.com/user/board/boardtest"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/readmodel"
	"github.com/orchestrix-go/orchestrix-gen/runtime/scenariotest"
	_ "github.com/orchestrix-go/orchestrix-gen/runtime/sqlite/sqlitescenarios"
)

func onStores(t *testing.T, test func(f *boardtest.Fixture)) {
	scenariotest.EachStore(t, func(t *testing.T, store orchestrix.Store) { test(boardtest.NewOn(t, store)) })
}

func TestARecordedRefusalIsProjectedInItsAppend(t *testing.T) {
	onStores(t, func(f *boardtest.Fixture) {
		f.When(board.Fill{TileID: "til_1", Words: ""})
		f.Rejected("empty")
		f.When(board.Fill{TileID: "til_1", Words: "words"})
		totals, found, err := f.Module.Totals().Get(f.Context())
		if err != nil || !found || totals.Refused != 1 || totals.Why == nil || *totals.Why != "empty" {
			f.T().Errorf("got %+v, %v, %v", totals, found, err)
		}
	})
}

func TestRowsAreFoundByKey(t *testing.T) {
	onStores(t, func(f *boardtest.Fixture) {
		f.Given(board.Tagged{TileID: "til_1", Tags: []string{"a"}, Weight: 3})
		f.Project()
		counts := f.Module.TagCounts()
		row, found, err := counts.Get(f.Context(), "a", false)
		if err != nil || !found || row.Tiles != 1 {
			f.T().Errorf("got %+v, %v, %v", row, found, err)
		}
		if _, found, err := counts.Get(f.Context(), "a", true); err != nil || found {
			f.T().Errorf("another key: %v, %v", found, err)
		}
		page, err := counts.Heaviest(f.Context(), orchestrix.Page{After: "elsewhere"})
		if !errors.As(err, new(*orchestrix.InvalidError)) {
			f.T().Errorf("got %v, %v", page, err)
		}
	})
}

func TestATypeThatIsntKnownStopsAProjectionLoudly(t *testing.T) {
	onStores(t, func(f *boardtest.Fixture) {
		stream := orchestrix.StreamID{Category: "board.Tile", ID: "til_1"}
		_, err := f.Store().Append(f.Context(), orchestrix.Batch{Stream: stream, Expect: orchestrix.Any, Events: []orchestrix.Pending{{
			ID: "1", Type: "board.Painted", SchemaVersion: 1, Metadata: orchestrix.Metadata{CommandID: "1"}, Data: []byte("{}"), Time: scenariotest.DefaultNow,
		}}})
		if err != nil {
			f.T().Fatal(err)
		}
		newer, ok := errors.AsType[*orchestrix.NewerError](f.Module.ReadModels().Sync(f.Context()))
		if !ok || newer.Type != "board.Painted" {
			f.T().Errorf("got %v", newer)
		}
	})
}

func TestARebuildGivesWhatWasThere(t *testing.T) {
	onStores(t, func(f *boardtest.Fixture) {
		f.Given(boardtest.Filled(), board.Tagged{TileID: "til_1", Tags: []string{"a", "b"}, Weight: 3})
		f.Project()
		everything := f.Module.Everythings().Stored
		before := all(f, everything)
		for _, rebuild := range []func(context.Context) error{everything.Rebuild, f.Module.TagCounts().Rebuild, f.Module.Totals().Rebuild} {
			if err := rebuild(f.Context()); err != nil {
				f.T().Error(err)
			}
		}
		if after := all(f, everything); len(before) != 1 || len(after) != 1 || !after[0].Equal(before[0]) {
			f.T().Errorf("before %v, after %v", before, after)
		}
		if totals, _, err := f.Module.Totals().Get(f.Context()); err != nil || totals.Filled != 1 {
			f.T().Errorf("the inline one has %+v, %v", totals, err)
		}
	})
}

func all(f *boardtest.Fixture, everything *readmodel.Stored[board.Everything]) (rows []board.Everything) {
	for row, err := range everything.All(f.Context(), readmodel.Query{}) {
		if err != nil {
			f.T().Fatal(err)
		}
		rows = append(rows, row)
	}
	return rows
}
