package resolve_test

import "testing"

func TestWhatPoliciesReactTo(t *testing.T) {
	for _, w := range []wrong{
		asPolicy("an event of another context, with what is used of it", "{whenever: orders.OrderPlaced, uses: [items, total], sends: [{command: Fill, with: {lines: event.items}}]}"),
		asPolicy("an event of which nothing is used", "{whenever: orders.OrderPlaced, uses: [], sends: [{command: Empty, with: {shelf_id: new_id(), reason: meta.actor}}]}"),
		asPolicy("several events", "{whenever: [ShelfFilled, stock.ShelfEmptied], since: beginning, sends: [{command: Empty, with: {reason: string(event.count)}}]}"),
		asPolicy("a field that isn't used", "{whenever: orders.OrderPlaced, uses: [items], sends: [{command: Fill, with: {lines: event.items, total: event.▸total}}]}",
			"UNKNOWN_FIELD the event orders.OrderPlaced has no field \"total\" (it is a field of orders.OrderPlaced that isn't under `uses`: add it there)"),
		asPolicy("an event twice", "{whenever: [ShelfFilled, ▸stock.ShelfFilled], sends: [{command: Empty, with: {reason: meta.actor}}]}",
			"DUPLICATE_NAME stock.ShelfFilled stands here twice"),
		asPolicy("uses of an own event", "{whenever: ShelfFilled, uses: [▸lines], sends: [{command: Empty, with: {reason: meta.actor}}]}",
			"KEY_CONFLICT `uses` is for events of other contexts, of this one's own all fields are there (leave it out)"),
		asPolicy("uses twice", "{whenever: orders.OrderPlaced, uses: [items, ▸items, total], sends: [{command: Fill, with: {lines: event.items}}]}",
			"DUPLICATE_NAME items stands here twice"),
		asPolicy("a mistake that is one of both events", "{whenever: [ShelfFilled, ShelfEmptied], sends: [{command: Empty, with: {reason: event.▸nothing}}]}",
			"UNKNOWN_FIELD the event ShelfFilled has no field \"nothing\""),
		asPolicy("a mistake that is one of the second event", "{whenever: [ShelfFilled, ShelfEmptied], sends: [{command: Fill, with: {lines: [], total: event.▸total}}]}",
			"UNKNOWN_FIELD the event ShelfEmptied has no field \"total\""),
		asPolicy("nothing that is done", "{whenever: ShelfFilled}",
			"stock/stock.orchestrix.yaml:20:3 MISSING_KEY the policy Filling does nothing (say what it `sends`, or write `do: go`)"),
		asPolicy("names that aren't in scope", "{whenever: ShelfEmptied, sends: [{command: Empty, when: ▸now > meta.time, with: {reason: ▸cmd.reason}}]}",
			"EXPR_UNKNOWN nothing in scope is named \"now\" (the time of the event is meta.time)",
			"EXPR_UNKNOWN nothing in scope is named \"cmd\" (what happened is `event`)"),
		asPolicy("a name under let that is taken", "{whenever: ShelfEmptied, let: {▸event: event.count}, sends: [{command: Empty, with: {reason: meta.actor}}]}",
			"DUPLICATE_NAME a name under `let` can't be named event: expressions have that name already"),
	} {
		w.run(t)
	}
}

func TestSchedules(t *testing.T) {
	for _, w := range []wrong{
		asPolicy("cron", `{every: {cron: "0 3 * * *"}, sends: [{command: Empty, with: {shelf_id: new_id(), reason: string(now)}}]}`),
		asPolicy("an interval", "{every: {interval: 15m}, sends: [{command: Empty, with: {shelf_id: new_id(), reason: string(now)}}]}"),
		asPolicy("cron of four fields", "{every: {cron: ▸0 3 * *}, do: go}",
			"BAD_VALUE \"0 3 * *\" isn't a cron expression of five fields (write minute, hour, day, month and weekday, as in \"0 3 * * *\": at three every night, in UTC)"),
		asPolicy("cron of six fields", "{every: {cron: ▸0 0 3 * * *}, do: go}",
			"BAD_VALUE \"0 0 3 * * *\" isn't a cron expression of five fields (write minute, hour, day, month and weekday, as in \"0 3 * * *\": at three every night, in UTC)"),
		asPolicy("cron out of range", "{every: {cron: ▸61 3 * * *}, do: go}",
			"BAD_VALUE \"61 3 * * *\" isn't a cron expression of five fields (write minute, hour, day, month and weekday, as in \"0 3 * * *\": at three every night, in UTC)"),
		asPolicy("cron out of range behind what is in it", `{every: {cron: ▸"*,99 3 * * *"}, do: go}`,
			"BAD_VALUE \"*,99 3 * * *\" isn't a cron expression of five fields (write minute, hour, day, month and weekday, as in \"0 3 * * *\": at three every night, in UTC)"),
		asPolicy("an interval of no time", "{every: {interval: ▸1ns}, do: go}",
			"BAD_VALUE an interval of 1ns is too short: each of its times is kept as an event (give at least a second)"),
		asPolicy("cron without a day", "{every: {cron: ▸0 0 30 2 *}, do: go}",
			"BAD_VALUE \"0 0 30 2 *\" names a day that there isn't"),
		asPolicy("no interval", "{every: {interval: ▸0s}, do: go}",
			"BAD_VALUE `interval` takes a duration above 0, not \"0s\" (write it as in 90s, 15m or 24h)"),
		asPolicy("no event", "{every: {interval: 1h}, sends: [{command: Empty, with: {shelf_id: ▸event.shelf_id, reason: meta.actor}}]}",
			"EXPR_UNKNOWN nothing in scope is named \"event\" (nothing has happened but that it is time: `now` is the time)"),
		asPolicy("keys of events", "{every: {interval: 1h}, ▸since: beginning, ▸uses: [a], do: go}",
			"KEY_CONFLICT `since` is for events, and this policy acts by itself (leave it out)",
			"KEY_CONFLICT `uses` is for events, and this policy acts by itself (leave it out)"),
	} {
		w.run(t)
	}
}

func TestEffectsInGo(t *testing.T) {
	for _, w := range []wrong{
		asPolicy("without commands", "{whenever: ShelfFilled, do: go}"),
		asPolicy("with a command that may be returned", "{whenever: ShelfFilled, do: go, sends: [{command: Empty, retry: {attempts: 3}, on_rejected: skip}, Count]}"),
		asPolicy("with what fills a command", "{whenever: ShelfFilled, do: go, let: {▸a: event.count}, sends: [{command: Empty, with: {▸reason: meta.actor}}, {command: Count, when: ▸'true'}]}",
			"KEY_CONFLICT `let` doesn't go with `do: go`: there are no expressions that could use it (leave it out)",
			"KEY_CONFLICT `with` doesn't go with `do: go`: the effect in Go returns Empty as it is (leave it out, or send it by the schema)",
			"KEY_CONFLICT `when` doesn't go with `do: go`: the effect in Go returns Count as it is (leave it out, or send it by the schema)"),
		asPolicy("with a command twice", "{whenever: ShelfFilled, do: go, sends: [Empty, ▸Empty]}",
			"DUPLICATE_NAME Empty stands here twice"),
	} {
		w.run(t)
	}
}
