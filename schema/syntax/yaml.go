package syntax

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

const (
	// MaxSize is how large a file may be, in bytes.
	MaxSize = 4 << 20
	// maxParts bounds the keys and values of a file, and with them the memory
	// that reading it takes. Dense models have one in eight bytes.
	maxParts = 700_000
	// maxDepth is how deep lists and mappings may nest; models nest 12 deep.
	maxDepth = 100
	// maxText is how long one scalar may be, in bytes: what reads names, types
	// and expressions need not fear megabytes.
	maxText = 64 << 10
	// maxFindings bounds what one file's mistakes cost.
	maxFindings = 1000
)

var byteOrderMark = []byte("\ufeff")

// Text is a file's text as findings count its columns: without the byte order
// mark that it may begin with.
func Text(data []byte) []byte { return bytes.TrimPrefix(data, byteOrderMark) }

// TooLarge is the finding about a file that is larger than MaxSize.
func TooLarge(path string) diag.Finding {
	f := diag.Finding{Span: diag.Span{File: path}, Rule: diag.FileTooLarge, Message: "the file is larger than 4 MB"}
	return *f.Suggestf("spread the context over several files in the folder: those that say the same `context` merge")
}

// readYAML returns the file's one document, nil when there is none in it. A
// finding says that the file isn't YAML as the language takes it, and is the
// only one then.
func readYAML(path string, data []byte) (*yaml.Node, *source, *diag.Finding) {
	if len(data) > MaxSize {
		f := TooLarge(path)
		return nil, nil, &f
	}
	src := newSource(path, Text(data))
	if f := checkText(src); f != nil {
		return nil, src, f
	}
	root, f := decode(src)
	return root, src, f
}

// checkText refuses what costs too much to parse or what editors, terminals and
// parsers disagree on.
func checkText(src *source) *diag.Finding {
	data, parts := src.data, 0
	for i := 0; i < len(data); {
		c := data[i]
		if c >= ' ' && c < 0x7f || c == '\t' || c == '\n' {
			switch c {
			case '-', ',', ':', '[', '{', '?', '\n':
				parts++
			}
			i++
			continue
		}
		r, n := utf8.DecodeRune(data[i:])
		message, suggestion := "", ""
		switch {
		case r == utf8.RuneError && n == 1:
			message, suggestion = "the file isn't valid UTF-8", "save it as UTF-8"
		case r == '\r' && i+1 < len(data) && data[i+1] == '\n':
		case r == '\r' || r == 0x85 || r == 0x2028 || r == 0x2029:
			message, suggestion = "a line break that is neither LF nor CRLF", "in text, write it as an escape in double quotes"
		case r < 0xa0 || r == 0xfeff || r == 0xfffe || r == 0xffff:
			message, suggestion = "a control character", "in text, write it as an escape in double quotes"
		}
		if message != "" {
			return syntaxFinding(src, i, i+n, message, suggestion)
		}
		i += n
	}
	if parts > maxParts {
		f := syntaxFinding(src, 0, 0, "the file holds too many keys and values", "spread the context over several files")
		return f
	}
	return nil
}

func syntaxFinding(src *source, from, to int, message, suggestion string) *diag.Finding {
	from, to = min(from, len(src.data)), min(to, len(src.data))
	start := src.pos(from)
	return &diag.Finding{
		Span: src.span(place{start, from}, from, to), Rule: diag.Syntax, Message: message, Suggestion: suggestion,
	}
}

// decode parses the document and makes sure that it is the only one.
func decode(src *source) (*yaml.Node, *diag.Finding) {
	if len(src.data) == 0 {
		return nil, nil
	}
	dec := yaml.NewDecoder(bytes.NewReader(src.data))
	root, err := next(dec)
	if errors.Is(err, io.EOF) {
		return nil, nil
	}
	if err != nil {
		return nil, explain(src, problemOf(dec, err))
	}
	second, err := next(dec)
	switch {
	case errors.Is(err, io.EOF):
		return root.Content[0], nil
	case err != nil:
		return nil, explain(src, problemOf(dec, err))
	}
	at := src.offset(diag.Pos{Line: second.Line, Column: second.Column})
	return nil, syntaxFinding(src, at, at, secondDocument, "move it to a file of its own")
}

// next decodes one document; what yaml.v3 panics about becomes an error.
func next(dec *yaml.Decoder) (doc *yaml.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errPanic
		}
	}()
	doc = new(yaml.Node)
	if err = dec.Decode(doc); err == nil && len(doc.Content) != 1 {
		err = io.EOF
	}
	return doc, err
}

const secondDocument = "a second document begins here: a file holds one"

var errPanic = errors.New("this can't be read as YAML")
