package main

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/bench/domain/ordering"
	"github.com/orchestrix-go/orchestrix-gen/bench/hand"
	"github.com/orchestrix-go/orchestrix-gen/bench/peers"
	"github.com/orchestrix-go/orchestrix-gen/bench/plain"
	"github.com/orchestrix-go/orchestrix-gen/bench/race"
)

func measureDecoding(r *run) ([]row, error) {
	text, err := samplePlaced().AppendJSON(nil)
	if err != nil {
		return nil, err
	}
	rivals := []rival{{goal: within(1.05), Contender: race.Each("by hand, this order of keys only", func() error {
		var e ordering.OrderPlaced
		if !hand.Decode(&e, text) {
			return fmt.Errorf("the decoder written by hand refuses %s", text)
		}
		return nil
	})}}
	goals := map[string]goal{peers.EncodingJSON: fasterBy(9), "goccy/go-json": fasterBy(1)}
	want := plainPlaced()
	for _, codec := range peers.Codecs {
		var got plain.Placed
		if err := codec.Decode(text, &got); err != nil || !reflect.DeepEqual(got, want) {
			return nil, fmt.Errorf("%s reads %+v, not %+v: %v", codec.Name, got, want, err)
		}
		rivals = append(rivals, rival{goal: goalOf(goals, codec.Name), Contender: race.Each(codec.Name, func() error {
			var e plain.Placed
			return codec.Decode(text, &e)
		})})
	}
	experiment, stop, err := jsonv2(r, text, "decode", 4)
	if err != nil {
		return nil, err
	}
	rows, ours, err := r.compare(fmt.Sprintf("decode an event of %d bytes", len(text)), race.Each("generated", func() error {
		var e ordering.OrderPlaced
		return e.UnmarshalJSON(text)
	}), append(rivals, experiment...)...)
	err = errors.Join(err, stop())
	return append(rows, atMost("the same, allocations", ours.Allocs, 3, count)), err
}

func measureEncoding(r *run) ([]row, error) {
	event, unread := samplePlaced(), plainPlaced()
	text, err := event.AppendJSON(nil)
	if err != nil {
		return nil, err
	}
	buffer := make([]byte, 0, 2*len(text))
	rivals := []rival{{goal: within(1.1), Contender: race.Each("by hand", func() error {
		hand.Encode(buffer, &event)
		return nil
	})}}
	goals := map[string]goal{peers.EncodingJSON: fasterBy(5)}
	for _, codec := range peers.Codecs {
		if got, err := codec.Encode(buffer, &unread); err != nil || string(got) != string(text) {
			return nil, fmt.Errorf("%s writes %s, not %s: %v", codec.Name, got, text, err)
		}
		rivals = append(rivals, rival{goal: goalOf(goals, codec.Name), Contender: race.Each(codec.Name, func() error {
			_, err := codec.Encode(buffer, &unread)
			return err
		})})
	}
	experiment, stop, err := jsonv2(r, text, "encode", 0)
	if err != nil {
		return nil, err
	}
	rows, ours, err := r.compare("encode it into a given buffer", race.Each("generated", func() error {
		_, err := event.AppendJSON(buffer)
		return err
	}), append(rivals, experiment...)...)
	err = errors.Join(err, stop())
	return append(rows, atMost("the same, allocations", ours.Allocs, 0, count)), err
}

func goalOf(goals map[string]goal, name string) goal {
	if g, ok := goals[name]; ok {
		return g
	}
	return versus
}

// jsonv2 is the standard library's JSON of a build with GOEXPERIMENT=jsonv2, in
// a process of its own, with the goal for its encoding/json. A Go that knows no
// such experiment leaves it out.
func jsonv2(r *run, text []byte, verb string, factor float64) (rivals []rival, stop func() error, err error) {
	v1 := rival{goal: fasterBy(factor), Contender: race.Contender{Name: peers.EncodingJSON + ", GOEXPERIMENT=jsonv2"}}
	v2 := rival{goal: versus, Contender: race.Contender{Name: "encoding/json/v2"}}
	binary := filepath.Join(r.temp, "jsonv2")
	err = build(".", "./jsonv2", binary, "GOEXPERIMENT=jsonv2")
	if err != nil && strings.Contains(err.Error(), "unknown GOEXPERIMENT") {
		v1.absent, v2.absent = "no experiment of "+runtime.Version(), "no experiment of "+runtime.Version()
		return []rival{v1, v2}, func() error { return nil }, nil
	}
	if err != nil {
		return nil, nil, err
	}
	worker, err := race.Start(exec.Command(binary, string(text)))
	if err != nil {
		return nil, nil, err
	}
	v1.Contender = worker.Contender(v1.Name, verb+" v1")
	v2.Contender = worker.Contender(v2.Name, verb+" v2")
	return []rival{v1, v2}, worker.Close, nil
}
