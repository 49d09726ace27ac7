package readmodel

import orchestrix "github.com/orchestrix-go/orchestrix-gen/runtime"

// Registry is the table of tables.
func Registry() *orchestrix.Table { return registry }
