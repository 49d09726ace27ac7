package main

import (
	"fmt"

	"github.com/orchestrix-go/orchestrix-gen/bench/domain/ordering"
	"github.com/orchestrix-go/orchestrix-gen/bench/hand"
)

func measureValidation(r *run) ([]row, error) {
	valid, broken := sampleCommand(), brokenCommand()
	if err := valid.Validate(); err != nil {
		return nil, err
	}
	passing, err := r.race(
		each("generated", func() error { return valid.Validate() }),
		each("ifs by hand", func() error { return hand.Validate(&valid) }),
	)
	if err != nil {
		return nil, err
	}
	failing, err := r.race(
		each("generated", func() error { return mustFail(broken.Validate()) }),
		each("ifs by hand", func() error { return mustFail(hand.Validate(&broken)) }),
	)
	if err != nil {
		return nil, err
	}
	return []row{
		slower("Validate, a valid command", passing[0], passing[1], 1.15),
		atMost("the same, allocations", passing[0].allocs, 0, count),
		slower("Validate, 3 violations", failing[0], failing[1], 1.2),
	}, nil
}

// brokenCommand breaks three rules: a field's, a list's, and one inside the list.
func brokenCommand() ordering.PlaceOrder {
	c := sampleCommand()
	c.CustomerID = ""
	c.Items[1].Quantity = 0
	c.Total.Currency = "euro"
	return c
}

func mustFail(err error) error {
	if err == nil {
		return fmt.Errorf("a broken command is valid")
	}
	return nil
}
