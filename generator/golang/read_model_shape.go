package golang

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/orchestrix-go/orchestrix-gen/schema/model"
)

// fingerprint tells one shape of a read model's rows, or way to project them,
// from another. Of what is projected in Go only the events are known. Comments,
// queries and names that mean nothing to rows don't change it, but a query's
// index does: a table has those that it was made with. So does what the types of
// fields are made of: a row is kept as it was then.
func (p *pkg) fingerprint(rm *model.ReadModel) string {
	hash := sha256.New()
	s := shape{Writer: hash, pkg: p, seen: map[any]bool{}}
	for _, f := range columnFields(rm) {
		fmt.Fprintf(hash, "field %s %s\n", columnName(f), f.Type)
		if f.Default != nil {
			fmt.Fprintf(hash, "default %#v\n", p.literal(f.Default))
		}
		s.typ(f.Type)
	}
	fmt.Fprintf(hash, "key %q\ninline %v\n", columnNames(rm.Key), rm.Inline)
	for _, q := range rm.Queries {
		fmt.Fprintf(hash, "query %q\n", queryColumns(q))
	}
	for _, p := range rm.Projections {
		writeProjection(hash, p)
	}
	return hex.EncodeToString(hash.Sum(nil)[:8])
}

func writeProjection(w io.Writer, p *model.Projection) {
	fmt.Fprintf(w, "event %s %d\n", triggering(p.Trigger).WireType, p.Does)
	for _, let := range p.Lets {
		fmt.Fprintf(w, "let %s %s\n", let.Name, let.Value.Source)
	}
	expr := func(what string, e *model.Expr) {
		if e != nil {
			fmt.Fprintf(w, "%s %s\n", what, e.Source)
		}
	}
	expr("each", p.ForEach)
	if p.As != nil {
		fmt.Fprintf(w, "as %s\n", p.As.Name)
	}
	expr("when", p.When)
	for _, key := range p.Key {
		expr("key", key)
	}
	if p.Where != nil {
		writeFilter(w, p.Where)
	}
	for _, set := range p.Sets {
		expr("set "+set.Field.Name, set.Value)
	}
}

func writeFilter(w io.Writer, f *model.Filter) {
	for _, part := range f.And {
		io.WriteString(w, "and ")
		writeFilter(w, part)
	}
	for _, part := range f.Or {
		io.WriteString(w, "or ")
		writeFilter(w, part)
	}
	if f.Not != nil {
		io.WriteString(w, "not ")
		writeFilter(w, f.Not)
	}
	if f.Field == nil {
		return
	}
	fmt.Fprintf(w, "%s %s", f.Field.Name, f.Op)
	for _, value := range append(f.Values, f.Value) {
		if value != nil {
			fmt.Fprintf(w, " %s", value.Source)
		}
	}
	io.WriteString(w, "\n")
}

// postgresColumns are the names of columns that PostgreSQL keeps for itself.
var postgresColumns = map[string]bool{"ctid": true, "xmin": true, "xmax": true, "cmin": true, "cmax": true, "tableoid": true}

// columnName is a field's name, unless a database can't have a column called so.
func columnName(f *model.Field) string {
	if postgresColumns[f.Name] {
		return f.Name + "_"
	}
	return inDatabase(f.Name)
}

// inDatabase is a name as long as databases take one; a hash of the whole keeps
// two long ones apart.
func inDatabase(name string) string {
	const longest, hashed = 60, 8
	if len(name) <= longest {
		return name
	}
	hash := sha256.Sum256([]byte(name))
	return name[:longest-hashed-1] + "_" + hex.EncodeToString(hash[:hashed/2])
}
