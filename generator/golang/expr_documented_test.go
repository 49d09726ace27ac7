package golang

import (
	"os"
	"strings"
	"testing"
)

// documentedExamples are the conditions that docs/expressions.md says are true.
func documentedExamples(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("../../docs/expressions.md")
	if err != nil {
		t.Fatal(err)
	}
	var examples []string
	within := false
	for line := range strings.Lines(string(text)) {
		switch {
		case line == "| forms | example, true |\n":
			within = true
		case !strings.HasPrefix(line, "|"):
			within = false
		case within && strings.HasPrefix(line, "| `"):
			line = strings.TrimSuffix(strings.TrimSpace(line), "` |")
			example := line[strings.LastIndex(line, "| `")+len("| `"):]
			examples = append(examples, strings.ReplaceAll(example, `\|`, "|"))
		}
	}
	if len(examples) < 70 {
		t.Fatalf("%d examples are documented", len(examples))
	}
	return examples
}
