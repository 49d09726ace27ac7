package output

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Apply makes the planned changes: all of them, or, when one fails, none. New
// contents are first written beside their targets; only when all of them are on
// disk do they take their places.
func (p *Plan) Apply() (err error) {
	staged, err := p.stage()
	defer func() {
		for _, temp := range staged {
			_ = os.Remove(temp) // gone already where it took its place
		}
	}()
	if err != nil {
		return err
	}
	for i := range p.Changes {
		if err := p.commit(&p.Changes[i], staged); err != nil {
			return errors.Join(err, p.undo(p.Changes[:i]))
		}
	}
	return nil
}

// stage writes every new content to a temporary file and returns these by target.
func (p *Plan) stage() (map[string]string, error) {
	staged := make(map[string]string)
	for _, change := range p.Changes {
		if change.Action == Remove {
			continue
		}
		temp, err := stageFile(p.full(change.Path), change.After)
		if temp != "" {
			staged[change.Path] = temp
		}
		if err != nil {
			return staged, fmt.Errorf("writing %s: %w", change.Path, err)
		}
	}
	return staged, nil
}

func stageFile(target string, content []byte) (temp string, err error) {
	folder := filepath.Dir(target)
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return "", err
	}
	f, err := os.CreateTemp(folder, ".orchestrix-*")
	if err != nil {
		return "", err
	}
	_, err = f.Write(content)
	return f.Name(), errors.Join(err, f.Chmod(modeFor(target)), f.Close())
}

// modeFor keeps an existing file's permissions.
func modeFor(target string) os.FileMode {
	if info, err := os.Lstat(target); err == nil {
		return info.Mode().Perm()
	}
	return 0o644
}

func (p *Plan) commit(change *Change, staged map[string]string) error {
	target := p.full(change.Path)
	if change.Action != Remove {
		return os.Rename(staged[change.Path], target)
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
