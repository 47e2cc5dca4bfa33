package web

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strings"

	"sanad.example/sanad"
)

// maxURL is the longest request URI that is looked at, in bytes.
const maxURL = 4 << 10

const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard stands before every answer: security headers, reading alone, this machine's own names alone.
func (s *site) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secure(w.Header())
		defer s.rescue(w, r)
		if err := admit(r); err != nil {
			s.fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func secure(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
}

// rescue turns a panic of one request into a 500 for that request.
func (s *site) rescue(w http.ResponseWriter, r *http.Request) {
	v := recover()
	if v == nil {
		return
	}
	if v == http.ErrAbortHandler {
		panic(v)
	}
	s.Log.Error("panic", "path", r.URL.Path, "value", v, "stack", string(debug.Stack()))
	s.fail(w, r, fmt.Errorf("%s: panic: %v", r.URL.Path, v))
}

// admit says whether a request is one to answer: errMisdirected, errMethod, ErrTooLarge, or ErrInvalid where
// its parameters can't be read: the part that can would select more than was asked for.
func admit(r *http.Request) error {
	if !localHost(r) {
		return fmt.Errorf("host %q: %w", r.Host, errMisdirected)
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return fmt.Errorf("method %q: %w", r.Method, errMethod)
	}
	if len(r.RequestURI) > maxURL {
		return fmt.Errorf("address of %d bytes: %w: the bound is %d", len(r.RequestURI), sanad.ErrTooLarge, maxURL)
	}
	if _, err := url.ParseQuery(r.URL.RawQuery); err != nil {
		return fmt.Errorf("parameters: %w: %w", sanad.ErrInvalid, err)
	}
	return nil
}

// localHost reports whether the Host header names this machine by a loopback name, with the port that
// the request came in on. A page elsewhere that points its own name at 127.0.0.1 fails here.
func localHost(r *http.Request) bool {
	host, port := r.Host, ""
	if h, p, err := net.SplitHostPort(r.Host); err == nil {
		host, port = h, p
	} else {
		host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	}
	if !loopbackName(host) {
		return false
	}
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return true
	}
	_, want, err := net.SplitHostPort(local.String())
	return err == nil && (port == want || port == "" && want == "80")
}

func loopbackName(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback()
}
