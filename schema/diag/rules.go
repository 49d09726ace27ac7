package diag

import "slices"

// Every rule is declared here, once: its id and what it means. A new rule is a
// new line in the group it belongs to.

// The form of a file.
var (
	Syntax       = rule("SYNTAX", "the file isn't YAML as the language takes it")
	FileTooLarge = rule("FILE_TOO_LARGE", "a file is larger than 4 MB")
	TooMany      = rule("TOO_MANY", "a file has more mistakes than are listed")
	UnknownKey   = rule("UNKNOWN_KEY", "a key that the language doesn't know at this place")
	DuplicateKey = rule("DUPLICATE_KEY", "a mapping holds the same key twice")
	MissingKey   = rule("MISSING_KEY", "a key that must be there isn't")
	WrongShape   = rule("WRONG_SHAPE", "a mapping, list or scalar stands where another one is expected")
	BadValue     = rule("BAD_VALUE", "a value isn't one of those that its key or type takes")
	KeyConflict  = rule("KEY_CONFLICT", "keys that exclude or need each other")
)

// Names.
var (
	UnknownType       = rule("UNKNOWN_TYPE", "a type name that nothing declares")
	UnknownField      = rule("UNKNOWN_FIELD", "a field name that isn't one of the fields there")
	UnknownEvent      = rule("UNKNOWN_EVENT", "an event name that nothing declares")
	UnknownCommand    = rule("UNKNOWN_COMMAND", "a command name that nothing declares")
	UnknownAggregate  = rule("UNKNOWN_AGGREGATE", "an aggregate name that nothing declares")
	UnknownContext    = rule("UNKNOWN_CONTEXT", "a context name that nothing declares")
	UnknownGuard      = rule("UNKNOWN_GUARD", "`refuses` names a guard that the aggregate doesn't have")
	UnknownRejection  = rule("UNKNOWN_REJECTION", "a rejection or refusal that nothing declares")
	UnknownEnumMember = rule("UNKNOWN_ENUM_MEMBER", "a word that isn't a member of the enum")
	UnknownVariant    = rule("UNKNOWN_VARIANT", "a word that isn't a variant of the union")
	UnknownRead       = rule("UNKNOWN_READ", "a name that isn't one of the command's `reads`")
	UnknownTimeout    = rule("UNKNOWN_TIMEOUT", "a timeout that the process never sets")
	UnknownQuery      = rule("UNKNOWN_QUERY", "a query that the read model doesn't have")
	UnknownRole       = rule("UNKNOWN_ROLE", "a word that isn't a role of the context map")
	UnknownRule       = rule("UNKNOWN_RULE", "`lint.disable` names a rule that doesn't exist")
	DuplicateName     = rule("DUPLICATE_NAME", "two declarations share a name")
	DuplicateContext  = rule("DUPLICATE_CONTEXT", "one context in two folders, or two in one folder")
	NameStyle         = rule("NAME_STYLE", "a name isn't written as names of its kind are")
	GoNameClash       = rule("GO_NAME_CLASH", "two names become one Go name")
	GoReserved        = rule("GO_RESERVED", "a name that Go or the generated code needs for itself")
	WireClash         = rule("WIRE_CLASH", "two fields have one JSON key")
)

// Types, fields and their rules.
var (
	BadType           = rule("BAD_TYPE", "the text isn't a type, or is a type that can't stand here")
	AggregateAsType   = rule("AGGREGATE_AS_TYPE", "an aggregate as a field's type: it is only referred to by its id")
	RecursiveType     = rule("RECURSIVE_TYPE", "a value that holds itself without a list, map or optional between")
	RuleNotForType    = rule("RULE_NOT_FOR_TYPE", "a field rule that its type doesn't have")
	RuleContradiction = rule("RULE_CONTRADICTION", "field rules that no value satisfies")
	BadPattern        = rule("BAD_PATTERN", "a pattern that RE2 doesn't compile")
	BadFormat         = rule("BAD_FORMAT", "a format that the language doesn't know")
	BreaksOwnRule     = rule("BREAKS_OWN_RULE", "an example or default that breaks its field's own rules")
	KernelContent     = rule("KERNEL_CONTENT", "a kernel holds more than enums, values and unions")
	ExternalContent   = rule("EXTERNAL_CONTENT", "an external context holds more than its published language")
)

// Expressions.
var (
	ExprSyntax          = rule("EXPR_SYNTAX", "an expression that CEL can't read")
	ExprType            = rule("EXPR_TYPE", "an expression whose types don't fit")
	ExprUnknown         = rule("EXPR_UNKNOWN", "a name that isn't in scope in an expression")
	ExprUnsupported     = rule("EXPR_UNSUPPORTED", "a function or form of CEL that the language leaves out")
	ExprAmbiguousMember = rule("EXPR_AMBIGUOUS_MEMBER", "a bare enum member that is also a name in scope")
	ExprAbsent          = rule("EXPR_ABSENT", "an optional value used as if it were always there")
	ExprTooLarge        = rule("EXPR_TOO_LARGE", "an expression larger than the generator takes")
)

// Aggregates, events and commands.
var (
	EventForgotten     = rule("EVENT_FORGOTTEN", "an event changes no state and doesn't say so")
	FieldWithoutSource = rule("FIELD_WITHOUT_SOURCE", "a field of an emitted event that nothing fills")
	BadTarget          = rule("BAD_TARGET", "the left-hand side isn't a path into the state")
	Lifecycle          = rule("LIFECYCLE", "`lifecycle`, `from` or `to` don't fit each other or the state")
	SecretInEvent      = rule("SECRET_IN_EVENT", "a secret in an event, which is kept for ever")
	PIIInEvent         = rule("PII_IN_EVENT", "personal data in an event without the subject it is about")
	BadSubject         = rule("BAD_SUBJECT", "`subject` doesn't name a field that holds an id")
	NestedAggregate    = rule("NESTED_AGGREGATE", "another aggregate held instead of referred to by id")
	DecideConflict     = rule("DECIDE_CONFLICT", "a key that doesn't fit who decides the command")
	LikeCycle          = rule("LIKE_CYCLE", "`like` leads back to itself")
	LetCycle           = rule("LET_CYCLE", "`let` names that need each other")
	BadUpcast          = rule("BAD_UPCAST", "an upcast step that is missing, or that no version needs")
)

// Policies, processes, read models and the context map.
var (
	ForeignCommand        = rule("FOREIGN_COMMAND", "a policy or process sends another context's command")
	UnpublishedDependency = rule("UNPUBLISHED_DEPENDENCY", "reacting to an event that its context keeps private")
	MissingUses           = rule("MISSING_USES", "a foreign event without the fields that are used of it")
)

// Scenarios.
var (
	ScenarioShape      = rule("SCENARIO_SHAPE", "a scenario whose keys don't make an example")
	ScenarioValue      = rule("SCENARIO_VALUE", "a value in a scenario that its type doesn't take")
	ScenarioIncomplete = rule("SCENARIO_INCOMPLETE", "a given or sent message without all its fields")
	ScenarioUnknown    = rule("SCENARIO_UNKNOWN", "a scenario names what the model doesn't have")
	ScenarioOutcome    = rule("SCENARIO_OUTCOME", "an expected outcome that can't come about")
	FixtureCycle       = rule("FIXTURE_CYCLE", "a fixture that begins with itself")
)

// What the generator doesn't do yet.
var (
	NotYet       = rule("NOT_YET", "a part of the language that changes what is generated and isn't generated yet")
	NotGenerated = rule("NOT_GENERATED", "a part of the model that is checked and left out of what is generated")
)

// What is on disk beside what the model makes.
var (
	Missing = rule("MISSING", "a file that would be generated isn't there")
	Differs = rule("DIFFERS", "a generated file isn't what the model makes now")
	Stale   = rule("STALE", "a generated file that the model makes no more")
	NotOurs = rule("NOT_OURS", "a file to be generated is there and doesn't belong to the tool")
)

// The domain design rules of `lint`.
var (
	GodContext          = rule("GOD_CONTEXT", "a context with too many aggregates: one module is one bounded context")
	AggregateSize       = rule("AGGREGATE_SIZE", "a large aggregate: it is loaded, locked and changed as a whole")
	GenericEvent        = rule("GENERIC_EVENT", "an event that doesn't say what happened")
	EventTense          = rule("EVENT_TENSE", "an event's name that isn't in the past tense")
	CommandMood         = rule("COMMAND_MOOD", "a command's name that isn't an imperative")
	SensitiveName       = rule("SENSITIVE_NAME", "a field that sounds like personal data or a secret and has no `sensitivity`")
	UnvalidatedCommand  = rule("UNVALIDATED_COMMAND", "a command whose strings and lists have no bounds")
	NoSnapshot          = rule("NO_SNAPSHOT", "an aggregate whose streams grow without bound and has no `snapshot`")
	EmptyAggregate      = rule("EMPTY_AGGREGATE", "an aggregate without events or commands")
	EventUnused         = rule("EVENT_UNUSED", "an event that no command raises")
	CommandUnreachable  = rule("COMMAND_UNREACHABLE", "a command that never succeeds")
	StateUnused         = rule("STATE_UNUSED", "a field of the state that nothing reads")
	RejectionUntested   = rule("REJECTION_UNTESTED", "a refusal without a scenario")
	PolicyCycle         = rule("POLICY_CYCLE", "contexts that trigger each other for ever")
	QueryNeedsIndex     = rule("QUERY_NEEDS_INDEX", "a query that no index serves")
	ReadModelIncomplete = rule("READ_MODEL_INCOMPLETE", "an event that should reach a row and doesn't")
)

var registry = map[Rule]string{}

// rule declares a rule; it panics if the id is taken, which a test would show.
func rule(id, meaning string) Rule {
	if _, taken := registry[Rule(id)]; taken {
		panic("diag: rule " + id + " is declared twice")
	}
	registry[Rule(id)] = meaning
	return Rule(id)
}

// Rules lists every rule, sorted by id.
func Rules() []Rule {
	all := make([]Rule, 0, len(registry))
	for r := range registry {
		all = append(all, r)
	}
	slices.Sort(all)
	return all
}

// Meaning says in a line what the rule catches; "" for an unknown rule.
func (r Rule) Meaning() string { return registry[r] }
