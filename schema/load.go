// Package schema loads a workspace: it finds the model's files, reads them and
// resolves them to the model that generators read, with every finding in place.
package schema

import (
	"bytes"
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
	opened, err := Open(ctx, dir, opts)
	if err != nil {
		return nil, err
	}
	return opened.Load(ctx)
}

// Opened is a workspace whose files have been read, but not what they say.
type Opened struct {
	opts     Options
	result   *Result
	findings []diag.Finding
	files    []file
	unknown  bool // the workspace file can't be understood: which files there are is unknown
}

// Open reads the files of the workspace that dir belongs to.
func Open(ctx context.Context, dir string, opts Options) (*Opened, error) {
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
	o := &Opened{opts: opts, result: res, findings: findings}
	if at.configured && config == nil {
		o.unknown = true
		return o, nil
	}
	paths, globFindings, err := collect(ctx, at.root, config)
	if err != nil {
		return nil, err
	}
	res.Files = paths
	o.findings = append(o.findings, globFindings...)
	if o.files, err = readAll(at.root, paths); err != nil {
		return nil, err
	}
	for _, f := range o.files {
		res.sources[f.path] = f.text
	}
	return o, nil
}

// Root is the workspace's folder, absolute.
func (o *Opened) Root() string { return o.result.Root }

// Module is the import path of the workspace's folder.
func (o *Opened) Module() string { return o.result.Module }

// Texts are the workspace's files by their path below the root: those of the
// model, and the workspace file.
func (o *Opened) Texts() map[string][]byte { return o.result.sources }

// Load makes the model of what was read. An Opened is loaded once.
func (o *Opened) Load(ctx context.Context) (*Result, error) {
	res := o.result
	if o.unknown {
		res.Findings = diag.Sort(o.findings)
		return res, nil
	}
	if err := parseAll(ctx, o.files, o.opts.Parallel); err != nil {
		return nil, err
	}
	findings := o.findings
	for _, f := range o.files {
		findings = append(findings, f.findings...)
	}
	workspace, resolved := resolve.Resolve(resolve.Input{
		Root: res.Root, Module: res.Module, Files: resolvable(o.files), Config: res.Config,
	})
	res.Findings = diag.Sort(append(findings, withoutEchoes(resolved, o.files)...))
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
	data     []byte // as read; nil for a file that is too large
	text     []byte
	tree     *syntax.File
	findings []diag.Finding
}

// readAll reads files, in the order given.
func readAll(root string, paths []string) ([]file, error) {
	files := make([]file, len(paths))
	for i, path := range paths {
		f := &files[i]
		f.path = path
		data, large, err := readFile(filepath.Join(root, filepath.FromSlash(path)))
		if err != nil {
			return nil, fmt.Errorf("reading the model: %w", err)
		}
		if large {
			f.findings = []diag.Finding{syntax.TooLarge(path)}
			continue
		}
		f.data, f.text = data, syntax.Text(data)
	}
	return files, nil
}

// parseAll parses files, several at a time.
func parseAll(ctx context.Context, files []file, parallel int) error {
	group, ctx := errgroup.WithContext(ctx)
	if parallel < 1 {
		parallel = runtime.GOMAXPROCS(0)
	}
	group.SetLimit(parallel)
	for i := range files {
		group.Go(func() error {
			if f := &files[i]; f.findings == nil {
				f.tree, f.findings = syntax.Parse(f.path, f.data)
			}
			return ctx.Err()
		})
	}
	return group.Wait()
}

// readFile reads a file unless it is larger than a model's file may be.
func readFile(name string) (data []byte, large bool, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, false, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return nil, false, err
	}
	var content bytes.Buffer
	content.Grow(int(min(info.Size(), syntax.MaxSize)) + bytes.MinRead)
	_, err = content.ReadFrom(io.LimitReader(f, syntax.MaxSize+1))
	return content.Bytes(), content.Len() > syntax.MaxSize, err
}
