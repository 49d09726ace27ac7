package people_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"example.com/user/internal/mailing"
	"example.com/user/internal/people"
	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// Every text that is personal or secret holds PERSONAL, all others are PLAIN, and
// so is the age; whoever prints one of these finds no PERSONAL in it.
func TestWhatIsPersonalIsNeverPrinted(t *testing.T) {
	address := people.Address{Street: "PERSONAL street", Town: "PERSONAL town"}
	mail, post := people.ContactMail{Address: "PERSONAL mail"}, people.ContactPost{To: address}
	joined := people.PersonJoined{
		PersonID: "PLAIN", Name: "PERSONAL name", Nickname: "PERSONAL nick", Address: address, Contact: post, Age: 33,
	}
	var state people.Person
	if err := state.Apply(joined, orchestrix.Meta{Time: time.Unix(0, 0)}); err != nil {
		t.Fatal(err)
	}
	state.PersonID = "PLAIN"
	var seen mailing.PersonJoined
	if err := seen.UnmarshalJSON([]byte(`{"person_id":"PLAIN","name":"PERSONAL","address":{"street":"PERSONAL","town":"PERSONAL"},` +
		`"contact":{"type":"post","to":{"street":"PERSONAL","town":"PERSONAL"}},"age":33}`)); err != nil {
		t.Fatal(err)
	}
	command := people.Join{
		PersonID: "PLAIN", Name: "PERSONAL name", Nickname: "PERSONAL nick", Address: people.Address{Street: "PERSONAL street", Town: "PLAIN"},
		Contact: mail, Age: 33, Pin: "PERSONAL pin",
	}
	row := people.Directory{PersonID: "PLAIN", Name: "PERSONAL", Home: &address, Contacts: []people.Contact{mail, post}, Age: 33}
	for name, shown := range map[string]struct {
		value any
		plain string // which is printed
	}{
		"a command":                {command, "PLAIN"},
		"a pointer to one":         {&command, "PLAIN"},
		"an event":                 {joined, "33"},
		"a state":                  {state, "33"},
		"a pointer to a state":     {&state, "PLAIN"},
		"a state within":           {struct{ State people.Person }{state}, "33"},
		"a row":                    {row, "33"},
		"an instance of a process": {people.Welcome{Who: "PERSONAL", Town: "PERSONAL", Age: 33}, "33"},
		"one by another's event":   {mailing.Letter{To: "PERSONAL", Again: []string{"PERSONAL"}, Age: 33}, "33"},
		"another context's event":  {seen, "33"},
		"a value":                  {people.Address{Street: "PERSONAL", Town: "PLAIN"}, "PLAIN"},
		"a variant":                {people.ContactPost{To: people.Address{Street: "PERSONAL", Town: "PLAIN"}}, "PLAIN"},
		"a list":                   {[]people.Directory{row}, "33"},
		"a map":                    {map[string]people.Person{"PLAIN": state}, "33"},
		"a decision's input":       {struct{ Cmd people.Join }{command}, "33"},
	} {
		var texts []string
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			texts = append(texts, fmt.Sprintf(verb, shown.value))
		}
		texts = append(texts, fmt.Sprint(shown.value), fmt.Errorf("failed: %v", shown.value).Error())
		var b strings.Builder
		slog.New(slog.NewTextHandler(&b, nil)).With("with", shown.value).Info("x", "value", shown.value, slog.Group("g", "in", shown.value))
		texts = append(texts, b.String())
		if _, ok := shown.value.(slog.LogValuer); ok { // encoding/json asks nobody: what is in a list of one's own is written as it is
			b.Reset()
			slog.New(slog.NewJSONHandler(&b, nil)).With("with", shown.value).Info("x", "value", shown.value, slog.Group("g", "in", shown.value))
			texts = append(texts, b.String())
		}
		for _, text := range texts {
			if strings.Contains(text, "PERSONAL") || !strings.Contains(text, shown.plain) {
				t.Errorf("%s is printed as %s", name, text)
			}
		}
	}
}
