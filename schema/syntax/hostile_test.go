package syntax

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/internal/cputime"
	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
)

// hostile are inputs that cost a careless reader its time, memory or stack.
func hostile() map[string][]byte {
	fill := func(unit string) []byte { return []byte(strings.Repeat(unit, MaxSize/len(unit))) }
	bomb := "context: a\nxa: &a [a, a, a, a, a, a, a, a, a]\n"
	for c := 'b'; c < 'z'; c++ {
		bomb += fmt.Sprintf("x%c: &%c [*%[3]c, *%[3]c, *%[3]c, *%[3]c, *%[3]c, *%[3]c, *%[3]c, *%[3]c, *%[3]c]\n", c, c, c-1)
	}
	block := &strings.Builder{}
	for i := 0; i < 2000; i++ {
		block.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return map[string][]byte{
		"alias bomb":                    []byte(bomb),
		"20,000 brackets":               []byte("context: " + strings.Repeat("[", 20_000)),
		"20,000 closed brackets":        []byte("context: " + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000)),
		"9,000 closed brackets":         []byte("context: " + strings.Repeat("[", 9_000) + strings.Repeat("]", 9_000)),
		"20,000 braces":                 []byte(strings.Repeat("{a: ", 20_000)),
		"20,000 dashes":                 []byte(strings.Repeat("- ", 20_000) + "a"),
		"9,000 dashes":                  []byte(strings.Repeat("- ", 9_000) + "a"),
		"2,000 indented keys":           []byte(block.String()),
		"a 20 MB scalar":                []byte("context: " + strings.Repeat("a", 20<<20)),
		"a 4 MB scalar":                 []byte("context: " + strings.Repeat("a", MaxSize-9)),
		"a 4 MB quoted scalar":          []byte("context: \"" + strings.Repeat("\\n", MaxSize/2-10) + "\""),
		"a 4 MB folded scalar":          []byte("context: >\n" + strings.Repeat(" a\n", MaxSize/3-10)),
		"4 MB of dashes":                fill("- "),
		"4 MB of list items":            fill("-\n"),
		"4 MB of brackets":              fill("[],"),
		"4 MB of commas":                []byte("a: [" + string(fill("b,")[4:])),
		"4 MB of keys":                  fill("k: v\n"),
		"4 MB of keys on one line":      []byte("{" + strings.Repeat("key: valuevalue, ", 240_000) + "}"),
		"4 MB of wide keys on one line": []byte("{" + strings.Repeat("k€yk€y: valuevalue, ", 170_000) + "}"),
		"4 MB of comments":              fill("#\n"),
		"4 MB of comments and keys":     fill("# comment\nkey: value\n"),
		"4 MB of spaces":                fill(" "),
		"4 MB of tabs":                  fill("\t"),
		"4 MB of quotes":                fill("\""),
		"4 MB of question marks":        fill("? "),
		"4 MB of documents":             fill("---\n"),
		"4 MB of tags":                  fill("!a "),
		"4 MB of anchors":               fill("&a "),
		"4 MB of colons":                fill(": "),
		"4 MB of newlines":              fill("\n"),
		"invalid UTF-8":                 []byte("context: \xff\xfe"),
		"UTF-16":                        []byte("\xff\xfec\x00o\x00"),
		"NUL bytes":                     make([]byte, 1000),
		"a lone CR":                     []byte("context: a\rdoc: b"),
		"a byte order mark inside":      []byte("context: a\ufeff"),
		"a next line character":         []byte("context: a\u0085doc: b"),
	}
}

func TestHostileInputIsAnsweredInBoundedTimeAndMemory(t *testing.T) {
	const mostTime, mostMemory = 5 * time.Second, 900 << 20
	for name, data := range hostile() {
		t.Run(name, func(t *testing.T) {
			runtime.GC()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			var findings []diag.Finding
			took := cputime.Of(func() { _, findings = Parse("hostile.orchestrix.yaml", data) })
			runtime.ReadMemStats(&after)
			if len(findings) == 0 {
				t.Error("no finding")
			}
			if len(findings) > maxFindings+1 {
				t.Errorf("%d findings", len(findings))
			}
			if took > mostTime {
				t.Errorf("took %v", took)
			}
			if allocated := after.TotalAlloc - before.TotalAlloc; allocated > mostMemory {
				t.Errorf("allocated %d MB", allocated>>20)
			}
			t.Logf("%v, %d MB, %d findings, first: %s at %v", took.Round(time.Millisecond), (after.TotalAlloc-before.TotalAlloc)>>20, len(findings), findings[0].Message, findings[0].Span.Start)
			checkFindings(t, data, findings)
		})
	}
}

// checkFindings makes sure that findings can be printed and lie in the file.
func checkFindings(t *testing.T, data []byte, findings []diag.Finding) {
	t.Helper()
	lines := bytes.Count(data, []byte("\n")) + 1
	for _, f := range findings {
		if f.Message == "" || f.Rule.Meaning() == "" {
			t.Errorf("a finding without words or of an unknown rule: %+v", f)
		}
		if f.Rule == diag.FileTooLarge || f.Rule == diag.TooMany {
			continue
		}
		s := f.Span
		if s.Start.Line < 1 || s.Start.Column < 1 || s.Start.Line > lines || s.End.Compare(s.Start) < 0 {
			t.Errorf("%s %q lies at %+v in a file of %d lines", f.Rule, f.Message, s, lines)
		}
	}
	var out bytes.Buffer
	if err := diag.Text(&out, findings[:min(len(findings), 10)], func(string) []byte { return Text(data) }, false); err != nil {
		t.Error(err)
	}
}

func TestTheYAMLTestSuiteIsAnswered(t *testing.T) {
	for _, path := range sharedFiles(t, "data/yaml-suite", ".yaml") {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		file, findings := Parse(path, data)
		if len(findings) == 0 {
			t.Errorf("%s: nothing is wrong with it", path)
		}
		if file == nil && len(findings) != 1 {
			t.Errorf("%s: %d findings beside a syntax error", path, len(findings))
		}
		checkFindings(t, data, findings)
	}
}
