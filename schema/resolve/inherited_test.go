package resolve_test

import (
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// What is set from something personal is personal, however it came there.
func TestRowsAndProcessesInheritWhatIsPersonal(t *testing.T) {
	ws := mustResolve(t, `context: a
values: {Address: {fields: {street: {type: string, sensitivity: pii}, town: string}}}
aggregates:
  Person:
    events:
      PersonJoined:
        fields:
          person_id_no: string
          name: {type: string, sensitivity: pii, subject: person_id}
          address: {type: Address, sensitivity: pii, subject: person_id}
          nicknames: {type: list of string, sensitivity: pii, subject: person_id}
          age: int
        apply: none
    commands: {Join: {creates: true, fields: {age: int}, decide: go, emits: [PersonJoined]}}
processes:
  Greeting:
    key: person_id
    state: {who: string, town: string, years: int, seen: map of string to int, greeted: map of string to int}
    whenever:
      PersonJoined:
        starts: true
        sets: {who: event.name, years: event.age, "seen[event.name]": 1, "greeted[event.person_id]": 1}
  ByName:
    key: event.name
    state: {whose: string, how_many: int}
    whenever: {PersonJoined: {starts: true, sets: {whose: key, how_many: 1}}}
read_models:
  People:
    key: person_id
    fields: {person_id: ref Person, hello: string, again: optional string, town: string, adult: bool, named: bool, initials: string}
    from:
      PersonJoined:
        let: {first: 'event.name.substring(0, 1)'}
        upsert: {again: row.hello, hello: '"hello " + event.name', town: event.address.town, adult: event.age > 17, named: event.name != "", initials: first}
  Nicknames:
    key: [person_id, nickname]
    fields: {person_id: ref Person, nickname: string, is: string}
    from: {PersonJoined: {for_each: event.nicknames, as: n, insert: {nickname: n, is: n}}}
`)
	c := ws.Contexts[0]
	want(t, "what is personal of rows", personal(c.ReadModels[0].Fields), "hello string, again optional string, town string, initials string")
	want(t, "what is personal of rows for each", personal(c.ReadModels[1].Fields), "nickname string, is string")
	want(t, "what is personal of a process", personal(c.Processes[0].State), "who string, seen map of string to int64")
	want(t, "what is personal of one by a personal key", personal(c.Processes[1].State), "whose string")
}

func personal(fields []*model.Field) string { return ofSensitivity(fields, model.PII) }

func ofSensitivity(fields []*model.Field, level model.Sensitivity) string {
	var all []*model.Field
	for _, f := range fields {
		if f.Sensitivity == level {
			all = append(all, f)
		}
	}
	return fieldsOf(all)
}

// Each case is an event that writes a state; of all its fields `out` alone is
// written, and is personal or isn't.
func TestAStateInheritsWhatIsPersonalOfEvents(t *testing.T) {
	for name, c := range map[string]struct {
		out  string // the field's type
		says string // of the event
		is   bool
	}{
		"a copy":                        {"string", "copies: [out]", true},
		"a copy of what isn't":          {"int", "copies: [age]; sets: {out: state.age}", false},
		"a value":                       {"string", "sets: {out: event.name}", true},
		"a part of a text":              {"string", "sets: {out: 'event.name.substring(0, 1)'}", true},
		"what is worked out":            {"int", "sets: {out: size(event.name)}", true},
		"what is asked":                 {"bool", `sets: {out: 'event.name == ""'}`, false},
		"what is searched":              {"bool", `sets: {out: '"x" in event.names'}`, false},
		"whether it is there":           {"bool", "sets: {out: has(event.vip)}", false},
		"a bool":                        {"bool", "sets: {out: event.happy}", true},
		"the opposite of a bool":        {"bool", "sets: {out: '!event.happy'}", true},
		"a bool compared with one":      {"bool", "sets: {out: event.happy == true}", true},
		"a bool and something else":     {"bool", "sets: {out: state.age > 3 && event.happy}", true},
		"a bool that may be absent":     {"bool", "sets: {out: has(event.vip) && event.vip}", true},
		"a bool of a map":               {"bool", "sets: {out: 'event.likes[\"x\"]'}", true},
		"what depends on it":            {"string", `sets: {out: 'event.happy ? "yes" : "no"'}`, true},
		"what depends on a question":    {"string", `sets: {out: 'event.name == "" ? "yes" : "no"'}`, false},
		"an absent one":                 {"optional string", "sets: {out: null}", false},
		"a present one":                 {"optional string", "sets: {out: event.name}", true},
		"a let":                         {"string", "let: {first: event.name}; sets: {out: first}", true},
		"a let of a let":                {"string", "let: {first: event.name, second: first}; sets: {out: second}", true},
		"another field of the state":    {"string", "sets: {out: state.other, other: event.name}", true},
		"who it is by":                  {"string", "sets: {out: meta.actor}", false},
		"a whole value":                 {"Address", "sets: {out: event.address}", true},
		"a plain part of one":           {"string", "sets: {out: event.address.town}", true}, // the event's field is personal as a whole
		"a value that is made":          {"Address", `sets: {out: 'Address{street: event.name, town: ""}'}`, true},
		"a field of a value":            {"Label", "sets: {out.text: event.name}", true},
		"a field of a value, plain":     {"Label", `sets: {out.text: '"x"'}`, false},
		"a value changed":               {"Label", "sets: {out: 'with(state.out, {text: event.name})'}", true},
		"a value changed, plainly":      {"Label", `sets: {out: 'with(state.out, {text: "x"})'}`, false},
		"a variant":                     {"Contact", "sets: {out: 'Contact.mail{address: event.name}'}", true},
		"a union":                       {"Contact", "sets: {out: event.contact}", true},
		"a list that grows":             {"list of string", "sets: {out: 'state.out + [event.name]'}", true},
		"a list that shrinks":           {"list of string", "sets: {out: 'state.out.filter(x, x != event.name)'}", false},
		"a list of parts":               {"list of string", "sets: {out: 'event.addresses.map(a, a.town)'}", true},
		"a list gone through":           {"list of string", "sets: {out: 'event.names.map(n, n)'}", true},
		"an element of a list":          {"list of Label", "sets: {'out[text == \"x\"].text': event.name}", true},
		"an element that is found":      {"list of Label", "sets: {'out[text == event.name].text': '\"x\"'}", false},
		"an entry of a map":             {"map of string to string", "sets: {'out[string(state.age)]': event.name}", true},
		"a key of a map":                {"map of string to int", "sets: {'out[event.name]': 1}", true},
		"an entry of a map, plain":      {"map of string to int", "sets: {'out[string(event.age)]': event.age}", false},
		"a map that is made":            {"map of string to int", "sets: {out: '{event.name: 1}'}", true},
		"an element of a personal list": {"string", "sets: {out: 'event.names[0]'}", true},
	} {
		t.Run(name, func(t *testing.T) {
			ws := mustResolve(t, `context: a
values:
  Address: {fields: {street: {type: string, sensitivity: pii}, town: string}}
  Label: {fields: {text: string}}
unions: {Contact: {mail: {fields: {address: {type: string, sensitivity: pii}}}, phone: {fields: {number: string}}}}
aggregates:
  Person:
    state: {age: int, other: string, out: `+c.out+`}
    events:
      PersonJoined:
        fields:
          age: int
          out: {type: `+c.out+`, sensitivity: pii, subject: person_id}
          name: {type: string, sensitivity: pii, subject: person_id}
          names: {type: list of string, sensitivity: pii, subject: person_id}
          happy: {type: bool, sensitivity: pii, subject: person_id}
          vip: {type: optional bool, sensitivity: pii, subject: person_id}
          likes: {type: map of string to bool, sensitivity: pii, subject: person_id}
          address: {type: Address, sensitivity: pii, subject: person_id}
          addresses: {type: list of Address, sensitivity: pii, subject: person_id}
          contact: {type: Contact, sensitivity: pii, subject: person_id}
        `+strings.ReplaceAll(c.says, "; ", "\n        ")+`
    commands: {Join: {creates: true, decide: go, emits: [PersonJoined]}}
`)
			a := ws.Contexts[0].Aggregates[0]
			got := a.State[3].Sensitivity == model.PII
			if got != c.is {
				t.Errorf("%s: out is personal: %v, want %v", c.says, got, c.is)
			}
			if a.State[0].Sensitivity != model.Plain || a.State[1].Sensitivity != model.Plain {
				t.Errorf("%s: id or age is personal", c.says)
			}
		})
	}
}
