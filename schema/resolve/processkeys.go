package resolve

import (
	"slices"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/expr"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/naming"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

var stringType = &model.Type{Kind: model.String}

// keyName is the process's key where it is the name of a field; "" where it is
// an expression.
func (p *process) keyName() string {
	if len(p.s.Key) == 1 && naming.IsSnake(p.s.Key[0].Text) {
		return p.s.Key[0].Text
	}
	return ""
}

// resolveKeys reads which instances each event concerns, and what type their key
// has: that of all of them, if it is one, else string.
func (p *process) resolveKeys() {
	for i, r := range p.reactions {
		if r.trigger == nil {
			continue
		}
		p.context.once(i > 0, func() { p.resolveKey(r) })
		if r.keys == nil {
			p.keyless = true
			continue
		}
		switch t := keyType(r.keys.Type()); {
		case p.m.KeyType == nil:
			p.m.KeyType = t
		case !sameType(p.m.KeyType, t):
			p.m.KeyType = stringType
		}
	}
	if p.m.KeyType == nil {
		p.m.KeyType = stringType
	}
}

// letAfterKey is why no key speaks of a name under `let`.
const letAfterKey = "names under `let` are worked out of the instance that the key finds: write out what this one stands for"

// resolveKey reads the key of one event: its own, else the process's.
func (p *process) resolveKey(r *reaction) {
	written, own := p.s.Key, false
	if hasKey(r.s.Keys, "key") {
		written, own = r.s.Key, true
	}
	if len(written) == 0 {
		if own {
			p.reachesNone(r)
		}
		return // else it is reported with the form
	}
	s := p.context.scopeOf(p.rule(), r.trigger.record(), expr.Meta)
	s.unused = r.trigger.unused()
	s.beyond = beyondReactions("the time of the event is meta.time")
	s.beyond["state"] = "the key tells which instance it is, whose state is looked at then"
	s.beyond["key"] = "this is where it comes from"
	for _, let := range slices.Concat(p.s.Let, r.s.Let) {
		s.beyond[let.Target.Text] = letAfterKey
	}
	if len(written) == 1 {
		r.keys = p.keyOf(s, r, written[0], own)
		return
	}
	list := &model.MakeList{T: listOf(stringType)}
	whole := &model.Expr{Node: list, Pos: at(written[0].Span), Rule: s.rule + ".key"}
	for i, src := range written {
		e := p.keyOf(s, r, src, own)
		if e == nil {
			return
		}
		if e.Type().Kind == model.List || e.Type().Kind == model.Optional {
			s.errorf(src.Span, diag.ExprType, "this is %s, and each of several keys is one", typeText(e.Type())).
				Suggestf("write one expression that gives a list, in quotes")
			return
		}
		if i == 0 {
			list.T = listOf(e.Type())
		} else if !sameType(list.T.Elem, e.Type()) {
			list.T = listOf(stringType)
		}
		whole.Source += ", "[:min(i, 1)*2] + e.Source
		list.Elems = append(list.Elems, e.Node)
	}
	if list.T.Elem.Kind == model.String {
		for i, n := range list.Elems {
			list.Elems[i] = keyText(n)
		}
	}
	r.keys = whole
}

// keyOf reads one key: a field of the event by its name, or an expression.
func (p *process) keyOf(s scope, r *reaction, src syntax.Scalar, own bool) *model.Expr {
	if naming.IsSnake(src.Text) && !celWords[src.Text] && !languageNames[src.Text] {
		f := findField(r.trigger.fields(), src.Text)
		if f == nil {
			p.noKey(s, r, src, own)
			return nil
		}
		e := &model.Expr{
			Node: &model.Select{X: r.trigger.record(), Field: f}, Source: "event." + f.Name, Pos: at(src.Span), Rule: s.rule + ".key",
		}
		return s.keyable(e, src)
	}
	return s.keyable(s.check(src, "key", nil), src)
}

// reachesNone reports an event with an empty list for its key.
func (p *process) reachesNone(r *reaction) {
	i := slices.IndexFunc(r.s.Keys, func(key syntax.Scalar) bool { return key.Text == "key" })
	p.context.errorf(r.s.Keys[i].Span, diag.BadValue, "`key: []` concerns no instance, so nothing comes of %s", r.trigger.what()).
		Suggestf("say which instances it concerns, as in key: event.other_id, or leave the event out")
}

func (p *process) noKey(s scope, r *reaction, src syntax.Scalar, own bool) {
	if s.broken[src.Text] {
		return
	}
	if !own && !p.isAnywhere(src.Text) {
		p.context.breaks(src) // one finding for all events
		f := s.errorf(src.Span, diag.UnknownField, "none of the events that %s follows has a field %s", p.m.Name, src.Text)
		if why := s.beyond[src.Text]; why == letAfterKey {
			f.Suggestf("%s", why)
			return
		}
		f.DidYouMean(src.Text, slices.Collect(fieldNamesOf(r.trigger.fields())))
		return
	}
	at := src.Span
	if !own {
		at = r.s.Event.Span
	}
	f := s.errorf(at, diag.UnknownField, "%s has no field %s to tell the instance by", r.trigger.what(), src.Text)
	if why := s.unused[src.Text]; why != "" {
		f.Suggestf("add it to `uses`")
		return
	}
	if why := s.beyond[src.Text]; why == letAfterKey {
		f.Suggestf("%s", why)
		return
	}
	f.Suggestf("say under `key` which instances it concerns, as in key: event.other_id")
}

// isAnywhere says that one of the events has a field, used or not.
func (p *process) isAnywhere(field string) bool {
	return slices.ContainsFunc(p.reactions, func(r *reaction) bool {
		return r.trigger != nil && (findField(r.trigger.fields(), field) != nil || r.trigger.unused()[field] != "")
	})
}

// keyable wants what can be an instance's key, or a list of it, absent or not.
func (s scope) keyable(e *model.Expr, src syntax.Scalar) *model.Expr {
	if e == nil {
		return nil
	}
	switch keyType(e.Type()).Kind {
	case model.String, model.IDRef, model.UUID, model.EnumRef, model.Int32, model.Int64, model.Uint32, model.Uint64:
		return e
	}
	s.errorf(src.Span, diag.ExprType, "a key is a text, an id, a word of an enum or a whole number, or a list of them, and this is %s", typeText(e.Type()))
	return nil
}

// keyType is the type of one key.
func keyType(t *model.Type) *model.Type {
	t = underOptional(t)
	if t.Kind == model.List {
		return underOptional(t.Elem)
	}
	return t
}

// keysOf are the instances that an event concerns, as texts.
func (p *process) keysOf(r *reaction) *model.Expr {
	if r.keys == nil {
		return nil
	}
	return expr.Remade(r.keys, keyTexts(r.keys.Node))
}

// keyTexts makes a list of texts of a key, a list of keys, or one that may be
// absent.
func keyTexts(n model.Node) model.Node {
	texts := listOf(stringType)
	switch t := n.Type(); t.Kind {
	case model.Optional:
		return &model.Cond{
			If: &model.IsPresent{X: n}, Then: keyTexts(&model.Deref{X: n, Safe: true}), Else: &model.MakeList{T: texts},
		}
	case model.List:
		if t.Elem.Kind == model.String {
			return n
		}
		elem := &model.Var{Scope: model.ScopeLocal, Name: "elem", T: t.Elem}
		return &model.Loop{Name: "map", Over: n, Value: elem, Body: keyText(elem), T: texts}
	}
	return &model.MakeList{Elems: []model.Node{keyText(n)}, T: texts}
}

// keyText is one key as a text.
func keyText(n model.Node) model.Node {
	switch n.Type().Kind {
	case model.String:
		return n
	case model.Int32:
		n = &model.Convert{X: n, T: &model.Type{Kind: model.Int64}}
	case model.Uint32:
		n = &model.Convert{X: n, T: &model.Type{Kind: model.Uint64}}
	case model.Int64, model.Uint64:
	default:
		return &model.Convert{X: n, T: stringType}
	}
	return &model.Call{Name: "string", Args: []model.Node{n}, T: stringType}
}
