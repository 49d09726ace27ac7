package resolve

import (
	"slices"
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/naming"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// command is a command on its way into the model.
type command struct {
	context   *context
	aggregate *aggregate
	m         *model.Command
	s         *syntax.Command
	in        *structPlace
	likeness  readState
	// cmd is the command as a root of expressions.
	cmd *model.Var
	// reads are the other aggregates that it looks at, by their names here.
	reads map[string]*read
	// inputNames are the Go names of what its decision looks at.
	inputNames naming.Scope
}

func (cmd *command) name() syntax.Scalar       { return cmd.s.Name }
func (cmd *command) like() syntax.Scalar       { return cmd.s.Like }
func (cmd *command) fieldsAt() *[]*model.Field { return &cmd.m.Fields }
func (cmd *command) place() *structPlace       { return cmd.in }
func (cmd *command) progress() *readState      { return &cmd.likeness }
func (cmd *command) what() string              { return "the command " + cmd.m.Name }

// creations are the words of `creates`.
var creations = map[string]model.Creation{
	"": model.MustExist, "true": model.MustNotExist, "once": model.CreateOnce, "if_missing": model.CreateIfMissing,
}

// resolveCommands checks the commands of a context.
func (c *context) resolveCommands() {
	for _, cmd := range c.commands {
		cmd.resolve()
	}
}

// rule begins the names of the command's expressions in faults.
func (cmd *command) rule() string { return cmd.context.m.Name + "." + cmd.m.Name }

func (cmd *command) resolve() {
	c, a := cmd.context, cmd.aggregate
	cmd.m.Creates = creations[cmd.s.Creates.Text]
	c.checkSubjects(cmd.m.Fields, cmd.what())
	if role := cmd.s.Actor; role.Present() && strings.TrimSpace(role.Text) == "" {
		c.errorf(role.Span, diag.BadValue, "an actor is named, and this one isn't").Suggestf("name the role, or leave `actor` out: then anybody may send %s", cmd.m.Name)
	}
	cmd.cmd = expr.Record(model.ScopeCmd, "cmd", cmd.what(), cmd.m.Fields)
	cmd.m.Rules = c.scopeOf(cmd.rule(), cmd.cmd).rules(cmd.s.Rules, model.ScopeCmd, cmd.m.Fields)
	s := c.scopeOf(cmd.rule(), cmd.cmd, a.state(model.ScopeState, "state"), expr.Now, expr.Exists, expr.Meta).making()
	for _, own := range []string{"State", "Cmd", "Exists", "Now", "Meta", "NewID"} {
		cmd.inputNames.Take(own, naming.Claim{What: "what every decision looks at"})
	}
	s = cmd.resolveReads(s)
	s.beyond = map[string]string{"rejection": "only `on_rejected` knows it"}
	s = cmd.resolveAsks(s)
	s = s.lets(cmd.s.Let, &cmd.m.Lets)
	cmd.resolveAllowed(s)
	cmd.resolveRefusals(s)
	for _, skip := range cmd.s.Skips {
		if e := s.condition(skip, "skips"); e != nil {
			cmd.m.Skips = append(cmd.m.Skips, e)
		}
	}
	cmd.resolveEmits(s.with(a.state(model.ScopeAfter, "after")))
	cmd.resolveRejects()
	cmd.resolveOnRejected(s)
}

// resolveAllowed reads who may send the command, which is asked before other
// aggregates and the outside count.
func (cmd *command) resolveAllowed(s scope) {
	s = s.without("`allowed` is over command, state and meta: say under `refuses` what needs more", func(v *model.Var) bool {
		return usesScope(&model.Expr{Node: v}, model.ScopeRead, model.ScopeAsk)
	})
	cmd.m.Allowed = s.condition(cmd.s.Allowed, "allowed")
}

// inputName claims the Go name of something that the command's decision looks
// at.
func (cmd *command) inputName(goName string, name syntax.Scalar, what string) bool {
	other, taken := cmd.inputNames.Take(goName, naming.Claim{What: what + " " + name.Text, Span: name.Span})
	if !taken {
		return true
	}
	f := cmd.context.errorf(name.Span, diag.GoNameClash, "the Go name %s would be both of %s and of %s %s", goName, other.What, what, name.Text).
		Suggestf("choose another name")
	if other.Span.Start.Line > 0 {
		f.Relate(other.Span, "the other one")
	}
	return false
}

// says that a key is written, whether or not its value could be read.
func (cmd *command) says(key string) bool {
	return slices.ContainsFunc(cmd.s.Keys, func(k syntax.Scalar) bool { return k.Text == key })
}

// resolveRejects finds the rejections that the decision in Go may return.
func (cmd *command) resolveRejects() {
	c, a := cmd.context, cmd.aggregate
	seen := map[string]syntax.Scalar{}
	for i, name := range cmd.s.Rejects {
		if !cmd.m.DecideGo {
			if i == 0 && !cmd.says("decide") {
				c.errorf(name.Span, diag.DecideConflict, "`rejects` is for decisions in Go, and %s is decided by its schema", cmd.m.Name).
					Suggestf("write `decide: go`, or say under `refuses` when it is refused")
			}
			continue
		}
		if first, twice := seen[name.Text]; twice {
			c.errorf(name.Span, diag.DuplicateName, "%s stands here twice", name.Text).Relate(first.Span, "the first is here")
			continue
		}
		seen[name.Text] = name
		switch x := a.rejection(name.Text); {
		case x != nil:
			cmd.m.Rejects = append(cmd.m.Rejects, x)
		case !c.broken[name.Text]:
			f := c.errorf(name.Span, diag.UnknownRejection, "%s has no rejection named %s", a.m.Name, diag.Quote(name.Text))
			c.meant(f, name.Text, namesOf(a.m.Rejections, func(x *model.Rejection) string { return x.Name }))
		}
	}
}

func (a *aggregate) rejection(name string) *model.Rejection {
	for _, x := range a.m.Rejections {
		if x.Name == name {
			return x
		}
	}
	return nil
}
