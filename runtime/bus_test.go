package orchestrix_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

type ask string

func (a ask) CommandType() string               { return string(a) }
func (ask) AppendJSON(b []byte) ([]byte, error) { return append(b, "{}"...), nil }

// desk is a module that knows some commands.
type desk map[string]error

func (d desk) Send(_ context.Context, command orchestrix.Command, _ ...orchestrix.Option) (orchestrix.Receipt, error) {
	err, known := d[command.CommandType()]
	if !known {
		return orchestrix.Receipt{}, orchestrix.UnknownCommand(command)
	}
	return orchestrix.Receipt{Events: len(d)}, err
}

func TestBusSendsToTheModuleThatKnowsTheCommand(t *testing.T) {
	refused := errors.New("refused")
	// One whose handler sent something on, to the wrong place.
	within := fmt.Errorf("send on: %w", &orchestrix.UnknownCommandError{Command: "a.Other"})
	bus := orchestrix.Bus{desk{"a.One": nil}, desk{"b.One": nil, "b.Two": refused, "b.Three": within}}
	for _, c := range []struct {
		command string
		events  int
		err     error
	}{
		{command: "a.One", events: 1},
		{command: "b.One", events: 3},
		{command: "b.Two", events: 3, err: refused},
		{command: "b.Three", events: 3, err: within},
	} {
		receipt, err := bus.Send(t.Context(), ask(c.command))
		if receipt.Events != c.events || err != c.err {
			t.Errorf("%s: receipt %+v, error %v", c.command, receipt, err)
		}
	}
	_, err := bus.Send(t.Context(), ask("c.One"))
	unknown, ok := err.(*orchestrix.UnknownCommandError)
	if !ok || unknown.Command != "c.One" {
		t.Errorf("a command of nobody: error %v", err)
	}
	if _, err := (orchestrix.Bus{}).Send(t.Context(), nil); err == nil {
		t.Error("no command is sent")
	}
}
