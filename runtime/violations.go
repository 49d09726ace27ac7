package orchestrix

import (
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

// Violations are what a generated validator found. The validator of a valid
// value returns nil and has allocated nothing: paths are only put together
// once something is wrong.
type Violations []Violation

// Add notes one broken rule.
func (v *Violations) Add(path, rule, message string) {
	*v = append(*v, Violation{Path: path, Rule: rule, Message: message})
}

// AddID notes an id that isn't one, or isn't set.
func (v *Violations) AddID(path, id string) {
	if id == "" {
		v.Add(path, "required", "must be set")
		return
	}
	v.Add(path, "id", "must be printable and at most 200 bytes long")
}

// AddUUID notes an id that isn't a UUID, or isn't set.
func (v *Violations) AddUUID(path, id string) {
	if id == "" {
		v.Add(path, "required", "must be set")
		return
	}
	v.Add(path, "id", "must be a UUID in lower case")
}

// AddEnum notes a word that isn't of its enum, or isn't set.
func (v *Violations) AddEnum(path, word string) {
	if word == "" {
		v.Add(path, "required", "must be set")
		return
	}
	v.Add(path, "enum", "must be a word of its enum")
}

// AddFault notes a rule that couldn't be evaluated.
func (v *Violations) AddFault(rule, source string, err error) {
	fault := &FaultError{Rule: rule, Source: source, Err: err}
	*v = append(*v, Violation{Rule: rule, Message: fault.Error(), Fault: fault})
}

// Sort puts violations in the order of their paths, those of one path in the
// order they are in.
func (v Violations) Sort() {
	slices.SortStableFunc(v, func(a, b Violation) int { return strings.Compare(a.Path, b.Path) })
}

// AddField takes over what was found in the value of a field.
func (v *Violations) AddField(field string, nested Violations) {
	if nested != nil {
		v.under(field, nested)
	}
}

// AddItem takes over what was found in one element of a list.
func (v *Violations) AddItem(field string, index int, nested Violations) {
	if nested != nil {
		v.under(ItemPath(field, index), nested)
	}
}

// AddEntry takes over what was found in one entry of a map.
func (v *Violations) AddEntry(field, key string, nested Violations) {
	if nested != nil {
		v.under(EntryPath(field, key), nested)
	}
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
		if within(v[i].Path, field) {
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

func (v *Violations) under(prefix string, nested Violations) {
	for _, violation := range nested {
		violation.Path = joinPaths(prefix, violation.Path)
		*v = append(*v, violation)
	}
}

func joinPaths(prefix, path string) string {
	switch {
	case prefix == "":
		return path
	case path == "" || path[0] == '[':
		return prefix + path
	}
	return prefix + "." + path
}

// Touch says whether any of the fields, or a part of them, is among the
// violations: a rule over several fields is looked at only when they are valid
// by themselves.
func (v Violations) Touch(fields ...string) bool {
	for i := range v {
		for _, field := range fields {
			if within(v[i].Path, field) {
				return true
			}
		}
	}
	return false
}

// within says whether a path is a field's or leads into it.
func within(path, field string) bool {
	rest, ok := strings.CutPrefix(path, field)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// Err is an [*InvalidError] about a value of a type, or nil if there are no
// violations. If a rule couldn't be evaluated it is that [*FaultError] instead.
func (v Violations) Err(typ string) error {
	if len(v) == 0 {
		return nil
	}
	for i := range v {
		if v[i].Fault != nil {
			return v[i].Fault
		}
	}
	return &InvalidError{Type: typ, Violations: v}
}
