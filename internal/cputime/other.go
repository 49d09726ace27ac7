//go:build !unix

package cputime

import "time"

func spent() time.Duration { return -1 }
