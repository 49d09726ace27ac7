package subscription_test

import (
	"context"
	"fmt"
	"time"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

func Example() {
	ctx, store := context.Background(), memory.New()
	runner := subscription.NewRunner(store)
	err := runner.Add(subscription.Subscription{
		Name:       "shop.Thanks",
		Categories: []string{"shop.Order"},
		Beginning:  true,
		Handle: func(ctx context.Context, event orchestrix.Recorded) error {
			fmt.Println("thanks for", event.Stream.ID)
			return nil
		},
	})
	if err != nil {
		fmt.Println(err)
	}
	order := orchestrix.StreamID{Category: "shop.Order", ID: "ord_1"}
	_, err = store.Append(ctx, orchestrix.Batch{Stream: order, Expect: orchestrix.NoStream, Events: []orchestrix.Pending{{
		ID: "first", Type: "shop.OrderPlaced", SchemaVersion: 1, Time: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		Metadata: orchestrix.Metadata{CommandID: "place-1"}, Data: []byte(`{}`),
	}}})
	if err != nil {
		fmt.Println(err)
	}
	// A service calls Run; a program that ends works off what there is.
	if err := runner.Sync(ctx); err != nil {
		fmt.Println(err)
	}
	// Output: thanks for ord_1
}
