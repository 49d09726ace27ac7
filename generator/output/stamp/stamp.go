// Package stamp remembers, in the user's cache folder, that the generated files
// of a workspace are what its model makes, so that a run with nothing to do ends
// before it does anything.
//
// A stamp is a digest of all that the outcome follows from: the very binary of
// the tool, the workspace's files, and the content of every generated file.
// It is worked out anew each time from what is on disk, never from dates or
// sizes; whatever differs, the stamp doesn't hold and the tool does its work. A
// stamp that is missing, damaged or can't be written costs time, nothing else.
package stamp

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/orchestrix-go/orchestrix-gen/generator"
	"github.com/orchestrix-go/orchestrix-gen/generator/output"
)

// Inputs are what a workspace's generated files follow from, beside the tool.
type Inputs struct {
	Root   string            // the workspace's folder, absolute
	Module string            // its import path
	Texts  map[string][]byte // its files, by path below Root
}

// Holds says whether the workspace is as Keep was told by this binary, and how
// many files, stubs included, are therefore as they should be.
func Holds(in Inputs) (files int, ok bool) {
	name, err := fileFor(in.Root)
	if err != nil {
		return 0, false
	}
	kept, err := os.ReadFile(name)
	if err != nil {
		return 0, false
	}
	_, list, _ := strings.Cut(string(kept), "\n")
	stubs := strings.FieldsFunc(list, func(r rune) bool { return r == '\n' })
	for _, stub := range stubs {
		if !isFile(filepath.Join(in.Root, filepath.FromSlash(stub))) {
			return 0, false
		}
	}
	made, err := output.Sums(in.Root)
	if err != nil {
		return 0, false
	}
	now, err := text(in, made, stubs)
	return len(made) + len(stubs), err == nil && now == string(kept)
}

// Keep remembers that files are all that the inputs make, without a finding, and
// that they are on disk.
func Keep(in Inputs, files []generator.File) error {
	name, err := fileFor(in.Root)
	if err != nil {
		return err
	}
	var stubs []string
	for _, file := range files {
		if file.Once {
			stubs = append(stubs, file.Path)
		}
	}
	slices.Sort(stubs)
	content, err := text(in, output.SumsOf(files), stubs)
	if err != nil {
		return err
	}
	return write(name, content)
}

// text is a stamp: the digest, and the stubs, which only have to be there.
func text(in Inputs, made []output.Sum, stubs []string) (string, error) {
	build, err := buildID()
	if err != nil {
		return "", err
	}
	d := digest{sha256.New()}
	d.strings(build, in.Root, in.Module)
	d.number(len(in.Texts))
	for _, name := range slices.Sorted(maps.Keys(in.Texts)) {
		d.strings(name)
		d.bytes(in.Texts[name])
	}
	d.number(len(made))
	for _, file := range made {
		d.strings(file.Path)
		d.bytes(file.SHA256[:])
	}
	d.number(len(stubs))
	d.strings(stubs...)
	return hex.EncodeToString(d.Sum(nil)) + "\n" + strings.Join(stubs, "\n") + "\n", nil
}

// digest writes each part after its length, so that no two lists of parts look
// the same.
type digest struct{ hash.Hash }

func (d digest) number(n int) {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], uint64(n))
	d.Write(b[:])
}

func (d digest) bytes(b []byte) {
	d.number(len(b))
	d.Write(b)
}

func (d digest) strings(list ...string) {
	for _, s := range list {
		d.number(len(s))
		_, _ = io.WriteString(d, s) // a hash never fails
	}
}

func isFile(name string) bool {
	info, err := os.Lstat(name)
	return err == nil && info.Mode().IsRegular()
}

// fileFor is where the stamp of a workspace is kept.
func fileFor(root string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	key := sha256.Sum256([]byte(root))
	return filepath.Join(cache, "orchestrix-gen", hex.EncodeToString(key[:16])), nil
}

// maxStamps is how many stamps are kept; a user has fewer workspaces.
const maxStamps = 256

// write replaces a stamp as a whole.
func write(name, content string) (err error) {
	folder := filepath.Dir(name)
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	if entries, err := os.ReadDir(folder); err == nil && len(entries) >= maxStamps {
		for _, entry := range entries {
			_ = os.Remove(filepath.Join(folder, entry.Name())) // what remains is replaced or does no harm
		}
	}
	f, err := os.CreateTemp(folder, ".new-*")
	if err != nil {
		return err
	}
	_, err = f.WriteString(content)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		_ = os.Remove(f.Name()) // the first error counts
	}
	return err
}
