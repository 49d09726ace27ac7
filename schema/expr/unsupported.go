package expr

// Unsupported are functions of CEL and of cel-go's extensions that the language
// doesn't have, each with the way out.
var Unsupported = map[string]string{
	"dyn":  "convert with int(), uint(), double() or string()",
	"type": "the type of every expression is known when code is generated: leave the question out",

	"cel.bind": "name the value with let",

	"first": "take x[0] where size(x) > 0",
	"last":  "take x[size(x) - 1] where size(x) > 0",

	"optional.none":           useHas,
	"optional.of":             useHas,
	"optional.ofNonZeroValue": useHas,
	"optional.unwrap":         useHas,
	"hasValue":                useHas,
	"optFlatMap":              useHas,
	"optMap":                  useHas,
	"or":                      useHas,
	"orValue":                 useHas,
	"unwrapOpt":               useHas,
	"value":                   useHas,

	"sets.contains":   "write list.hasAll(list)",
	"sets.equivalent": "write list.hasExactly(list)",
	"sets.intersects": "write list.hasAny(list)",

	"base64.decode":    decideInGo,
	"base64.decodeUrl": decideInGo,
	"base64.encode":    decideInGo,
	"base64.encodeUrl": decideInGo,
	"json.encode":      decideInGo,
	"json.parse":       decideInGo,
	"yaml.encode":      decideInGo,
	"yaml.parse":       decideInGo,

	"regex.extract":    decideInGo,
	"regex.extractAll": decideInGo,
	"regex.replace":    decideInGo,

	"proto.getExt": decideInGo,
	"proto.hasExt": decideInGo,

	"cidr":                 useFormat,
	"containsCIDR":         decideInGo,
	"containsIP":           decideInGo,
	"family":               decideInGo,
	"ip":                   useFormat,
	"ip.isCanonical":       useFormat,
	"isCIDR":               useFormat,
	"isGlobalUnicast":      decideInGo,
	"isIP":                 useFormat,
	"isLinkLocalMulticast": decideInGo,
	"isLinkLocalUnicast":   decideInGo,
	"isLoopback":           decideInGo,
	"isMask":               decideInGo,
	"isUnspecified":        decideInGo,
	"masked":               decideInGo,
	"prefixLength":         decideInGo,
}

const (
	useHas     = "use has() and ?:"
	decideInGo = "decide in Go"
	useFormat  = "give the field a format, or decide in Go"
)
