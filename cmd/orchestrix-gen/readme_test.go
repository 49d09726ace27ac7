package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/internal/usermodule"
)

var fenced = regexp.MustCompile("(?s)```(\\w*)\n(.*?)```")

// readmeBlocks are the README's code blocks of a language, "" for commands.
func readmeBlocks(t *testing.T, language string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(usermodule.Checkout(t), "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var blocks []string
	for _, m := range fenced.FindAllStringSubmatch(string(text), -1) {
		if m[1] == language {
			blocks = append(blocks, m[2])
		}
	}
	return blocks
}

// TestTheReadmesPathWorks does what the README says, from an empty folder to a
// passing scenario, and finds in what is generated the Go that it shows.
func TestTheReadmesPathWorks(t *testing.T) {
	folder := t.TempDir()
	if err := os.Symlink(usermodule.Checkout(t), filepath.Join(folder, "orchestrix-gen")); err != nil {
		t.Fatal(err)
	}
	commands := readmeBlocks(t, "")
	if len(commands) != 3 {
		t.Fatalf("the README has %d blocks of commands", len(commands))
	}
	shell(t, folder, commands[1])
	shop := filepath.Join(folder, "shop")
	model := filepath.Join(shop, "internal", "cards", "cards.orchestrix.yaml")
	if err := os.WriteFile(model, []byte(readmeBlocks(t, "yaml")[0]), 0o666); err != nil {
		t.Fatal(err)
	}
	if out := shell(t, shop, commands[2]); !strings.Contains(out, "ok  \texample.com/shop/internal/cards") {
		t.Errorf("the scenario didn't run:\n%s", out)
	}
	var all strings.Builder
	for _, text := range goFiles(t, shop) {
		all.WriteString(text)
	}
	shown := readmeBlocks(t, "go")
	for _, excerpt := range shown[:len(shown)-1] { // the last is the user's own
		if !strings.Contains(all.String(), excerpt) {
			t.Errorf("what the README shows isn't what is generated:\n%s", excerpt)
		}
	}
}

func shell(t *testing.T, dir, script string) string {
	t.Helper()
	cmd := exec.Command("bash", "-e", "-c", script)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v in\n%s\n%s", err, script, out)
	}
	return string(out)
}
