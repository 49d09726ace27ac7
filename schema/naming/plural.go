package naming

import "strings"

// Plural is a name in PascalCase for several of what it names: OrderSummary →
// OrderSummaries, Address → Addresses. A name that ends in s otherwise is taken for
// a plural: Todos.
func Plural(name string) string {
	last := words(name)
	word := strings.ToLower(last[len(last)-1])
	switch {
	case hasSuffix(word, "ss", "x", "z", "ch", "sh", "us", "is"):
		return name + "es"
	case strings.HasSuffix(word, "s"):
		return name
	case len(word) > 1 && strings.HasSuffix(word, "y") && !strings.ContainsRune("aeiou", rune(word[len(word)-2])):
		return name[:len(name)-1] + "ies"
	}
	return name + "s"
}

func hasSuffix(word string, suffixes ...string) bool {
	for _, suffix := range suffixes {
		if strings.HasSuffix(word, suffix) {
			return true
		}
	}
	return false
}
