package golang

import (
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// TestAFieldMoreChangesFewFilesAndOnlyItsLines puts a field into an event, with
// its source in the command that raises it, at every place after the id.
func TestAFieldMoreChangesFewFilesAndOnlyItsLines(t *testing.T) {
	before := map[string]string{}
	for _, file := range generateShop(t, newShop()) {
		before[file.Path] = string(file.Content)
	}
	about := regexp.MustCompile(`fresh_field|FreshField`)
	for _, typ := range []*model.Type{simple(model.String), simple(model.Timestamp), optionalOf(simple(model.Int64))} {
		for at := 1; at <= 4; at++ {
			m := newShop()
			fresh := codecField("fresh_field", "FreshField", typ)
			m.placed.Fields = append(m.placed.Fields[:at:at], append([]*model.Field{fresh}, m.placed.Fields[at:]...)...)
			emit := m.shop.Aggregates[0].Commands[0].Emits[0]
			source := model.FieldSource{Field: fresh, Value: check("shop.fresh", sel(cmdVar, fresh))}
			emit.Fields = append(emit.Fields[:at-1:at-1], append([]model.FieldSource{source}, emit.Fields[at-1:]...)...)
			var changed []string
			for _, file := range generateShop(t, m) {
				after, old := string(file.Content), before[file.Path]
				if after == old {
					continue
				}
				changed = append(changed, path.Base(file.Path))
				rest := withoutBlocks(strings.Split(after, "\n"), about)
				if squeezed(rest) != squeezed(strings.Split(old, "\n")) {
					t.Errorf("a %v at %d changes other lines of %s", typ.Kind, at, file.Path)
				}
			}
			want := "order_events_gen.go order_handler_gen.go order_json_gen.go"
			if got := strings.Join(changed, " "); strings.ReplaceAll(got, " order_examples_gen.go", "") != want {
				t.Errorf("a %v at %d changes %s", typ.Kind, at, got)
			}
		}
	}
}

// squeezed is text without what gofmt aligns.
func squeezed(lines []string) string {
	return strings.Join(strings.Fields(strings.Join(lines, "\n")), " ")
}
