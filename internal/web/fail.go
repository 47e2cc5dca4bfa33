package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"sanad.example/sanad"
)

var (
	errMisdirected = errors.New("not a name of this machine")
	errMethod      = errors.New("pages can only be read")
)

// statusOf maps errors to HTTP statuses; it is the only place that does.
func statusOf(err error) int {
	for _, m := range []struct {
		is     error
		status int
	}{
		{errMisdirected, http.StatusMisdirectedRequest},
		{errMethod, http.StatusMethodNotAllowed},
		{sanad.ErrNotFound, http.StatusNotFound},
		{sanad.ErrRedacted, http.StatusGone},
		{sanad.ErrTooLarge, http.StatusRequestURITooLong},
		{sanad.ErrInvalid, http.StatusBadRequest},
		{sanad.ErrConflict, http.StatusServiceUnavailable},
		{context.DeadlineExceeded, http.StatusServiceUnavailable},
		{context.Canceled, http.StatusServiceUnavailable},
	} {
		if errors.Is(err, m.is) {
			return m.status
		}
	}
	return http.StatusInternalServerError
}

// statusKey names the words for a status in the catalogue.
func statusKey(status int) string {
	switch status {
	case http.StatusBadRequest, http.StatusRequestURITooLong:
		return "invalid"
	case http.StatusNotFound:
		return "missing"
	case http.StatusGone:
		return "redacted"
	case http.StatusMethodNotAllowed:
		return "method"
	case http.StatusMisdirectedRequest:
		return "host"
	case http.StatusServiceUnavailable:
		return "busy"
	}
	return "internal"
}

// problem is an error as a reader of pages or of the API sees it; the API's form is RFC 9457's.
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
	Remedy string `json:"remedy"`
}

func (s *site) problemOf(err error) problem {
	status := statusOf(err)
	key := statusKey(status)
	p := problem{
		Type: "about:blank", Status: status,
		Title: s.words.text("error." + key + ".title"), Remedy: s.words.text("error." + key + ".remedy"),
	}
	// A server's own trouble is for its log: the text may hold paths.
	switch {
	case s.DevMode:
		p.Detail = err.Error()
	case status == http.StatusNotFound || status == http.StatusGone: // the store's words hold its path
	case status < 500:
		p.Detail = err.Error()
	}
	return p
}

// fail answers with an error as a page, or as application/problem+json under /api/.
func (s *site) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := s.problemOf(err)
	if p.Status >= 500 {
		s.Log.Error("request", "path", r.URL.Path, "error", err)
	}
	if p.Status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", "GET, HEAD")
	}
	if strings.HasPrefix(r.URL.Path, "/api/") {
		body, _ := json.MarshalIndent(p, "", "  ") // strings and an int: cannot fail
		s.sendOrLog(w, r, p.Status, "application/problem+json", append(body, '\n'))
		return
	}
	body, err := s.render(r, "error", view{Title: p.Title, Body: p})
	if err != nil {
		s.Log.Error("error page", "path", r.URL.Path, "error", err)
		body = []byte(p.Title + "\n" + p.Remedy + "\n")
		s.sendOrLog(w, r, p.Status, "text/plain; charset=utf-8", body)
		return
	}
	s.sendOrLog(w, r, p.Status, htmlType, body)
}

func (s *site) sendOrLog(w http.ResponseWriter, r *http.Request, status int, mediaType string, body []byte) {
	if err := s.send(w, r, status, mediaType, body); err != nil {
		s.Log.Error("send", "path", r.URL.Path, "error", err)
	}
}
