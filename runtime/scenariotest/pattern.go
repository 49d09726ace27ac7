package scenariotest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"time"
)

// Patterns say what a piece of JSON must be. A pattern is one of the types
// below, nil (the value is absent or null), or a Go value: string, bool, int,
// int64, uint64, float64, []byte, [time.Time], [time.Duration] or
// [json.RawMessage]. Values that JSON can write in several ways are compared as
// values: 1.50 is 1.5, 12:00Z is 13:00+01:00.
type (
	// Fields is an object of which only the fields that are named are compared.
	Fields map[string]any
	// Entries is an object with exactly these keys.
	Entries map[string]any
	// List is an array of exactly these elements, in order.
	List []any
	// Decimal is a decimal, which JSON holds as a string.
	Decimal string
)

// compare lists how JSON text differs from a pattern.
func compare(want any, data []byte) ([]string, error) {
	got, err := decode(data)
	if err != nil {
		return nil, err
	}
	var c comparison
	c.value("", want, got)
	return c.differences, nil
}

// decode keeps numbers as they are written.
func decode(data []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		return nil, err
	}
	if d.More() {
		return nil, fmt.Errorf("there is more after the JSON value")
	}
	return value, nil
}

// whole is an object with exactly these fields.
type whole map[string]any

// exact is the pattern that only this value matches.
func exact(value any) any {
	switch x := value.(type) {
	case map[string]any:
		fields := whole{}
		for key, v := range x {
			fields[key] = exact(v)
		}
		return fields
	case []any:
		list := List{}
		for _, v := range x {
			list = append(list, exact(v))
		}
		return list
	}
	return value
}

type comparison struct{ differences []string }

func (c *comparison) differ(path string, want, got any) {
	if path == "" {
		path = "the whole"
	}
	c.differences = append(c.differences, fmt.Sprintf("%s: want %s, got %s", path, show(want), show(got)))
}

func (c *comparison) value(path string, want, got any) {
	switch w := want.(type) {
	case Fields:
		c.fields(path, w, got)
	case Entries:
		c.members(path, w, got, func(key string) string { return path + "[" + strconv.Quote(key) + "]" })
	case whole:
		c.members(path, w, got, func(key string) string { return join(path, key) })
	case List:
		c.list(path, w, got)
	case json.RawMessage:
		if value, err := decode(w); err != nil || canonical(value) != canonical(got) {
			c.differ(path, want, got)
		}
	default:
		if !scalarIs(want, got) {
			c.differ(path, want, got)
		}
	}
}

func (c *comparison) fields(path string, want Fields, got any) {
	object, ok := got.(map[string]any)
	if !ok {
		c.differ(path, want, got)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		c.member(join(path, name), want[name], object, name)
	}
}

// members compares an object all of whose keys are told.
func (c *comparison) members(path string, want map[string]any, got any, at func(key string) string) {
	object, ok := got.(map[string]any)
	if !ok {
		c.differ(path, want, got)
		return
	}
	for _, key := range slices.Sorted(maps.Keys(want)) {
		c.member(at(key), want[key], object, key)
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if _, wanted := want[key]; !wanted {
			c.differ(at(key), nil, object[key])
		}
	}
}

// member compares what stands under a key. What isn't there is as null.
func (c *comparison) member(path string, want any, object map[string]any, key string) {
	got, present := object[key]
	if !present && want != nil {
		c.differences = append(c.differences, fmt.Sprintf("%s: want %s, it is absent", path, show(want)))
		return
	}
	c.value(path, want, got)
}

func (c *comparison) list(path string, want List, got any) {
	list, ok := got.([]any)
	if !ok || len(list) != len(want) {
		c.differ(path, want, got)
		return
	}
	for i := range want {
		c.value(path+"["+strconv.Itoa(i)+"]", want[i], list[i])
	}
}

func scalarIs(want, got any) bool {
	switch w := want.(type) {
	case nil:
		return got == nil
	case bool:
		return got == w
	case int:
		return numberIs(strconv.Itoa(w), got)
	case int64:
		return numberIs(strconv.FormatInt(w, 10), got)
	case uint64:
		return numberIs(strconv.FormatUint(w, 10), got)
	case json.Number:
		return numberIs(string(w), got)
	case float64:
		number, ok := got.(json.Number)
		f, err := number.Float64()
		return ok && err == nil && f == w
	}
	text, ok := got.(string)
	if !ok {
		return false
	}
	switch w := want.(type) {
	case string:
		return text == w
	case Decimal:
		return sameDecimal(string(w), text)
	case []byte:
		return text == base64.StdEncoding.EncodeToString(w)
	case time.Time:
		t, err := time.Parse(time.RFC3339Nano, text)
		return err == nil && t.Equal(w)
	case time.Duration:
		d, err := time.ParseDuration(text)
		return err == nil && d == w
	}
	panic(fmt.Sprintf("scenariotest: a %T can't be expected", want))
}

func numberIs(want string, got any) bool {
	number, ok := got.(json.Number)
	return ok && string(number) == want
}

func sameDecimal(a, b string) bool {
	if a == b {
		return true
	}
	x, okX := new(big.Rat).SetString(a)
	y, okY := new(big.Rat).SetString(b)
	return okX && okY && x.Cmp(y) == 0
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// canonical is JSON text that equal values share.
func canonical(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(text)
}

// show is a pattern or a value as JSON.
func show(value any) string {
	switch x := value.(type) {
	case time.Time:
		return strconv.Quote(x.Format(time.RFC3339Nano))
	case time.Duration:
		return strconv.Quote(x.String())
	}
	return canonical(value)
}
