package naming

import (
	"regexp"
	"strings"
)

// common are the initialisms that Go linters ask to be written in capitals.
var common = strings.Fields(`
	ACL AMQP API ASCII CPU CSS DB DNS EOF GID GUID HTML HTTP HTTPS ID IP JSON QPS RAM RPC RTP SIP SLA SMTP
	SQL SSH TCP TLS TS TTL UDP UI UID URI URL UTF8 UUID VM XML XMPP XSRF XSS`)

var initialism = regexp.MustCompile(`^[A-Z][A-Z0-9]+$`)

// IsInitialism says whether a word of `go.initialisms` is one: capitals and
// digits.
func IsInitialism(word string) bool { return len(word) <= MaxLength && initialism.MatchString(word) }

// Namer makes Go names with a workspace's initialisms.
type Namer struct{ initialisms map[string]bool }

// New is a Namer that knows Go's usual initialisms and more of the workspace's.
func New(more ...string) *Namer {
	n := &Namer{initialisms: make(map[string]bool, len(common)+len(more))}
	for _, word := range common {
		n.initialisms[word] = true
	}
	for _, word := range more {
		n.initialisms[strings.ToUpper(word)] = true
	}
	return n
}

// Exported is the exported Go name of a snake_case name: customer_id →
// CustomerID, guest_stay_ids → GuestStayIDs.
func (n *Namer) Exported(name string) string {
	var b strings.Builder
	for _, word := range strings.Split(name, "_") {
		b.WriteString(n.word(word))
	}
	return b.String()
}

// Unexported is the unexported one: customer_id → customerID, url_list →
// urlList. It may be a keyword or predeclared: see [IsGoWord].
func (n *Namer) Unexported(name string) string {
	first, rest, _ := strings.Cut(name, "_")
	return strings.ToLower(first) + n.Exported(rest)
}

func (n *Namer) word(word string) string {
	if word == "" {
		return ""
	}
	upper := strings.ToUpper(word)
	if n.initialisms[upper] {
		return upper
	}
	if singular, plural := strings.CutSuffix(upper, "S"); plural && n.initialisms[singular] {
		return singular + "s"
	}
	return capitalised(word)
}
