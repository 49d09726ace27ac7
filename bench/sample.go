package main

import (
	"time"

	"github.com/orchestrix-go/orchestrix-gen/bench/domain/ordering"
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
