// Package schema loads a workspace: it finds the model's files, reads them and
// resolves them to the model that generators read, with every finding in place.
package schema

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/resolve"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// Options changes how a workspace is loaded; the zero Options is the usual way.
type Options struct {
	// Parallel is how many files are read at a time; 0 is one for each processor.
	Parallel int
}

// Result is what was loaded.
type Result struct {
	Root   string            // the workspace's folder, absolute
	Module string            // the import path of Root
	Files  []string          // the model's files, relative to Root, slash-separated, sorted
	Config *syntax.Workspace // nil without a workspace file
	// Workspace is the model; nil when any finding is an error.
	Workspace *model.Workspace
	// Findings are those of all files, sorted.
	Findings []diag.Finding

	sources map[string][]byte
}

// Source is the text of one of the workspace's files, for excerpts: as read, but
// without a byte order mark. It is nil for files that weren't read.
func (r *Result) Source(file string) []byte { return r.sources[file] }

// Load reads the workspace that dir belongs to. Mistakes in the model are
// findings; an error says that the model couldn't be looked at.
func Load(ctx context.Context, dir string, opts Options) (*Result, error) {
	at, err := locate(dir)
	if err != nil {
		return nil, err
	}
	res := &Result{Root: at.root, Module: at.module, sources: map[string][]byte{}}
	config, findings, err := res.readConfig(at)
	if err != nil {
		return nil, err
	}
	res.Config = config
	if at.configured && config == nil {
		res.Findings = diag.Sort(findings)
		return res, nil // which files there are is unknown
	}
	paths, globFindings, err := collect(ctx, at.root, config)
	if err != nil {
		return nil, err
	}
	res.Files = paths
	findings = append(findings, globFindings...)
	files, err := readAll(ctx, at.root, paths, opts.Parallel)
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		res.sources[f.path] = f.text
		findings = append(findings, f.findings...)
	}
	workspace, resolved := resolve.Resolve(resolve.Input{
		Root: res.Root, Module: res.Module, Files: resolvable(files), Config: config,
	})
	res.Findings = diag.Sort(append(findings, withoutEchoes(resolved, files)...))
	if !diag.HasErrors(res.Findings) {
		res.Workspace = workspace
	}
	return res, nil
}

func (r *Result) readConfig(at location) (*syntax.Workspace, []diag.Finding, error) {
	if !at.configured {
		return nil, nil, nil
	}
	data, large, err := readFile(filepath.Join(at.root, configFile))
	if err != nil {
		return nil, nil, fmt.Errorf("reading the workspace file: %w", err)
	}
	if large {
		return nil, []diag.Finding{syntax.TooLarge(configFile)}, nil
	}
	r.sources[configFile] = syntax.Text(data)
	config, findings := syntax.ParseWorkspace(configFile, data)
	return config, findings, nil
}

// file is a model's file as it was read; tree is nil where a finding says that
// it couldn't be.
type file struct {
	path     string
	text     []byte
	tree     *syntax.File
	findings []diag.Finding
}

// readAll reads and parses files, several at a time, in the order given.
func readAll(ctx context.Context, root string, paths []string, parallel int) ([]file, error) {
	files := make([]file, len(paths))
	group, ctx := errgroup.WithContext(ctx)
	if parallel < 1 {
		parallel = runtime.GOMAXPROCS(0)
	}
	group.SetLimit(parallel)
	for i, path := range paths {
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			f := &files[i]
			f.path = path
			data, large, err := readFile(filepath.Join(root, filepath.FromSlash(path)))
			switch {
			case err != nil:
				return fmt.Errorf("reading the model: %w", err)
			case large:
				f.findings = []diag.Finding{syntax.TooLarge(path)}
			default:
				f.text = syntax.Text(data)
				f.tree, f.findings = syntax.Parse(path, data)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return files, nil
}

// readFile reads a file unless it is larger than a model's file may be.
func readFile(name string) (data []byte, large bool, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, false, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	data, err = io.ReadAll(io.LimitReader(f, syntax.MaxSize+1))
	return data, len(data) > syntax.MaxSize, err
}
