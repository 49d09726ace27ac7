package usermodule_test

import (
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/internal/usermodule"
)

func TestAUsersModuleBuildsAgainstTheCheckout(t *testing.T) {
	m := usermodule.New(t)
	m.Write("main.go", `package main

import orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"

func main() { println(orchestrix.IsAtLeastV1) }
`)
	if out := m.MustGo("run", "."); !strings.Contains(out, "true") {
		t.Errorf("the program printed %q", out)
	}
}

func TestAProgramThatDoesNotBuildIsAnError(t *testing.T) {
	m := usermodule.New(t)
	m.Write("main.go", "package main\n\nfunc main() { missing() }\n")
	out, err := m.Go("build", "./...")
	if err == nil || !strings.Contains(out, "undefined: missing") {
		t.Errorf("err %v, output %q", err, out)
	}
}
