package model

import (
	"strings"
	"time"
)

// ScenarioID is the id of an aggregate that a scenario leaves out.
func (id *ID) ScenarioID() string {
	switch id.Format {
	case IDUUID:
		return "11111111-1111-7111-8111-111111111111"
	case IDNatural:
		return strings.ToLower(id.Aggregate.Name) + "-1"
	}
	return id.Prefix + "_1"
}

// Fixture is a named beginning.
type Fixture struct {
	Name   string
	Events []*Given
}

// Scenario is an example of an aggregate: one Go test.
type Scenario struct {
	Name      string
	Aggregate *Aggregate
	// Now is the commands' time; zero is the default instant.
	Now   time.Time
	Meta  ScenarioMeta
	Given []*Given
	Steps []*Step // one for a scenario without `steps`
	// IDs are what new_id() gives, in order; Answers what the outside answers.
	IDs     []string
	Answers []Answer
	Pos     Pos
}

// ScenarioMeta is who sends.
type ScenarioMeta struct {
	Actor, Tenant, CorrelationID, CausationID string
}

// Given is an event that has happened.
type Given struct {
	Event *Event   // nil for a foreign one
	View  *View    // a foreign event: Value has the fields that are used of it there
	Value *Literal // StructLiteral over the event's fields, complete
	ID    string   // aggregate id; empty of a foreign event
	// At is zero where it isn't told: a second apart before now.
	At   time.Time
	Meta ScenarioMeta
	Pos  Pos
}

// Answer is what the outside says to an Ask.
type Answer struct {
	Ask   *Ask
	Value *Literal
}

// Step is one command and what comes of it. Exactly one of Then (may be empty
// when HasThen), Rejected, Invalid tells what; State may stand beside, and beside
// Rejected a Then of the one event that the refusal is recorded as.
type Step struct {
	// Now, Meta, IDs, Answers are set where a step has its own; nil as the scenario's.
	Now     *time.Time
	Meta    *ScenarioMeta
	IDs     []string
	Answers []Answer
	// Given are events that happen before this step's command.
	Given    []*Given
	Command  *Command // nil: only State is looked at
	Value    *Literal // StructLiteral over the command's fields
	ID       string
	HasThen  bool
	Then     []*Expected
	Rejected string
	Invalid  []string // paths or rule ids
	// State is a partial expectation over the state's fields; nil without.
	State *Literal
	// StateID is whose state; empty is the aggregate whose id the command made.
	StateID string
	Repeat  bool
	Pos     Pos
}

// Expected is an event that must come of a command; fields that are left out of
// Value, at any depth, aren't compared; a literal with a nil Value is absence.
type Expected struct {
	Event *Event
	Value *Literal
	Pos   Pos
}
