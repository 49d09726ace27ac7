package expr

import (
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// TestRootsAreNoValues has roots of expressions, what is read of other aggregates
// and variants where only a value can be kept.
func TestRootsAreNoValues(t *testing.T) {
	s := newShop()
	state := findVar(s.env, "state").T
	env := s.env.With(
		&model.Var{Scope: model.ScopeRead, Name: "other", T: state, Read: &model.Read{Name: "other"}},
		&model.Var{Scope: model.ScopeRead, Name: "others", T: mapOf(idRef(s.orderID), state), Read: &model.Read{Name: "others"}},
	)
	for _, source := range []string{
		"[‹state›].all(s, s.count > 1)",
		"{'a': ‹state›}.a.count > 1",
		"(state.open ? ‹state› : 1) > 1",
		"state.numbers.map(n, ‹state›)[0].count > 1",
		"others.transformMap(id, o, ‹o›).all(id, o, o.open)",
		"[‹others›][0].all(id, true)",
		"has(state.payment.card) && [‹state.payment.card›][0].last4 == ''",

		"others.all(id, o, o.count > 1) && size(others) > 1 && others.exists(id, others[id].open)",
		"state.order_id in others && others[state.order_id].count > other.count",
		"others.map(id, others[id].count).size() > 1",
		"others.transformMap(id, o, o.count).all(id, n, n > 1)",
		"others.filter(id, others[id].open) == [state.order_id]",
	} {
		t.Run(source, func(t *testing.T) {
			text, place := unmark(source)
			_, findings := Check(scalar(t, text), env, boolType)
			switch {
			case place == "" && len(findings) > 0, place != "" && len(findings) != 1:
				t.Errorf("found %s", briefs(findings))
			case place != "" && (findings[0].Rule != diag.ExprType || !strings.HasPrefix(brief(findings[0]), place) || !strings.HasSuffix(findings[0].Message, "as a whole is no value")):
				t.Errorf("found %s, want one at %s", briefs(findings), place)
			}
		})
	}
}
