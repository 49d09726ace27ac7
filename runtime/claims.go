package orchestrix

// Unique is a value that no two living aggregates of a type share.
type Unique[S any] struct {
	ID string // of the refusal
	// Constraint names the value in the store: "<context>.<Aggregate>.<id>".
	Constraint string
	// Fingerprint tells one way to work out the value from another: what was
	// claimed under another one doesn't count.
	Fingerprint string
	// By gives the value as canonical bytes; none: nothing is claimed.
	By func(state *S) ([]byte, error)
	// Message says to whom would share the value that it is taken.
	Message func(state *S) (string, error)
}
