package orchestrix

// Rejected is a refusal as the event that records it may tell.
type Rejected struct {
	// ID is a [RejectionError]'s id, or the [Code] of any other refusal:
	// "forbidden", "not_found", "already_exists".
	ID      string
	Message string
}
