//go:build !goexperiment.jsonv2

// Command jsonv2 needs GOEXPERIMENT=jsonv2 to be of use.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "jsonv2: this was built without GOEXPERIMENT=jsonv2")
	os.Exit(1)
}
