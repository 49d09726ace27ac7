// Package settings reads what a program is told at its start, from the
// environment and an optional file .env, into a struct with types.
//
// A program embeds [Settings] into a struct of its own and adds to it, with the
// tags of github.com/caarlos0/env:
//
//	type config struct {
//		settings.Settings
//		Currency string `env:"SHOP_CURRENCY" envDefault:"EUR"`
//	}
//
//	c, err := settings.Load[config]()
//
// Every problem is told at once, by the variable's name and what it takes, and
// never with the value: that may be a secret.
//
//	| variable            | takes                                      | default                  |
//	|---------------------|--------------------------------------------|--------------------------|
//	| DATABASE_URL        | postgres://…, sqlite:PATH or a path        | none: the program's      |
//	| LOG_LEVEL           | debug, info, warn or error                 | info                     |
//	| LOG_FORMAT          | text or json                               | text                     |
//	| HTTP_ADDR           | an address to listen on: host:port         | :8080                    |
//	| SNAPSHOTS           | true or false                              | true                     |
//	| SNAPSHOT_INTERVAL   | a snapshot every so many events            | 0: as the models say     |
//	| SHUTDOWN_TIMEOUT    | how long ending may take                   | 20s                      |
//	| SHUTDOWN_DELAY      | how long to serve on when no longer ready  | 0s                       |
//	| SUBSCRIPTIONS       | true or false: whether they run here       | true                     |
//	| SUBSCRIPTION_OWNER  | what this process is called in leases      | empty: made up           |
//	| SUBSCRIPTION_LEASE  | how long a lease holds                     | 0s: the runner's default |
//	| READY_MAX_LAG       | how far subscriptions may be behind        | 1m                       |
//
// An empty variable is one that isn't set. The file has lines NAME=value, with
// comments after #. A value in single quotes is taken as it stands; elsewhere $NAME
// stands for another variable of the file, so that a password with a $ needs them.
package settings
