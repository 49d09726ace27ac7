package orchestrix

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// Violation is one broken rule of a command or value.
type Violation struct {
	// Path leads to the offending part: items[2].quantity. Empty is the whole.
	Path string
	// Rule is the rule's id: "min_len", "required", or the id of a rule of the
	// model.
	Rule    string
	Message string
	// Fault is set when the rule couldn't be evaluated: then whether it is
	// broken is unknown, and the model or the program is at fault, not the value.
	Fault *FaultError
}

// String is the violation on one line.
func (v Violation) String() string {
	if v.Path == "" {
		return v.Message
	}
	return v.Path + ": " + v.Message
}

// Violations are what a validator found. The validator of a valid value returns
// nil and has allocated nothing: paths are only put together once something is
// wrong.
//
// Generated validators take the violations there are already and give them back
// with theirs, as append does, so that all of a command's are in one slice, and
// none of a valid one is anywhere but in registers.
type Violations []Violation

// Add notes one broken rule.
func (v *Violations) Add(path, rule, message string) { *v = v.With(path, rule, message) }

// With are the violations and one more.
//
// It isn't inlined because a validator is ifs that are nearly never true: what is
// in them should be short.
//
//go:noinline
func (v Violations) With(path, rule, message string) Violations {
	if v == nil {
		const few = 4 // as many as a form with mistakes has
		v = make(Violations, 0, few)
	}
	return append(v, Violation{Path: path, Rule: rule, Message: message})
}

// WithID notes an id that isn't one, or isn't set.
//
//go:noinline
func (v Violations) WithID(path, id string) Violations {
	if id == "" {
		return v.With(path, "required", "must be set")
	}
	return v.With(path, "id", "must be printable and at most 200 bytes long")
}

// WithUUID notes an id that isn't a UUID, or isn't set.
//
//go:noinline
func (v Violations) WithUUID(path, id string) Violations {
	if id == "" {
		return v.With(path, "required", "must be set")
	}
	return v.With(path, "id", "must be a UUID in lower case")
}

// WithEnum notes a word that isn't of its enum, or isn't set.
//
//go:noinline
func (v Violations) WithEnum(path, word string) Violations {
	if word == "" {
		return v.With(path, "required", "must be set")
	}
	return v.With(path, "enum", "must be a word of its enum")
}

// WithFault notes a rule that couldn't be evaluated.
func (v Violations) WithFault(rule, source string, err error) Violations {
	fault := &FaultError{Rule: rule, Source: source, Err: err}
	return append(v, Violation{Rule: rule, Message: fault.Error(), Fault: fault})
}

// WithHiddenFault is WithFault for a rule about something secret or personal: it
// says what kind of error there was, and nothing of values.
func (v Violations) WithHiddenFault(rule, source string, err error) Violations {
	for inner := err; inner != nil; inner = errors.Unwrap(inner) {
		err = inner
	}
	return v.WithFault(rule, source, err)
}

// In is more, of which what v doesn't have was found in the value of a field.
func (v Violations) In(field string, more Violations) Violations {
	if len(more) > len(v) {
		more[len(v):].under(field)
	}
	return more
}

// InItem is [Violations.In] for one element of a list.
func (v Violations) InItem(field string, index int, more Violations) Violations {
	if len(more) > len(v) {
		more[len(v):].underItem(field, index)
	}
	return more
}

// InEntry is [Violations.In] for one entry of a map.
func (v Violations) InEntry(field, key string, more Violations) Violations {
	if len(more) > len(v) {
		more[len(v):].underEntry(field, key)
	}
	return more
}

// Sort puts violations in the order of their paths, those of one path in the
// order they are in.
func (v Violations) Sort() {
	slices.SortStableFunc(v, func(a, b Violation) int { return strings.Compare(a.Path, b.Path) })
}

// Hidden are the same violations without what they tell of values: those in
// something secret or personal.
func (v Violations) Hidden() Violations {
	hidden := slices.Clone(v)
	for i := range hidden {
		hidden[i].Path = withoutKeys(hidden[i].Path)
		if hidden[i].Rule != "required" && hidden[i].Fault == nil {
			hidden[i].Message = "must keep to its rule " + hidden[i].Rule
		}
	}
	return hidden
}

// HideKeys takes the keys of maps out of the paths of a field and its parts:
// they are as secret or personal as the field.
func (v Violations) HideKeys(field string) {
	for i := range v {
		if leadsInto(v[i].Path, field) {
			v[i].Path = withoutKeys(v[i].Path)
		}
	}
}

func withoutKeys(path string) string {
	before, rest, found := strings.Cut(path, `["`)
	if !found {
		return path
	}
	quoted, err := strconv.QuotedPrefix(`"` + rest)
	if err != nil {
		return before
	}
	return EntryPath(before, "[redacted]") + withoutKeys(strings.TrimPrefix(rest[len(quoted)-1:], "]"))
}

// ItemPath is the path of a list's element: items[2].
func ItemPath(field string, index int) string {
	return field + "[" + strconv.Itoa(index) + "]"
}

// EntryPath is the path of a map's entry: stock["A-1"].
func EntryPath(field, key string) string {
	return field + "[" + strconv.Quote(key) + "]"
}

//go:noinline
func (v Violations) under(field string) {
	var room [64]byte
	v.within(append(room[:0], field...))
}

//go:noinline
func (v Violations) underItem(field string, index int) {
	var room [64]byte
	place := append(append(room[:0], field...), '[')
	v.within(append(strconv.AppendInt(place, int64(index), 10), ']'))
}

//go:noinline
func (v Violations) underEntry(field, key string) { v.within([]byte(EntryPath(field, key))) }

// within puts every path into a place, and takes memory once for each.
func (v Violations) within(place []byte) {
	n := len(place)
	for i := range v {
		path := place[:n]
		if p := v[i].Path; p != "" && p[0] != '[' {
			path = append(path, '.')
		}
		v[i].Path = string(append(path, v[i].Path...))
	}
}

// Touch says whether any of the fields, or a part of them, is among the
// violations: a rule over several fields is looked at only when they are valid
// by themselves.
func (v Violations) Touch(fields ...string) bool {
	for i := range v {
		for _, field := range fields {
			if leadsInto(v[i].Path, field) {
				return true
			}
		}
	}
	return false
}

// leadsInto says whether a path is a field's or leads into it.
func leadsInto(path, field string) bool {
	rest, ok := strings.CutPrefix(path, field)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// Err is an [*InvalidError] about a value of a type, or nil if there are no
// violations. If a rule couldn't be evaluated it is that [*FaultError] instead.
func (v Violations) Err(typ string) error {
	if len(v) == 0 {
		return nil
	}
	return v.err(typ)
}

//go:noinline
func (v Violations) err(typ string) error {
	for i := range v {
		if v[i].Fault != nil {
			return v[i].Fault
		}
	}
	return &InvalidError{Type: typ, Violations: v}
}
