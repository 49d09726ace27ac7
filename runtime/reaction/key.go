package reaction

import (
	"fmt"
	"strconv"

	"github.com/orchestrix-go/orchestrix-gen/runtime/subscription"
)

// IntKey is a number that is an instance's key.
func IntKey[N int32 | int64 | uint32 | uint64](key string) (N, error) {
	if n, err := strconv.ParseInt(key, 10, 64); err == nil && (n >= 0 || N(0)-1 < 0) && int64(N(n)) == n {
		return N(n), nil
	}
	if n, err := strconv.ParseUint(key, 10, 64); err == nil && uint64(N(n)) == n && N(n) >= 0 {
		return N(n), nil
	}
	return 0, subscription.Permanent(fmt.Errorf("the key %q is no number of its type", key))
}
