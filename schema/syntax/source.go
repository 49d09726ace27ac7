package syntax

import (
	"bytes"
	"unicode/utf8"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

// source is a file's text, in which places are found by line and column and by
// byte offset.
type source struct {
	path   string
	data   []byte
	starts []int // of each line
	ascii  bool  // a character is a byte
	// at is the last place looked up. The next one is reached from it, or a
	// file of one long line would be walked from its start for every scalar.
	at place
}

type place struct {
	diag.Pos
	offset int
}

func newSource(path string, data []byte) *source {
	s := &source{path: path, data: data, starts: make([]int, 1, 1+bytes.Count(data, []byte("\n")))}
	s.ascii = true
	for i, c := range data {
		if c == '\n' {
			s.starts = append(s.starts, i+1)
		}
		if c >= utf8.RuneSelf {
			s.ascii = false
		}
	}
	s.at = place{diag.Pos{Line: 1, Column: 1}, 0}
	return s
}

// offset is where a place begins in the text; a place beyond it is its end.
func (s *source) offset(p diag.Pos) int {
	if p.Line > len(s.starts) {
		return len(s.data)
	}
	if p.Line < 1 {
		return 0
	}
	if s.ascii {
		return min(s.starts[p.Line-1]+p.Column-1, len(s.data))
	}
	at := s.at
	if start := s.starts[p.Line-1]; at.Line != p.Line || p.Column < at.Column/2 {
		at = place{diag.Pos{Line: p.Line, Column: 1}, start}
	}
	for at.Column < p.Column && at.offset < len(s.data) && s.data[at.offset] != '\n' {
		_, n := utf8.DecodeRune(s.data[at.offset:])
		at.offset += n
		at.Column++
	}
	for at.Column > p.Column {
		_, n := utf8.DecodeLastRune(s.data[:at.offset])
		at.offset -= n
		at.Column--
	}
	s.at = at
	return at.offset
}

// after is the place of an offset that follows a known place.
func (s *source) after(from place, offset int) diag.Pos {
	pos := from.Pos
	piece := s.data[from.offset:offset]
	if n := bytes.Count(piece, []byte("\n")); n > 0 {
		pos = diag.Pos{Line: pos.Line + n, Column: 1}
		piece = piece[bytes.LastIndexByte(piece, '\n')+1:]
	}
	pos.Column += utf8.RuneCount(piece)
	return pos
}

// pos is the place of an offset that nothing near is known of.
func (s *source) pos(offset int) diag.Pos {
	line := 1 + bytes.Count(s.data[:offset], []byte("\n"))
	return diag.Pos{Line: line, Column: 1 + utf8.RuneCount(s.data[s.starts[line-1]:offset])}
}

// span is a piece that begins at a known place.
func (s *source) span(from place, start, end int) diag.Span {
	first := s.after(from, start)
	return diag.Span{File: s.path, Start: first, End: s.after(place{first, start}, end)}
}

// byteAt is the byte at an offset, 0 at the end.
func (s *source) byteAt(offset int) byte {
	if offset < 0 || offset >= len(s.data) {
		return 0
	}
	return s.data[offset]
}
