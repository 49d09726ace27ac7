package expr

import "testing"

func BenchmarkCheck(b *testing.B) {
	s := newShop()
	for _, text := range []string{
		"cmd.name",
		"state.count - event.count",
		"state.status in [paid, shipped]",
		"state.items.exists(i, i.sku == cmd.name && i.quantity > 1)",
		"sum(state.items.map(i, i.price.amount * i.quantity)) == state.total.amount",
	} {
		src := scalar(b, text)
		b.Run(text, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if x, findings := Check(src, s.env, nil); x == nil {
					b.Fatal(briefs(findings))
				}
			}
		})
	}
}
