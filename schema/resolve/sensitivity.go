package resolve

import (
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// checkSensitivity refuses secrets in an event, and personal data without whose
// it is: events are kept for ever.
func (e *event) checkSensitivity() {
	c := e.context
	for _, f := range e.m.Fields {
		span := e.spanOf(f)
		switch within := c.sensitivityWithin(f.Type); {
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

// sensitivityWithin is the most that the fields within a type ask for.
func (r *resolver) sensitivityWithin(t *model.Type) model.Sensitivity {
	if r.sensitivity == nil {
		r.sensitivity = r.spreadSensitivity()
	}
	return r.sensitivity[holder(t)]
}

// holder is the value or union that a type holds; nil without one.
func holder(t *model.Type) any {
	switch t.Kind {
	case model.Optional, model.List, model.Map:
		return holder(t.Elem)
	case model.ValueRef:
		return t.Value
	case model.UnionRef:
		return t.Union
	}
	return nil
}

// spreadSensitivity finds for all values and unions the most that their fields
// ask for, also within other ones: from each that asks for something to all
// that hold it.
func (r *resolver) spreadSensitivity() map[any]model.Sensitivity {
	own, heldBy := map[any]model.Sensitivity{}, map[any][]any{}
	look := func(of any, fields []*model.Field) {
		for _, f := range fields {
			own[of] = max(own[of], f.Sensitivity)
			if held := holder(f.Type); held != nil {
				heldBy[held] = append(heldBy[held], of)
			}
		}
	}
	var all []any
	for _, c := range r.order {
		for _, v := range c.m.Values {
			look(v, v.Fields)
			all = append(all, v)
		}
		for _, u := range c.m.Unions {
			for _, v := range u.Variants {
				look(u, v.Fields)
			}
			all = append(all, u)
		}
	}
	most := map[any]model.Sensitivity{}
	for _, level := range []model.Sensitivity{model.Secret, model.PII} {
		var todo []any
		for _, x := range all {
			if own[x] == level && most[x] < level {
				most[x] = level
				todo = append(todo, x)
			}
		}
		for len(todo) > 0 {
			x := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			for _, by := range heldBy[x] {
				if most[by] < level {
					most[by] = level
					todo = append(todo, by)
				}
			}
		}
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
			finding := c.errorf(subject.Span, diag.BadSubject, "%s isn't a field of %s", diag.Quote(f.Subject), of)
			c.meant(finding, f.Subject, fieldNamesOf(fields))
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
