package literal

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// Text is a single constant as a schema would write it; of lists, maps and
// structs it is a word for what they are.
func Text(l *model.Literal) string {
	switch x := l.Value.(type) {
	case nil:
		return "null"
	case string:
		return x
	case bool:
		return strconv.FormatBool(x)
	case float64:
		return strconv.FormatFloat(x, 'g', -1, 64)
	case []byte:
		return base64.StdEncoding.EncodeToString(x)
	case time.Time:
		if kind(l.Type) == model.Date {
			return x.Format(time.DateOnly)
		}
		return x.Format(time.RFC3339Nano)
	case *model.EnumMember:
		return x.Name
	case []*model.Literal:
		return "a list"
	case []model.MapEntry:
		return "a mapping"
	case *model.StructLiteral:
		return Article(l.Type.String())
	default:
		return fmt.Sprint(x) // integers and durations
	}
}

// kind looks through an optional.
func kind(t *model.Type) model.Kind {
	if t.Kind == model.Optional {
		return t.Elem.Kind
	}
	return t.Kind
}
