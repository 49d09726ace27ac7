package naming_test

import (
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/naming"
)

func TestExportedNamesHaveInitialismsInCapitals(t *testing.T) {
	n := naming.New("SKU", "VAT")
	for name, want := range map[string]string{
		"customer_id":    "CustomerID",
		"id":             "ID",
		"guest_stay_ids": "GuestStayIDs",
		"http_url":       "HTTPURL",
		"sku":            "SKU",
		"skus":           "SKUs",
		"vat_rate":       "VATRate",
		"last4":          "Last4",
		"line_2":         "Line2",
		"identity":       "Identity",
		"is_open":        "IsOpen",
		"utf8_text":      "UTF8Text",
		"type":           "Type",
		"dns":            "DNS",
	} {
		if got := n.Exported(name); got != want {
			t.Errorf("%s is %s in Go, want %s", name, got, want)
		}
	}
	if got := naming.New().Exported("sku"); got != "Sku" {
		t.Errorf("without being an initialism of the workspace, sku is %s", got)
	}
}

func TestUnexportedNamesBeginInLowerCase(t *testing.T) {
	n := naming.New("SKU")
	for name, want := range map[string]string{
		"customer_id": "customerID",
		"id":          "id",
		"url_list":    "urlList",
		"sku":         "sku",
		"total":       "total",
	} {
		if got := n.Unexported(name); got != want {
			t.Errorf("%s is %s in Go, want %s", name, got, want)
		}
	}
}

func TestStylesAreToldApart(t *testing.T) {
	long := strings.Repeat("a", naming.MaxLength+1)
	for _, name := range []string{"a", "order_id", "last4", "line_2"} {
		if !naming.IsSnake(name) {
			t.Errorf("%q is snake_case", name)
		}
	}
	for _, name := range []string{"", "Order", "orderId", "_a", "a_", "a__b", "4a", "a-b", "ä", "a b", long} {
		if naming.IsSnake(name) {
			t.Errorf("%q isn't snake_case", name)
		}
	}
	for _, name := range []string{"A", "Order", "OrderItem", "SKUList", "Line2"} {
		if !naming.IsPascal(name) {
			t.Errorf("%q is PascalCase", name)
		}
	}
	for _, name := range []string{"", "order", "Order_Item", "2Order", "Order-Item", "Örder", strings.ToUpper(long)} {
		if naming.IsPascal(name) {
			t.Errorf("%q isn't PascalCase", name)
		}
	}
}

func TestNamesChangeTheirStyle(t *testing.T) {
	for name, want := range map[string]string{
		"OrderItem": "order_item", "SKUList": "sku_list", "orderId": "order_id", "Order-Item": "order_item",
		"already_snake": "already_snake", "HTTPServer2": "http_server2", "": "", "äö": "",
	} {
		if got := naming.ToSnake(name); got != want {
			t.Errorf("%q in snake_case is %q, want %q", name, got, want)
		}
	}
	for name, want := range map[string]string{
		"order_item": "OrderItem", "orderItem": "OrderItem", "order-item": "OrderItem", "SKUList": "SKUList", "": "",
	} {
		if got := naming.ToPascal(name); got != want {
			t.Errorf("%q in PascalCase is %q, want %q", name, got, want)
		}
	}
}

func TestAScopeGivesANameOnce(t *testing.T) {
	var s naming.Scope
	if _, taken := s.Take("ID", naming.Claim{What: "first"}); taken {
		t.Fatal("an empty scope has the name")
	}
	other, taken := s.Take("ID", naming.Claim{What: "second"})
	if !taken || other.What != "first" {
		t.Errorf("the name was given twice, or to %q", other.What)
	}
	if !s.Has("ID") || s.Has("Name") {
		t.Error("Has tells another story than Take")
	}
}

func TestPackagesThatGoCannotHave(t *testing.T) {
	for _, name := range []string{"func", "type", "string", "main", "init", "documentation", "nil"} {
		if naming.PackageProblem(name) == "" {
			t.Errorf("the package %s has no problem", name)
		}
	}
	for _, name := range []string{"orders", "fmt", "context", "errors", "time", "orchestrix", "jsontext", "internal"} {
		if problem := naming.PackageProblem(name); problem != "" {
			t.Errorf("the package %s has a problem: %s", name, problem)
		}
	}
}
