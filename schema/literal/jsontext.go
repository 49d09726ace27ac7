package literal

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// jsonNumber matches what is a number both in JSON and in YAML's core schema.
var jsonNumber = regexp.MustCompile(`^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$`)

// json writes a value as JSON text, with the keys in the order written.
func (c *checker) json(v *syntax.Value) any {
	var b strings.Builder
	appendJSON(&b, v)
	return b.String()
}

func appendJSON(b *strings.Builder, v *syntax.Value) {
	switch v.Kind {
	case syntax.ListValue:
		b.WriteByte('[')
		for i, item := range v.Items {
			if i > 0 {
				b.WriteByte(',')
			}
			appendJSON(b, item)
		}
		b.WriteByte(']')
	case syntax.MapValue:
		b.WriteByte('{')
		for i, pair := range v.Pairs {
			if i > 0 {
				b.WriteByte(',')
			}
			b.Write(quoted(pair.Key.Text))
			b.WriteByte(':')
			appendJSON(b, pair.Value)
		}
		b.WriteByte('}')
	default:
		switch text := v.Scalar.Text; {
		case v.Scalar.Null():
			b.WriteString("null")
		case v.Scalar.Style == syntax.Plain && (text == "true" || text == "false" || jsonNumber.MatchString(text)):
			b.WriteString(text)
		default:
			b.Write(quoted(text))
		}
	}
}

func quoted(s string) []byte {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // of a string: never
	}
	return text
}
