package resolve

import (
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// resolveValueRules reads the rules over several fields of values and variants.
func (c *context) resolveValueRules() {
	for _, v := range c.m.Values {
		if v.Of != nil {
			continue // a copy, of which nothing is written here
		}
		c.checkSubjects(v.Fields, "the value "+v.Name)
		s := c.scopeOf(c.m.Name+"."+v.Name, expr.Record(model.ScopeThis, "this", "the value "+v.Name, v.Fields))
		v.Rules = s.rules(c.values[v.Name].s.Rules, model.ScopeThis, v.Fields)
	}
	for _, u := range c.m.Unions {
		if u.Of != nil {
			continue
		}
		for _, v := range u.Variants {
			what := "the variant " + v.Name + " of " + u.Name
			c.checkSubjects(v.Fields, what)
			s := c.scopeOf(c.m.Name+"."+u.Name+"."+v.Name, expr.Record(model.ScopeThis, "this", what, v.Fields))
			v.Rules = s.rules(c.variants[v].s.Rules, model.ScopeThis, v.Fields)
		}
	}
}

// rules reads rules whose checks are over the fields of one root.
func (s scope) rules(rules []*syntax.Rule, root model.Scope, fields []*model.Field) []*model.Rule {
	var all []*model.Rule
	seen := map[string]syntax.Scalar{}
	for _, rule := range rules {
		if !s.ruleID(rule.ID, "a rule", seen) {
			continue
		}
		check := s.condition(rule.Check, rule.ID.Text)
		message := s.failing(check).message(rule.Message, rule.ID.Text)
		if check == nil || message == nil {
			continue
		}
		all = append(all, &model.Rule{
			ID: rule.ID.Text, Check: check, Message: message, Fields: fieldsUsed(check, root, fields), Pos: at(rule.ID.Span),
		})
	}
	return all
}

// ruleID checks the id of a rule or refusal among those it must differ from.
func (s scope) ruleID(id syntax.Scalar, what string, seen map[string]syntax.Scalar) bool {
	if !id.Present() || !s.snake(id, what) {
		return false
	}
	if first, twice := seen[id.Text]; twice {
		s.errorf(id.Span, diag.DuplicateName, "the id %s is taken", id.Text).
			Suggestf("ids tell rules and refusals apart: choose another one").Relate(first.Span, "the first is here")
		return false
	}
	seen[id.Text] = id
	return true
}
