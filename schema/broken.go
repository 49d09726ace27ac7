package schema

import (
	"regexp"
	"slices"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// contextLine finds the context of a file that couldn't be parsed.
var contextLine = regexp.MustCompile(`(?m)^context:[ \t]*["']?([A-Za-z0-9_]+)`)

// resolvable picks the files whose meaning can be judged. Where a file couldn't
// be read, its whole context is left out, and so is every context that speaks
// of one that is: what they refer to may well be declared, and findings about
// it would be noise beside the one that counts.
func resolvable(files []file) []*syntax.File {
	broken := map[string]bool{}
	for _, f := range files {
		if f.tree != nil {
			continue
		}
		m := contextLine.FindSubmatch(f.text)
		if m == nil {
			return nil // it may belong to any context
		}
		broken[string(m[1])] = true
	}
	for spread := len(broken) > 0; spread; {
		spread = false
		for _, f := range files {
			if f.tree != nil && !broken[f.tree.Context.Text] && mentions(f, broken) {
				broken[f.tree.Context.Text] = true
				spread = true
			}
		}
	}
	var trees []*syntax.File
	for _, f := range files {
		if f.tree != nil && !broken[f.tree.Context.Text] {
			trees = append(trees, f.tree)
		}
	}
	return trees
}

// qualified finds names that may be of another context: payments.Payment.
var qualified = regexp.MustCompile(`\b([a-z][a-z0-9_]*)\.[A-Z]`)

func mentions(f file, contexts map[string]bool) bool {
	for _, m := range qualified.FindAllSubmatch(f.text, -1) {
		if contexts[string(m[1])] {
			return true
		}
	}
	for _, r := range f.tree.Relations {
		if contexts[r.Upstream.Text] || contexts[r.With.Text] {
			return true
		}
	}
	return false
}

// aboutNames are the rules that look at a part's name only, whatever the part
// lacks.
var aboutNames = []diag.Rule{diag.DuplicateName, diag.NameStyle, diag.GoNameClash, diag.GoReserved}

// withoutEchoes leaves out what is said of a part as a whole where something was
// left out of the part: an event whose `copies` can't be read isn't forgotten.
func withoutEchoes(resolved []diag.Finding, files []file) []diag.Finding {
	type place struct {
		file string
		diag.Pos
	}
	damaged := map[place]bool{}
	for _, f := range files {
		if f.tree == nil {
			continue
		}
		for _, pos := range f.tree.Damaged {
			damaged[place{f.path, pos}] = true
		}
	}
	return slices.DeleteFunc(resolved, func(f diag.Finding) bool {
		return f.Severity == diag.Error && damaged[place{f.Span.File, f.Span.Start}] && !slices.Contains(aboutNames, f.Rule)
	})
}
