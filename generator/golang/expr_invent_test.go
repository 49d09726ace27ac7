package golang

import (
	"fmt"
	"math/rand/v2"
)

// inventor makes up expressions of a type, errors included: it divides by what
// may be zero and looks up what may be missing.
type inventor struct {
	random *rand.Rand
	oracle *oracle
	// loops are the loop names in scope, all of ints.
	loops []string
}

// inventedTypes are what is made up, by how Go's switch tells them apart.
var inventedTypes = []string{"int", "int", "bool", "bool", "string", "double", "uint", "list", "map"}

func (g *inventor) anyType() string { return g.pick(inventedTypes...) }

func (g *inventor) pick(options ...string) string { return options[g.random.IntN(len(options))] }

// expression makes up an expression that nests at most so deep.
func (g *inventor) expression(typ string, depth int) string {
	if depth == 0 || g.random.IntN(6) == 0 {
		return g.leaf(typ)
	}
	if g.random.IntN(7) == 0 {
		return fmt.Sprintf("(%s ? %s : %s)", g.expression("bool", depth-1), g.expression(typ, depth-1), g.expression(typ, depth-1))
	}
	x := func(typ string) string { return g.expression(typ, depth-1) }
	switch typ {
	case "int":
		return g.number(x, depth)
	case "uint":
		return fmt.Sprintf("(%s %s %s)", x(typ), g.pick("+", "-", "*", "/", "%"), x(typ))
	case "double":
		if g.random.IntN(4) == 0 {
			return fmt.Sprintf("-(%s)", x(typ))
		}
		return fmt.Sprintf("(%s %s %s)", x(typ), g.pick("+", "-", "*", "/"), x(typ))
	case "string":
		switch g.random.IntN(4) {
		case 0:
			return fmt.Sprintf("string(%s)", x("int"))
		case 1:
			return fmt.Sprintf("%s.substring(%s)", x(typ), x("int"))
		}
		return fmt.Sprintf("(%s + %s)", x(typ), x(typ))
	case "list":
		switch g.random.IntN(5) {
		case 0:
			return fmt.Sprintf("(%s + %s)", x(typ), x(typ))
		case 1:
			return fmt.Sprintf("[%s, %s]", x("int"), x("int"))
		case 2:
			return g.loop(x(typ), "map", "int", depth)
		case 3:
			return fmt.Sprintf("%s.distinct()", x(typ))
		}
		return g.loop(x(typ), "filter", "bool", depth)
	case "map":
		// A repeated key is an error in CEL and none in cel-go.
		return fmt.Sprintf("{%s: %s, (%s + \"!\"): %s}", g.leaf("string"), x("int"), x("string"), x("int"))
	}
	return g.condition(x, depth)
}

func (g *inventor) number(x func(string) string, depth int) string {
	switch g.random.IntN(7) {
	case 0:
		return fmt.Sprintf("size(%s)", x(g.pick("list", "string", "map")))
	case 1:
		return fmt.Sprintf("%s[%s]", x("list"), x("int"))
	case 2:
		return fmt.Sprintf("stock[%s]", x("string"))
	case 3:
		return fmt.Sprintf("-(%s)", x("int"))
	}
	return fmt.Sprintf("(%s %s %s)", x("int"), g.pick("+", "-", "*", "/", "%"), x("int"))
}

func (g *inventor) condition(x func(string) string, depth int) string {
	switch g.random.IntN(9) {
	case 0, 1:
		return fmt.Sprintf("(%s && %s)", x("bool"), x("bool"))
	case 2, 3:
		return fmt.Sprintf("(%s || %s)", x("bool"), x("bool"))
	case 4:
		return fmt.Sprintf("!(%s)", x("bool"))
	case 5:
		return g.loop(x("list"), g.pick("all", "exists", "exists_one"), "bool", depth)
	case 6:
		return fmt.Sprintf("(%s in %s)", x("int"), x("list"))
	case 7:
		typ := g.anyType()
		return fmt.Sprintf("(%s %s %s)", x(typ), g.pick("==", "!="), x(typ))
	}
	typ := g.pick("int", "uint", "double", "string", "bool")
	return fmt.Sprintf("(%s %s %s)", x(typ), g.pick("<", "<=", ">", ">="), x(typ))
}

func (g *inventor) loop(over, macro, body string, depth int) string {
	name := g.pick("n", "m", "item", "seven")
	outer := g.loops
	g.loops = append(g.loops, name)
	defer func() { g.loops = outer }()
	return fmt.Sprintf("%s.%s(%s, %s)", over, macro, name, g.expression(body, depth-1))
}

func (g *inventor) leaf(typ string) string {
	switch typ {
	case "int":
		if len(g.loops) > 0 && g.random.IntN(2) == 0 {
			return g.pick(g.loops...)
		}
		return g.pick("zero", "one", "minus", "most", "least", "0", "1", "2", "5")
	case "uint":
		return g.pick("three", "utmost", "0u", "2u")
	case "double":
		return g.pick("half", "nothing", "1.5", "-2.0")
	case "string":
		return g.pick("word", "empty", `"a"`, `"b"`, `"z"`)
	case "bool":
		return g.pick("yes", "no", "(1 / zero == 1)", `("a" in stock)`)
	case "list":
		return g.pick("numbers", "none", "[1, 2]", "[zero]")
	}
	return g.pick("stock", `{"a": 1}`)
}
