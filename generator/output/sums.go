package output

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/orchestrix-go/orchestrix-gen/generator"
)

// Sum stands for a generated file's content.
type Sum struct {
	Path   string
	SHA256 [sha256.Size]byte
}

// SumsOf are the sums of files in memory, sorted by path. Stubs have none: their
// content belongs to people.
func SumsOf(files []generator.File) []Sum {
	var sums []Sum
	for _, file := range files {
		if !file.Once {
			sums = append(sums, Sum{file.Path, sha256.Sum256(file.Content)})
		}
	}
	return sorted(sums)
}

// Sums are those of the files below root that carry our header, sorted by path.
func Sums(root string) ([]Sum, error) {
	var sums []Sum
	err := candidates(root, func(_, rel string) error {
		sums = append(sums, Sum{Path: rel})
		return nil
	})
	if err != nil {
		return nil, err
	}
	ours := make([]bool, len(sums))
	var next atomic.Int64
	var group errgroup.Group
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error {
			var buffer []byte // one for all of a worker's files: fresh memory is what reading costs
			for {
				i := int(next.Add(1)) - 1
				if i >= len(sums) {
					return nil
				}
				var err error
				if buffer, err = readInto(buffer, filepath.Join(root, filepath.FromSlash(sums[i].Path))); err != nil {
					return err
				}
				sums[i].SHA256, ours[i] = sha256.Sum256(buffer), owner(buffer) != ""
			}
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	var kept []Sum
	for i, sum := range sums {
		if ours[i] {
			kept = append(kept, sum)
		}
	}
	return sorted(kept), nil
}

func sorted(sums []Sum) []Sum {
	slices.SortFunc(sums, func(a, b Sum) int { return cmp.Compare(a.Path, b.Path) })
	return sums
}

// readInto reads a file as os.ReadFile does, into the memory of an earlier one.
func readInto(buffer []byte, name string) (_ []byte, err error) {
	f, err := os.Open(name)
	if err != nil {
		return buffer, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	buffer = buffer[:0]
	for {
		buffer = slices.Grow(buffer, 16<<10)
		n, err := f.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		if errors.Is(err, io.EOF) {
			return buffer, nil
		}
		if err != nil {
			return buffer, err
		}
	}
}
