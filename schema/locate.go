package schema

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"

	"golang.org/x/mod/modfile"
)

const (
	configFile = "orchestrix.yaml"
	moduleFile = "go.mod"
	suffix     = ".orchestrix.yaml"
)

// location is where a workspace lies.
type location struct {
	root       string // absolute
	configured bool   // root holds the workspace file
	module     string // the import path of root
}

// locate finds the workspace of a folder: the nearest one upwards that holds
// the workspace file, else the nearest that holds go.mod.
func locate(dir string) (location, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return location{}, fmt.Errorf("looking for the workspace: %w", err)
	}
	if info, err := os.Stat(dir); err != nil {
		return location{}, fmt.Errorf("looking for the workspace: %w", err)
	} else if !info.IsDir() {
		return location{}, fmt.Errorf("looking for the workspace: %s isn't a folder", dir)
	}
	root, configured, err := nearest(dir, configFile)
	if err != nil {
		return location{}, err
	}
	from := dir
	if configured {
		from = root
	}
	home, found, err := nearest(from, moduleFile)
	if err != nil {
		return location{}, err
	}
	if !found {
		return location{}, fmt.Errorf("no %s in %s or above it: generated code belongs to a Go module; make one with `go mod init`", moduleFile, from)
	}
	if !configured {
		root = home
	}
	module, err := modulePath(home)
	if err != nil {
		return location{}, err
	}
	below, err := filepath.Rel(home, root)
	if err != nil {
		return location{}, fmt.Errorf("looking for the workspace: %w", err)
	}
	return location{root: root, configured: configured, module: path.Join(module, filepath.ToSlash(below))}, nil
}

// nearest is the nearest folder upwards that holds a file of the name.
func nearest(dir, name string) (folder string, found bool, err error) {
	for {
		info, err := os.Stat(filepath.Join(dir, name))
		if err == nil && info.Mode().IsRegular() {
			return dir, true, nil
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", false, fmt.Errorf("looking for %s: %w", name, err)
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", false, nil
		}
		dir = up
	}
}

func modulePath(dir string) (string, error) {
	name := filepath.Join(dir, moduleFile)
	data, err := os.ReadFile(name)
	if err != nil {
		return "", fmt.Errorf("reading the module's path: %w", err)
	}
	if module := modfile.ModulePath(data); module != "" {
		return module, nil
	}
	return "", fmt.Errorf("reading the module's path: %s has no module line", name)
}
