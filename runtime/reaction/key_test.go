package reaction_test

import (
	"math"
	"testing"

	"github.com/orchestrix-go/orchestrix-gen/runtime/reaction"
	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

func TestAKeyThatIsANumber(t *testing.T) {
	if n, err := reaction.IntKey[int64]("-9223372036854775808"); n != math.MinInt64 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := reaction.IntKey[uint64]("18446744073709551615"); n != math.MaxUint64 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if n, err := reaction.IntKey[int32]("-7"); n != -7 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	_, tooLong := reaction.IntKey[int64]("9223372036854775808")
	_, tooWide := reaction.IntKey[int32]("2147483648")
	_, negative := reaction.IntKey[uint64]("-1")
	_, wrapped := reaction.IntKey[uint32]("4294967296")
	_, text := reaction.IntKey[int64]("o")
	for name, err := range map[string]error{"too long": tooLong, "too wide": tooWide, "negative": negative, "wrapped": wrapped, "text": text} {
		if err == nil || !subscription.IsPermanent(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
