//go:build goexperiment.jsonv2

// Command jsonv2 is the process that measures the standard library's JSON built
// with GOEXPERIMENT=jsonv2, for the table that the bench command makes. Its
// argument is the event as JSON.
package main

import (
	"encoding/json"
	"encoding/json/jsontext"
	jsonv2 "encoding/json/v2"
	"fmt"
	"os"

	"github.com/orchestrix-go/orchestrix-gen/bench/plain"
	"github.com/orchestrix-go/orchestrix-gen/bench/race"
)

func main() {
	if err := serve([]byte(os.Args[1])); err != nil {
		fmt.Fprintln(os.Stderr, "jsonv2:", err)
		os.Exit(1)
	}
}

func serve(text []byte) error {
	var event plain.Placed
	if err := jsonv2.Unmarshal(text, &event); err != nil {
		return err
	}
	if again, err := jsonv2.Marshal(&event); err != nil || string(again) != string(text) {
		return fmt.Errorf("read and written again, %s is %s: %v", text, again, err)
	}
	var encoder jsontext.Encoder
	buffer := writer(make([]byte, 0, 2*len(text)))
	return race.Serve(os.Stdin, os.Stdout,
		race.Each("decode v1", func() error {
			var e plain.Placed
			return json.Unmarshal(text, &e)
		}),
		race.Each("encode v1", func() error {
			_, err := json.Marshal(&event)
			return err
		}),
		race.Each("decode v2", func() error {
			var e plain.Placed
			return jsonv2.Unmarshal(text, &e)
		}),
		race.Each("encode v2", func() error {
			buffer = buffer[:0]
			encoder.Reset(&buffer)
			return jsonv2.MarshalEncode(&encoder, &event)
		}),
	)
}

// writer is a given buffer.
type writer []byte

func (w *writer) Write(p []byte) (int, error) {
	*w = append(*w, p...)
	return len(p), nil
}
