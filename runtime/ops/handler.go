package ops

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// Handler answers /livez, /readyz and, unless metrics is nil, /metrics.
func Handler(health *Health, metrics http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /livez", Live())
	mux.Handle("GET /readyz", health)
	if metrics != nil {
		mux.Handle("GET /metrics", metrics)
	}
	return mux
}

// Live answers that the program is alive.
func Live() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if prefersJSON(r) {
			write(w, http.StatusOK, "application/json", `{"status":"alive"}`+"\n")
		} else {
			write(w, http.StatusOK, plainText, "alive\n")
		}
	})
}

// ServeHTTP answers whether the program is ready.
func (h *Health) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	report := h.Ready(r.Context())
	status := http.StatusOK
	if !report.Ready {
		status = http.StatusServiceUnavailable
	}
	if prefersJSON(r) {
		write(w, status, "application/json", report.json())
	} else {
		write(w, status, plainText, report.text())
	}
}

const plainText = "text/plain; charset=utf-8"

func write(w http.ResponseWriter, status int, contentType, body string) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body) // whoever asked is gone
}

func (r *Report) status() string {
	switch {
	case r.Leaving:
		return "leaving"
	case r.Ready:
		return "ready"
	}
	return "unready"
}

// text is a line for the whole, and one a check.
func (r *Report) text() string {
	var b strings.Builder
	b.WriteString(r.status() + "\n")
	for _, result := range r.Results {
		b.WriteString(result.Name + ": " + result.status())
		if result.Detail != "" {
			b.WriteString(" (" + result.Detail + ")")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func (r *Result) status() string {
	if r.OK {
		return "ok"
	}
	return "unready"
}

func (r *Report) json() string {
	type result struct {
		Name   string `json:"name"`
		Status string `json:"status"`
		Detail string `json:"detail,omitempty"`
	}
	report := struct {
		Status string   `json:"status"`
		Checks []result `json:"checks"`
	}{Status: r.status(), Checks: []result{}}
	for _, each := range r.Results {
		report.Checks = append(report.Checks, result{each.Name, each.status(), each.Detail})
	}
	body, _ := json.Marshal(report) // texts only
	return string(body) + "\n"
}

// prefersJSON says whether a request would rather have JSON than plain text.
func prefersJSON(r *http.Request) bool {
	var ofJSON, ofText float64
	for _, accepted := range strings.Split(strings.Join(r.Header.Values("Accept"), ","), ",") {
		mediaType, parameters, err := mime.ParseMediaType(accepted)
		if err != nil {
			continue
		}
		quality := 1.0
		if text, ok := parameters["q"]; ok {
			if quality, err = strconv.ParseFloat(text, 64); err != nil {
				continue
			}
		}
		switch mediaType {
		case "application/json", "application/*":
			ofJSON = max(ofJSON, quality)
		case "text/plain", "text/*", "*/*":
			ofText = max(ofText, quality)
		}
	}
	// Whoever names JSON among others, "*/*" included, wants it.
	return ofJSON > 0 && ofJSON >= ofText
}
