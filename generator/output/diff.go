package output

import (
	"fmt"
	"io"

	"github.com/rogpeppe/go-internal/diff"
)

// Diff writes the planned changes as unified diffs that `git apply` takes.
func (p *Plan) Diff(w io.Writer) error {
	for _, change := range p.Changes {
		before, after := "a/"+change.Path, "b/"+change.Path
		switch change.Action {
		case Create:
			before = "/dev/null"
		case Remove:
			after = "/dev/null"
		}
		if _, err := w.Write(diff.Diff(before, change.Before, after, change.After)); err != nil {
			return fmt.Errorf("writing the diff of %s: %w", change.Path, err)
		}
	}
	return nil
}
