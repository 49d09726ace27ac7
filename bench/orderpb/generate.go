//go:build ignore

// It generates order.pb.go from order.proto, without a protoc at hand.
package main

import (
	"fmt"
	"os"

	"github.com/orchestrix-go/orchestrix-gen/bench/protoc"
)

func main() {
	if err := protoc.Generate("order.proto"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
