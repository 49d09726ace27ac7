package settings

import (
	"io"
	"log/slog"
	"net"
	"strconv"
	"time"
)

// Settings are those of every program over this runtime.
type Settings struct {
	DatabaseURL      DatabaseURL   `env:"DATABASE_URL"`
	LogLevel         slog.Level    `env:"LOG_LEVEL" envDefault:"info"`
	LogFormat        LogFormat     `env:"LOG_FORMAT" envDefault:"text"`
	HTTPAddr         string        `env:"HTTP_ADDR" envDefault:":8080"`
	Snapshots        bool          `env:"SNAPSHOTS" envDefault:"true"`
	SnapshotInterval int           `env:"SNAPSHOT_INTERVAL" envDefault:"0"`
	ShutdownTimeout  time.Duration `env:"SHUTDOWN_TIMEOUT" envDefault:"20s"`
	ShutdownDelay    time.Duration `env:"SHUTDOWN_DELAY" envDefault:"0s"`

	Subscriptions     bool          `env:"SUBSCRIPTIONS" envDefault:"true"`
	SubscriptionOwner string        `env:"SUBSCRIPTION_OWNER"`
	SubscriptionLease time.Duration `env:"SUBSCRIPTION_LEASE" envDefault:"0s"`
	ReadyMaxLag       time.Duration `env:"READY_MAX_LAG" envDefault:"1m"`
}

// Check reports what a single value's type doesn't tell. A struct that embeds
// Settings and has a Check of its own calls this one from there.
func (s *Settings) Check(report func(variable, takes string)) {
	if host, port, err := net.SplitHostPort(s.HTTPAddr); err != nil || !isPort(port) || len(host) > 253 {
		report("HTTP_ADDR", "an address to listen on, such as :8080 or 127.0.0.1:8080")
	}
	if s.SnapshotInterval < 0 {
		report("SNAPSHOT_INTERVAL", "a whole number from 0")
	}
	if s.ShutdownTimeout <= 0 {
		report("SHUTDOWN_TIMEOUT", "a duration above 0, such as 20s")
	}
	if s.ShutdownDelay < 0 || s.ShutdownTimeout > 0 && s.ShutdownDelay >= s.ShutdownTimeout {
		report("SHUTDOWN_DELAY", "a duration from 0s and below SHUTDOWN_TIMEOUT")
	}
	if s.SubscriptionLease != 0 && s.SubscriptionLease < time.Second {
		report("SUBSCRIPTION_LEASE", "a duration from 1s, or 0s")
	}
	if s.ReadyMaxLag <= 0 {
		report("READY_MAX_LAG", "a duration above 0, such as 1m")
	}
}

func isPort(text string) bool {
	_, err := strconv.ParseUint(text, 10, 16)
	return err == nil
}

// LogFormat is how log lines look.
type LogFormat string

// The formats of log lines.
const (
	LogText LogFormat = "text"
	LogJSON LogFormat = "json"
)

// UnmarshalText takes one of the formats.
func (f *LogFormat) UnmarshalText(text []byte) error {
	switch format := LogFormat(text); format {
	case LogText, LogJSON:
		*f = format
		return nil
	}
	return errNotTaken
}

// Takes says what may be written.
func (LogFormat) Takes() string { return "text or json" }

// Logger is a logger as the settings say.
func (s *Settings) Logger(w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: s.LogLevel}
	if s.LogFormat == LogJSON {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
