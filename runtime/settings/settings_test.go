package settings_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/orchestrix-go/orchestrix-gen/runtime/settings"
)

type config struct {
	settings.Settings
	Currency string   `env:"SHOP_CURRENCY" envDefault:"EUR"`
	Key      string   `env:"SHOP_KEY,required"`
	Ports    []uint16 `env:"SHOP_PORTS"`
	Rate     float64  `env:"SHOP_RATE" envDefault:"1"`
}

func load(t *testing.T, file string, variables ...string) (config, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), ".env")
	if file != "" {
		if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return settings.Load[config](settings.File(path), settings.Environment(variables))
}

func TestDefaultsHoldWhereNothingIsSet(t *testing.T) {
	c, err := load(t, "", "SHOP_KEY=k")
	if err != nil {
		t.Fatal(err)
	}
	want := settings.Settings{
		LogLevel: slog.LevelInfo, LogFormat: settings.LogText, HTTPAddr: ":8080", Snapshots: true,
		ShutdownTimeout: 20 * time.Second, Subscriptions: true, ReadyMaxLag: time.Minute,
	}
	if c.Settings != want || c.Currency != "EUR" {
		t.Errorf("%+v", c)
	}
}

func TestEnvironmentOverridesTheFile(t *testing.T) {
	c, err := load(t, "HTTP_ADDR=:1\nSHOP_CURRENCY=SEK\n# a comment\nexport SHOP_KEY='from the file'\n",
		"HTTP_ADDR=:2", "SHOP_CURRENCY=", "LOG_LEVEL=debug", "SUBSCRIPTION_LEASE=15s")
	if err != nil {
		t.Fatal(err)
	}
	if c.HTTPAddr != ":2" || c.Currency != "SEK" || c.Key != "from the file" || c.LogLevel != slog.LevelDebug || c.SubscriptionLease != 15*time.Second {
		t.Errorf("%+v", c)
	}
	if _, set := os.LookupEnv("SHOP_KEY"); set {
		t.Error("the file changed the process's environment")
	}
}

func TestTheFileIsReadAsPeopleWriteIt(t *testing.T) {
	for _, test := range []struct{ name, file, want string }{
		{"line ends of Windows", "SHOP_KEY=k\r\nHTTP_ADDR=:1\r\n", "k"},
		{"a byte order mark", "\ufeffSHOP_KEY=k\n", "k"},
		{"export", "export SHOP_KEY=k\n", "k"},
		{"a comment behind", "SHOP_KEY=k#1 # the key\n", "k#1"},
		{"double quotes", `SHOP_KEY="k # 1\n2"`, "k # 1\n2"},
		{"single quotes", `SHOP_KEY='$HTTP_ADDR\n#'`, `$HTTP_ADDR\n#`},
		{"another variable", "HTTP_ADDR=:1\nSHOP_KEY=at$HTTP_ADDR\n", "at:1"},
		{"the last of two", "SHOP_KEY=1\nSHOP_KEY=2\n", "2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if c, err := load(t, test.file); err != nil || c.Key != test.want {
				t.Errorf("%q, error %v", c.Key, err)
			}
		})
	}
}

func TestAnEmptyVariableIsNotSet(t *testing.T) {
	for _, file := range []string{"SHOP_KEY=", "SHOP_KEY=''\nHTTP_ADDR="} {
		_, err := load(t, file, "LOG_LEVEL=")
		var problems *settings.Error
		if !errors.As(err, &problems) || len(problems.Problems) != 1 || problems.Problems[0].Variable != "SHOP_KEY" {
			t.Errorf("%q: error %v", file, err)
		}
	}
}

func TestEveryProblemIsToldAtOnce(t *testing.T) {
	secret := "hunter2"
	_, err := load(t, "",
		"DATABASE_URL=mysql://shop:"+secret+"@db/shop", "LOG_LEVEL="+secret, "LOG_FORMAT="+secret, "HTTP_ADDR="+secret,
		"SNAPSHOTS="+secret, "SNAPSHOT_INTERVAL=-1", "SHUTDOWN_TIMEOUT="+secret, "SUBSCRIPTION_LEASE=1ms", "READY_MAX_LAG=0s",
		"SHOP_PORTS=1,"+secret, "SHOP_RATE="+secret)
	var problems *settings.Error
	if !errors.As(err, &problems) {
		t.Fatalf("error %v", err)
	}
	want := map[string]string{
		"DATABASE_URL":       "takes postgres://",
		"LOG_LEVEL":          "takes debug, info",
		"LOG_FORMAT":         "takes text or json",
		"HTTP_ADDR":          "takes an address",
		"SNAPSHOTS":          "takes true or false",
		"SNAPSHOT_INTERVAL":  "takes a whole number from 0",
		"SHUTDOWN_TIMEOUT":   "takes a duration",
		"SUBSCRIPTION_LEASE": "takes a duration from 1s",
		"READY_MAX_LAG":      "takes a duration above 0",
		"SHOP_PORTS":         "takes a list of which each is a whole number from 0",
		"SHOP_RATE":          "takes a number",
		"SHOP_KEY":           "must be set",
	}
	for _, p := range problems.Problems {
		if wanted, known := want[p.Variable]; !known || !strings.HasPrefix(p.Message, wanted) {
			t.Errorf("%s %s", p.Variable, p.Message)
		}
		delete(want, p.Variable)
	}
	for variable := range want {
		t.Errorf("nothing is said of %s:\n%v", variable, err)
	}
	if !slices.IsSortedFunc(problems.Problems, func(a, b settings.Problem) int { return strings.Compare(a.Variable, b.Variable) }) {
		t.Errorf("the problems aren't sorted:\n%v", err)
	}
	if strings.Contains(err.Error(), secret) {
		t.Errorf("a value is printed:\n%v", err)
	}
}

func TestABrokenFileIsAnErrorThatDoesntQuoteIt(t *testing.T) {
	_, err := load(t, "SHOP_KEY=\"hunter2\nnothing closes it", "SHOP_KEY=k")
	if err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "NAME=value") {
		t.Errorf("error %v", err)
	}
	if _, err = load(t, "=hunter2", "SHOP_KEY=k"); err == nil || strings.Contains(err.Error(), "hunter2") || !strings.Contains(err.Error(), "NAME=value") {
		t.Errorf("a value without a name: error %v", err)
	}
	_, err = settings.Load[config](settings.File(t.TempDir()), settings.Environment([]string{"SHOP_KEY=k"}))
	if err == nil || !strings.Contains(err.Error(), "read settings") {
		t.Errorf("a folder: error %v", err)
	}
}

func TestAStructThatCantBeReadIsTheProgramsMistake(t *testing.T) {
	type odd struct {
		F func() `env:"F"`
	}
	_, err := settings.Load[odd](settings.File(""), settings.Environment([]string{"F=x"}))
	if err == nil || errors.As(err, new(*settings.Error)) {
		t.Errorf("error %v", err)
	}
}

func TestDatabaseURLs(t *testing.T) {
	for _, test := range []struct {
		url      string
		taken    bool
		postgres bool
		path     string
	}{
		{"postgres://shop@db/shop", true, true, ""},
		{"postgresql://db:5432/shop?sslmode=disable", true, true, ""},
		{"postgres:///shop?host=/run/postgresql", true, true, ""},
		{"sqlite:shop.db", true, false, "shop.db"},
		{"sqlite:odd=name.db", true, false, "odd=name.db"},
		{"/var/lib/shop/shop.db", true, false, "/var/lib/shop/shop.db"},
		{"postgres:///shop", false, false, ""},
		{"postgres://db:port/shop", false, false, ""},
		{"mysql://db/shop", false, false, ""},
		{"sqlite:", false, false, ""},
		{"sqlite:///var/shop.db", true, false, "///var/shop.db"},
		{"sqlite://shop.db", false, false, ""},
		{"host=db password=hunter2", false, false, ""},
	} {
		var d settings.DatabaseURL
		err := d.UnmarshalText([]byte(test.url))
		if (err == nil) != test.taken || d.Postgres() != test.postgres || d.Path() != test.path {
			t.Errorf("%s: error %v, postgres %t, path %q", test.url, err, d.Postgres(), d.Path())
		}
	}
}

func TestPasswordsAreNeverPrinted(t *testing.T) {
	for _, url := range []settings.DatabaseURL{
		"postgres://shop:hunter2@db/shop?sslmode=disable", "postgres://db/shop?password=hunter2&user=shop", "postgres://shop:hunter2@db:port/shop",
	} {
		s := settings.Settings{DatabaseURL: url}
		var logged bytes.Buffer
		for _, format := range []settings.LogFormat{settings.LogText, settings.LogJSON} {
			s.LogFormat = format
			s.Logger(&logged).Info("begin", "database", s.DatabaseURL, "settings", s)
		}
		encoded, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, printed := range []string{
			fmt.Sprint(s), fmt.Sprintf("%v %+v %#v", s, s, s), fmt.Sprintf("%s %q %x", url, url, url), string(encoded), logged.String(),
		} {
			if strings.Contains(printed, "hunter2") || strings.Contains(printed, fmt.Sprintf("%x", "hunter2")) {
				t.Errorf("printed: %s", printed)
			}
		}
		if !strings.Contains(string(url), "hunter2") {
			t.Error("the program itself doesn't get the password")
		}
	}
}

func TestSettingsAreOptions(t *testing.T) {
	for _, test := range []struct {
		settings       settings.Settings
		engine, runner int
	}{
		{settings.Settings{Snapshots: true}, 0, 1},
		{settings.Settings{Snapshots: true, SnapshotInterval: 50}, 1, 1},
		{settings.Settings{Snapshots: false, SnapshotInterval: 50, SubscriptionOwner: "a", SubscriptionLease: time.Second}, 1, 3},
	} {
		if engine, runner := test.settings.EngineOptions(), test.settings.RunnerOptions(); len(engine) != test.engine || len(runner) != test.runner {
			t.Errorf("%+v: %d and %d options", test.settings, len(engine), len(runner))
		}
	}
}
