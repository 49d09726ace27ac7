package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

// change puts a field into the middle of an event, where neighbours on both
// sides would show if they changed, and says where its value comes from.
var change = strings.NewReplacer(
	"fields: {amount: int64, reference: string}", "fields: {amount: int64, voucher: optional string, reference: string}",
	"emits: [PaymentReceived]", "emits: [{event: PaymentReceived, with: {voucher: cmd.reference}}]",
)

const newField = "voucher"

// measureDiff adds one field to one event of the measured model and looks at
// what generating again changes.
func measureDiff(r *run) ([]row, error) {
	binary, err := buildTool(r)
	if err != nil {
		return nil, err
	}
	model, err := os.ReadFile("domain/ordering/ordering.orchestrix.yaml")
	if err != nil {
		return nil, err
	}
	changed := change.Replace(string(model))
	if strings.Count(changed, newField) != 2 {
		return nil, errors.New("the model has no event to add a field to")
	}
	before, err := generateText(binary, filepath.Join(r.temp, "before"), string(model))
	if err != nil {
		return nil, err
	}
	after, err := generateText(binary, filepath.Join(r.temp, "after"), changed)
	if err != nil {
		return nil, err
	}
	var lines, strangers, files float64
	for name, text := range after {
		l, s := compareLines(before[name], text)
		lines, strangers = lines+l, strangers+s
		if l > 0 {
			files++
		}
		delete(before, name)
	}
	if len(before) > 0 {
		return nil, fmt.Errorf("adding a field removed files: %v", before)
	}
	return []row{
		reported("generated diff of adding one field to one event: lines", count(lines)),
		atMost("the same, lines that don't speak of the field", strangers, 0, count),
		atMost("the same, files", files, 3, count),
	}, nil
}

// generateText is what is generated from a model, by file name.
func generateText(binary, root, model string) (map[string]string, error) {
	err := errors.Join(
		write(root, "go.mod", "module example.com/bench\n\ngo 1.26\n"),
		write(root, "internal/ordering/ordering.orchestrix.yaml", model))
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(binary, "-C", root, "generate")
	cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+root+".cache")
	if _, err := output(cmd); err != nil {
		return nil, err
	}
	texts := map[string]string{}
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") {
			return err
		}
		text, err := os.ReadFile(path)
		texts[strings.TrimPrefix(path, root)] = string(text)
		return err
	})
	return texts, err
}

// compareLines counts the lines that differ, white space aside, and those of
// them that neither speak of the new field nor close what such a line opened.
func compareLines(before, after string) (lines, strangers float64) {
	text := string(diff.Diff("before", []byte(squeeze(before)), "after", []byte(squeeze(after))))
	for line := range strings.Lines(text) {
		added, removed := strings.HasPrefix(line, "+"), strings.HasPrefix(line, "-")
		if !added && !removed || strings.HasPrefix(line, "+++ ") || strings.HasPrefix(line, "--- ") {
			continue
		}
		lines++
		closing := strings.Trim(line[1:], "{}(),; \n") == ""
		if removed || !closing && !strings.Contains(strings.ToLower(line), newField) {
			strangers++
		}
	}
	return lines, strangers
}

// squeeze leaves out empty lines, and writes the others with single spaces.
func squeeze(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if words := strings.Fields(line); len(words) > 0 {
			b.WriteString(strings.Join(words, " ") + "\n")
		}
	}
	return b.String()
}
