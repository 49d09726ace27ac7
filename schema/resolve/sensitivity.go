package resolve

import (
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/literal"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// checkSensitivity refuses secrets in an event, and personal data without whose
// it is: events are kept for ever.
func (e *event) checkSensitivity() {
	c := e.context
	for _, f := range e.m.Fields {
		span := e.spanOf(f)
		switch within := sensitivityWithin(f.Type, map[any]bool{}); {
		case f.Sensitivity == model.Secret:
			c.errorf(span, diag.SecretInEvent, "%s is secret, and an event is kept for ever", f.Name).
				Suggestf("keep secrets out of events: store a hash, or a reference to where the secret is")
		case within == model.Secret:
			c.errorf(span, diag.SecretInEvent, "%s holds a secret, and an event is kept for ever", f.Name).
				Suggestf("keep secrets out of events: leave the secret field out of the type")
		case f.Sensitivity == model.PII && f.Subject == "":
			c.errorf(span, diag.PIIInEvent, "%s is personal data, and the event doesn't say whose", f.Name).
				Suggestf("name the field that holds the person's id: subject: customer_id")
		case f.Sensitivity == model.Plain && within == model.PII:
			c.errorf(span, diag.PIIInEvent, "%s holds personal data, and the event doesn't say whose", f.Name).
				Suggestf("write sensitivity: pii, and subject: the field that holds the person's id")
		}
	}
	c.checkSubjects(e.m.Fields, e.what())
}

// sensitivityWithin is the most that a type's own fields ask for.
func sensitivityWithin(t *model.Type, seen map[any]bool) model.Sensitivity {
	switch t.Kind {
	case model.Optional, model.List, model.Map:
		return sensitivityWithin(t.Elem, seen)
	case model.ValueRef:
		if seen[t.Value] {
			return model.Plain
		}
		seen[t.Value] = true
		return mostSensitive(t.Value.Fields, seen)
	case model.UnionRef:
		if seen[t.Union] {
			return model.Plain
		}
		seen[t.Union] = true
		most := model.Plain
		for _, v := range t.Union.Variants {
			most = max(most, mostSensitive(v.Fields, seen))
		}
		return most
	}
	return model.Plain
}

func mostSensitive(fields []*model.Field, seen map[any]bool) model.Sensitivity {
	most := model.Plain
	for _, f := range fields {
		most = max(most, f.Sensitivity, sensitivityWithin(f.Type, seen))
	}
	return most
}

// checkSubjects wants `subject` to name a field beside that holds an id.
func (c *context) checkSubjects(fields []*model.Field, of string) {
	for _, f := range fields {
		state := c.states[f]
		if f.Subject == "" || state == nil {
			continue // one by `like` was looked at where it was written
		}
		subject := state.s.Subject
		if f.Sensitivity != model.PII {
			c.errorf(subject.Span, diag.KeyConflict, "`subject` is for personal data, and %s isn't said to be", f.Name).
				Suggestf("write sensitivity: pii, or leave `subject` out")
			continue
		}
		switch whose := findField(fields, f.Subject); {
		case whose == nil && c.broken[f.Subject]:
		case whose == nil:
			c.errorf(subject.Span, diag.BadSubject, "%s isn't a field of %s", diag.Quote(f.Subject), of).DidYouMean(f.Subject, literal.FieldNames(fields))
		case !holdsID(whose.Type):
			c.errorf(subject.Span, diag.BadSubject, "%s holds no id of a person", f.Subject).
				Suggestf("a subject is a field of type string, uuid or ref")
		}
	}
}

func holdsID(t *model.Type) bool {
	return t.Kind == model.String || t.Kind == model.UUID || t.Kind == model.IDRef
}

// warnOfPersonalData says once that what should be encrypted isn't.
func (c *context) warnOfPersonalData() {
	for _, e := range c.events {
		for _, f := range e.m.Fields {
			if f.Sensitivity == model.PII && f.Subject != "" && e.aggregate != nil {
				c.findings.Warnf(e.spanOf(f), diag.NotGenerated, "personal data isn't encrypted yet: it is stored as it is").
					Suggestf("don't store what must be forgotten until it is")
				return
			}
		}
	}
}
