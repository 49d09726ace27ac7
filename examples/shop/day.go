package main

import (
	"context"
	"fmt"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/inventory"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/money"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/orders"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/payments"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

const (
	tea = "TEA-1"
	cup = "CUP-7"

	barcode = "4006381333931" // of the tea
)

// day is what happens in the shop.
func (d *demonstration) day(ctx context.Context) error {
	ctx = orchestrix.WithActor(ctx, "cus-1")
	if err := d.stock(ctx); err != nil {
		return fmt.Errorf("stocking: %w", err)
	}
	sold, err := d.sell(ctx)
	if err != nil {
		return fmt.Errorf("selling: %w", err)
	}
	if err := d.lose(ctx); err != nil {
		return fmt.Errorf("cancelling: %w", err)
	}
	if err := d.park(ctx); err != nil {
		return fmt.Errorf("parking: %w", err)
	}
	return d.refuse(ctx, sold)
}

func (d *demonstration) stock(ctx context.Context) error {
	for _, delivery := range []inventory.ReceiveStock{{SKU: tea, Quantity: 10}, {SKU: cup, Quantity: 3}} {
		if _, err := d.Inventory.ReceiveStock(ctx, delivery); err != nil {
			return err
		}
	}
	_, err := d.Inventory.LabelArticle(ctx, inventory.LabelArticle{SKU: tea, Barcode: barcode})
	return err
}

func basket(customer string, cups int32) orders.PlaceOrder {
	return orders.PlaceOrder{
		CustomerID: customer,
		Items: []orders.OrderItem{
			{SKU: tea, Quantity: 2, Price: money.Money{Amount: 500, Currency: "EUR"}},
			{SKU: cup, Quantity: cups, Price: money.Money{Amount: 1200, Currency: "EUR"}},
		},
		Delivery: orders.DeliveryParcel{Address: orders.Address{
			Name: "Ada Kern", Street: "Seestr. 7", Postcode: "10115", City: "Berlin", Country: "DE",
		}},
	}
}

func (d *demonstration) place(ctx context.Context, cups int32) (orders.OrderID, error) {
	receipt, err := d.Orders.PlaceOrder(ctx, basket("cus-1", cups))
	if err != nil {
		return "", err
	}
	id := orders.OrderID(receipt.ID)
	order, _, err := d.Orders.Order(ctx, id)
	if err != nil {
		return "", err
	}
	d.say("\nOrder %s is placed: %s", id, amount(order.Total))
	return id, d.follow(ctx)
}

// follow has everything happen that comes of what happened, and tells it: what
// policies and processes of all four contexts made of it.
func (d *demonstration) follow(ctx context.Context) error {
	before, err := d.Store.Head(ctx)
	if err != nil {
		return err
	}
	if err := d.Runner.Sync(ctx); err != nil {
		return err
	}
	return d.tell(ctx, before)
}

// sell has a person place an order and take the money; the rest follows.
func (d *demonstration) sell(ctx context.Context) (orders.OrderID, error) {
	id, err := d.place(ctx, 1)
	if err != nil {
		return "", err
	}
	payment, err := d.paymentOf(ctx, id)
	if err != nil {
		return "", err
	}
	// The provider says it twice, as webhooks do: it is carried out once.
	capture := payments.CapturePayment{PaymentID: payment, Reference: "ch_1"}
	for range 2 {
		receipt, err := d.Payments.CapturePayment(ctx, capture, orchestrix.CommandID("webhook-"+string(payment)))
		if err != nil {
			return "", err
		}
		d.say("The money is there (version %d, duplicate %t)", receipt.Version, receipt.Duplicate)
	}
	if err := d.follow(ctx); err != nil {
		return "", err
	}
	return id, d.giveBack(ctx, payment)
}

// paymentOf finds what the order is to be paid by.
func (d *demonstration) paymentOf(ctx context.Context, id orders.OrderID) (payments.PaymentID, error) {
	found, err := d.Payments.OrderPayments().ByOrder(ctx, payments.OrderID(id), orchestrix.Page{})
	if err == nil && len(found.Rows) == 0 {
		err = fmt.Errorf("no payment was requested for %s", id)
	}
	if err != nil {
		return "", err
	}
	return found.Rows[0].PaymentID, nil
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
	d.say("%s of it given back (%d events), the customer's credit is %s", amount(refund), refunded.Events, amount(credit.Balance))
	return nil
}

// lose has a customer give an order up again: what was kept for it is free.
func (d *demonstration) lose(ctx context.Context) error {
	id, err := d.place(ctx, 1)
	if err != nil {
		return err
	}
	cancelled, err := d.Orders.CancelOrder(ctx, orders.CancelOrder{OrderID: id, Reason: "changed my mind"})
	if err != nil {
		return err
	}
	d.say("It is cancelled: %d events, version %d", cancelled.Events, cancelled.Version)
	return d.follow(ctx)
}
