package literal

import "strings"

// Article puts "a" or "an" before a name.
func Article(name string) string {
	if name != "" && strings.ContainsRune("aeioAEIO", rune(name[0])) || strings.HasPrefix(name, "unset") {
		return "an " + name
	}
	return "a " + name
}
