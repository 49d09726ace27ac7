package main

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/generator/golang"
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/resolve"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// The models of the tests of names are small but complete: a kernel, a context
// whose aggregate is referred to, and one that uses both and has a name in every
// place where one can stand. A place is written <like_this>; where nothing else
// is put there, its own name is used.

const kernelModel = `context: <kernel>
kernel: true
enums:
  <KernelEnum>: [<kernel_member>, <kernel_member2>]
values:
  <KernelValue>:
    fields:
      <kernel_field>: {type: int64, min: 0}
      <kernel_enum_field>: <KernelEnum>
    rules:
      - {id: <kernel_rule>, check: "this.<kernel_field> * 2 > 1", message: "{this.<kernel_field>} isn't enough"}
unions:
  <KernelUnion>:
    <kernel_variant>: {fields: {<kernel_variant_field>: string, <kernel_variant_value>: optional <KernelValue>}}
`

const foreignModel = `context: <foreign>
values:
  <ForeignValue>: {fields: {<foreign_value_field>: string}}
aggregates:
  <Foreign>:
    state: {<foreign_field>: string}
    events:
      <ForeignMade>:
        published: true
        fields: {<foreign_field>: string, <foreign_list>: list of string, <foreign_value>: optional <ForeignValue>}
        copies: [<foreign_field>]
    commands:
      <MakeForeign>:
        creates: true
        fields: {<foreign_field>: string}
        emits: [{event: <ForeignMade>, with: {<foreign_list>: [], <foreign_value>: null}}]
`

const namesModel = `context: <context>
enums:
  <Enum>: [<member>, <member2>]
values:
  <Value>:
    fields:
      <value_field>:   {type: string, min_len: 1, pattern: "^[a-z]+[0-9]*$", in: [ab, cd]}
      <value_list>:    {type: list of int64, min_items: 1, unique: true, each: {min: 1}}
      <value_kernel>:  <kernel>.<KernelValue>
      <value_decimal>: {type: decimal, min: "0.5"}
      <value_time>:    {type: optional timestamp, past: true}
    rules:
      - {id: <value_rule>, check: "this.<value_list>.all(<value_loop>, <value_loop> / 2 < 100)", message: "{this.<value_field>} is odd"}
unions:
  <Union>:
    <variant>:  {fields: {<variant_field>: <Enum>, <variant_list>: list of <Value>}}
    <variant2>: {fields: {<variant2_field>: <kernel>.<KernelUnion>, <variant2_uuid>: uuid}}
aggregates:
  <Aggregate>:
    id: {prefix: ab, name: <id>}
    state:
      <state_field>:  string
      <state_enum>:   {type: <Enum>, initial: <member>}
      <state_list>:   list of <Value>
      <state_union>:  optional <Union>
      <state_map>:    map of string to int64
      <state_ref>:    optional ref <foreign>.<Foreign>
      <state_number>: int32
      <state_values>: map of string to <Value>
      <state_value>:  <Value>
    lifecycle: <state_enum>
    invariants:
      - id: <invariant>
        check: state.<state_list>.all(<invariant_loop>, <invariant_loop>.<value_field> != state.<state_field> && sum(<invariant_loop>.<value_list>) > 0)
        message: "{state.<state_field>} and {state.<state_number> + 1} don't fit"
    unique:
      - {id: <unique>, by: state.<state_field>, message: "{state.<state_field>} is taken"}
      - {id: <unique2>, by: "state.<state_list>.map(<unique_loop>, <unique_loop>.<value_field>)", message: "{state.<state_number> + 1} is taken"}
      - {id: <unique3>, by: state.<state_value>, message: taken}
    guards:
      <guard>: {if: "state.<state_map>[state.<state_field>] > 100", message: "{state.<state_map>[state.<state_field>]} is too much"}
    rejections:
      <Rejection>:
        message: "{<rejection_field>} is {<rejection_number> / 2}"
        fields: {<rejection_field>: string, <rejection_number>: int64}
    events:
      <Event>:
        fields:
          <event_field>:  string
          <event_list>:   {type: list of <Value>, max_items: 9}
          <event_union>:  optional <Union>
          <event_enum>:   <Enum>
          <event_number>: {type: int64, multiple_of: 1}
        from: {states: [<member>, <member2>], id: <from>, message: "stands at {state.<state_enum>}"}
        to: <member2>
        sets:
          <state_list>: state.<state_list> + event.<event_list>.filter(<sets_loop>, <sets_loop>.<value_field> != event.<event_field>)
          "<state_map>[event.<event_field>]": event.<event_number> + 1
          <state_union>: event.<event_union>
          <state_number>: event.<event_number>
          <state_field>: '"by " + meta.actor'
          "<state_list>[<value_field> == event.<event_field>].<value_time>": meta.time
      <HandEvent>:
        fields: {<hand_event_field>: <kernel>.<KernelEnum>}
        apply: go
      <PathEvent>:
        fields: {<path_event_field>: string, <path_event_number>: int64}
        sets:
          "<state_list>[<value_field> == event.<path_event_field>].<value_time>": meta.time
          "<state_list>[<value_field> == state.<state_field>].<value_decimal>": decimal(event.<path_event_number>)
          "<state_values>[event.<path_event_field>].<value_list>": "[event.<path_event_number>]"
          "<state_values>['ab'].<value_kernel>.<kernel_field>": event.<path_event_number>
          "<state_value>.<value_kernel>.<kernel_field>": event.<path_event_number>
      <EndEvent>: {ends: true}
      <RejectedEvent>: {fields: {<rejected_field>: string, <rejected_number>: int64, <command_field>: string}, apply: none}
    commands:
      <Command>:
        creates: if_missing
        allowed: cmd.<command_field> != meta.actor
        fields:
          <command_field>:    {type: string, min_len: 1, max_len: 9, not_in: [zz]}
          <command_list>:     {type: list of <Value>, unique_by: <value_field>}
          <command_number>:   {type: int64, max: 100}
          <command_optional>: {type: optional string, format: email, sensitivity: secret}
          <command_ref>:      optional ref <foreign>.<Foreign>
          <command_map>:      {type: map of <Enum> to string, keys: {}, each: {max_len: 3}}
        rules:
          - id: <command_rule>
            check: cmd.<command_list>.exists(<rule_loop>, <rule_loop>.<value_field> == cmd.<command_field>)
            message: "{cmd.<command_number> + 1} is missing"
        reads:
          <read>:  {aggregate: <Other>, id: cmd.<command_field>}
          <read2>: {aggregate: <Other>, id: state.<state_field>, optional: true}
          <reads>: {aggregate: <Other>, ids: "cmd.<command_list>.map(<reads_loop>, <reads_loop>.<value_field>)", optional: true}
        asks: {<ask>: {args: [cmd.<command_field>, cmd.<command_number>], type: int64}}
        let:
          <total>:  cmd.<command_number> * <ask>
          <words>: cmd.<command_list>.map(<let_loop>, <let_loop>.<value_field>)
        refuses:
          - <guard>
          - {id: <refusal>, if: "<total> > 10 || size(<words>) > 3", message: "because of {<total>}"}
          - {id: <refusal2>, if: "<words>[0] == state.<state_field>", message: "because of {<words>[1]}"}
          - id: <refusal3>
            if: has(<read2>) && <read2>.<other_field> == <read>.<other_field> || <reads>.exists(<key_loop>, <reads>[<key_loop>].<other_field> == "x")
            message: "because of {<read>.<other_field>}"
        skips: ["state.<state_field> == cmd.<command_field>", "<words>[0] == 'ab'"]
        emits:
          - event: <Event>
            for_each: cmd.<command_list>
            as: <element>
            when: <element>.<value_field> != cmd.<command_field> && <total> > 2
            with:
              <event_field>:  <element>.<value_field>
              <event_list>:   cmd.<command_list>.filter(<emit_loop>, <emit_loop> == <element>)
              <event_union>:  "<Union>.<variant>{<variant_field>: <Enum>.<member>, <variant_list>: [<element>]}"
              <event_enum>:   "has(cmd.<command_ref>) ? <Enum>.<member> : <Enum>.<member2>"
              <event_number>: <total> + 1
          - {event: <OtherMade>, on: <read>, with: {<other_event_field>: "<words>[0]", <other_field>: <read>.<other_field>}}
          - {event: <OtherMade>, on: <read2>, when: has(<read2>), with: {<other_event_field>: '"x"'}, from_state: [<other_field>]}
          - event: <OtherMade>
            on: <reads>[<on_element>.<value_field> + "x"]
            for_each: cmd.<command_list>
            as: <on_element>
            when: <on_element>.<value_field> + "x" in <reads>
            with: {<other_event_field>: '"x"'}
            from_state: [<other_field>]
        on_rejected: {event: <RejectedEvent>, with: {<rejected_field>: rejection.id, <rejected_number>: state.<state_number> + 1}}
      <HandCommand>:
        fields: {<hand_command_field>: string, <hand_command_number>: int64}
        decide: go
        reads:
          <hand_read>:  {aggregate: <Other>, id: cmd.<hand_command_field>, optional: true}
          <hand_reads>: {aggregate: <Other>, ids: "[cmd.<hand_command_field>]"}
        asks: {<hand_ask>: {args: [cmd.<hand_command_field>], type: optional <Value>}, <hand_ask2>: {type: list of <kernel>.<KernelValue>}}
        emits: [<HandEvent>, <PathEvent>, <EndEvent>, {event: <OtherMade>, on: <hand_read>}, {event: <OtherMade>, on: <hand_reads>}]
        rejects: [<Rejection>]
      <EndCommand>: {creates: once, emits: [<EndEvent>]}
    fixtures:
      <fixture>:
        - <Event>: {<event_field>: ab, <event_list>: [], <event_enum>: <member>, <event_number>: 3}
    scenarios:
      - name: '<scenario>'
        given: [<fixture>]
        asks: {<ask>: 4}
        when:
          <Command>:
            <command_field>: ab
            <command_list>: [{<value_field>: cd, <value_list>: [1], <value_kernel>: {<kernel_field>: 1, <kernel_enum_field>: <kernel_member>}, <value_decimal>: "1.5"}]
            <command_number>: 2
            <command_map>: {<member>: abc}
        invalid: [<command_rule>]
        state: {<state_list>: [], <state_number>: 3, <state_map>: {ab: 4}}
      - name: '<scenario2>'
        when: {<EndCommand>: {}}
        then: [<EndEvent>: {}]
  <Other>:
    id: {name: <other_id>}
    state: {<other_field>: string, <other_field2>: string}
    unique: [{id: <other_unique>, by: state.<other_field>, message: "{state.<other_field>} is taken"}]
    events:
      <OtherMade>:
        fields: {<other_event_field>: string, <other_field>: string}
        copies: [<other_field>]
        sets: {<other_field2>: event.<other_event_field>}
    commands:
      <MakeOther>: {creates: true, fields: {<other_event_field>: string, <other_field>: string}, emits: [<OtherMade>]}
`

var placeForm = regexp.MustCompile(`<[A-Za-z0-9_]+>`)

// namePlaces are all places of the models, in the order in which they stand.
var namePlaces = func() []string {
	var places []string
	for _, place := range placeForm.FindAllString(kernelModel+foreignModel+namesModel+namesReadSide, -1) {
		if place = strings.Trim(place, "<>"); !slices.Contains(places, place) {
			places = append(places, place)
		}
	}
	return places
}()

// isType says whether what stands in a place is written in PascalCase.
func isType(place string) bool { return place[0] >= 'A' && place[0] <= 'Z' }

// named is what stands in some places of the models.
type named map[string]string

func (n named) at(place string) string {
	if name, ok := n[place]; ok {
		return name
	}
	return place
}

// namedModel is a schema with names in its places.
type namedModel struct {
	path, text string
	// starts are where in the text which place begins.
	starts map[int]string
}

func (n named) fill(model, context string) namedModel {
	m := namedModel{starts: map[int]string{}}
	var b strings.Builder
	last := 0
	for _, at := range placeForm.FindAllStringIndex(model, -1) {
		b.WriteString(model[last:at[0]])
		place := model[at[0]+1 : at[1]-1]
		m.starts[b.Len()] = place
		b.WriteString(n.at(place))
		last = at[1]
	}
	b.WriteString(model[last:])
	m.text = b.String()
	m.path = "internal/" + n.at(context) + "/model.orchestrix.yaml"
	return m
}

func (n named) models() []namedModel {
	return []namedModel{n.fill(kernelModel, "kernel"), n.fill(foreignModel, "foreign"), n.fill(namesModel+namesReadSide, "context")}
}

// String is what differs from the places' own names.
func (n named) String() string {
	var parts []string
	for _, place := range namePlaces {
		if name, ok := n[place]; ok && name != place {
			parts = append(parts, fmt.Sprintf("%s: %q", place, name))
		}
	}
	return strings.Join(parts, ", ")
}

// generate gives the Go of the models, or what is wrong with them.
func (n named) generate() ([]generator.File, []diag.Finding, error) {
	in := resolve.Input{Root: "/workspace", Module: userModule}
	var findings []diag.Finding
	for _, m := range n.models() {
		file, found := syntax.Parse(path.Clean(m.path), []byte(m.text))
		findings = append(findings, found...)
		if file != nil {
			in.Files = append(in.Files, file)
		}
	}
	if diag.HasErrors(findings) {
		return nil, findings, nil
	}
	workspace, found := resolve.Resolve(in)
	if findings = append(findings, found...); diag.HasErrors(findings) {
		return nil, findings, nil
	}
	files, err := golang.Generate(workspace)
	return files, findings, err
}
