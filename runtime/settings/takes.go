package settings

import (
	"log/slog"
	"net/url"
	"reflect"
	"strconv"
	"time"
)

// Taker is a type of a setting that says what may be written for it.
type Taker interface{ Takes() string }

// known are types of others.
var known = map[reflect.Type]string{
	reflect.TypeFor[time.Duration](): "a duration such as 1m30s",
	reflect.TypeFor[slog.Level]():    "debug, info, warn or error",
	reflect.TypeFor[url.URL]():       "a URL",
	reflect.TypeFor[*url.URL]():      "a URL",
	reflect.TypeFor[time.Location](): "a time zone such as Europe/Berlin",
}

// takenBy says what may be written for a type. What a parser said of a value
// isn't passed on: most quote it.
func takenBy(t reflect.Type) string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if taker, ok := reflect.New(t).Interface().(Taker); ok {
		return taker.Takes()
	}
	if words, ok := known[t]; ok {
		return words
	}
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return "a whole number of at most " + strconv.Itoa(t.Bits()) + " bits"
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "a whole number from 0 of at most " + strconv.Itoa(t.Bits()) + " bits"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Slice:
		return "a list of which each is " + takenBy(t.Elem())
	}
	return "what a " + t.String() + " is written as"
}
