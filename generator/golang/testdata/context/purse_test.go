package shop_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"example.com/user/internal/shop"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

func TestPursesAreMergedOnBothSides(t *testing.T) {
	w := newWorld()
	for id, owner := range map[shop.PurseID]string{"prs_1": "ada", "prs_2": "bob"} {
		if _, err := w.FillPurse(ada, shop.FillPurse{PurseID: id, Owner: owner, Amount: 5}); err != nil {
			t.Fatal(err)
		}
	}
	receipt, err := w.Merge(ada, shop.Merge{PurseID: "prs_1", Which: "prs_2"})
	if err != nil || receipt.Events != 2 || receipt.Version != 2 {
		t.Errorf("receipt %+v, %v", receipt, err)
	}
	for id, want := range map[shop.PurseID]int64{"prs_1": 10, "prs_2": 0} {
		if purse, _, err := w.Purse(ada, id); err != nil || purse.Amount != want {
			t.Errorf("%s has %d, want %d: %v", id, purse.Amount, want, err)
		}
	}

	_, err = w.Merge(ada, shop.Merge{PurseID: "prs_1", Which: "prs_2"})
	wantRejection(t, err, shop.PurseRefusalEmpty, "bob has nothing in it")
	if _, err = w.Merge(ada, shop.Merge{PurseID: "prs_1", Which: "prs_3"}); orchestrix.CodeOf(err) != orchestrix.CodeNotFound {
		t.Errorf("got %v", err)
	}
	var told []string
	for event, err := range w.store.All(ada, orchestrix.Position{}, orchestrix.Filter{Categories: []string{orchestrix.RejectedCategory}, Types: []string{"shop.MergeRefused"}}) {
		if err != nil {
			t.Fatal(err)
		}
		told = append(told, string(event.Data))
	}
	if len(told) != 2 || told[0] != `{"purse_id":"prs_1","why":"empty"}` || told[1] != `{"purse_id":"prs_1","why":"not_found"}` {
		t.Errorf("others were told %q", told)
	}
}

func TestNobodyHasTwoPurses(t *testing.T) {
	w := newWorld()
	fill := func(id shop.PurseID, owner string) error {
		_, err := w.FillPurse(ada, shop.FillPurse{PurseID: id, Owner: owner})
		return err
	}
	if err := errors.Join(fill("prs_1", "ada"), fill("prs_2", ""), fill("prs_3", "")); err != nil {
		t.Fatal(err)
	}
	taken := fill("prs_2", "ada")
	wantRejection(t, taken, shop.PurseRefusalOneEach, "ada has a purse")
	if strings.Contains(taken.Error(), "ada") {
		t.Errorf("it tells whose it is: %v", taken)
	}
	if err := errors.Join(fill("prs_1", "eve"), fill("prs_2", "ada")); err != nil {
		t.Error(err)
	}
	if shared, err := w.BackfillUnique(ada); err != nil || shared != nil {
		t.Errorf("shared %v, %v", shared, err)
	}
}

func TestOnlyParentsFillPurses(t *testing.T) {
	roles := orchestrix.WithRoles(func(_ context.Context, actor, role string) (bool, error) {
		return actor == "ada" && role == "parent", nil
	})
	module := shop.NewModule(orchestrix.NewEngine(memory.New(), roles), &decider{}, &outside{})
	if _, err := module.FillPurse(ada, shop.FillPurse{PurseID: "prs_1", Owner: "ada"}); err != nil {
		t.Error(err)
	}
	_, err := module.FillPurse(context.Background(), shop.FillPurse{PurseID: "prs_1", Owner: "ada"})
	if orchestrix.CodeOf(err) != orchestrix.CodeForbidden {
		t.Errorf("got %v", err)
	}
}

// A program migrates all its modules.
func TestAModuleWithoutReadModelsCanBeMigrated(t *testing.T) {
	if err := newWorld().Migrate(ada); err != nil {
		t.Error(err)
	}
}
