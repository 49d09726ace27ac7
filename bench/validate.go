package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/orchestrix-go/orchestrix-gen/bench/domain/ordering"
	"github.com/orchestrix-go/orchestrix-gen/bench/hand"
	"github.com/orchestrix-go/orchestrix-gen/bench/peers"
	"github.com/orchestrix-go/orchestrix-gen/bench/race"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

const byHand = "ifs by hand"

func measureValidation(r *run) ([]row, error) {
	valid, broken := sampleCommand(), brokenCommand()
	passing, ours, err := compareValidators(r, "Validate, a valid command", &valid, nil, map[string]goal{
		byHand: within(1.15), "Protovalidate": fasterBy(20), "go-playground/validator": fasterBy(45),
	})
	if err != nil {
		return nil, err
	}
	passing = append(passing, atMost("the same, allocations", ours.Allocs, 0, count))
	failing, _, err := compareValidators(r, "Validate, 3 violations", &broken, brokenPaths, map[string]goal{byHand: within(1.2)})
	return append(passing, failing...), err
}

// compareValidators lets validators check a command that breaks the rules at
// the paths, once each has found just those.
func compareValidators(r *run, what string, c *ordering.PlaceOrder, paths []string, goals map[string]goal) ([]row, race.Figures, error) {
	others, err := peers.Validators(plainCommand(c), hand.IsSKU, hand.IsCurrency)
	if err != nil {
		return nil, race.Figures{}, err
	}
	limit := peers.Validator{Name: byHand, Check: func() error { return hand.Validate(*c) }, Paths: violationPaths}
	pointer := peers.Validator{Name: byHand + ", of a pointer", Check: func() error { return hand.ValidatePointer(c) }, Paths: violationPaths}
	ours := peers.Validator{Name: "generated", Check: func() error { return c.Validate() }, Paths: violationPaths}
	all := append([]peers.Validator{limit, pointer}, others...)
	for _, v := range append(all, ours) {
		var got []string
		if err := v.Check(); err != nil {
			got = v.Paths(err)
		}
		if !slices.Equal(got, paths) {
			return nil, race.Figures{}, fmt.Errorf("%s finds faults at %q, not %q", v.Name, got, paths)
		}
	}
	var rivals []rival
	for _, v := range all {
		rivals = append(rivals, rival{goal: goalOf(goals, v.Name), Contender: checking(v, paths)})
	}
	return r.compare(what, checking(ours, paths), rivals...)
}

func checking(v peers.Validator, paths []string) race.Contender {
	if paths == nil {
		return race.Each(v.Name, v.Check)
	}
	return race.Each(v.Name, func() error {
		if err := v.Check(); err == nil {
			return errors.New("a broken command is valid")
		}
		return nil
	})
}

func violationPaths(err error) (paths []string) {
	invalid, ok := errors.AsType[*orchestrix.InvalidError](err)
	if !ok {
		return []string{fmt.Sprint(err)}
	}
	for _, v := range invalid.Violations {
		paths = append(paths, v.Path)
	}
	return paths
}

// brokenPaths are where brokenCommand breaks a rule.
var brokenPaths = []string{"customer_id", "items[1].quantity", "total.currency"}

// brokenCommand breaks three rules: a field's, one inside a list, and one inside
// a value.
func brokenCommand() ordering.PlaceOrder {
	c := sampleCommand()
	c.CustomerID = ""
	c.Items[1].Quantity = 0
	c.Total.Currency = "euro"
	return c
}
