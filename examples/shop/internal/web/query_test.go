package web_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"testing"
	"time"
)

// rows of an answer.
func (r response) rows() []map[string]any {
	list, _ := r.body["rows"].([]any)
	found := make([]map[string]any, len(list))
	for i, each := range list {
		found[i], _ = each.(map[string]any)
	}
	return found
}

func TestACustomersOrdersArePaged(t *testing.T) {
	s := open(t)
	for i := range 5 {
		s.want(201, "PUT", fmt.Sprintf("/orders/order-%d", i), basket)
	}
	s.settle()
	var seen []any
	path := "/orders?customer_id=cus-1&size=2"
	for pages := 1; ; pages++ {
		r := s.want(200, "GET", path, "", "X-Shop-Actor: cus-1")
		for _, row := range r.rows() {
			seen = append(seen, row["order_id"])
		}
		next := r.text("next")
		if next == "" {
			if pages != 3 {
				t.Errorf("%d pages", pages)
			}
			break
		}
		path = "/orders?customer_id=cus-1&size=2&after=" + next
	}
	if got := fmt.Sprint(seen); got != "[order-4 order-3 order-2 order-1 order-0]" {
		t.Errorf("orders %s", got)
	}
	s.want(403, "GET", "/orders?customer_id=cus-1", "", "X-Shop-Actor: cus-2")
	s.want(400, "GET", "/orders?customer=cus-1", "")
	s.want(400, "GET", "/orders?customer_id=cus-1&size=none", "")
	s.want(422, "GET", "/orders?customer_id=cus-1&after=nonsense", "")
}

func TestAQuerySeesWhatItsCallerHas(t *testing.T) {
	s := open(t)
	placed := s.want(201, "PUT", "/orders/mine", basket)
	s.want(404, "GET", "/orders/mine/summary", "")
	s.want(400, "GET", "/orders/mine/summary?seen=nonsense", "")
	s.settle()
	summary := s.want(200, "GET", "/orders/mine/summary?seen="+placed.text("position"), "")
	if summary.text("status") != "placed" || summary.body["total"] != 1000.0 {
		t.Errorf("%v", summary.body)
	}
	if r := s.want(200, "GET", "/reports/open-orders?seen="+placed.text("position"), ""); r.body["count"] != 1.0 {
		t.Errorf("%v", r.body)
	}
	if r := s.want(200, "GET", "/reports/late-orders", ""); len(r.rows()) != 0 {
		t.Errorf("%v", r.body)
	}
}

func TestAQueryThatIsBehindSaysSo(t *testing.T) {
	s := open(t)
	placed := s.want(201, "PUT", "/orders/mine", basket)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	request := httptest.NewRequestWithContext(ctx, "GET", "/orders/mine/summary?seen="+placed.text("position"), nil)
	recorder := httptest.NewRecorder()
	s.handler.ServeHTTP(recorder, request) // nobody works on the read model
	if recorder.Code != 503 || recorder.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("status %d: %s", recorder.Code, recorder.Body)
	}
}

func TestStockIsNeverBehind(t *testing.T) {
	s := open(t)
	s.want(200, "POST", "/stock/TEA-1/deliveries", `{"quantity": 3}`)
	s.want(200, "POST", "/stock/TEA-1/labels", `{"barcode": "4006381333931"}`)
	s.want(200, "POST", "/stock/TEA-1/reservations", `{"order_id": "mine", "quantity": 2}`)
	if level := s.want(200, "GET", "/stock/TEA-1/level", ""); level.body["free"] != 1.0 || level.body["on_hand"] != 3.0 {
		t.Errorf("%v", level.body)
	}
	s.want(400, "GET", "/stock", "")
	for _, path := range []string{"/stock?barcode=4006381333931", "/reports/scarce-stock"} {
		if found := s.want(200, "GET", path, "").rows(); len(found) != 1 || found[0]["sku"] != "TEA-1" {
			t.Errorf("%s: %v", path, found)
		}
	}
}

// An order goes all its way when somebody places it and takes the money.
func TestAnOrderIsShippedByItself(t *testing.T) {
	s := open(t)
	s.want(200, "POST", "/stock/TEA-1/deliveries", `{"quantity": 10}`)
	s.want(201, "PUT", "/orders/mine", basket)
	s.settle()
	payments := s.want(200, "GET", "/orders/mine/payments", "").rows()
	if len(payments) != 1 {
		t.Fatalf("payments: %v", payments)
	}
	s.want(200, "POST", fmt.Sprintf("/payments/%s/capture", payments[0]["payment_id"]), `{"reference": "ch_1"}`)
	s.settle()
	if r := s.want(200, "GET", "/orders/mine/summary", ""); r.text("status") != "shipped" || r.body["captured"] != 1000.0 || r.body["tracking_no"] == nil {
		t.Errorf("%v", r.body)
	}
	if r := s.want(200, "GET", "/stock/TEA-1/level", ""); r.body["on_hand"] != 8.0 || r.body["free"] != 8.0 {
		t.Errorf("%v", r.body)
	}
	if days := s.want(200, "GET", "/reports/packing-days", "").rows(); len(days) != 1 || days[0]["parcels"] != 1.0 || days[0]["handed_over"] != 1.0 {
		t.Errorf("%v", days)
	}
}
