package orchestrix

// Violation is one broken rule of a command or value.
type Violation struct {
	// Path leads to the offending part: items[2].quantity. Empty is the whole.
	Path string
	// Rule is the rule's id: "min_len", "required", or the id of a rule of the
	// model.
	Rule    string
	Message string
}

// String is the violation on one line.
func (v Violation) String() string {
	if v.Path == "" {
		return v.Message
	}
	return v.Path + ": " + v.Message
}

// Violations collects what a validator finds. The zero value is ready for use,
// and costs nothing as long as nothing is found.
type Violations []Violation

// Add notes that a rule is broken.
func (v *Violations) Add(path Path, rule, message string) {
	*v = append(*v, Violation{Path: path.String(), Rule: rule, Message: message})
}

// Under notes violations that were found in a part by itself, whose paths
// begin at that part.
func (v *Violations) Under(path Path, nested []Violation) {
	prefix := path.String()
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

// Err is an [*InvalidError] about the type, or nil when nothing was found.
func (v Violations) Err(typ string) error {
	if len(v) == 0 {
		return nil
	}
	return &InvalidError{Type: typ, Violations: v}
}
