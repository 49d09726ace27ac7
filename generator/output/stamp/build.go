package stamp

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"sync"
)

// The Go linker writes a build id, a hash of all that went into a binary and of
// what came out, near its start: in ELF files as a note, elsewhere as text.
var (
	noteName  = []byte("\x04\x00\x00\x00Go\x00\x00") // the note's type, then its owner
	textStart = []byte("\xff Go build ID: \"")
	textEnd   = []byte("\"\n \xff")
)

// buildIDLimit is how far into a binary the build id begins at most.
const buildIDLimit = 64 << 10

// buildID tells this binary from every other. A binary that was linked without
// one has none, which is an error.
var buildID = sync.OnceValues(func() (string, error) {
	name, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	start, err := io.ReadAll(io.LimitReader(f, buildIDLimit))
	if err != nil {
		return "", err
	}
	if id := findBuildID(start); id != "" {
		return id, nil
	}
	return "", errors.New("the binary has no build id")
})

func findBuildID(binary []byte) string {
	if id := note(binary); id != "" {
		return id
	}
	_, rest, _ := bytes.Cut(binary, textStart)
	id, _, ok := bytes.Cut(rest, textEnd)
	if !ok {
		return ""
	}
	return string(id)
}

// note is the text of Go's note in an ELF file.
func note(file []byte) string {
	before, after, ok := bytes.Cut(file, noteName)
	if !ok || len(before) < 4 {
		return ""
	}
	size := int64(binary.LittleEndian.Uint32(before[len(before)-4:]))
	if size > int64(len(after)) {
		return ""
	}
	return string(after[:size])
}
