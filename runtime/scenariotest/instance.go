package scenariotest

import (
	"strings"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
	"github.com/orchestrix-go/orchestrix-gen/runtime/reaction"
)

// Instance is an instance of the process that a test is about.
type Instance struct {
	f   *Fixture
	key string
}

// Instance is the one of a key, or without one the only one there is.
func (f *Fixture) Instance(key ...string) Instance {
	f.t.Helper()
	f.settle()
	if len(key) > 0 {
		return Instance{f, key[0]}
	}
	keys, err := f.process().Keys(f.Context(), f.store)
	switch {
	case err != nil:
		f.t.Fatal(err)
	case len(keys) != 1:
		f.t.Fatalf("%s has the instances %q: say which one", f.reacting.sub.Name, keys)
	}
	return Instance{f, keys[0]}
}

// process is what the test is about.
func (f *Fixture) process() follower {
	f.t.Helper()
	if f.reacting == nil {
		f.t.Fatal("About comes before an instance")
	}
	p, ok := f.reacting.reaction.(follower)
	if !ok {
		f.t.Fatalf("%s is no process: it has no instances", f.reacting.sub.Name)
	}
	return p
}

// Is compares the state; fields left out aren't compared.
func (i Instance) Is(want Fields) {
	i.f.t.Helper()
	state := i.read().State
	differences, err := compare(want, state)
	if err != nil {
		i.f.t.Fatalf("the state isn't JSON: %v\n\t%q", err, state)
	}
	if len(differences) > 0 {
		i.f.t.Errorf("the state of %q differs:\n\t%s\n\tthe state: %s", i.key, strings.Join(differences, "\n\t"), state)
	}
}

// Ended says whether it must have ended.
func (i Instance) Ended(want bool) {
	i.f.t.Helper()
	if got := i.read().Ended; got != want {
		i.f.t.Errorf("%q has ended: %v, want %v", i.key, got, want)
	}
}

// TimesOut has it be the time when a timeout ends.
func (i Instance) TimesOut(name string) {
	i.f.t.Helper()
	i.f.begin("a timeout")
	for _, timer := range i.read().Timers {
		if timer.Name == name {
			now := timer.At
			if i.f.now.After(now) {
				now = i.f.now
			}
			i.f.become(now)
			return
		}
	}
	i.f.t.Fatalf("%q has no timeout %s that is still to come", i.key, name)
}

func (i Instance) read() reaction.Instance {
	i.f.t.Helper()
	instance, ok, err := i.f.process().Instance(orchestrix.WithTenant(i.f.Context(), i.f.meta.Tenant), i.f.store, i.key)
	if err != nil {
		i.f.t.Fatal(err)
	}
	if !ok {
		i.f.t.Fatalf("%s has no instance %q", i.f.reacting.sub.Name, i.key)
	}
	return instance
}
