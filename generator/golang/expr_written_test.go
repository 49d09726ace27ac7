package golang

// writtenExpressions are those that made-up ones may miss: the limits of each
// operator, errors absorbed in every place, and what is simplified when compiled.
var writtenExpressions = []string{
	// arithmetic and its limits
	"state.seven + 3", "state.seven - 10", "state.seven * state.minus", "state.seven / 2", "state.minus / 2", "state.minus % 2", "state.seven % state.minus",
	"state.most + 1", "state.most - state.one", "state.least - 1", "state.least * -1", "state.most * 2", "-state.least", "-state.most", "state.least / -1", "state.least % -1",
	"state.seven / state.zero", "state.seven % state.zero", "state.three + 1u", "state.three - 4u", "state.utmost + 1u", "state.utmost * 2u", "state.three / (state.three - 3u)", "state.utmost % 7u",
	"state.half * 3.0 - 1.0", "state.half / state.nothing", "-state.half", "0.1 + 0.2", "1.0 / 3.0 * 3.0", "-state.nothing",
	"state.seven - (3 - state.one)", "(state.seven + 1) * (3 - state.one)", "state.half - (state.half - 1.0)", "state.half / (state.half * 2.0)",
	// strings and bytes
	`state.word + "!" + (state.empty + "?")`, "size(state.word)", "state.word.size() == 5", "size(state.empty) == 0", "size(state.empty) > 0", "size(state.word) >= 5",
	`state.word.startsWith("hé")`, `state.word.endsWith("lo")`, `state.word.contains("ll")`, `state.word.matches("^h.l+o$")`, "state.word.matches(state.empty)",
	`state.word.matches("(" + state.empty)`, "state.word.lowerAscii()", "state.word.upperAscii()", `"  x ".trim()`, `state.words.join("-")`, "state.words.join()",
	`"a,b,c".split(",")`, `"a,b,c".split(",", 2)`, `"a,b,c".split(",", 0)`, `state.word.replace("l", "L")`, `state.word.replace("l", "L", 1)`,
	"state.word.charAt(1)", "state.word.charAt(5)", "state.word.charAt(6)", "state.word.substring(2)", "state.word.substring(1, 3)", "state.word.substring(3, 1)",
	`state.word.indexOf("l")`, `state.word.indexOf("l", 3)`, `state.word.indexOf("l", -1)`, `state.word.lastIndexOf("l")`, `state.word.lastIndexOf("l", 2)`,
	"state.word.reverse()", `state.word < "i"`, "state.word == state.word", `state.raw == b"abc"`, `state.raw < b"abd"`, `state.raw + b"d"`, "size(state.raw)",
	// logic, with errors that are and aren't absorbed
	"state.yes && state.no", "state.yes || state.no", "!state.yes", "!(state.yes && state.no)", "state.yes == !state.no",
	"state.no && 1 / state.zero > 0", "1 / state.zero > 0 && state.no", "state.yes && 1 / state.zero > 0", "1 / state.zero > 0 && state.yes",
	"state.yes || 1 / state.zero > 0", "1 / state.zero > 0 || state.yes", "state.no || 1 / state.zero > 0", "1 / state.zero > 0 || state.no",
	"1 / state.zero > 0 && 1 / state.one > 5", "1 / state.zero > 0 || 1 / state.one == 1", "1 / state.zero > 0 && 1 / state.one == 1", "1 / state.zero > 0 || 1 / state.one > 5",
	"1 / state.zero > 0 && state.yes && 1 / state.one > 5 && state.seven == 7", "!(1 / state.zero > 0 && 1 / state.one > 5)",
	"(1 / state.zero > 0 && 1 / state.one > 5) || (state.seven / state.one == 7 && 1 / state.zero > 0)", "(1 / state.zero > 0 || state.no) && (state.no || 1 / state.one > 1)",
	"state.yes ? state.seven : 1 / state.zero", "state.no ? state.seven : 1 / state.zero", "1 / state.zero > 0 ? 1 : 2", "state.yes ? state.word : state.empty", "state.no ? 1 : 2",
	"state.yes ? true : state.no", "state.no ? false : state.yes", "state.no ? state.yes : false", "state.no ? state.no : true", "1 / state.zero > 0 ? true : state.yes",
	`state.seven > 5 ? (state.seven > 6 ? "large" : "middle") : "small"`, "state.yes ? state.seven + 1 : state.seven - 1", "(state.no ? state.numbers : state.none) == []",
	// comparison
	"state.seven == 7", "state.seven != 7", "state.seven < 8", "!(state.seven < 8)", "state.half < 0.75", "state.half != 0.5", "state.nothing / state.nothing == state.nothing / state.nothing",
	"state.nothing / state.nothing < 1.0", "1.0 >= state.nothing / state.nothing", "!(state.nothing / state.nothing < 1.0)", "state.three <= 3u", "state.at < state.end", "state.at <= state.at", "state.at >= state.end", "state.at > state.end", "state.at == state.end",
	`state.span < duration("2h")`, `state.span == duration("5400s")`, `state.at != timestamp("2026-03-14T15:09:26.535Z")`,
	"state.numbers == [3, 1, 0, 2, 1]", "state.numbers != state.none", "state.none == []", `state.stock == {"a": 1, "b": 0, "c": 5}`, `state.stock != {"a": 1}`,
	"[[1], [2, 3]] == [[1], [2, 3]]", "[state.at] == [state.at]", `{"x": [1]} == {"x": [2]}`,
	// membership and lookup
	"state.seven in [1, 7]", "!(state.seven in [1, 7])", "state.seven in [1, 2, 3, 4, 5]", "state.seven in state.numbers", "state.word in state.words", `"a" in state.stock`,
	`!("z" in state.stock)`, "state.at in [state.at, state.end]", "state.seven + 1 in [8]", "1 / state.zero in [1]", "state.numbers[0]", "state.numbers[4]", "state.numbers[5]", "state.numbers[state.minus]",
	"state.none[0]", `state.stock["a"]`, `state.stock["z"]`, `"a" in state.stock && state.stock["a"] == 1`, `"z" in state.stock && state.stock["z"] == 1`,
	`!("z" in state.stock) || state.stock["z"] == 1`, `"z" in state.stock ? state.stock["z"] : -1`, "state.numbers[state.numbers[3]]", "size(state.numbers) + size(state.stock)",
	"size(state.numbers) == size(state.stock)", "0 < size(state.none)",
	// lists and maps
	"state.numbers + [7]", "state.none + state.numbers + [1]", "[7] + state.numbers", "[state.seven, 1 / state.one]", "[1 / state.zero]", `{"x": state.seven, "y": 2}`, `{"x" + state.word: 1, state.empty: 2}`,
	"state.numbers.distinct()", "state.numbers.sort()", "state.words.sort()", "state.numbers.reverse()", "state.numbers.slice(1, 3)", "state.numbers.slice(1, 9)",
	"[[1], [2, 3]].flatten()", "lists.range(3)", "[state.end, state.at].sort()", "[state.at, state.at, state.end].distinct()",
	// loops
	"state.numbers.all(n, n >= 0)", "state.numbers.exists(n, n == 2)", "state.numbers.exists(n, 2 == n)", "state.numbers.exists(n, n == n)", "state.numbers.exists_one(n, n == 1)",
	"state.numbers.filter(n, n > 1)", "state.numbers.map(n, n * 2)", "state.numbers.map(n, n > 0, 6 / n)", "state.numbers.map(n, 6 / n)",
	"state.numbers.all(n, 6 / n > 0)", "state.numbers.all(n, 6 / n > 3)", "state.numbers.exists(n, 6 / n == 3)", "state.numbers.exists(n, 6 / n == 9)",
	"state.numbers.exists_one(n, 6 / n == 3)", "state.none.all(n, 1 / state.zero > n)", "state.numbers.all(n, state.numbers.exists(m, m == n))",
	"state.numbers.map(n, state.numbers.filter(m, m < n))", "state.numbers.map(n, state.words.exists(n, n == state.word))", "state.words.map(type_, size(type_))",
	"state.numbers.all(i, n, i >= 0 && n >= 0)", "state.numbers.exists(i, n, i == n)", "state.numbers.existsOne(i, n, i == 2 && n == 0)",
	"state.numbers.transformList(i, n, i * 10 + n)", "state.numbers.transformList(i, n, n > 1, i)", "state.numbers.transformList(i, n, i > 2, 6 / n)",
	`state.words.transformMapEntry(i, w, {w: i})`, "state.words.transformMapEntry(i, w, {string(i > 0): i})",
	"state.words.transformMapEntry(i, w, i > 0, {w: 6 / i})", "state.words.transformMapEntry(i, w, {w: 6 / i})",
	`state.stock.all(k, k != "z")`, "state.stock.all(k, state.stock[k] >= 0)", "state.stock.exists(k, state.stock[k] > 4)", "state.stock.filter(k, state.stock[k] > 0).sort()",
	"state.stock.map(k, state.stock[k]).sort()", "state.stock.exists_one(k, state.stock[k] == 0)", "state.stock.all(k, 5 / state.stock[k] > 0)", "state.stock.exists(k, 5 / state.stock[k] == 1)",
	"state.stock.all(k, v, v >= 0)", `state.stock.exists(k, v, k == "b" && v == 0)`, "state.stock.transformList(k, v, v > 0, k).sort()", "state.stock.transformMap(k, v, v + 1)",
	"state.stock.transformMap(k, v, v > 0, 10 / v)", "state.stock.transformMap(k, v, 10 / v)", "state.stock.transformMapEntry(k, v, {string(v): k})",
	`state.stock.all(k, state.words.all(k, k != "zz"))`, "state.stock.all(k, state.numbers.exists(value, value == state.stock[k]))",
	"state.numbers.filter(n, n in state.stock.map(k, state.stock[k]))", "state.numbers.all(n, n > 0 || 1 / n == 0 || n == 0)",
	// conversions
	"int(state.three)", "int(state.utmost)", "int(state.half)", "int(1e19)", `int("42")`, `int("x")`, "int(state.at)", "uint(state.seven)", "uint(state.minus)", "uint(state.half)", `uint("7")`,
	"double(state.seven)", "double(state.three)", `double("1.5")`, `double("x")`, "string(state.seven)", "string(state.three)", "string(state.half)", "string(1e21)", "string(1e-7)",
	"string(state.yes)", "string(state.at)", "string(state.span)", "string(state.raw)", `string(b"\xff")`, "bytes(state.word)", `bool("true")`, `bool("maybe")`,
	`timestamp("2026-01-02T03:04:05Z")`, "timestamp(state.word)", "timestamp(0)", "timestamp(state.most)", `duration("1h")`, "duration(state.word)",
	// time
	"state.at + state.span", "state.span + state.at", "state.end + state.span", "state.at - state.span", "state.end - state.at", `state.at - timestamp("2026-03-14T00:00:00Z")`,
	"state.span + state.span", `state.span - duration("2h")`, "state.at.getFullYear()", "state.at.getMonth()", "state.at.getDate()", "state.at.getDayOfMonth()", "state.at.getDayOfWeek()",
	"state.at.getDayOfYear() + 1", "state.at.getHours()", "state.at.getMinutes()", "state.at.getSeconds()", "state.at.getMilliseconds()", `state.at.getHours("+02:00")`, `state.at.getHours("x:y")`,
	"state.span.getHours()", "state.span.getMinutes()", "state.span.getSeconds()", "state.span.getMilliseconds()", "7 - state.at.getMonth()",
	// math
	"math.greatest(state.seven, 3, state.minus)", "math.least(state.seven, 3)", "math.greatest(state.numbers)", "math.least(state.none)", "math.greatest(state.half, 0.25)", "math.least(state.half * 2.0, 3.0)", "math.greatest(state.nothing / state.nothing, 1.0)",
	"math.abs(state.minus)", "math.abs(state.least)", "math.abs(-state.half)", "math.ceil(state.half)", "math.floor(-state.half)", "math.round(state.half)", "math.trunc(-state.half)",
	"math.sqrt(state.half)", "math.isNaN(state.nothing / state.nothing)",
}
