// Package naming turns the names of a schema into Go names, knows how names of
// each kind are written, and which ones Go or generated code keeps for itself.
package naming

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

// MaxLength bounds a name, so that every file and identifier made of it fits
// where it goes.
const MaxLength = 80

var (
	snake  = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	pascal = regexp.MustCompile(`^[A-Z][A-Za-z0-9]*$`)
)

// IsSnake says whether a name is written snake_case, as those of contexts,
// fields, enum members, rules and refusals are.
func IsSnake(name string) bool { return len(name) <= MaxLength && snake.MatchString(name) }

// IsPascal says whether a name is written PascalCase, as those of types,
// aggregates, events, commands and the like are.
func IsPascal(name string) bool { return len(name) <= MaxLength && pascal.MatchString(name) }

// ToSnake writes a name in snake_case: OrderItem → order_item, SKUList →
// sku_list. What can't be part of a name separates words.
func ToSnake(name string) string {
	return strings.ToLower(strings.Join(words(name), "_"))
}

// ToPascal writes a name in PascalCase: order_item → OrderItem.
func ToPascal(name string) string {
	var b strings.Builder
	for _, word := range words(name) {
		b.WriteString(capitalised(word))
	}
	return b.String()
}

// words splits a name where one of its words ends: before a capital that begins
// a word, and at everything that is no ASCII letter or digit.
func words(name string) []string {
	var all []string
	runes := []rune(name)
	start := 0
	end := func(at int) {
		if at > start {
			all = append(all, string(runes[start:at]))
		}
		start = at
	}
	for i, r := range runes {
		switch {
		case !isWordRune(r):
			end(i)
			start = i + 1
		case i > start && isUpper(r) && (!isUpper(runes[i-1]) || i+1 < len(runes) && isLower(runes[i+1])):
			end(i)
		}
	}
	end(len(runes))
	return all
}

func isUpper(r rune) bool { return r >= 'A' && r <= 'Z' }
func isLower(r rune) bool { return r >= 'a' && r <= 'z' }

func isWordRune(r rune) bool {
	return isUpper(r) || isLower(r) || r >= '0' && r <= '9'
}

func capitalised(word string) string {
	r := []rune(word)
	return string(unicode.ToUpper(r[0])) + string(r[1:])
}

// LowerFirst makes an unexported name of an exported one: OrderDecider →
// orderDecider, SKUList → skuList.
func LowerFirst(name string) string {
	runes := []rune(name)
	for i, r := range runes {
		// The last capital of a run begins the next word.
		if !isUpper(r) || i > 0 && i+1 < len(runes) && isLower(runes[i+1]) {
			break
		}
		runes[i] = unicode.ToLower(r)
	}
	return string(runes)
}

// Package is the Go package name of a context: its name without underscores.
func Package(context string) string { return strings.ReplaceAll(context, "_", "") }

// Scope is a set of Go names that must differ: those of one package, or of the
// fields of one struct.
type Scope struct{ names map[string]Claim }

// Claim is who has a Go name.
type Claim struct {
	What string // `the event "OrderPaid"`, for messages
	Span diag.Span
}

// Take gives a Go name to a claim; if another one has it already, that one
// keeps it and is returned.
func (s *Scope) Take(goName string, c Claim) (other Claim, taken bool) {
	if other, taken := s.names[goName]; taken {
		return other, true
	}
	if s.names == nil {
		s.names = map[string]Claim{}
	}
	s.names[goName] = c
	return Claim{}, false
}

// Has says whether a Go name is taken.
func (s *Scope) Has(goName string) bool {
	_, taken := s.names[goName]
	return taken
}
