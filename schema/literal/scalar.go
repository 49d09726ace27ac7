package literal

import (
	"encoding/base64"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	"github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// scalar reads a single word or text; nil when it isn't one of the type.
func (c *checker) scalar(v *syntax.Value, p place) any {
	text := v.Scalar.Text
	switch p.t.Kind {
	case model.String:
		return text
	case model.Bool:
		if text != "true" && text != "false" {
			c.bad(v, "%s isn't a bool", diag.Quote(text)).Suggestf("write true or false")
			return nil
		}
		return text == "true"
	case model.Int32, model.Int64:
		return c.signed(v, p.t)
	case model.Uint32, model.Uint64:
		return c.unsigned(v, p.t)
	case model.Float64:
		return c.float(v)
	case model.Decimal:
		return c.decimal(v)
	case model.Bytes:
		b, err := base64.StdEncoding.Strict().DecodeString(text)
		if err != nil {
			c.bad(v, "%s isn't base64", diag.Quote(text)).Suggestf("bytes are written in base64, with padding")
			return nil
		}
		return b
	case model.Timestamp:
		return c.timestamp(v)
	case model.Date:
		return c.date(v)
	case model.Duration:
		d, err := time.ParseDuration(text)
		if err != nil {
			c.bad(v, "%s isn't a duration", diag.Quote(text)).Suggestf("write it as Go does, like 1h30m or 250ms")
			return nil
		}
		return d
	case model.UUID:
		return c.uuid(v)
	case model.IDRef:
		return c.id(v, p)
	case model.EnumRef:
		return c.member(v, p)
	}
	c.bad(v, "%s can't be written as a value", Article(p.t.String()))
	return nil
}

// integer matches the whole numbers of YAML 1.2's core schema.
var integer = regexp.MustCompile(`^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$`)

// digits splits an integer into what strconv takes.
func digits(text string) (string, int) {
	if rest, ok := strings.CutPrefix(text, "0o"); ok {
		return rest, 8
	}
	if rest, ok := strings.CutPrefix(text, "0x"); ok {
		return rest, 16
	}
	return text, 10
}

var bits = map[model.Kind]int{model.Int32: 32, model.Int64: 64, model.Uint32: 32, model.Uint64: 64}

func (c *checker) signed(v *syntax.Value, t *model.Type) any {
	text, base, ok := c.integer(v, t)
	if !ok {
		return nil
	}
	n, err := strconv.ParseInt(text, base, bits[t.Kind])
	if err != nil {
		least, most := int64(math.MinInt64), int64(math.MaxInt64)
		if t.Kind == model.Int32 {
			least, most = math.MinInt32, math.MaxInt32
		}
		c.bad(v, "%s is out of range: %s is from %d to %d", diag.Quote(v.Scalar.Text), Article(t.String()), least, most)
		return nil
	}
	return n
}

func (c *checker) unsigned(v *syntax.Value, t *model.Type) any {
	text, base, ok := c.integer(v, t)
	if !ok {
		return nil
	}
	negative := strings.HasPrefix(text, "-") && strings.Trim(text, "-0") != ""
	n, err := strconv.ParseUint(strings.TrimLeft(text, "+-"), base, bits[t.Kind])
	if err != nil || negative {
		most := uint64(math.MaxUint64)
		if t.Kind == model.Uint32 {
			most = math.MaxUint32
		}
		c.bad(v, "%s is out of range: %s is from 0 to %d", diag.Quote(v.Scalar.Text), Article(t.String()), most)
		return nil
	}
	return n
}

func (c *checker) integer(v *syntax.Value, t *model.Type) (text string, base int, ok bool) {
	if !integer.MatchString(v.Scalar.Text) {
		c.bad(v, "%s isn't %s: a whole number", diag.Quote(v.Scalar.Text), Article(t.String()))
		return "", 0, false
	}
	text, base = digits(v.Scalar.Text)
	return text, base, true
}

var floating = regexp.MustCompile(`^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$`)

func (c *checker) float(v *syntax.Value) any {
	text := v.Scalar.Text
	if !floating.MatchString(text) {
		c.bad(v, "%s isn't a float64: a number, not infinite", diag.Quote(text))
		return nil
	}
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		c.bad(v, "%s is out of range of a float64", diag.Quote(text))
		return nil
	}
	return x + 0 // -0 is 0
}

// maxDigits bounds decimals that a schema writes.
const maxDigits = 100

var plainDecimal = regexp.MustCompile(`^[-+]?[0-9]+(?:\.[0-9]+)?$`)

// decimal gives the canonical text: no plus, no zeros that say nothing.
func (c *checker) decimal(v *syntax.Value) any {
	text := v.Scalar.Text
	if !plainDecimal.MatchString(text) {
		c.bad(v, "%s isn't a decimal", diag.Quote(text)).Suggestf("write its digits out, like 12.50, without an exponent")
		return nil
	}
	if len(text) > maxDigits {
		c.bad(v, "a decimal of more than %d digits", maxDigits)
		return nil
	}
	return CanonicalDecimal(text)
}

// CanonicalDecimal leaves out of a decimal's digits what says nothing.
func CanonicalDecimal(text string) string {
	rest, negative := strings.CutPrefix(text, "-")
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(rest, "+"), ".")
	whole, fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if negative && whole != "0" {
		return "-" + whole
	}
	return whole
}

func (c *checker) timestamp(v *syntax.Value) any {
	t, err := time.Parse(time.RFC3339Nano, v.Scalar.Text)
	if err != nil {
		c.bad(v, "%s isn't a timestamp", diag.Quote(v.Scalar.Text)).Suggestf("write it like 2026-01-29T12:00:00Z")
		return nil
	}
	t = t.UTC()
	if t.Year() < 1 || t.Year() > 9999 {
		c.bad(v, "%s is out of range: in UTC, timestamps are from the year 1 to 9999", diag.Quote(v.Scalar.Text))
		return nil
	}
	return t
}

func (c *checker) date(v *syntax.Value) any {
	t, err := time.Parse(time.DateOnly, v.Scalar.Text)
	if err != nil || t.Year() < 1 {
		c.bad(v, "%s isn't a date", diag.Quote(v.Scalar.Text)).Suggestf("write it like 2026-01-29")
		return nil
	}
	return t
}

var uuidForm = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// uuid takes the canonical form only: what is compared as text must be the same
// text.
func (c *checker) uuid(v *syntax.Value) any {
	text := v.Scalar.Text
	if !uuidForm.MatchString(text) {
		f := c.bad(v, "%s isn't a UUID", diag.Quote(text))
		if lower := strings.ToLower(text); uuidForm.MatchString(lower) {
			f.Suggestf("write it in lower case: %s", lower)
		} else {
			f.Suggestf("write it like 0190a1b2-0000-7000-8000-0000000000aa")
		}
		return nil
	}
	return text
}

// maxCandidates bounds what a mistyped word is compared with.
const maxCandidates = 1000

// maxID is how long an id may be, in bytes.
const maxID = 200

func (c *checker) id(v *syntax.Value, p place) any {
	text := v.Scalar.Text
	if c.free(p.path) {
		return text
	}
	if p.t.ID.Format == model.IDUUID {
		return c.uuid(v)
	}
	if text == "" || len(text) > maxID || !utf8.ValidString(text) || strings.ContainsFunc(text, unprintable) {
		c.bad(v, "%s isn't an id: printable text of 1 to %d bytes", diag.Quote(text), maxID)
		return nil
	}
	return text
}

func unprintable(r rune) bool { return !unicode.IsPrint(r) }

func (c *checker) member(v *syntax.Value, p place) any {
	word := v.Scalar.Text
	for _, m := range p.t.Enum.Members {
		if m.Name == word {
			return m
		}
	}
	if c.free(p.path) {
		return &model.EnumMember{Name: word}
	}
	var words []string
	for _, m := range p.t.Enum.Members[:min(len(p.t.Enum.Members), maxCandidates)] {
		words = append(words, m.Name)
	}
	c.findings.Errorf(v.Span, or(c.opts.Unknown, diag.UnknownEnumMember), "%s isn't a word of %s", diag.Quote(word), p.t.Enum.Name).
		DidYouMean(word, words)
	return nil
}
