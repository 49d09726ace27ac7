package celoracle

import (
	"fmt"
	"strconv"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// CheckWith reads an expression over some variables.
func (m Made) CheckWith(vars []*model.Var) (model.Node, *diag.Finding) {
	env := &expr.Env{Types: expr.NewTypes(&model.Context{}, nil), Vars: vars}
	x, finding := check(m.Source, env, nil)
	if finding != nil {
		return nil, finding
	}
	return x.Node, nil
}

// Check reads a made-up expression as a schema's, and gives its lowered form,
// or the finding for which it is refused.
func (m Made) Check() (model.Node, *diag.Finding) {
	env := withLets(m.lets)
	env.Deferred = false
	x, finding := check(m.Source, env, m.Want)
	if finding != nil {
		return nil, finding
	}
	return x.Node, nil
}

func check(source string, env *expr.Env, want *model.Type) (*model.Expr, *diag.Finding) {
	src, err := scalar(source)
	if err != nil {
		return nil, &diag.Finding{Message: err.Error()}
	}
	x, findings := expr.Check(src, env, want)
	if len(findings) > 0 {
		return nil, &findings[0]
	}
	return x, nil
}

// scalar is text as it would stand in a schema.
func scalar(text string) (syntax.Scalar, error) {
	// Go's escapes are YAML's, too.
	file, findings := syntax.Parse("made_up.orchestrix.yaml", []byte("context: made_up\ndoc: "+strconv.QuoteToASCII(text)+"\n"))
	if file == nil || len(findings) > 0 {
		return syntax.Scalar{}, fmt.Errorf("%q doesn't stand in a schema: %v", text, findings)
	}
	return file.Doc, nil
}
