package main

// namesReadSide are the policies, processes and read models of the context of
// namesModel.
const namesReadSide = `policies:
  <Policy>:
    whenever: <PathEvent>
    let:
      <policy_let>:  event.<path_event_number> / 2
      <policy_let2>: event.<path_event_field> + "x"
    sends:
      - command: <MakeOther>
        id: <send>
        for_each: "[event.<path_event_field>]"
        as: <sent>
        when: <policy_let> > 1 && <sent> != <policy_let2>
        with: {<other_event_field>: <sent>, <other_field>: new_id()}
        on_rejected:
          sends:
            - {command: <MakeOther>, id: <send2>, when: <policy_let> > 2, with: {<other_event_field>: rejection.id + <policy_let2>, <other_field>: new_id()}}
      - command: <MakeOther>
        id: <send3>
        for_each: query <Rows>.<query>
        as: <sent_row>
        when: <sent_row>.<row_number> > <policy_let>
        with: {<other_event_field>: <sent_row>.<row_field>, <other_field>: <policy_let2>}
    scenarios:
      - name: '<policy_scenario>'
        when: {<PathEvent>: {<path_event_field>: ab, <path_event_number>: 1}}
        sends: []
  <Effect>:
    whenever: [<HandEvent>, <foreign>.<ForeignMade>]
    uses: [<foreign_field>, <foreign_value>]
    do: go
    sends: [<MakeOther>, <EndCommand>]
  <Schedule>:
    every: {interval: 1h}
    let: {<schedule_let>: now - duration("1h")}
    sends: [{command: <MakeOther>, with: {<other_event_field>: string(<schedule_let>), <other_field>: string(now)}}]
processes:
  <Process>:
    key: <path_event_field>
    state:
      <process_field>:  string
      <process_number>: {type: int64, initial: 3}
      <process_list>:   list of string
      <process_value>:  optional <Value>
    let: {<process_let>: state.<process_number> * 2}
    whenever:
      <PathEvent>:
        starts: true
        let: {<step_let>: event.<path_event_number> + <process_let>, <step_let2>: event.<path_event_field> + key}
        sets:
          <process_field>:  <step_let2>
          <process_number>: <step_let>
          <process_list>:   state.<process_list>.filter(<process_loop>, <process_loop> != event.<path_event_field>)
        timeout:
          - {name: <timeout>, after: 'duration("1h")'}
          - {name: <timeout2>, at: 'meta.time + duration(string(<process_let>) + "s")'}
        sends:
          - command: <MakeOther>
            for_each: state.<process_list>
            as: <step_sent>
            when: <process_let> > 1
            with: {<other_event_field>: <step_sent> + <step_let2>, <other_field>: string(<step_let>)}
        ends: <process_let> > 100
      <foreign>.<ForeignMade>:
        key: event.<foreign_list>.filter(<keys_loop>, <keys_loop> != "")
        uses: [<foreign_list>]
        cancels: [<timeout>]
        sends:
          - command: <MakeOther>
            id: <step_send>
            for_each: query <Rows>.<query>
            as: <step_row>
            with: {<other_event_field>: <step_row>.<row_field>, <other_field>: key}
      timeout.<timeout>:
        sets: {<process_number>: state.<process_number> + 1}
        timeout: {name: <timeout>, after: 1h}
      timeout.<timeout2>: {ends: true}
    fixtures:
      <process_fixture>: [{<PathEvent>: {<path_event_field>: ab, <path_event_number>: 1}}]
    scenarios:
      - name: '<process_scenario>'
        given: [<process_fixture>]
        steps:
          - passes: 2h
            sends: []
          - when: {timeout.<timeout>: {}}
            ended: true
read_models:
  <Rows>:
    key: [<row_key>, <row_key2>]
    fields:
      <row_key>:      string
      <row_key2>:     int64
      <row_field>:    string
      <row_number>:   int64
      <row_list>:     list of <Value>
      <row_optional>: optional <Enum>
      <row_time>:     timestamp
      <row_union>:    optional <Union>
      <row_uuid>:     optional uuid
    from:
      <Event>:
        let:
          <row_let>:  event.<event_number> + 1
          <row_let2>: event.<event_field> + "x"
          <row_let3>: event.<event_number> == 1
        for_each: event.<event_list>
        as: <row_element>
        when: <row_element>.<value_field> != <row_let2>
        key: [<row_element>.<value_field>, event.<event_number>]
        upsert:
          <row_field>:    row.<row_field> + <row_let2>
          <row_number>:   "<row_let3> ? row.<row_number> : <row_let>"
          <row_list>:     row.<row_list> + [<row_element>]
          <row_optional>: event.<event_enum>
          <row_time>:     meta.time
          <row_union>:    event.<event_union>
          <row_uuid>:     null
      <PathEvent>:
        let: {<found_let>: event.<path_event_number> * 2}
        update: {<row_field>: event.<path_event_field>}
        where: row.<row_key> == event.<path_event_field> && row.<row_number> > <found_let>
      <foreign>.<ForeignMade>: {uses: [<foreign_field>], delete: true, where: row.<row_key> == event.<foreign_field>}
    queries:
      <query>: {order_by: [<row_number> desc, <row_field>], page: 5}
      <query2>:
        where:  [<row_field>, <row_optional>]
        filter: row.<row_time> < now - duration("1h") && row.<row_number> > 2
        allowed: meta.actor == cmd.<row_field>
      <query3>: {where: [<row_number>], count: true}
    scenarios:
      - name: '<rows_scenario>'
        given: [{<PathEvent>: {<path_event_field>: ab, <path_event_number>: 1}}]
        query: {<query3>: {<row_number>: 1}}
        count: 0
  <HandRows>:
    project: go
    key: []
    fields: {<hand_row_field>: int64}
    from: {<HandEvent>: {}, <foreign>.<ForeignMade>: {uses: [<foreign_field>]}}
  <InlineRows>:
    consistency: inline
    key: <inline_key>
    fields: {<inline_key>: <Enum>, <inline_value>: <Value>, <inline_raw>: json}
    from:
      <Event>:
        when: size(event.<event_list>) > 0
        key: event.<event_enum>
        upsert: {<inline_value>: "event.<event_list>[0]", <inline_raw>: "row.<inline_raw>"}
`
