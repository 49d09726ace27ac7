package web_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/shop"
	"github.com/orchestrix-go/orchestrix-gen/examples/shop/internal/web"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/memory"
)

func TestWhatNothingIsForIsAProblem(t *testing.T) {
	s := open(t)
	for _, test := range []struct {
		method, path, code, allow string
		status                    int
	}{
		{"GET", "/", "not_found", "", 404},
		{"GET", "/nope", "not_found", "", 404},
		{"POST", "/orders/", "not_found", "", 404},
		{"PATCH", "/orders/mine", "method_not_allowed", "GET, HEAD, PUT", 405},
		{"OPTIONS", "/orders", "method_not_allowed", "GET, HEAD, POST", 405},
		{"GET", "/admin/parked/a/b", "method_not_allowed", "DELETE", 405},
		{"GET", "/reports/late-orders?size=%zz", "malformed", "", 400},
		{"GET", "/reports/late-orders?size=-1", "malformed", "", 400},
		{"GET", "/orders/%C3%A4%20%F0%9F%8D%B5", "not_found", "", 404},
		{"GET", "/orders/%00", "not_found", "", 404},
		{"GET", "/orders/%FF", "not_found", "", 404},
	} {
		r := s.do(test.method, test.path, "")
		if r.status != test.status || r.text("code") != test.code || r.header.Get("Allow") != test.allow ||
			r.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s: status %d, %v, %v", test.method, test.path, r.status, r.header, r.body)
		}
	}
	if r := s.do("GET", "//nope", ""); r.status/100 != 3 || r.header.Get("Location") != "/nope" {
		t.Errorf("a path that isn't clean: status %d, %v", r.status, r.header)
	}
}

func TestAnIDKeepsItsPlaceInAPath(t *testing.T) {
	s := open(t)
	made := s.want(201, "PUT", "/orders/a%2Fb%20%C3%A4", basket).header.Get("Location")
	if order := s.want(200, "GET", made, ""); order.text("order_id") != "a/b ä" {
		t.Errorf("%s: %v", made, order.body)
	}
}

func TestPagesOfOtherSitesAreRefused(t *testing.T) {
	s := open(t)
	for _, header := range []string{"Sec-Fetch-Site: cross-site", "Origin: https://elsewhere.example"} {
		r := s.want(403, "POST", "/orders", basket, header)
		if r.text("code") != "forbidden" {
			t.Errorf("%v", r.body)
		}
	}
	s.want(201, "POST", "/orders", basket, "Sec-Fetch-Site: same-origin")
}

// broken is a store that gives no event.
type broken struct {
	orchestrix.Tables
	fail func() error
}

func (b *broken) Read(context.Context, orchestrix.StreamID, orchestrix.Version) iter.Seq2[orchestrix.Recorded, error] {
	return func(yield func(orchestrix.Recorded, error) bool) { yield(orchestrix.Recorded{}, b.fail()) }
}

func TestWhatFailsOnThisSideIsLoggedAndNotTold(t *testing.T) {
	for name, fail := range map[string]func() error{
		"an error": func() error { return errors.New("disk 7 is away") },
		"a panic":  func() error { panic("disk 7 is away") },
	} {
		t.Run(name, func(t *testing.T) {
			s, err := shop.New(t.Context(), &broken{memory.New(), fail}, shop.Options{})
			if err != nil {
				t.Fatal(err)
			}
			var logged bytes.Buffer
			asked := &site{t, s, web.Handler(s, slog.New(slog.NewTextHandler(&logged, nil)))}
			r := asked.want(500, "GET", "/orders/mine", "")
			if r.header.Get("Content-Type") != "application/problem+json" || strings.Contains(fmt.Sprint(r.body), "disk") {
				t.Errorf("told: %v, %v", r.header, r.body)
			}
			if line := logged.String(); !strings.Contains(line, "disk 7 is away") || !strings.Contains(line, "GET /orders/") {
				t.Errorf("logged: %s", line)
			}
		})
	}
}
