package hand

import (
	"strconv"
	"unicode/utf8"

	"github.com/orchestrix-go/orchestrix-gen/bench/domain/ordering"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Validate checks a PlaceOrder by ifs, takes it as the generated method does, by
// value, and gives the same error.
func Validate(c ordering.PlaceOrder) error { return ValidatePointer(&c) }

// ValidatePointer is Validate without the copy that a value costs.
func ValidatePointer(c *ordering.PlaceOrder) error {
	var found []orchestrix.Violation
	add := func(path, rule, message string) {
		found = append(found, orchestrix.Violation{Path: path, Rule: rule, Message: message})
	}
	if c.OrderID != "" && !orchestrix.ValidID(string(c.OrderID)) {
		add("order_id", "id", "must be printable and at most 200 bytes long")
	}
	if c.CustomerID == "" {
		add("customer_id", "min_len", "must not be empty")
	}
	if len(c.CustomerID) > 100 {
		if n := utf8.RuneCountInString(c.CustomerID); n > 100 {
			add("customer_id", "max_len", "must be at most 100 characters long, is "+strconv.Itoa(n))
		}
	}
	if len(c.Items) == 0 {
		add("items", "min_items", "must not be empty")
	}
	if len(c.Items) > 100 {
		add("items", "max_items", "must have at most 100 elements, has "+strconv.Itoa(len(c.Items)))
	}
	for i := range c.Items {
		item := &c.Items[i]
		path := func(field string) string { return "items[" + strconv.Itoa(i) + "]." + field }
		if !IsSKU(item.Sku) {
			add(path("sku"), "pattern", "must match ^SKU-[0-9]{4}$")
		}
		if item.Name == "" {
			add(path("name"), "min_len", "must not be empty")
		}
		if len(item.Name) > 100 {
			if n := utf8.RuneCountInString(item.Name); n > 100 {
				add(path("name"), "max_len", "must be at most 100 characters long, is "+strconv.Itoa(n))
			}
		}
		if item.Quantity < 1 {
			add(path("quantity"), "min", "must be at least 1, is "+strconv.Itoa(int(item.Quantity)))
		}
		if item.Quantity > 1000 {
			add(path("quantity"), "max", "must be at most 1000, is "+strconv.Itoa(int(item.Quantity)))
		}
		if item.Price.Amount < 0 {
			add(path("price.amount"), "min", "must be at least 0, is "+strconv.FormatInt(item.Price.Amount, 10))
		}
		if !IsCurrency(item.Price.Currency) {
			add(path("price.currency"), "pattern", "must match ^[A-Z]{3}$")
		}
	}
	if c.Total.Amount < 0 {
		add("total.amount", "min", "must be at least 0, is "+strconv.FormatInt(c.Total.Amount, 10))
	}
	if !IsCurrency(c.Total.Currency) {
		add("total.currency", "pattern", "must match ^[A-Z]{3}$")
	}
	switch c.Channel {
	case ordering.ChannelWeb, ordering.ChannelApp, ordering.ChannelPhone:
	case "":
		add("channel", "required", "must be set")
	default:
		add("channel", "enum", "must be a word of its enum")
	}
	if c.Address == "" {
		add("address", "min_len", "must not be empty")
	}
	if len(c.Address) > 200 {
		if n := utf8.RuneCountInString(c.Address); n > 200 {
			add("address", "max_len", "must be at most 200 characters long, is "+strconv.Itoa(n))
		}
	}
	if c.Note != nil && len(*c.Note) > 500 {
		if n := utf8.RuneCountInString(*c.Note); n > 500 {
			add("note", "max_len", "must be at most 500 characters long, is "+strconv.Itoa(n))
		}
	}
	if found == nil {
		return nil
	}
	return &orchestrix.InvalidError{Type: "ordering.PlaceOrder", Violations: found}
}

// IsCurrency says whether s is three capitals.
func IsCurrency(s string) bool {
	return len(s) == 3 && 'A' <= s[0] && s[0] <= 'Z' && 'A' <= s[1] && s[1] <= 'Z' && 'A' <= s[2] && s[2] <= 'Z'
}

// IsSKU says whether s is SKU- and four digits.
func IsSKU(s string) bool {
	if len(s) != 8 || s[:4] != "SKU-" {
		return false
	}
	for i := 4; i < 8; i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
