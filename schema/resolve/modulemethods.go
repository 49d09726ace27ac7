package resolve

import (
	"maps"
	"slices"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/naming"
)

// methods says what the method of a module does that something is given.
var methods = map[string]string{"a command": "send the command", "an aggregate": "read the aggregate"}

// backfill is the module's method that claims what is there already.
const backfill = "BackfillUnique"

// checkModuleMethods finds commands, aggregates and read models whose method of the
// context's Module is another one's, too, and aggregates whose methods of the test
// kit are those of another.
func (c *context) checkModuleMethods() {
	claims := func(a *aggregate) bool { return len(a.s.Unique) > 0 }
	if other := c.declared[backfill]; methods[other.kind] != "" && slices.ContainsFunc(c.aggregates, claims) {
		c.errorf(other.name.Span, diag.GoNameClash, "the module's method %s would both %s and claim unique values", backfill, methods[other.kind]).
			Suggestf("choose another name")
	}
	for _, name := range slices.Sorted(maps.Keys(naming.ReservedMethods)) {
		if other := c.declared[name]; methods[other.kind] != "" {
			c.errorf(other.name.Span, diag.GoReserved, "the module's method %s would %s, and it is the one that %s", name, methods[other.kind], naming.ReservedMethods[name]).
				Suggestf("choose another name")
		}
	}
	for _, a := range c.aggregates {
		name := a.m.Name + "At"
		if other, taken := c.declared[name]; taken && methods[other.kind] != "" {
			c.errorf(other.name.Span, diag.GoNameClash, "the module's method %s would both %s and read %s as it was", name, methods[other.kind], a.m.Name).
				Suggestf("choose another name").Relate(a.s.Name.Span, "the aggregate")
		}
		for _, method := range []string{"StateOf" + a.m.GoName, a.m.GoName + "Is"} {
			c.kitMethod(method, a.s.Name, "the aggregate "+a.m.Name)
		}
	}
	c.checkPlurals()
}

// checkPlurals finds read models whose method of the module is another one's, too.
func (c *context) checkPlurals() {
	var plurals naming.Scope
	for _, a := range c.aggregates {
		plurals.Take(a.m.Name+"At", naming.Claim{What: "read " + a.m.Name + " as it was", Span: a.s.Name.Span})
	}
	for _, m := range c.readModels {
		name, span := m.m.Plural, m.s.Name.Span
		does := "find rows of " + m.m.Name
		other, taken := plurals.Take(name, naming.Claim{What: does, Span: span})
		if d := c.declared[name]; methods[d.kind] != "" {
			other, taken = naming.Claim{What: methods[d.kind] + " " + name, Span: d.name.Span}, true
		}
		if reserved, ok := naming.ReservedMethods[name]; ok {
			c.errorf(span, diag.GoReserved, "the module's method %s would %s, and it is the one that %s", name, does, reserved).
				Suggestf("choose another name")
		} else if taken {
			c.errorf(span, diag.GoNameClash, "the module's method %s would both %s and %s", name, does, other.What).
				Suggestf("choose another name for one of them").Relate(other.Span, "the other one")
		}
	}
}
