package syntax

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

// kind is values that a key takes, and values that it refuses.
type kind struct {
	right []string
	wrong map[string]diag.Rule
}

// also is the kind with further right values.
func (k kind) also(right ...string) kind {
	return kind{append(slices.Clone(k.right), right...), k.wrong}
}

// but is the kind with a further wrong value.
func (k kind) but(wrong string, rule diag.Rule) kind {
	all := maps.Clone(k.wrong)
	all[wrong] = rule
	return kind{k.right, all}
}

func takes(right ...string) kind {
	return kind{right, map[string]diag.Rule{"": diag.WrongShape}}
}

func words(right ...string) kind {
	return takes(right...).but("wrong", diag.BadValue).but("[a]", diag.WrongShape).but("{a: b}", diag.WrongShape)
}

// The kinds that most keys are of.
var (
	aText       = takes("a", "null", "07:00", "'a, b'", `"a\n"`).but("[a]", diag.WrongShape).but("{a: b}", diag.WrongShape)
	aFlag       = words("true", "false").but("'true'", diag.BadValue).but("yes", diag.BadValue)
	aNumber     = takes("1", "100").but("0", diag.BadValue).but("-1", diag.BadValue).but("1.5", diag.BadValue).but("a", diag.BadValue).but("01", diag.BadValue).but("'1'", diag.BadValue).but("99999999999", diag.BadValue).but("[1]", diag.WrongShape)
	aList       = takes("[]", "[a]", "[a, 'b, c']", "[a.size(), f(x)]").but("a", diag.WrongShape).but("{a: b}", diag.WrongShape).but("[[a]]", diag.WrongShape).but("[f(a, b)]", diag.BadValue)
	oneOrAll    = takes("a", "[]", "[a, b]").but("{a: b}", diag.WrongShape).but("[{a: b}]", diag.WrongShape)
	aValue      = kind{right: []string{"", "a", "null", "[a, {b: c}]", "{a: [b]}"}}
	aMapping    = takes("{}", "{a: b}", "{a: {b: [c]}}").but("a", diag.WrongShape).but("[a]", diag.WrongShape)
	theSets     = takes("{}", "{a: b}", "{a: 0, 'b[c == d].e': null}", "{a: [b]}", "{x-a: b}").but("a", diag.WrongShape).but("[a]", diag.WrongShape)
	fields      = takes("{}", "{a: int}", "{a: {type: int}}", "{x-a: 1}").but("a", diag.WrongShape).but("[a]", diag.WrongShape).but("{a: [b]}", diag.WrongShape).but("{a: {}}", diag.MissingKey).but("{a: }", diag.WrongShape)
	rules       = takes("[]", "[{id: a, check: b, message: c}]").but("a", diag.WrongShape).but("[a]", diag.WrongShape).but("[{check: b, message: c}]", diag.MissingKey)
	message     = takes("{A: {}}", "{A: }", "{A: null}", "{A: {b: c}}", "{b.C@1: {}, x-a: b}").but("A", diag.WrongShape).but("[A]", diag.WrongShape).but("{}", diag.WrongShape).but("{A: b}", diag.WrongShape).but("{A: {}, B: {}}", diag.WrongShape)
	messageList = takes("[]", "[{A: {}}, {A: }]").but("A", diag.WrongShape).but("{A: {}}", diag.WrongShape).but("[A]", diag.WrongShape).but("[{}]", diag.WrongShape)
	givens      = takes("[]", "[a]", "[{A: {b: c}, at: d, meta: {e: f}}, {A: }]").but("a", diag.WrongShape).but("[[a]]", diag.WrongShape).but("[{A: b}]", diag.WrongShape).but("[{at: b}]", diag.WrongShape).but("[{A: {}, at: [b]}]", diag.WrongShape).but("[{A: {}, B: {}}]", diag.WrongShape)
	fixtures    = takes("{}", "{a: []}", "{a: [b, {C: {}}]}").but("[a]", diag.WrongShape).but("{a: b}", diag.WrongShape).but("{a: [[b]]}", diag.WrongShape)
	metadata    = takes("{}", "{a: b}").but("a", diag.WrongShape).but("{a: [b]}", diag.WrongShape).but("{a: }", diag.WrongShape)
	sends       = takes("[]", "[A]", "[{command: A}]").but("A", diag.WrongShape).but("[[A]]", diag.WrongShape).but("[{with: {a: b}}]", diag.MissingKey)
	events      = takes("{}", "{A: }", "{A: {apply: none}}").but("[A]", diag.WrongShape).but("{A: b}", diag.WrongShape).but("{A: [b]}", diag.WrongShape)
)

// formCase is a kind of mapping: where it stands, and a case for each key.
type formCase struct {
	name          string
	names         []string // of the keys that the form has
	before, after string
	base          map[string]string // the keys that are needed
	alone         []string          // keys that don't go with the base
	keys          map[string]kind
}

func scenarioKinds(own map[string]kind) map[string]kind {
	all := map[string]kind{
		"name": aText, "now": aText, "meta": metadata, "given": givens, "ids": aList,
	}
	maps.Copy(all, own)
	return all
}

var aggregateKinds = map[string]kind{
	"when": message, "then": messageList, "rejected": aText, "invalid": aList, "state": aMapping, "asks": takes("{}", "{a: [b]}").but("a", diag.WrongShape), "repeat": aFlag,
}
var readModelKinds = map[string]kind{
	"rows": takes("[]", "[{a: b}]").but("a", diag.WrongShape).but("{a: b}", diag.WrongShape), "query": message, "count": aNumberFrom0, "rejected": aText,
}
var reactionKinds = map[string]kind{
	"when": message.also("{timeout.a: {}}"), "passes": aText, "sends": messageList, "state": aMapping, "ended": aFlag, "key": aText,
}

var aNumberFrom0 = takes("0", "100").but("-1", diag.BadValue).but("a", diag.BadValue).but("'1'", diag.BadValue).but("[1]", diag.WrongShape)

func ruleKinds() map[string]kind {
	all := map[string]kind{}
	for name, shape := range fieldRules {
		switch shape {
		case scalarRule:
			all[name] = aText
		case countRule:
			all[name] = aNumberFrom0
		case flagRule:
			all[name] = aFlag
		case listRule:
			all[name] = takes("[]", "[a, {b: c}]").but("a", diag.WrongShape).but("{a: b}", diag.WrongShape)
		case nestedRule:
			all[name] = takes("{}", "{min: 1}", "{each: {max_len: 3}}", "{x-a: b}").but("1", diag.WrongShape).but("[1]", diag.WrongShape).but("{min_len: a}", diag.BadValue).but("{type: int}", diag.UnknownKey)
		}
	}
	return all
}

func with(base, more map[string]kind) map[string]kind {
	all := maps.Clone(base)
	maps.Copy(all, more)
	return all
}

func formCases() []formCase {
	const aggregate, command = "{context: c, aggregates: {A: {", "{context: c, aggregates: {A: {commands: {C: {"
	const policy, process, readModel = "{context: c, policies: {P: {whenever: E, ", "{context: c, processes: {P: {key: k, whenever: {E: {", "{context: c, read_models: {R: {key: k, fields: {}, "
	return []formCase{
		{name: "a context file", names: fileForm.names, before: "{", after: "}", base: map[string]string{"context": "c"}, keys: map[string]kind{
			"context": aText, "doc": aText, "owner": aText, "subdomain": words("core", "supporting", "generic"), "kernel": aFlag, "external": aFlag,
			"glossary":   metadata.also("{Order: A wish.}"),
			"enums":      takes("{}", "{E: [a, on, 1]}", "{E: {a: , b: {doc: c, deprecated: d}, x-e: f}}", "{E: {doc: D, a: {}}}", "{E: {doc: {}}}").but("a", diag.WrongShape).but("{E: a}", diag.WrongShape).but("{E: [[a]]}", diag.WrongShape).but("{E: {a: b}}", diag.WrongShape).but("{E: {a: {dok: b}}}", diag.UnknownKey),
			"values":     takes("{}", "{V: {fields: {a: int}}}").but("[V]", diag.WrongShape).but("{V: {}}", diag.MissingKey).but("{V: [a]}", diag.WrongShape),
			"unions":     takes("{}", "{U: {}}", "{U: {a: , b: {fields: {c: int}}}}", "{U: {doc: D, a: {}}}").but("[U]", diag.WrongShape).but("{U: [a]}", diag.WrongShape).but("{U: {a: b}}", diag.WrongShape).but("{U: {a: {message: b}}}", diag.UnknownKey),
			"aggregates": takes("{}", "{A: }", "{A: {}}").but("[A]", diag.WrongShape).but("{A: b}", diag.WrongShape), "events": events, "fixtures": fixtures,
			"policies":    takes("{}", "{P: {whenever: E}}").but("[P]", diag.WrongShape).but("{P: {}}", diag.MissingKey),
			"processes":   takes("{}", "{P: {key: a, whenever: {}}}").but("[P]", diag.WrongShape).but("{P: {key: a}}", diag.MissingKey),
			"read_models": takes("{}", "{R: {key: a, fields: {}, from: {}}}").but("[R]", diag.WrongShape).but("{R: {key: a, fields: {}}}", diag.MissingKey),
			"relations":   takes("[]", "[{upstream: a}]").but("a", diag.WrongShape).but("[a]", diag.WrongShape).but("[{as: b}]", diag.MissingKey).but("[{upstream: a, with: b}]", diag.KeyConflict),
		}},
		{name: "a value", names: valueForm.names, before: "{context: c, values: {V: {", after: "}}}", base: map[string]string{"fields": "{}"},
			keys: map[string]kind{"doc": aText, "fields": fields, "rules": rules}},
		{name: "a variant", names: variantForm.names, before: "{context: c, unions: {U: {a: {", after: "}}}}",
			keys: map[string]kind{"doc": aText, "fields": fields, "rules": rules}},
		{name: "a rejection", names: rejectionForm.names, before: aggregate + "rejections: {R: {", after: "}}}}}", base: map[string]string{"message": "m"},
			keys: map[string]kind{"doc": aText, "fields": fields, "message": aText}},
		{name: "a rule", names: ruleForm.names, before: "{context: c, values: {V: {fields: {}, rules: [{", after: "}]}}}", base: map[string]string{"id": "i", "check": "c", "message": "m"},
			keys: map[string]kind{"id": aText, "check": aText, "message": aText}},
		{name: "an enum's member", names: memberForm.names, before: "{context: c, enums: {E: {a: {", after: "}}}}",
			keys: map[string]kind{"doc": aText, "deprecated": aText}},
		{name: "a relation", names: relationForm.names, before: "{context: c, relations: [{", after: "}]}", base: map[string]string{"upstream": "u"}, alone: []string{"with"},
			keys: map[string]kind{"upstream": aText, "with": aText, "as": oneOrAll, "downstream_as": oneOrAll}},
		{name: "a field", names: fieldForm.names, before: "{context: c, values: {V: {fields: {f: {", after: "}}}}}", base: map[string]string{"type": "int"},
			keys: with(ruleKinds(), map[string]kind{
				"type": aText, "doc": aText, "example": aValue, "default": aValue, "initial": aValue, "deprecated": aText, "was": oneOrAll, "wire": aText,
				"sensitivity": words("pii", "secret"), "subject": aText,
			})},
		{name: "the rules of elements", names: elementForm.names, before: "{context: c, values: {V: {fields: {f: {type: int, each: {", after: "}}}}}}", keys: ruleKinds()},
		{name: "an aggregate", names: aggregateForm.names, before: aggregate, after: "}}}", keys: map[string]kind{
			"doc": aText, "was": oneOrAll, "id": takes("{}", "{prefix: a, name: b}").but("a", diag.WrongShape), "snapshot": takes("{every: 1}").but("{}", diag.MissingKey).but("1", diag.WrongShape),
			"state": fields, "lifecycle": aText, "invariants": rules,
			"unique":     takes("[]", "[{id: a, by: b, message: c}]").but("a", diag.WrongShape).but("[{id: a, by: b}]", diag.MissingKey),
			"guards":     takes("{}", "{a: {if: b, message: c}}").but("[a]", diag.WrongShape).but("{a: {if: b}}", diag.MissingKey).but("{a: b}", diag.WrongShape),
			"rejections": takes("{}", "{R: {message: m}}").but("[R]", diag.WrongShape).but("{R: {}}", diag.MissingKey),
			"events":     events, "commands": takes("{}", "{C: }", "{C: {emits: [E]}}").but("[C]", diag.WrongShape).but("{C: a}", diag.WrongShape), "fixtures": fixtures,
			"scenarios": takes("[]", "[{name: a}]").but("a", diag.WrongShape).but("[a]", diag.WrongShape).but("[{}]", diag.MissingKey),
		}},
		{name: "an id", names: idForm.names, before: aggregate + "id: {", after: "}}}}", keys: map[string]kind{"prefix": aText, "format": words("uuid", "natural"), "name": aText}},
		{name: "a snapshot", names: snapshotForm.names, before: aggregate + "snapshot: {", after: "}}}}", base: map[string]string{"every": "1"}, keys: map[string]kind{"every": aNumber}},
		{name: "an entry of `unique`", names: uniqueForm.names, before: aggregate + "unique: [{", after: "}]}}}", base: map[string]string{"id": "i", "by": "b", "message": "m"},
			keys: map[string]kind{"id": aText, "by": aText, "message": aText}},
		{name: "a guard", names: guardForm.names, before: aggregate + "guards: {g: {", after: "}}}}}", base: map[string]string{"if": "i", "message": "m"}, keys: map[string]kind{"if": aText, "message": aText}},
		{name: "an event", names: eventForm.names, before: aggregate + "events: {E: {", after: "}}}}}", keys: map[string]kind{
			"doc": aText, "published": aFlag, "version": aNumber, "retired": aFlag, "ends": aFlag, "apply": words("go", "none"), "was": oneOrAll, "like": aText, "fields": fields,
			"from": takes("[a]", "{states: [a], id: b, message: c}").but("a", diag.WrongShape).but("{id: b}", diag.MissingKey), "to": aText, "copies": aList, "sets": theSets, "let": theSets,
			"upcast": takes("{}", "{1: go, 2: {a: b}}").but("go", diag.WrongShape).but("{a: go}", diag.BadValue).but("{0: go}", diag.BadValue).but("{1: stay}", diag.WrongShape), "writes": aNumber,
		}},
		{name: "`from`", names: fromForm.names, before: aggregate + "events: {E: {from: {", after: "}}}}}}", base: map[string]string{"states": "[]"}, keys: map[string]kind{"states": aList, "id": aText, "message": aText}},
		{name: "a command", names: commandForm.names, before: command, after: "}}}}}", keys: map[string]kind{
			"doc": aText, "creates": words("true", "once", "if_missing").but("false", diag.BadValue), "actor": aText, "allowed": aText, "like": aText, "fields": fields, "rules": rules,
			"reads": takes("{}", "{r: {aggregate: A, id: i}}").but("[r]", diag.WrongShape).but("{r: {id: i}}", diag.MissingKey).but("{r: {aggregate: A}}", diag.MissingKey).but("{r: {aggregate: A, id: i, ids: j}}", diag.KeyConflict),
			"asks":  takes("{}", "{a: {type: int}}").but("[a]", diag.WrongShape).but("{a: {args: []}}", diag.MissingKey), "let": theSets,
			"refuses": takes("[]", "[a, {id: b, if: c, message: d}]").but("a", diag.WrongShape).but("[[a]]", diag.WrongShape).but("[{id: b, if: c}]", diag.MissingKey), "skips": aList,
			"emits": takes("[]", "[E, {event: E}]").but("E", diag.WrongShape).but("[[E]]", diag.WrongShape).but("[{with: {}}]", diag.MissingKey), "on_rejected": takes("{event: E}").but("E", diag.WrongShape).but("{}", diag.MissingKey),
			"decide": words("go"), "rejects": aList,
		}},
		{name: "an entry of `reads`", names: readForm.names, before: command + "reads: {r: {", after: "}}}}}}}", base: map[string]string{"aggregate": "A", "id": "i"}, alone: []string{"ids"},
			keys: map[string]kind{"aggregate": aText, "id": aText, "ids": aText, "optional": aFlag}},
		{name: "an entry of `asks`", names: askForm.names, before: command + "asks: {a: {", after: "}}}}}}}", base: map[string]string{"type": "int"}, keys: map[string]kind{"doc": aText, "args": aList, "type": aText}},
		{name: "a refusal", names: refusalForm.names, before: command + "refuses: [{", after: "}]}}}}}", base: map[string]string{"id": "i", "if": "c", "message": "m"},
			keys: map[string]kind{"id": aText, "if": aText, "message": aText}},
		{name: "an entry of `emits`", names: emitForm.names, before: command + "emits: [{", after: "}]}}}}}", base: map[string]string{"event": "E", "for_each": "l", "as": "i"},
			keys: map[string]kind{"event": aText, "on": aText, "for_each": aText, "as": aText, "when": aText, "with": theSets, "from_state": aList}},
		{name: "`on_rejected`", names: onRejectedForm.names, before: command + "on_rejected: {", after: "}}}}}}", base: map[string]string{"event": "E"}, keys: map[string]kind{"event": aText, "with": theSets}},
		{name: "a policy", names: policyForm.names, before: "{context: c, policies: {P: {", after: "}}}", base: map[string]string{"whenever": "E"}, alone: []string{"every"}, keys: map[string]kind{
			"doc": aText, "was": oneOrAll, "whenever": takes("E", "[E, F]").but("{E: {}}", diag.WrongShape), "every": takes("{cron: a}").but("1h", diag.WrongShape).but("{}", diag.MissingKey).but("{cron: a, interval: b}", diag.KeyConflict),
			"since": words("now", "beginning"), "uses": aList, "let": theSets, "do": words("go"), "sends": sends, "fixtures": fixtures, "scenarios": takes("[]", "[{name: a}]").but("[a]", diag.WrongShape),
		}},
		{name: "`every`", names: everyForm.names, before: "{context: c, policies: {P: {every: {", after: "}}}}", base: map[string]string{"cron": "x"}, alone: []string{"interval"}, keys: map[string]kind{"cron": aText, "interval": aText}},
		{name: "an entry of `sends`", names: sendForm.names, before: policy + "sends: [{", after: "}]}}}", base: map[string]string{"command": "C", "for_each": "l", "as": "i"}, keys: map[string]kind{
			"command": aText, "id": aText, "for_each": aText, "as": aText, "when": aText, "with": theSets, "retry": takes("{}", "{attempts: 5, backoff: 1s}").but("5", diag.WrongShape),
			"on_rejected": takes("park", "skip", "{sends: [C]}", "{sends: [{command: C, on_rejected: {sends: []}}]}").but("stop", diag.BadValue).but("[park]", diag.WrongShape).but("{}", diag.MissingKey),
		}},
		{name: "`retry`", names: retryForm.names, before: policy + "sends: [{command: C, retry: {", after: "}}]}}}", keys: map[string]kind{"attempts": aNumber, "backoff": aText}},
		{name: "`on_rejected`", names: sendRejectedForm.names, before: policy + "sends: [{command: C, on_rejected: {", after: "}}]}}}", base: map[string]string{"sends": "[]"}, keys: map[string]kind{"sends": sends}},
		{name: "a process", names: processForm.names, before: "{context: c, processes: {P: {", after: "}}}", base: map[string]string{"key": "k", "whenever": "{}"}, keys: map[string]kind{
			"doc": aText, "was": oneOrAll, "key": oneOrAll, "since": words("now", "beginning"), "state": fields, "let": theSets, "whenever": takes("{}", "{E: {}, F: , timeout.a: {}}").but("E", diag.WrongShape).but("{E: a}", diag.WrongShape),
			"fixtures": fixtures, "scenarios": takes("[]", "[{name: a}]").but("[a]", diag.WrongShape),
		}},
		{name: "a reaction", names: reactionForm.names, before: process, after: "}}}}}", keys: map[string]kind{
			"doc": aText, "starts": aFlag, "uses": aList, "key": oneOrAll, "let": theSets, "sets": theSets, "cancels": aList, "sends": sends, "ends": aText,
			"timeout": takes("{name: a, after: b}", "[{name: a, at: b}]").but("a", diag.WrongShape).but("{name: a}", diag.MissingKey).but("{after: a}", diag.MissingKey).but("{name: a, after: b, at: c}", diag.KeyConflict),
		}},
		{name: "a timeout", names: timeoutForm.names, before: process + "timeout: {", after: "}}}}}}", base: map[string]string{"name": "n", "after": "1h"}, alone: []string{"at"}, keys: map[string]kind{"name": aText, "after": aText, "at": aText}},
		{name: "a read model", names: readModelForm.names, before: "{context: c, read_models: {R: {", after: "}}}", base: map[string]string{"key": "k", "fields": "{}", "from": "{}"}, keys: map[string]kind{
			"doc": aText, "was": oneOrAll, "key": oneOrAll, "fields": fields, "from": takes("{}", "{E: }", "{E: {delete: true}}").but("[E]", diag.WrongShape).but("{E: a}", diag.WrongShape),
			"queries": takes("{}", "{q: }", "{q: {where: [a]}}").but("[q]", diag.WrongShape).but("{q: a}", diag.WrongShape), "consistency": words("inline"), "project": words("go"), "fixtures": fixtures, "scenarios": takes("[]", "[{name: a}]").but("[a]", diag.WrongShape),
		}},
		{name: "a projection", names: projectionForm.names, before: readModel + "from: {E: {", after: "}}}}}", base: map[string]string{"for_each": "l", "as": "i"}, keys: map[string]kind{
			"uses": aList, "let": theSets, "insert": theSets, "update": theSets, "upsert": theSets, "delete": words("true").but("false", diag.BadValue), "where": aText, "key": oneOrAll, "when": aText, "for_each": aText, "as": aText,
		}},
		{name: "a query", names: queryForm.names, before: readModel + "from: {}, queries: {q: {", after: "}}}}}", keys: map[string]kind{
			"doc": aText, "allowed": aText, "where": aList, "order_by": aList, "filter": aText, "page": aNumber, "count": aFlag,
		}},
		{name: "a scenario of an aggregate", names: aggregateScenarios.scenario.names, before: aggregate + "scenarios: [{", after: "}]}}}", base: map[string]string{"name": "n"},
			keys: scenarioKinds(with(aggregateKinds, map[string]kind{"steps": takes("[]", "[{}]", "[{when: {C: }, then: []}]").but("{}", diag.WrongShape).but("[a]", diag.WrongShape).but("[{rows: []}]", diag.UnknownKey)}))},
		{name: "a step", names: aggregateScenarios.step.names, before: aggregate + "scenarios: [{name: n, steps: [{", after: "}]}]}}}", keys: scenarioKinds(aggregateKinds)},
		{name: "a scenario of a read model", names: readModelScenarios.scenario.names, before: readModel + "from: {}, scenarios: [{", after: "}]}}}", base: map[string]string{"name": "n"},
			keys: scenarioKinds(with(readModelKinds, map[string]kind{"steps": takes("[]", "[{}]").but("{}", diag.WrongShape).but("[{then: []}]", diag.UnknownKey)}))},
		{name: "a scenario of a policy or process", names: reactionScenarios.scenario.names, before: policy + "scenarios: [{", after: "}]}}}", base: map[string]string{"name": "n"},
			keys: scenarioKinds(with(reactionKinds, map[string]kind{"steps": takes("[]", "[{}]").but("{}", diag.WrongShape).but("[{rows: []}]", diag.UnknownKey)}))},
	}
}

// write is the form's mapping with its base keys, those given instead of theirs.
func (c formCase) write(key, value string) (text string, at int) {
	text = c.before
	for _, name := range slices.Sorted(maps.Keys(c.base)) {
		if name != key && (!slices.Contains(c.alone, key) || name != c.replaced(key)) {
			text += name + ": " + c.base[name] + ", "
		}
	}
	at = len(text) + len(key+": ")
	return text + key + ": " + value + c.after, at
}

// replaced is the base key that a key stands instead of.
func (c formCase) replaced(key string) string {
	return map[string]string{"with": "upstream", "ids": "id", "every": "whenever", "interval": "cron", "at": "after"}[key]
}

func TestEveryKeyTakesWhatItShould(t *testing.T) {
	for _, c := range formCases() {
		if want := slices.Sorted(maps.Keys(c.keys)); !slices.Equal(want, c.names) {
			t.Errorf("%s has the keys %v, tested are %v", c.name, c.names, want)
		}
		for name, kind := range c.keys {
			for _, value := range kind.right {
				text, _ := c.write(name, value)
				if _, findings := Parse("f", []byte(text)); len(findings) > 0 {
					t.Errorf("%s: %s", text, findings[0].Message)
				}
			}
		}
	}
}

func TestEveryKeyRefusesTheRestAtItsPlace(t *testing.T) {
	for _, c := range formCases() {
		for name, kind := range c.keys {
			for value, rule := range kind.wrong {
				text, at := c.write(name, value)
				_, findings := Parse("f", []byte(text))
				if len(findings) != 1 || findings[0].Rule != rule {
					t.Errorf("%s: %v, want %s", text, ruleList(findings), rule)
					continue
				}
				// the place is in the value; beside or in the key where something is missing
				from, to := at+1, at+1+len(value)
				if rule == diag.MissingKey || rule == diag.KeyConflict || value == "" {
					from = at - len(name) - 1
				}
				if got := findings[0].Span.Start; got.Line != 1 || got.Column < from || got.Column > max(to, from+1) {
					t.Errorf("%s: the finding is at %v, want column %d to %d", text, got, from, to)
				}
			}
		}
	}
}

func TestEveryFormNamesAnUnknownKey(t *testing.T) {
	for _, c := range formCases() {
		text, at := c.write("zzz", "1")
		_, findings := Parse("f", []byte(text))
		if len(findings) != 1 || findings[0].Rule != diag.UnknownKey || !strings.Contains(findings[0].Message, c.name) {
			t.Errorf("%s: %v, want UNKNOWN_KEY of %s", text, findings, c.name)
			continue
		}
		if got := findings[0].Span; got.Start.Column != at-len("zzz: ")+1 || got.End.Column != at-len(": ")+1 {
			t.Errorf("%s: the finding is at %v", text, got)
		}
		text, _ = c.write("x-zzz", "{a: [b]}")
		if _, findings := Parse("f", []byte(text)); len(findings) > 0 {
			t.Errorf("%s: %s", text, findings[0].Message)
		}
	}
}

func TestEveryFormMissesTheKeysItNeeds(t *testing.T) {
	for _, c := range formCases() {
		for name := range c.base {
			text, _ := c.write(name, "1")
			text = strings.Replace(text, ", "+name+": 1"+c.after, c.after, 1)
			text = strings.Replace(text, "{"+name+": 1"+c.after, "{"+c.after, 1)
			text = strings.Replace(text, ", "+c.after, c.after, 1)
			if text == "{}" {
				text = "{x-a: b}"
			}
			_, findings := Parse("f", []byte(text))
			if len(findings) != 1 || findings[0].Rule != diag.MissingKey || !strings.Contains(findings[0].Message, name) {
				t.Errorf("%s: %v, want MISSING_KEY %s", text, findings, name)
			}
		}
	}
}

func ruleList(findings []diag.Finding) (all []string) {
	for _, f := range findings {
		all = append(all, string(f.Rule)+" "+f.Message)
	}
	return all
}
