package output

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
)

// Apply makes the planned changes: all of them, or, when one fails, none. New
// contents are first written beside their targets; only when all of them are on
// disk do they take their places.
func (p *Plan) Apply() (err error) {
	staged, err := p.stage()
	committed := 0
	defer func() {
		for _, temp := range staged[min(committed, len(staged)):] {
			if temp != "" {
				_ = os.Remove(temp)
			}
		}
	}()
	if err != nil {
		return err
	}
	for i := range p.Changes {
		if err := p.commit(&p.Changes[i], staged[i]); err != nil {
			return errors.Join(err, p.undo(p.Changes[:i]))
		}
		committed++
	}
	return nil
}

// stage writes every new content to a temporary file, and returns the names of
// these by change; a removal has none.
func (p *Plan) stage() ([]string, error) {
	staged := make([]string, 0, len(p.Changes))
	run, folder := rand.Uint64(), ""
	for i := range p.Changes {
		change := &p.Changes[i]
		if change.Action == Remove {
			staged = append(staged, "")
			continue
		}
		target := p.full(change.Path)
		if in := filepath.Dir(target); in != folder { // changes are sorted
			if err := os.MkdirAll(in, 0o777); err != nil {
				return staged, fmt.Errorf("writing %s: %w", change.Path, err)
			}
			folder = in
		}
		temp := filepath.Join(folder, fmt.Sprintf(".orchestrix-%x-%d", run, i))
		staged = append(staged, temp)
		if err := stageFile(temp, change, target); err != nil {
			return staged, fmt.Errorf("writing %s: %w", change.Path, err)
		}
	}
	return staged, nil
}

// stageFile writes a change's content; a file that is there keeps its
// permissions.
func stageFile(temp string, change *Change, target string) error {
	mode := os.FileMode(0o644)
	if change.Action == Update {
		info, err := os.Lstat(target)
		if err != nil {
			return err
		}
		mode = info.Mode().Perm()
	}
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(change.After)
	if change.Action == Update {
		err = errors.Join(err, f.Chmod(mode)) // whatever the umask
	}
	return errors.Join(err, f.Close())
}

func (p *Plan) commit(change *Change, staged string) error {
	target := p.full(change.Path)
	if change.Action != Remove {
		return os.Rename(staged, target)
	}
	if err := os.Remove(target); err != nil {
		return err
	}
	// The folder of a test kit goes with its last file; a folder with anything
	// else in it stays, because removing it fails.
	_ = os.Remove(filepath.Dir(target))
	return nil
}

// undo brings back what the given changes replaced.
func (p *Plan) undo(done []Change) error {
	var problems []error
	for _, change := range done {
		target := p.full(change.Path)
		if change.Action == Create {
			problems = append(problems, os.Remove(target))
			continue
		}
		if err := os.MkdirAll(filepath.Dir(target), 0o777); err != nil {
			problems = append(problems, err)
			continue
		}
		problems = append(problems, os.WriteFile(target, change.Before, 0o644))
	}
	return errors.Join(problems...)
}
