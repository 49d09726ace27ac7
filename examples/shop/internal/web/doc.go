// Package web is the shop over HTTP: commands, queries, and for those who run it
// what its subscriptions put aside.
//
// A command is a POST (a PUT where the client names what it makes, a DELETE where
// it ends) with the command's fields as JSON, but for the id that is in the path.
// The answer is its receipt, or problem details (RFC 9457); the body is taken for
// JSON whatever its Content-Type, and members that nothing is named by are passed
// over. Headers, all optional:
//
//   - Idempotency-Key makes sending a command again harmless: it gives the first
//     receipt. The command's id is the key behind the command's name, so a key is
//     for one command of a kind; for another aggregate it is refused. Who sent none
//     may send the id that was told as one.
//   - If-Match has the version that was seen, as the ETag told: the command is only
//     carried out at that one, else the answer is 412 Precondition Failed.
//   - X-Shop-Actor says who sends it. It stands in for authentication: whoever runs
//     such a shop for real puts what checks a token in its place.
//     A browser that asks for a page of another site is refused in any case.
//   - X-Correlation-ID ties together what one wish brings about; traceparent, if the
//     program traces, does so for traces.
package web
