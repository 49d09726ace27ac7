package resolve_test

import (
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
          age: int
        apply: none
    commands: {Join: {creates: true, fields: {age: int}, decide: go, emits: [PersonJoined]}}
processes:
  Greeting:
    key: person_id
    state: {who: string, town: string, years: int}
    whenever: {PersonJoined: {starts: true, sets: {who: event.name, years: event.age}}}
read_models:
  People:
    key: person_id
    fields: {person_id: ref Person, hello: string, again: optional string, town: string, adult: bool, named: bool, initials: string}
    from:
      PersonJoined:
        let: {first: 'event.name.substring(0, 1)'}
        upsert: {again: row.hello, hello: '"hello " + event.name', town: event.address.town, adult: event.age > 17, named: event.name != "", initials: first}
`)
	c := ws.Contexts[0]
	personal := func(fields []*model.Field) string {
		var all []*model.Field
		for _, f := range fields {
			if f.Sensitivity == model.PII {
				all = append(all, f)
			}
		}
		return fieldsOf(all)
	}
	want(t, "what is personal of rows", personal(c.ReadModels[0].Fields), "hello string, again optional string, town string, initials string")
	want(t, "what is personal of the process", personal(c.Processes[0].State), "who string")
}
