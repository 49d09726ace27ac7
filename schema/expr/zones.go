package expr

import (
	"time"
	_ "time/tzdata" // the same zones are known wherever code is generated

	runtime "github.com/orchestrix-go/orchestrix-gen/runtime/expr"
)

// zoneConstant looks at a time zone as the function that compiled expressions call
// does.
func zoneConstant(args []any) (any, string) {
	zone, ok := args[1].(string)
	if !ok {
		return nil, ""
	}
	if zone == "Local" {
		return nil, "is another time zone on each machine"
	}
	var ev runtime.Errors
	if ev.In(time.Time{}, zone); ev.Err() != nil {
		return nil, "isn't a time zone such as Europe/Vienna or +02:00"
	}
	return nil, ""
}
