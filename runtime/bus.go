package orchestrix

import "context"

// Command is every generated command.
type Command interface {
	// CommandType is "<context>.<Command>".
	CommandType() string
	// AppendJSON appends the command's fields as a JSON object to b.
	AppendJSON(b []byte) ([]byte, error)
}

// Sender carries out the commands of a context by their type: every generated
// module. One that isn't the context's gets an [*UnknownCommandError].
type Sender interface {
	Send(ctx context.Context, command Command, options ...Option) (Receipt, error)
}

// Bus sends each command to the one of its modules that knows it: for who gets
// commands of many types at one place, as from a queue or a script. Who knows what
// it sends calls the module's method for it, which the compiler checks.
type Bus []Sender

// Send carries out a command, as the method of its module does.
func (b Bus) Send(ctx context.Context, command Command, options ...Option) (Receipt, error) {
	for _, module := range b {
		receipt, err := module.Send(ctx, command, options...)
		if _, unknown := err.(*UnknownCommandError); !unknown {
			return receipt, err
		}
	}
	return Receipt{}, UnknownCommand(command)
}

// UnknownCommandError says that a command was sent to a module of another context,
// or to a bus without its module.
type UnknownCommandError struct {
	Command string // "<context>.<Command>"
}

// UnknownCommand is the error of a command that was sent to the wrong place.
func UnknownCommand(command Command) error {
	if command == nil {
		return &UnknownCommandError{Command: "nil"}
	}
	return &UnknownCommandError{Command: command.CommandType()}
}

func (e *UnknownCommandError) Error() string {
	return e.Command + " isn't a command of who it was sent to: add its module to the bus"
}
