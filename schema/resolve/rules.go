package resolve

import (
	"regexp/syntax"
	"strconv"

	"github.com/orchestrix-go/orchestrix-gen/schema/diag"
	"github.com/orchestrix-go/orchestrix-gen/schema/forms"
	"github.com/orchestrix-go/orchestrix-gen/schema/literal"
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
	tree "github.com/orchestrix-go/orchestrix-gen/schema/syntax"
)

// A field rule of the language is one line of this table: the types that have
// it, and how its value is read into the model. It is made in init because
// rules hold rules.
var fieldRules map[string]fieldRule

func init() {
	fieldRules = map[string]fieldRule{
		"min_len":     {textTypes, count(func(r *model.FieldRules) **int { return &r.MinLen })},
		"max_len":     {textTypes, count(func(r *model.FieldRules) **int { return &r.MaxLen })},
		"len":         {textTypes, count(func(r *model.FieldRules) **int { return &r.Len })},
		"pattern":     {textTypes, readPattern},
		"format":      {textTypes, readFormat},
		"prefix":      {textTypes, plain(func(r *model.FieldRules) *string { return &r.Prefix })},
		"suffix":      {textTypes, plain(func(r *model.FieldRules) *string { return &r.Suffix })},
		"trimmed":     {textTypes, flag(func(r *model.FieldRules) *bool { return &r.Trimmed })},
		"in":          {textOrNumber, members(func(r *model.FieldRules) *[]*model.Literal { return &r.In })},
		"not_in":      {textOrNumber, members(func(r *model.FieldRules) *[]*model.Literal { return &r.NotIn })},
		"min":         {numberOrTime, bound(func(r *model.FieldRules) **model.Literal { return &r.Min })},
		"max":         {numberOrTime, bound(func(r *model.FieldRules) **model.Literal { return &r.Max })},
		"gt":          {numberTypes, bound(func(r *model.FieldRules) **model.Literal { return &r.GT })},
		"lt":          {numberTypes, bound(func(r *model.FieldRules) **model.Literal { return &r.LT })},
		"multiple_of": {numberTypes, readMultipleOf},
		"past":        {timeTypes, flag(func(r *model.FieldRules) *bool { return &r.Past })},
		"future":      {timeTypes, flag(func(r *model.FieldRules) *bool { return &r.Future })},
		"min_items":   {collectionTypes, count(func(r *model.FieldRules) **int { return &r.MinItems })},
		"max_items":   {collectionTypes, count(func(r *model.FieldRules) **int { return &r.MaxItems })},
		"unique":      {listTypes, flag(func(r *model.FieldRules) *bool { return &r.Unique })},
		"unique_by":   {listOfValues, readUniqueBy},
		"each":        {collectionTypes, readEach},
		"keys":        {mapTypes, readKeys},
	}
}

type fieldRule struct {
	types fits
	read  func(*context, tree.FieldRule, *model.Type, *model.FieldRules)
}

// fits says which types have a rule; what names them in messages.
type fits struct {
	what string
	has  func(*model.Type) bool
}

func kinds(what string, kinds ...model.Kind) fits {
	return fits{what, func(t *model.Type) bool {
		for _, k := range kinds {
			if t.Kind == k {
				return true
			}
		}
		return false
	}}
}

var (
	textTypes       = kinds("strings", model.String)
	numberTypes     = kinds("numbers", numberKinds...)
	textOrNumber    = kinds("strings and numbers", append(numberKinds, model.String)...)
	timeTypes       = kinds("timestamps and dates", model.Timestamp, model.Date)
	numberOrTime    = kinds("numbers, timestamps and dates", append(numberKinds, model.Timestamp, model.Date)...)
	collectionTypes = kinds("lists and maps", model.List, model.Map)
	listTypes       = kinds("lists", model.List)
	mapTypes        = kinds("maps", model.Map)
	listOfValues    = fits{"lists of a value", func(t *model.Type) bool {
		return t.Kind == model.List && t.Elem.Kind == model.ValueRef
	}}
)

var numberKinds = []model.Kind{
	model.Int32, model.Int64, model.Uint32, model.Uint64, model.Float64, model.Decimal, model.Duration,
}[:7:7]

// resolveFieldRules reads the rules of all fields of a context.
func (c *context) resolveFieldRules() {
	for _, f := range c.fields {
		f.m.Rules = c.readRules(&f.s.Rules, f.m.Type, f.s.Name)
		c.ruleForms[&f.m.Rules] = &f.s.Rules
	}
}

// readRules reads rules for a type: those of an optional are for what it holds.
func (c *context) readRules(from *tree.FieldRules, t *model.Type, name tree.Scalar) model.FieldRules {
	var rules model.FieldRules
	t = underOptional(t)
	before := c.findings.Len()
	for _, s := range from.Rules {
		rule, known := fieldRules[s.Key.Text]
		switch {
		case !known: // reported with the form
		case !rule.types.has(t):
			f := c.errorf(s.Key.Span, diag.RuleNotForType, "`%s` is for %s, and %s is %s", s.Key.Text, rule.types.what, name.Text, literal.Article(t.String()))
			if (t.Kind == model.List || t.Kind == model.Map) && rule.types.has(t.Elem) {
				f.Suggestf("a rule for the elements stands under `each`: each: {%s: …}", s.Key.Text)
			}
		default:
			rule.read(c, s, t, &rules)
		}
	}
	if c.findings.Len() == before {
		c.checkContradictions(from, t, &rules)
	}
	return rules
}

// ruleAt is where a rule of a field, or of what is in it, stands.
func (r *resolver) ruleAt(rules *model.FieldRules, name string) (diag.Span, bool) {
	if form := r.ruleForms[rules]; form != nil {
		for _, rule := range form.Rules {
			if rule.Key.Text == name {
				return rule.Key.Span, true
			}
		}
	}
	return diag.Span{}, false
}

// count reads a whole number, whose form was checked.
func count(to func(*model.FieldRules) **int) func(*context, tree.FieldRule, *model.Type, *model.FieldRules) {
	return func(_ *context, s tree.FieldRule, _ *model.Type, r *model.FieldRules) {
		if n, err := strconv.Atoi(s.Value.Scalar.Text); err == nil {
			*to(r) = &n
		}
	}
}

func flag(to func(*model.FieldRules) *bool) func(*context, tree.FieldRule, *model.Type, *model.FieldRules) {
	return func(_ *context, s tree.FieldRule, _ *model.Type, r *model.FieldRules) {
		*to(r) = isTrue(s.Value.Scalar)
	}
}

func plain(to func(*model.FieldRules) *string) func(*context, tree.FieldRule, *model.Type, *model.FieldRules) {
	return func(_ *context, s tree.FieldRule, _ *model.Type, r *model.FieldRules) { *to(r) = s.Value.Scalar.Text }
}

// bound reads a value of the field's own type.
func bound(to func(*model.FieldRules) **model.Literal) func(*context, tree.FieldRule, *model.Type, *model.FieldRules) {
	return func(c *context, s tree.FieldRule, t *model.Type, r *model.FieldRules) {
		l, findings := literal.Check(s.Value, t, literal.Options{})
		c.add(findings)
		*to(r) = l
	}
}

func members(to func(*model.FieldRules) *[]*model.Literal) func(*context, tree.FieldRule, *model.Type, *model.FieldRules) {
	return func(c *context, s tree.FieldRule, t *model.Type, r *model.FieldRules) {
		for _, item := range s.Value.Items {
			l, findings := literal.Check(item, t, literal.Options{})
			c.add(findings)
			if l != nil {
				*to(r) = append(*to(r), l)
			}
		}
	}
}

func readMultipleOf(c *context, s tree.FieldRule, t *model.Type, r *model.FieldRules) {
	bound(func(r *model.FieldRules) **model.Literal { return &r.MultipleOf })(c, s, t, r)
	if r.MultipleOf != nil && !literal.Positive(r.MultipleOf) {
		c.errorf(s.Value.Span, diag.BadValue, "`multiple_of` is of something more than nothing")
		r.MultipleOf = nil
	}
}

// maxPattern bounds what compiling a pattern costs, here and in the program.
const maxPattern = 1000

func readPattern(c *context, s tree.FieldRule, _ *model.Type, r *model.FieldRules) {
	pattern := s.Value.Scalar.Text
	if len(pattern) > maxPattern {
		c.errorf(s.Value.Span, diag.BadPattern, "a pattern of more than %d bytes", maxPattern).
			Suggestf("split it, or say it with other rules")
		return
	}
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err == nil {
		_, err = syntax.Compile(re.Simplify())
	}
	if err == nil {
		r.Pattern = pattern
		return
	}
	span := s.Value.Span
	message := err.Error()
	if e, ok := err.(*syntax.Error); ok {
		message = e.Code.String()
		if e.Expr != "" && e.Expr != pattern {
			message += " in " + diag.Quote(e.Expr)
		}
	}
	c.errorf(span, diag.BadPattern, "the pattern doesn't compile: %s", message).
		Suggestf("patterns are RE2, as Go's regexp has it: no look-around and no back-references")
}

func readFormat(c *context, s tree.FieldRule, _ *model.Type, r *model.FieldRules) {
	name := s.Value.Scalar.Text
	if _, known := forms.Named(name); known {
		r.Format = name
		return
	}
	f := c.errorf(s.Value.Span, diag.BadFormat, "no format is named %s", diag.Quote(name))
	if f.DidYouMean(name, forms.Names()); f.Suggestion == "" {
		f.Suggestf("formats are %s", joined(forms.Names()))
	}
}

func readUniqueBy(c *context, s tree.FieldRule, t *model.Type, r *model.FieldRules) {
	name := s.Value.Scalar
	v := t.Elem.Value
	if r.UniqueBy = findField(v.Fields, name.Text); r.UniqueBy == nil {
		c.unknownField(name, v.Fields, "the value "+v.Name)
	}
}

func readEach(c *context, s tree.FieldRule, t *model.Type, r *model.FieldRules) {
	each := c.readRules(s.Nested, t.Elem, s.Key)
	r.Each = &each
	c.ruleForms[r.Each] = s.Nested
}

func readKeys(c *context, s tree.FieldRule, t *model.Type, r *model.FieldRules) {
	keys := c.readRules(s.Nested, t.Key, s.Key)
	r.Keys = &keys
	c.ruleForms[r.Keys] = s.Nested
}
