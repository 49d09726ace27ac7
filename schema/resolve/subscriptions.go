package resolve

import (
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// subscribed is a policy, process or read model: what keeps its place in the events
// under the name it had first.
type subscribed struct {
	name syntax.Scalar
	was  []syntax.Scalar
	wire string
	// table is a read model's, "" of others.
	table string
}

func (c *context) subscribed() []subscribed {
	var all []subscribed
	for _, p := range c.policies {
		all = append(all, subscribed{p.s.Name, p.s.Was, p.m.Wire, ""})
	}
	for _, p := range c.processes {
		all = append(all, subscribed{p.s.Name, p.s.Was, p.m.Wire, ""})
	}
	for _, m := range c.readModels {
		all = append(all, subscribed{m.s.Name, m.s.Was, m.m.Wire, m.m.Table})
	}
	return all
}

// checkSubscriptions finds two that would keep their places, or rows, under one
// name. A table's name begins with its context's, but a_box and Car make the same
// one as a and BoxCar.
func (r *resolver) checkSubscriptions() {
	places, tables := map[string]syntax.Scalar{}, map[string]syntax.Scalar{}
	for _, c := range r.order {
		for _, s := range c.subscribed() {
			written := s.name
			if len(s.was) > 0 {
				written = s.was[0]
			}
			for _, was := range s.was {
				c.pascal(was, "what was one of policies, processes and read models")
			}
			if len(s.was) > 0 && written.Text == s.name.Text {
				r.errorf(written.Span, diag.WireClash, "%s is its name now", written.Text).Suggestf("leave it out")
				continue
			}
			if other, twice := places[s.wire]; twice {
				r.errorf(written.Span, diag.WireClash, "%s and %s would both keep their place as %s", other.Text, s.name.Text, s.wire).
					Relate(other.Span, "the other one")
				continue
			}
			places[s.wire] = s.name
			if other, twice := tables[s.table]; twice && s.table != "" {
				r.errorf(written.Span, diag.WireClash, "the rows of %s and %s would both be kept in the table %s", other.Text, s.name.Text, s.table).
					Suggestf("choose another name for one of them").Relate(other.Span, "the other one")
				continue
			}
			tables[s.table] = s.name
		}
	}
}
