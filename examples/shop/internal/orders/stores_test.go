package orders_test

import _ "github.com/orchestrix-go/orchestrix-gen/runtime/sqlite/sqlitescenarios" // scenarios run on SQLite, too
