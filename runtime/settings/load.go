package settings

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"
	"github.com/joho/godotenv"
)

// Option sets up [Load].
type Option func(*source)

type source struct {
	file        string
	environment []string
}

// File sets where more variables are, which the environment overrides; default
// .env in the working directory. There need not be one.
func File(path string) Option { return func(s *source) { s.file = path } }

// Environment sets what is taken for the environment, as "NAME=value"; default
// that of the process.
func Environment(variables []string) Option {
	return func(s *source) { s.environment = variables }
}

// checked is a struct with rules that the types of its fields don't tell.
type checked interface {
	Check(report func(variable, takes string))
}

// Load reads a struct, such as one that embeds [Settings], from the environment
// and the file .env, without changing the process's environment. What is wrong
// is an [*Error] with every problem.
func Load[T any](options ...Option) (T, error) {
	s := source{file: ".env", environment: os.Environ()}
	for _, option := range options {
		option(&s)
	}
	var loaded T
	variables, err := s.variables()
	if err != nil {
		return loaded, err
	}
	problems, err := parse(&loaded, variables)
	if err != nil {
		return loaded, err
	}
	if c, ok := any(&loaded).(checked); ok {
		c.Check(func(variable, takes string) { problems = append(problems, Problem{variable, "takes " + takes}) })
	}
	if len(problems) > 0 {
		var none T
		return none, newError(problems)
	}
	return loaded, nil
}

// variables are those of the file and, over them, those of the environment;
// those that are empty aren't set.
func (s *source) variables() (map[string]string, error) {
	variables, err := readFile(s.file)
	if err != nil {
		return nil, fmt.Errorf("read settings: %w", err)
	}
	for name, value := range env.ToMap(s.environment) {
		if value != "" {
			variables[name] = value
		}
	}
	maps.DeleteFunc(variables, func(name, value string) bool { return name == "" || value == "" })
	return variables, nil
}

// byteOrderMark is what some editors put before a text.
const byteOrderMark = "\ufeff"

// readFile reads a file of variables; one that isn't there has none.
func readFile(path string) (map[string]string, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]string{}, nil
	}
	if err != nil {
		return nil, err
	}
	variables, err := godotenv.Unmarshal(strings.TrimPrefix(string(text), byteOrderMark))
	if _, nameless := variables[""]; err != nil || nameless {
		// The parser's error quotes the file.
		return nil, fmt.Errorf("%s isn't made of lines NAME=value", path)
	}
	return variables, nil
}

// parse sets the fields of target, and tells what can't be.
func parse[T any](target *T, variables map[string]string) ([]Problem, error) {
	err := env.ParseWithOptions(target, env.Options{Environment: variables})
	if err == nil {
		return nil, nil
	}
	fields, errFields := env.GetFieldParams(new(T))
	if errFields != nil {
		return nil, fmt.Errorf("settings of type %T: %w", *target, errFields)
	}
	var problems []Problem
	for _, field := range fields {
		value, isSet := variables[field.Key]
		if !isSet {
			continue
		}
		// An error names the field, not the variable: that is found by setting
		// it alone.
		var alone T
		err := env.ParseWithOptions(&alone, env.Options{Environment: map[string]string{field.Key: value}})
		for _, each := range errorsOf(err) {
			if broken, ok := errors.AsType[env.ParseError](each); ok {
				problems = append(problems, Problem{field.Key, "takes " + takenBy(broken.Type)})
			}
		}
	}
	for _, each := range errorsOf(err) {
		if missing, ok := errors.AsType[env.VarIsNotSetError](each); ok {
			problems = append(problems, Problem{missing.Key, "must be set"})
		} else if empty, ok := errors.AsType[env.EmptyVarError](each); ok {
			problems = append(problems, Problem{empty.Key, "must not be empty"})
		} else if file, ok := errors.AsType[env.LoadFileContentError](each); ok {
			problems = append(problems, Problem{file.Key, "takes the path of a file that can be read"})
		}
	}
	if len(problems) == 0 { // the struct itself is wrong: a tag, or a type that nothing parses
		return nil, fmt.Errorf("settings of type %T: %w", *target, err)
	}
	return problems, nil
}

func errorsOf(err error) []error {
	if all, ok := errors.AsType[env.AggregateError](err); ok {
		return all.Errors
	}
	return nil
}

// Problem is one variable that can't be used.
type Problem struct {
	Variable string
	Message  string // what it takes, or that it must be set
}

// Error has every problem, sorted by variable.
type Error struct{ Problems []Problem }

func newError(problems []Problem) *Error {
	unique := map[string]Problem{}
	for _, p := range problems {
		if _, known := unique[p.Variable]; !known {
			unique[p.Variable] = p
		}
	}
	e := &Error{}
	for _, variable := range slices.Sorted(maps.Keys(unique)) {
		e.Problems = append(e.Problems, unique[variable])
	}
	return e
}

func (e *Error) Error() string {
	lines := []string{"settings can't be used:"}
	for _, p := range e.Problems {
		lines = append(lines, "  "+p.Variable+" "+p.Message)
	}
	return strings.Join(lines, "\n")
}
