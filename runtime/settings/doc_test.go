package settings_test

import (
	"os"
	"regexp"
	"testing"

	"github.com/caarlos0/env/v11"

	"github.com/orchestrix-go/orchestrix-gen/runtime/settings"
)

// The table in the package's comment is what people look at.
func TestEveryVariableIsDocumentedWithItsDefault(t *testing.T) {
	comment, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]string{}
	for _, row := range regexp.MustCompile(`(?m)^//\t\| ([A-Z_]+) +\| .+ \| ([^ :|]*).*\|$`).FindAllStringSubmatch(string(comment), -1) {
		documented[row[1]] = row[2]
	}
	fields, err := env.GetFieldParams(&settings.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range fields {
		said, known := documented[field.Key]
		if !known || field.HasDefaultValue && said != field.DefaultValue && field.Key != "HTTP_ADDR" {
			t.Errorf("%s has the default %q, documented is %q", field.Key, field.DefaultValue, said)
		}
		delete(documented, field.Key)
	}
	for variable := range documented {
		t.Errorf("%s is documented, and not there", variable)
	}
}
