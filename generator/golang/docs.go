package golang

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dave/jennifer/jen"
)

// commentWidth is how long a line of a comment gets, its indentation aside.
const commentWidth = 90

// comment writes text as a line comment. Jennifer passes text that begins with
// slashes as it is and breaks on "*/", so lines are split and prefixed here.
func comment(paragraphs ...string) *jen.Statement {
	return jen.Comment(strings.Join(commentLines(paragraphs...), "\n"))
}

// commentLines are the lines of a comment, each with its slashes; paragraphs
// that are empty don't count.
func commentLines(paragraphs ...string) []string {
	var lines []string
	for _, paragraph := range paragraphs {
		text := strings.TrimSpace(printable(paragraph))
		if text == "" {
			continue
		}
		if lines != nil {
			lines = append(lines, "//")
		}
		for line := range strings.SplitSeq(text, "\n") {
			lines = append(lines, wrap(strings.TrimRight(line, " \t"))...)
		}
	}
	for i, line := range lines {
		// To Go this would be a build constraint, wherever it stands.
		if rest, ok := strings.CutPrefix(strings.TrimLeft(line[2:], " \t"), "+build"); ok {
			lines[i] = "// + build" + rest
		}
		// And this would make tools take a file of people's for generated.
		if rest, ok := strings.CutPrefix(line, "// Code generated "); ok && strings.HasSuffix(line, " DO NOT EDIT.") {
			lines[i] = "// code generated " + rest
		}
	}
	return lines
}

// printable takes out what Go doesn't allow in a source file, or an editor
// doesn't show; line breaks become LF.
func printable(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r' || r == '\u2028' || r == '\u2029' || r == '\u0085':
			return '\n'
		case r == utf8.RuneError || unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, text)
}

// wrap breaks a line between words. An indented one is code or a list, and
// stays.
func wrap(line string) []string {
	if line == "" {
		return []string{"//"}
	}
	if line[0] == ' ' || line[0] == '\t' {
		return []string{"// " + line}
	}
	var lines []string
	current, width := append(make([]byte, 0, commentWidth), "//"...), 2
	for word := range strings.FieldsSeq(line) {
		n := utf8.RuneCountInString(word)
		if width > 2 && width+1+n > commentWidth {
			lines = append(lines, string(current))
			current, width = current[:2], 2
		}
		current, width = append(append(current, ' '), word...), width+1+n
	}
	return append(lines, string(current))
}

// typeDoc documents a declaration: a sentence that begins with its name, as Go
// wants it, and what the schema says. A text of the schema's that begins with
// the name is enough by itself.
func typeDoc(name, is, doc string) *jen.Statement {
	doc = strings.TrimSpace(doc)
	if strings.HasPrefix(doc, name+" ") {
		return comment(doc)
	}
	first := name + " is " + is + "."
	if doc != "" {
		first += " " + sentence(doc)
	}
	return comment(first)
}

// sentence begins a text with a capital letter and ends it with a mark.
func sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(text)
	text = string(unicode.ToUpper(first)) + text[size:]
	if last, _ := utf8.DecodeLastRuneInString(text); unicode.IsLetter(last) || unicode.IsDigit(last) || last == ')' || last == '"' {
		text += "."
	}
	return text
}

// deprecation is the paragraph that tools look for; empty without a reason.
func deprecation(reason string) string {
	if reason == "" {
		return ""
	}
	return "Deprecated: " + sentence(reason)
}

// documented puts the comment for a field or constant before it, if there is any.
func documented(doc, deprecated string, decl jen.Code) []jen.Code {
	lines := commentLines(sentence(doc), deprecation(deprecated))
	if len(lines) == 0 {
		return []jen.Code{decl}
	}
	return []jen.Code{jen.Comment(strings.Join(lines, "\n")), decl}
}
