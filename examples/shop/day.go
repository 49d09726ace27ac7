package main

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/inventory"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/money"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/orders"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/payments"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shipping"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// day sells one order and loses another one.
func (d *demonstration) day(ctx context.Context) (sold, cancelled orders.OrderID, err error) {
	ctx = orchestrix.WithActor(ctx, "cus-1")
	for _, delivery := range []inventory.ReceiveStock{{SKU: tea, Quantity: 10}, {SKU: cup, Quantity: 3}} {
		if _, err := d.Inventory.ReceiveStock(ctx, delivery); err != nil {
			return "", "", err
		}
	}
	if _, err := d.Inventory.LabelArticle(ctx, inventory.LabelArticle{SKU: tea, Barcode: barcode}); err != nil {
		return "", "", err
	}
	if sold, err = d.sell(ctx); err != nil {
		return "", "", fmt.Errorf("selling: %w", err)
	}
	if cancelled, err = d.lose(ctx); err != nil {
		return "", "", fmt.Errorf("cancelling: %w", err)
	}
	return sold, cancelled, d.refuse(ctx, sold)
}

const (
	tea = "TEA-1"
	cup = "CUP-7"

	barcode = "4006381333931" // of the tea
)

func basket(customer string) orders.PlaceOrder {
	return orders.PlaceOrder{
		CustomerID: customer,
		Items: []orders.OrderItem{
			{SKU: tea, Quantity: 2, Price: money.Money{Amount: 500, Currency: "EUR"}},
			{SKU: cup, Quantity: 1, Price: money.Money{Amount: 1200, Currency: "EUR"}},
		},
		Delivery: orders.DeliveryParcel{Address: orders.Address{
			Name: "Ada Kern", Street: "Seestr. 7", Postcode: "10115", City: "Berlin", Country: "DE",
		}},
	}
}

// sell takes an order through all four contexts.
func (d *demonstration) sell(ctx context.Context) (orders.OrderID, error) {
	receipt, err := d.Orders.PlaceOrder(ctx, basket("cus-1"))
	if err != nil {
		return "", err
	}
	id := orders.OrderID(receipt.ID)
	order, _, err := d.Orders.Order(ctx, id)
	if err != nil {
		return "", err
	}
	d.say("%s is placed: %s", id, amount(order.Total))
	for _, item := range order.Items {
		if err := d.reserve(ctx, id, item); err != nil {
			return "", err
		}
	}
	payment, err := d.pay(ctx, id, order.Total)
	if err != nil {
		return "", err
	}
	if err := d.ship(ctx, id, order.Items); err != nil {
		return "", err
	}
	return id, d.giveBack(ctx, payment)
}

func (d *demonstration) reserve(ctx context.Context, id orders.OrderID, item orders.OrderItem) error {
	_, err := d.Inventory.ReserveStock(ctx, inventory.ReserveStock{
		SKU: inventory.StockItemID(item.SKU), OrderID: inventory.OrderID(id), Quantity: int64(item.Quantity),
	})
	if err == nil {
		d.say("  %d × %s kept for it", item.Quantity, item.SKU)
	}
	return err
}

func (d *demonstration) pay(ctx context.Context, id orders.OrderID, total money.Money) (payments.PaymentID, error) {
	requested, err := d.Payments.RequestPayment(ctx, payments.RequestPayment{
		OrderID: payments.OrderID(id), Amount: total, Method: payments.PaymentMethodCard{Last4: "4242", Holder: "A. Kern"},
	})
	if err != nil {
		return "", err
	}
	payment := payments.PaymentID(requested.ID)
	if _, err := d.Payments.CapturePayment(ctx, payments.CapturePayment{PaymentID: payment, Reference: "ch_1"}); err != nil {
		return "", err
	}
	// The same confirmation arrives twice, as webhooks do: one event comes of it.
	confirm := orders.ConfirmPayment{OrderID: id, PaymentID: orders.PaymentID(payment), Amount: total}
	once := orchestrix.CommandID("confirm-" + string(payment))
	first, err := d.Orders.ConfirmPayment(ctx, confirm, once)
	if err != nil {
		return "", err
	}
	again, err := d.Orders.ConfirmPayment(ctx, confirm, once)
	if err != nil {
		return "", err
	}
	d.say("  paid by %s (confirmed at version %d; said again: version %d, duplicate %t)", payment, first.Version, again.Version, again.Duplicate)
	return payment, nil
}

func (d *demonstration) ship(ctx context.Context, id orders.OrderID, items []orders.OrderItem) error {
	for _, item := range items {
		pick := inventory.PickStock{SKU: inventory.StockItemID(item.SKU), OrderID: inventory.OrderID(id)}
		if _, err := d.Inventory.PickStock(ctx, pick); err != nil {
			return err
		}
	}
	packed, err := d.Shipping.PackParcel(ctx, shipping.PackParcel{
		OrderID: shipping.OrderID(id), Carrier: shipping.CarrierDhl, Weight: decimal.RequireFromString("1.25"),
	})
	if err != nil {
		return err
	}
	parcelID := shipping.ParcelID(packed.ID)
	if _, err := d.Shipping.HandOverParcel(ctx, shipping.HandOverParcel{ParcelID: parcelID}); err != nil {
		return err
	}
	parcel, _, err := d.Shipping.Parcel(ctx, parcelID)
	if err != nil {
		return err
	}
	if _, err := d.Orders.ShipOrder(ctx, orders.ShipOrder{OrderID: id, TrackingNo: *parcel.TrackingNo}); err != nil {
		return err
	}
	d.say("  shipped as %s (%s kg, %s)", *parcel.TrackingNo, parcel.Weight, parcel.Carrier)
	return nil
}

// giveBack credits a part of a payment: on the payment and on the customer's
// credit, or on neither.
func (d *demonstration) giveBack(ctx context.Context, payment payments.PaymentID) error {
	ctx = orchestrix.WithActor(ctx, "emp-2")
	if _, err := d.Payments.OpenCreditAccount(ctx, payments.OpenCreditAccount{CustomerID: "cus-1", Currency: "EUR"}); err != nil {
		return err
	}
	refund := money.Money{Amount: 500, Currency: "EUR"}
	refunded, err := d.Payments.RefundToCredit(ctx, payments.RefundToCredit{PaymentID: payment, CustomerID: "cus-1", Amount: refund})
	if err != nil {
		return err
	}
	credit, _, err := d.Payments.CreditAccount(ctx, "cus-1")
	if err != nil {
		return err
	}
	d.say("  %s of it given back (%d events), the customer's credit is %s", amount(refund), refunded.Events, amount(credit.Balance))
	return nil
}

// lose places an order that the customer gives up again.
func (d *demonstration) lose(ctx context.Context) (orders.OrderID, error) {
	receipt, err := d.Orders.PlaceOrder(ctx, basket("cus-1"))
	if err != nil {
		return "", err
	}
	id := orders.OrderID(receipt.ID)
	cancelled, err := d.Orders.CancelOrder(ctx, orders.CancelOrder{OrderID: id, Reason: "changed my mind"})
	if err != nil {
		return "", err
	}
	d.say("%s is placed and cancelled: %d events, version %d", id, cancelled.Events, cancelled.Version)
	return id, nil
}
