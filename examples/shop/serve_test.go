package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// patience is how long a test waits for other processes, on a machine that may be
// busy.
const patience = 4 * time.Minute

// process is the shop as a service in a process of its own.
type process struct {
	t      *testing.T
	cmd    *exec.Cmd
	url    string
	exited chan error
	logs   logs
}

// logs are what a process has logged so far.
type logs struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (l *logs) add(line string) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.text.WriteString(line + "\n")
}

func (l *logs) String() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.text.String()
}

// startProcess starts the service with some environment variables, on a port
// that it chooses.
func startProcess(t *testing.T, environment ...string) *process {
	t.Helper()
	p := &process{t: t, cmd: exec.Command(os.Args[0]), exited: make(chan error, 1)}
	p.cmd.Env = append(os.Environ(), serving+"=1", "HTTP_ADDR=127.0.0.1:0", "LOG_FORMAT=json", "SHUTDOWN_TIMEOUT=3m")
	p.cmd.Env = append(p.cmd.Env, environment...)
	p.cmd.Dir = t.TempDir() // no .env of anybody's
	stderr, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	address := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(stderr)
		for lines.Scan() {
			p.logs.add(lines.Text())
			var line struct{ Msg, Address string }
			if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "listening" {
				address <- line.Address
			}
		}
		p.exited <- p.cmd.Wait()
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		if t.Failed() {
			t.Logf("process %d logged:\n%s", p.cmd.Process.Pid, p.logs.String())
		}
	})
	select {
	case a := <-address:
		p.url = "http://" + a
	case err := <-p.exited:
		t.Fatalf("the service didn't start: %v\n%s", err, p.logs.String())
	case <-time.After(patience):
		t.Fatalf("the service doesn't start:\n%s", p.logs.String())
	}
	return p
}

var client = &http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableKeepAlives: true}}

// do sends a request; headers are "Name: value". An error means that the process
// couldn't be reached, or went away.
func (p *process) do(method, path, body string, headers ...string) (status int, answer map[string]any, err error) {
	request, err := http.NewRequest(method, p.url+path, strings.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		request.Header.Set(name, value)
	}
	response, err := client.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, nil, err
	}
	if strings.Contains(response.Header.Get("Content-Type"), "json") {
		err = json.Unmarshal(text, &answer)
	} else {
		answer = map[string]any{"text": string(text)}
	}
	return response.StatusCode, answer, err
}

// want is a request that must be answered with a status.
func (p *process) want(status int, method, path, body string, headers ...string) map[string]any {
	p.t.Helper()
	got, answer, err := p.do(method, path, body, headers...)
	if err != nil || got != status {
		p.t.Fatalf("%s %s: status %d, want %d, error %v: %v", method, path, got, status, err, answer)
	}
	return answer
}

// end asks the process to end, which it must do in order.
func (p *process) end() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	if err := p.wait(); err != nil {
		p.t.Errorf("the service ended with %v:\n%s", err, p.logs.String())
	}
}

func (p *process) wait() error {
	select {
	case err := <-p.exited:
		return err
	case <-time.After(patience):
		return fmt.Errorf("it doesn't end")
	}
}

const oneTea = `{"customer_id": "cus-1", "delivery": {"type": "pickup", "branch": "Mitte"},
	"items": [{"sku": "TEA-1", "quantity": 1, "price": {"amount": 500, "currency": "EUR"}}]}`

func TestTheServiceOnSQLite(t *testing.T) {
	db := "SHOP_DB=" + filepath.Join(t.TempDir(), "shop.db")
	p := startProcess(t, db)
	p.want(200, "GET", "/livez", "")
	await(t, "it is ready", func(ctx context.Context) (bool, error) {
		status, _, err := p.do("GET", "/readyz", "", "Accept: application/json")
		return status == 200, cmp.Or(err, ctx.Err())
	})
	p.want(201, "PUT", "/orders/mine", oneTea, "X-Correlation-ID: wish-1")
	metrics := p.want(200, "GET", "/metrics", "")["text"].(string)
	if want := `commands_processed_total{command_type="orders.PlaceOrder",status="success"} 1`; !strings.Contains(metrics, want) {
		t.Errorf("no %q in:\n%s", want, metrics)
	}
	p.end()
	if logged := p.logs.String(); !strings.Contains(logged, `"correlation":"wish-1"`) || !strings.Contains(logged, `"msg":"ended"`) {
		t.Errorf("logged:\n%s", logged)
	}
	again := startProcess(t, db)
	if order := again.want(200, "GET", "/orders/mine", ""); order["status"] != "placed" {
		t.Errorf("after a restart: %v", order)
	}
	again.end()
}
