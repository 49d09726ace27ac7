package celoracle

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// chooser makes choices: at random, or as bytes say.
type chooser struct{ *rand.Rand }

// seeded chooses at random, the same for the same seed.
func seeded(seed, stream uint64) chooser { return chooser{rand.New(rand.NewPCG(seed, stream))} }

// byBytes chooses as bytes say, two a choice, and at random when they are used up.
func byBytes(b []byte) chooser {
	return chooser{rand.New(&byteSource{rest: b, then: rand.NewPCG(uint64(len(b)), 0)})}
}

type byteSource struct {
	rest []byte
	then rand.Source
}

func (s *byteSource) Uint64() uint64 {
	random := s.then.Uint64()
	if len(s.rest) < 2 {
		return random
	}
	// What is chosen among few depends on the upper bits.
	chosen := binary.BigEndian.Uint16(s.rest)
	s.rest = s.rest[2:]
	return uint64(chosen)<<48 | uint64(chosen)<<16 | random&0xffff
}

func (c chooser) odds(in int) bool { return c.IntN(in) == 0 }

func pick[T any](c chooser, from ...T) T { return from[c.IntN(len(from))] }

// makeInputs makes up values for all inputs.
func makeInputs(c chooser) *parts {
	p := &parts{fields: map[string]any{}}
	for _, f := range inputs().Fields {
		if special := inputsOf[f.Name]; special != nil {
			p.fields[f.Name] = special(c)
			continue
		}
		p.fields[f.Name] = makeValue(c, f.Type, 3)
	}
	return p
}

// inputsOf are the inputs that their name says more about than their type.
var inputsOf = map[string]func(chooser) any{
	"zero":          always(int64(0)),
	"one":           always(int64(1)),
	"seven":         always(int64(7)),
	"minus":         always(int64(-3)),
	"most":          always(int64(math.MaxInt64)),
	"least":         always(int64(math.MinInt64)),
	"three":         always(uint64(3)),
	"utmost":        always(uint64(math.MaxUint64)),
	"half":          always(0.5),
	"nothing":       always(0.0),
	"numbers":       always([]any{int64(3), int64(1), int64(0), int64(2), int64(1)}),
	"index":         func(c chooser) any { return int64(c.IntN(6) - 1) },
	"none":          always([]any{}),
	"empty":         always(""),
	"yes":           always(true),
	"no":            always(false),
	"number_text":   func(c chooser) any { return pick(c, numberTexts...) },
	"decimal_text":  func(c chooser) any { return pick(c, decimalTexts...) },
	"time_text":     func(c chooser) any { return pick(c, timeTexts...) },
	"duration_text": func(c chooser) any { return pick(c, durationTexts...) },
	"date_text":     func(c chooser) any { return pick(c, dateTexts...) },
	"bool_text":     func(c chooser) any { return pick(c, boolTexts...) },
	"size_text":     func(c chooser) any { return pick(c, "small", "medium", "large", "", "Small", "huge") },
	"uid_text":      func(c chooser) any { return pick(c, uidTexts...) },
	"pattern":       func(c chooser) any { return pick(c, patterns...) },
	"zone":          func(c chooser) any { return pick(c, zones...) },
}

func always(x any) func(chooser) any { return func(chooser) any { return x } }

var (
	numberTexts = []string{
		"0", "1", "-1", "42", "007", "+5", "-0", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
		"18446744073709551615", "18446744073709551616", "", " 1", "1 ", "1_000", "0x10", "0b1", "1e3", "1.5", ".5", "5.", "NaN", "Inf", "-inf", "infinity",
		"1e309", "1e-400", "0x1p-2", "٣", "one", "3u", "--1",
	}
	decimalTexts = []string{
		"0", "-0", "1", "13.50", "-0.005", "0.125", "2.5", "3.5", "1000000000000", "0.000000001", "99999999999999999999", "", "1e3", "01", "+1", ".5", "5.", "1.5.2", "--1",
		"NaN", "1,5", strings.Repeat("9", 100), strings.Repeat("9", 101), "0." + strings.Repeat("0", 99) + "1",
	}
	timeTexts = []string{
		"2026-02-28T23:59:59Z", "2024-02-29T00:00:00Z", "2026-02-29T00:00:00Z", "0001-01-01T00:00:00Z", "0000-12-31T23:59:59Z", "9999-12-31T23:59:59.999999999Z",
		"10000-01-01T00:00:00Z", "2026-03-29T02:30:00+02:00", "2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.1234567891Z", "2026-01-02T03:04:05,5Z",
		"2026-01-02t03:04:05z", "2026-01-02 03:04:05Z", "2026-1-2T3:4:5Z", "2026-01-02T24:00:00Z", "2026-01-02T23:59:60Z", "2026-01-02", "", "now",
		"2026-01-02T03:04:05+24:00", "2026-01-02T03:04:05-00:00", "2026-01-02T03:04:05", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-01:00", "-001-01-01T00:00:00Z",
	}
	durationTexts = []string{
		"0", "0s", "1h30m", "-5s", "+5s", ".5s", "1.5h", "1d", "1h1h", "1ns", "1us", "1µs", "100ms", "2562047h47m16.854775807s", "2562047h47m16.854775808s",
		"-2562047h47m16.854775808s", "", "s", "1", "1 h", "1e3s", "3600", "0.000000001s", "0.0000000001s",
	}
	dateTexts = []string{
		"2026-02-28", "2024-02-29", "2026-02-29", "0001-01-01", "0000-12-31", "9999-12-31", "10000-01-01", "2026-2-1", "2026-13-01", "2026-01-32", "", "2026-01-01T00:00:00Z", " 2026-01-01", "2026/01/01",
	}
	boolTexts = []string{"true", "false", "TRUE", "True", "t", "T", "1", "0", "f", "False", "FALSE", "tRuE", "", "yes", " true"}
	uidTexts  = []string{
		"0190163d-8694-739b-aea5-966c26f8ad90", "0190163D-8694-739B-AEA5-966C26F8AD90", "00000000-0000-0000-0000-000000000000", "", "0190163d8694739baea5966c26f8ad90",
		"{0190163d-8694-739b-aea5-966c26f8ad90}", "urn:uuid:0190163d-8694-739b-aea5-966c26f8ad90", "0190163d-8694-739b-aea5-966c26f8ad9", "g190163d-8694-739b-aea5-966c26f8ad90",
	}
	patterns = []string{
		"", ".", "^$", "^[a-z]+$", "a|b", "(?i)HÉ", `\pL+`, `^\d{2,3}$`, "l{2}", "(", "[", "a{1001}", `\1`, "(?=a)", "*", `\x{1F600}`, ".*é", `\bA\b`, "^.$", "(?s).\n.",
	}
	zones = []string{
		"UTC", "", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns", "Antarctica/Troll", "+02:00", "-02:30",
		"02:00", "+00:00", "-00:30", "+23:59", "-23:59", "+24:00", "+2:00", "+02", "+02:60", "+0200", ":", "+:00", "02:", "Mars/Olympus", "europe/berlin", "Local ", "+02:00:00", "-0:15",
	}
	texts = []string{
		"", "a", "b", "c", "z", "A", "Z", "ab", "abc", "héllo", "he\u0301llo", "HÉLLO", "😀", "a😀b", "👩‍👩‍👧", "🇩🇪", "\u0000", "\x7f", "\u00a0x\u00a0", " x ", "\tx\n", "\u2028", "\ufeff",
		"\ufffd", "𝔘𝔫𝔦", "İstanbul", "ß", "ǅ", "e\u0301\u0302", "a,b,c", ",,", "a,", "l", "ll", "lll", "aXbXc", "{x}", "%s %d", `"quoted"`, `back\slash`, "'", "`", "</script>",
		"small", "true", "1", "-3", "NaN", "01", "2026-02-28", "id-1", strings.Repeat("ab", 20), "\U0010ffff", "a\u200db", "שלום", "ﬁ",
	}
	ints = []int64{
		0, 1, -1, 2, 3, 5, 7, -3, 10, 60, 100, math.MaxInt64, math.MinInt64, math.MaxInt64 - 1, math.MinInt64 + 1, math.MaxInt32, math.MinInt32, math.MaxInt32 + 1,
		math.MinInt32 - 1, math.MaxUint32, math.MaxUint32 + 1, 1 << 31, 1 << 53, 1<<53 + 1, 3037000500, -3037000500, 62, 63, 64, 65, 253402300799, 253402300800, -62135596800, -62135596801,
	}
	uints  = []uint64{0, 1, 2, 3, 7, 10, math.MaxInt64, math.MaxInt64 + 1, math.MaxUint64, math.MaxUint64 - 1, math.MaxUint32, math.MaxUint32 + 1, 1 << 32, 1 << 53, 63, 64}
	floats = []float64{
		0, math.Copysign(0, -1), 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 0.1, 0.2, 1e21, 1e20, 1e-7, 1e-6, math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64,
		math.NaN(), math.Inf(1), math.Inf(-1), 9223372036854775807, 9223372036854774784, -9223372036854775808, 18446744073709551615, 18446744073709549568, 4503599627370497.5, 1.0 / 3, 4, 100, 0.49999999999999994,
	}
	decimals = []string{"0", "1", "-1", "0.5", "1.5", "2.5", "-2.5", "0.005", "0.015", "-0.015", "13.50", "100", "0.1", "0.2", "1234567.891", "-99999.99", "3", "7", "0.000001", "333333.333333"}
	instants = []string{
		"0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000000001Z", "9999-12-31T23:59:59.999999999Z", "9999-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "1969-12-31T23:59:59.999999999Z",
		"2024-02-29T12:00:00Z", "2000-02-29T23:59:59.5Z", "1900-02-28T23:59:59Z", "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-03-08T07:00:00Z",
		"2026-11-01T05:59:59.999Z", "2011-12-30T09:59:59Z", "2026-12-31T23:59:59.999Z", "2026-03-14T15:09:26.535Z", "1678-01-01T00:00:00Z", "2262-04-11T23:47:16.854775807Z", "2262-04-11T23:47:16.854775808Z", "1677-09-21T00:12:43.145224192Z",
	}
	spans = []time.Duration{
		0, 1, -1, time.Microsecond, time.Millisecond, time.Second, -time.Second, time.Minute, 90 * time.Minute, -90 * time.Minute, time.Hour, 24 * time.Hour, 365 * 24 * time.Hour,
		1500 * time.Millisecond, 999999999, math.MaxInt64, math.MinInt64, math.MaxInt64 / 2, 292 * 365 * 24 * time.Hour, -36 * time.Hour, 1<<53 + 1,
	}
	days = []string{"0001-01-01", "9999-12-31", "2024-02-29", "2026-02-28", "2026-03-01", "1970-01-01", "2000-12-31"}
	raws = []string{"", "abc", "abd", "a", "\x00", "\xff", "\xc3\xa9", "\xc3", "\xed\xa0\x80", "héllo", "\xf0\x9f\x98\x80", "ab\x00c", "\xf8\x88"}
	keys = []string{"a", "b", "c", "z", "", "héllo", "😀", "A"}
)

// makeValue makes up a value of a type that nests at most so deep.
func makeValue(c chooser, t *model.Type, depth int) any {
	switch t.Kind {
	case model.Optional:
		if c.odds(3) {
			return nil
		}
		return makeValue(c, t.Elem, depth)
	case model.List:
		list := make([]any, c.length(depth))
		for i := range list {
			if i > 0 && c.odds(4) {
				list[i] = list[c.IntN(i)] // the same once more
				continue
			}
			list[i] = makeValue(c, t.Elem, depth-1)
		}
		return list
	case model.Map:
		m := map[any]any{}
		for range c.length(depth) {
			m[makeKey(c, t.Key)] = makeValue(c, t.Elem, depth-1)
		}
		return m
	case model.ValueRef:
		return makeParts(c, "", t.Value.Fields, depth-1)
	case model.UnionRef:
		if c.odds(12) {
			return nil // unset
		}
		v := pick(c, t.Union.Variants...)
		return makeParts(c, v.Name, v.Fields, depth-1)
	}
	return makeScalar(c, t)
}

func (c chooser) length(depth int) int {
	if depth <= 0 {
		return c.IntN(2)
	}
	return c.IntN(5)
}

func makeKey(c chooser, t *model.Type) string {
	if t.Kind == model.EnumRef {
		return pick(c, t.Enum.Members...).Name
	}
	return pick(c, keys...)
}

func makeParts(c chooser, variant string, fields []*model.Field, depth int) *parts {
	p := &parts{variant: variant, fields: map[string]any{}}
	for _, f := range fields {
		p.fields[f.Name] = makeValue(c, f.Type, depth)
	}
	return p
}

func makeScalar(c chooser, t *model.Type) any {
	switch t.Kind {
	case model.Bool:
		return c.odds(2)
	case model.Int64:
		if c.odds(3) {
			return c.Int64N(21) - 10
		}
		return pick(c, ints...)
	case model.Int32:
		return pick(c, int64(0), 1, -1, 2, 7, math.MaxInt32, math.MinInt32)
	case model.Uint64:
		return pick(c, uints...)
	case model.Uint32:
		return pick(c, uint64(0), 1, 2, 7, math.MaxUint32)
	case model.Float64:
		if c.odds(4) {
			return float64(c.IntN(100)) / 4
		}
		return pick(c, floats...)
	case model.String:
		return pick(c, texts...)
	case model.IDRef:
		return pick(c, "", "a", "b", "shelf_01h455vb4pex5vsknk084sn02q", "héllo", "z")
	case model.UUID:
		return pick(c, uidTexts[0], uidTexts[2], "ffffffff-ffff-ffff-ffff-ffffffffffff", makeUID(c))
	case model.EnumRef:
		if c.odds(12) {
			return "" // unset
		}
		return pick(c, t.Enum.Members...).Name
	case model.Bytes:
		return []byte(pick(c, raws...))
	case model.Decimal:
		if c.odds(3) {
			return strconv.Itoa(c.IntN(2000)-1000) + "." + strconv.Itoa(c.IntN(1000))
		}
		return pick(c, decimals...)
	case model.Timestamp:
		if c.odds(4) {
			return time.Unix(c.Int64N(1<<32), c.Int64N(1e9)).UTC()
		}
		at, err := time.Parse(time.RFC3339Nano, pick(c, instants...))
		if err != nil {
			panic(err)
		}
		return at
	case model.Duration:
		return pick(c, spans...)
	case model.Date:
		if c.odds(4) {
			return time.Unix(c.Int64N(1<<32), 0).UTC().Format(time.DateOnly)
		}
		return pick(c, days...)
	}
	panic("celoracle: no value of " + t.String())
}

func makeUID(c chooser) string {
	b := make([]byte, 16)
	for i := range b {
		b[i] = byte(c.IntN(256))
	}
	text := hex.EncodeToString(b)
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}
