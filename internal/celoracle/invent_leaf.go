package celoracle

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// paths are what can be read of the roots at once, and optionals what may be
// absent there.
type paths struct{ there, optional []named }

var rootPaths = sync.OnceValue(func() paths {
	var p paths
	p.below(alike("state"), inputs().Fields, 2)
	for _, root := range []struct {
		path string
		typ  *model.Type
	}{
		{"now", timestampType}, {"meta.time", timestampType}, {"meta.version", int64Type}, {"exists", boolType}, {"meta.actor", stringType}, {"meta.tenant", stringType},
		{"meta.event_id", stringType}, {"meta.correlation_id", stringType}, {"meta.causation_id", stringType}, {"rejection.id", stringType}, {"rejection.message", stringType},
	} {
		p.there = append(p.there, named{code: code{root.path, root.path}, typ: root.typ})
	}
	return p
})

// below adds the fields of a path, and theirs.
func (p *paths) below(path code, fields []*model.Field, depth int) {
	for _, f := range fields {
		at := join("%s."+f.Name, path)
		n := named{code: at, typ: f.Type}
		if f.Type.Kind == model.Optional {
			n.typ = f.Type.Elem
			p.optional = append(p.optional, n)
			continue
		}
		p.there = append(p.there, n)
		if f.Type.Kind == model.ValueRef && depth > 0 {
			p.below(at, f.Type.Value.Fields, depth-1)
		}
	}
}

// leaf is a path, a loop name, a let or a constant.
func (g *inventor) leaf(t *model.Type) code {
	if len(g.scope) > 0 && !g.odds(4) {
		if found := fitting(g.scope, t); len(found) > 0 {
			return pick(g.chooser, found...).code
		}
	}
	if len(g.lets) > 0 && g.odds(2) {
		if found := fitting(g.lets, t); len(found) > 0 {
			l := pick(g.chooser, found...)
			return code{l.name, "(" + l.code.cel + ")"}
		}
	}
	if g.deferred && g.odds(3) {
		if found := fitting(rootPaths().optional, t); len(found) > 0 {
			return pick(g.chooser, found...).code
		}
	}
	if !g.odds(3) || !hasConstants(t) {
		if found := fitting(rootPaths().there, t); len(found) > 0 {
			return pick(g.chooser, found...).code
		}
	}
	return g.constant(t)
}

// fitting are the names that are of a type, or of one that is computed as it.
func fitting(names []named, t *model.Type) []named {
	var found []named
	for _, n := range names {
		if same(wide(n.typ), t) {
			found = append(found, n)
		}
	}
	return found
}

// hasConstants says that a type's constants are written in one word.
func hasConstants(t *model.Type) bool {
	switch t.Kind {
	case model.List, model.Map:
		return !isNarrow(t.Elem) && (t.Key == nil || !isNarrow(t.Key)) && hasConstants(t.Elem)
	case model.ValueRef:
		return false
	}
	return true
}

func text(s string) code { return alike("%s", strconv.Quote(s)) }

func (g *inventor) constant(t *model.Type) code {
	switch t.Kind {
	case model.Bool:
		return alike("%t", g.odds(2))
	case model.Int64:
		return alike("%d", makeValue(g.chooser, t, 0))
	case model.Uint64:
		return alike("%du", makeValue(g.chooser, t, 0))
	case model.Float64:
		return alike("%s", g.float())
	case model.String:
		return text(makeValue(g.chooser, t, 0).(string))
	case model.Bytes:
		var b strings.Builder
		for _, c := range makeValue(g.chooser, t, 0).([]byte) {
			fmt.Fprintf(&b, `\x%02x`, c)
		}
		return alike(`b"%s"`, b.String())
	case model.Timestamp:
		return alike("timestamp(%q)", pick(g.chooser, instants...))
	case model.Duration:
		return alike("duration(%q)", pick(g.chooser, "0s", "1h30m", "-5s", "1ns", "2562047h47m16.854775807s", "-24h", "1.5s"))
	case model.Date:
		return alike("date(%q)", pick(g.chooser, days...))
	case model.Decimal:
		return alike("decimal(%q)", pick(g.chooser, decimals...))
	case model.EnumRef:
		m := pick(g.chooser, t.Enum.Members...)
		return code{t.Enum.Name + "." + m.Name, strconv.Quote(m.Name)}
	case model.List:
		x, _ := g.list(t, 0)
		return x
	case model.Map:
		x, _ := g.entries(t, 0)
		return x
	case model.UnionRef:
		return code{t.Union.Name + ".none{}", t.Union.Name + "{none: " + variantType(t.Union, variantNamed(t.Union, "none")) + "{}}"}
	case model.ValueRef:
		x, _ := g.value(t, 0)
		return x
	}
	panic("celoracle: no constant of " + t.String())
}

// float is a number that CEL has a constant for.
func (g *inventor) float() string {
	x := makeValue(g.chooser, float64Type, 0).(float64)
	if math.IsNaN(x) || math.IsInf(x, 0) {
		x = 0.25
	}
	s := strconv.FormatFloat(x, 'g', -1, 64)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s
}
