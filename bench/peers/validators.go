package peers

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"buf.build/go/protovalidate"
	"github.com/go-playground/validator/v10"

	"github.com/orchestrix-go/orchestrix-gen/bench/orderpb"
	"github.com/orchestrix-go/orchestrix-gen/bench/plain"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Validator is how a library checks a command.
type Validator struct {
	Name string
	// Check gives an error for a command that breaks a rule.
	Check func() error
	// Paths are where the rules are that such an error speaks of.
	Paths func(err error) []string
}

// Validators are ready to check one command, which each has in its own form.
func Validators(c *plain.PlaceOrder, isSKU, isCurrency func(string) bool) ([]Validator, error) {
	tags, err := tagValidator(isSKU, isCurrency)
	if err != nil {
		return nil, err
	}
	message := toProto(c)
	proto, err := protovalidate.New(protovalidate.WithMessages(message), protovalidate.WithDisableLazy())
	if err != nil {
		return nil, err
	}
	return []Validator{
		{Name: "Protovalidate", Check: func() error { return proto.Validate(message) }, Paths: protoPaths},
		{Name: "go-playground/validator", Check: func() error { return tags.Struct(c) }, Paths: tagPaths},
	}, nil
}

// tagValidator has functions for the rules that tags can't say.
func tagValidator(isSKU, isCurrency func(string) bool) (*validator.Validate, error) {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		return name
	})
	for tag, check := range map[string]func(string) bool{"id": orchestrix.ValidID, "sku": isSKU, "currency": isCurrency} {
		err := v.RegisterValidation(tag, func(f validator.FieldLevel) bool { return check(f.Field().String()) })
		if err != nil {
			return nil, err
		}
	}
	return v, nil
}

func tagPaths(err error) (paths []string) {
	found, ok := errors.AsType[validator.ValidationErrors](err)
	if !ok {
		return []string{fmt.Sprint(err)}
	}
	for _, e := range found {
		_, path, _ := strings.Cut(e.Namespace(), ".")
		paths = append(paths, path)
	}
	return paths
}

func protoPaths(err error) (paths []string) {
	found, ok := errors.AsType[*protovalidate.ValidationError](err)
	if !ok {
		return []string{fmt.Sprint(err)}
	}
	for _, v := range found.Violations {
		paths = append(paths, protovalidate.FieldPathString(v.Proto.GetField()))
	}
	return paths
}

func toProto(c *plain.PlaceOrder) *orderpb.PlaceOrder {
	m := &orderpb.PlaceOrder{
		OrderId: &c.OrderID, CustomerId: c.CustomerID, Total: moneyToProto(c.Total), Express: c.Express, Address: c.Address, Note: c.Note,
		Channel: orderpb.Channel(orderpb.Channel_value["CHANNEL_"+strings.ToUpper(c.Channel)]),
	}
	for _, i := range c.Items {
		m.Items = append(m.Items, &orderpb.Item{Sku: i.SKU, Name: i.Name, Quantity: i.Quantity, Price: moneyToProto(i.Price)})
	}
	return m
}

func moneyToProto(m plain.Money) *orderpb.Money {
	return &orderpb.Money{Amount: m.Amount, Currency: m.Currency}
}
