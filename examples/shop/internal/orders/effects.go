package orders

import (
	"context"
	"fmt"
	"io"

	orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"
)

// NewEffects does outside what policies leave to Go; its mails go nowhere.
func NewEffects() Effects { return MailTo(io.Discard) }

// MailTo has mails written to a writer, which stands for a mail server.
func MailTo(out io.Writer) Effects { return effects{out} }

type effects struct{ out io.Writer }

// TellCustomer mails the number of the parcel. A mail server that knows meta.EventID
// again would send it once.
func (e effects) TellCustomer(_ context.Context, event OrderShipped, meta orchestrix.Meta) error {
	_, err := fmt.Fprintf(e.out, "mail %s: your order %s is on its way as %s\n", meta.EventID, event.OrderID, event.TrackingNo)
	return err
}
