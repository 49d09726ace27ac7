package resolve

import (
	"slices"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// The roles of a context map (Evans; Vernon): how two contexts work together,
// what an upstream context offers, and what a downstream one does with it.
var (
	mutualRoles     = []string{"partnership", "shared_kernel", "separate_ways", "customer_supplier", "big_ball_of_mud"}
	upstreamRoles   = []string{"published_language", "open_host_service", "supplier", "customer_supplier", "shared_kernel", "partnership"}
	downstreamRoles = []string{"anticorruption_layer", "conformist", "customer", "customer_supplier", "shared_kernel", "partnership"}
)

func (c *context) resolveRelations() {
	for _, f := range c.files {
		for _, s := range f.Relations {
			c.checkRelation(s)
		}
	}
}

// checkRelation checks an entry of the context map.
func (c *context) checkRelation(s *syntax.Relation) {
	for _, other := range []syntax.Scalar{s.Upstream, s.With} {
		if !other.Present() {
			continue
		}
		switch {
		case c.contexts[other.Text] == nil:
			c.unknownContext(other.Span, other.Text)
		case other.Text == c.m.Name:
			c.errorf(other.Span, diag.UnknownContext, "a relation is with another context, not with %s itself", other.Text)
		}
	}
	as := upstreamRoles
	if s.With.Present() {
		as = mutualRoles
	}
	c.checkRoles(s.As, as)
	c.checkRoles(s.DownstreamAs, downstreamRoles)
}

func (c *context) checkRoles(roles []syntax.Scalar, known []string) {
	for _, role := range roles {
		if !slices.Contains(known, role.Text) {
			f := c.errorf(role.Span, diag.UnknownRole, "%s isn't a role here", diag.Quote(role.Text))
			if f.DidYouMean(role.Text, known); f.Suggestion == "" {
				f.Suggestf("roles here are %s", joined(known))
			}
		}
	}
}
