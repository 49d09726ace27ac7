package web_test

import (
	"strings"
	"testing"
)

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

const manyCups = `{"customer_id": "cus-1", "delivery": {"type": "pickup", "branch": "Mitte"},
	"items": [{"sku": "CUP-7", "quantity": 40, "price": {"amount": 1200, "currency": "EUR"}}]}`

// parkedEvents are what the operator sees of a subscription.
func (s *site) parkedEvents(query string) []map[string]any {
	s.t.Helper()
	list, _ := s.want(200, "GET", "/admin/parked"+query, "", "X-Shop-Actor: emp-3").body["parked"].([]any)
	found := make([]map[string]any, len(list))
	for i, each := range list {
		found[i], _ = each.(map[string]any)
	}
	return found
}

func TestAParkedEventIsListedReplayedAndDropped(t *testing.T) {
	const reserve, operator = "/admin/parked/inventory.ReserveOnPlaced/", "X-Shop-Actor: emp-3"
	s := open(t)
	s.want(200, "POST", "/stock/CUP-7/deliveries", `{"quantity": 3}`)
	for _, order := range []string{"one", "two"} {
		s.want(201, "PUT", "/orders/"+order, manyCups)
	}
	s.settle()
	found := s.parkedEvents("?subscription=inventory.ReserveOnPlaced")
	if len(found) != 2 || len(s.parkedEvents("")) != 2 || len(s.parkedEvents("?subscription=payments.RequestOnPlaced")) != 0 {
		t.Fatalf("parked: %v", found)
	}
	one, two := found[0], found[1]
	if one["stream"] != "one" || one["type"] != "orders.OrderPlaced" || !strings.Contains(one["error"].(string), "out_of_stock") || one["since"] == nil {
		t.Errorf("parked: %v", one)
	}
	id, other := one["event_id"].(string), two["event_id"].(string)

	again := s.want(409, "POST", reserve+id+"/replay", "", operator)
	if !strings.Contains(again.text("error"), "out_of_stock") || again.text("event_id") != id {
		t.Errorf("%v", again.body)
	}
	s.want(200, "POST", "/stock/CUP-7/deliveries", `{"quantity": 40}`)
	s.want(204, "POST", reserve+id+"/replay", "", operator)
	s.want(404, "POST", reserve+id+"/replay", "", operator)
	s.want(204, "DELETE", reserve+other, "", operator)
	s.want(404, "DELETE", reserve+other, "", operator)
	if left := s.parkedEvents(""); len(left) != 0 {
		t.Errorf("left: %v", left)
	}
	stock := s.want(200, "GET", "/stock/CUP-7", "")
	if reserved, _ := stock.body["reserved"].(map[string]any); len(reserved) != 1 || reserved["one"] != 40.0 {
		t.Errorf("%v", stock.body)
	}
}

func TestNobodyReplaysWhatThereIsnt(t *testing.T) {
	s := open(t)
	s.settle()
	for _, path := range []string{"/admin/parked/inventory.ReserveOnPlaced/none", "/admin/parked/nobody/none"} {
		s.want(404, "POST", path+"/replay", "", "X-Shop-Actor: emp-3")
		s.want(404, "DELETE", path, "", "X-Shop-Actor: emp-3")
	}
	s.want(400, "GET", "/admin/parked?subscription=nobody", "", "X-Shop-Actor: emp-3")
}
