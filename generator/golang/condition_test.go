package golang

import (
	"fmt"
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

func TestAMessageIsPersonalByWhatItLooksAt(t *testing.T) {
	str := simple(model.String)
	plain, pii := codecField("plain", "Plain", str), codecField("name", "Name", str)
	pii.Sensitivity = model.PII
	local := func(name string) model.Node { return &model.Var{Scope: model.ScopeLocal, Name: name, T: str} }
	let := &model.Let{Name: "who", Value: check("who", sel(stateVar, pii))}
	for name, test := range map[string]struct {
		looksAt model.Node
		want    bool
	}{
		"a field":                         {sel(stateVar, plain), false},
		"a personal field":                {sel(stateVar, pii), true},
		"a part of what is worked out":    {&model.Call{Name: "upperAscii", Args: []model.Node{sel(cmdVar, pii)}, T: str}, true},
		"a name for it":                   {&model.Var{Scope: model.ScopeLet, Name: "who", Let: let, T: str}, true},
		"a rejection's field":             {local("plain"), false},
		"a rejection's personal field":    {local("name"), true},
		"something else of the same name": {&model.Var{Scope: model.ScopeAsk, Name: "name", T: str}, false},
	} {
		t.Run(name, func(t *testing.T) {
			m := &model.Message{Parts: []model.MessagePart{{Text: "it is "}, {Expr: check("message", test.looksAt)}}}
			if got := personal(m, plain, pii); got != test.want {
				t.Errorf("personal: %v", got)
			}
		})
	}
}

func TestAFaultTellsNoValueOfWhatIsHidden(t *testing.T) {
	plain, pii := codecField("plain", "Plain", simple(model.Int64)), codecField("age", "Age", simple(model.Int64))
	pii.Sensitivity = model.PII
	for f, want := range map[*model.Field]bool{plain: false, pii: true} {
		nodes := nodesOfSets([]*model.Set{{Field: plain, Value: check("value", sel(eventVar, f))}})
		if got := fmt.Sprintf("%#v", faultOf("rule", model.Pos{}, nodes)); strings.Contains(got, "Err: expr.Kind(err)") != want {
			t.Errorf("of %s: %s", f.Name, got)
		}
	}
}
