package reaction_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/reaction"
)

func TestRowsGoThroughAllPages(t *testing.T) {
	broken := errors.New("broken")
	query := func(failing string) func(context.Context, orchestrix.Page) (orchestrix.Paged[int], error) {
		pages := map[string]orchestrix.Paged[int]{
			"": {Rows: []int{1, 2}, Next: "a"}, "a": {Next: "b"}, "b": {Rows: []int{3}},
		}
		return func(_ context.Context, page orchestrix.Page) (orchestrix.Paged[int], error) {
			if page.After == failing {
				return orchestrix.Paged[int]{}, broken
			}
			return pages[page.After], nil
		}
	}
	for failing, want := range map[string]string{"-": "1 2 3 ", "b": "1 2 broken "} {
		got := ""
		for row, err := range reaction.Rows(t.Context(), query(failing)) {
			if err != nil {
				got += fmt.Sprint(err, " ")
				continue
			}
			got += fmt.Sprint(row, " ")
		}
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for row := range reaction.Rows(t.Context(), query("-")) {
		if row == 2 {
			break
		}
	}
}
