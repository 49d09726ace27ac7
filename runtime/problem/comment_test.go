package problem_test

import (
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
)

// documented reads the table in the package's comment: statuses by code.
func documented(t *testing.T) map[string]int {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "problem.go", nil, parser.PackageClauseOnly|parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]int{}
	for line := range strings.SplitSeq(file.Doc.Text(), "\n") {
		cells := strings.Split(line, "|")
		if len(cells) != 5 {
			continue
		}
		number, _, _ := strings.Cut(strings.TrimSpace(cells[3]), " ")
		if status, err := strconv.Atoi(number); err == nil {
			rows[strings.TrimSpace(cells[1])] = status
		}
	}
	return rows
}
