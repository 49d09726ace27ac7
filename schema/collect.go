package schema

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// collect lists the model's files below root, relative to it and sorted: all, or
// those that a glob of the workspace file matches.
func collect(ctx context.Context, root string, config *syntax.Workspace) ([]string, []diag.Finding, error) {
	var globs []*glob
	var findings diag.List
	if config != nil {
		for _, pattern := range config.Schemas {
			if g := parseGlob(pattern, &findings); g != nil {
				globs = append(globs, g)
			}
		}
	}
	var paths []string
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if d.IsDir() {
			if name != root && skipped(name) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(d.Name(), suffix) || !regular(name, d) {
			return nil
		}
		below, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		below = filepath.ToSlash(below)
		if config == nil || len(config.Schemas) == 0 || matchAny(globs, below) {
			paths = append(paths, below)
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("looking for the model's files: %w", err)
	}
	for _, g := range globs {
		if !g.matched {
			findings.Warnf(g.pattern.Span, diag.BadValue, "no model file matches %s", diag.Quote(g.pattern.Text))
		}
	}
	slices.Sort(paths)
	return paths, findings.Findings(), nil
}

// skipped says that a folder's models are others': hidden, vendored, test data
// or another module's.
func skipped(dir string) bool {
	base := filepath.Base(dir)
	if strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return true
	}
	switch base {
	case "vendor", "node_modules", "testdata":
		return true
	}
	_, err := os.Stat(filepath.Join(dir, moduleFile))
	return err == nil
}

// regular says that a file can be read without waiting for anyone.
func regular(name string, d fs.DirEntry) bool {
	if d.Type()&fs.ModeSymlink == 0 {
		return d.Type().IsRegular()
	}
	info, err := os.Stat(name)
	return errors.Is(err, fs.ErrNotExist) || err == nil && info.Mode().IsRegular()
}

// glob is a pattern of `schemas`: path.Match for each part between slashes, and
// `**` for any number of folders.
type glob struct {
	pattern syntax.Scalar
	parts   []string
	matched bool
}

func parseGlob(pattern syntax.Scalar, findings *diag.List) *glob {
	text := strings.TrimPrefix(pattern.Text, "./")
	parts := strings.Split(text, "/")
	if path.IsAbs(text) || slices.Contains(parts, "..") {
		findings.Errorf(pattern.Span, diag.BadValue, "%s leads out of the workspace", diag.Quote(pattern.Text)).
			Suggestf("patterns are relative to the folder of %s", configFile)
		return nil
	}
	if _, err := path.Match(text, ""); err != nil {
		findings.Errorf(pattern.Span, diag.BadValue, "%s isn't a file pattern", diag.Quote(pattern.Text)).
			Suggestf("use * and ? within a name, ** for any folders, like internal/**/*%s", suffix)
		return nil
	}
	return &glob{pattern: pattern, parts: slices.Compact(parts)}
}

func matchAny(globs []*glob, file string) bool {
	found := false
	for _, g := range globs {
		if matchParts(g.parts, strings.Split(file, "/")) {
			g.matched, found = true, true
		}
	}
	return found
}

// matchParts works out, for each beginning of the pattern in turn, which
// beginnings of the path it matches: many `**` cost no more than one.
func matchParts(pattern, parts []string) bool {
	reached := make([]bool, len(parts)+1)
	reached[0] = true
	for _, p := range pattern {
		next := make([]bool, len(parts)+1)
		for i := range reached {
			switch {
			case p == "**":
				next[i] = reached[i] || i > 0 && next[i-1]
			case i > 0 && reached[i-1]:
				ok, err := path.Match(p, parts[i-1])
				next[i] = ok && err == nil
			}
		}
		reached = next
	}
	return reached[len(parts)]
}
