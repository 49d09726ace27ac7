package main

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/orchestrix-go/orchestrix-gen/internal/usermodule"
)

// foreignModels is the folder of models of other people's domains, beside the
// checkout. Tests over it skip where it isn't there.
func foreignModels(t *testing.T) string {
	t.Helper()
	folder := filepath.Join(usermodule.Checkout(t), "..", "shared", "models")
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("no foreign models: %v", err)
	}
	return folder
}

// workspaces are the foreign models by the folders that belong together.
var workspaces = map[string][]string{
	"giftcard":      {"giftcard"},
	"todo":          {"todo"},
	"helpdesk":      {"helpdesk"},
	"hotel":         {"hotel/group_checkouts", "hotel/guest_stay_accounts"},
	"hotel process": {"hotel/group_guests", "hotel/group_checkout_process"},
}

// userOf makes a user's module with the given model folders in it, each schema
// changed by edit.
func userOf(t *testing.T, models string, folders []string, edit func(*yaml.Node)) *usermodule.Module {
	t.Helper()
	m := usermodule.New(t)
	for _, folder := range folders {
		files, err := filepath.Glob(filepath.Join(models, folder, "*.orchestrix.yaml"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no schema in %s: %v", folder, err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if edit != nil {
				text = edited(t, text, edit)
			}
			m.Write("internal/"+filepath.Base(folder)+"/"+filepath.Base(file), string(text))
		}
	}
	return m
}

func edited(t *testing.T, text []byte, edit func(*yaml.Node)) []byte {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	eachScenario(&doc, edit)
	text, err := yaml.Marshal(&doc)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// withScenarios are the parts of a schema whose entries have scenarios.
var withScenarios = []string{"aggregates", "policies", "processes", "read_models"}

// eachScenario visits all scenarios, of those with steps the last step.
func eachScenario(doc *yaml.Node, visit func(*yaml.Node)) {
	for _, part := range withScenarios {
		entries := child(doc.Content[0], part)
		if entries == nil {
			continue
		}
		for i := 1; i < len(entries.Content); i += 2 {
			scenarios := child(entries.Content[i], "scenarios")
			if scenarios == nil {
				continue
			}
			for _, scenario := range scenarios.Content {
				if steps := child(scenario, "steps"); steps != nil {
					visit(steps.Content[len(steps.Content)-1])
					continue
				}
				visit(scenario)
			}
		}
	}
}

func child(mapping *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

func generateIn(t *testing.T, dir string, args ...string) (string, int) {
	t.Helper()
	var stdout, stderr strings.Builder
	code := run(context.Background(), append([]string{"-C", dir, "generate"}, args...), &stdout, &stderr)
	return stdout.String() + stderr.String(), code
}

func mustGenerate(t *testing.T, m *usermodule.Module) {
	t.Helper()
	if out, code := generateIn(t, m.Dir); code != exitOK {
		t.Fatalf("generate: exit code %d\n%s", code, out)
	}
}

func TestForeignModelsPassTheirScenarios(t *testing.T) {
	models := foreignModels(t)
	for name, folders := range workspaces {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := userOf(t, models, folders, nil)
			onSQLiteToo(t, m)
			mustGenerate(t, m)
			passed, failed := outcomes(m.MustGo("test", "-trimpath", "-vet=all", "-v", "./..."))
			if want := countScenarios(t, models, folders); passed != want || failed != 0 {
				t.Errorf("%d scenarios passed and %d failed, of %d", passed, failed, want)
			}
		})
	}
}

var contextName = regexp.MustCompile(`(?m)^context: (\w+)$`)

// onSQLiteToo has the scenarios of all contexts run on SQLite beside memory.
func onSQLiteToo(t *testing.T, m *usermodule.Module) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(m.Dir, "internal", "*", "*.orchestrix.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.ReplaceAll(contextName.FindStringSubmatch(string(text))[1], "_", "")
		m.Write("internal/"+filepath.Base(filepath.Dir(file))+"/stores_test.go",
			"package "+name+"_test\n\nimport _ \"github.com/orchestrix-go/orchestrix-gen/runtime/sqlite/sqlitescenarios\"\n")
	}
}

var outcome = regexp.MustCompile(`(?m)^    --- (PASS|FAIL): Test\w+Scenarios/`)

// outcomes counts the scenarios that passed and failed in the output of go test -v.
func outcomes(output string) (passed, failed int) {
	for _, line := range outcome.FindAllString(output, -1) {
		if strings.Contains(line, "PASS") {
			passed++
		} else {
			failed++
		}
	}
	return passed, failed
}

func countScenarios(t *testing.T, models string, folders []string) int {
	t.Helper()
	count := 0
	userOf(t, models, folders, func(*yaml.Node) { count++ })
	return count
}

// flips each break one kind of expectation of a scenario; they say whether
// there was one to break.
var flips = map[string]func(*yaml.Node) bool{
	"outcome": flipOutcome,
	"state": func(scenario *yaml.Node) bool {
		return flipScalar(child(scenario, "state")) || flipScalar(child(scenario, "ended")) || flipScalar(child(scenario, "count"))
	},
	"fields": func(scenario *yaml.Node) bool {
		return flipScalar(child(scenario, "then")) || flipScalar(child(scenario, "sends")) || flipScalar(child(scenario, "rows"))
	},
}

// flipOutcome makes events, commands or rows none, a refusal no events, and one
// that is recorded another refusal.
func flipOutcome(scenario *yaml.Node) bool {
	if rejected := child(scenario, "rejected"); rejected != nil && child(scenario, "then") != nil {
		rejected.Value = "not_found"
		return true
	}
	for _, key := range []string{"then", "sends", "rows"} {
		if list := child(scenario, key); list != nil && len(list.Content) > 0 {
			list.Content = nil
			return true
		}
	}
	for i := 0; i+1 < len(scenario.Content); i += 2 {
		if scenario.Content[i].Value == "rejected" {
			scenario.Content[i].Value = "then"
			*scenario.Content[i+1] = yaml.Node{Kind: yaml.SequenceNode}
			return true
		}
	}
	return false
}

// flipScalar changes the first number, time or boolean below a node.
func flipScalar(n *yaml.Node) bool {
	if n == nil {
		return false
	}
	if n.Kind == yaml.ScalarNode {
		switch n.Tag {
		case "!!int":
			number, err := strconv.Atoi(n.Value)
			n.Value = strconv.Itoa(number + 1)
			return err == nil
		case "!!timestamp":
			n.Value = strings.Replace(n.Value, "2026-", "2027-", 1)
			return strings.HasPrefix(n.Value, "2027-")
		case "!!bool":
			n.Value = map[string]string{"true": "false", "false": "true"}[n.Value]
			return true
		}
		return false
	}
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			continue
		}
		if flipScalar(c) {
			return true
		}
	}
	return false
}

func TestAFlippedExpectationFails(t *testing.T) {
	models := foreignModels(t)
	for kind, flip := range flips {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			total := 0
			for name, folders := range workspaces {
				flipped := 0
				m := userOf(t, models, folders, func(scenario *yaml.Node) {
					if flip(scenario) {
						flipped++
					}
				})
				if flipped == 0 {
					continue
				}
				total += flipped
				mustGenerate(t, m)
				// Without paths, what a flip leaves as it is has been compiled before.
				out, _ := m.Go("test", "-trimpath", "-vet=off", "-v", "./...")
				if _, failed := outcomes(out); failed != flipped {
					t.Errorf("%s: %d expectations were flipped, %d scenarios failed\n%s", name, flipped, failed, out)
				}
			}
			if total == 0 {
				t.Error("nothing was flipped")
			}
		})
	}
}
