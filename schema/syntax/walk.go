package syntax

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

var (
	tooDeep = fmt.Sprintf("lists and mappings nest more than %d deep", maxDepth)
	tooLong = fmt.Sprintf("a text of more than %d KB", maxText>>10)
)

// skipped marks nodes that were reported: whoever meets one says nothing more.
const skipped yaml.Kind = 0

// coreTags change nothing where every scalar is read as text.
var coreTags = []string{"!!str", "!!int", "!!float", "!!bool", "!!null", "!!map", "!!seq"}

// walk checks the rules of YAML that hold everywhere, in every part of the file,
// and marks what breaks them as skipped.
func (r *reader) walk(n *yaml.Node, depth int) {
	span := r.point(n)
	switch {
	case depth > maxDepth:
		r.errorf(span, diag.Syntax, "%s", tooDeep)
		n.Kind = skipped
		return
	case n.Kind == yaml.AliasNode:
		r.errorf(r.word(n), diag.Syntax, "aliases (`*name`) aren't part of the language").Suggestf("write the value out; if it is text, quote it")
		n.Kind = skipped
		return
	case n.Anchor != "":
		r.errorf(r.word(n), diag.Syntax, "anchors (`&name`) aren't part of the language").Suggestf("leave the anchor out; if it is text, quote it")
		n.Kind = skipped
		return
	case r.customTag(n):
		r.errorf(r.word(n), diag.Syntax, "an unquoted `!` begins a YAML tag").Suggestf(quoteIt)
		n.Kind = skipped
		return
	}
	if len(n.Value) > maxText {
		r.errorf(span, diag.Syntax, "%s", tooLong)
		n.Kind = skipped
		return
	}
	if n.Kind == yaml.MappingNode {
		r.walkMapping(n, depth)
		return
	}
	for _, c := range n.Content {
		r.walk(c, depth+1)
	}
}

// walkMapping takes keys out that are no scalars or stand there twice.
func (r *reader) walkMapping(n *yaml.Node, depth int) {
	seen := make(map[string]diag.Span, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind == yaml.MappingNode || key.Kind == yaml.SequenceNode {
			r.errorf(r.point(key), diag.WrongShape, "a key is a single word, not a list or mapping").Suggestf("if it is text with brackets, quote it")
			key.Kind = skipped
		} else {
			r.walk(key, depth+1)
		}
		if key.Kind != skipped {
			k := r.scalar(key)
			if first, twice := seen[k.Text]; twice {
				r.errorf(k.Span, diag.DuplicateKey, "the key %s stands here twice", diag.Quote(k.Text)).Relate(first, "first here")
				key.Kind = skipped
			} else {
				seen[k.Text] = k.Span
			}
		}
		if key.Kind != skipped {
			r.walk(value, depth+1)
		}
	}
}

// customTag says that a tag stands before the node which isn't YAML's own.
func (r *reader) customTag(n *yaml.Node) bool {
	if r.src.byteAt(r.start(n).offset) != '!' {
		return false
	}
	at := r.start(n).offset
	return !strings.HasPrefix(string(r.src.data[at:at+wordLength(r.src, at)]), "!!") || !isCoreTag(n.Tag)
}

func isCoreTag(tag string) bool {
	for _, t := range coreTags {
		if tag == t {
			return true
		}
	}
	return false
}
