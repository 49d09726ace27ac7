// Package output brings generated files to disk: it finds out what would
// change, and makes the change as a whole or not at all. A file that doesn't
// carry our header is never touched.
package output

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/generator"
)

// Action is what happens to one file.
type Action int

// What can happen to a file.
const (
	Create Action = iota
	Update
	Remove
)

// Change is one file that differs from what the model makes.
type Change struct {
	Path   string // slash-separated, relative to the root
	Action Action
	Before []byte // nil for Create
	After  []byte // nil for Remove
	// Stub marks a file that is written once and then belongs to people.
	Stub bool
}

// Plan is the difference between generated files and a folder.
type Plan struct {
	Root    string
	Changes []Change // sorted by path
	// Unchanged counts the files that are as they should be.
	Unchanged int
}

// NotOursError says that a file to be written exists and belongs to people.
type NotOursError struct {
	Path   string
	Reason string
}

func (e *NotOursError) Error() string {
	return fmt.Sprintf("%s would be generated, but %s; rename or remove it", e.Path, e.Reason)
}

// NewPlan compares files with what is below root. Within limits the paths that
// are written or removed to those in or below one of the given folders
// (slash-separated, relative to root; none is everything). All files that are
// not ours come together as one error of joined [*NotOursError]s.
func NewPlan(root string, files []generator.File, within ...string) (*Plan, error) {
	plan := &Plan{Root: root}
	made := make(map[string]bool, len(files))
	var problems []error
	for _, file := range files {
		if made[file.Path] {
			return nil, fmt.Errorf("two generated files are called %s; please report this as a bug of orchestrix-gen", file.Path)
		}
		made[file.Path] = true
		if !inside(file.Path, within) {
			continue
		}
		if err := plan.add(file); err != nil {
			problems = append(problems, err)
		}
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	if err := plan.addStale(made, within); err != nil {
		return nil, err
	}
	slices.SortFunc(plan.Changes, func(a, b Change) int { return cmp.Compare(a.Path, b.Path) })
	return plan, nil
}

func (p *Plan) add(file generator.File) error {
	before, err := p.read(file.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		p.Changes = append(p.Changes, Change{Path: file.Path, Action: Create, After: file.Content, Stub: file.Once})
	case file.Once && err == nil:
		p.Unchanged++
	case err != nil:
		return err
	case owner(before) == "":
		return &NotOursError{file.Path, "a file of that name without our header is there"}
	case bytes.Equal(before, file.Content):
		p.Unchanged++
	default:
		p.Changes = append(p.Changes, Change{Path: file.Path, Action: Update, Before: before, After: file.Content})
	}
	return nil
}

// read gives a file's content. What isn't a plain file is not ours.
func (p *Plan) read(name string) ([]byte, error) {
	full := p.full(name)
	info, err := os.Lstat(full)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &NotOursError{name, "something that is no plain file is there"}
	}
	return os.ReadFile(full)
}

// addStale plans the removal of files that the tool made before and makes no more.
func (p *Plan) addStale(made map[string]bool, within []string) error {
	files, err := owned(p.Root)
	if err != nil {
		return fmt.Errorf("looking for generated files below %s: %w", p.Root, err)
	}
	for _, name := range files {
		if made[name] || !inside(name, within) {
			continue
		}
		before, err := os.ReadFile(p.full(name))
		if err != nil {
			return err
		}
		p.Changes = append(p.Changes, Change{Path: name, Action: Remove, Before: before})
	}
	return nil
}

func (p *Plan) full(name string) string { return filepath.Join(p.Root, filepath.FromSlash(name)) }

func inside(name string, within []string) bool {
	if len(within) == 0 {
		return true
	}
	return slices.ContainsFunc(within, func(folder string) bool {
		folder = path.Clean(folder)
		return folder == "." || name == folder || strings.HasPrefix(name, folder+"/")
	})
}
