package syntax

import (
	"gopkg.in/yaml.v3"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

// Parse reads a context file. The file is nil when it can't be read at all: the
// one finding says why. Else it holds what was read, without the parts that the
// findings are about.
func Parse(path string, data []byte) (*File, []diag.Finding) {
	file := &File{Path: path}
	findings, damaged, ok := readFile(path, data, fileForm, file)
	if !ok {
		return nil, findings
	}
	file.Damaged = damaged
	return file, findings
}

// ParseWorkspace reads the workspace file, in the same way.
func ParseWorkspace(path string, data []byte) (*Workspace, []diag.Finding) {
	workspace := &Workspace{Path: path}
	findings, _, ok := readFile(path, data, workspaceForm, workspace)
	if !ok {
		return nil, findings
	}
	return workspace, findings
}

func readFile[T any](path string, data []byte, f *form[T], t *T) (findings []diag.Finding, damaged []diag.Pos, ok bool) {
	root, src, syntax := readYAML(path, data)
	if syntax != nil {
		return []diag.Finding{*syntax}, nil, false
	}
	r := &reader{src: src}
	top := diag.Pos{Line: 1, Column: 1}
	span := diag.Span{File: path, Start: top, End: top}
	if root == nil || empty(root) {
		f.missing(r, nil, span)
		return r.findings.Findings(), r.damaged, true
	}
	r.walk(root, 1)
	if root.Kind == yaml.MappingNode || root.Kind == skipped {
		f.read(r, root, t, span)
	} else {
		r.wrongShape(f.name, root, "a mapping of keys")
	}
	return r.findings.Findings(), r.damaged, true
}
