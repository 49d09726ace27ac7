package corpus_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/internal/corpus"
)

func TestAModuleIsFoundWithItsFiles(t *testing.T) {
	dir := corpus.Dir(t, corpus.Module{
		Path:    "github.com/nst/JSONTestSuite",
		Version: "v0.0.0-20241122125541-1ef36fa01286",
		Sum:     "h1:t/cjDwz9uc/5ZSagWtr7nWpoEA5Imvw/ArlJuI+d+Cw=",
	})
	if _, err := os.Stat(filepath.Join(dir, "test_parsing", "y_array_empty.json")); err != nil {
		t.Fatal(err)
	}
}
