package bank

import "context"

type transferDecider struct{}

// NewTransferDecider makes the decisions that the schema leaves to Go.
func NewTransferDecider() TransferDecider { return transferDecider{} }

// Weigh gives each of the accounts that exist the amount, within the source's
// balance, and freezes the payer.
func (transferDecider) Weigh(_ context.Context, in WeighInput) ([]WeighEvent, error) {
	total := in.Cmd.Amount * int64(len(in.Targets))
	if total > in.Source.Balance {
		return nil, &TooMuch{Amount: total, Limit: in.Source.Balance}
	}
	events := []WeighEvent{TransferMade{TransferID: in.Cmd.TransferID, Amount: total}}
	for _, id := range in.Cmd.To {
		if to, ok := in.Targets[id]; ok {
			events = append(events,
				AmountBooked{AccountID: in.Source.AccountID, Amount: -in.Cmd.Amount, OwnerID: in.Source.OwnerID},
				AmountBooked{AccountID: id, Amount: in.Cmd.Amount, OwnerID: to.OwnerID})
		}
	}
	if in.Payer != nil {
		events = append(events, AccountFrozen{AccountID: in.Payer.AccountID})
	}
	return events, nil
}
