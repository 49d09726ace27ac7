package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/bench/protoc"
)

// protobuf is protoc-gen-go, built, and what protoc would ask of it.
type protobuf struct {
	launcher launcher
	binary   string
	request  []byte
	lines    int // of the files that it made
}

// newProtobuf is ready to generate the messages of the made-up model, and those
// alone: no codec, no rules, no handlers.
func newProtobuf(r *run, launcher launcher, messages int) (*protobuf, error) {
	p := &protobuf{launcher: launcher, binary: filepath.Join(r.temp, "protoc-gen-go")}
	if err := build(".", "google.golang.org/protobuf/cmd/protoc-gen-go", p.binary); err != nil {
		return nil, err
	}
	sources, names := map[string]string{}, []string{}
	for i := range messages / perContext {
		area := fmt.Sprintf("area%03d", i)
		name := area + "/" + area + ".proto"
		sources[name], names = protoText(area), append(names, name)
	}
	var err error
	p.request, err = protoc.Request(sources, names...)
	return p, err
}

func (p *protobuf) generate() (process, error) {
	cmd := exec.Command(p.binary)
	cmd.Stdin = bytes.NewReader(p.request)
	took, answer, err := p.launcher.execute(cmd)
	if err != nil {
		return process{}, err
	}
	files, err := protoc.Files(answer)
	p.lines = 0
	for _, f := range files {
		p.lines += strings.Count(f.GetContent(), "\n")
	}
	return took, err
}

// protoText is the context that contextText makes, as protobuf messages.
func protoText(area string) string {
	var b strings.Builder
	fmt.Fprintf(&b, protoHead, area, area)
	for i := range perContext / 10 {
		letter := string(rune('A' + i))
		b.WriteString(strings.ReplaceAll(protoAggregate, "@", letter))
	}
	return b.String()
}

const protoHead = `syntax = "proto3";
package bench.%s;
import "google/protobuf/timestamp.proto";
option go_package = "example.com/bench/internal/%s";
enum Status { STATUS_DRAFT = 0; STATUS_OPEN = 1; STATUS_PAID = 2; STATUS_CLOSED = 3; }
message Money { int64 amount = 1; string currency = 2; }
message Line { string sku = 1; int32 quantity = 2; Money price = 3; }
`

const protoAggregate = `
// It was opened.
message Thing@Opened {
  string thing_id = 1; string owner = 2; repeated Line lines = 3; int64 total = 4; google.protobuf.Timestamp opened_at = 5;
}
// A line was added.
message Line@Added { string thing_id = 1; Line line = 2; }
message Note@Written { string thing_id = 1; optional string note = 2; string author = 3; }
message Thing@Paid { string thing_id = 1; Money amount = 2; string reference = 3; google.protobuf.Timestamp paid_at = 4; }
message Thing@Closed { string thing_id = 1; string reason = 2; }
// Opens it.
message Open@ { string thing_id = 1; string owner = 2; repeated Line lines = 3; }
message Add@Line { string thing_id = 1; Line line = 2; }
message Write@Note { string thing_id = 1; optional string note = 2; string author = 3; }
message Pay@ { string thing_id = 1; Money amount = 2; string reference = 3; }
message Close@ { string thing_id = 1; string reason = 2; }
`
