package orchestrix_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

func TestActorHasTheRoleThatACommandTakes(t *testing.T) {
	offline := &orchestrix.NotFoundError{}
	for name, c := range map[string]struct {
		role, actor string
		resolver    bool
		fails       error
		asked       bool
		want        orchestrix.Code
	}{
		"who has it":              {role: "teller", actor: "ann", resolver: true, asked: true},
		"who hasn't":              {role: "teller", actor: "bob", resolver: true, asked: true, want: orchestrix.CodeForbidden},
		"nobody":                  {role: "teller", resolver: true, asked: true, want: orchestrix.CodeForbidden},
		"for anybody":             {actor: "bob", resolver: true},
		"without a resolver":      {role: "teller", actor: "bob"},
		"when the resolver fails": {role: "teller", actor: "ann", resolver: true, fails: errors.New("offline"), asked: true, want: orchestrix.CodeFailed},
		"with whatever error":     {role: "teller", actor: "ann", resolver: true, fails: offline, asked: true, want: orchestrix.CodeNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRecorder()
			given(t, r.Store, map[string]int{"a": 1})
			asked := false
			var options []orchestrix.EngineOption
			if c.resolver {
				options = append(options, orchestrix.WithRoles(func(_ context.Context, actor, role string) (bool, error) {
					asked = true
					r.note("role")
					return actor == "ann" && role == "teller", c.fails
				}))
			}
			h := recording(r.full("a"))
			h.Actor, h.Aggregate = c.role, &accounts
			_, err := orchestrix.Execute(orchestrix.WithActor(t.Context(), c.actor), orchestrix.NewEngine(r, options...), h)
			if orchestrix.CodeOf(err) != c.want || asked != c.asked {
				t.Errorf("error %v, asked %v", err, asked)
			}
			steps := strings.Join(r.trace, " ")
			if c.asked && !strings.HasPrefix(steps, "validate ask first load role") {
				t.Errorf("steps were %s", steps)
			}
			switch {
			case c.want == orchestrix.CodeForbidden:
				if !strings.Contains(err.Error(), "bank.Full is forbidden: it takes the role teller") || !strings.HasSuffix(steps, "role append") {
					t.Errorf("error %v, steps %s", err, steps)
				}
			case c.fails != nil:
				if !errors.Is(err, c.fails) || !strings.HasSuffix(steps, "role") {
					t.Errorf("error %v, recorded: steps %s", err, steps)
				}
			}
		})
	}
}

func TestWhatTheModelSendsTakesNoRole(t *testing.T) {
	r := newRecorder()
	given(t, r.Store, map[string]int{"a": 1})
	engine := orchestrix.NewEngine(r, orchestrix.WithRoles(func(context.Context, string, string) (bool, error) {
		t.Error("asked for the role")
		return false, nil
	}))
	h := r.full("a")
	h.Actor, h.Aggregate = "teller", &accounts
	must(t)(orchestrix.Execute(t.Context(), engine, h, orchestrix.AnyRole))
}

func TestRoleIsAskedForOnceACommand(t *testing.T) {
	r := newRecorder()
	given(t, r.Store, map[string]int{"a": 1})
	asked := 0
	engine := orchestrix.NewEngine(r, orchestrix.WithRoles(func(context.Context, string, string) (bool, error) { asked++; return true, nil }))
	r.overtake(t, "a", 2)
	h := r.full("a")
	h.Actor, h.Aggregate = "teller", &accounts
	must(t)(orchestrix.Execute(t.Context(), engine, h))
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
}

// A middleware that carries a command out again may do so as somebody else.
func TestRoleIsAskedForAgainWhenTheCommandIsCarriedOutAgain(t *testing.T) {
	r := newRecorder()
	given(t, r.Store, map[string]int{"a": 1})
	engine := orchestrix.NewEngine(r,
		orchestrix.WithRoles(func(_ context.Context, actor, _ string) (bool, error) { return actor == "ann", nil }),
		orchestrix.WithMiddleware(func(next orchestrix.Handler) orchestrix.Handler {
			return func(ctx context.Context, info orchestrix.CommandInfo) (orchestrix.Receipt, error) {
				if _, err := next(orchestrix.WithActor(ctx, "ann"), info); err != nil {
					t.Error(err)
				}
				return next(orchestrix.WithActor(ctx, "bob"), info)
			}
		}))
	h := handling{
		Aggregate: &accounts, Command: "bank.Test", ID: "a", Actor: "teller",
		Decide: func(context.Context, *decision, raiser) error { return nil },
	}
	if _, err := orchestrix.Execute(t.Context(), engine, h); orchestrix.CodeOf(err) != orchestrix.CodeForbidden {
		t.Errorf("error %v, want it forbidden", err)
	}
}
