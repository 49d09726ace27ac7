// Command shop shows a domain that was modelled in YAML at work on one SQLite
// file: orders are placed, paid, shipped and cancelled, refused with reasons,
// and are all still there when the program starts again.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/inventory"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/orders"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/payments"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shipping"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/sqlite"
)

func main() {
	db := flag.String("db", "shop.db", "the SQLite `file` that keeps the events")
	flag.Parse()
	if err := demo(context.Background(), *db, os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "shop: %v\n", err)
		os.Exit(1)
	}
}

// shop is the four contexts over one store.
type shop struct {
	store     *sqlite.Store
	orders    *orders.Module
	payments  *payments.Module
	inventory *inventory.Module
	shipping  *shipping.Module
	out       io.Writer
}

// open opens the shop; a new file gets its tables.
func open(path string, out io.Writer) (*shop, error) {
	store, err := sqlite.Open(path, sqlite.WithMigrate())
	if err != nil {
		return nil, err
	}
	engine := orchestrix.NewEngine(store, orchestrix.WithRoles(hasRole))
	return &shop{
		store:     store,
		orders:    orders.NewModule(engine, orders.NewOrderDecider()),
		payments:  payments.NewModule(engine),
		inventory: inventory.NewModule(engine, inventory.NewStockItemDecider()),
		shipping:  shipping.NewModule(engine, shipping.NewAsks()),
		out:       out,
	}, nil
}

// staff is who works in the shop, and as what.
var staff = map[string]string{"emp-1": "storekeeper", "emp-2": "clerk"}

// hasRole says who somebody is; whoever doesn't work here is a customer.
func hasRole(_ context.Context, actor, role string) (bool, error) {
	job, works := staff[actor]
	return role == job || !works && role == "customer", nil
}

func (s *shop) say(format string, args ...any) { fmt.Fprintf(s.out, format+"\n", args...) }

// demo is a day in the shop, and the morning after.
func demo(ctx context.Context, path string, out io.Writer) error {
	s, err := open(path, out)
	if err != nil {
		return err
	}
	s.say("The shop opens on %s.", path)
	sold, cancelled, err := s.day(ctx)
	if err := errors.Join(err, s.store.Close()); err != nil {
		return err
	}
	s.say("\nThe shop closes, and opens again on the same file.")
	s, err = open(path, out)
	if err != nil {
		return err
	}
	return errors.Join(s.morningAfter(ctx, sold, cancelled), s.store.Close())
}
