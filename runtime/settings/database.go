package settings

import (
	"errors"
	"log/slog"
	"net/url"
	"strings"
)

// DatabaseURL says where a program's events are. It is printed and logged
// without a password; a conversion to string gives all of it.
type DatabaseURL string

// hidden stands for what isn't printed.
const hidden = "xxxxx"

// errNotTaken is for types whose Takes says the rest.
var errNotTaken = errors.New("not one of those that are taken")

// UnmarshalText takes a URL of Postgres, sqlite:PATH, or a path.
func (d *DatabaseURL) UnmarshalText(text []byte) error {
	u := DatabaseURL(text)
	if u.Postgres() {
		if parsed, err := url.Parse(string(u)); err != nil || parsed.Host == "" && parsed.Query().Get("host") == "" {
			return errNotTaken
		}
	} else if path := u.Path(); path == "" || strings.Contains(path, "://") || path == string(u) && strings.Contains(path, "=") || hasHost(path) {
		return errNotTaken // another database's, or a list of name=value
	}
	*d = u
	return nil
}

// hasHost says whether a path is the rest of a URL with a host: sqlite://shop.db
// means a file here, and would be one at the root.
func hasHost(path string) bool {
	return strings.HasPrefix(path, "//") && !strings.HasPrefix(path, "///")
}

// Takes says what may be written.
func (DatabaseURL) Takes() string {
	return "postgres://user:password@host/database, sqlite:PATH or a path of a SQLite file"
}

// Postgres says whether it is a URL of Postgres.
func (d DatabaseURL) Postgres() bool {
	return strings.HasPrefix(string(d), "postgres://") || strings.HasPrefix(string(d), "postgresql://")
}

// Path is that of the SQLite file; empty for Postgres.
func (d DatabaseURL) Path() string {
	if d.Postgres() {
		return ""
	}
	return strings.TrimPrefix(string(d), "sqlite:")
}

// String is the URL without a password.
func (d DatabaseURL) String() string {
	if !d.Postgres() {
		return string(d)
	}
	u, err := url.Parse(string(d))
	if err != nil {
		return "postgres://" + hidden
	}
	if _, has := u.User.Password(); has {
		u.User = url.UserPassword(u.User.Username(), hidden)
	}
	query := u.Query()
	for name := range query {
		if strings.Contains(strings.ToLower(name), "password") {
			query.Set(name, hidden)
		}
	}
	u.RawQuery = query.Encode()
	return u.String()
}

// GoString is the URL without a password.
func (d DatabaseURL) GoString() string { return d.String() }

// MarshalText is the URL without a password.
func (d DatabaseURL) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// LogValue is the URL without a password.
func (d DatabaseURL) LogValue() slog.Value { return slog.StringValue(d.String()) }
