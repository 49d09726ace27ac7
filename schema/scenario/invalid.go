package scenario

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/literal"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// freeIn says that a path leads to, or to a part of, what `invalid` names: there
// values need not be complete or keep rules. Neither need an id that the command
// makes when it is empty.
func (c *checker) freeIn(command *model.Command, respects []syntax.Scalar) func(path string) bool {
	makesID := command.Creates == model.MustNotExist && c.a.ID.Format != model.IDNatural
	return func(path string) bool {
		if makesID && c.a.IDField != nil && path == c.a.IDField.Name {
			return true
		}
		return slices.ContainsFunc(respects, func(respect syntax.Scalar) bool {
			rest, ok := strings.CutPrefix(respect.Text, path)
			return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
		})
	}
}

// invalid reads in what respects the command is invalid.
func (c *checker) invalid(s *syntax.Step, step *model.Step) {
	if s.Invalid == nil {
		return
	}
	if len(s.Invalid) == 0 {
		c.found.Errorf(s.When.Name.Span, diag.ScenarioShape, "`invalid` names no path and no rule").Suggestf("name what is invalid, or leave it out")
		return
	}
	step.Invalid = texts(s.Invalid)
	rules := ruleIDs(step.Command)
	for i, respect := range s.Invalid {
		same := func(earlier syntax.Scalar) bool { return earlier.Text == respect.Text }
		if first := slices.IndexFunc(s.Invalid[:i], same); first >= 0 {
			c.found.Errorf(respect.Span, diag.DuplicateName, "%s stands here twice", respect.Text).Relate(s.Invalid[first].Span, "the first is here")
			continue
		}
		if slices.Contains(rules, respect.Text) || slices.Contains(fieldRules, respect.Text) {
			continue
		}
		c.path(respect, step, rules)
	}
}

// path checks that a path leads to a part of the command, and that something
// there can be found wrong.
func (c *checker) path(respect syntax.Scalar, step *model.Step, rules []string) {
	steps, ok := splitPath(respect.Text)
	if !ok {
		c.found.Errorf(respect.Span, diag.ScenarioUnknown, "%s isn't a path", diag.Quote(respect.Text)).
			Suggestf("write it like items[2].quantity or stock[\"A-1\"]")
		return
	}
	fields := step.Command.Fields
	var t *model.Type
	at := 0 // in the text
	for i, part := range steps {
		switch {
		case part.kind == fieldStep:
			f := findField(fields, part.text)
			if f == nil {
				known := literal.FieldNames(fields)
				if i == 0 {
					known = append(known, rules...)
				}
				c.found.Errorf(respect.Part(part.from, part.to), diag.ScenarioUnknown, "%s isn't a field here%s", diag.Quote(part.text), orRule(i)).
					DidYouMean(part.text, known)
				return
			}
			t = f.Type
		case t != nil && t.Kind == model.List && part.kind == indexStep, t != nil && t.Kind == model.Map && part.kind == keyStep:
			t = t.Elem
		default:
			c.found.Errorf(respect.Part(part.from, part.to), diag.ScenarioUnknown, "%s doesn't lead anywhere in %s",
				part.text, literal.Article(t.String()))
			return
		}
		if t != nil && t.Kind == model.Optional {
			t = t.Elem
		}
		fields = fieldsOf(t)
		at = part.to
	}
	if len(steps) == 1 && at == len(respect.Text) {
		c.leftOut(respect, step)
	}
}

func orRule(i int) string {
	if i == 0 {
		return ", and no rule is called that"
	}
	return ""
}

// leftOut reports a field that is left out to show that it must be there, where
// Go can't tell that it isn't.
func (c *checker) leftOut(respect syntax.Scalar, step *model.Step) {
	f := findField(step.Command.Fields, respect.Text)
	if f.AggregateID || f.Type.Kind == model.Optional {
		return
	}
	for _, given := range step.Value.Value.(*model.StructLiteral).Fields {
		if given.Field == f {
			return
		}
	}
	zero, says := zeroOf(f.Type)
	if zero == nil {
		return
	}
	if rule, _ := literal.Broken(zero, &f.Rules, time.Time{}); rule != "" {
		return
	}
	c.found.Errorf(respect.Span, diag.ScenarioOutcome, "%s, left out, is %s in Go, which no rule of it refuses", f.Name, says).
		Suggestf("give %s a rule, or the scenario a value that breaks one", f.Name)
}

// zeroOf is the zero value of a type that can't tell it from being unset.
func zeroOf(t *model.Type) (*model.Literal, string) {
	zero := func(value any, says string) (*model.Literal, string) {
		return &model.Literal{Type: t, Value: value}, says
	}
	switch t.Kind {
	case model.String:
		return zero("", `""`)
	case model.Bool:
		return zero(false, "false")
	case model.Int32, model.Int64:
		return zero(int64(0), "0")
	case model.Uint32, model.Uint64:
		return zero(uint64(0), "0")
	case model.Float64:
		return zero(float64(0), "0")
	case model.Decimal:
		return zero("0", "0")
	case model.Duration:
		return zero(time.Duration(0), "0s")
	case model.List:
		return zero([]*model.Literal{}, "an empty list")
	case model.Map:
		return zero([]model.MapEntry{}, "an empty map")
	}
	return nil, ""
}

func findField(fields []*model.Field, name string) *model.Field {
	for _, f := range fields {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// fieldsOf are those of a value, or of any variant of a union.
func fieldsOf(t *model.Type) []*model.Field {
	switch {
	case t == nil:
		return nil
	case t.Kind == model.ValueRef:
		return t.Value.Fields
	case t.Kind == model.UnionRef:
		var fields []*model.Field
		for _, v := range t.Union.Variants {
			fields = append(fields, v.Fields...)
		}
		return fields
	}
	return nil
}

// fieldRules are the ids of rules that a field may break by itself.
var fieldRules = []string{
	"required", "id", "enum", "min_len", "max_len", "len", "pattern", "format", "in", "not_in", "prefix", "suffix", "trimmed",
	"min", "max", "gt", "lt", "multiple_of", "min_items", "max_items", "unique", "unique_by", "past", "future",
}

// ruleIDs are the rules over several fields that a command can break: its own,
// and those of the values in it.
func ruleIDs(command *model.Command) []string {
	var ids []string
	add := func(rules []*model.Rule) {
		for _, r := range rules {
			ids = append(ids, r.ID)
		}
	}
	add(command.Rules)
	seen := map[any]bool{}
	var walk func(t *model.Type)
	fields := func(fields []*model.Field) {
		for _, f := range fields {
			walk(f.Type)
		}
	}
	walk = func(t *model.Type) {
		switch {
		case t == nil:
		case t.Kind == model.ValueRef && !seen[t.Value]:
			seen[t.Value] = true
			add(t.Value.Rules)
			fields(t.Value.Fields)
		case t.Kind == model.UnionRef && !seen[t.Union]:
			seen[t.Union] = true
			for _, v := range t.Union.Variants {
				add(v.Rules)
				fields(v.Fields)
			}
		default:
			walk(t.Elem)
		}
	}
	fields(command.Fields)
	return ids
}

type stepKind int

const (
	fieldStep stepKind = iota
	indexStep
	keyStep
)

// pathStep is one step of a path, which stands at [from:to] of its text.
type pathStep struct {
	kind     stepKind
	text     string
	from, to int
}

// splitPath takes a path apart: items[2].quantity, stock["A-1"].
func splitPath(path string) ([]pathStep, bool) {
	var steps []pathStep
	for at := 0; at < len(path); {
		switch {
		case path[at] == '[':
			step, ok := bracket(path, at)
			if !ok || len(steps) == 0 {
				return nil, false
			}
			steps = append(steps, step)
			at = step.to
		default:
			from := at
			if path[at] == '.' && len(steps) > 0 {
				from++
			}
			to := from
			for to < len(path) && isWord(path[to]) {
				to++
			}
			if to == from || len(steps) > 0 && path[at] != '.' {
				return nil, false
			}
			steps = append(steps, pathStep{fieldStep, path[from:to], from, to})
			at = to
		}
	}
	return steps, len(steps) > 0
}

// bracket is [2] or ["A-1"].
func bracket(path string, at int) (pathStep, bool) {
	if quoted, err := strconv.QuotedPrefix(path[at+1:]); err == nil && quoted[0] == '"' {
		to := at + 1 + len(quoted)
		if to < len(path) && path[to] == ']' {
			return pathStep{keyStep, path[at : to+1], at, to + 1}, true
		}
		return pathStep{}, false
	}
	end := strings.IndexByte(path[at:], ']')
	if end < 0 {
		return pathStep{}, false
	}
	if _, err := strconv.ParseUint(path[at+1:at+end], 10, 32); err != nil {
		return pathStep{}, false
	}
	return pathStep{indexStep, path[at : at+end+1], at, at + end + 1}, true
}

func isWord(c byte) bool {
	return c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
