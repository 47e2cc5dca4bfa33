package main

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sanad.example/sanad"
	"sanad.example/sanad/internal/web/webtest"
)

// shared is what a server writes while a test reads it.
type shared struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (s *shared) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.Write(p)
}

func (s *shared) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.String()
}

// TestServersOwnErrorsAreTold reads a damaged generation: the page says 500 and no more, and standard error
// says what was damaged.
func TestServersOwnErrorsAreTold(t *testing.T) {
	var out, trouble shared
	a := &app{streams: streams{strings.NewReader(""), &out, &trouble}, env: func(string) string { return "" }, clock: time.Now}
	damaged := fmt.Errorf("page 7 of %q: %w", "derived.db", sanad.ErrDamaged)
	h, err := a.pages(&webtest.Reader{Err: damaged}, webtest.Book(), nil)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1/claims", nil)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "derived.db") {
		t.Errorf("%d\n%s", w.Code, w.Body)
	}
	for _, want := range []string{"level=ERROR", "path=/claims", "derived.db", "damaged"} {
		if !strings.Contains(trouble.String(), want) {
			t.Errorf("standard error doesn't say %q: %s", want, trouble.String())
		}
	}
}

// TestPortInUse says that another program has the port, before any folder is made.
func TestPortInUse(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	db := filepath.Join(t.TempDir(), "data")
	for _, verb := range []string{"serve", "demo"} {
		var out shared
		code := run(t.Context(), []string{"sanad", verb, "--db", db, "--addr", l.Addr().String()}, func(string) string { return "" }, streams{strings.NewReader(""), &out, &out})
		if code != exitFailed || !strings.Contains(out.String(), "another program has the port") || !strings.Contains(out.String(), "SANAD_ADDR") {
			t.Errorf("%s: exit %d: %s", verb, code, out.String())
		}
	}
	if _, err := os.Stat(db); err == nil {
		t.Error("a data folder was made all the same")
	}
}
