package golang

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/naming"
)

// kind says what a type with methods is, for the name of its receiver.
type kind int

const (
	valueKind kind = iota // values, variants, enums, ids
	commandKind
	eventKind
	stateKind
	rowKind // of a read model
	rejectionKind
)

// takenReceivers are the letters that generated methods use for something
// else: a buffer, a command, a decoder or decision, an event, the module,
// violations.
const takenReceivers = "bcdemv"

// receiver is the name of a type's receiver: its first letter, unless generated
// methods use that for something else.
func receiver(goName string, k kind) string {
	switch k {
	case commandKind:
		return "c"
	case eventKind:
		return "e"
	case rejectionKind:
		return "r"
	}
	letter := strings.ToLower(goName[:1])
	if !strings.Contains(takenReceivers, letter) {
		return letter
	}
	if k == stateKind || k == rowKind {
		return "s"
	}
	return "x"
}

// lowerFirst makes an unexported name of an exported one: OrderDecider →
// orderDecider, SKUList → skuList.
func lowerFirst(name string) string { return naming.LowerFirst(name) }

// upperFirst makes an exported name of a word.
func upperFirst(name string) string {
	if name == "" {
		return ""
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// words splits a PascalCase name and joins its words in lower case: SKUList
// with "_" → sku_list.
func words(name, separator string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if i > 0 && unicode.IsUpper(r) &&
			(!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			b.WriteString(separator)
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// withArticle puts "a" or "an" before a name.
func withArticle(name string) string { return article(name) + name }

// linked is a name with its article and a link to it.
func linked(name string) string { return article(name) + "[" + name + "]" }

func article(name string) string {
	for _, you := range []string{"Uni", "Use", "Usa", "Usu", "Eu", "UUID", "One"} { // spoken as "you", or "won"
		if strings.HasPrefix(name, you) {
			return "a "
		}
	}
	if strings.ContainsRune("AEIOUaeiou", rune(name[0])) {
		return "an "
	}
	return "a "
}

// contextFiles are the stems of the files that belong to a context as a whole.
var contextFiles = map[string]bool{
	"types": true, "types_json": true, "module": true, "policies": true, "views": true, "doc": true, "asks": true, "effects": true,
}

// concerns are what follows an aggregate's name in its files' names.
var concerns = []string{"_events", "_commands", "_json", "_handler", "_scenarios", "_decider", "_apply"}

func endsInConcern(prefix string) bool {
	return slices.ContainsFunc(concerns, func(concern string) bool { return strings.HasSuffix(prefix, concern) })
}

// filePrefix begins the names of an aggregate's files: its name in snake case.
// An aggregate whose name would meet another file's says that it is one, so an
// aggregate OrderEvents doesn't take the file of Order's events.
func (p *pkg) filePrefix(a *model.Aggregate) string {
	prefix := words(a.Name, "_")
	if !contextFiles[prefix] && !endsInConcern(prefix) {
		return prefix
	}
	for {
		prefix += "_aggregate"
		if !slices.ContainsFunc(p.ctx.Aggregates, func(other *model.Aggregate) bool { return words(other.Name, "_") == prefix }) {
			return prefix
		}
	}
}

// stems are the names, unique in a package, of what is declared for one field
// of one type: its type's name and its own.
type stems map[stemKey]string

type stemKey struct {
	owner string
	field *model.Field
}

// newStems names the fields of everything in the context that has a validator.
// A stem that two fields would share (of_item in Order, item in OrderOf) gets a
// number.
func newStems(c *model.Context) stems {
	s, used := stems{}, map[string]bool{}
	taken := func(stem string) bool { return used[stem] || endsLikeUnexported(stem) }
	add := func(owner string, fields []*model.Field) {
		for _, f := range fields {
			stem := owner + f.GoName
			for n := 2; taken(stem); n++ {
				stem = owner + f.GoName + strconv.Itoa(n)
			}
			used[stem] = true
			s[stemKey{owner, f}] = stem
		}
	}
	for _, v := range c.Values {
		add(v.GoName, v.Fields)
	}
	for _, u := range c.Unions {
		for _, v := range u.Variants {
			add(v.GoName, v.Fields)
		}
	}
	for _, a := range c.Aggregates {
		for _, e := range a.Events {
			add(e.GoName, e.Fields)
		}
		for _, cmd := range a.Commands {
			add(cmd.GoName, cmd.Fields)
		}
	}
	return s
}

// endsLikeUnexported says that a stem ends as the names of what is declared for
// a whole aggregate or command do, so that a name made of it could be one of
// those.
func endsLikeUnexported(stem string) bool {
	return strings.HasSuffix(stem, "Aggregate") || strings.HasSuffix(stem, "Handling") || strings.HasSuffix(stem, "Decider") || strings.HasSuffix(stem, "ReadModel")
}
