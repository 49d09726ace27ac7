package expr

import (
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// shapes are types of this context, and copies of another's.
type shapes struct {
	env          *Env
	money, price *model.Type
}

func newShapes() shapes {
	own, other := &model.Context{Name: "own"}, &model.Context{Name: "other"}
	field := func(name string, t *model.Type) *model.Field { return &model.Field{Name: name, GoName: name, Type: t} }
	enum := func(name string, of *model.Enum, words ...string) *model.Enum {
		return &model.Enum{Context: own, Name: name, GoName: name, Of: of, Members: members(words...)}
	}
	original := &model.Enum{Context: other, Name: "Size"}
	theirSize := &model.Type{Kind: model.EnumRef, Enum: enum("TheirSize", original, "s", "m")}
	ourSize := &model.Type{Kind: model.EnumRef, Enum: enum("Size", nil, "s", "m", "l")}
	fewer := &model.Type{Kind: model.EnumRef, Enum: enum("Fewer", nil, "s")}
	value := func(name string, copied bool, fields ...*model.Field) *model.Type {
		v := &model.Value{Context: own, Name: name, GoName: name, Fields: fields}
		if copied {
			v.Of = &model.Value{Context: other, Name: name}
		}
		own.Values = append(own.Values, v)
		return &model.Type{Kind: model.ValueRef, Value: v}
	}
	money := value("Money", false, field("amount", int32Type), field("size", ourSize), field("note", optionalOf(stringType)))
	twin := value("Twin", false, field("amount", int32Type), field("size", ourSize), field("note", optionalOf(stringType)))
	price := value("Price", true, field("amount", int64Type), field("size", theirSize), field("more", stringType))
	narrow := value("Narrow", false, field("amount", stringType))
	lacking := value("Lacking", false, field("amount", int64Type), field("owner", stringType))
	small := value("Small", false, field("size", fewer))
	own.Enums = []*model.Enum{theirSize.Enum, ourSize.Enum, fewer.Enum}
	event := Record(model.ScopeEvent, "event", "the event", []*model.Field{
		field("price", price), field("prices", listOf(price)), field("perhaps", optionalOf(price)), field("twin", twin),
		field("by_size", &model.Type{Kind: model.Map, Key: theirSize, Elem: price}), field("by_name", &model.Type{Kind: model.Map, Key: stringType, Elem: price}),
	})
	s := shapes{&Env{Types: NewTypes(own, nil), Vars: []*model.Var{event}, Rule: "own.rule"}, money, price}
	s.env.Types.values["Narrow"], s.env.Types.values["Lacking"], s.env.Types.values["Small"] = narrow.Value, lacking.Value, small.Value
	return s
}

func optionalOf(t *model.Type) *model.Type { return &model.Type{Kind: model.Optional, Elem: t} }

func TestValuesOfOtherContextsConvertByShape(t *testing.T) {
	s := newShapes()
	valueOf := func(name string) *model.Type {
		return &model.Type{Kind: model.ValueRef, Value: s.env.Types.values[name]}
	}
	bySize := &model.Type{Kind: model.Map, Key: valueOf("Money").Value.Fields[1].Type, Elem: s.money}
	for _, c := range []struct {
		source string
		want   *model.Type
		wrong  string
	}{
		{"event.price", s.money, ""},
		{"event.price", optionalOf(s.money), ""},
		{"event.prices", listOf(s.money), ""},
		{"event.prices.filter(p, p.amount > 1)", optionalOf(listOf(s.money)), ""},
		{"event.perhaps", optionalOf(s.money), ""},
		{"has(event.perhaps) ? event.perhaps : event.price", s.money, ""},
		{"event.by_name", &model.Type{Kind: model.Map, Key: stringType, Elem: s.money}, ""},
		{"event.by_size", bySize, ""},
		{"event.perhaps", s.money, "event.perhaps is optional"},
		{"event.twin", s.money, "this is a Twin, and a Money is wanted"},
		{"event.price", valueOf("Narrow"), "amount is an int64 in Price, and a string is wanted"},
		{"event.price", valueOf("Lacking"), "Price has no field owner"},
		{"event.price", valueOf("Small"), "Fewer has no member m"},
		{"event.price", stringType, "this is a Price, and a string is wanted"},
		{"event.price == event.twin", boolType, "can't be compared"},
	} {
		src := syntax.Scalar{Text: c.source, Style: syntax.Plain}
		src.Span.File = "f"
		e, findings := Check(src, s.env, c.want)
		switch {
		case c.wrong == "" && len(findings) > 0:
			t.Errorf("%s as %s: %+v", c.source, c.want, findings)
		case c.wrong == "" && !same(e.Type(), c.want):
			t.Errorf("%s is %s, want %s", c.source, e.Type(), c.want)
		case c.wrong != "" && (len(findings) != 1 || !strings.Contains(findings[0].Message+" "+findings[0].Suggestion, c.wrong)):
			t.Errorf("%s as %s: %+v, want %q", c.source, c.want, findings, c.wrong)
		}
	}
}

// A field that is narrower, or an enum, makes the conversion one that can fail.
func TestWhatIsMadeByShapeMayFail(t *testing.T) {
	s := newShapes()
	event := s.env.Vars[0]
	part := func(i int) model.Node { return &model.Select{X: event, Field: event.T.Record.Fields[i]} }
	made := Fit(part(0), s.money)
	if made == nil || !made.Fails() {
		t.Fatalf("made is %v", made)
	}
	if Fit(part(3), s.money) != nil {
		t.Error("a value of this context became another one")
	}
}
