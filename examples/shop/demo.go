package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/orders"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shop"
	"github.com/orchestrix-go/orchestrix-gen/runtime/settings"
)

// demonstration is a shop that tells what happens in it.
type demonstration struct {
	*shop.Shop
	store shop.Store
	out   io.Writer
}

// demo is a day in the shop, and the morning after.
func demo(ctx context.Context, path string, out io.Writer) error {
	d, err := open(ctx, path, out)
	if err != nil {
		return err
	}
	d.say("The shop opens on %s.", path)
	if err := errors.Join(d.day(ctx), d.close(ctx)); err != nil {
		return err
	}
	d.say("\nThe shop closes, and opens again on the same file.")
	d, err = open(ctx, path, out)
	if err != nil {
		return err
	}
	return errors.Join(d.morningAfter(ctx), d.close(ctx))
}

// open opens the shop; a new file gets its tables. Mails are told with the rest.
func open(ctx context.Context, path string, out io.Writer) (*demonstration, error) {
	store, err := shop.Open(ctx, settings.DatabaseURL("sqlite:"+path))
	if err != nil {
		return nil, err
	}
	s, err := shop.New(ctx, store, shop.Options{Effects: orders.MailTo(indented{out})})
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return &demonstration{s, store, out}, nil
}

func (d *demonstration) close(ctx context.Context) error {
	return errors.Join(d.Engine.Close(ctx), d.store.Close())
}

func (d *demonstration) say(format string, args ...any) { fmt.Fprintf(d.out, format+"\n", args...) }

// indented puts what is written below what was said.
type indented struct{ out io.Writer }

func (w indented) Write(text []byte) (int, error) {
	_, err := fmt.Fprintf(w.out, "  %s", text)
	return len(text), err
}
