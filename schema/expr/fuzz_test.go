package expr

import (
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// FuzzCheck shows that no text makes the package panic, and that it gives an
// expression or findings that lie in the text.
func FuzzCheck(f *testing.F) {
	for _, seed := range []string{
		"state.items.all(i, has(i.note) && i.note == 'x') ? paid : OrderStatus.state",
		"with(cmd.item, {quantity: 2, note: null}).sku + \"ä\"", "Payment.card{last4: '4242'} == state.payment",
		"state.stock.transformMap(k, v, v > 1, v + 1u)", "[1, 2.5, -3, 0x4, b'x', r'\\d']", "items[sku == event.name].quantity",
		"order {state.order_id} costs {state.total}", "cmd.`name`.matches('(')", "a\n&& b // c", "math.greatest(1, 2, state.count)",
		"{'a': 1, paid: [], x: {}}", "!!-(-1)[0](a).b{c: d}", ".state.name", "x.y.z{}", "has(a.b.c)", "'\\u0000\\xff'", "state.?a[?b]", "//ի",
	} {
		f.Add(seed)
	}
	s := newShop()
	f.Fuzz(func(t *testing.T, text string) {
		src, ok := tryScalar(text)
		if !ok {
			src = scalar(t, "x")
			src.Text = text
		}
		inside := func(what string, some bool, findings []diag.Finding) {
			if some == (len(findings) > 0) {
				t.Errorf("%s of %q: a result %v, findings %v", what, text, some, findings)
			}
			for _, f := range findings {
				if f.Rule == "" || f.Message == "" || ok && !lies(f.Span, src.Span) {
					t.Errorf("%s of %q: %+v", what, text, f)
				}
			}
		}
		for _, want := range []string{"", "status", "note", "items", "count32", "states"} {
			x, findings := Check(src, s.env, s.typeOfField(want))
			inside("Check", x != nil, findings)
			if x != nil && want != "" && !same(x.Type(), s.typeOfField(want)) {
				t.Errorf("%q is %s, and %s was wanted", text, words(x.Type()), want)
			}
		}
		m, findings := Message(src, s.env)
		inside("Message", m != nil, findings)
		field, _, _, findings := Target(src, s.state, s.env)
		inside("Target", field != nil, findings)
		x, findings := CheckValue(&syntax.Value{Kind: syntax.ScalarValue, Scalar: src, Span: src.Span}, s.env, s.typeOfField("at"))
		inside("CheckValue", x != nil, findings)
	})
}

func lies(part, whole diag.Span) bool {
	before := func(a, b diag.Pos) bool { return a.Line < b.Line || a.Line == b.Line && a.Column <= b.Column }
	return before(whole.Start, part.Start) && before(part.Start, part.End) && before(part.End, whole.End)
}
