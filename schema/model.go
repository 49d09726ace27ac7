package schema

import (
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

func resolveFiles(res *Result, files []*syntax.File) (*model.Workspace, []diag.Finding) {
	return nil, nil
}
