package orchestrix

// SystemTables are the tables that the runtime itself keeps in a store with
// [Tables]. A store's Migrate makes them.
func SystemTables() []*Table {
	return []*Table{SubscriptionsTable, ParkedTable, TimersTable, SnapshotsTable}
}

// SubscriptionsTable has a row for each subscription, or partition of one: how
// far it is, and who may move it.
var SubscriptionsTable = &Table{
	Name: "orchestrix_subscriptions",
	Key:  1,
	Columns: []Column{
		{Name: "name", Kind: TextColumn},     // "orders.ReserveOnPlaced", for a partition with "/2 of 4"
		{Name: "position", Kind: TextColumn}, // Position.String of what was last handled
		{Name: "shape", Kind: TextColumn},    // fingerprint of what its effect is kept in
		{Name: "owner", Kind: TextColumn},    // who holds the lease; empty: nobody
		{Name: "token", Kind: IntColumn},     // counts owners: an older one is fenced off
		{Name: "expires_at", Kind: TimeColumn},
		{Name: "updated_at", Kind: TimeColumn},
	},
}

// ParkedTable has a row for each event that a subscription couldn't handle, and
// for the later ones of its stream.
var ParkedTable = &Table{
	Name: "orchestrix_parked",
	Key:  2,
	Columns: []Column{
		{Name: "subscription", Kind: TextColumn},
		{Name: "event_id", Kind: TextColumn},
		{Name: "place", Kind: TextColumn}, // of the event's position, in an order that texts have
		{Name: "tenant", Kind: TextColumn},
		{Name: "category", Kind: TextColumn},
		{Name: "stream_id", Kind: TextColumn},
		{Name: "version", Kind: IntColumn},
		{Name: "type", Kind: TextColumn},
		{Name: "error", Kind: TextColumn}, // of the last attempt; empty: it waits behind an earlier one
		{Name: "attempts", Kind: IntColumn},
		{Name: "replays", Kind: IntColumn},                 // how often somebody decided that it be handled after all
		{Name: "due_at", Kind: TimeColumn, Optional: true}, // of the next attempt; nil: somebody must decide
		{Name: "parked_at", Kind: TimeColumn},
	},
	Indexes: []Index{
		{Name: "stream", Columns: []string{"subscription", "tenant", "category", "stream_id", "place"}},
		{Name: "due", Columns: []string{"subscription", "due_at"}},
	},
}

// TimersTable has a row for each timeout of a process that is still to come.
var TimersTable = &Table{
	Name: "orchestrix_timers",
	Key:  4,
	Columns: []Column{
		{Name: "tenant", Kind: TextColumn},
		{Name: "process", Kind: TextColumn},
		{Name: "instance", Kind: TextColumn},
		{Name: "name", Kind: TextColumn},
		{Name: "due_at", Kind: TimeColumn},
		{Name: "set_by", Kind: TextColumn}, // id of the event that set it
	},
	Indexes: []Index{{Name: "due", Columns: []string{"process", "due_at"}}},
}

// SnapshotsTable has the last snapshot of each aggregate that has one.
var SnapshotsTable = &Table{
	Name: "orchestrix_snapshots",
	Key:  3,
	Columns: []Column{
		{Name: "tenant", Kind: TextColumn},
		{Name: "category", Kind: TextColumn},
		{Name: "stream_id", Kind: TextColumn},
		{Name: "version", Kind: IntColumn},
		{Name: "event_id", Kind: TextColumn}, // of the event of that version
		{Name: "shape", Kind: TextColumn},    // fingerprint of the state
		{Name: "data", Kind: JSONColumn},
	},
}
