package golang

import (
	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// function is how one function of the language is compiled.
type function struct {
	// emit compiles a call; its arguments are simplified.
	emit func(fr *frame, n *model.Call) operand
	// fails says that a call can end in an evaluation error; nil is never.
	fails func(n *model.Call) bool
}

// functions are the functions and methods of the language by their CEL name. A
// new one is one entry here, one in schema/expr and, if the standard library
// doesn't have it, one in runtime/expr.
var functions map[string]function

func init() {
	functions = map[string]function{
		"size":   {emit: emitSize},
		"new_id": {emit: emitNewID},

		"startsWith": {emit: standard("strings", "HasPrefix")},
		"endsWith":   {emit: standard("strings", "HasSuffix")},
		"contains":   {emit: standard("strings", "Contains")},
		"matches":    {emit: emitMatches, fails: patternFails},

		"lowerAscii":  {emit: standard(pkgExpr, "LowerASCII")},
		"upperAscii":  {emit: standard(pkgExpr, "UpperASCII")},
		"trim":        {emit: standard("strings", "TrimSpace")},
		"join":        {emit: emitJoin},
		"split":       {emit: optionally(2, standard("strings", "Split"), standard(pkgExpr, "Split"))},
		"replace":     {emit: optionally(3, standard("strings", "ReplaceAll"), standard(pkgExpr, "Replace"))},
		"charAt":      {emit: trying("CharAt"), fails: always},
		"substring":   {emit: optionally(2, trying("SubstringFrom"), trying("Substring")), fails: always},
		"indexOf":     {emit: optionally(2, standard(pkgExpr, "IndexOf"), trying("IndexOfFrom")), fails: withThree},
		"lastIndexOf": {emit: optionally(2, standard(pkgExpr, "LastIndexOf"), trying("LastIndexOfUpTo")), fails: withThree},
		"reverse":     {emit: emitReverse},

		"format":        {emit: emitFormat},
		"strings.quote": {emit: standard(pkgExpr, "Quote")},

		"bool":      {emit: emitBool, fails: ofKind(model.String)},
		"int":       {emit: emitInt, fails: ofKind(model.Uint64, model.Float64, model.String)},
		"uint":      {emit: emitUint, fails: ofKind(model.Int32, model.Int64, model.Float64, model.String)},
		"double":    {emit: emitDouble, fails: ofKind(model.String)},
		"string":    {emit: emitString, fails: ofKind(model.Bytes)},
		"bytes":     {emit: emitBytes},
		"decimal":   {emit: emitDecimal, fails: ofKind(model.String)},
		"timestamp": {emit: emitTimestamp, fails: ofKind(model.String, model.Int64)},
		"duration":  {emit: emitDuration, fails: ofKind(model.String)},
		"date":      {emit: emitDate, fails: ofKind(model.String)},

		"getFullYear":     {emit: clock("Year", 0), fails: inZone},
		"getMonth":        {emit: clock("Month", 1), fails: inZone},
		"getDate":         {emit: clock("Day", 0), fails: inZone},
		"getDayOfMonth":   {emit: clock("Day", 1), fails: inZone},
		"getDayOfWeek":    {emit: clock("Weekday", 0), fails: inZone},
		"getDayOfYear":    {emit: clock("YearDay", 1), fails: inZone},
		"getHours":        {emit: clock("Hour", 0), fails: inZone},
		"getMinutes":      {emit: clock("Minute", 0), fails: inZone},
		"getSeconds":      {emit: clock("Second", 0), fails: inZone},
		"getMilliseconds": {emit: emitMilliseconds, fails: inZone},

		"sum": {emit: emitSum, fails: sumFails},
		"min": {emit: emitExtreme("Min"), fails: always},
		"max": {emit: emitExtreme("Max"), fails: always},

		"distinct":    {emit: emitDistinct},
		"sort":        {emit: emitSort},
		"hasOnly":     {emit: emitSetOf("HasAll", true)},
		"hasAny":      {emit: emitSetOf("HasAny", false)},
		"hasAll":      {emit: emitSetOf("HasAll", false)},
		"hasExactly":  {emit: emitSetOf("HasExactly", false)},
		"slice":       {emit: trying("Slice"), fails: always},
		"flatten":     {emit: emitFlatten},
		"lists.range": {emit: trying("Range"), fails: always},

		"div":   {emit: emitDecimals("Div"), fails: always},
		"round": {emit: emitDecimals("Round"), fails: always},

		"math.greatest": {emit: emitGreatest("max", "Max"), fails: greatestFails},
		"math.least":    {emit: emitGreatest("min", "Min"), fails: greatestFails},
		"math.abs":      {emit: emitAbs, fails: ofKind(model.Int64)},
		"math.ceil":     {emit: standard("math", "Ceil")},
		"math.floor":    {emit: standard("math", "Floor")},
		"math.round":    {emit: standard("math", "Round")},
		"math.trunc":    {emit: standard("math", "Trunc")},
		"math.sqrt":     {emit: emitSqrt},
		"math.sign":     {emit: emitSign},
		"math.isNaN":    {emit: standard("math", "IsNaN")},
		"math.isInf":    {emit: emitIsInf},
		"math.isFinite": {emit: standard(pkgExpr, "IsFinite")},

		"math.bitAnd":        {emit: infix("&", precMul)},
		"math.bitOr":         {emit: infix("|", precAdd)},
		"math.bitXor":        {emit: infix("^", precAdd)},
		"math.bitNot":        {emit: emitBitNot},
		"math.bitShiftLeft":  {emit: emitShift("Left"), fails: shiftFails},
		"math.bitShiftRight": {emit: emitShift("Right"), fails: shiftFails},
	}
}

// call compiles the call of a function.
func (fr *frame) call(n *model.Call) operand {
	f, ok := functions[n.Name]
	if !ok {
		panic(bug("the function %q", n.Name))
	}
	return f.emit(fr, n)
}

// simplifyCall works out what is constant, and says whether the call can fail
// as it is compiled.
func simplifyCall(n *model.Call) model.Node {
	if lit := constantCall(n); lit != nil {
		return &model.Lit{Value: &model.Literal{Type: n.T, Value: lit}}
	}
	f := functions[n.Name]
	n.CanFail = f.fails != nil && f.fails(n)
	return n
}

// Ways to fail.

func always(*model.Call) bool      { return true }
func withThree(n *model.Call) bool { return len(n.Args) == 3 }

// ofKind is of the first argument's kind.
func ofKind(kinds ...model.Kind) func(*model.Call) bool {
	return func(n *model.Call) bool {
		for _, kind := range kinds {
			if n.Args[0].Type().Kind == kind {
				return true
			}
		}
		return false
	}
}

func inZone(n *model.Call) bool { return len(n.Args) == 2 }

func patternFails(n *model.Call) bool { return !isTextLiteral(n.Args[1]) }

func sumFails(n *model.Call) bool { return n.T.Kind != model.Float64 }

// greatestFails is of an empty list, and of not-a-number.
func greatestFails(n *model.Call) bool {
	return n.Args[0].Type().Kind == model.List || n.T.Kind == model.Float64 && len(n.Args) > 1
}

func shiftFails(n *model.Call) bool { return !isSmallInt(n.Args[1]) || smallInt(n.Args[1]) < 0 }

// Ways to compile that several functions share.

// standard calls a function of a package with the same arguments.
func standard(path, name string) func(*frame, *model.Call) operand {
	return func(fr *frame, n *model.Call) operand { return call(path, name, fr.args(n.Args...)...) }
}

// trying calls a function of runtime/expr that can fail.
func trying(name string) func(*frame, *model.Call) operand {
	return func(fr *frame, n *model.Call) operand { return tryCall(name, fr.args(n.Args...)...) }
}

// optionally calls one of two functions: the second if the language's is given
// more arguments than the first takes.
func optionally(takes int, few, many func(*frame, *model.Call) operand) func(*frame, *model.Call) operand {
	return func(fr *frame, n *model.Call) operand {
		if len(n.Args) > takes {
			return many(fr, n)
		}
		return few(fr, n)
	}
}
