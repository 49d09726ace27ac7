package main

import (
	"time"

	"github.com/orchestrix-go/orchestrix-gen/bench/domain/ordering"
	"github.com/orchestrix-go/orchestrix-gen/bench/plain"
)

const orderID = "ord_01jqz3k9w8e6vb2x4t7n5m0pcd"

func euro(cents int64) ordering.Money { return ordering.Money{Amount: cents, Currency: "EUR"} }

func sampleItems() []ordering.OrderItem {
	return []ordering.OrderItem{
		{Sku: "SKU-1001", Name: "Espresso beans, dark roast, 1 kg", Quantity: 2, Price: euro(1899)},
		{Sku: "SKU-2042", Name: "Paper filters, size 4, 100 pieces", Quantity: 1, Price: euro(349)},
	}
}

// samplePlaced is an event of some 490 bytes as JSON, with a nested value and a list.
func samplePlaced() ordering.OrderPlaced {
	return ordering.OrderPlaced{
		OrderID:    orderID,
		CustomerID: "cus_01jqz3k9w8e6vb2x4t7n5m0abc",
		Items:      sampleItems(),
		Total:      euro(4147),
		PlacedAt:   time.Date(2026, 1, 29, 12, 34, 56, 789012000, time.UTC),
		Channel:    ordering.ChannelWeb,
		Express:    true,
		Address:    "Musterstrasse 12, 10115 Berlin, Germany, second backyard, third floor",
	}
}

func sampleCommand() ordering.PlaceOrder {
	e := samplePlaced()
	return ordering.PlaceOrder{
		OrderID: e.OrderID, CustomerID: e.CustomerID, Items: e.Items, Total: e.Total,
		Channel: e.Channel, Express: e.Express, Address: e.Address,
	}
}

// plainPlaced is samplePlaced for libraries that read tags.
func plainPlaced() plain.Placed {
	e := samplePlaced()
	return plain.Placed{
		OrderID: string(e.OrderID), CustomerID: e.CustomerID, Items: plainItems(e.Items), Total: plain.Money(e.Total),
		PlacedAt: e.PlacedAt, Channel: string(e.Channel), Express: e.Express, Address: e.Address, Note: e.Note,
	}
}

func plainCommand(c *ordering.PlaceOrder) *plain.PlaceOrder {
	return &plain.PlaceOrder{
		OrderID: string(c.OrderID), CustomerID: c.CustomerID, Items: plainItems(c.Items), Total: plain.Money(c.Total),
		Channel: string(c.Channel), Express: c.Express, Address: c.Address, Note: c.Note,
	}
}

func plainItems(items []ordering.OrderItem) (plains []plain.Item) {
	for _, i := range items {
		plains = append(plains, plainItem(i))
	}
	return plains
}

func plainItem(i ordering.OrderItem) plain.Item {
	return plain.Item{SKU: i.Sku, Name: i.Name, Quantity: i.Quantity, Price: plain.Money(i.Price)}
}
