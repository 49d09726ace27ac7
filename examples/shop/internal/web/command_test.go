package web_test

import (
	"strings"
	"testing"
)

func TestAnOrderIsPlacedAndRead(t *testing.T) {
	s := open(t)
	placed := s.want(201, "POST", "/orders", basket, "X-Shop-Actor: cus-1")
	path := placed.header.Get("Location")
	if !strings.HasPrefix(path, "/orders/ord_") || placed.header.Get("ETag") != `"1"` || path != "/orders/"+placed.text("id") {
		t.Errorf("%v %v", placed.header, placed.body)
	}
	order := s.want(200, "GET", path, "")
	if order.text("status") != "placed" || order.header.Get("ETag") != `"1"` {
		t.Errorf("%v %v", order.header, order.body)
	}
	s.want(404, "GET", "/orders/ord_unknown", "")
}

func TestACommandIsCarriedOutOnceByItsKey(t *testing.T) {
	s := open(t)
	first := s.want(201, "POST", "/orders", basket, `Idempotency-Key: "key-1"`)
	again := s.want(201, "POST", "/orders", basket, "Idempotency-Key: key-1")
	if first.text("id") != again.text("id") || first.body["duplicate"] != nil || again.body["duplicate"] != true || again.text("command_id") != "orders.PlaceOrder:key-1" {
		t.Errorf("%v, then %v", first.body, again.body)
	}
	reused := s.want(422, "PUT", "/orders/mine", basket, "Idempotency-Key: key-1")
	if reused.text("code") != "invalid" {
		t.Errorf("%v", reused.body)
	}
}

func TestAKeyOfOneCommandIsNoOthers(t *testing.T) {
	s := open(t)
	path := s.want(201, "PUT", "/orders/mine", basket, "Idempotency-Key: key-1").header.Get("Location")
	s.want(200, "POST", path+"/cancellation", `{"reason": "too dear"}`, "Idempotency-Key: key-1")
	if order := s.want(200, "GET", path, ""); order.text("status") != "cancelled" {
		t.Errorf("%v", order.body)
	}
}

func TestTheIDThatIsToldIsAKey(t *testing.T) {
	s := open(t)
	first := s.want(201, "POST", "/orders", basket)
	again := s.want(201, "POST", "/orders", basket, "Idempotency-Key: "+first.text("command_id"))
	if other := s.want(201, "POST", "/orders", basket); first.text("id") != again.text("id") || first.text("id") == other.text("id") {
		t.Errorf("%v, then %v, then %v", first.body, again.body, other.body)
	}
}

func TestACommandAtAVersionThatWasSeen(t *testing.T) {
	s := open(t)
	path := s.want(201, "PUT", "/orders/mine", basket).header.Get("Location")
	s.want(412, "POST", path+"/cancellation", `{"reason": "too dear"}`, `If-Match: "7"`)
	s.want(400, "POST", path+"/cancellation", `{"reason": "too dear"}`, `If-Match: newest`)
	s.want(200, "POST", path+"/cancellation", `{"reason": "too dear"}`, `If-Match: "1"`)
	if order := s.want(200, "GET", path, ""); order.text("status") != "cancelled" {
		t.Errorf("%v", order.body)
	}
}

func TestProblemsAreToldByTheirKind(t *testing.T) {
	s := open(t)
	s.want(201, "PUT", "/orders/mine", basket)
	s.want(200, "POST", "/stock/TEA-1/deliveries", `{"quantity": 3}`)
	for _, test := range []struct {
		name, method, path, body, actor string
		status                          int
		code                            string
	}{
		{"not JSON", "POST", "/orders", `[`, "", 400, "malformed"},
		{"another kind of JSON", "POST", "/orders", `[]`, "", 400, "malformed"},
		{"a member is missing", "POST", "/orders", `{}`, "", 400, "malformed"},
		{"the id is in the path", "POST", "/orders/mine/cancellation", `{"order_id": "other", "reason": "x"}`, "", 400, "malformed"},
		{"too large", "POST", "/orders", `{"customer_id": "` + strings.Repeat("x", 2<<20) + `"}`, "", 413, "too_large"},
		{"invalid", "POST", "/orders/mine/cancellation", `{"reason": ""}`, "", 422, "invalid"},
		{"forbidden", "POST", "/orders", basket, "cus-2", 403, "forbidden"},
		{"role", "POST", "/stock/TEA-1/counts", `{"counted": 3}`, "cus-1", 403, "forbidden"},
		{"not found", "POST", "/orders/other/cancellation", `{"reason": "x"}`, "", 404, "not_found"},
		{"already there", "PUT", "/orders/mine", basket, "", 409, "already_exists"},
		{"refused", "DELETE", "/stock/TEA-1", "", "", 409, "refused"},
		{"typed", "POST", "/stock/TEA-1/counts", `{"counted": 999}`, "emp-1", 409, "refused"},
		{"an actor that is none", "GET", "/orders/mine", "", strings.Repeat("x", 201), 400, "malformed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := &site{t, s.shop, s.handler}
			r := s.do(test.method, test.path, test.body, "X-Shop-Actor: "+test.actor)
			if r.status != test.status || r.text("code") != test.code || r.header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("status %d, %v", r.status, r.body)
			}
		})
	}
	if typed := s.do("POST", "/stock/TEA-1/counts", `{"counted": 999}`, "X-Shop-Actor: emp-1"); typed.body["rejection"] == nil {
		t.Errorf("a typed rejection has no figures: %v", typed.body)
	}
}

func TestMistakesInABodyAreToldAtTheirPlaceInIt(t *testing.T) {
	s := open(t)
	for body, want := range map[string]string{
		`{"reason": 7}`: `reason: is a number, not a string (at byte 11)`,
		`{`:             `the input ends where a key is expected (at byte 1)`,
		` {"reason":`:   `reason: the input ends where a string is expected (at byte 11)`,
		`{}`:            `reason: is missing (at byte 2)`,
	} {
		if r := s.want(400, "POST", "/orders/mine/cancellation", body); r.text("detail") != want {
			t.Errorf("%s: %s, want %s", body, r.text("detail"), want)
		}
	}
}

func TestACustomersPayment(t *testing.T) {
	s := open(t)
	requested := s.want(201, "POST", "/payments", `{"order_id": "ord_1", "amount": {"amount": 1000, "currency": "EUR"}, "method": {"type": "card", "last4": "4242", "holder": "A. Kern"}}`)
	payment := requested.header.Get("Location")
	s.want(200, "POST", payment+"/capture", `{"reference": "ch_1"}`)
	s.want(201, "PUT", "/credit-accounts/cus-1", `{"currency": "EUR"}`)
	s.want(200, "POST", payment+"/credits", `{"customer_id": "cus-1", "amount": {"amount": 400, "currency": "EUR"}}`, "X-Shop-Actor: emp-2")
	paid := s.want(201, "POST", "/payments/from-credit", `{"order_id": "ord_2", "customer_id": "cus-1", "amount": {"amount": 150, "currency": "EUR"}}`)
	if r := s.want(200, "GET", paid.header.Get("Location"), ""); r.text("status") != "captured" {
		t.Errorf("%v", r.body)
	}
	account := s.want(200, "GET", "/credit-accounts/cus-1", "")
	if balance, _ := account.body["balance"].(map[string]any); balance["amount"] != 250.0 {
		t.Errorf("%v", account.body)
	}
	refused := s.want(409, "POST", "/payments/from-credit", `{"order_id": "ord_3", "customer_id": "cus-1", "amount": {"amount": 251, "currency": "EUR"}}`)
	if refused.text("rule") != "credit_too_low" {
		t.Errorf("%v", refused.body)
	}
}
