package shop

import "context"

// staff is who works in the shop, and as what.
var staff = map[string]string{"emp-1": "storekeeper", "emp-2": "clerk", "emp-3": "operator"}

// HasRole says who somebody is; whoever doesn't work here is a customer.
func HasRole(_ context.Context, actor, role string) (bool, error) {
	job, works := staff[actor]
	return role == job || !works && role == "customer", nil
}
