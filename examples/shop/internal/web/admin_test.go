package web_test

import "testing"

func TestOnlyOperatorsSeeWhatIsParked(t *testing.T) {
	s := open(t)
	for _, actor := range []string{"", "cus-1", "emp-1"} {
		s.want(403, "GET", "/admin/parked", "", "X-Shop-Actor: "+actor)
		s.want(403, "POST", "/admin/parked/orders.Any/e-1/replay", "", "X-Shop-Actor: "+actor)
		s.want(403, "DELETE", "/admin/parked/orders.Any/e-1", "", "X-Shop-Actor: "+actor)
	}
	s.want(200, "GET", "/admin/parked?limit=5", "", "X-Shop-Actor: emp-3")
	s.want(400, "GET", "/admin/parked?limit=all", "", "X-Shop-Actor: emp-3")
}
